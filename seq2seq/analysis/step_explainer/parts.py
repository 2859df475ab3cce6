"""What an explanation is given of a model: configuration, parameters as arrays, pieces. Recurrent cells in numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.schema import Cell, ModelConfig

Carried = tuple[Array, Array]
"""hidden and memory cell (H,) of a recurrent layer; the latter is used by an LSTM only."""


@dataclass(frozen=True, eq=False)
class Parts:
    """`parameters` by the names of the checkpoint, `source_ids` (S,) of the sentence, `vocabulary` of target pieces."""

    config: ModelConfig
    parameters: Mapping[str, Array]
    source_ids: tuple[int, ...]
    vocabulary: tuple[str, ...]

    def under(self, prefix: str) -> dict[str, Array]:
        """The parameters whose names begin so, by the rest of their names."""
        return {name.removeprefix(prefix): own for name, own in self.parameters.items() if name.startswith(prefix)}


def rnn(x: Array, carried: Carried, w_ih: Array, w_hh: Array, b_ih: Array, b_hh: Array) -> Carried:
    """h' = tanh(W x + U h + b). Elman 1990."""
    return np.tanh(w_ih @ x + b_ih + w_hh @ carried[0] + b_hh), carried[1]


def gru(x: Array, carried: Carried, w_ih: Array, w_hh: Array, b_ih: Array, b_hh: Array) -> Carried:
    """h' = (1 - z) n + z h, n = tanh(W x + r (U h)). Cho et al. 2014, with the reset gate behind the product."""
    reset, update, new = np.split(w_ih @ x + b_ih, 3)
    of_reset, of_update, of_new = np.split(w_hh @ carried[0] + b_hh, 3)
    z = sigmoid(update + of_update)
    n = np.tanh(new + sigmoid(reset + of_reset) * of_new)
    return (1 - z) * n + z * carried[0], carried[1]


def lstm(x: Array, carried: Carried, w_ih: Array, w_hh: Array, b_ih: Array, b_hh: Array) -> Carried:
    """c' = f c + i g, h' = o tanh(c'). Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000."""
    i, f, g, o = np.split(w_ih @ x + b_ih + w_hh @ carried[0] + b_hh, 4)
    memory = sigmoid(f) * carried[1] + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(memory), memory


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


CELLS: dict[Cell, Callable[..., Carried]] = {"rnn": rnn, "gru": gru, "lstm": lstm}


def layer_weights(parameters: Mapping[str, Array], layer: int, backward: bool = False) -> tuple[Array, ...]:
    """W, U and their biases, under the names that torch gives them, in double precision."""
    end = f"l{layer}_reverse" if backward else f"l{layer}"
    return tuple(parameters[f"{name}_{end}"].astype(float) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
