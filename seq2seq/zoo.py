"""pretrained/ ⇄ Bundle: a model with all it needs to read and write text. Checkpoints are safetensors and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from seq2seq.catalog import PRETRAINED, UnknownModel, entry, write_json
from seq2seq.config import ModelConfig
from seq2seq.model import Seq2Seq
from seq2seq.tokenizer import Tokenizer


class BrokenCheckpoint(ValueError):
    """A checkpoint that is incomplete, damaged, or not ours. The message says which file and why."""


@dataclass(frozen=True)
class Bundle:
    """A loaded model and its two tokenizers. Share it between threads: nothing in it changes."""

    name: str
    model: Seq2Seq
    source: Tokenizer
    target: Tokenizer

    @property
    def config(self) -> ModelConfig:
        return self.model.config


def load(name: str = "zh-en/additive", root: Path = PRETRAINED) -> Bundle:
    """The model called `family/scorer`, in float32 on the CPU. Raises UnknownModel or BrokenCheckpoint."""
    folder = entry(name, root).folder
    return Bundle(name, load_model(folder), *load_tokenizers(folder.parent))


def load_tokenizers(family: Path) -> tuple[Tokenizer, Tokenizer]:
    """(source, target) of the family in this folder."""
    source, target = (_tokenizer(family / f"{side}.model") for side in ("source", "target"))
    return source, target


def load_model(folder: Path) -> Seq2Seq:
    """The model in a checkpoint folder, ready to decode."""
    try:
        config = ModelConfig.from_dict(json.loads((folder / "config.json").read_text("utf-8")))
        model = Seq2Seq(config)
        tensors = load_file(folder / "model.safetensors")
        model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    except (OSError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
        raise BrokenCheckpoint(f"{folder.parent.name}/{folder.name}: {_first_line(error)}") from error
    return model.for_decoding()


def save_model(model: Seq2Seq, folder: Path) -> None:
    """Writes model.safetensors (fp16) and config.json; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: tensor.detach().cpu().half().contiguous() for name, tensor in model.state_dict().items()}
    save_tensors(halves, folder / "model.safetensors")
    write_json(folder / "config.json", model.config.to_dict())


def save_tensors(tensors: dict[str, torch.Tensor], path: Path, notes: dict[str, str] | None = None) -> None:
    """Atomic: a reader sees the old file or the new one."""
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, notes)
    partial.chmod(0o644)  # safetensors writes for the owner's eyes only
    partial.replace(path)


def _tokenizer(path: Path) -> Tokenizer:
    try:
        return Tokenizer.load(path)
    except (OSError, RuntimeError) as error:
        raise BrokenCheckpoint(f"{path.parent.name}/{path.name}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


__all__ = [
    "BrokenCheckpoint",
    "Bundle",
    "UnknownModel",
    "load",
    "load_model",
    "load_tokenizers",
    "save_model",
]
