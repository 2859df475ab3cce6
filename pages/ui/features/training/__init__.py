"""The page Training: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Name, Names, Parts
from pages.ui.address.lineup import ALL, lineup_names
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.kit.feature import Feature, Hint
from pages.ui.kit.words import _


@dataclass(frozen=True)
class History:
    """How a recorded training is drawn: the horizontal axis of its curves, and the attention beside them."""

    axis: Annotated[str, Name(("updates", "seconds"))] = "updates"
    draw: Annotated[str, Name(("matrix", "ribbons"))] = "matrix"


@dataclass(frozen=True)
class TrainingView:
    """Whose `runs` are shown, and how their `history` is drawn, which the browser writes itself."""

    runs: Annotated[tuple[str, ...], Names(lineup_names)] = (ALL,)
    history: Annotated[str, Parts(History, browser=True)] = ""


def _watch_it_learn(view: View) -> Hint:
    words = _("Watch alignment emerge in a recorded training run: play it, or move the slider.")
    return Hint(words, _("Play"), "recorded_update", key=" ")


TRAINING = Feature(
    "training",
    "Training",
    "Recorded training runs: how alignment emerges.",
    "Learning",
    view=TrainingView,
    search=False,
    sentence=lambda view: pretrained.keeps_updates(view.family),  # where any sentence can be replayed
    hints={"training": _watch_it_learn},
)
