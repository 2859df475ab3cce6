"""Config dataclasses ⇄ options of the command line: one option a field, with its type, choices and default."""

from __future__ import annotations

import argparse
from dataclasses import Field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

MODEL_CHOICES = frozenset({"source_vocab", "target_vocab", "scorer"})
"""Fields of ModelConfig that follow from the data and from --scorer."""


def add_fields(command: argparse.ArgumentParser, config: type, left_out: frozenset[str] = frozenset()) -> None:
    """One option a field of a config dataclass, with its type, choices and default."""
    hints = get_type_hints(config)
    for each in fields(config):
        if each.name not in left_out:
            command.add_argument(f"--{each.name.replace('_', '-')}", **_option(each, hints[each.name]))


def read_fields(options: argparse.Namespace, config: type, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What was said of a config's fields."""
    return {each.name: getattr(options, each.name) for each in fields(config) if each.name not in left_out}


def _option(each: Field[Any], hint: Any) -> dict[str, Any]:
    if hint is bool:
        return {"action": argparse.BooleanOptionalAction, "default": each.default}
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint), "default": each.default}
    return {"type": hint, "default": each.default}
