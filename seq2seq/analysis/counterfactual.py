"""Compare a request with edited versions of it: one edit, one step, or the counterfactual suite in a few batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import torch
from torch import Tensor

from seq2seq.analysis.effect import Effect, kl_divergence, total_variation
from seq2seq.analysis.importance import encode_deletions, gradient_norms
from seq2seq.analysis.suite import Baseline, Counterfactual, CounterfactualResult, Suite, without_row_edits
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
"""Number of shuffles of the weights, since a single one says little. Jain & Wallace 2019, section 4.2, use 100."""


@dataclass(frozen=True)
class PieceNeighbour:
    """A source piece, and the cosine similarity of its embedding to that of another piece."""

    piece: str
    similarity: float


@torch.inference_mode()
def measure_effect(bundle: Bundle, before: Request, after: Request) -> Effect:
    """The effect of the second request relative to the first, both of this model. Raises the errors of `translate`."""
    original, edited = _original(bundle, before), run_request(bundle, after)
    prepared = prepare_request(bundle, after, original.prepared.says)
    (edited_logprobs,) = _forced_logprobs(_Batch(prepared.stepper, prepared.memory, prepared.edits), original.ids)
    edited_logprobs = edited_logprobs[:, : original.logprobs.shape[1]]  # without what only the second could copy
    instead = prepared.says.pieces(greedy(edited_logprobs, after.search.unknown).tolist())
    delta, kl, _ = _measures(original.ids, original.logprobs, edited_logprobs)
    return Effect(original.trace, edited.trace, delta, kl, instead)


@torch.inference_mode()
def attention_dependence(bundle: Bundle, request: Request) -> Array:
    """(T,): KL in bits between the prediction of each step and its prediction with uniform weights at this step alone;
    all other steps keep their weights. Raises the errors of `translate`."""
    original = _original(bundle, request)
    stepper, memory, edits = original.prepared.stepper, original.prepared.memory, original.prepared.edits
    state, uniform_logits = stepper.start(memory), list[Tensor]()
    for piece in (BOS, *original.ids[:-1]):
        prev = torch.tensor([piece])
        uniform_logits.append(stepper.step(prev, state, memory, (*edits, Flatten()))[0].logits)
        _, state = stepper.step(prev, state, memory, edits)
    uniform = torch.cat(uniform_logits).log_softmax(dim=-1)  # (T, V)
    return kl_divergence(original.logprobs.numpy(), uniform.numpy())


@lru_cache(maxsize=32)
def _original(bundle: Bundle, request: Request) -> Run:
    """Decode a request; cached, since one original is compared with many edits."""
    return run_request(bundle, request)


@torch.inference_mode()
def robustness_suite(bundle: Bundle, request: Request) -> Suite:
    """Measure every counterfactual of the request, once with the original output forced and once decoded greedily.

    Raises the errors of `translate`."""
    original, computed = _original(bundle, request), replace(request, edits=without_row_edits(request.edits))
    variants = (*_reweighted(bundle, original), *_deleted(bundle, original, computed))
    return Suite(original.trace, variants, gradient_norms(bundle, computed, original.ids))


def weight_counterfactuals() -> tuple[Counterfactual, ...]:
    """The counterfactuals of the suite that change the weights."""
    shuffled = (Counterfactual("shuffled", (Shuffle(seed),)) for seed in range(SHUFFLES))
    return Counterfactual("uniform", (Flatten(),)), *shuffled, Counterfactual("one_hot", (OneHot(),))


def _reweighted(bundle: Bundle, original: Run) -> Iterator[CounterfactualResult]:
    """Results with other weights, on top of the edits of the request."""
    prepared, counterfactuals = original.prepared, weight_counterfactuals()
    rows = [prepared.edits, *(prepared.edits + counterfactual.edits for counterfactual in counterfactuals)]
    batch = _Batch(prepared.stepper, prepared.memory.expand(len(rows)), PerRowEdits(tuple(rows)))
    original_output, *outputs = _greedy_outputs(bundle, original, batch)
    _, *variants = _forced_logprobs(batch, original.ids)
    for counterfactual, logprobs, output in zip(counterfactuals, variants, outputs, strict=True):
        measures = _measures(original.ids, original.logprobs, logprobs)
        changed = output != original_output
        yield CounterfactualResult(counterfactual, *measures, original.prepared.says.decode(output), changed)


def _deleted(bundle: Bundle, original: Run, request: Request) -> Iterator[CounterfactualResult]:
    """Results without each piece of the input; `request` leaves the model its own weights."""
    whole = prepare_request(bundle, request)
    batch = _Batch(whole.stepper, whole.memory, whole.edits)
    (before,), (whole_output,) = _forced_logprobs(batch, original.ids), _greedy_outputs(bundle, original, batch)
    count = int(whole.memory.mask.sum())
    if count == 1:
        return
    rows = _Batch(whole.stepper, *encode_deletions(bundle, request, count, whole.says))
    variants, outputs = _forced_logprobs(rows, original.ids), _greedy_outputs(bundle, original, rows)
    for position, (logprobs, output) in enumerate(zip(variants, outputs, strict=True)):
        counterfactual = Counterfactual("deleted", (DeletePiece(position),), position)
        measures = _measures(original.ids, before, logprobs)
        yield CounterfactualResult(
            counterfactual, *measures, original.prepared.says.decode(output), output != whole_output
        )


@torch.inference_mode()
def uniform_baseline(bundle: Bundle, request: Request) -> Baseline:
    """The same sentence by the family's model trained with uniform weights, without edits of the attention.

    Where that model does as well, attention is not needed. Wiegreffe & Pinter 2019, section 3.2, compare scores over a
    test set. Raises the errors of `translate`, and UnknownModel or BrokenCheckpoint where there is no such model."""
    original, uniform = _original(bundle, request), bundle.sibling("uniform")
    edits = tuple(edit for edit in request.edits if isinstance(edit, SourceEdit))
    baseline = _original(uniform, replace(request, model=uniform.name, edits=edits))
    (logprobs,) = _forced_logprobs(
        _Batch(uniform.model, baseline.prepared.memory, baseline.prepared.edits), original.ids
    )
    delta, _, variation = _measures(original.ids, original.logprobs, logprobs)
    mean = float(original.trace.logprobs.mean())
    text, same = baseline.trace.text, baseline.trace.pieces == original.trace.pieces
    return Baseline(text, same, mean, mean + float(delta.mean()), float(variation.mean()))


def embedding_neighbours(bundle: Bundle, pieces: Sequence[str], k: int = 8) -> tuple[tuple[PieceNeighbour, ...], ...]:
    """For each piece, the `k` source pieces with the highest cosine similarity of embeddings, highest first, without
    the piece itself and special pieces. Raises ValueError for a piece that the model does not have."""
    piece_ids = torch.tensor([bundle.source.id(piece) for piece in pieces])
    with torch.inference_mode():
        embedding = torch.nn.functional.normalize(bundle.model.encoder.embedding.weight, dim=-1)
        cosine = embedding[piece_ids] @ embedding.mT  # (pieces, V)
        cosine.scatter_(1, piece_ids[:, None], -torch.inf)[:, : EOS + 1] = -torch.inf
        best, ids = cosine.topk(min(k, cosine.shape[1] - EOS - 2))
    rows = zip(ids.tolist(), best.tolist(), strict=True)
    return tuple(tuple(map(PieceNeighbour, bundle.source.pieces(row), cosines)) for row, cosines in rows)


@dataclass(frozen=True)
class _Batch:
    """R encoded sentences, the model that decodes them, and their edits."""

    stepper: Stepper
    memory: Memory
    edits: PerRowEdits | Edits


def _forced_logprobs(batch: _Batch, ids: Sequence[int]) -> Tensor:
    """(R, T, V): log-probabilities of every next piece while `ids` (T) are forced."""
    steps = decode_batch(batch.stepper, batch.memory, max_steps=len(ids), prefix=ids, edits=batch.edits).steps
    return torch.stack([step.logits for step in steps], dim=1).log_softmax(dim=-1)


def _greedy_outputs(bundle: Bundle, original: Run, batch: _Batch) -> list[list[int]]:
    """The greedy output ids of each row, which begin with the prefix of the request."""
    request = original.trace.request
    prefix = list(map(original.prepared.says.id, request.prefix))
    choose = partial(greedy, unknown=request.search.unknown)
    decoded = decode_batch(batch.stepper, batch.memory, choose, request.search.max_steps, prefix, batch.edits)
    return [[piece for piece in row if piece != PAD] for row in decoded.ids.tolist()]


def _measures(ids: Sequence[int], before: Tensor, after: Tensor) -> tuple[Array, Array, Array]:
    """delta, kl and total variation (T,) of a variant, from log-probabilities (T, V) while `ids` are forced."""
    chosen = (torch.arange(len(ids)), torch.tensor(ids))
    before_array, after_array = before.numpy(), after.numpy()
    divergence, variation = kl_divergence(before_array, after_array), total_variation(before_array, after_array)
    return (after[chosen] - before[chosen]).numpy(), divergence, variation
