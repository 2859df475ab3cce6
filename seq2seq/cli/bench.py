"""Benchmark of the library on this machine, at the sizes other libraries were measured at: one thread, random weights.

E 256 (256 a direction, both read as 512 by the attention), H 256, 8,000 pieces, 12 source to 12 target pieces.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.search import decode_batch
from seq2seq.decoding.translate import step_arrays
from seq2seq.model.batch import Batch, collate, pad
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS

VOCABULARY, LENGTH, SENTENCES = 8000, 12, 64


def run_benchmark(repeats: int = 50) -> dict[str, Any]:
    """Run every measurement and return medians over `repeats` runs, fewer for the slow ones."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _measure(repeats)
    finally:
        torch.set_num_threads(threads)
        torch.set_float32_matmul_precision("highest")


def _measure(repeats: int) -> dict[str, Any]:
    torch.manual_seed(0)
    model = Seq2Seq(ModelConfig(VOCABULARY, VOCABULARY, encoder_hidden=256, dropout=0.0)).for_decoding()
    single, batch = _random_sources(1), _random_sources(SENTENCES)
    greedy = _milliseconds(lambda: _decode_for_trace(model, *single), repeats)
    few = max(3, repeats // 5)
    return {
        "threads": 1,
        "greedy_ms": statistics.median(greedy),
        "greedy_ms_p95": sorted(greedy)[int(0.95 * len(greedy))],
        "batch_sentences_per_s": {name: _batch_speed(model, *batch, name, few) for name in ("fp32", "medium")},
        "training_pieces_per_s": {name: _training_speed(name, few) for name in ("fp32", "medium", "bf16")},
    }


def _decode_for_trace(model: Seq2Seq, src: Tensor, mask: Tensor) -> None:
    """Decode greedily and gather all that a trace holds: scores, weights, states, candidates."""
    with torch.inference_mode():
        decoded = decode_batch(model, model.encode(src, mask), argmax_without_end, LENGTH)
        step_arrays(decoded.steps)
        logprobs = torch.cat([step.logits for step in decoded.steps]).log_softmax(dim=-1)
        logprobs.topk(10)


def _decode_for_weights(model: Seq2Seq, src: Tensor, mask: Tensor) -> Tensor:
    """Decode a batch and return its weights (B, T, S)."""
    with torch.inference_mode():
        steps = decode_batch(model, model.encode(src, mask), argmax_without_end, LENGTH).steps
        return torch.cat([step.weights for step in steps], dim=1)


def _batch_speed(model: Seq2Seq, src: Tensor, mask: Tensor, precision: str, repeats: int) -> float:
    """Sentences per second, with weights."""
    _set_precision(precision)
    return 1000 * SENTENCES / statistics.median(_milliseconds(lambda: _decode_for_weights(model, src, mask), repeats))


def _set_precision(name: str) -> None:
    """Set the precision of matrix products: fp32, or bf16 inside an fp32 model (medium)."""
    torch.set_float32_matmul_precision("highest" if name == "fp32" else "medium")


def argmax_without_end(logits: Tensor) -> Tensor:
    """Choose the likeliest piece but never the end mark, so that every decoding takes all its steps."""
    return logits[:, EOS + 1 :].argmax(dim=-1) + EOS + 1


def _training_speed(precision: str, repeats: int) -> float:
    """Target pieces per second of training: forward, backward, Adam."""
    _set_precision(precision)
    model = Seq2Seq(ModelConfig(VOCABULARY, VOCABULARY, encoder_hidden=256, dropout=0.0))
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    batch = _random_batch()

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = model.loss(batch)
        loss.backward()
        optimizer.step()

    return 1000 * batch.pieces / statistics.median(_milliseconds(step, repeats))


def _milliseconds(work: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each of `repeats` runs, after two warm-up runs."""
    milliseconds = []
    for _ in range(repeats + 2):
        started = time.perf_counter()
        work()
        milliseconds.append(1000 * (time.perf_counter() - started))
    return milliseconds[2:]


def _random_sources(count: int) -> tuple[Tensor, Tensor]:
    ids = torch.randint(EOS + 1, VOCABULARY, (count, LENGTH - 1)).tolist()
    return pad([[*row, EOS] for row in ids])


def _random_batch() -> Batch:
    ids = torch.randint(EOS + 1, VOCABULARY, (SENTENCES, 2, LENGTH - 1)).tolist()
    return collate([([*source, EOS], target) for source, target in ids])
