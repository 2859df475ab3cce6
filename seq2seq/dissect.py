"""The torch side of the anatomy: a loaded model and a request in, an Anatomy in plain numpy out."""

from __future__ import annotations

from seq2seq.anatomy import Anatomy, Parts
from seq2seq.config import Request
from seq2seq.reading import read
from seq2seq.trace import DecodeTrace
from seq2seq.translate import translate
from seq2seq.zoo import Bundle


def dissect(bundle: Bundle, request: Request) -> Anatomy:
    """Decode as `translate` does, with its errors, and open up what was done."""
    return anatomy_of(bundle, translate(bundle, request))


def anatomy_of(bundle: Bundle, trace: DecodeTrace) -> Anatomy:
    """The anatomy of a trace that this model made, vectors included."""
    found = read(bundle.source, trace.request.text, trace.request.edits)
    parameters = {name: tensor.numpy() for name, tensor in bundle.model.state_dict().items()}
    vocabulary = bundle.target.pieces(range(len(bundle.target)))
    return Anatomy(trace, Parts(bundle.config, parameters, found.ids, vocabulary))
