"""pretrained/ ⇄ Bundle: a model with all it needs to read and write text. Checkpoints are safetensors and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_tensors
from safetensors.torch import save_file

from seq2seq.checkpoints.catalog import UnknownModel, entry, write_json
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import Tokenizer


class BrokenCheckpoint(ValueError):
    """A checkpoint that is incomplete, damaged, or not ours. The message says which file and why."""


def no_sibling(scorer: str) -> Bundle:
    """Of a model that came from no family."""
    raise UnknownModel("this model has no family: there is no model with {scorer} to borrow from", scorer=scorer)


@dataclass(frozen=True)
class Bundle:
    """A loaded model and its two tokenizers. Share it between threads: nothing in it changes.

    `sibling` loads the model of the same family with another scoring function; it raises as `load` does."""

    name: str
    model: Seq2Seq
    source: Tokenizer
    target: Tokenizer
    sibling: Callable[[str], Bundle] = no_sibling

    @property
    def config(self) -> ModelConfig:
        return self.model.config


def load_bundle(name: str = "zh-en/additive", root: Path = PRETRAINED) -> Bundle:
    """The model called `family/scorer`, in float32 on the CPU. Raises UnknownModel or BrokenCheckpoint."""
    folder = entry(name, root).folder
    family = name.partition("/")[0]
    bundle = Bundle(
        name,
        load_model(folder),
        *load_tokenizers(folder.parent),
        sibling=lambda scorer: load_bundle(f"{family}/{scorer}", root=root),
    )
    sizes = (bundle.config.source_vocab, bundle.config.target_vocab)
    for side, size, found in zip(("source", "target"), sizes, (len(bundle.source), len(bundle.target)), strict=True):
        if found != size:
            raise BrokenCheckpoint(f"{name}: made for {size} pieces, but {folder.parent.name}/{side}.model has {found}")
    return bundle


def load_tokenizers(family: Path) -> tuple[Tokenizer, Tokenizer]:
    """(source, target) of the family in this folder."""
    source, target = (_tokenizer(family / f"{side}.model") for side in ("source", "target"))
    return source, target


def load_model(folder: Path) -> Seq2Seq:
    """The model in a checkpoint folder, ready to decode. Raises BrokenCheckpoint."""
    with _blaming(folder / "config.json", 3):
        text = (folder / "config.json").read_text("utf-8")
        model = Seq2Seq(ModelConfig.from_dict(json.loads(text)))
    with _blaming(folder / "model.safetensors", 3):
        tensors = read_tensors((folder / "model.safetensors").read_bytes())
        model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return model.for_decoding()


def save_model(model: Seq2Seq, folder: Path, exact: bool = False) -> None:
    """Writes model.safetensors (fp16; fp32 if `exact`) and config.json; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = torch.float32 if exact else torch.float16
    tensors = {name: tensor.detach().cpu().to(kind).contiguous() for name, tensor in model.state_dict().items()}
    save_tensors(tensors, folder / "model.safetensors")
    write_json(folder / "config.json", model.config.to_dict())


def round_model(model: Seq2Seq, decimals: int) -> None:
    """Leaves every parameter with so many decimals, so that what is shown of it is what is used."""
    for parameter in model.parameters():
        parameter.data = parameter.data.round(decimals=decimals)


def save_tensors(tensors: dict[str, torch.Tensor], path: Path, notes: dict[str, str] | None = None) -> None:
    """Atomic: a reader sees the old file or the new one."""
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, notes)
    partial.chmod(0o644)  # safetensors writes for the owner's eyes only
    partial.replace(path)


def _tokenizer(path: Path) -> Tokenizer:
    with _blaming(path, 2):
        return Tokenizer.load(path)


@contextmanager
def _blaming(path: Path, parts: int) -> Iterator[None]:
    """Whatever goes wrong inside is said of the last `parts` of this path, in a line."""
    try:
        yield
    except (OSError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or shorten(str(error), 160)
        raise BrokenCheckpoint(f"{'/'.join(path.parts[-parts:])}: {reason}") from error


__all__ = [
    "BrokenCheckpoint",
    "Bundle",
    "UnknownModel",
    "load_bundle",
    "load_model",
    "load_tokenizers",
    "save_model",
]
