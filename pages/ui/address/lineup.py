"""Which scoring functions stand side by side on Compare, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.ui.address.view import scorers
from seq2seq.config.variants import other_networks

ALL, ENCODERS_SHOWN, CHOSEN = "all", "readers", "chosen"
"""Names that `shown` may have besides scoring functions: all of them; one function with every encoder that there is;
and the one chosen in the sidebar."""
FEW = ("none", "dot", CHOSEN, "location")
"""The first line-up: no attention, a baseline by content, the chosen function, and one by position alone."""
SPARE = "additive"
"""Takes the place of the chosen function if that is in the line-up already."""


def lineup_names() -> tuple[str, ...]:
    """All that a line-up may name."""
    return (ALL, ENCODERS_SHOWN, CHOSEN, *scorers())


def lineup(shown: Sequence[str], scorer: str, known: Iterable[str]) -> list[str]:
    """The names of the shown functions, without repetitions and unknown names; all known ones if none is left, or of
    the first line-up a single one."""
    names = list(known)
    wanted = shown or FEW
    if ALL in wanted:
        return names
    if ENCODERS_SHOWN in wanted:
        return other_networks(names) or names
    chosen = SPARE if scorer in wanted else scorer
    unique = dict.fromkeys(chosen if name == CHOSEN else name for name in wanted)
    left = [name for name in unique if name in names]
    return left if len(left) > 1 or (shown and left) else names


def following(names: Iterable[str], scorer: str) -> tuple[str, ...]:
    """These names as a value of `shown`, in which the place of the chosen function follows the choice."""
    shown = tuple(CHOSEN if name == scorer else name for name in names)
    return () if shown == FEW else shown


def replaced(names: Iterable[str], scorer: str, old: str, new: str) -> tuple[tuple[str, ...], str]:
    """(`shown`, the chosen function) after `new` has replaced `old`; if `old` was chosen, `new` is."""
    chosen = new if old == scorer else scorer
    return following((new if name == old else name for name in names), chosen), chosen
