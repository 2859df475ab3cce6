"""The page Predict: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Integer, Name
from pages.ui.address.view import View
from pages.ui.engine.work import Problem
from pages.ui.kit.feature import Asked, Assignable, Feature, Hint, for_trace
from pages.ui.kit.step_truth import step_truth
from pages.ui.kit.words import _
from seq2seq.trace.trace import DecodeTrace


@dataclass(frozen=True)
class PredictView:
    """Whether a row of weights or the next piece is asked for (`ask`), and at how many steps of the sentence the
    visitor has predicted it."""

    ask: Annotated[str, Name(("row", "piece"), browser=True)] = "row"
    guesses: Annotated[int, Integer((0, 200), browser=True)] = 0


@for_trace
def _predict_words(view: View, trace: DecodeTrace) -> Hint:
    words = _("Would you have known what it says next? Type the next word before you see it.")
    return Hint(words, _("Predict words"), "ask", state.choose, ("ask", "piece"))


def _asked(view: View) -> Asked | Problem:
    truth = step_truth(view)
    if isinstance(truth, Problem):
        return truth
    about = (view.text, view.model)
    if view.of(PredictView).ask == "piece" or not truth.weights:
        return Asked(_("What does the model say next?"), "piece", truth.piece, *about)
    words = _("Where does the model look as it says “{target}”?").format(target=truth.piece or _("end of sentence"))
    return Asked(words, "row", truth.weights, *about, truth.source)


PREDICT = Feature(
    "predict",
    "Predict",
    "Guess where the model looks, or the next word.",
    "In class",
    view=PredictView,
    names_scorer=False,
    hints={"predict": _predict_words},
    assignable=Assignable(("family", "scorer", "text", "search", "step", "grain", "ask"), _asked),
)
