"""Translation of many texts, greedily or by beam search, in batches of sentences of similar length."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.tsv import Progress, no_progress
from seq2seq.decoding.beam import beam_search_batch
from seq2seq.decoding.search import decode_steps
from seq2seq.model.batch import pad
from seq2seq.text.special_ids import EOS

BATCH = 64


def encode_source(bundle: Bundle, text: str) -> list[int]:
    """The ids of a source sentence, end included, cut to MAX_PIECES. An empty text has the end alone."""
    return [*bundle.source.ids(text)[: MAX_PIECES - 1], EOS]


@torch.inference_mode()
def translate_all(
    bundle: Bundle, texts: Sequence[str], batch_size: int = BATCH, progress: Progress = no_progress
) -> list[str]:
    """Greedy translations in the order of `texts`. The result does not depend on the batch size."""
    sources = [encode_source(bundle, text) for text in texts]
    translations: dict[int, str] = {}
    for rows in batches_by_length([len(source) for source in sources], batch_size):
        src, mask = (tensor.to(device_of(bundle)) for tensor in pad([sources[row] for row in rows]))
        steps = decode_steps(bundle.model, bundle.model.encode(src, mask), max_steps=MAX_PIECES)
        ids = torch.stack([ids for ids, _ in steps], dim=1)
        translations |= zip(rows, map(bundle.target.decode, ids.tolist()), strict=True)
        progress("translate", len(translations), len(texts))
    return [translations[row] for row in range(len(texts))]


@torch.inference_mode()
def translate_all_by_beam(
    bundle: Bundle, texts: Sequence[str], size: int, progress: Progress = no_progress
) -> list[str]:
    """The best translation of each text by a beam search of this size, with the default penalties."""
    sources, translations = [encode_source(bundle, text) for text in texts], dict[int, str]()
    for rows in batches_by_length([len(source) for source in sources], BATCH // 4):
        src, mask = (tensor.to(device_of(bundle)) for tensor in pad([sources[row] for row in rows]))
        results = beam_search_batch(bundle.model, bundle.model.encode(src, mask).repeat(size), size, MAX_PIECES)
        best = (bundle.target.decode(result.finished[0].ids) for result in results)
        translations |= zip(rows, best, strict=True)
        progress("beam", len(translations), len(texts))
    return [translations[row] for row in range(len(texts))]


def device_of(bundle: Bundle) -> torch.device:
    """The device of the model's parameters."""
    return bundle.model.decoder.output_bias.device


def batches_by_length(lengths: Sequence[int] | Sequence[tuple[int, int]], size: int) -> list[list[int]]:
    """The indices of all rows in batches of at most `size`, shortest rows first."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[start : start + size] for start in range(0, len(order), size)]
