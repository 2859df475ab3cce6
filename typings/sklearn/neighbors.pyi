import numpy as np

class NeighbourGraph:
    """A sparse matrix of scipy."""

    def toarray(self) -> np.ndarray: ...

def kneighbors_graph(X: np.ndarray, n_neighbors: int, *, include_self: bool) -> NeighbourGraph: ...
