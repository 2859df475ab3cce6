"""Comparison of search methods on one sentence: what each finds, and its scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.penalties import Penalties
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.metrics import coverage, sentence_bleu
from seq2seq.trace.trace import DecodeTrace

SIZES = tuple(range(1, 11))
"""The beam sizes that `sweep` compares."""


@dataclass(frozen=True)
class Outcome:
    """The result of a search: `logprob` (natural log) and `score` of the whole translation of `length` pieces including
    the end mark; `bleu` (0 to 100) is None without a reference."""

    search: SearchConfig
    text: str
    length: int
    logprob: float
    score: float
    bleu: float | None


def compare_searches(
    bundle: Bundle, request: Request, searches: Sequence[SearchConfig], references: Sequence[str] = ()
) -> tuple[Outcome, ...]:
    """The outcome of each search, scored with the penalties of the request so that scores are comparable.

    Raises what `translate` raises."""
    penalties = Penalties(request.search.length_penalty, request.search.coverage_penalty)
    traces = (translate(bundle, replace(request, search=search)) for search in searches)
    return tuple(_outcome(trace, penalties, references, bundle.target.spaced) for trace in traces)


def sweep(bundle: Bundle, request: Request, references: Sequence[str] = ()) -> tuple[Outcome, ...]:
    """The outcomes of beam search with each of `SIZES`, under the penalties of the request."""
    search = request.search
    searches = [replace(search, beam=size, temperature=0.0) for size in SIZES]
    return compare_searches(bundle, request, searches, references)


def _outcome(trace: DecodeTrace, penalties: Penalties, references: Sequence[str], spaced: bool) -> Outcome:
    logprob = float(trace.logprobs.sum())
    return Outcome(
        search=trace.request.search,
        text=trace.text,
        length=len(trace),
        logprob=logprob,
        score=penalties.score(logprob, len(trace), coverage(trace.alignment)),
        bleu=sentence_bleu(trace.text, references, spaced) if references else None,
    )
