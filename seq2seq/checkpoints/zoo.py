"""pretrained/ ⇄ Bundle: a model with its tokenizers. Checkpoints are safetensors and JSON."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from textwrap import shorten
from typing import Any, TypeVar, TypeVarTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load as read_tensors
from safetensors.torch import save_file
from torch import Tensor, nn

from seq2seq.checkpoints.catalog import (
    UPDATES_FILE,
    UnknownModel,
    find_entry,
    find_folder,
    parse_config,
    replacing,
    write_json,
)
from seq2seq.checkpoints.storage import (
    Shapes,
    model_without_values,
    pack,
    read_shapes,
    require_shapes,
    shapes_of,
    unpack,
)
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig, Storage
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import ExtendedVocabulary, Tokenizer, load_tokenizer

MOST_RECENT = 4
"""Results kept of one model: a comparison has one original and many edits."""
Computed = TypeVar("Computed")
Arguments = TypeVarTuple("Arguments")


class BrokenCheckpoint(ValueError):
    """A checkpoint is incomplete, damaged, or of another kind. The message names the file and the reason."""


def raise_no_family(scorer: str) -> Bundle:
    """The `sibling` of a model that belongs to no family: raises UnknownModel."""
    raise UnknownModel("this model has no family: there is no model with {scorer} to take weights from", scorer=scorer)


@dataclass(frozen=True)
class Bundle:
    """A loaded model and its two tokenizers, immutable, so that threads can share it.

    `sibling` loads the model of the same family with another scoring function; it raises the errors of
    `load_bundle`. `recent` is what `kept_with_model` keeps."""

    name: str
    model: Seq2Seq
    source: Tokenizer
    target: Tokenizer
    sibling: Callable[[str], Bundle] = raise_no_family
    recent: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def config(self) -> ModelConfig:
        return self.model.config

    def says(self, source: Sequence[str]) -> ExtendedVocabulary:
        """What the decoder can say of a sentence with these pieces."""
        return ExtendedVocabulary(self.target, tuple(source) if self.config.copying else ())


def kept_with_model(
    function: Callable[[Bundle, *Arguments], Computed],
) -> Callable[[Bundle, *Arguments], Computed]:
    """A function of a model whose last results are kept as long as the model itself. A cache of its own would keep
    models in memory that nobody uses any more."""

    @wraps(function)
    def kept(bundle: Bundle, *arguments: *Arguments) -> Computed:
        key = function.__qualname__, *arguments
        result = bundle.recent.pop(key, None) or function(bundle, *arguments)
        bundle.recent[key] = result
        if len(bundle.recent) > MOST_RECENT:
            bundle.recent.pop(next(iter(bundle.recent)), None)
        return result

    return kept


def load_bundle(name: str = "zh-en/additive", root: Path = PRETRAINED) -> Bundle:
    """The model called `family/scorer`, in float32 on the CPU. Raises UnknownModel or BrokenCheckpoint."""
    return load_folder(find_entry(name, root).folder)


def open_model(model: str | Path) -> Bundle:
    """The model in a checkpoint folder, or the shipped one called `family/scorer`; see `find_folder`. For paths of
    one's own, never for a name from an address. Raises UnknownModel or BrokenCheckpoint."""
    return load_folder(find_folder(model))


def load_folder(folder: Path) -> Bundle:
    """The model in a checkpoint folder `…/family/scorer`, in float32 on the CPU, with the tokenizers beside the folder.
    Raises BrokenCheckpoint."""
    family, name = folder.parent, f"{folder.parent.name}/{folder.name}"
    bundle = Bundle(
        name,
        load_model(folder),
        *load_tokenizers(family),
        sibling=lambda scorer: load_bundle(f"{family.name}/{scorer}", root=family.parent),
    )
    sizes = (bundle.config.source_vocab, bundle.config.target_vocab)
    for side, size, pieces in zip(("source", "target"), sizes, (len(bundle.source), len(bundle.target)), strict=True):
        if pieces != size:
            raise BrokenCheckpoint(f"{name}: made for {size} pieces, but {family.name}/{side}.model has {pieces}")
    return bundle


def load_tokenizers(family: Path) -> tuple[Tokenizer, Tokenizer]:
    """The tokenizers of the family in this folder, (source, target). Raises BrokenCheckpoint."""
    source, target = (_load_tokenizer(family / f"{side}.model") for side in ("source", "target"))
    return source, target


def load_model(folder: Path) -> Seq2Seq:
    """The model in a checkpoint folder, ready to decode. Raises BrokenCheckpoint."""
    config = read_config(folder)
    with _naming_file(folder / "config.json", 3):
        model = model_without_values(config)
    with _naming_file(folder / "model.safetensors", 3):
        require_shapes(read_shapes(folder / "model.safetensors"), shapes_of(model.state_dict()))
        model.load_state_dict(unpack(read_tensors((folder / "model.safetensors").read_bytes())), assign=True)
    return model.for_decoding()


def read_config(folder: Path) -> ModelConfig:
    """The configuration of the model in a checkpoint folder. Raises BrokenCheckpoint."""
    with _naming_file(folder / "config.json", 3):
        return parse_config(folder)


