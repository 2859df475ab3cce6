"""Many texts translated at once, greedily or by beam search, in batches of sentences of like length."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.tsv import Progress, no_progress
from seq2seq.decoding.beam import beam_each
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import pad
from seq2seq.text.special_ids import EOS

BATCH = 64


def encode_source(bundle: Bundle, text: str) -> list[int]:
    """Ids of a source sentence with its end, cut to what the model reads. An empty text is its end alone."""
    return [*bundle.source.ids(text)[: MAX_PIECES - 1], EOS]


@torch.inference_mode()
def translate_all(
    bundle: Bundle, texts: Sequence[str], batch_size: int = BATCH, progress: Progress = no_progress
) -> list[str]:
    """Greedy translations in the order of `texts`; the result does not depend on the batch size."""
    sources = [encode_source(bundle, text) for text in texts]
    found: dict[int, str] = {}
    for rows in alike([len(source) for source in sources], batch_size):
        ids, mask = (t.to(device_of(bundle)) for t in pad([sources[i] for i in rows]))
        decoded = decode_batch(bundle.model, bundle.model.encode(ids, mask), max_steps=MAX_PIECES)
        found |= {i: bundle.target.decode(row) for i, row in zip(rows, decoded.ids.tolist(), strict=True)}
        progress("translate", len(found), len(texts))
    return [found[i] for i in range(len(texts))]


@torch.inference_mode()
def beam_all(bundle: Bundle, texts: Sequence[str], size: int, progress: Progress = no_progress) -> list[str]:
    """The best translation that a beam of this size finds for each text, by the usual length penalty."""
    sources, found = [encode_source(bundle, text) for text in texts], dict[int, str]()
    for rows in alike([len(source) for source in sources], BATCH // 4):
        ids, mask = (t.to(device_of(bundle)) for t in pad([sources[i] for i in rows]))
        best = beam_each(bundle.model, bundle.model.encode(ids, mask).repeat(size), size, MAX_PIECES)
        found |= {i: bundle.target.decode(each.finished[0].ids) for i, each in zip(rows, best, strict=True)}
        progress("beam", len(found), len(texts))
    return [found[i] for i in range(len(texts))]


def device_of(bundle: Bundle) -> torch.device:
    return bundle.model.decoder.output_bias.device


def alike(lengths: Sequence[int] | Sequence[tuple[int, int]], size: int) -> list[list[int]]:
    """All row numbers in batches of like length."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[start : start + size] for start in range(0, len(order), size)]
