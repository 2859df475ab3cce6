"""What the model does at an address of the app: what a class's answers are compared with."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from urllib.parse import parse_qsl, urlsplit

from pages.ui.engine import work
from pages.ui.rooms.room import Truth
from pages.ui.session.choices import decode_address
from pages.ui.session.view import View
from seq2seq.data.families import has_symbols
from seq2seq.text.merging import merge_to_words
from seq2seq.trace.labels import piece_label
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace


def model_truth(address: str) -> Truth | None:
    """What the page Predict shows at an address once it is revealed; None where there is no translation."""
    values, _ = decode_address(dict(parse_qsl(urlsplit(address).query)))
    view = View.from_values(values)
    trace = work.translate(view.request)
    if not isinstance(trace, DecodeTrace):
        return None
    if view.grain == "words" and not has_symbols(view.family):
        merged = merge_to_words(trace)
        return _truth(merged.trace, row_of_step(merged.rows, view.step or 0), view.scorer)
    return _truth(trace, view.step or 0, view.scorer)


def row_of_step(lengths: tuple[int, ...], step: int) -> int:
    """The row that a step lies in, where each row is so many steps long."""
    return bisect_right(list(accumulate(lengths)), step)


def _truth(trace: DecodeTrace, row: int, scorer: str) -> Truth:
    row = min(row, len(trace) - 1)
    weights = tuple(round(float(weight), 3) for weight in trace.alignment[row]) if trace.attends else ()
    piece = trace.pieces[row]
    said = "" if piece == EOS_PIECE else piece_label(piece)
    return Truth(weights, tuple(map(piece_label, trace.source.pieces)), said, scorer)
