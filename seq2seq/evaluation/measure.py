"""A model measured on sentence pairs: its translations, and the figures of every sentence."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import numpy as np
import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.corpus import group_references
from seq2seq.data.tsv import Pair, Progress, no_progress
from seq2seq.decoding.corpus import BATCH, device_of, encode_source, translate_all
from seq2seq.decoding.search import decode_batch
from seq2seq.evaluation.evaluate import TeacherForcedSums, teacher_forced_sums
from seq2seq.evaluation.sentence_figures import Measured, Sentences
from seq2seq.evaluation.significance import quality_counts
from seq2seq.model.batch import pad

_ROUNDS = 3


def measure(
    bundle: Bundle, pairs: Sequence[Pair], batch_size: int = BATCH, progress: Progress = no_progress
) -> Measured:
    """Translate each source, and teach the model all its references. Whoever watches may stop it by raising."""
    rows = group_references(pairs)
    sources, references = [source for source, _ in rows], [targets for _, targets in rows]
    found = translate_all(bundle, sources, batch_size, progress)
    number = {source: i for i, source in enumerate(sources)}
    members = np.array([number[source] for source, _ in pairs])
    taught = _gathered(teacher_forced_sums(bundle, pairs, batch_size, progress), members, len(rows))
    figures = Sentences(
        length=np.array([len(bundle.source.ids(source)) for source in sources]),
        pieces=taught.pieces.astype(int),
        loss=taught.loss / taught.pieces,
        entropy=taught.entropy / taught.pieces,
        head_entropy=taught.head_entropy / taught.pieces,
        coverage_deviation=taught.uncovered / np.maximum(taught.sources, 1),
        end=taught.end / taught.pieces,
        punctuation=taught.punctuation / taught.pieces,
        bleu=quality_counts("bleu", found, references),
        chrf=quality_counts("chrf", found, references),
    )
    return Measured(tuple(sources), tuple(map(tuple, references)), tuple(found), figures)


def milliseconds(bundle: Bundle, texts: Sequence[str]) -> float:
    """To translate one sentence greedily, by itself, on one thread: the median of the texts' best of a few rounds."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        rounds = [[_seconds(bundle, text) for text in texts] for _ in range(_ROUNDS)]
    finally:
        torch.set_num_threads(threads)
    return 1000 * statistics.median(map(min, zip(*rounds, strict=True)))


@torch.inference_mode()
def _seconds(bundle: Bundle, text: str) -> float:
    started = time.perf_counter()
    ids, mask = (t.to(device_of(bundle)) for t in pad([encode_source(bundle, text)]))
    decode_batch(bundle.model, bundle.model.encode(ids, mask), max_steps=MAX_PIECES)
    return time.perf_counter() - started


def _gathered(taught: TeacherForcedSums, members: np.ndarray, rows: int) -> TeacherForcedSums:
    """The sums of the pairs that share a source."""
    return TeacherForcedSums(*(np.bincount(members, weights=sums, minlength=rows) for sums in vars(taught).values()))
