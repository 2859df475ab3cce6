"""What the gates of a GRU or an LSTM did at every step, recomputed from the checkpoint.

torch's cells return their state only. Here the same equations run once more in numpy and keep what they went through;
the states they reach are those of the model (a test compares them).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from seq2seq.analysis.states import trace_states
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Cell, Request
from seq2seq.text.special_ids import BOS
from seq2seq.trace.trace import DecodeTrace

Weights = Sequence[Array]
"""Input-hidden (G·H, D), hidden-hidden (G·H, H) and their biases (G·H,), in torch's order of gates."""
GATES: dict[Cell, tuple[str, ...]] = {
    "rnn": (),
    "gru": ("reset", "update"),
    "lstm": ("input", "forget", "output"),
}


@dataclass(frozen=True, eq=False)
class Unrolled:
    """L steps of a layer: states (L, H), and each gate by name (L, H), from 0 (shut) to 1 (open)."""

    states: Array
    gates: dict[str, Array]


def unroll(cell: Cell, weights: Weights, inputs: Array, hidden: Array) -> Unrolled:
    """Run a layer over inputs (L, D) from the state (H,); an LSTM's memory cell starts at zero."""
    states, gates, memory = [], [], np.zeros_like(hidden)
    for row in inputs:
        hidden, memory, opened = _STEPS[cell](weights, row, hidden, memory)
        states.append(hidden)
        gates.append(opened)
    named = {name: np.stack([row[number] for row in gates]) for number, name in enumerate(GATES[cell])}
    return Unrolled(np.stack(states), named)


def gates(bundle: Bundle, request: Request, cells: str) -> dict[str, Array]:
    """What the gates of `decoder`, `forward` or `backward` did while the request was decoded; nothing for an RNN.

    Raises ValueError for a direction the encoder has not, and what `translate` raises."""
    gone = trace_states(bundle, request)
    vectors = gone.sentence.vectors
    if cells == "decoder":
        return decoder_gates(bundle, gone.trace, vectors["readout"]).gates
    found = encoder_gates(bundle, vectors["embedded"])
    if cells not in found:
        raise ValueError(f"this encoder reads in one direction only, and has no {cells} cells")
    return found[cells].gates


def encoder_gates(bundle: Bundle, embedded: Array) -> dict[str, Unrolled]:
    """The last layer of the encoder, by direction, over the embedded pieces (S, embedding)."""
    rnn, names = bundle.model.encoder.rnn, ("forward", "backward")[: bundle.config.directions]
    below, layers = embedded, iter(_weights(rnn))
    found: dict[str, Unrolled] = {}
    for _ in range(rnn.num_layers):
        found = {}
        for name in names:
            turned = slice(None, None, -1 if name == "backward" else 1)
            run = unroll(bundle.config.cell, next(layers), below[turned], np.zeros(rnn.hidden_size, np.float32))
            found[name] = Unrolled(run.states[turned], {gate: rows[turned] for gate, rows in run.gates.items()})
        below = np.concatenate([found[name].states for name in names], axis=1)
    return found


@torch.inference_mode()
def decoder_gates(bundle: Bundle, trace: DecodeTrace, readouts: Array) -> Unrolled:
    """The last layer of the decoder, over what it read at each step of the trace; readouts (T, embedding)."""
    decoder = bundle.model.decoder
    ids = torch.tensor([BOS, *(bundle.target.id(piece) for piece in trace.pieces[:-1])])
    below = decoder.embedding(ids).numpy()  # (T, embedding)
    if bundle.config.order == "attend_first":
        below = np.concatenate([below, trace.contexts], axis=1)
    elif bundle.config.input_feeding:
        below = np.concatenate([below, np.vstack([np.zeros_like(readouts[:1]), readouts[:-1]])], axis=1)
    final = _final(bundle, trace.encoder)
    start = torch.tanh(decoder.bridge(final)).chunk(decoder.rnn.num_layers)
    run = Unrolled(below, {})
    for weights, hidden in zip(_weights(decoder.rnn), start, strict=True):
        run = unroll(bundle.config.cell, weights, run.states, hidden.numpy())
    return run


def _final(bundle: Bundle, encoder: Array) -> torch.Tensor:
    """The encoder's final state, from its states (S, E); see `Encoder.forward`."""
    half = bundle.config.encoder_hidden
    parts = [encoder[-1, :half], encoder[0, half:]]
    return torch.from_numpy(np.concatenate(parts))


def _weights(rnn: torch.nn.RNNBase) -> list[Weights]:
    return [[weight.detach().numpy() for weight in layer] for layer in rnn.all_weights]


def _sigmoid(values: Array) -> Array:
    return 0.5 * (1 + np.tanh(0.5 * values))


def _parts(weights: Weights, row: Array, hidden: Array, count: int) -> tuple[list[Array], list[Array]]:
    """What comes from the input and what from the state, a part (H,) for each of the cell's equations."""
    of_input, of_state, input_bias, state_bias = weights
    return np.split(of_input @ row + input_bias, count), np.split(of_state @ hidden + state_bias, count)


Moved = tuple[Array, Array, tuple[Array, ...]]
"""The new state, the new memory cell, and the gates that were open on the way."""


def _rnn(weights: Weights, row: Array, hidden: Array, memory: Array) -> Moved:
    (given,), (kept,) = _parts(weights, row, hidden, 1)
    return np.tanh(given + kept), memory, ()


def _gru(weights: Weights, row: Array, hidden: Array, memory: Array) -> Moved:
    """Cho et al. 2014, as torch has it: the reset gate acts after the matrix."""
    given, kept = _parts(weights, row, hidden, 3)
    reset, update = _sigmoid(given[0] + kept[0]), _sigmoid(given[1] + kept[1])
    proposed = np.tanh(given[2] + reset * kept[2])
    return (1 - update) * proposed + update * hidden, memory, (reset, update)


def _lstm(weights: Weights, row: Array, hidden: Array, memory: Array) -> Moved:
    """Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000."""
    taken, forgotten, proposed, shown = (a + b for a, b in zip(*_parts(weights, row, hidden, 4), strict=True))
    opened = _sigmoid(taken), _sigmoid(forgotten), _sigmoid(shown)
    memory = opened[1] * memory + opened[0] * np.tanh(proposed)
    return opened[2] * np.tanh(memory), memory, opened


_STEPS: dict[Cell, Callable[[Weights, Array, Array, Array], Moved]] = {"rnn": _rnn, "gru": _gru, "lstm": _lstm}
