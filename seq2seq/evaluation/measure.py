"""Measurement of a model on sentence pairs: its translations, and the figures of every sentence."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import numpy as np
import torch

from seq2seq.analysis.counterfactual import deletion_variation, weights_of
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES, Request
from seq2seq.data.corpus import group_references
from seq2seq.data.tsv import Pair, Progress, no_progress
from seq2seq.decoding.corpus import BATCH, device_of, encode_source, translate_all
from seq2seq.decoding.search import decode_batch
from seq2seq.evaluation.evaluate import TeacherForcedSums, teacher_forced_sums
from seq2seq.evaluation.sentence_figures import MeasuredCorpus, SentenceFigures
from seq2seq.evaluation.significance import quality_counts
from seq2seq.evaluation.verdicts import Verdicts, count_verdicts
from seq2seq.model.batch import pad

_ROUNDS = 3


def measure(
    bundle: Bundle, pairs: Sequence[Pair], batch_size: int = BATCH, progress: Progress = no_progress
) -> MeasuredCorpus:
    """Translate each source greedily, and run teacher forcing on all its references. `progress` may raise to stop."""
    rows = group_references(pairs)
    sources, references = [source for source, _ in rows], [targets for _, targets in rows]
    translations = translate_all(bundle, sources, batch_size, progress)
    number = {source: i for i, source in enumerate(sources)}
    members = np.array([number[source] for source, _ in pairs])
    sums = _sum_by_source(teacher_forced_sums(bundle, pairs, batch_size, progress), members, len(rows))
    figures = SentenceFigures(
        length=np.array([len(bundle.source.ids(source)) for source in sources]),
        pieces=sums.pieces.astype(int),
        loss=sums.loss / sums.pieces,
        entropy=sums.entropy / sums.pieces,
        head_entropy=sums.head_entropy / sums.pieces,
        coverage_deviation=sums.uncovered / np.maximum(sums.sources, 1),
        end=sums.end / sums.pieces,
        punctuation=sums.punctuation / sums.pieces,
        bleu=quality_counts("bleu", translations, references, bundle.target.spaced),
        chrf=quality_counts("chrf", translations, references, bundle.target.spaced),
    )
    return MeasuredCorpus(tuple(sources), tuple(map(tuple, references)), tuple(translations), figures)


def measure_verdicts(bundle: Bundle, sources: Iterable[str], examples: tuple[str, ...], limit: int = 200) -> Verdicts:
    """The verdicts of What if on the first sources that are no examples, held against the weights of the examples."""
    texts = tuple(islice((text for text in dict.fromkeys(sources) if text not in examples), limit))
    importance = (deletion_variation(bundle, Request(bundle.name, text)) for text in texts)
    return count_verdicts(bundle.name, weights_of(bundle, texts), importance, weights_of(bundle, examples))


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch compute on one thread, and afterwards on as many as before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def median_milliseconds(bundle: Bundle, texts: Sequence[str]) -> float:
    """Milliseconds to translate one sentence greedily on one thread: the best of a few rounds for each text, then the
    median over the texts."""
    with one_thread():
        rounds = [[_decoding_seconds(bundle, text) for text in texts] for _ in range(_ROUNDS)]
    return 1000 * statistics.median(map(min, zip(*rounds, strict=True)))


@torch.inference_mode()
def _decoding_seconds(bundle: Bundle, text: str) -> float:
    started = time.perf_counter()
    ids, mask = (t.to(device_of(bundle)) for t in pad([encode_source(bundle, text)]))
    decode_batch(bundle.model, bundle.model.encode(ids, mask), max_steps=MAX_PIECES)
    return time.perf_counter() - started


def _sum_by_source(sums: TeacherForcedSums, members: np.ndarray, rows: int) -> TeacherForcedSums:
    """The sums over the pairs of each source; `members` (n,) is the number of the source of each pair."""
    return TeacherForcedSums(*(np.bincount(members, weights=sums, minlength=rows) for sums in vars(sums).values()))
