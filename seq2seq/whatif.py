"""A request and its edited twin, measured: one edit, or the whole counterfactual suite in two batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from seq2seq.attention.edits import EachRow
from seq2seq.batch import BOS, EOS
from seq2seq.config import Request
from seq2seq.edits import Edits, Flatten, MaskSource, OneHot, Shuffle
from seq2seq.effect import Counterfactual, Effect, Suite, Variant, divergence
from seq2seq.search import decode, greedy
from seq2seq.trace import Array
from seq2seq.translate import Prepared, Run, run
from seq2seq.zoo import Bundle

SHUFFLES = 10
"""How often the suite shuffles the weights: one order says little. Jain & Wallace 2019, section 4.2, take 100."""


@dataclass(frozen=True)
class Neighbour:
    """A source piece and the cosine of its embedding with another's."""

    piece: str
    similarity: float


@torch.inference_mode()
def effect(bundle: Bundle, before: Request, after: Request) -> Effect:
    """What the second request does instead of the first, both of this model. Raises as `translate` does."""
    original, edited = _original(bundle, before), run(bundle, after)
    others = _forced(edited.prepared, original.ids, (edited.prepared.edits,))[0]
    instead = bundle.target.pieces((others[:, EOS:].argmax(dim=-1) + EOS).tolist())
    return Effect(original.trace, edited.trace, *_change(original, others), instead)


@torch.inference_mode()
def dependence(bundle: Bundle, request: Request) -> Array:
    """(T,): KL in bits between what each step predicts and what it would with uniform weights at this step alone; all
    other steps keep their weights. Raises as `translate` does."""
    original = _original(bundle, request)
    stepper, memory, edits = original.prepared.stepper, original.prepared.memory, original.prepared.edits
    state, flat = stepper.start(memory), list[Tensor]()
    for piece in (BOS, *original.ids[:-1]):
        prev = torch.tensor([piece])
        flat.append(stepper.step(prev, state, memory, (*edits, Flatten()))[0].logits)
        _, state = stepper.step(prev, state, memory, edits)
    others = torch.cat(flat).log_softmax(dim=-1)  # (T, V)
    return divergence(original.logprobs.numpy(), others.numpy())


@lru_cache(maxsize=32)
def _original(bundle: Bundle, request: Request) -> Run:
    """Kept, as one original is compared with many edits of it."""
    return run(bundle, request)


@torch.inference_mode()
def suite(bundle: Bundle, request: Request) -> Suite:
    """Every counterfactual of the request, on top of its own edits, in two batches: one made to say the original
    output, and one that says its own, greedily. Raises as `translate` does."""
    original = _original(bundle, request)
    asked, own = counterfactuals(len(original.trace.source.pieces)), original.prepared.edits
    rows = tuple(own + each.edits for each in asked)
    others = _forced(original.prepared, original.ids, rows)
    said, *outputs = _free(bundle, original, (own, *rows))
    variants = (
        Variant(each, *_change(original, other), bundle.target.decode(output), output != said)
        for each, other, output in zip(asked, others, outputs, strict=True)
    )
    return Suite(original.trace, tuple(variants))


def counterfactuals(sources: int) -> tuple[Counterfactual, ...]:
    """All that the suite asks of a sentence of so many source pieces."""
    shuffled = (Counterfactual("shuffled", (Shuffle(seed),)) for seed in range(SHUFFLES))
    masked = (Counterfactual("masked", (MaskSource(at),), at) for at in range(sources))
    return (
        Counterfactual("uniform", (Flatten(),)),
        *shuffled,
        Counterfactual("one_hot", (OneHot(),)),
        *masked,
    )


def neighbours(bundle: Bundle, pieces: Sequence[str], k: int = 8) -> tuple[tuple[Neighbour, ...], ...]:
    """For each piece the `k` source pieces whose embeddings lie nearest by cosine, the nearest first, the piece itself
    and special ones left out. Raises ValueError for a piece the model has not."""
    numbers = torch.tensor([bundle.source.id(piece) for piece in pieces])
    with torch.inference_mode():
        embedding = torch.nn.functional.normalize(bundle.model.encoder.embedding.weight, dim=-1)
        cosine = embedding[numbers] @ embedding.mT  # (pieces, V)
        cosine.scatter_(1, numbers[:, None], -torch.inf)[:, : EOS + 1] = -torch.inf
        best, ids = cosine.topk(min(k, cosine.shape[1] - EOS - 2))
    rows = zip(ids.tolist(), best.tolist(), strict=True)
    return tuple(tuple(map(Neighbour, bundle.source.pieces(row), near)) for row, near in rows)


def _forced(prepared: Prepared, ids: Sequence[int], rows: Sequence[Edits]) -> Tensor:
    """(R, T, V): log-probabilities of every next piece while `ids` (T) are said, under each row of edits."""
    edits, memory = EachRow(tuple(rows)), prepared.memory.expand(len(rows))
    steps = decode(prepared.stepper, memory, max_steps=len(ids), prefix=ids, edits=edits).steps
    return torch.stack([step.logits for step in steps], dim=1).log_softmax(dim=-1)


def _free(bundle: Bundle, original: Run, rows: Sequence[Edits]) -> list[list[int]]:
    """What is said greedily under each row of edits, after the prefix of the request, padding at its end."""
    request, prepared = original.trace.request, original.prepared
    prefix = [bundle.target.id(piece) for piece in request.prefix]
    edits, memory = EachRow(tuple(rows)), prepared.memory.expand(len(rows))
    return decode(prepared.stepper, memory, greedy, request.search.max_steps, prefix, edits).ids.tolist()


def _change(original: Run, others: Tensor) -> tuple[Array, Array]:
    """What other log-probabilities (T, V) of the same pieces mean: delta and kl (T,) of an effect."""
    places = (torch.arange(len(original.ids)), torch.tensor(original.ids))
    delta = others[places] - original.logprobs[places]
    return delta.numpy(), divergence(original.logprobs.numpy(), others.numpy())
