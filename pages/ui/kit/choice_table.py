"""The choices that the browser writes in the address, or carries along: `choices.json`, which JavaScript reads.

`python -m pages.ui.kit.choice_table` writes the file anew; a test compares it with what the pages declare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.ui.address.choices import Choice, Parts
from pages.ui.address.view import all_choices

CHOICE_TABLE = Path(__file__).with_name("choices.json")


def browser_choices() -> dict[str, Any]:
    """What the browser needs of each choice, by name; without `first` its first value depends on something."""
    return _entries({name: each for name, each in all_choices().items() if each.browser or each.carried})


def _entries(choices: Mapping[str, Choice]) -> dict[str, Any]:
    return {name: _entry(choice) for name, choice in choices.items()}


def _entry(choice: Choice) -> dict[str, Any]:
    entry: dict[str, Any] = {"form": type(choice).__name__.lower()}
    if choice.param != choice.name:
        entry["param"] = choice.param
    if not choice.compute:
        entry["first"] = choice.first
    entry |= {mark: True for mark in ("browser", "carried") if getattr(choice, mark)}
    return entry | ({"parts": _entries(choice.parts)} if isinstance(choice, Parts) else {})


def written() -> str:
    """The content of the file: a line for each choice."""
    lines = (f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in browser_choices().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    CHOICE_TABLE.write_text(written(), "utf-8")
