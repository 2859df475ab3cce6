"""The page Gradients: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Name
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.kit.feature import Feature, Hint
from pages.ui.kit.words import _


@dataclass(frozen=True)
class GradientsView:
    """What reaches how far (`reach`): the gradient of an output before and after `training`, with all `cells`, at all
    `moments`, or that of the encoder's `states`, after the layer in view."""

    reach: Annotated[str, Name(("training", "cells", "moments", "states"))] = "training"


_FARTHER = 3
"""How many times as long as the sentence in view the one is that is proposed: a gradient has to have some way to go."""


def _a_longer_sentence(view: View) -> Hint | None:
    sources = [example.source for example in pretrained.examples(view.family)]
    longer = next((source for source in sources if len(source) >= _FARTHER * len(view.text)), "")
    if not longer or not view.text:
        return None
    words = _("A gradient fades with the distance: in a longer sentence it has farther to go.")
    return Hint(words, _("Take a longer sentence"), "text", state.choose, ("text", longer), shows="gradients-figure")


def _another_cell(view: View) -> Hint:
    words = _("Why do gradients vanish, and what does attention do about it? Compare the cells.")
    return Hint(words, _("All three"), "reach", state.choose, ("reach", "cells"), shows="gradients-figure")


GRADIENTS = Feature(
    "gradients",
    "Gradients",
    "How far a gradient reaches, with and without attention.",
    "Learning",
    view=GradientsView,
    search=False,
    hints={"far": _a_longer_sentence, "gradients": _another_cell},
)
