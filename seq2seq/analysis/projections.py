"""High-dimensional states as points in two or three dimensions: PCA, Procrustes alignment, nearest neighbours.

Exact linear algebra in float64. Projections are affine, so a context, the weighted mean of encoder states, is projected
to the weighted mean of their points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array

AXES = 3
"""How many axes of a map are kept: as many as can be drawn."""
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
class RigidTransform:
    """A map from the rows (…, D) of one space to those of another: (x - source) @ rotation + target."""

    source: Array
    rotation: Array
    target: Array

    def apply(self, vectors: Array) -> Array:
        return (vectors - self.source) @ self.rotation + self.target


def fit_basis(kinds: Sequence[Array], count: int = AXES) -> Basis:
    """Principal axes of all rows of `kinds` (M, D) together, each kind with the same weight, however many rows it has.

    Pearson 1901; here the eigenvectors of the covariance. A sign is arbitrary, so it is fixed: the component of an
    axis with the largest absolute value is positive. In fewer than `count` dimensions the missing axes are zero."""
    mean, covariance = _moments(kinds)
    values, vectors = np.linalg.eigh(covariance)  # ascending
    axes = np.zeros((count, len(mean)))
    principal = vectors[:, ::-1].T[:count]
    # (K, 1): -1 for the axes whose largest component is negative, else 1
    largest = np.take_along_axis(principal, np.abs(principal).argmax(axis=1)[:, None], axis=1)
    axes[: len(principal)] = principal * np.where(largest < 0, -1.0, 1.0)
    return Basis(mean, axes, _variances_along(axes, covariance), values.sum())


def procrustes(rows: Array, onto: Array) -> RigidTransform:
    """The rotation or reflection that brings `rows` (M, D) closest to `onto` (M, D). Schönemann 1966."""
    source, target = rows.mean(axis=0), onto.mean(axis=0)
    centred_rows, centred_onto = rows - source, onto - target
    left, _, right = np.linalg.svd(centred_rows.T @ centred_onto)
    return RigidTransform(source, left @ right, target)


def residual(rows: Array, onto: Array) -> float:
    """Distance of rows (M, D) from their counterparts (M, D), both centred, relative to unrelated rows.

    √(Σ|x − y|² / Σ(|x|² + |y|²)): 0 for equal rows, 1 for independent rows on average, since then
    E|x − y|² = E|x|² + E|y|². Above 1 only where they point away from each other."""
    lengths = (rows**2).sum() + (onto**2).sum()
    return float(np.sqrt(((rows - onto) ** 2).sum() / lengths)) if lengths else 0.0


def column_correlations(points: Array, others: Array) -> Array:
    """(M, K), (M, K) → (K,): Pearson's correlation of corresponding columns; 0 where one of them is constant."""
    left, right = (rows - rows.mean(axis=0) for rows in (points, others))
    lengths = np.linalg.norm(left, axis=0) * np.linalg.norm(right, axis=0)
    return np.where(lengths > _TINY, (left * right).sum(axis=0) / np.maximum(lengths, _TINY), 0.0)


def transform_basis(basis: Basis, transform: RigidTransform, kinds: Sequence[Array]) -> Basis:
    """The basis of the source space that projects x as `basis`, of the target space, projects `transform.apply(x)`.

    Its variances are measured on `kinds` (M, D) of the source space."""
    mean = transform.source + (basis.mean - transform.target) @ transform.rotation.T
    axes = basis.axes @ transform.rotation.T
    _, covariance = _moments(kinds)
    return Basis(mean, axes, _variances_along(axes, covariance), np.trace(covariance))


BLOCK = 4096
"""The rows of a pool that are compared at once: one in half precision is widened for it."""


def nearest(queries: Array, pool: Array, count: int, allowed: Array | None = None) -> tuple[Array, Array]:
    """For each query (Q, D) the indices (Q, k) of the nearest rows of the pool (M, D), nearest first, and their
    Euclidean distances (Q, k). Only rows in the mask `allowed` (M,) are searched; k is `count`,
    or the number of those rows if that is less."""
    blocks = (pool[start : start + BLOCK].astype(queries.dtype) for start in range(0, len(pool), BLOCK))
    products = [np.einsum("md,md->m", block, block) - 2 * queries @ block.T for block in blocks]
    squares = (queries**2).sum(1)[:, None] + np.concatenate(products, axis=1)
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


def _variances_along(axes: Array, covariance: Array) -> Array:
    return np.einsum("kd,de,ke->k", axes, covariance, axes)


_NEIGHBOURS = 8
"""About how many neighbours of a point stay near it; fewer where there are few points."""
LEARNING_RATE, EXAGGERATION = 5.0, 4.0
"""The defaults of scikit-learn are for thousands of points and scatter a few of them."""
MIN_POINTS = AXES + 2
_WEAK_EDGE = 1e-3
"""Edge weight between points that are not neighbours: keeps the graph connected, so that groups far apart are placed
relative to each other."""
_SMALL = 1e-12


def tsne(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). van der Maaten & Hinton 2008, initialised with the principal axes instead of at random."""
    start = fit_basis([vectors], count).project(vectors)
    if len(vectors) < MIN_POINTS:
        return start

    from sklearn.manifold import TSNE  # takes a second to import, and few visitors need it
    from threadpoolctl import threadpool_limits

    initial = start / max(start[:, 0].std(), _SMALL) * 1e-4
    perplexity = min(_NEIGHBOURS, (len(vectors) - 1) / 3)
    method = TSNE(count, perplexity=perplexity, init=initial.astype(np.float32), method="exact", random_state=0)
    method.set_params(learning_rate=LEARNING_RATE, early_exaggeration=EXAGGERATION)
    with threadpool_limits(1):
        return method.fit_transform(vectors).astype(np.float64)


def spectral(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). Laplacian eigenmaps, Belkin & Niyogi 2003, of the nearest-neighbour graph: the
    initialisation of UMAP, without its gradient descent."""
    if len(vectors) < MIN_POINTS:
        return fit_basis([vectors], count).project(vectors)

    from sklearn.manifold import SpectralEmbedding
    from sklearn.neighbors import kneighbors_graph
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        graph = kneighbors_graph(vectors, min(_NEIGHBOURS, len(vectors) - 1), include_self=True).toarray()
        method = SpectralEmbedding(count, affinity="precomputed", random_state=0)
        return method.fit_transform((graph + graph.T) / 2 + _WEAK_EDGE)


LAYOUTS = {"tsne": tsne, "spectral": spectral}
