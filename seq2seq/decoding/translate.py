"""`translate`: (Bundle, Request) → DecodeTrace, a pure function. Tensors become numpy arrays here."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import Edits
from seq2seq.config.penalties import Penalties
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import SEARCH_LIMITS, Request, SearchConfig
from seq2seq.decoding.beam import BeamResult, BeamSettings, beam_search
from seq2seq.decoding.corpus import source_pieces, source_row
from seq2seq.decoding.joint import AttentionTransfer, EncodedModel, donor_scorers
from seq2seq.decoding.search import Choice, Stepper, decode_batch, greedy, likeliest, sampler
from seq2seq.model.batch import pad, split_copies
from seq2seq.model.decoders import StepOutput
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import PAD, UNK
from seq2seq.text.tokenizer import ExtendedVocabulary
from seq2seq.trace.beam_tree import BeamTree, Candidate, TreeNode, decided_steps
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace, Hypothesis, Source

CANDIDATES = 10
"""The number of candidates for each step of a trace."""


def translate(bundle: Bundle, request: Request) -> DecodeTrace:
    """Decode `request.text` as the request says. The same request gives the same trace.

    A text beyond the length limit is decoded up to it; the rest is in `trace.source.cut`. Raises NothingToTranslate for
    a text without pieces, ValueError for a prefix piece that the model does not have or an edit that it cannot
    apply."""
    return run_request(bundle, request).trace


@dataclass(frozen=True)
class PreparedRequest:
    """An encoded sentence, what the decoder can say of it, the model and the edits that a search needs to decode it,
    and where the pieces look among themselves (layers, heads, S, S), if the encoder has self-attention."""

    source: Source
    says: ExtendedVocabulary
    memory: Memory
    stepper: Stepper
    edits: Edits
    encoder_attention: np.ndarray | None


@dataclass(frozen=True)
class Run:
    """A trace, the prepared request that it was made from, its ids, and the log-probabilities of all pieces at every
    step (T, V), which are too many for a trace."""

    trace: DecodeTrace
    prepared: PreparedRequest
    ids: list[int]
    logprobs: Tensor


@torch.inference_mode()
def run_request(bundle: Bundle, request: Request) -> Run:
    """The same as `translate`, with the intermediate results for further computations on the sentence."""
    started = time.perf_counter()
    prepared = prepare_request(bundle, request)
    encoded = time.perf_counter()
    prefix = [prepared.says.id(piece) for piece in request.prefix]
    beam = _run_beam_search(prepared, prefix, request.search)
    hypotheses = beam.finished if beam else []
    decoded = decode_batch(
        prepared.stepper,
        prepared.memory,
        _choice(request.search),
        request.search.max_steps,
        hypotheses[0].ids if hypotheses else prefix,
        prepared.edits,
    )
    ids = decoded.ids[0].tolist()
    timings = {"encode": encoded - started, "decode": time.perf_counter() - encoded}
    return _run(bundle, request, prepared, ids, decoded.steps, beam, timings)


@torch.inference_mode()
def translate_together(
    bundle: Bundle, texts: Sequence[str], max_steps: int = SearchConfig.max_steps
) -> list[DecodeTrace]:
    """The greedy traces of several texts, which are decoded as one batch: what `translate` gives, up to rounding, in a
    fraction of the time if their lengths are similar. Raises NothingToTranslate for a text without pieces."""
    started = time.perf_counter()
    model = bundle.model
    read = [apply_source_edits(bundle.source, text, (), bundle.config.max_length) for text in texts]
    says = [bundle.says(sentence.pieces) for sentence in read]
    rows = [source_row(each.ids, each.pieces, vocabulary) for each, vocabulary in zip(read, says, strict=True)]
    src, mask = pad(rows, max(len(vocabulary.source) for vocabulary in says))
    memory = model.encode(src, mask)
    looks = _encoder_attention(bundle, src, mask)
    encoded = time.perf_counter()
    decoded = decode_batch(model, memory, max_steps=max_steps)
    times = {"encode": encoded - started, "decode": time.perf_counter() - encoded}
    shares = {name: seconds / len(texts) for name, seconds in times.items()}
    traces = []
    for row, (text, sentence, vocabulary) in enumerate(zip(texts, read, says, strict=True)):
        width = len(sentence.ids)
        ids = [id for id in decoded.ids[row].tolist() if id != PAD]
        own = None if looks is None else looks[row, ..., :width, :width]
        alone = replace(memory, values=memory.values[row : row + 1, :width])
        prepared = PreparedRequest(sentence.source, vocabulary, alone, model, (), own)
        sayable = len(vocabulary.tokenizer) + (len(vocabulary.source) and width)
        steps = [_row_of(step, row, width, sayable) for step in decoded.steps[: len(ids)]]
        request = Request(bundle.name, text, search=SearchConfig(max_steps=max_steps))
        traces.append(_run(bundle, request, prepared, ids, steps, None, shares).trace)
    return traces


def _row_of(step: StepOutput, row: int, width: int, sayable: int) -> StepOutput:
    """A step of one sentence of a batch, without the padding: its source pieces, and the pieces that it can say."""
    one = slice(row, row + 1)
    return StepOutput(
        step.logits[one, :sayable],
        step.scores[one, :, :width],
        step.weights[one, :, :width],
        step.query[one],
        step.context[one],
        step.hidden[one],
        None if step.self_weights is None else step.self_weights[one],
        None if step.generate is None else step.generate[one],
    )


def _run(
    bundle: Bundle,
    request: Request,
    prepared: PreparedRequest,
    ids: list[int],
    steps: Sequence[StepOutput],
    beam: BeamResult | None,
    timings: Mapping[str, float],
) -> Run:
    """The record of T steps of batch 1, in which these ids were chosen."""
    says = prepared.says
    hypotheses = beam.finished if beam else ()
    logprobs = _stack([step.logits for step in steps]).log_softmax(dim=-1)  # (T, V)
    trace = DecodeTrace(
        request=request,
        source=prepared.source,
        pieces=says.pieces(ids),
        text=says.decode(ids),
        logprobs=logprobs[range(len(ids)), ids].numpy(),
        candidates=_candidates(says, logprobs, request.search.unknown),
        unknown=tuple(logprobs[:, UNK].tolist()),
        hypotheses=tuple(Hypothesis(says.pieces(h.ids), h.logprob, h.score) for h in hypotheses),
        tree=_tree(says, beam) if beam else None,
        encoder=prepared.memory.values[0].numpy(),
        encoder_attention=prepared.encoder_attention,
        layers=bundle.model.decoder.layers_that_attend,
        covers=bundle.config.coverage,
        generate=tuple(float(step.generate) for step in steps if step.generate is not None),
        timings=timings,
        **step_arrays(steps),
    )
    return Run(trace, prepared, ids, logprobs)


def _encoder_attention(bundle: Bundle, src: Tensor, mask: Tensor) -> np.ndarray | None:
    """Where the pieces of each sentence look among themselves (B, layers, heads, S, S), if the encoder has
    self-attention."""
    encoder = bundle.model.encoder
    weights = encoder.self_weights(encoder.embedding(split_copies(src)[0]), mask)
    return None if weights is None else weights.numpy()


def prepare_request(bundle: Bundle, request: Request, says: ExtendedVocabulary | None = None) -> PreparedRequest:
    """Apply the edits of the source, and encode the sentence. With the `says` of another sentence, a model that copies
    gives pieces the ids that they have there. Raises the errors of `translate`."""
    edited = apply_source_edits(bundle.source, request.text, request.edits, bundle.config.max_length)
    says = says or bundle.says(edited.pieces)
    src, mask = pad([source_row(edited.ids, edited.pieces, says)], max(edited.width, len(says.source)))
    memory = bundle.model.encode(src, mask)
    lenders = {name: EncodedModel.of(bundle.sibling(name).model, src, mask) for name in donor_scorers(edited.edits)}
    stepper = AttentionTransfer(bundle.model, lenders) if lenders else bundle.model
    looks = _encoder_attention(bundle, src, mask)
    return PreparedRequest(edited.source, says, memory, stepper, edited.edits, None if looks is None else looks[0])


def _run_beam_search(prepared: PreparedRequest, prefix: Sequence[int], search: SearchConfig) -> BeamResult | None:
    """The result of beam search; None if the request has a beam of 1."""
    if search.beam == 1:
        return None
    penalties = Penalties(search.length_penalty, search.coverage_penalty)
    settings = BeamSettings(search.beam, penalties, search.max_steps, search.unknown)
    return beam_search(prepared.stepper, prepared.memory, settings, prefix, prepared.edits)


def _choice(search: SearchConfig) -> Choice:
    if search.temperature == 0:
        return partial(greedy, unknown=search.unknown)
    return sampler(search.temperature, search.top_k, search.seed, search.top_p, search.unknown)


def _candidates(says: ExtendedVocabulary, logprobs: Tensor, unknown: bool) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest pieces of each step that the search allows, best first."""
    best, ids = likeliest(logprobs, CANDIDATES, unknown)
    pieces = iter(says.pieces(ids.flatten().tolist()))
    return tuple(tuple(Candidate(next(pieces), logprob) for logprob in row) for row in best.tolist())


