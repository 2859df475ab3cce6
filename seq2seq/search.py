"""How the next piece is chosen: greedy, sampling, forced, beam. Loops over `model.step` and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import Edits
from seq2seq.batch import BOS, EOS, PAD
from seq2seq.decoder import StepOutput
from seq2seq.model import Seq2Seq

Choice = Callable[[Tensor], Tensor]
"""logits (B, V) → ids (B,), never below `EOS`."""


@dataclass(frozen=True)
class Decoded:
    """ids (B, T), PAD after the end of a sentence, and the outputs of all T steps."""

    ids: Tensor
    steps: tuple[StepOutput, ...]


@dataclass(frozen=True)
class Finished:
    """A hypothesis of beam search: its ids, its log-probability, and that over the length penalty."""

    ids: tuple[int, ...]
    logprob: float
    score: float


def greedy(logits: Tensor) -> Tensor:
    """The likeliest id of each row."""
    return logits[:, EOS:].argmax(dim=-1) + EOS


def sampler(temperature: float, top_k: int = 0, seed: int = 0) -> Choice:
    """Draws from softmax(logits / temperature), cut to the `top_k` likeliest (0: all). Same seed, same draws."""
    generator = torch.Generator().manual_seed(seed)

    def choose(logits: Tensor) -> Tensor:
        logits = logits[:, EOS:] / max(temperature, 1e-6)  # colder draws the same, but would overflow
        if 0 < top_k < logits.shape[1]:
            logits = logits.masked_fill(logits < logits.topk(top_k).values[:, -1:], -torch.inf)
        return torch.multinomial(logits.softmax(dim=-1).cpu(), 1, generator=generator)[:, 0].to(logits.device) + EOS

    return choose


def decode(
    model: Seq2Seq,
    memory: Memory,
    choose: Choice = greedy,
    max_steps: int = 64,
    prefix: Sequence[int] = (),
    edits: Edits = (),
) -> Decoded:
    """Decode a batch. The first pieces are those of `prefix`; one that ends in EOS is forced decoding."""
    state = model.start(memory)
    prev = torch.full((len(memory.values),), BOS, device=memory.values.device)
    done = torch.zeros_like(prev, dtype=torch.bool)
    ids, steps = [], []
    for t in range(max_steps):
        output, state = model.step(prev, state, memory, edits)
        chosen = torch.full_like(prev, prefix[t]) if t < len(prefix) else choose(output.logits)
        prev = chosen.masked_fill(done, PAD)
        ids.append(prev)
        steps.append(output)
        done = done | (prev == EOS)
        if done.all():
            break
    return Decoded(torch.stack(ids, dim=1), tuple(steps))


def length_penalty(length: int, alpha: float) -> float:
    """((5 + length) / 6)^α, end of sentence counted. Wu et al. 2016, eq. 14."""
    return ((5 + length) / 6) ** alpha


def beam(
    model: Seq2Seq,
    memory: Memory,
    size: int,
    alpha: float = 1.0,
    max_steps: int = 64,
    prefix: Sequence[int] = (),
    edits: Edits = (),
) -> list[Finished]:
    """The `size` best finished hypotheses of one sentence (memory of batch 1), best first.

    Stops once `size` hypotheses have ended; those that hit the step limit count as they stand."""
    state, live, done = model.start(memory), [_Live((BOS,), 0.0)], []
    for t in range(max_steps):
        prev = torch.tensor([row.ids[-1] for row in live], device=memory.values.device)
        output, state = model.step(prev, state, memory.expand(len(live)), edits)
        forced = prefix[t] if t < len(prefix) else None
        rows, live, ended = _extend(live, output.logits, size, forced)
        done += ended
        if len(done) >= size or not live:
            break
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    ranked = [_finish(row, alpha) for row in (done if len(done) >= size else done + live)]
    return sorted(ranked, key=lambda row: -row.score)[:size]


@dataclass(frozen=True)
class _Live:
    ids: tuple[int, ...]
    logprob: float


def _extend(
    live: list[_Live], logits: Tensor, size: int, forced: int | None
) -> tuple[list[int], list[_Live], list[_Live]]:
    """One step of the beam: (parent rows of the new live hypotheses, those hypotheses, the ones that ended)."""
    logprobs = logits.log_softmax(dim=-1)  # (N, V)
    vocabulary = logprobs.shape[1]
    if forced is not None:
        logprobs = logprobs.masked_fill(torch.arange(vocabulary, device=logits.device) != forced, -torch.inf)
    logprobs[:, :EOS] = -torch.inf
    total = (logprobs + logprobs.new_tensor([[row.logprob] for row in live])).flatten()
    # Twice the size: even if every kept hypothesis has a better-placed end, enough live ones are left.
    best, index = total.topk(min(2 * size, len(total)))
    rows, alive, ended = [], [], []
    for logprob, at in zip(best.tolist(), index.tolist(), strict=True):
        parent, piece = divmod(at, vocabulary)
        if logprob == -torch.inf or len(alive) == size:
            break
        child = _Live((*live[parent].ids, piece), logprob)
        if piece == EOS:
            ended.append(child)
        else:
            alive.append(child)
            rows.append(parent)
    return rows, alive, ended


def _finish(row: _Live, alpha: float) -> Finished:
    ids = row.ids[1:]  # without BOS
    return Finished(ids, row.logprob, row.logprob / length_penalty(len(ids), alpha))
