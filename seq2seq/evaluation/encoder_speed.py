"""How long an encoder takes to read a source, by the number of pieces."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from seq2seq.checkpoints.catalog import family_entries
from seq2seq.checkpoints.zoo import load_model
from seq2seq.config.places import PRETRAINED
from seq2seq.evaluation.measure import one_thread
from seq2seq.evaluation.readers import EncoderSpeeds, reader_entries
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import UNK

SOURCE_LENGTHS = (4, 8, 16, 32, 64)
"""Source pieces."""
ROUNDS = 100


@torch.inference_mode()
def encoding_milliseconds(model: Seq2Seq, sources: int, rounds: int) -> float:
    """Milliseconds to encode one source of so many pieces on one thread, keys included: the least of all rounds, which
    other work on the machine disturbs least."""
    ids = torch.full((1, sources), UNK)
    mask = torch.ones_like(ids, dtype=torch.bool)
    with one_thread():
        return 1000 * min(_seconds(model, ids, mask) for _ in range(rounds))


def _seconds(model: Seq2Seq, ids: torch.Tensor, mask: torch.Tensor) -> float:
    started = time.perf_counter()
    model.encode(ids, mask)
    return time.perf_counter() - started


def measure_readers(family: str, root: Path = PRETRAINED) -> EncoderSpeeds:
    """Time the encoders of the models of a family that differ in them, all lengths of one after the other. Raises
    ValueError if no model has another encoder."""
    readers = reader_entries(family_entries(family, root))
    if not readers:
        raise ValueError(f"no model of {family} has another encoder than the rest")
    models = {entry.scorer: load_model(entry.folder) for entry in readers}
    times = {
        scorer: tuple(round(encoding_milliseconds(model, sources, ROUNDS), 3) for sources in SOURCE_LENGTHS)
        for scorer, model in models.items()
    }
    return EncoderSpeeds(SOURCE_LENGTHS, times)
