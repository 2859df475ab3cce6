"""A request and its edited twin, measured: one edit, one step, or the whole counterfactual suite in a few batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import torch
from torch import Tensor

from seq2seq.analysis.effect import Effect, kl_divergence, variation
from seq2seq.analysis.importance import gradients, left_out
from seq2seq.analysis.suite import Baseline, Counterfactual, Reweighing, Suite, without_rows
from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import DeletePiece, Edits, Flatten, OneHot, Shuffle, SourceEdit
from seq2seq.config.schema import Request
from seq2seq.decoding.search import Stepper, decode_batch, greedy
from seq2seq.decoding.translate import Run, prepare_request, run_request
from seq2seq.text.special_ids import BOS, EOS, PAD
from seq2seq.trace.trace import Array

SHUFFLES = 10
"""How often the suite shuffles the weights: one order says little. Jain & Wallace 2019, section 4.2, take 100."""


@dataclass(frozen=True)
class PieceNeighbour:
    """A source piece and the cosine of its embedding with another's."""

    piece: str
    similarity: float


@torch.inference_mode()
def measure_effect(bundle: Bundle, before: Request, after: Request) -> Effect:
    """What the second request does instead of the first, both of this model. Raises as `translate` does."""
    original, edited = _original(bundle, before), run_request(bundle, after)
    prepared = edited.prepared
    (others,) = _forced(_Batch(prepared.stepper, prepared.memory, prepared.edits), original.ids)
    instead = bundle.target.pieces(greedy(others, after.search.unknown).tolist())
    delta, kl, _ = _change(original.ids, original.logprobs, others)
    return Effect(original.trace, edited.trace, delta, kl, instead)


@torch.inference_mode()
def attention_dependence(bundle: Bundle, request: Request) -> Array:
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
    return kl_divergence(original.logprobs.numpy(), others.numpy())


@lru_cache(maxsize=32)
def _original(bundle: Bundle, request: Request) -> Run:
    """Kept, as one original is compared with many edits of it."""
    return run_request(bundle, request)


@torch.inference_mode()
def robustness_suite(bundle: Bundle, request: Request) -> Suite:
    """Every counterfactual of the request, made to say the original output, and saying its own, greedily.

    Raises as `translate` does."""
    original, own = _original(bundle, request), replace(request, edits=without_rows(request.edits))
    variants = (*_reweighed(bundle, original), *_deleted(bundle, original, own))
    return Suite(original.trace, variants, gradients(bundle, own, original.ids))


def reweighings() -> tuple[Counterfactual, ...]:
    """All other weights that the suite tries."""
    shuffled = (Counterfactual("shuffled", (Shuffle(seed),)) for seed in range(SHUFFLES))
    return Counterfactual("uniform", (Flatten(),)), *shuffled, Counterfactual("one_hot", (OneHot(),))


def _reweighed(bundle: Bundle, original: Run) -> Iterator[Reweighing]:
    """With other weights, on top of the edits of the request."""
    prepared, asked = original.prepared, reweighings()
    rows = [prepared.edits, *(prepared.edits + each.edits for each in asked)]
    batch = _Batch(prepared.stepper, prepared.memory.expand(len(rows)), PerRowEdits(tuple(rows)))
    said, *outputs = _free(bundle, original, batch)
    _, *others = _forced(batch, original.ids)
    for each, other, output in zip(asked, others, outputs, strict=True):
        change = _change(original.ids, original.logprobs, other)
        yield Reweighing(each, *change, bundle.target.decode(output), output != said)


def _deleted(bundle: Bundle, original: Run, own: Request) -> Iterator[Reweighing]:
    """Without each piece of the input, by the model with its own weights."""
    whole = prepare_request(bundle, own)
    batch = _Batch(whole.stepper, whole.memory, whole.edits)
    (before,), (said,) = _forced(batch, original.ids), _free(bundle, original, batch)
    count = int(whole.memory.mask.sum())
    if count == 1:
        return
    rows = _Batch(whole.stepper, *left_out(bundle, own, count))
    others, outputs = _forced(rows, original.ids), _free(bundle, original, rows)
    for at, (other, output) in enumerate(zip(others, outputs, strict=True)):
        change = _change(original.ids, before, other)
        yield Reweighing(
            Counterfactual("deleted", (DeletePiece(at),), at), *change, bundle.target.decode(output), output != said
        )


