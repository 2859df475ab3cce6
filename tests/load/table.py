"""What was measured beside what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure with its unit, and the most that it may be where something is asked of it."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        asked = "" if self.limit is None else f"{'MISSED' if self.missed else 'ok':>8}, asked: at most {self.limit:g}"
        return f"{self.name:<62}{self.value:>10.2f} {self.unit:<4}{asked}".rstrip()


def ratio(name: str, value: float, of: float, limit: float | None = None) -> Row:
    return Row(name, value / of, "x", limit)


def missed(rows: Sequence[Row]) -> list[Row]:
    """The rows that do not have what is asked."""
    return [row for row in rows if row.missed]
