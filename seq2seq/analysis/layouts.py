"""Pictures of a handful of points that bend space to keep neighbours together: t-SNE and Laplacian eigenmaps.

Both are for the states of a sentence or two, some hundred points at most, and scikit-learn works them out, on one
thread. Neither is linear: distances, directions and convex mixes mean nothing in them. The same points always give the
same picture. Fewer than `LEAST` points are shown along their principal axes.
"""

from __future__ import annotations

import numpy as np

from seq2seq.analysis.projections import AXES, fit_basis
from seq2seq.config.arrays import Array

_NEIGHBOURS = 8
"""About how many neighbours a point tries to keep; fewer where there are few points."""
RATE, EXAGGERATION = 5.0, 4.0
"""scikit-learn's own are for thousands of points: so few it would throw apart."""
LEAST = AXES + 2
_FAINT = 1e-3
"""What joins two points that are no neighbours: without it, groups far apart would have no place to each other."""
_SMALL = 1e-12


def tsne(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). van der Maaten & Hinton 2008, starting from the principal axes instead of at random."""
    start = fit_basis([vectors], count).project(vectors)
    if len(vectors) < LEAST:
        return start

    from sklearn.manifold import TSNE  # here, since it takes a second to import, and most visitors never ask for it
    from threadpoolctl import threadpool_limits

    near = start / max(start[:, 0].std(), _SMALL) * 1e-4
    crowd = min(_NEIGHBOURS, (len(vectors) - 1) / 3)
    method = TSNE(count, perplexity=crowd, init=near.astype(np.float32), method="exact", random_state=0)
    method.set_params(learning_rate=RATE, early_exaggeration=EXAGGERATION)
    with threadpool_limits(1):
        return method.fit_transform(vectors).astype(np.float64)


def spectral(vectors: Array, count: int = AXES) -> Array:
    """(M, D) → (M, count). Laplacian eigenmaps, Belkin & Niyogi 2003, of the graph that joins each point to its
    nearest: what UMAP starts from, without its descent."""
    if len(vectors) < LEAST:
        return fit_basis([vectors], count).project(vectors)

    from sklearn.manifold import SpectralEmbedding
    from sklearn.neighbors import kneighbors_graph
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        graph = kneighbors_graph(vectors, min(_NEIGHBOURS, len(vectors) - 1), include_self=True).toarray()
        method = SpectralEmbedding(count, affinity="precomputed", random_state=0)
        return method.fit_transform((graph + graph.T) / 2 + _FAINT)


LAYOUTS = {"tsne": tsne, "spectral": spectral}
