"""The learning rate over a training."""

from __future__ import annotations

import math

from seq2seq.config.schema import TrainConfig


def learning_rate(recipe: TrainConfig, update: int, updates: int) -> float:
    """Linear warm-up, then half a cosine down to 0 at the last update. Loshchilov & Hutter 2017, eq. 5."""
    if update < recipe.warmup:
        return recipe.learning_rate * (update + 1) / recipe.warmup
    done = (update - recipe.warmup) / max(1, updates - recipe.warmup)
    return recipe.learning_rate * (1 + math.cos(math.pi * done)) / 2
