"""Config dataclasses ⇄ options of the command line: one option per field, with its type, choices and default."""

from __future__ import annotations

import argparse
from dataclasses import Field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

MODEL_CHOICES = frozenset({"source_vocab", "target_vocab", "scorer"})
"""Fields of ModelConfig that follow from the data and from --scorer."""


def add_fields(command: argparse.ArgumentParser, config: type, left_out: frozenset[str] = frozenset()) -> None:
    """Add one option for each field of a config dataclass, with its type, choices and default."""
    hints = get_type_hints(config)
    for field in fields(config):
        if field.name not in left_out:
            command.add_argument(f"--{field.name.replace('_', '-')}", **_option(field, hints[field.name]))


def read_fields(options: argparse.Namespace, config: type, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The values of the options that belong to the fields of a config dataclass."""
    return {field.name: getattr(options, field.name) for field in fields(config) if field.name not in left_out}


def _option(field: Field[Any], hint: Any) -> dict[str, Any]:
    if hint is bool:
        return {"action": argparse.BooleanOptionalAction, "default": field.default}
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint), "default": field.default}
    return {"type": hint, "default": field.default}


def positive_integer(text: str) -> int:
    """Parse a whole number of at least 1. Raises ArgumentTypeError for a smaller one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number
