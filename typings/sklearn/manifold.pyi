from typing import Literal

import numpy as np

class TSNE:
    def __init__(
        self,
        n_components: int = 2,
        *,
        perplexity: float = 30.0,
        init: Literal["pca", "random"] | np.ndarray = "pca",
        method: Literal["barnes_hut", "exact"] = "barnes_hut",
        random_state: int | None = None,
    ) -> None: ...
    def set_params(self, *, learning_rate: float, early_exaggeration: float) -> TSNE: ...
    def fit_transform(self, X: np.ndarray) -> np.ndarray: ...

class SpectralEmbedding:
    def __init__(self, n_components: int = 2, *, affinity: str, random_state: int | None = None) -> None: ...
    def fit_transform(self, X: np.ndarray) -> np.ndarray: ...
