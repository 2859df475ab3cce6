"""Teacher forcing over many sentences: likelihood, perplexity, and attention."""

from __future__ import annotations

import math
import statistics
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from seq2seq.analysis.counterfactual import deletion_variation, weights_of
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import MAX_PIECES, Request
from seq2seq.data.corpus import group_references
from seq2seq.data.tsv import Pair, Progress, no_progress
from seq2seq.decoding.corpus import BATCH, batches_by_length, device_of, encode_pair, encode_source, translate_all
from seq2seq.decoding.search import decode_batch
from seq2seq.evaluation.metrics import MeasuredCorpus, SentenceFigures
from seq2seq.evaluation.significance import quality_counts
from seq2seq.evaluation.verdicts import Verdicts, count_verdicts
from seq2seq.model.batch import Batch, IdPair, SourceRow, collate, pad, split_copies
from seq2seq.text.special_ids import EOS, PAD
from seq2seq.trace.pieces import WORD_START

BATCH_PIECES = 64 * BATCH
"""Target pieces of a batch, with padding. The probabilities of all of them are in memory at once: 130 MB for a
vocabulary of 8,000."""


@dataclass(frozen=True)
class TeacherForcedSums:
    """Sums over all steps of each of n pairs under teacher forcing, arrays (n,). Weights are averaged over heads except
    in `head_entropy`.

    pieces: target pieces including the end mark; loss: −log p in nats; entropy: of the averaged rows, in bits;
    head_entropy: the mean over the heads of the entropy of each head's rows, never more than `entropy`;
    uncovered: Σ_i |1 − Σ_t w_ti| over the `sources` pieces of the source without its end mark, t over all steps;
    end, punctuation: weight on the end mark, and on punctuation."""

    pieces: np.ndarray
    loss: np.ndarray
    entropy: np.ndarray
    head_entropy: np.ndarray
    uncovered: np.ndarray
    sources: np.ndarray
    end: np.ndarray
    punctuation: np.ndarray


@torch.inference_mode()
def teacher_forced_sums(
    bundle: Bundle, pairs: Sequence[tuple[str, str]], batch_size: int = BATCH, progress: Progress = no_progress
) -> TeacherForcedSums:
    """Run teacher forcing over (source, target) texts. Results are in the order of the pairs."""
    ids = [encode_pair(bundle, source, target) for source, target in pairs]
    marks = torch.tensor([_is_punctuation(piece) for piece in bundle.source.pieces(range(len(bundle.source)))])
    sums, done = np.zeros((len(fields(TeacherForcedSums)), len(pairs))), 0
    for rows in _batches(ids, batch_size):
        batch = collate([ids[i] for i in rows]).to(device_of(bundle))
        sums[:, rows] = torch.stack(_batch_sums(bundle, batch, marks.to(device_of(bundle)))).cpu().numpy()
        done += len(rows)
        progress("compare", done, len(pairs))
    return TeacherForcedSums(*sums)


def _batches(ids: Sequence[IdPair], batch_size: int) -> Iterator[list[int]]:
    """The indices of all pairs in batches, smaller ones where targets are long."""
    for rows in batches_by_length([(len(source), len(target)) for source, target in ids], batch_size):
        size = max(1, BATCH_PIECES // (1 + max(len(ids[i][1]) for i in rows)))
        yield from (rows[start : start + size] for start in range(0, len(rows), size))


@dataclass(frozen=True)
class Likelihood:
    """How well given targets are predicted: cross-entropy in nats per piece, and the mean entropy in bits of the
    weights averaged over heads."""

    loss: float
    entropy: float


def likelihood(bundle: Bundle, pairs: Sequence[tuple[str, str]], batch_size: int = BATCH) -> Likelihood:
    """Means over all target pieces of the pairs."""
    sums = teacher_forced_sums(bundle, pairs, batch_size)
    pieces = sums.pieces.sum()
    return Likelihood(float(sums.loss.sum() / pieces), float(sums.entropy.sum() / pieces))


def forced_weights(bundle: Bundle, source: SourceRow, target: Sequence[int]) -> np.ndarray:
    """(T, N, S): the weights while `target` and then the end mark are forced; `source` includes its end mark."""
    with torch.inference_mode():
        output = bundle.model(collate([(source, list(target))]).to(device_of(bundle)))
    return output.weights[0].transpose(0, 1).cpu().numpy()


def posterior_weights(bundle: Bundle, source: SourceRow, target: Sequence[int]) -> np.ndarray:
    """(T, S): p(i | y_t) ∝ w_ti p(y_t | s_t, c = h_i), the weights as a prior, updated by the piece that was predicted.

    The weights are computed before the piece is known; the posterior says which source positions explain it.
    Shankar & Sarawagi 2019, Posterior Attention Models, eq. 3, here for a model trained without it.

    Raises InvalidRequest, a ValueError, for a model that copies, where a piece does not come from the context alone."""
    if bundle.config.copying:
        raise InvalidRequest("posterior alignment is not available for models that copy: use the reading weights")
    batch = collate([(source, list(target))]).to(device_of(bundle))
    with torch.inference_mode():
        memory = bundle.model.encode(batch.src, batch.src_mask)
        output = bundle.model.decoder(batch.trg_in, memory)
        prior = output.weights.mean(dim=1).log()
        posterior = prior + bundle.model.decoder.source_log_likelihoods(output.hidden, memory, batch.trg_out)
    return posterior[0].softmax(dim=-1).cpu().numpy()


def _batch_sums(bundle: Bundle, batch: Batch, marks: Tensor) -> list[Tensor]:
    """The fields of TeacherForcedSums for one batch, (B,) each. `marks` (V,) is True for punctuation."""
    memory = bundle.model.encode(batch.src, batch.src_mask)
    output = bundle.model.decoder(batch.trg_in, memory)
    pieces, _ = split_copies(batch.src)
    real, end = batch.trg_out != PAD, pieces == EOS
    logprobs = bundle.model.decoder.predictions(output, memory, real).log_softmax(dim=-1)  # (pieces, V)
    loss = torch.zeros_like(real, dtype=logprobs.dtype)
    loss[real] = -logprobs.gather(1, batch.trg_out[real][:, None])[:, 0]
    heads = output.weights * real[:, None, :, None]  # (B, N, T, S)
    weights = heads.mean(dim=1)  # (B, T, S)
    received = weights.sum(dim=1)  # (B, S)
    words = batch.src_mask & ~end
    return [
        real.sum(dim=1),
        loss.sum(dim=1),
        -torch.xlogy(weights, weights).sum(dim=(1, 2)) / math.log(2),
        -torch.xlogy(heads, heads).sum(dim=(2, 3)).mean(dim=1) / math.log(2),
        ((1 - received).abs() * words).sum(dim=1),
        words.sum(dim=1),
        (received * end).sum(dim=1),
        (received * marks[pieces]).sum(dim=1),
    ]


def _is_punctuation(piece: str) -> bool:
    """Whether a piece consists of punctuation and symbols only."""
    bare = piece.replace(WORD_START, "")
    return bool(bare) and all(unicodedata.category(char)[0] in "PS" for char in bare)


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
