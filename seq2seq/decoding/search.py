"""Greedy, sampled and forced decoding: the choice of the next piece, and a loop over `model.step`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.edits import Edits
from seq2seq.model.decoders import StepOutput
from seq2seq.text.special_ids import BOS, EOS, PAD, UNK

Choice = Callable[[Tensor], Tensor]
"""logits (B, V) → ids (B,), all of them among `allowed_ids`."""


class Stepper(Protocol):
    """The interface that a search needs: a model, or several models together."""

    def start(self, memory: Memory) -> Any: ...

    def step(self, prev: Tensor, state: Any, memory: Memory, edits: Edits | PerRowEdits) -> tuple[StepOutput, Any]: ...


@dataclass(frozen=True)
class Decoded:
    """The result of decoding a batch: ids (B, T), PAD after the end of a sentence, and the outputs of all T steps."""

    ids: Tensor
    steps: tuple[StepOutput, ...]


def allowed_ids(logits: Tensor, unknown: bool = False) -> Tensor:
    """The ids that a search chooses from, given logits (…, V): the end and every piece of text, never padding or begin,
    and the unknown piece only with `unknown`."""
    ids = torch.arange(EOS, logits.shape[-1], device=logits.device)
    return torch.cat((ids.new_tensor([UNK]), ids)) if unknown else ids


def mask_disallowed(logprobs: Tensor, unknown: bool = False) -> Tensor:
    """logprobs (…, V) with minus infinity for all ids that are not among `allowed_ids`."""
    disallowed = [PAD, BOS] if unknown else [PAD, UNK, BOS]
    return logprobs.index_fill(-1, torch.tensor(disallowed, device=logprobs.device), -torch.inf)


def likeliest(logprobs: Tensor, count: int, unknown: bool = False) -> tuple[Tensor, Tensor]:
    """logprobs (…, V) → the log-probabilities and ids (…, count) of the likeliest of `allowed_ids`, likeliest first;
    fewer if there are fewer."""
    allowed = logprobs[..., EOS:]
    if unknown:
        allowed = torch.cat((logprobs[..., UNK, None], allowed), dim=-1)
    best, positions = allowed.topk(min(count, allowed.shape[-1]))
    return best, allowed_ids(logprobs, unknown)[positions]


def greedy(logits: Tensor, unknown: bool = False) -> Tensor:
    """The likeliest id of each row."""
    best = logits[:, EOS:].argmax(dim=-1) + EOS
    if not unknown:
        return best
    return torch.where(logits[:, UNK] < logits.gather(1, best[:, None])[:, 0], best, UNK)


def sampler(temperature: float, top_k: int = 0, seed: int = 0, top_p: float = 1.0, unknown: bool = False) -> Choice:
    """A choice that draws from softmax(logits / temperature), restricted to the `top_k` likeliest ids (0: all), then to
    the nucleus of `top_p`. The same seed gives the same draws."""
    generator = torch.Generator().manual_seed(seed)

    def choose(logits: Tensor) -> Tensor:
        ids = allowed_ids(logits, unknown)
        logits = logits[:, ids] / max(temperature, 1e-6)  # a lower one gives the same draws, but overflows
        if 0 < top_k < logits.shape[1]:
            logits = logits.masked_fill(logits < logits.topk(top_k).values[:, -1:], -torch.inf)
        if top_p < 1:
            logits = nucleus(logits, top_p)
        drawn = torch.multinomial(logits.softmax(dim=-1).cpu(), 1, generator=generator)[:, 0]
        return ids[drawn.to(ids.device)]

    return choose


def nucleus(logits: Tensor, top_p: float) -> Tensor:
    """logits (B, V) with minus infinity outside the nucleus, the smallest set of likeliest pieces whose probability is
    at least `top_p`; it has at least one piece. Holtzman et al. 2020, section 3.1."""
    ranked, order = logits.sort(dim=-1, descending=True)
    probs = ranked.softmax(dim=-1)
    outside = probs.cumsum(dim=-1) - probs >= top_p  # the likelier pieces are enough
    outside[:, 0] = False
    return logits.scatter(-1, order, ranked.masked_fill(outside, -torch.inf))


def decode_steps(
    model: Stepper,
    memory: Memory,
    choose: Choice = greedy,
    max_steps: int = 64,
    prefix: Sequence[int] = (),
    edits: Edits | PerRowEdits = (),
) -> Iterator[tuple[Tensor, StepOutput]]:
    """Decode a batch, starting every sentence with the ids of `prefix`, and yield the ids (B,) and the output of each
    step. A prefix that ends in EOS is forced decoding. Stops when all sentences have ended, or at the step limit."""
    state = model.start(memory)
    prev = torch.full((len(memory.values),), BOS, device=memory.values.device)
    done = torch.zeros_like(prev, dtype=torch.bool)
    for t in range(max_steps):
        output, state = model.step(prev, state, memory, edits)
        chosen = torch.full_like(prev, prefix[t]) if t < len(prefix) else choose(output.logits)
        prev = chosen.masked_fill(done, PAD)
        yield prev, output
        if EOS in prev.tolist():
            done = done | (prev == EOS)
            if done.all():
                break


def decode_batch(
    model: Stepper,
    memory: Memory,
    choose: Choice = greedy,
    max_steps: int = 64,
    prefix: Sequence[int] = (),
    edits: Edits | PerRowEdits = (),
) -> Decoded:
    """All steps of `decode_steps` together."""
    ids, steps = zip(*decode_steps(model, memory, choose, max_steps, prefix, edits), strict=True)
    return Decoded(torch.stack(ids, dim=1), steps)
