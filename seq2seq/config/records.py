"""Frozen dataclasses that go to plain dicts and come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, Self


class Record:
    """Gives a dataclass `to_dict` and `from_dict`; keys that are unknown or missing are an error that names
    them."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
        if unknown := set(values) - known.keys():
            raise ValueError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}")
        needed = {name for name, field in known.items() if field.default is field.default_factory is MISSING}
        if missing := needed - set(values):
            raise ValueError(f"{cls.__name__} needs a field {', '.join(sorted(missing))}")
        return cls(**values)
