"""High-dimensional states as points one can see: PCA fitted once, maps turned onto each other, neighbours.

Exact linear algebra on float64; everything linear keeps what matters here: a context, the weighted mean of encoder
states, is projected to the weighted mean of their points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array

AXES = 3
"""How many axes of a map are kept: as many as can be seen."""
_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Basis:
    """mean (D,), axes (K, D) with orthonormal rows, variances (K,) along them, and the total () over all directions."""

    mean: Array
    axes: Array
    variances: Array
    total: Array

    @property
    def shares(self) -> Array:
        """(K,): how much of all variance each axis explains, 0 to 1."""
        return self.variances / self.total if self.total > 0 else self.variances * 0

    def project(self, vectors: Array) -> Array:
        """(…, D) → (…, K). Affine: weighted means stay weighted means."""
        return (vectors - self.mean) @ self.axes.T


@dataclass(frozen=True, eq=False)
class Turn:
    """What brings the rows of one space (…, D) onto those of another: (x - source) @ rotation + target."""

    source: Array
    rotation: Array
    target: Array

    def apply(self, vectors: Array) -> Array:
        return (vectors - self.source) @ self.rotation + self.target


def fit_basis(kinds: Sequence[Array], count: int = AXES) -> Basis:
    """Principal axes of all rows of `kinds` (M, D) together, each kind counting alike however many rows it has.

    Pearson 1901; here the eigenvectors of the covariance. A sign is arbitrary, so it is fixed: the component of an
    axis with the largest absolute value is positive. In fewer than `count` dimensions the missing axes are zero."""
    mean, covariance = _moments(kinds)
    values, vectors = np.linalg.eigh(covariance)  # ascending
    axes = np.zeros((count, len(mean)))
    found = vectors[:, ::-1].T[:count]
    axes[: len(found)] = found * _signs(found)
    return Basis(mean, axes, _along(axes, covariance), values.sum())


def procrustes(rows: Array, onto: Array) -> Turn:
    """The rotation (or reflection) that brings `rows` (M, D) closest to `onto` (M, D). Schönemann 1966."""
    source, target = rows.mean(axis=0), onto.mean(axis=0)
    centred, wanted = rows - source, onto - target
    left, _, right = np.linalg.svd(centred.T @ wanted)
    return Turn(source, left @ right, target)


def residual(rows: Array, onto: Array) -> float:
    """How far rows (M, D) lie from those they belong to (M, D), both centred, relative to rows that are unrelated.

    √(Σ|x − y|² / Σ(|x|² + |y|²)): 0 where they are the same; 1 is what independent rows have on average, as then
    E|x − y|² = E|x|² + E|y|². It may be more than that only where they point away from each other."""
    lengths = (rows**2).sum() + (onto**2).sum()
    return float(np.sqrt(((rows - onto) ** 2).sum() / lengths)) if lengths else 0.0


def correlations(points: Array, others: Array) -> Array:
    """(M, K), (M, K) → (K,): Pearson's correlation of each column with its like; 0 where one of them is constant."""
    one, other = (rows - rows.mean(axis=0) for rows in (points, others))
    lengths = np.linalg.norm(one, axis=0) * np.linalg.norm(other, axis=0)
    return np.where(lengths > _TINY, (one * other).sum(axis=0) / np.maximum(lengths, _TINY), 0.0)


def turned(basis: Basis, turn: Turn, kinds: Sequence[Array]) -> Basis:
    """The basis of the target space as one of the source space: it projects x to where `turn.apply(x)` lies.

    Its variances are measured anew, on `kinds` (M, D) of the source space."""
    mean = turn.source + (basis.mean - turn.target) @ turn.rotation.T
    axes = basis.axes @ turn.rotation.T
    _, covariance = _moments(kinds)
    return Basis(mean, axes, _along(axes, covariance), np.trace(covariance))


def nearest(queries: Array, pool: Array, count: int, allowed: Array | None = None) -> tuple[Array, Array]:
    """For each query (Q, D) the numbers (Q, k) of the nearest rows of the pool (M, D), nearest first, and their
    Euclidean distances (Q, k). `allowed` (M,) leaves rows out; k is `count`, or how many are allowed."""
    squares = (queries**2).sum(1)[:, None] - 2 * queries @ pool.T + np.einsum("md,md->m", pool, pool)
    if allowed is not None:
        squares[:, ~allowed] = np.inf
    count = min(count, len(pool) if allowed is None else int(allowed.sum()))
    close = np.argpartition(squares, max(count - 1, 0), axis=1)[:, :count]
    order = np.take_along_axis(close, np.argsort(np.take_along_axis(squares, close, axis=1), axis=1), axis=1)
    return order, np.sqrt(np.maximum(np.take_along_axis(squares, order, axis=1), 0))


def _moments(kinds: Sequence[Array]) -> tuple[Array, Array]:
    """Mean (D,) and covariance (D, D) of the rows, each kind with the same weight."""
    mean = np.mean([kind.mean(axis=0, dtype=np.float64) for kind in kinds], axis=0)
    centred = [kind - mean for kind in kinds]
    return mean, np.mean([rows.T @ rows / len(rows) for rows in centred], axis=0)


def _signs(axes: Array) -> Array:
    """(K, 1): -1 for the axes whose largest component is negative."""
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.where(largest < 0, -1.0, 1.0)


def _along(axes: Array, covariance: Array) -> Array:
    return np.einsum("kd,de,ke->k", axes, covariance, axes)