def save_model(model: Seq2Seq, folder: Path, storage: Storage = "fp16") -> None:
    """Write config.json and model.safetensors, each atomically. Raises OSError that names the file where one can't be
    written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", model.config.to_dict())
    save_tensors(pack(model.state_dict(), storage), folder / "model.safetensors")


def round_parameters(model: Seq2Seq, decimals: int) -> None:
    """Round every parameter to so many decimals, so that the numbers shown are the numbers used."""
    for parameter in model.parameters():
        parameter.data = parameter.data.round(decimals=decimals)


def save_tensors(tensors: dict[str, Tensor], path: Path, notes: dict[str, str] | None = None) -> None:
    """Write a safetensors file atomically: a reader sees the old file or the new one. Raises OSError."""
    with replacing(path) as partial:
        try:
            save_file(tensors, partial, notes)
        except SafetensorError as error:
            raise OSError(shorten(str(error), 160)) from error
        partial.chmod(0o644)  # safetensors makes files that only their owner can read


def _load_tokenizer(path: Path) -> Tokenizer:
    with _naming_file(path, 2):
        return load_tokenizer(path)


@contextmanager
def _naming_file(path: Path, parts: int) -> Iterator[None]:
    """Turn the errors of reading a file into BrokenCheckpoint, with the last `parts` of its path and the reason."""
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
    "load_folder",
    "load_model",
    "load_tokenizers",
    "open_model",
    "save_model",
]


def load_update(folder: Path, update: int) -> Seq2Seq:
    """The model in a checkpoint folder as it was after so many updates, ready to decode. Raises BrokenCheckpoint, also
    for an update that is not kept."""
    prefix = f"{update}."
    names = [name for name in _names(folder) if name.startswith(prefix)]
    if not names:
        raise BrokenCheckpoint(f"{_place(folder)} has no update {update}")
    try:
        with safe_open(folder / UPDATES_FILE, "pt") as file:
            tensors = {name.removeprefix(prefix): file.get_tensor(name).float() for name in names}
        model = Seq2Seq(read_config(folder))
        require_shapes(shapes_of(tensors), shapes_of(model.state_dict()))
    except (SafetensorError, ValueError, OSError) as error:
        raise BrokenCheckpoint(f"{_place(folder)}: {error}") from error
    model.load_state_dict(tensors)
    return model.for_decoding()


def update_tensors(model: nn.Module, update: int) -> dict[str, Tensor]:
    """Copies of the parameters of a model at one update, by the names that they have in the file."""
    return {f"{update}.{name}": tensor.detach().cpu().half() for name, tensor in model.state_dict().items()}


def save_updates(tensors: Mapping[str, Tensor], folder: Path) -> None:
    """Write the tensors of all recorded updates, atomically. Raises OSError."""
    save_tensors(dict(tensors), folder / UPDATES_FILE)


def read_updates(folder: Path) -> dict[str, Tensor]:
    """The tensors of all recorded updates of a training that is resumed; none where there is no such file."""
    if not (folder / UPDATES_FILE).is_file():
        return {}
    with safe_open(folder / UPDATES_FILE, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dict)


def _names(folder: Path) -> list[str]:
    try:
        with safe_open(folder / UPDATES_FILE, "pt") as file:
            return list(file.keys())
    except (SafetensorError, OSError) as error:
        raise BrokenCheckpoint(f"{_place(folder)}: {error}") from error


def _place(folder: Path) -> str:
    return "/".join((*folder.parts[-2:], UPDATES_FILE))


MEANS = ("exp_avg", "exp_avg_sq")
ADAM_STATE = (*MEANS, "step")
"""The names of Adam's state for each parameter."""


def save_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, notes: dict[str, str]) -> None:
    """Write the state atomically: an interruption leaves the last complete one."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        tensors[f"model.{name}"] = parameter.detach().cpu()
        tensors |= {f"{key}.{name}": optimizer.state[parameter][key].cpu() for key in ADAM_STATE}
    save_tensors(tensors, path, notes)


def load_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    """Restore model and optimiser, and return the notes. Raises FileNotFoundError if there is no such file, ValueError
    if it is damaged or belongs to another model."""
    try:
        shapes = {name: tuple(parameter.shape) for name, parameter in model.named_parameters()}
        steps: Shapes = {f"step.{name}": () for name in shapes}
        require_shapes(
            read_shapes(path),
            (steps | {f"{key}.{name}": shape for key in ("model", *MEANS) for name, shape in shapes.items()}),
        )
        return _restore(path, model, optimizer)
    except (SafetensorError, ValueError, RuntimeError) as error:
        raise ValueError(f"{path}: {shorten(str(error), 160)}") from error


def _restore(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    with safe_open(path, "pt") as file:
        notes = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dict)
    names = [name for name, _ in model.named_parameters()]
    model.load_state_dict({name: tensors[f"model.{name}"] for name in names})
    means = {i: {key: tensors[f"{key}.{name}"] for key in ADAM_STATE} for i, name in enumerate(names)}
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": means, "param_groups": groups})
    return notes
