"""Which scoring functions stand side by side on Compare, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ALL, CHOSEN = "all", "chosen"
"""What `shown` may name beside scoring functions: all of them, and whichever is chosen in the sidebar."""
FEW = ("none", "dot", CHOSEN, "location")
"""What one meets first: no attention, a baseline by content, the chosen one, and one by position alone."""
SPARE = "additive"
"""Stands where the chosen one would, when that has a place of its own already."""


def lineup(shown: Sequence[str], scorer: str, known: Iterable[str]) -> list[str]:
    """The names of those that are shown, each once, all of them `known`; all where none of what is asked for is."""
    names = list(known)
    wanted = shown or FEW
    if ALL in wanted:
        return names
    chosen = SPARE if scorer in wanted else scorer
    found = dict.fromkeys(chosen if name == CHOSEN else name for name in wanted)
    return [name for name in found if name in names] or names


def following(names: Iterable[str], scorer: str) -> tuple[str, ...]:
    """These as `shown`, such that the place of the chosen one follows what is chosen."""
    found = tuple(CHOSEN if name == scorer else name for name in names)
    return () if found == FEW else found


def replaced(names: Iterable[str], scorer: str, old: str, new: str) -> tuple[tuple[str, ...], str]:
    """(`shown`, what is chosen) once `new` stands where `old` stood; who was chosen hands that on."""
    chosen = new if old == scorer else scorer
    return following((new if name == old else name for name in names), chosen), chosen
