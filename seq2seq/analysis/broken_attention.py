"""A fault applied to the attention of a real decoding: the trace that one sees, and what there is to check."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from seq2seq.analysis.faults import FAULTS, SCORED_BY_CONTENT, BatchScores, gather_evidence
from seq2seq.analysis.invariants import Violation, check_attention
from seq2seq.attention.scorer import AttentionHistory
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.corpus import encode_source
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import pad
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.trace.trace import PAD_PIECE, DecodeTrace, Source

PADDING = 3
"""At least so many pieces of padding stand behind the sentence."""


@dataclass(frozen=True)
class BrokenAttention:
    """A decoding with the weights of a fault, over the padded source, and the invariants that they violate."""

    trace: DecodeTrace
    violations: tuple[Violation, ...]


def break_attention(bundle: Bundle, request: Request, other: str, fault: str) -> BrokenAttention:
    """Decode a sentence, then weigh its source anew as the fault called so does, beside the sentence `other` in a
    batch. Raises the errors of `translate`, KeyError for an unknown fault, ValueError for a model that is not among
    `SCORED_BY_CONTENT`."""
    trace = translate(bundle, request)
    scores = score_beside(bundle, trace, other)
    evidence = gather_evidence(FAULTS[fault].weigh, scores)
    source = _padded(trace.source, len(scores.mask))
    shown = replace(trace, source=source, weights=evidence.weights[:, None], scores=scores.own[:, None])
    return BrokenAttention(shown, check_attention(evidence))


@torch.inference_mode()
def score_beside(bundle: Bundle, trace: DecodeTrace, other: str) -> BatchScores:
    """The scores of the queries of a decoding, over its own source and over that of the sentence `other`, both in one
    batch. Raises ValueError for a model that is not among `SCORED_BY_CONTENT`."""
    if bundle.config.scorer not in SCORED_BY_CONTENT:
        raise ValueError(f"{bundle.config.scorer} is not a scoring function by content with one head")
    rows = [encode_source(bundle, text) for text in (trace.request.text, other)]
    memory = bundle.model.encode(*pad(rows, len(rows[0]) + PADDING))
    attention = recurrent(bundle.model.decoder).attention
    queries = torch.tensor(trace.queries).expand(2, -1, -1)  # (T, H) → (2, T, H)
    scores = attention.scorer.score(queries, memory, AttentionHistory.start(memory, attention.heads)).numpy()
    return BatchScores(scores[0], scores[1], memory.mask[0].numpy(), bundle.config.attention)


def _padded(source: Source, width: int) -> Source:
    """With padding behind the end."""
    missing = width - len(source.pieces)
    end = source.spans[-1][1]
    return Source(
        (*source.pieces, *(PAD_PIECE,) * missing),
        (*source.spans, *((end, end),) * missing),
        (*source.unknown, *(False,) * missing),
        source.cut,
    )
