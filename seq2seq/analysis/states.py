"""Every state of a sentence, or of many: what a map is fitted on, what it shows, and where neighbours come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from seq2seq.analysis.layouts import LAYOUTS
from seq2seq.analysis.paths import SentenceStates, StateIndex, StateTrace
from seq2seq.attention import Memory
from seq2seq.attention.mechanism import mix
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import MAX_PIECES, Request
from seq2seq.decoding.corpus import encode_source
from seq2seq.decoding.search import decode_batch
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import collate, pad
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import EOS

_BATCH = 32


def trace_states(bundle: Bundle, request: Request) -> StateTrace:
    """The request decoded, with all its states. Raises what `translate` raises."""
    trace = translate(bundle, request)
    source = list(apply_source_edits(bundle.source, request.text, request.edits, bundle.config.max_length).ids)
    target = [bundle.target.id(piece) for piece in trace.pieces]
    arrays = (torch.tensor(each) for each in (trace.encoder, trace.states, trace.contexts))
    vectors = _vectors(bundle, source, target, *arrays)
    return StateTrace(trace, SentenceStates(request.text, trace.source.pieces, trace.pieces, vectors))


def force_states(bundle: Bundle, pairs: Sequence[tuple[str, str]]) -> list[SentenceStates]:
    """Sentences while their translations are forced: the same pieces at the same places in every checkpoint."""
    ids = [(encode_source(bundle, source), bundle.target.ids(target)[: MAX_PIECES - 1]) for source, target in pairs]
    return _gathered(bundle, [source for source, _ in pairs], ids, _force, lambda share: None)


def translate_states(bundle: Bundle, texts: Sequence[str], progress: Callable[[float], None]) -> list[SentenceStates]:
    """Sentences while they are translated greedily. `progress` hears the share that is done."""
    ids = [(encode_source(bundle, text), []) for text in texts]
    return _gathered(bundle, texts, ids, _decode, progress)


def index_states(bundle: Bundle, texts: Sequence[str], progress: Callable[[float], None]) -> StateIndex:
    """What neighbours are looked for among: sentences with something to read in them, translated greedily."""
    readable = [text for text in texts if bundle.source.ids(text)]
    return StateIndex(tuple(translate_states(bundle, readable, progress)))


def nonlinear_layout(
    bundle: Bundle, requests: Sequence[Request], kinds: Sequence[str], layout: str
) -> list[dict[str, Array]]:
    """Kind → places (…, 3) of each request's states, laid out together; see `layouts`. Kinds of another width than
    the first are left out."""
    gone = [trace_states(bundle, request).sentence.vectors for request in requests]
    width = gone[0][kinds[0]].shape[1]
    parts = [(each, kind) for each in range(len(gone)) for kind in kinds if _wide(gone[each], kind) == width]
    places = LAYOUTS[layout](np.concatenate([gone[each][kind] for each, kind in parts]))
    split = np.split(places, np.cumsum([len(gone[each][kind]) for each, kind in parts])[:-1])
    laid: list[dict[str, Array]] = [{} for _ in gone]
    for (each, kind), rows in zip(parts, split, strict=True):
        laid[each][kind] = rows
    return laid


def _wide(vectors: Mapping[str, Array], kind: str) -> int:
    return vectors[kind].shape[1] if kind in vectors else 0


@dataclass(frozen=True)
class _Run:
    """A batch gone through: target ids (B, T), encoder states (B, S, E), decoder (B, T, H), contexts (B, T, E)."""

    ids: list[list[int]]
    encoder: Tensor
    decoder: Tensor
    context: Tensor


Pairs = list[tuple[list[int], list[int]]]


@torch.inference_mode()
def _gathered(
    bundle: Bundle,
    texts: Sequence[str],
    ids: Pairs,
    run: Callable[[Bundle, Pairs], _Run],
    progress: Callable[[float], None],
) -> list[SentenceStates]:
    """In the order of the texts, whatever the batches."""
    order = sorted(range(len(ids)), key=lambda i: tuple(map(len, ids[i])))
    found: dict[int, SentenceStates] = {}
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        gone = run(bundle, [ids[i] for i in rows])
        found |= zip(rows, _sentences(bundle, [texts[i] for i in rows], [ids[i][0] for i in rows], gone), strict=True)
        progress(len(found) / len(order))
    return [found[i] for i in range(len(texts))]


def _force(bundle: Bundle, pairs: Pairs) -> _Run:
    batch = collate(pairs)
    memory = bundle.model.encode(batch.src, batch.src_mask)
    taught = bundle.model.decoder(batch.trg_in, memory)
    ended = [[*target, EOS] for _, target in pairs]
    return _Run(ended, memory.values, taught.hidden, mix(taught.weights, memory.values))


def _decode(bundle: Bundle, pairs: Pairs) -> _Run:
    memory: Memory = bundle.model.encode(*pad([source for source, _ in pairs]))
    decoded = decode_batch(bundle.model, memory, max_steps=MAX_PIECES)
    steps = decoded.steps
    hidden, context = (torch.stack([getattr(step, name) for step in steps], 1) for name in ("hidden", "context"))
    return _Run([_ended(row) for row in decoded.ids.tolist()], memory.values, hidden, context)


def _ended(ids: list[int]) -> list[int]:
    """Without the padding after the end."""
    return ids[: ids.index(EOS) + 1] if EOS in ids else ids


def _sentences(bundle: Bundle, texts: list[str], sources: list[list[int]], run: _Run) -> Iterator[SentenceStates]:
    rows = zip(texts, sources, run.ids, run.encoder, run.decoder, run.context, strict=True)
    for text, source, target, encoder, decoder, context in rows:
        steps = len(target)
        vectors = _vectors(bundle, source, target, encoder[: len(source)], decoder[:steps], context[:steps])
        yield SentenceStates(text, bundle.source.pieces(source), bundle.target.pieces(target), vectors)


@torch.inference_mode()
def _vectors(
    bundle: Bundle, source: list[int], target: list[int], encoder: Tensor, decoder: Tensor, context: Tensor
) -> dict[str, Array]:
    model, half = bundle.model, bundle.config.encoder_hidden
    found = {
        "encoder": encoder,
        "forward": encoder[:, :half],
        "backward": encoder[:, half:],
        "embedded": model.encoder.embedding.weight[source],
        "decoder": decoder,
        "context": context,
        "readout": torch.tanh(model.decoder.readout(torch.cat((decoder, context), dim=-1))),
        "said": model.decoder.embedding.weight[target],
    }
    return {kind: vectors.numpy() for kind, vectors in found.items() if vectors.shape[1]}
