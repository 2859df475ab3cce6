"""Pictures of a handful of points that bend space to keep neighbours together: t-SNE and Laplacian eigenmaps.

Both are for the states of a sentence or two, a hundred points at most, and are exact at that size. Neither is linear:
distances, directions and convex mixes mean nothing in them. The same points always give the same picture.
"""

from __future__ import annotations

import numpy as np

from seq2seq.projections import AXES, fit

Array = np.ndarray
PERPLEXITY = 8.0
"""About how many neighbours a point tries to keep; fewer where there are few points."""
ROUNDS, EARLY = 500, 120
"""Steps of descent, and how many of them exaggerate the attraction."""
SMALL = 1e-12


def tsne(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). van der Maaten & Hinton 2008, starting from the principal axes instead of at random."""
    start = fit([vectors], count).project(vectors)
    if len(vectors) < 3:
        return start
    wanted = _affinities(_squares(vectors))
    points = start / max(start[:, 0].std(), SMALL) * 1e-2
    speed, gains = np.zeros_like(points), np.ones_like(points)
    for turn in range(ROUNDS):
        slope = _slope(points, wanted * (4 if turn < EARLY else 1))
        gains = np.maximum(np.where(np.sign(slope) == np.sign(speed), gains * 0.8, gains + 0.2), 0.01)
        speed = (0.5 if turn < EARLY else 0.8) * speed - _rate(len(points)) * gains * slope
        points = points + speed
        points = points - points.mean(axis=0)
    return points


def spectral(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). Laplacian eigenmaps, Belkin & Niyogi 2003: what UMAP starts from, without its descent."""
    if len(vectors) < count + 2:
        return fit([vectors], count).project(vectors)
    affinity = _affinities(_squares(vectors)) + SMALL
    degrees = affinity.sum(axis=1)
    walk = affinity / np.sqrt(np.outer(degrees, degrees))
    _, found = np.linalg.eigh(walk)
    points = found[:, -2 : -count - 2 : -1] / np.sqrt(degrees)[:, None]  # without the constant one
    return points * np.where(points[np.abs(points).argmax(axis=0), range(count)] < 0, -1, 1)


def _squares(points: Array) -> Array:
    """(M, M) squared distances."""
    lengths = (points**2).sum(axis=1)
    return np.maximum(lengths[:, None] - 2 * points @ points.T + lengths, 0)


def _affinities(squares: Array) -> Array:
    """(M, M), symmetric, sums to 1: the width of each point's bell is found by bisection on its perplexity."""
    count = len(squares)
    wanted = np.log(min(PERPLEXITY, (count - 1) / 2))
    scaled = squares / max(squares.mean(), SMALL)
    low, high = np.full(count, 1e-4), np.full(count, 1e6)
    for _ in range(60):
        precision = np.sqrt(low * high)
        wide = _entropy(_bells(scaled, precision)) > wanted
        low, high = np.where(wide, precision, low), np.where(wide, high, precision)
    bells = _bells(scaled, np.sqrt(low * high))
    return (bells + bells.T) / (2 * count)


def _entropy(bells: Array) -> Array:
    return -(bells * np.log(np.maximum(bells, SMALL))).sum(axis=1)


def _bells(squares: Array, precision: Array) -> Array:
    """Rows of p(j | i), 0 on the diagonal."""
    exponents = -squares * precision[:, None]
    np.fill_diagonal(exponents, -np.inf)
    bells = np.exp(exponents - exponents.max(axis=1, keepdims=True))
    return bells / bells.sum(axis=1, keepdims=True)


def _slope(points: Array, wanted: Array) -> Array:
    """The gradient of the divergence between the wanted affinities and those of the points; eq. 5."""
    near = 1 / (1 + _squares(points))
    np.fill_diagonal(near, 0)
    pull = (wanted - near / near.sum()) * near
    return 4 * (pull.sum(axis=1)[:, None] * points - pull @ points)


def _rate(count: int) -> float:
    return max(count / 4, 10.0)


LAYOUTS = {"tsne": tsne, "spectral": spectral}
