"""A request and its edited twin, measured: one edit, or the whole counterfactual suite in two batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from seq2seq.attention.edits import EachRow
from seq2seq.batch import EOS
from seq2seq.config import Request
from seq2seq.edits import Edits, Flatten, MaskSource, OneHot, Shuffle
from seq2seq.effect import Counterfactual, Effect, Suite, Variant, divergence
from seq2seq.search import decode, greedy
from seq2seq.trace import Array, DecodeTrace
from seq2seq.translate import Prepared, prepare, translate
from seq2seq.zoo import Bundle

ORIGINAL = Counterfactual("original", ())


@dataclass(frozen=True)
class Neighbour:
    """A source piece and the cosine of its embedding with another's."""

    piece: str
    similarity: float


@torch.inference_mode()
def effect(bundle: Bundle, before: Request, after: Request) -> Effect:
    """What the second request does instead of the first, both of this model. Raises as `translate` does."""
    original, logprobs = _original(bundle, before)
    edited, prepared = translate(bundle, after), prepare(bundle, after)
    ids = [bundle.target.id(piece) for piece in original.pieces]
    others = _forced(prepared, ids, (prepared.edits,))[0]
    instead = bundle.target.pieces((others[:, EOS:].argmax(axis=-1) + EOS).tolist())
    return Effect(original, edited, _gain(logprobs, others, ids), divergence(logprobs, others), instead)


@lru_cache(maxsize=32)
def _original(bundle: Bundle, request: Request) -> tuple[DecodeTrace, Array]:
    """The translation, and (T, V) the log-probabilities of its every next piece: kept, as one original is compared
    with many edits of it."""
    trace, prepared = translate(bundle, request), prepare(bundle, request)
    ids = [bundle.target.id(piece) for piece in trace.pieces]
    return trace, _forced(prepared, ids, (prepared.edits,))[0]


@torch.inference_mode()
def suite(bundle: Bundle, request: Request) -> Suite:
    """Every counterfactual of the request, on top of its own edits, in two batches: one made to say the original
    output, and one that says its own, greedily. Raises as `translate` does."""
    trace, prepared = translate(bundle, request), prepare(bundle, request)
    asked = counterfactuals(len(trace.source.pieces))
    rows = tuple(prepared.edits + each.edits for each in (ORIGINAL, *asked))
    ids = [bundle.target.id(piece) for piece in trace.pieces]
    logprobs, *others = _forced(prepared, ids, rows)
    said, *outputs = _free(bundle, prepared, request, rows)
    return Suite(
        trace,
        tuple(
            Variant(each, _gain(logprobs, other, ids), divergence(logprobs, other), output, output != said)
            for each, other, output in zip(asked, others, outputs, strict=True)
        ),
    )


def counterfactuals(sources: int) -> tuple[Counterfactual, ...]:
    """All that the suite asks of a sentence of so many source pieces."""
    masked = (Counterfactual("masked", (MaskSource(at),), at) for at in range(sources))
    return (
        Counterfactual("uniform", (Flatten(),)),
        Counterfactual("shuffled", (Shuffle(),)),
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


def _forced(prepared: Prepared, ids: Sequence[int], rows: Sequence[Edits]) -> Array:
    """(R, T, V): log-probabilities of every next piece while `ids` (T) are said, under each row of edits."""
    edits, memory = EachRow(tuple(rows)), prepared.memory.expand(len(rows))
    steps = decode(prepared.stepper, memory, max_steps=len(ids), prefix=ids, edits=edits).steps
    return torch.stack([step.logits for step in steps], dim=1).log_softmax(dim=-1).numpy()


def _free(bundle: Bundle, prepared: Prepared, request: Request, rows: Sequence[Edits]) -> list[str]:
    """The greedy translation under each row of edits, after the request's prefix."""
    edits, memory = EachRow(tuple(rows)), prepared.memory.expand(len(rows))
    prefix = [bundle.target.id(piece) for piece in request.prefix]
    decoded = decode(prepared.stepper, memory, greedy, request.search.max_steps, prefix, edits)
    return [bundle.target.decode(row) for row in decoded.ids.tolist()]


def _gain(logprobs: Array, others: Array, ids: Sequence[int]) -> Array:
    """(T, V), (T, V) → (T,): by how much the log-probability of each piece grew."""
    places = (np.arange(len(ids)), np.array(ids))
    return others[places] - logprobs[places]
