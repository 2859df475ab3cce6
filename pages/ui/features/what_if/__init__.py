"""The page What if: what the frame, the address and the menu know of it."""

from __future__ import annotations

import numpy as np

from pages.ui.address import state
from pages.ui.address.view import View, step_in_view
from pages.ui.engine import work
from pages.ui.kit.feature import Feature, Hint, for_trace, quoted_piece
from pages.ui.kit.words import _
from seq2seq.config.edits import ReplaceWeights
from seq2seq.text.word_classes import is_mark
from seq2seq.trace.trace import DecodeTrace

PROPOSED_WEIGHT = 0.9
"""The weight that the hint sets."""


@for_trace
def _pull_a_bar(view: View, trace: DecodeTrace) -> Hint | None:
    """Propose to give a word with a small weight the largest one."""
    step = step_in_view(view, trace)
    row = trace.alignment[step].astype(float)
    words = [at for at, piece in enumerate(trace.source.pieces) if not is_mark(piece) and at != row.argmax()]
    if not words or not trace.attends:
        return None
    piece = words[-1]
    rest = row * (1 - PROPOSED_WEIGHT) / max(1 - row[piece], 1e-9)
    weights = np.where(np.arange(len(row)) == piece, PROPOSED_WEIGHT, rest).round(4).tolist()
    edit = ReplaceWeights(tuple(weights), step)
    return Hint(
        _("What if it had looked elsewhere when it said {target}?").format(target=quoted_piece(trace.pieces, step)),
        _("Pull up the bar of {piece}").format(piece=quoted_piece(trace.source.pieces, piece)),
        "branches",
        _change_branches,
        (edit,),
    )


def _change_branches(edit: ReplaceWeights) -> None:
    state.choose_branches(state.view().branches.change(edit))


WHAT_IF = Feature(
    "what-if",
    "What if",
    "Change a word, a weight or a rule, and see what follows.",
    "Change",
    hints={"what-if": _pull_a_bar},
    decoded=lambda view: work.translate(view.branches.now.of(view.request)),
)
