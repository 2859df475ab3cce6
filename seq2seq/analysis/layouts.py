"""Nonlinear layouts of a few points that keep neighbours together: t-SNE and Laplacian eigenmaps.

Meant for the states of one or two sentences, about a hundred points at most; scikit-learn computes them on one thread.
Distances, directions and weighted means have no meaning in a nonlinear layout. The same points always give the same
layout. Fewer than `MIN_POINTS` points are projected on their principal axes.
"""

from __future__ import annotations

import numpy as np

from seq2seq.analysis.projections import AXES, fit_basis
from seq2seq.config.arrays import Array

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
