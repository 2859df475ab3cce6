"""How long an encoder takes to read a source, by the number of pieces."""

from __future__ import annotations

import time

import torch

from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import UNK

SOURCE_LENGTHS = (4, 8, 16, 32, 64)
"""Source pieces."""
ROUNDS = 100


@torch.inference_mode()
def encoding_milliseconds(model: Seq2Seq, sources: int, rounds: int = ROUNDS) -> float:
    """Milliseconds to encode one source of so many pieces on one thread, keys included: the least of all rounds, which
    other work on the machine disturbs least."""
    ids = torch.full((1, sources), UNK)
    mask = torch.ones_like(ids, dtype=torch.bool)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return 1000 * min(_seconds(model, ids, mask) for _ in range(rounds))
    finally:
        torch.set_num_threads(threads)


def _seconds(model: Seq2Seq, ids: torch.Tensor, mask: torch.Tensor) -> float:
    started = time.perf_counter()
    model.encode(ids, mask)
    return time.perf_counter() - started
