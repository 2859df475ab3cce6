"""All states of one sentence or of many, from which maps are fitted and drawn and neighbours are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from seq2seq.analysis.paths import LOOKED_UP, SentenceStates, StateIndex, StateTrace
from seq2seq.analysis.projections import LAYOUTS
from seq2seq.attention import Memory
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import MAX_PIECES, Request
from seq2seq.decoding.corpus import encode_pair, encode_source, source_ids, source_pieces
from seq2seq.decoding.search import decode_steps
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import IdPair, collate, pad
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import EOS

_BATCH = 32


def trace_states(bundle: Bundle, request: Request) -> StateTrace:
    """Decode a request and collect all its states. Raises the errors of `translate`."""
    trace = translate(bundle, request)
    source = apply_source_edits(bundle.source, request.text, request.edits, bundle.config.max_length)
    said = list(map(bundle.says(source.pieces).id, trace.pieces))
    arrays = (torch.tensor(array) for array in (trace.encoder, trace.states, trace.contexts))
    vectors = _vectors(bundle, list(source.ids), said, *arrays)
    return StateTrace(trace, SentenceStates(request.text, trace.source.pieces, trace.pieces, vectors))


def force_states(bundle: Bundle, pairs: Sequence[tuple[str, str]]) -> list[SentenceStates]:
    """States of the sources of `pairs` while their translations are forced, so that every checkpoint decodes the same
    pieces."""
    return _forced(bundle, pairs, lambda share: None)


def _forced(
    bundle: Bundle,
    pairs: Sequence[tuple[str, str]],
    progress: Callable[[float], None],
    keep: Callable[[SentenceStates], SentenceStates] = lambda states: states,
) -> list[SentenceStates]:
    ids = [(row, said[: MAX_PIECES - 1]) for row, said in (encode_pair(bundle, *pair) for pair in pairs)]
    return _batched_states(bundle, [source for source, _ in pairs], ids, _force, progress, keep)


def index_states(
    bundle: Bundle, texts: Sequence[str], pairs: Sequence[tuple[str, str]], progress: Callable[[float], None]
) -> StateIndex:
    """The states of all texts that have at least one piece, translated greedily, and of the sources of training `pairs`
    while their translations are forced, as an index for neighbours. Of the pairs it has no embeddings, which are the
    same wherever a piece stands. `progress` is called with the share done, 0 to 1."""
    readable = [text for text in texts if bundle.source.ids(text)]
    known = frozenset(readable)
    others = [pair for pair in pairs if pair[0] not in known]
    total = max(len(readable) + len(others), 1)
    ids: _IdPairs = [(encode_source(bundle, text), []) for text in readable]
    own = _batched_states(bundle, readable, ids, _decode, lambda share: progress(share * len(readable) / total))
    forced = _forced(bundle, others, lambda share: progress((len(readable) + share * len(others)) / total), _narrowed)
    return StateIndex.of([*own, *forced], trained=len(forced))


def _narrowed(states: SentenceStates) -> SentenceStates:
    """In half precision, so that many take little room while they are collected, without what a pool has anyway."""
    kept = (kind for kind in states.vectors if kind not in LOOKED_UP)
    return replace(states, vectors={kind: states.vectors[kind].astype(np.float16) for kind in kept})


def nonlinear_layout(
    bundle: Bundle, requests: Sequence[Request], kinds: Sequence[str], layout: str
) -> list[dict[str, Array]]:
    """For each request: kind → points (…, 3) of its states, all laid out together; see `layouts`. Kinds whose width is
    not that of the first are left out."""
    sentences = [trace_states(bundle, request).sentence.vectors for request in requests]
    width = sentences[0][kinds[0]].shape[1]
    parts = [(i, kind) for i, vectors in enumerate(sentences) for kind in kinds if _width(vectors, kind) == width]
    points = LAYOUTS[layout](np.concatenate([sentences[i][kind] for i, kind in parts]))
    split = np.split(points, np.cumsum([len(sentences[i][kind]) for i, kind in parts])[:-1])
    layouts: list[dict[str, Array]] = [{} for _ in sentences]
    for (i, kind), rows in zip(parts, split, strict=True):
        layouts[i][kind] = rows
    return layouts


def _width(vectors: Mapping[str, Array], kind: str) -> int:
    return vectors[kind].shape[1] if kind in vectors else 0


@dataclass(frozen=True)
class _BatchStates:
    """A decoded batch: target ids (B, T), encoder states (B, S, E), decoder (B, T, H), contexts (B, T, E)."""

    ids: list[list[int]]
    encoder: Tensor
    decoder: Tensor
    context: Tensor


_IdPairs = list[IdPair]


@torch.inference_mode()
def _batched_states(
    bundle: Bundle,
    texts: Sequence[str],
    ids: _IdPairs,
    decode: Callable[[Bundle, _IdPairs], _BatchStates],
    progress: Callable[[float], None],
    keep: Callable[[SentenceStates], SentenceStates] = lambda states: states,
) -> list[SentenceStates]:
    """Decode in batches of similar length; the result is in the order of the texts, `keep` of each."""
    order = sorted(range(len(ids)), key=lambda i: tuple(map(len, ids[i])))
    sentences: dict[int, SentenceStates] = {}
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        batch = decode(bundle, [ids[i] for i in rows])
        split = _sentences(bundle, [texts[i] for i in rows], batch)
        sentences |= zip(rows, map(keep, split), strict=True)
        progress(len(sentences) / len(order))
    return [sentences[i] for i in range(len(texts))]


def _force(bundle: Bundle, pairs: _IdPairs) -> _BatchStates:
    batch = collate(pairs)
    memory = bundle.model.encode(batch.src, batch.src_mask)
    forced = bundle.model.decoder(batch.trg_in, memory)
    targets = [[*target, EOS] for _, target in pairs]
    return _BatchStates(targets, memory.values, forced.hidden, forced.contexts)


def _decode(bundle: Bundle, pairs: _IdPairs) -> _BatchStates:
    memory: Memory = bundle.model.encode(*pad([source for source, _ in pairs]))
    steps = decode_steps(bundle.model, memory, max_steps=MAX_PIECES)
    columns = zip(*((ids, output.hidden, output.context) for ids, output in steps), strict=True)
    ids, hidden, context = (torch.stack(column, dim=1) for column in columns)
    return _BatchStates([_without_padding(row) for row in ids.tolist()], memory.values, hidden, context)


def _without_padding(ids: list[int]) -> list[int]:
    """The ids up to and with the end of the sentence."""
    return ids[: ids.index(EOS) + 1] if EOS in ids else ids


def _sentences(bundle: Bundle, texts: list[str], batch: _BatchStates) -> Iterator[SentenceStates]:
    rows = zip(texts, batch.ids, batch.encoder, batch.decoder, batch.context, strict=True)
    for text, target, encoder, decoder, context in rows:
        pieces, steps = source_pieces(bundle, text), len(target)
        source = source_ids(bundle, text)
        vectors = _vectors(bundle, source, target, encoder[: len(source)], decoder[:steps], context[:steps])
        yield SentenceStates(text, pieces, bundle.says(pieces).pieces(target), vectors)


@torch.inference_mode()
def _vectors(
    bundle: Bundle, source: list[int], target: list[int], encoder: Tensor, decoder: Tensor, context: Tensor
) -> dict[str, Array]:
    model, half = bundle.model, bundle.config.encoder_hidden if bundle.config.encoder_cell else 0
    by_kind = {
        "encoder": encoder,
        "forward": encoder[:, :half],
        "backward": encoder[:, half : 2 * half],
        "embedded": model.encoder.embedding.weight[source],
        "decoder": decoder,
        "context": context,
        "readout": model.decoder.read(decoder, context),
        "said": model.decoder.embed(torch.tensor(target)),
    }
    return {kind: vectors.numpy() for kind, vectors in by_kind.items() if vectors.shape[1]}
