"""What the model does at an address of the app: what a class's answers are compared with."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from pages.ui.address.view import View, decode_address, encode_address
from pages.ui.engine.work import Problem
from pages.ui.features import feature_at
from pages.ui.features.broken_code import BROKEN_CODE, BrokenCodeView
from pages.ui.features.gallery import GALLERY, GalleryView
from pages.ui.features.gallery.cases import shuffled_faults
from pages.ui.features.rooms.room import Truth
from pages.ui.kit.step_truth import step_truth
from seq2seq.experiments.clinic.collection import NAMES


def model_truth(address: str, room: str) -> Truth | None:
    """What the page Predict shows at an address once it is revealed; what is wrong where something is broken; what the
    training of a room has decided where there is one. None where there is no translation."""
    values, _ = decode_address(dict(parse_qsl(urlsplit(address).query)))
    view, path = View.from_values(values), urlsplit(address).path
    if path == f"/{BROKEN_CODE.name}":
        named = f"{path}?{urlencode(encode_address({**values, 'version': 'difference'}))}"
        return Truth(diagnosis=NAMES[view.of(BrokenCodeView).listing], named=named)
    if path == f"/{GALLERY.name}":
        shown = view.of(GalleryView)
        return Truth(diagnosis=shuffled_faults(shown.seed)[shown.case])
    if (asks := feature_at(path.strip("/")).asks) and asks.decided:
        return Truth(bets=asks.decided(view, room))
    truth = step_truth(view)
    if isinstance(truth, Problem):
        return None
    named = f"{path}?{urlencode(encode_address({**values, 'scorer': view.scorer, 'blind': ''}))}"
    weights = tuple(round(weight, 3) for weight in truth.weights)
    return Truth(weights, truth.source, truth.piece, view.scorer, sentence=view.text, step=view.step or 0, named=named)
