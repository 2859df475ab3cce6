"""How a hint for newcomers ends: followed, done without it, or closed; read from what the browser reports."""

from __future__ import annotations

from dataclasses import dataclass

from pages.ui.address.reports import ComponentReport


@dataclass(frozen=True)
class Follow:
    """Do what the hint proposes."""


@dataclass(frozen=True)
class Done:
    """The visitor did it without the button."""


@dataclass(frozen=True)
class Dismiss:
    """Close this hint and all other hints of its page."""


def read_hint(raw: object) -> Follow | Done | Dismiss:
    """Read from the browser how a hint ended. Raises ValueError."""
    match raw:
        case {"kind": "act"}:
            return Follow()
        case {"kind": "done"}:
            return Done()
        case {"kind": "dismiss"}:
            return Dismiss()
    raise ValueError("no way for a hint to end")


HINT_ENDED = ComponentReport("seen", read_hint)
