"""What a picture says of itself once it has left the app: the sentence, the scoring function, and the source."""

from __future__ import annotations

from pages.ui.session import titles
from pages.ui.session.view import View
from pages.ui.session.words import _
from seq2seq.data.families import FAMILIES
from seq2seq.trace.labels import visible

_APART = " · "


def of(view: View) -> list[str]:
    """Under a picture of the sentence, as the chosen scoring function sees it."""
    return lines(view.family, view.text, titles.scorer_title(view.scorer))


def lines(family: str, *shown: str) -> list[str]:
    """What is shown, each once; then who made it, of which models, and whom the sentences come from."""
    said = _APART.join(dict.fromkeys(visible(each) for each in shown if each.strip()))
    known = FAMILIES.get(family)
    credited = [f"{titles.family_title(family)} ({family})", _(known.credit)] if known else [family]
    return [*([said] if said else []), _APART.join(["Gaze", *credited])]
