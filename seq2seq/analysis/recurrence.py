"""The equations of RNN, GRU and LSTM in numpy, with their gates, which torch's cells do not return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.schema import Recurrence

LayerWeights = Sequence[Array]
"""Input-hidden (G·H, D), hidden-hidden (G·H, H) and their biases (G·H,), in torch's order of gates."""
GATES: dict[Recurrence, tuple[str, ...]] = {
    "rnn": (),
    "rnn_relu": (),
    "gru": ("reset", "update"),
    "lstm": ("input", "forget", "output"),
}
DIRECTIONS = ("forward", "backward")


@dataclass(frozen=True, eq=False)
class CellState:
    """hidden (H,), the memory cell (H,) of an LSTM, and the gates (H,) of the step, from 0 (closed) to 1 (open)."""

    hidden: Array
    memory: Array
    gates: tuple[Array, ...] = ()

    @classmethod
    def start(cls, hidden: Array) -> CellState:
        """The state before the first step; the memory cell of an LSTM is zero."""
        return cls(hidden, np.zeros_like(hidden))


def rnn(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """h' = tanh(W x + U h + b). Elman 1990."""
    (from_input,), (from_state,) = _preactivations(weights, x, state.hidden, 1)
    return CellState(np.tanh(from_input + from_state), state.memory)


def rnn_relu(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """h' = max(0, W x + U h + b). Le, Jaitly & Hinton 2015."""
    (from_input,), (from_state,) = _preactivations(weights, x, state.hidden, 1)
    return CellState(np.maximum(from_input + from_state, 0), state.memory)


def gru(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """h' = (1 - z) n + z h, n = tanh(W x + r (U h)). Cho et al. 2014, with the reset gate applied after the product."""
    from_input, from_state = _preactivations(weights, x, state.hidden, 3)
    reset, update = sigmoid(from_input[0] + from_state[0]), sigmoid(from_input[1] + from_state[1])
    candidate = np.tanh(from_input[2] + reset * from_state[2])
    return CellState((1 - update) * candidate + update * state.hidden, state.memory, (reset, update))


def lstm(weights: LayerWeights, x: Array, state: CellState) -> CellState:
    """c' = f c + i g, h' = o tanh(c'). Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000."""
    from_input, from_state = _preactivations(weights, x, state.hidden, 4)
    i, f, g, o = (u + v for u, v in zip(from_input, from_state, strict=True))
    input_gate, forget_gate, output_gate = sigmoid(i), sigmoid(f), sigmoid(o)
    memory = forget_gate * state.memory + input_gate * np.tanh(g)
    return CellState(output_gate * np.tanh(memory), memory, (input_gate, forget_gate, output_gate))


CELLS: dict[Recurrence, Callable[[LayerWeights, Array, CellState], CellState]] = {
    "rnn": rnn,
    "rnn_relu": rnn_relu,
    "gru": gru,
    "lstm": lstm,
}


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def _preactivations(weights: LayerWeights, x: Array, hidden: Array, count: int) -> tuple[list[Array], list[Array]]:
    """The contributions of the input and of the state, each in `count` parts (H,), one per equation of the cell."""
    input_weights, state_weights, input_bias, state_bias = weights
    return np.split(input_weights @ x + input_bias, count), np.split(state_weights @ hidden + state_bias, count)


@dataclass(frozen=True, eq=False)
class Unrolled:
    """L steps of a layer: states (L, H), and gate name → values (L, H)."""

    states: Array
    gates: dict[str, Array]

    def reversed(self) -> Unrolled:
        """The same steps, last first."""
        return Unrolled(self.states[::-1], {name: rows[::-1] for name, rows in self.gates.items()})


def unroll(cell: Recurrence, weights: LayerWeights, inputs: Array, hidden: Array) -> Unrolled:
    """Run a layer over inputs (L, D) from the state (H,)."""
    steps, state = list[CellState](), CellState.start(hidden)
    for x in inputs:
        state = CELLS[cell](weights, x, state)
        steps.append(state)
    gates = {name: np.stack([step.gates[number] for step in steps]) for number, name in enumerate(GATES[cell])}
    return Unrolled(np.stack([step.hidden for step in steps]), gates)


def unroll_encoder(cell: Recurrence, layers: Iterable[Sequence[LayerWeights]], embedded: Array) -> dict[str, Unrolled]:
    """Run all layers, each with weights for one or two directions, over embedded pieces (S, D): direction → the steps
    of the last layer, in the order of the pieces."""
    below, runs = embedded, dict[str, Unrolled]()
    for layer in layers:
        runs = {
            name: _unroll_direction(cell, weights, below, name)
            for name, weights in zip(DIRECTIONS, layer, strict=False)
        }
        below = np.concatenate([run.states for run in runs.values()], axis=1)
    return runs


def _unroll_direction(cell: Recurrence, weights: LayerWeights, inputs: Array, direction: str) -> Unrolled:
    start = np.zeros_like(weights[1][0])
    if direction == "backward":
        return unroll(cell, weights, inputs[::-1], start).reversed()
    return unroll(cell, weights, inputs, start)