def _tree(says: ExtendedVocabulary, beam: BeamResult) -> BeamTree:
    """The tree of a beam search, with pieces in place of ids."""
    nodes = beam.nodes
    pieces = says.pieces([node.id for node in nodes])
    decided = decided_steps(
        [node.parent for node in nodes], [node.step for node in nodes], [node.status for node in nodes]
    )
    return BeamTree(
        branches=tuple(
            TreeNode(n.parent, piece, n.step, n.logprob, n.total, n.score, n.status, last, n.expansion)
            for n, piece, last in zip(nodes, pieces, decided, strict=True)
        ),
        best=beam.best,
        weights=np.stack([expansion.weights for expansion in beam.expansions]),
        candidates=tuple(
            tuple(map(Candidate, says.pieces(expansion.ids), expansion.logprobs)) for expansion in beam.expansions
        ),
        dropped=beam.dropped,
        unknown=tuple(expansion.unknown for expansion in beam.expansions),
    )


def step_arrays(steps: Sequence[StepOutput]) -> dict[str, np.ndarray]:
    """The tensors of T steps of batch 1 as arrays (T, …), under the names of the trace's fields."""
    names = {
        "scores": "scores",
        "weights": "weights",
        "queries": "query",
        "contexts": "context",
        "states": "hidden",
    }
    arrays = {name: _stack([getattr(step, field) for step in steps]).numpy() for name, field in names.items()}
    own = [step.self_weights[0].numpy() for step in steps if step.self_weights is not None]  # (layers, N, t) each
    return arrays | ({"decoder_attention": _square(own)} if own else {})