@torch.inference_mode()
def uniform_baseline(bundle: Bundle, request: Request) -> Baseline:
    """The same by the family's model that was trained with uniform weights, without edits of the attention.

    Where it does as well, attention is not needed: Wiegreffe & Pinter 2019, section 3.2, by scores over a test set.

    Raises as `translate` does, and UnknownModel or BrokenCheckpoint where there is no such model."""
    original, uniform = _original(bundle, request), bundle.sibling("uniform")
    edits = tuple(edit for edit in request.edits if isinstance(edit, SourceEdit))
    other = _original(uniform, replace(request, model=uniform.name, edits=edits))
    (logprobs,) = _forced(_Batch(uniform.model, other.prepared.memory, other.prepared.edits), original.ids)
    delta, _, apart = _change(original.ids, original.logprobs, logprobs)
    own = float(original.trace.logprobs.mean())
    text, same = other.trace.text, other.trace.pieces == original.trace.pieces
    return Baseline(text, same, own, own + float(delta.mean()), float(apart.mean()))


def embedding_neighbours(bundle: Bundle, pieces: Sequence[str], k: int = 8) -> tuple[tuple[PieceNeighbour, ...], ...]:
    """For each piece the `k` source pieces whose embeddings lie nearest by cosine, the nearest first, the piece itself
    and special ones left out. Raises ValueError for a piece the model has not."""
    numbers = torch.tensor([bundle.source.id(piece) for piece in pieces])
    with torch.inference_mode():
        embedding = torch.nn.functional.normalize(bundle.model.encoder.embedding.weight, dim=-1)
        cosine = embedding[numbers] @ embedding.mT  # (pieces, V)
        cosine.scatter_(1, numbers[:, None], -torch.inf)[:, : EOS + 1] = -torch.inf
        best, ids = cosine.topk(min(k, cosine.shape[1] - EOS - 2))
    rows = zip(ids.tolist(), best.tolist(), strict=True)
    return tuple(tuple(map(PieceNeighbour, bundle.source.pieces(row), near)) for row, near in rows)


@dataclass(frozen=True)
class _Batch:
    """R encoded sentences, what decodes them, and their edits."""

    stepper: Stepper
    memory: Memory
    edits: PerRowEdits | Edits


def _forced(batch: _Batch, ids: Sequence[int]) -> Tensor:
    """(R, T, V): log-probabilities of every next piece while `ids` (T) are said."""
    steps = decode_batch(batch.stepper, batch.memory, max_steps=len(ids), prefix=ids, edits=batch.edits).steps
    return torch.stack([step.logits for step in steps], dim=1).log_softmax(dim=-1)


def _free(bundle: Bundle, original: Run, batch: _Batch) -> list[list[int]]:
    """What each row says greedily, after the prefix of the request."""
    request = original.trace.request
    prefix = [bundle.target.id(piece) for piece in request.prefix]
    choose = partial(greedy, unknown=request.search.unknown)
    found = decode_batch(batch.stepper, batch.memory, choose, request.search.max_steps, prefix, batch.edits)
    return [[piece for piece in row if piece != PAD] for row in found.ids.tolist()]


def _change(ids: Sequence[int], before: Tensor, after: Tensor) -> tuple[Array, Array, Array]:
    """What becomes of log-probabilities (T, V) while `ids` are said: delta, kl and variation (T,) of a variant."""
    places = (torch.arange(len(ids)), torch.tensor(ids))
    one, other = before.numpy(), after.numpy()
    return (after[places] - before[places]).numpy(), kl_divergence(one, other), variation(one, other)
