"""The page Translate: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Flag, Name, Ordinal, Parts, Percent
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.kit.feature import Feature, Hint, for_trace, propose_scorer
from pages.ui.kit.words import _
from seq2seq.trace.trace import DecodeTrace

_PROPOSED_EXAMPLE = 1
"""The index of the proposed example among the others; its word order changes in translation."""


@dataclass(frozen=True)
class Drawing:
    """How the attention view is drawn; `flip` None is as the visitor's window has room for it."""

    view: Annotated[str, Name(("both", "ribbons", "matrix"))] = "both"
    head: Annotated[int | None, Ordinal((1, 64))] = None
    flip: Annotated[bool | None, Flag()] = None
    numbers: Annotated[bool, Flag()] = False
    threshold: Annotated[float, Percent((0, 50), param="least")] = 0.05


@dataclass(frozen=True)
class TranslateView:
    """The choices of the page; the browser writes them itself."""

    drawing: Annotated[str, Parts(Drawing, browser=True)] = ""


@for_trace
def _another_sentence(view: View, trace: DecodeTrace) -> Hint | None:
    others = [example.source for example in pretrained.examples(view.family) if example.source != view.text]
    if len(others) <= _PROPOSED_EXAMPLE:
        return None
    words = _("Type a sentence of your own: it is translated as you type.")
    proposed = others[_PROPOSED_EXAMPLE]
    return Hint(words, _("Try “{words}”").format(words=proposed), "text", state.choose, ("text", proposed))


@for_trace
def _next_step(view: View, trace: DecodeTrace) -> Hint | None:
    if not trace.attends:
        return None
    words = _("Go through the translation step by step: where does each word look?")
    return Hint(words, _("Next step"), "step", key="ArrowRight")


@for_trace
def _another_scorer(view: View, trace: DecodeTrace) -> Hint | None:
    models = pretrained.models(view.family)
    ready = [name for name, entry in models.items() if not entry.problem and name != view.scorer]
    words = _("The same sentence, another scoring function: where does it look?")
    return propose_scorer("scorer", ready, words, _("Switch to {scorer}"))


TRANSLATE = Feature(
    "translate",
    "Translate",
    "Where does the model look as it writes each word?",
    "Look",
    view=TranslateView,
    hints={"type": _another_sentence, "walk": _next_step, "translate": _another_scorer},
)
