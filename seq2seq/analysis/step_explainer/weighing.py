"""Scores → mask → softmax or sparsemax → weights, with all intermediate values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.edits import Edits, Normalizer, scoring_rule
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True, eq=False)
class Weighing:
    """The computation of weights from scores (T, N, S). `mask` (S,) is False for a piece hidden by an edit.

    shifted (T, N, S) = scores / temperature - their maximum, minus infinity where masked or excluded. softmax:
    exps (T, N, S), their sums (T, N), weights = exps / sums. sparsemax: thresholds (T, N), weights = the part of
    `shifted` above it. The fields of the other normaliser are None."""

    normalizer: Normalizer
    temperature: float
    mask: Array
    shifted: Array
    exps: Array | None
    sums: Array | None
    thresholds: Array | None
    weights: Array


def weigh(scores: Array, config: ModelConfig, edits: Edits, mask: Array) -> Weighing:
    """Compute weights from scores (T, N, S) and mask (S,), under the edits of temperature and normaliser."""
    rule = scoring_rule(edits)
    normalizer = rule.normalizer or config.normalizer
    masked = np.where(mask, scores / rule.temperature, -np.inf)
    top = masked.max(axis=-1, keepdims=True)
    shifted = masked - np.where(np.isneginf(top), 0, top)
    if normalizer == "sparsemax":
        thresholds = sparse_threshold(shifted)
        weights = np.maximum(shifted - thresholds[..., None], 0)
        return Weighing(normalizer, rule.temperature, mask, shifted, None, None, thresholds, weights)
    exps = np.exp(shifted)
    sums = exps.sum(axis=-1)
    weights = exps / np.where(sums > 0, sums, 1)[..., None]
    return Weighing(normalizer, rule.temperature, mask, shifted, exps, sums, None, weights)


def sparse_threshold(shifted: Array) -> Array:
    """(T, N, S) → τ (T, N), such that what exceeds τ sums to 1. Martins & Astudillo 2016, algorithm 1."""
    ranked = -np.sort(-shifted, axis=-1)
    rank = np.arange(1, shifted.shape[-1] + 1)
    finite = np.where(np.isneginf(ranked), 0, ranked)
    support = ~np.isneginf(ranked) & (1 + rank * finite > finite.cumsum(axis=-1))  # a prefix of the ranks
    size = support.sum(axis=-1)
    return (np.where(support, ranked, 0).sum(axis=-1) - 1) / np.maximum(size, 1)
