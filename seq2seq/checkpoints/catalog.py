"""The catalogue of pretrained/, read without torch: models, their cards, and their problems."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from seq2seq.config.places import PRETRAINED
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.config.variants import rank
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import register_own_families

LOCK = "training.lock"


class FolderInUse(ValueError):
    """Another training writes into the folder."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The path of a new file, which takes the place of `path` once it is complete. If anything ends the writing before,
    the old file stays. Raises OSError with the name of the file where it can't be written, as on a full disk."""
    partial = path.with_name(path.name + ".partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OSError(f"{path} could not be written, and is as it was: {reason}") from error


@contextmanager
def claim_folder(folder: Path) -> Iterator[None]:
    """The folder for oneself, until the process ends, however it ends. Raises FolderInUse where another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise FolderInUse(f"{folder}: another training writes into this folder; choose another one") from error
    try:
        yield
    finally:
        lock.release()


def require_same_configuration(config: ModelConfig, folder: Path) -> None:
    """Raises ValueError where a folder holds a model of another configuration. To replace two files is not one step: an
    interruption could leave the configuration of one model with the values of the other."""
    path = folder / "config.json"
    if path.is_file() and ModelConfig.from_dict(json.loads(path.read_text("utf-8"))) != config:
        raise ValueError(f"{folder} holds a model of another configuration; choose another folder, or delete that one")


UPDATES_FILE = "moments.safetensors"
"""Holds the parameters at every recorded update of a training, where they were kept."""
FILES = ("model.safetensors", "config.json", "card.json")


class UnknownModel(InvalidRequest):
    """No model has this name. The message lists existing ones."""


@dataclass(frozen=True)
class Entry:
    """A checkpoint folder. `problem` is the reason why it cannot be used, in one line; empty if none is known."""

    name: str
    folder: Path
    card: Mapping[str, Any]
    problem: str = ""

    @property
    def family(self) -> str:
        return self.name.partition("/")[0]

    @property
    def scorer(self) -> str:
        return self.name.partition("/")[2]

    @property
    def keeps_updates(self) -> bool:
        """Whether the parameters at the recorded updates of its training are kept."""
        return (self.folder / UPDATES_FILE).is_file()

    def read_config(self) -> ModelConfig | None:
        """The configuration of the model, None if it can't be read."""
        try:
            return parse_config(self.folder)
        except (OSError, ValueError, TypeError):
            return None


def parse_config(folder: Path) -> ModelConfig:
    """What config.json in a checkpoint folder says. Raises OSError, ValueError or TypeError."""
    return ModelConfig.from_dict(json.loads((folder / "config.json").read_text("utf-8")))


def catalog_families(root: Path = PRETRAINED) -> tuple[str, ...]:
    """The names of the families: registered ones in the order of the registry, then others in alphabetical order.
    Families of one's own are registered before."""
    register_own_families(root)
    known = list(FAMILIES)
    names = sorted(path.parent.name for path in root.glob("*/source.model"))
    return tuple(sorted(names, key=lambda name: known.index(name) if name in known else len(known)))


def list_entries(root: Path = PRETRAINED) -> tuple[Entry, ...]:
    """All checkpoints, also broken ones, by family, then in the order of the cards, each variant after its scorer."""
    return tuple(entry for family in catalog_families(root) for entry in family_entries(family, root))


def family_entries(family: str, root: Path = PRETRAINED) -> tuple[Entry, ...]:
    """The checkpoints of one family, in the order of the cards; none for an unknown family. Only its cards are read."""
    return tuple(_read_entry(folder) for folder in _checkpoint_folders(family, root))


def _checkpoint_folders(family: str, root: Path) -> list[Path]:
    """In the order of the cards; none for an unknown family."""
    if family not in catalog_families(root):
        return []
    return sorted((path for path in (root / family).iterdir() if path.is_dir()), key=lambda path: rank(path.name))


def find_entry(name: str, root: Path = PRETRAINED) -> Entry:
    """The entry called `family/scorer`. Raises UnknownModel, with the models of the family, or the families."""
    family = name.partition("/")[0]
    folders = {f"{family}/{folder.name}": folder for folder in _checkpoint_folders(family, root)}
    if name not in folders:
        models = ", ".join(folders or (f"{family}/…" for family in catalog_families(root))) or "none"
        raise UnknownModel("no model is called {name!r}; there are {models}", name=name, models=models)
    return _read_entry(folders[name])


def find_folder(model: str | Path, root: Path = PRETRAINED) -> Path:
    """The checkpoint folder at this path; where there is none, that of the model called `family/scorer`. Raises
    UnknownModel."""
    if os.path.isdir(model):  # noqa: PTH112 (unlike Path.is_dir, False for what is too long for a path)
        return Path(model).resolve()
    return find_entry(str(model), root).folder


def resolve_models(name: str, root: Path = PRETRAINED) -> list[str]:
    """The names of models: the one called `family/scorer`, or all usable ones of a family. Raises ValueError if there
    is none."""
    if "/" in name:
        return [find_entry(name, root).name]
    models = [entry.name for entry in family_entries(name, root) if not entry.problem]
    if not models:
        raise ValueError(f"no family is called {name!r}, or it has no models")
    return models


def write_json(path: Path, values: Any, indented: bool = True) -> None:
    """Write JSON, atomically: a reader sees the old file or the new one. Matrices need a third of the bytes where they
    are not `indented`, with a line for every number."""
    layout: dict[str, Any] = {"indent": 1} if indented else {"separators": (",", ":")}
    written = json.dumps(values, ensure_ascii=False, **layout) + "\n"
    with replacing(path) as partial:
        partial.write_text(written, "utf-8")


def _read_entry(folder: Path) -> Entry:
    name = f"{folder.parent.name}/{folder.name}"
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        return Entry(name, folder, {}, f"{', '.join(missing)} is missing")
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        return Entry(name, folder, {}, f"card.json: {error}")
    return Entry(name, folder, card) if isinstance(card, dict) else Entry(name, folder, {}, "card.json is not a card")
