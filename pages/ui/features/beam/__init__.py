"""The page Beam: what the frame, the address and the menu know of it."""

from __future__ import annotations

import numpy as np

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import work
from pages.ui.kit.feature import Feature, Hint, for_trace, quoted_piece
from pages.ui.kit.words import _
from seq2seq.config.schema import Request
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace

_TRIED_BEGINNINGS = 5
"""The number of candidates of the first step that are tried for the hint."""


@for_trace
def _another_beginning(view: View, trace: DecodeTrace) -> Hint | None:
    """Propose the one of the first candidates that the model continues most readily, of those that begin with a capital
    as the translation does, if there are any; a single letter only for want of others, as it is seldom a word."""
    present = [piece_label(piece) for piece in (trace.pieces[0], *view.begun[:1], EOS_PIECE)]
    others = [each.piece for each in trace.candidates[0] if piece_label(each.piece) not in present]
    if not others:
        return None
    capital = present[0][:1].isupper()
    alike = [piece for piece in others if piece_label(piece)[:1].isupper() == capital] or others

    def fluency(piece: str) -> tuple[bool, float]:
        continued = work.translate(Request(view.model, view.text, prefix=(piece,)))
        readily = -np.inf if isinstance(continued, work.Problem) else float(continued.logprobs[1:].mean())
        return len(piece_label(piece)) > 1, readily

    best = max(alike[:_TRIED_BEGINNINGS], key=fluency)
    return Hint(
        _("What would follow if the translation began with another word?"),
        _("Begin with {piece}").format(piece=quoted_piece((best,), 0)),
        "begun",
        state.choose_beginning,
        ((best,),),
    )


BEAM = Feature(
    "beam",
    "Beam",
    "How the search chooses one of many translations.",
    "Change",
    hints={"beam": _another_beginning},
    decoded=lambda view: work.translate(view.searched),
)
