"""The page Gradients: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Name
from pages.ui.address.view import View
from pages.ui.kit.feature import Feature, Hint
from pages.ui.kit.words import _


@dataclass(frozen=True)
class GradientsView:
    """What reaches how far (`reach`): the gradient of an output before and after `training`, with all `cells`, at all
    `moments`, or that of the encoder's `states`, after the layer in view."""

    reach: Annotated[str, Name(("training", "cells", "moments", "states"))] = "training"


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
    hints={"gradients": _another_cell},
)
