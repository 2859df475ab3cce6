"""The façade: (Bundle, Request) → DecodeTrace. A pure function; tensors stop here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import Edits
from seq2seq.config.errors import InvalidRequest
from seq2seq.config.penalties import Penalties
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.attention_transfer import AttentionTransfer, Donor, donor_scorers
from seq2seq.decoding.beam import BeamResult, beam
from seq2seq.decoding.search import Choice, Stepper, decode_batch, greedy, sampler, sayable
from seq2seq.model.batch import pad
from seq2seq.model.decoder import StepOutput
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import UNK
from seq2seq.trace.beam_tree import BeamTree, Candidate, TreeNode, decided_steps
from seq2seq.trace.trace import DecodeTrace, Hypothesis, Source

CANDIDATES = 10
"""How many candidates of each step a trace keeps."""


def translate(bundle: Bundle, request: Request) -> DecodeTrace:
    """Decode `request.text` as the request says. Same request, same trace.

    Raises NothingToTranslate for a text without pieces, ValueError for a prefix piece or an edit the model can't
    follow. A text beyond the limit is decoded up to it; what was cut stands in `trace.source.cut`."""
    return run_request(bundle, request).trace


@dataclass(frozen=True)
class Prepared:
    """A sentence read and encoded: all that a search needs to decode it under the edits of a request."""

    source: Source
    memory: Memory
    stepper: Stepper
    edits: Edits


@dataclass(frozen=True)
class Run:
    """A trace, what it was made of, the ids it says, and what no trace could hold: the log-probability of every piece
    at every step (T, V)."""

    trace: DecodeTrace
    prepared: Prepared
    ids: list[int]
    logprobs: Tensor


@torch.inference_mode()
def run_request(bundle: Bundle, request: Request) -> Run:
    """As `translate`, for those who go on with the same sentence."""
    started = time.perf_counter()
    prepared = prepare_request(bundle, request)
    encoded = time.perf_counter()
    prefix = [bundle.target.id(piece) for piece in request.prefix]
    grown = _searched(prepared, prefix, request.search)
    hypotheses = grown.finished if grown else []
    decoded = decode_batch(
        prepared.stepper,
        prepared.memory,
        _choice(request.search),
        request.search.max_steps,
        hypotheses[0].ids if hypotheses else prefix,
        prepared.edits,
    )
    ids = decoded.ids[0].tolist()
    logprobs = _stack([step.logits for step in decoded.steps]).log_softmax(dim=-1)  # (T, V)
    searched = time.perf_counter()
    trace = DecodeTrace(
        request=request,
        source=prepared.source,
        pieces=bundle.target.pieces(ids),
        text=bundle.target.decode(ids),
        logprobs=logprobs[range(len(ids)), ids].numpy(),
        candidates=_candidates(bundle, logprobs, request.search.unknown),
        unknown=tuple(logprobs[:, UNK].tolist()),
        hypotheses=tuple(Hypothesis(bundle.target.pieces(h.ids), h.logprob, h.score) for h in hypotheses),
        tree=_tree(bundle, grown) if grown else None,
        encoder=prepared.memory.values[0].numpy(),
        timings={"encode": encoded - started, "decode": searched - encoded},
        **step_arrays(decoded.steps),
    )
    return Run(trace, prepared, ids, logprobs)


def prepare_request(bundle: Bundle, request: Request) -> Prepared:
    """Read and encode. Raises as `translate` does."""
    found = apply_source_edits(bundle.source, request.text, request.edits, bundle.config.max_length)
    src, mask = pad([found.ids], found.width)
    memory = bundle.model.encode(src, mask)
    lenders = {name: Donor.of(bundle.sibling(name).model, src, mask) for name in donor_scorers(found.edits)}
    stepper = AttentionTransfer(bundle.model, lenders) if lenders else bundle.model
    return Prepared(found.source, memory, stepper, found.edits)


def _searched(prepared: Prepared, prefix: Sequence[int], search: SearchConfig) -> BeamResult | None:
    """What a beam finds; nothing if the request does not ask for one."""
    if search.beam == 1:
        return None
    penalties = Penalties(search.length_penalty, search.coverage_penalty)
    return beam(
        *(prepared.stepper, prepared.memory, search.beam, penalties, search.max_steps, prefix, prepared.edits),
        unknown=search.unknown,
    )


def _choice(search: SearchConfig) -> Choice:
    if search.temperature == 0:
        return partial(greedy, unknown=search.unknown)
    return sampler(search.temperature, search.top_k, search.seed, search.top_p, search.unknown)


def _candidates(bundle: Bundle, logprobs: Tensor, unknown: bool) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest pieces of each step that may be said, best first."""
    known = sayable(logprobs, unknown)
    best, places = logprobs[:, known].topk(min(CANDIDATES, len(known)))
    pieces = iter(bundle.target.pieces(known[places].flatten().tolist()))
    return tuple(tuple(Candidate(next(pieces), logprob) for logprob in row) for row in best.tolist())


def _tree(bundle: Bundle, grown: BeamResult) -> BeamTree:
    """What the beam looked at, its pieces by name."""
    nodes = grown.nodes
    pieces = bundle.target.pieces([node.id for node in nodes])
    decided = decided_steps(
        [node.parent for node in nodes], [node.step for node in nodes], [node.status for node in nodes]
    )
    return BeamTree(
        branches=tuple(
            TreeNode(n.parent, piece, n.step, n.logprob, n.total, n.score, n.status, last, n.reading)
            for n, piece, last in zip(nodes, pieces, decided, strict=True)
        ),
        best=grown.best,
        weights=np.stack([reading.weights for reading in grown.readings]),
        candidates=tuple(
            tuple(map(Candidate, bundle.target.pieces(reading.ids), reading.logprobs)) for reading in grown.readings
        ),
        dropped=grown.dropped,
    )


def step_arrays(steps: Sequence[StepOutput]) -> dict[str, np.ndarray]:
    """The steps' tensors of batch 1, stacked over T under the names a trace gives them."""
    names = {
        "scores": "scores",
        "weights": "weights",
        "queries": "query",
        "contexts": "context",
        "states": "hidden",
    }
    return {name: _stack([getattr(step, field) for step in steps]).numpy() for name, field in names.items()}


def _stack(rows: Sequence[Tensor]) -> Tensor:
    """T tensors (1, …) → (T, …)."""
    return torch.cat(list(rows))


def spelled(bundle: Bundle, words: str) -> tuple[str, ...]:
    """Words as the pieces of a prefix. Raises ValueError for what the model has no pieces for."""
    found = bundle.target.encode(words)
    if not found.pieces or any(found.unknown):
        raise InvalidRequest("the model can't write {words!r}", words=words)
    return found.pieces
