"""The encoder's way in: typed text → pieces → ids → embeddings → states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.recurrence import unroll_encoder
from seq2seq.analysis.step_explainer.parts import Parts, layer_weights
from seq2seq.config.arrays import Array


@dataclass(frozen=True, eq=False)
class EncodedSource:
    """How S pieces became the memory. embeddings (S, embedding); directions: what the last recurrent layer says, (S,
    hidden) forward and, if there are two, backward; shortcut (S, E) of each embedding around the cells; states (S, E)
    = directions side by side + shortcut; final (E,): where each direction has read everything."""

    ids: tuple[int, ...]
    embeddings: Array
    directions: tuple[Array, ...]
    shortcut: Array
    states: Array
    final: Array


def encode_source_sentence(parts: Parts) -> EncodedSource:
    """The sentence of `parts` through the encoder."""
    own = parts.under("encoder.")
    embeddings = own["embedding.weight"][list(parts.source_ids)].astype(float)
    directions = _recurrent(parts, embeddings)
    shortcut = embeddings @ own["shortcut.weight"].T if "shortcut.weight" in own else embeddings
    states = np.concatenate(directions, axis=1) + shortcut
    half = states.shape[1] // 2
    final = np.concatenate([states[-1, :half], states[0, half:]]) if len(directions) == 2 else states[-1]
    return EncodedSource(parts.source_ids, embeddings, directions, shortcut, states, final)


def _recurrent(parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    """All layers over (S, embedding): the last one's states, a direction each."""
    own, ways = parts.under("encoder.rnn."), range(parts.config.directions)
    layers = ([layer_weights(own, layer, way == 1) for way in ways] for layer in range(parts.config.encoder_layers))
    return tuple(run.states for run in unroll_encoder(parts.config.cell, layers, embeddings).values())
