"""Compare a request with edited versions of it: one edit, one step, or the counterfactual suite in a few batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from seq2seq.analysis.effect import Effect, kl_divergence, total_variation
from seq2seq.analysis.suite import Baseline, Counterfactual, CounterfactualResult, Suite, stretched, without_row_edits
from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits, edit_mask
from seq2seq.checkpoints.zoo import Bundle, kept_with_model
from seq2seq.config.arrays import Array
from seq2seq.config.edits import DeletePiece, Edits, Flatten, OneHot, ReplaceWeights, Shuffle, SourceEdit
from seq2seq.config.schema import Request
from seq2seq.decoding.corpus import source_row
from seq2seq.decoding.search import Stepper, decode_batch, greedy
from seq2seq.decoding.translate import Run, prepare_request, run_request
from seq2seq.model.batch import pad, split_copies
from seq2seq.text.source_edits import EditedSource, apply_source_edits
from seq2seq.text.special_ids import BOS, EOS, PAD
from seq2seq.text.tokenizer import ExtendedVocabulary


def encode_deletions(
    bundle: Bundle, request: Request, count: int, says: ExtendedVocabulary
) -> tuple[Memory, PerRowEdits | Edits]:
    """Encode the sentence of `count` pieces without each of them in turn: a row per deletion, and the edits that still
    apply to it. Copied pieces keep the ids that `says` gives them in the whole sentence.

    Raises InvalidRequest for a sentence of one piece, and the errors of `translate`."""
    rows = [_edited_source(bundle, request, DeletePiece(position)) for position in range(count)]
    sources = [source_row(row.ids, row.pieces, says) for row in rows]
    memory = bundle.model.encode(*pad(sources, max(rows[0].width, len(says.source))))
    edits = tuple(row.edits for row in rows)
    return memory, PerRowEdits(edits) if any(edits) else ()


def gradient_norms(bundle: Bundle, request: Request, ids: Sequence[int]) -> Array:
    """(T, S): norm of the gradient of log p of each of `ids` (T), which are forced, with respect to the embedding of
    each source piece. Simonyan, Vedaldi & Zisserman 2014; Li et al. 2016."""
    source = _edited_source(bundle, request)
    with torch.inference_mode(False), torch.enable_grad():
        src, mask = pad([source_row(source.ids, source.pieces, bundle.says(source.pieces))], source.width)
        typed, copies = split_copies(src)
        embedded = bundle.model.encoder.embedding(typed).detach().requires_grad_()  # (1, S, embedding)
        memory = bundle.model.read(embedded, mask, copies)
        steps = decode_batch(bundle.model, memory, max_steps=len(ids), prefix=ids, edits=source.edits).steps
        logprobs = [step.logits[0].log_softmax(dim=-1)[piece] for step, piece in zip(steps, ids, strict=True)]
        # each (1, S): the norm of the gradient of a scalar with respect to each embedding
        rows = [torch.autograd.grad(logprob, embedded, retain_graph=True)[0].norm(dim=-1) for logprob in logprobs]
    return torch.cat(rows).numpy()


def _edited_source(bundle: Bundle, request: Request, *deletions: DeletePiece) -> EditedSource:
    return apply_source_edits(bundle.source, request.text, (*request.edits, *deletions), bundle.config.max_length)


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
    delta, kl, _ = _measures(original.ids, original.logprobs, edited_logprobs)
    return Effect(original.trace, edited.trace, delta, kl)


@dataclass(frozen=True, eq=False)
class Reliance:
    """How far the prediction of each step (T,) moves with other weights at this step alone, as KL in bits: with
    `uniform` weights, and with those of all rows tried that move it `most`. `place` is the piece that had all the
    weight in that row, None for a row of another sentence."""

    most: Array
    place: tuple[int | None, ...]
    uniform: Array


@torch.inference_mode()
def reliance_on_attention(bundle: Bundle, request: Request, others: tuple[str, ...] = ()) -> Reliance:
    """Try other rows at each step, while all other steps keep their weights: uniform ones, all weight on each piece
    that is not hidden, and the rows of other sentences at that point of theirs. Raises the errors of `translate`."""
    original = _original(bundle, request)
    stepper, memory, edits = original.prepared.stepper, original.prepared.memory, original.prepared.edits
    size = len(original.ids), memory.mask.shape[1]
    foreign = [stretched(weights, size) for weights in _other_weights(bundle, request, others)]
    places = edit_mask(memory.mask[:1], edits)[0].nonzero()[:, 0].tolist() or [0]
    one_hot = [OneHot(place) for place in places]
    state, tried = stepper.start(memory), list[Array]()
    for step, piece in enumerate((BOS, *original.ids[:-1])):
        foreign_rows = (tuple(weights[step].tolist()) for weights in foreign if weights[step].any())
        rows = [Flatten(), *one_hot, *map(ReplaceWeights, foreign_rows)]
        batch, prev = PerRowEdits(tuple((*edits, row) for row in rows)), torch.full((len(rows),), piece)
        every = state.pick(torch.zeros(len(rows), dtype=torch.long))
        logprobs = stepper.step(prev, every, memory.expand(len(rows)), batch)[0].logits.log_softmax(dim=-1)
        tried.append(kl_divergence(original.logprobs[step].numpy(), logprobs.numpy()))
        _, state = stepper.step(prev[:1], state, memory, edits)
    best = [int(bits[1:].argmax()) for bits in tried]  # the first row is uniform
    return Reliance(
        np.array([bits[1:].max() for bits in tried]),
        tuple(places[at] if at < len(places) else None for at in best),
        np.array([bits[0] for bits in tried]),
    )


@kept_with_model
def weights_of(bundle: Bundle, texts: tuple[str, ...]) -> tuple[Array, ...]:
    """The weights (T, S) that each text is translated with."""
    return tuple(run_request(bundle, Request(bundle.name, text)).trace.alignment for text in texts)


def _other_weights(bundle: Bundle, request: Request, texts: tuple[str, ...]) -> tuple[Array, ...]:
    """Those of all texts but the request's own."""
    weights = zip(texts, weights_of(bundle, texts), strict=True)
    return tuple(rows for text, rows in weights if text != request.text)


@kept_with_model
def _original(bundle: Bundle, request: Request) -> Run:
    """Decode a request; cached, since one original is compared with many edits."""
    return run_request(bundle, request)


@torch.inference_mode()
def robustness_suite(bundle: Bundle, request: Request, others: tuple[str, ...] = ()) -> Suite:
    """Measure every counterfactual of the request, once with the original output forced and once decoded greedily. The
    weights of the texts `others` are what its own are held against.

    Raises the errors of `translate`."""
    original, computed = _original(bundle, request), replace(request, edits=without_row_edits(request.edits))
    variants = (*_reweighted(bundle, original), *_deleted(bundle, original, computed))
    gradients = gradient_norms(bundle, computed, original.ids)
    return Suite(original.trace, variants, gradients, _other_weights(bundle, request, others))


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
def deletion_variation(bundle: Bundle, request: Request) -> Array:
    """(T, S): total variation of each step's prediction when a source piece is deleted, as in `Suite`, for a request
    without edits. Raises the errors of `translate`."""
    original, values = _original(bundle, request), list[Array]()
    count = int(original.prepared.memory.mask.sum())
    if count == 1:
        return np.full((len(original.ids), 1), np.nan)
    rows = _Batch(bundle.model, *encode_deletions(bundle, request, count, original.prepared.says))
    for logprobs in _forced_logprobs(rows, original.ids):
        values.append(total_variation(original.logprobs.numpy(), logprobs.numpy()))
    return np.stack(values, axis=1)


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
