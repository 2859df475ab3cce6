"""The caption of a saved picture: the sentence, the scoring function, and the source."""

from __future__ import annotations

from pages.ui.address.view import View
from pages.ui.kit import titles
from pages.ui.kit.words import _
from seq2seq.data.families import FAMILIES
from seq2seq.trace.pieces import visible

_SEPARATOR = " · "


def of(view: View) -> list[str]:
    """The caption of a picture of the chosen sentence and scoring function."""
    return lines(view.family, view.text, *([] if view.blind else [titles.scorer_title(view.scorer)]))


def of_encoders() -> str:
    """A line for comparisons of encoders: in the picture itself, which may be seen without the page."""
    return _("Sizes and learning rates were chosen for the GRU, not for each encoder.")


def lines(family: str, *shown: str) -> list[str]:
    """The lines of a caption: what is shown, without repetitions; then the app, the models, the source of the data."""
    content = _SEPARATOR.join(dict.fromkeys(visible(text) for text in shown if text.strip()))
    known = family in FAMILIES
    credited = [f"{titles.family_title(family)} ({family})", titles.family_credit(family)] if known else [family]
    return [*([content] if content else []), _SEPARATOR.join(["Gaze", *credited])]
