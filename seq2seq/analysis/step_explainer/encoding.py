"""The encoder: typed text → pieces → ids → embeddings → states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.step_explainer.encoder_layers import LAYERS
from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True, eq=False)
class EncodedSource:
    """The computation of the memory from S pieces. embeddings (S, embedding); directions: the states of the last
    layer, (S, hidden) forward and backward if there are two directions, else (S, E); shortcut (S, E), from each
    embedding past the layers; states (S, E) = concatenated directions + shortcut; final (E,): the last state of each
    direction, or the mean of the states where there is no direction."""

    ids: tuple[int, ...]
    embeddings: Array
    directions: tuple[Array, ...]
    shortcut: Array
    states: Array
    final: Array


def encode_source_sentence(parts: Parts) -> EncodedSource:
    """Encode the sentence of `parts`."""
    parameters = parts.under("encoder.")
    embeddings = parameters["embedding.weight"][list(parts.source_ids)].astype(float)
    directions = LAYERS[parts.config.encoder_name](parts, embeddings)
    shortcut = embeddings @ parameters["shortcut.weight"].T if "shortcut.weight" in parameters else embeddings
    states = np.concatenate(directions, axis=1) + shortcut
    return EncodedSource(parts.source_ids, embeddings, directions, shortcut, states, final_state(parts.config, states))


def final_state(config: ModelConfig, states: Array) -> Array:
    """(E,) of states (S, E), as `Encoder.final` defines it."""
    if config.encoder_cell is None:
        return states.mean(axis=0)
    forward = config.encoder_hidden
    return np.concatenate([states[-1, :forward], states[0, forward:]])
