"""What lies in pretrained/, read without torch: models, their cards, what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seq2seq.config.errors import InvalidRequest
from seq2seq.config.places import PRETRAINED
from seq2seq.config.variants import rank
from seq2seq.data.families import FAMILIES

FILES = ("model.safetensors", "config.json", "card.json")


class UnknownModel(InvalidRequest):
    """No model has this name. The message lists those that there are."""


@dataclass(frozen=True)
class Entry:
    """A checkpoint folder. `problem` says in a line why it can't be used; empty if nothing is known against it."""

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


def catalog_families(root: Path = PRETRAINED) -> tuple[str, ...]:
    """Names of the families: those the project knows in its order, then others by alphabet."""
    known = list(FAMILIES)
    found = sorted(path.parent.name for path in root.glob("*/source.model"))
    return tuple(sorted(found, key=lambda name: known.index(name) if name in known else len(known)))


def entries(root: Path = PRETRAINED) -> tuple[Entry, ...]:
    """All checkpoints, family by family in the order of the cards, variants behind their scorer; broken ones too."""
    return tuple(
        _read(path)
        for family in catalog_families(root)
        for path in sorted((root / family).iterdir(), key=lambda path: rank(path.name))
        if path.is_dir()
    )


def entry(name: str, root: Path = PRETRAINED) -> Entry:
    """The entry called `family/scorer`. Raises UnknownModel."""
    found = {each.name: each for each in entries(root)}
    if name not in found:
        models = ", ".join(found) or "none"
        raise UnknownModel("no model is called {name!r}; there are {models}", name=name, models=models)
    return found[name]


def asked(name: str, root: Path = PRETRAINED) -> list[str]:
    """A model by its name, or all usable models of a family by its. Raises ValueError where there is none."""
    if "/" in name:
        return [entry(name, root).name]
    found = [each.name for each in entries(root) if each.family == name and not each.problem]
    if not found:
        raise ValueError(f"no family is called {name!r}, or it has no models")
    return found


def write_json(path: Path, values: Any) -> None:
    """Readable JSON, atomically: a reader sees the old file or the new one."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")
    partial.replace(path)


def _read(folder: Path) -> Entry:
    name = f"{folder.parent.name}/{folder.name}"
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        return Entry(name, folder, {}, f"{', '.join(missing)} is missing")
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
    except (ValueError, OSError) as error:
        return Entry(name, folder, {}, f"card.json: {error}")
    return Entry(name, folder, card) if isinstance(card, dict) else Entry(name, folder, {}, "card.json is not a card")
