"""Frozen dataclasses that go to plain dicts and come back, and the error that says why a request makes no sense.

Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, field, fields
from numbers import Real
from reprlib import repr as short
from typing import Any, Self


class InvalidRequest(ValueError):
    """What was asked for makes no sense. `template` says why, in English, with `values` for its braces."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


_TYPES = {
    "int": (int, "a whole number"),
    "float": (Real, "a number"),
    "bool": (bool, "true or false"),
    "str": (str, "text"),
}
"""For each annotation: what such a field may hold, and that in words."""


def option(default: Any, meaning: str) -> Any:
    """A field of a dataclass with a default and what it means, which the command line shows in its help."""
    return field(default=default, metadata={"meaning": meaning})


class Record:
    """Gives a dataclass `to_dict` and `from_dict`; keys that are unknown or missing are an error that names
    them."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        cls.check_names(values)
        return cls(**values)

    @classmethod
    def check_names(cls, values: Mapping[str, Any]) -> None:
        """Raise ValueError for keys that are unknown or missing, and for what has no keys."""
        if not isinstance(values, Mapping):
            raise ValueError(f"{cls.__name__} is read from names with values, not from {short(values)}")
        known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
        if unknown := set(values) - known.keys():
            raise ValueError(f"{cls.__name__} has no field {', '.join(sorted(map(str, unknown)))}")
        needed = {name for name, field in known.items() if field.default is field.default_factory is MISSING}
        if missing := needed - set(values):
            raise ValueError(f"{cls.__name__} needs a field {', '.join(sorted(missing))}")

    def check_types(self) -> None:
        """Raise ValueError for a field that holds another type than the class says."""
        for each in fields(self):  # type: ignore[arg-type]
            kind, words = _TYPES.get(str(each.type), (object, ""))
            value = getattr(self, each.name)
            if not isinstance(value, kind):
                raise ValueError(f"{each.name} must be {words}, not {short(value)}")
