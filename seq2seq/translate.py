"""The façade: (Bundle, Request) → DecodeTrace. A pure function; tensors stop here."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.batch import EOS, pad
from seq2seq.beam import Grown, beam
from seq2seq.config import MAX_PIECES, Request, SearchConfig
from seq2seq.decoder import StepOutput
from seq2seq.model import Seq2Seq
from seq2seq.penalties import Penalties
from seq2seq.search import Choice, decode, greedy, sampler
from seq2seq.tokenizer import Encoding
from seq2seq.trace import EOS_PIECE, DecodeTrace, Hypothesis, NothingToTranslate, Source
from seq2seq.tree import Branch, Candidate, Tree, lots
from seq2seq.zoo import Bundle

CANDIDATES = 10
"""How many candidates of each step a trace keeps."""


@torch.inference_mode()
def translate(bundle: Bundle, request: Request) -> DecodeTrace:
    """Decode `request.text` as the request says. Same request, same trace.

    Raises NothingToTranslate for a text without pieces, ValueError for a prefix piece or an edit the model can't
    follow. A text beyond the limit is decoded up to it; what was cut stands in `trace.source.cut`."""
    started = time.perf_counter()
    read, source = _read(bundle, request.text)
    src, mask = pad([[*read.ids, EOS]])
    memory = bundle.model.encode(src, mask)
    encoded = time.perf_counter()
    prefix = [bundle.target.id(piece) for piece in request.prefix]
    grown = _searched(bundle.model, memory, prefix, request)
    hypotheses = grown.finished if grown else []
    decoded = decode(
        bundle.model,
        memory,
        _choice(request.search),
        request.search.max_steps,
        hypotheses[0].ids if hypotheses else prefix,
        request.edits,
    )
    ids = decoded.ids[0].tolist()
    logprobs = _stack([step.logits for step in decoded.steps]).log_softmax(dim=-1)  # (T, V)
    searched = time.perf_counter()
    return DecodeTrace(
        request=request,
        source=source,
        pieces=bundle.target.pieces(ids),
        text=bundle.target.decode(ids),
        logprobs=logprobs[range(len(ids)), ids].numpy(),
        candidates=_candidates(bundle, logprobs),
        hypotheses=tuple(Hypothesis(bundle.target.pieces(h.ids), h.logprob, h.score) for h in hypotheses),
        tree=_tree(bundle, grown) if grown else None,
        encoder=memory.values[0].numpy(),
        timings={"encode": encoded - started, "decode": searched - encoded},
        **step_arrays(decoded.steps),
    )


def _read(bundle: Bundle, text: str) -> tuple[Encoding, Source]:
    """The pieces that are read, and their record: the end of sentence included, spans in the typed text."""
    whole = bundle.source.encode(text)
    if not whole.pieces:
        raise NothingToTranslate("there is nothing to translate in an empty text")
    read = whole.first(MAX_PIECES - 1)
    end = read.spans[-1][1]
    cut = text[end:] if len(read.pieces) < len(whole.pieces) else ""
    return read, Source((*read.pieces, EOS_PIECE), (*read.spans, (end, end)), (*read.unknown, False), cut)


def _searched(model: Seq2Seq, memory: Memory, prefix: Sequence[int], request: Request) -> Grown | None:
    """What a beam finds; nothing if the request does not ask for one."""
    search = request.search
    if search.beam == 1:
        return None
    penalties = Penalties(search.length_penalty, search.coverage_penalty)
    return beam(model, memory, search.beam, penalties, search.max_steps, prefix, request.edits)


def _choice(search: SearchConfig) -> Choice:
    if search.temperature == 0:
        return greedy
    return sampler(search.temperature, search.top_k, search.seed, search.top_p)


def _candidates(bundle: Bundle, logprobs: Tensor) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest pieces of each step, best first."""
    best, ids = logprobs[:, EOS:].topk(min(CANDIDATES, logprobs.shape[1] - EOS))
    pieces = iter(bundle.target.pieces((ids + EOS).flatten().tolist()))
    return tuple(tuple(Candidate(next(pieces), logprob) for logprob in row) for row in best.tolist())


def _tree(bundle: Bundle, grown: Grown) -> Tree:
    """What the beam looked at, its pieces by name."""
    nodes = grown.nodes
    pieces = bundle.target.pieces([node.id for node in nodes])
    decided = lots([node.parent for node in nodes], [node.step for node in nodes], [node.status for node in nodes])
    return Tree(
        branches=tuple(
            Branch(n.parent, piece, n.step, n.logprob, n.total, n.score, n.status, last, n.reading)
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
