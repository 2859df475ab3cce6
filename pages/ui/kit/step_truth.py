"""What the model does at the step in view: what a prediction is compared with."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from pages.ui.address.view import View
from pages.ui.engine import work
from seq2seq.data.families import has_symbols
from seq2seq.text.words import merge_to_words
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace


@dataclass(frozen=True)
class StepTruth:
    """The weights of a step, none where nothing attends, the pieces that they are of, and the piece that is said: empty
    at the end of the sentence. All by words or by pieces, as the view has them."""

    weights: tuple[float, ...]
    source: tuple[str, ...]
    piece: str


def step_truth(view: View) -> StepTruth | work.Problem:
    """What the page Predict shows in this view once it is revealed."""
    trace = work.translate(view.request)
    if not isinstance(trace, DecodeTrace):
        return trace
    row = view.step or 0
    if view.grain == "words" and not has_symbols(view.family):
        merged = merge_to_words(trace)
        row, trace = row_of_step(merged.rows, row), merged.trace
    row = min(row, len(trace) - 1)
    weights = tuple(map(float, trace.alignment[row])) if trace.attends else ()
    said = "" if trace.pieces[row] == EOS_PIECE else piece_label(trace.pieces[row])
    return StepTruth(weights, tuple(map(piece_label, trace.source.pieces)), said)


def row_of_step(lengths: tuple[int, ...], step: int) -> int:
    """The row that a step lies in, where each row is so many steps long."""
    return bisect_right(list(accumulate(lengths)), step)
