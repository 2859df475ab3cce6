"""The equations of RNN, GRU and LSTM in numpy, with the gates that torch's cells keep to themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.schema import Cell

LayerWeights = Sequence[Array]
"""Input-hidden (G·H, D), hidden-hidden (G·H, H) and their biases (G·H,), in torch's order of gates."""
GATES: dict[Cell, tuple[str, ...]] = {
    "rnn": (),
    "gru": ("reset", "update"),
    "lstm": ("input", "forget", "output"),
}
DIRECTIONS = ("forward", "backward")


@dataclass(frozen=True, eq=False)
class CellState:
    """hidden (H,), the memory cell (H,) of an LSTM, and the gates (H,) on the way there, from 0 (shut) to 1 (open)."""

    hidden: Array
    memory: Array
    gates: tuple[Array, ...] = ()

    @classmethod
    def start(cls, hidden: Array) -> CellState:
        """An LSTM's memory cell starts at zero."""
        return cls(hidden, np.zeros_like(hidden))


def rnn(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """h' = tanh(W x + U h + b). Elman 1990."""
    (given,), (kept,) = _parts(weights, x, state.hidden, 1)
    return CellState(np.tanh(given + kept), state.memory)


def gru(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """h' = (1 - z) n + z h, n = tanh(W x + r (U h)). Cho et al. 2014, with the reset gate behind the product."""
    given, kept = _parts(weights, x, state.hidden, 3)
    reset, update = sigmoid(given[0] + kept[0]), sigmoid(given[1] + kept[1])
    new = np.tanh(given[2] + reset * kept[2])
    return CellState((1 - update) * new + update * state.hidden, state.memory, (reset, update))


def lstm(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """c' = f c + i g, h' = o tanh(c'). Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000."""
    i, f, g, o = (given + kept for given, kept in zip(*_parts(weights, x, state.hidden, 4), strict=True))
    opened = sigmoid(i), sigmoid(f), sigmoid(o)
    memory = opened[1] * state.memory + opened[0] * np.tanh(g)
    return CellState(opened[2] * np.tanh(memory), memory, opened)


CELLS: dict[Cell, Callable[[LayerWeights, Array, CellState], CellState]] = {"rnn": rnn, "gru": gru, "lstm": lstm}


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), without the overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def _parts(weights: LayerWeights, x: Array, hidden: Array, count: int) -> tuple[list[Array], list[Array]]:
    """What comes from the input and what from the state, a part (H,) for each of the cell's equations."""
    of_input, of_state, input_bias, state_bias = weights
    return np.split(of_input @ x + input_bias, count), np.split(of_state @ hidden + state_bias, count)


@dataclass(frozen=True, eq=False)
class Unrolled:
    """L steps of a layer: states (L, H), and each gate by name (L, H)."""

    states: Array
    gates: dict[str, Array]

    def turned(self) -> Unrolled:
        """The last step first."""
        return Unrolled(self.states[::-1], {name: rows[::-1] for name, rows in self.gates.items()})


def unroll(cell: Cell, weights: LayerWeights, inputs: Array, hidden: Array) -> Unrolled:
    """Run a layer over inputs (L, D) from the state (H,)."""
    steps, state = list[CellState](), CellState.start(hidden)
    for x in inputs:
        state = CELLS[cell](weights, x, state)
        steps.append(state)
    gates = {name: np.stack([step.gates[number] for step in steps]) for number, name in enumerate(GATES[cell])}
    return Unrolled(np.stack([step.hidden for step in steps]), gates)


def unroll_encoder(cell: Cell, layers: Iterable[Sequence[LayerWeights]], embedded: Array) -> dict[str, Unrolled]:
    """Run all layers, each with its weights in one or two directions, over embedded pieces (S, D): what the last one
    did, by direction, in the order of the pieces."""
    below, found = embedded, dict[str, Unrolled]()
    for layer in layers:
        found = {name: _read(cell, weights, below, name) for name, weights in zip(DIRECTIONS, layer, strict=False)}
        below = np.concatenate([run.states for run in found.values()], axis=1)
    return found


def _read(cell: Cell, weights: LayerWeights, inputs: Array, direction: str) -> Unrolled:
    start = np.zeros_like(weights[1][0])
    if direction == "backward":
        return unroll(cell, weights, inputs[::-1], start).turned()
    return unroll(cell, weights, inputs, start)