def _square(rows: Sequence[np.ndarray]) -> np.ndarray:
    """T rows (layers, N, t) of the steps so far, t from 1 to T → (layers, N, T, T), 0 where a step lies ahead."""
    return np.stack([np.pad(row, ((0, 0), (0, 0), (0, len(rows) - row.shape[2]))) for row in rows], axis=2)


def _stack(rows: Sequence[Tensor]) -> Tensor:
    """T tensors (1, …) → (T, …)."""
    return torch.cat(list(rows))


def prefix_pieces(bundle: Bundle, text: str, words: str) -> tuple[str, ...]:
    """The pieces of words, for a prefix of the translation of a text. Raises InvalidRequest, a ValueError, for none or
    a piece that can't be said of it."""
    says = bundle.says(source_pieces(bundle, text))
    ids = says.ids(words)
    if not ids or UNK in ids:
        raise InvalidRequest("the model can't write {words!r}", words=words)
    return says.pieces(ids)


LONGEST_TARGET = SEARCH_LIMITS["max_steps"][1]


def translate_forced(bundle: Bundle, request: Request, target: str) -> DecodeTrace:
    """The trace of a model whose output is `target` and the end of sentence, in place of the request's prefix and
    search.

    Raises InvalidRequest, a ValueError, for a text with pieces that the model does not know, or with too many."""
    ids = bundle.says(source_pieces(bundle, request.text)).ids(target)
    if UNK in ids:
        raise InvalidRequest("The model's vocabulary cannot produce this text.")
    if len(ids) >= LONGEST_TARGET:
        raise InvalidRequest("This text is too long for the model.")
    prefix = (*bundle.target.encode(target).pieces, EOS_PIECE)
    return translate(bundle, replace(request, prefix=prefix, search=SearchConfig(max_steps=LONGEST_TARGET)))
