"""What the model does at an address of the app: what a class's answers are compared with."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from urllib.parse import parse_qsl, urlencode, urlsplit

from pages.ui.address.view import View, decode_address, encode_address
from pages.ui.engine import work
from pages.ui.features.broken_code.feature import BROKEN_CODE, BrokenCodeView
from pages.ui.features.gallery import GALLERY, GalleryView
from pages.ui.features.gallery.gallery import shuffled_faults
from pages.ui.features.rooms.room import Truth
from seq2seq.data.families import has_symbols
from seq2seq.experiments.clinic.collection import NAMES
from seq2seq.text.words import merge_to_words
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace


def model_truth(address: str) -> Truth | None:
    """What the page Predict shows at an address once it is revealed, or what is wrong where something is broken; None
    where there is no translation."""
    values, _ = decode_address(dict(parse_qsl(urlsplit(address).query)))
    view, path = View.from_values(values), urlsplit(address).path
    if path == f"/{BROKEN_CODE.name}":
        named = f"{path}?{urlencode(encode_address({**values, 'version': 'difference'}))}"
        return Truth(diagnosis=NAMES[view.of(BrokenCodeView).listing], named=named)
    if path == f"/{GALLERY.name}":
        shown = view.of(GalleryView)
        return Truth(diagnosis=shuffled_faults(shown.seed)[shown.case])
    trace = work.translate(view.request)
    if not isinstance(trace, DecodeTrace):
        return None
    step = view.step or 0
    named = f"{path}?{urlencode(encode_address({**values, 'scorer': view.scorer, 'blind': ''}))}"
    if view.grain == "words" and not has_symbols(view.family):
        merged = merge_to_words(trace)
        row, trace = row_of_step(merged.rows, step), merged.trace
    else:
        row = step
    row = min(row, len(trace) - 1)
    weights = tuple(round(float(weight), 3) for weight in trace.alignment[row]) if trace.attends else ()
    piece = trace.pieces[row]
    said = "" if piece == EOS_PIECE else piece_label(piece)
    source = tuple(map(piece_label, trace.source.pieces))
    return Truth(weights, source, said, view.scorer, sentence=view.text, step=step, named=named)


def row_of_step(lengths: tuple[int, ...], step: int) -> int:
    """The row that a step lies in, where each row is so many steps long."""
    return bisect_right(list(accumulate(lengths)), step)
