"""The page Evidence: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from pages.ui.address import state
from pages.ui.address.choices import Name, Ordinal
from pages.ui.address.view import View, scorers
from pages.ui.engine import pretrained
from pages.ui.kit.definitions import SORT_ORDERS
from pages.ui.kit.feature import Feature, Hint, propose_scorer
from pages.ui.kit.words import _
from seq2seq.config.schema import AlignmentReading, Quality


@dataclass(frozen=True)
class EvidenceView:
    """The model that all are compared with, in which quality; how alignments are read off; which sentences are listed,
    by length (`bucket`, None for all), and in which order."""

    against: Annotated[str, Name(scorers)] = "none"
    quality: Annotated[Quality, Name(get_args(Quality))] = "bleu"
    reading: Annotated[AlignmentReading, Name(get_args(AlignmentReading))] = "posterior"
    bucket: Annotated[int | None, Ordinal((1, 5), param="pieces")] = None
    order: Annotated[str, Name(tuple(SORT_ORDERS))] = "chrf"


def _compared_with(view: View) -> Hint | None:
    words = _(
        "In the table further down, Δ is the difference of two models' scores, p how often chance alone gives one as "
        "large: choose the other model."
    )
    measured = [checkpoint.scorer for checkpoint in pretrained.checkpoints(view.family)]
    others = [name for name in measured if name not in (view.scorer, view.of(EvidenceView).against)]
    return propose_scorer("against", others, words, _("Compare with {scorer}"), shows=f"checkpoints-{state.language()}")


EVIDENCE = Feature(
    "evidence",
    "Evidence",
    "How well all models translate and align, in numbers.",
    view=EvidenceView,
    sentence=False,
    search=False,
    grain=False,
    hints={"evidence": _compared_with},
)
