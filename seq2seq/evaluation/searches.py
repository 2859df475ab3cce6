"""One sentence, searched in several ways: what each finds, and by which figures they are compared."""

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
"""The beam sizes a sweep goes through."""


@dataclass(frozen=True)
class Outcome:
    """What a search found: `logprob` (natural log) and `score` are of the whole translation of `length` pieces, its
    end counted; `bleu` (0 to 100) is None where there is no reference."""

    search: SearchConfig
    text: str
    length: int
    logprob: float
    score: float
    bleu: float | None


def compare_searches(
    bundle: Bundle, request: Request, searches: Sequence[SearchConfig], references: Sequence[str] = ()
) -> tuple[Outcome, ...]:
    """What each search finds, scored by the penalties of the request, so that their scores can be compared.

    Raises what `translate` raises."""
    penalties = Penalties(request.search.length_penalty, request.search.coverage_penalty)
    traces = (translate(bundle, replace(request, search=search)) for search in searches)
    return tuple(_outcome(trace, penalties, references) for trace in traces)


def sweep(bundle: Bundle, request: Request, references: Sequence[str] = ()) -> tuple[Outcome, ...]:
    """What beams of all `SIZES` find, under the penalties of the request."""
    asked = request.search
    searches = [replace(asked, beam=size, temperature=0.0) for size in SIZES]
    return compare_searches(bundle, request, searches, references)


def _outcome(trace: DecodeTrace, penalties: Penalties, references: Sequence[str]) -> Outcome:
    logprob = float(trace.logprobs.sum())
    return Outcome(
        search=trace.request.search,
        text=trace.text,
        length=len(trace),
        logprob=logprob,
        score=penalties.score(logprob, len(trace), coverage(trace.alignment)),
        bleu=sentence_bleu(trace.text, references) if references else None,
    )
