"""Translation of many texts, greedily or by beam search, in batches of sentences of similar length."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.tsv import Progress, no_progress
from seq2seq.decoding.beam import BeamSettings, beam_search_batch
from seq2seq.decoding.search import decode_steps
from seq2seq.model.batch import IdPair, SourceRow, pad
from seq2seq.text.special_ids import EOS
from seq2seq.text.tokenizer import ExtendedVocabulary
from seq2seq.trace.trace import EOS_PIECE

BATCH = 64


def encode_source(bundle: Bundle, text: str) -> SourceRow:
    """The ids of a source sentence, end included, cut to MAX_PIECES. An empty text has the end alone."""
    encoded = bundle.source.encode(text).first(MAX_PIECES - 1)
    pieces = (*encoded.pieces, EOS_PIECE)
    return source_row((*encoded.ids, EOS), pieces, bundle.says(pieces))


def source_pieces(bundle: Bundle, text: str) -> tuple[str, ...]:
    """The pieces of a source sentence as they were typed, end included, cut to MAX_PIECES."""
    return *bundle.source.encode(text).pieces[: MAX_PIECES - 1], EOS_PIECE


def source_ids(bundle: Bundle, text: str) -> list[int]:
    """The ids of these pieces among those of the source alone."""
    return [*bundle.source.ids(text)[: MAX_PIECES - 1], EOS]


def source_row(ids: Sequence[int], pieces: Sequence[str], says: ExtendedVocabulary) -> SourceRow:
    """What the encoder reads of these pieces: their ids; for a model that copies, also what it says for each."""
    return list(zip(ids, says.copies(pieces), strict=True)) if says.source else list(ids)


def encode_pair(bundle: Bundle, source: str, target: str) -> IdPair:
    """The ids of a pair of sentences; a model that copies has target pieces from the source."""
    return encode_source(bundle, source), bundle.says(source_pieces(bundle, source)).ids(target)


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
        ids = torch.stack([ids for ids, _ in steps], dim=1).tolist()
        translations |= {row: decode_ids(bundle, texts[row], said) for row, said in zip(rows, ids, strict=True)}
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
        memory = bundle.model.encode(src, mask).repeat(size)
        results = beam_search_batch(bundle.model, memory, BeamSettings(size, max_steps=MAX_PIECES))
        best = zip(rows, (result.finished[0].ids for result in results), strict=True)
        translations |= {row: decode_ids(bundle, texts[row], ids) for row, ids in best}
        progress("beam", len(translations), len(texts))
    return [translations[row] for row in range(len(texts))]


def decode_ids(bundle: Bundle, text: str, ids: Sequence[int]) -> str:
    """The text of what the decoder said of a source text."""
    return bundle.says(source_pieces(bundle, text)).decode(ids)


def device_of(bundle: Bundle) -> torch.device:
    """The device of the model's parameters."""
    return bundle.model.decoder.output_bias.device


def batches_by_length(lengths: Sequence[int] | Sequence[tuple[int, int]], size: int) -> list[list[int]]:
    """The indices of all rows in batches of at most `size`, shortest rows first."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[start : start + size] for start in range(0, len(order), size)]
