"""Recorded traces for the first page that a visitor sees: a family's first example sentence, by each of its models."""

from __future__ import annotations

from pathlib import Path

from seq2seq.checkpoints.catalog import resolve_models
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import write_recorded


def record(family: str, root: Path = PRETRAINED) -> None:
    """Write the recorded traces of a family; needed after a change of a model or of the sentence.

    Raises ValueError for a family without usable models."""
    sentence = read_examples(root / family / "examples.tsv")[0].source
    traces = (translate(load_bundle(name, root), Request(name, sentence)) for name in resolve_models(family, root))
    write_recorded(root / family, traces)
