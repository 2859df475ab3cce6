"""The page Predict: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Integer, Name
from pages.ui.address.view import View
from pages.ui.kit.feature import Feature, Hint, for_trace
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


PREDICT = Feature(
    "predict",
    "Predict",
    "Guess where the model looks, or the next word.",
    "In class",
    view=PredictView,
    names_scorer=False,
    hints={"predict": _predict_words},
)
