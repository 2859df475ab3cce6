"""How gradients fall with distance: means and the factor of a step. numpy; no torch."""

from __future__ import annotations

import numpy as np

from seq2seq.config.arrays import Array


def mean_by_distance(norms: Array, distances: Array) -> dict[int, float]:
    """Distance → the geometric mean of the norms that far apart, without those that are 0."""
    groups = {int(distance): norms[(distances == distance) & (norms > 0)] for distance in np.unique(distances)}
    return {distance: float(np.exp(np.log(group).mean())) for distance, group in groups.items() if len(group)}


def factor_per_step(norms: Array, distances: Array) -> float:
    """By what the norm is multiplied with each further step: least squares on the logarithm of all pairs, without those
    that are 0; 1 if all are equally far apart."""
    steps, logs = distances[norms > 0].astype(float), np.log(norms[norms > 0])
    spread = steps - steps.mean() if len(steps) else steps
    return float(np.exp(spread @ logs / (spread @ spread))) if spread @ spread else 1.0
