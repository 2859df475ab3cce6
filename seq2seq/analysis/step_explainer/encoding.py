"""The encoder: typed text → pieces → ids → embeddings → states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.recurrence import unroll_encoder
from seq2seq.analysis.step_explainer.parts import Parts, layer_weights
from seq2seq.config.arrays import Array


@dataclass(frozen=True, eq=False)
class EncodedSource:
    """The computation of the memory from S pieces. embeddings (S, embedding); directions: the states of the last
    recurrent layer, (S, hidden) forward and, if there are two directions, backward; shortcut (S, E), from each
    embedding past the cells; states (S, E) = concatenated directions + shortcut; final (E,): the last state of each
    direction."""

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
    directions = _recurrent(parts, embeddings)
    shortcut = embeddings @ parameters["shortcut.weight"].T if "shortcut.weight" in parameters else embeddings
    states = np.concatenate(directions, axis=1) + shortcut
    half = states.shape[1] // 2
    final = np.concatenate([states[-1, :half], states[0, half:]]) if len(directions) == 2 else states[-1]
    return EncodedSource(parts.source_ids, embeddings, directions, shortcut, states, final)


def _recurrent(parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    """Run all layers over (S, embedding): the states of the last one, by direction."""
    parameters, directions = parts.under("encoder.rnn."), range(parts.config.directions)
    layers = (
        [layer_weights(parameters, layer, way == 1) for way in directions]
        for layer in range(parts.config.encoder_layers)
    )
    return tuple(run.states for run in unroll_encoder(parts.config.cell, layers, embeddings).values())
