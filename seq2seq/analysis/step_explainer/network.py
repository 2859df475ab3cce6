"""The network around the scores, box by box: embeddings, recurrent cells, states, the decoder's first state, context,
readout and probability, each worked out line by line in plain numpy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np

from seq2seq.analysis.recurrence import LayerWeights, sigmoid, unroll
from seq2seq.analysis.step_explainer.decoder import embed_inputs
from seq2seq.analysis.step_explainer.encoder import (
    LAYERS,
    Parts,
    affine,
    layer_norm,
    layer_weights,
    projected,
)
from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.terms import Derivation, Operation, rounded_vectors, term_values
from seq2seq.config.arrays import Array
from seq2seq.config.cards import CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig, Recurrence
from seq2seq.text.special_ids import UNK
from seq2seq.trace.trace import DecodeTrace

Axis = Literal["source", "step"]
"""What the values of a box are of: each source piece, or each step of the decoder."""


@dataclass(frozen=True, eq=False)
class OpenBox:
    """A box worked out at all its places. `axis` says what these are; `entry` is the one entry of the result that is
    worked out by its sums, None for all entries together; `entries` counts the entries that can be.

    The last term is what the box holds; each term's value is a list over the axis, of length 1 where it is the same
    everywhere. `difference` is the largest one between this and what the model itself gave, None where the trace does
    not hold it."""

    box: str
    axis: Axis
    entry: int | None
    entries: int
    terms: Derivation
    difference: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        terms = [term_values(term) for term in self.terms]
        own = {"box": self.box, "axis": self.axis, "entry": self.entry, "entries": self.entries}
        return own | {"terms": terms, "difference": self.difference}


class Lines:
    """Lines of arithmetic, written one below the other. Values are (L, D) for vectors and (L,) for numbers, with 1 for
    L where a value is the same at every place.

    With an `entry` only this entry of each vector that a matrix makes is worked out: the row of the matrix, the
    products, their sum. What follows is then written with numbers in place of vectors."""

    def __init__(self, entry: int | None = None) -> None:
        self.entry = entry
        self.lines: list[Operation] = []

    def add(self, symbol: str, operation: str, value: Array, *of: Operation) -> Operation:
        self.lines.append(Operation(symbol, operation, value, tuple(each.symbol for each in of)))
        return self.lines[-1]

    def entry_of(self, vector: Operation) -> Operation:
        """A vector, or its one entry."""
        if self.entry is None:
            return vector
        return self.add(f"{vector.symbol}[{self.entry + 1}]", "entry", vector.value[:, self.entry], vector)

    def affine(self, name: str, matrix: Array, term: Operation, bias: Array | None = None) -> Operation:
        """W x + b; matrix (rows, columns), bias (rows,)."""
        value = term.value @ matrix.T + (0 if bias is None else bias)
        symbol = f"{name} {term.symbol}" + ("" if bias is None else " + b")
        if self.entry is None:
            line = Operation(symbol, "matrix", value, (name, term.symbol), matrix, bias)
            self.lines.append(line)
            return line
        row = self.add(f"{name}[{self.entry + 1}]", "row", matrix[self.entry][None])
        products = self.add(f"{row.symbol} ⊙ {term.symbol}", "multiply", row.value * term.value, row, term)
        total = self.add(f"Σ {name}", "sum", products.value.sum(axis=-1), products)
        if bias is None:
            return total
        offset = self.add(f"b {name}", "parameter", bias[self.entry][None])
        return self.add(symbol, "add", value[:, self.entry], total, offset)

    def sum(self, symbol: str, *terms: Operation) -> Operation:
        return self.add(symbol, "add", sum((term.value for term in terms[1:]), terms[0].value), *terms)

    def product(self, symbol: str, *terms: Operation) -> Operation:
        """Entry by entry."""
        value = terms[0].value * terms[1].value
        return self.add(symbol, "multiply" if value.ndim > 1 else "scale", value, *terms)

    def tanh(self, symbol: str, term: Operation) -> Operation:
        return self.add(symbol, "tanh", np.tanh(term.value), term)

    def relu(self, symbol: str, term: Operation) -> Operation:
        return self.add(symbol, "relu", np.maximum(term.value, 0), term)

    def gate(self, symbol: str, term: Operation) -> Operation:
        """σ of each entry: 0 is closed, 1 open."""
        return self.add(symbol, "gate", sigmoid(term.value), term)

    def rest_of(self, gate: Operation) -> Operation:
        """1 − gate."""
        one = self.add("1", "rule", np.ones(1) if gate.value.ndim == 1 else np.ones((1, 1)))
        return self.add(f"1 − {gate.symbol}", "subtract", 1 - gate.value, one, gate)


# -- the cells


Reader = Callable[[Lines, LayerWeights, Operation, Operation, str], Operation]
"""Writes a cell: weights, input x (L, D), state before (L, H), the index of its symbols → the state after (L, H) or one
of its entries (L,)."""


def write_rnn(lines: Lines, weights: LayerWeights, x: Operation, before: Operation, at: str) -> Operation:
    """tanh(W x + b + U h + b). Elman 1990."""
    return lines.tanh(at, _preactivation(lines, weights, x, before))


def write_rnn_relu(lines: Lines, weights: LayerWeights, x: Operation, before: Operation, at: str) -> Operation:
    """max(0, W x + b + U h + b). Le, Jaitly & Hinton 2015."""
    return lines.relu(at, _preactivation(lines, weights, x, before))


def _preactivation(lines: Lines, weights: LayerWeights, x: Operation, before: Operation) -> Operation:
    w, u, w_bias, u_bias = weights
    return lines.sum("a", lines.affine("W", w, x, w_bias), lines.affine("U", u, before, u_bias))


def write_gru(lines: Lines, weights: LayerWeights, x: Operation, before: Operation, at: str) -> Operation:
    """(1 − z) ⊙ n + z ⊙ h, with n = tanh(W x + b + r ⊙ (U h + b)). Cho et al. 2014, with the reset gate applied after
    the product, as torch has it."""
    (w_r, w_z, w_n), (u_r, u_z, u_n), (b_r, b_z, b_n), (c_r, c_z, c_n) = (np.split(each, 3) for each in weights)
    of_input, of_state = lines.affine("W_r", w_r, x, b_r), lines.affine("U_r", u_r, before, c_r)
    reset = lines.gate("r", lines.sum("a_r", of_input, of_state))
    of_input, of_state = lines.affine("W_z", w_z, x, b_z), lines.affine("U_z", u_z, before, c_z)
    update = lines.gate("z", lines.sum("a_z", of_input, of_state))
    of_input, of_state = lines.affine("W_n", w_n, x, b_n), lines.affine("U_n", u_n, before, c_n)
    candidate = lines.tanh("n", lines.sum("a_n", of_input, lines.product(f"r ⊙ ({of_state.symbol})", reset, of_state)))
    new = lines.product("(1 − z) ⊙ n", lines.rest_of(update), candidate)
    old = lines.product(f"z ⊙ {before.symbol}", update, lines.entry_of(before))
    return lines.sum(at, new, old)


def write_lstm(lines: Lines, weights: LayerWeights, x: Operation, before: Operation, at: str) -> Operation:
    """o ⊙ tanh(c), with c = f ⊙ c′ + i ⊙ g. Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000.
    The memory cell c′ before the first place is 0."""
    parts = [np.split(each, 4) for each in weights]
    made = {}
    for number, name in enumerate(("i", "f", "g", "o")):
        w, u, w_bias, u_bias = (part[number] for part in parts)
        of_input, of_state = lines.affine(f"W_{name}", w, x, w_bias), lines.affine(f"U_{name}", u, before, u_bias)
        total = lines.sum(f"a_{name}", of_input, of_state)
        made[name] = lines.tanh(name, total) if name == "g" else lines.gate(name, total)
    memory = np.zeros_like(made["i"].value)  # (L, H) or (L,)
    cell = np.zeros_like(memory[0])
    for place, (i, f, g) in enumerate(zip(*(made[name].value for name in "ifg"), strict=True)):
        cell = memory[place] = f * cell + i * g
    earlier = lines.add("c′", "memory", np.concatenate([np.zeros_like(memory[:1]), memory[:-1]]))
    kept, written = lines.product("f ⊙ c′", made["f"], earlier), lines.product("i ⊙ g", made["i"], made["g"])
    shown = lines.tanh("tanh(c)", lines.sum("c", kept, written))
    return lines.product(at, made["o"], shown)


CELL_LINES: dict[Recurrence, Reader] = {
    "rnn": write_rnn,
    "rnn_relu": write_rnn_relu,
    "gru": write_gru,
    "lstm": write_lstm,
}


# -- the encoder


def _embedding(explanation: StepExplanation, lines: Lines) -> Operation:
    ids = np.array(explanation.reading.ids)
    number = lines.add("id", "id", ids.astype(float))
    return lines.add("x_i", "row", explanation.reading.embeddings, number)


def _cell_of(explanation: StepExplanation, lines: Lines, backward: bool) -> Operation:
    """The last recurrent layer in one direction."""
    parts, config = explanation.parts, explanation.parts.config
    assert config.encoder_recurrence, "pictured_boxes() offers no such box"
    layer, below = config.encoder_layers - 1, explanation.reading.embeddings
    if layer:
        below = np.concatenate(_layers_below(parts, below, layer), axis=1)
    states = explanation.reading.directions[int(backward)]
    # In the order of reading: the backward cell begins at the last piece
    order = slice(None, None, -1) if backward else slice(None)
    own = Lines(lines.entry)
    x = own.add("u_i" if layer else "x_i", "below" if layer else "input", below[order])
    arrow = "←h" if backward else "→h"
    before = _before(states[order], np.zeros_like(states[0]))
    earlier = own.add(f"{arrow}_{{{'i+1' if backward else 'i−1'}}}", "earlier", before)
    weights = layer_weights(parts.under("encoder.rnn."), layer, backward)
    result = CELL_LINES[config.encoder_recurrence](own, weights, x, earlier, f"{arrow}_i")
    for line in own.lines:  # back in the order of the pieces
        value = line.value[order] if len(line.value) == len(states) else line.value
        lines.lines.append(Operation(line.symbol, line.operation, value, line.operands, line.matrix, line.bias))
    return result


def _layers_below(parts: Parts, embeddings: Array, count: int) -> tuple[Array, ...]:
    """The states after so many layers of the encoder, by direction."""
    return LAYERS[parts.config.encoder_name](
        replace(parts, config=replace(parts.config, encoder_layers=count)), embeddings
    )


def _before(rows: Array, first: Array) -> Array:
    """(L, H): what stood before each row, and `first` (H,) before all."""
    return np.concatenate([first[None], rows[:-1]])


def _forward(explanation: StepExplanation, lines: Lines) -> Operation:
    return _cell_of(explanation, lines, backward=False)


def _backward(explanation: StepExplanation, lines: Lines) -> Operation:
    return _cell_of(explanation, lines, backward=True)


def _window(explanation: StepExplanation, lines: Lines) -> Operation:
    """(a ⊙ σ(b) + u) / √2 of the pieces around, in the last layer. Gehring et al. 2017, section 3."""
    parts, config = explanation.parts, explanation.parts.config
    parameters, embeddings, layer = parts.under("encoder."), explanation.reading.embeddings, config.encoder_layers - 1
    at = np.minimum(np.arange(len(embeddings)), config.max_length - 1)
    below = projected(parameters, "project", embeddings) + parameters["position.weight"][at].astype(float)
    if layer:
        (below,) = _layers_below(parts, embeddings, layer)
    reach = config.kernel // 2
    padded = np.pad(below, ((reach, reach), (0, 0)))
    around = np.stack([padded[i : i + config.kernel].ravel() for i in range(len(below))])  # (S, kernel · E)
    weight, bias = (parameters[f"layers.{layer}.{name}"].astype(float) for name in ("weight", "bias"))
    matrix = weight.transpose(0, 2, 1).reshape(len(weight), -1)  # (2E, kernel · E)
    (w, v), (w_bias, v_bias) = np.split(matrix, 2), np.split(bias, 2)
    own = lines.add("u_i", "below", below)
    neighbours = lines.add("[u_{i−k}; …; u_{i+k}]", "join", around, own)
    linear = lines.affine("W", w, neighbours, w_bias)
    gate = lines.gate("g", lines.affine("V", v, neighbours, v_bias))
    total = lines.sum("a", lines.product("g ⊙ (W u + b)", gate, linear), lines.entry_of(own))
    half = lines.add("√½", "rule", np.full(1 if lines.entry is not None else (1, 1), np.sqrt(0.5)))
    return lines.product("→h_i", total, half)


def _state(explanation: StepExplanation, lines: Lines) -> Operation:
    """h_i: what the layers made of the piece, plus its embedding."""
    reading, parameters = explanation.reading, explanation.parts.under("encoder.")
    names = ("→h_i", "←h_i") if explanation.parts.config.encoder_cell else ("l_i",)
    parts = [lines.add(name, "layers", states) for name, states in zip(names, reading.directions, strict=False)]
    joined = parts[0]
    if len(parts) > 1:
        joined = lines.add("[→h_i; ←h_i]", "join", np.concatenate(reading.directions, axis=1), *parts)
    x = lines.add("x_i", "input", reading.embeddings)
    shortcut = lines.affine("W", parameters["shortcut.weight"], x) if "shortcut.weight" in parameters else x
    return lines.sum("h_i", joined, shortcut)


# -- the decoder


def _start(explanation: StepExplanation, lines: Lines) -> Operation:
    """s_0 of the last layer."""
    config, bridge = explanation.parts.config, explanation.parts.under("decoder.bridge.")
    weight, bias = (np.split(bridge[name].astype(float), config.decoder_layers)[-1] for name in ("weight", "bias"))
    final = lines.add("h", "ends" if config.encoder_cell else "mean", explanation.reading.final[None])
    return lines.tanh("s_0", lines.affine("W", weight, final, bias))


def _input(explanation: StepExplanation, lines: Lines) -> Operation:
    return lines.add("y_{t−1}", "row", explanation.combination.inputs)


def _context(explanation: StepExplanation, lines: Lines) -> Operation:
    """c_t = Σ α_ti h_i, of one entry; all entries are in the table of weights."""
    heads = explanation.weights.shape[1]
    if lines.entry is None:
        averaged = lines.add("α_t", "weights", explanation.weights.mean(axis=1))
        return lines.add("c_t", "weighted", explanation.contexts, averaged)
    head = lines.entry // (explanation.memory.shape[1] // heads)
    weights = lines.add("α_t", "weights", explanation.weights[:, head])
    column = lines.add(f"h[{lines.entry + 1}]", "column", explanation.memory[:, lines.entry][None])
    products = lines.add(f"α_t ⊙ {column.symbol}", "multiply", weights.value * column.value, weights, column)
    return lines.add(f"c_t[{lines.entry + 1}]", "sum", products.value.sum(axis=-1), products)


def _cell(explanation: StepExplanation, lines: Lines) -> Operation:
    """s_t: the last layer of the decoder."""
    parts, config = explanation.parts, explanation.parts.config
    inputs, readouts = embed_inputs(parts, explanation.trace.pieces), explanation.combination.readouts
    y = lines.add("y_{t−1}", "input", inputs)
    x = y
    if config.order == "attend_first":
        c = lines.add("c_t", "context", explanation.contexts)
        x = lines.add("[y_{t−1}; c_t]", "join", np.concatenate([inputs, explanation.contexts], axis=1), y, c)
    elif config.input_feeding:
        fed = _before(readouts, np.zeros_like(readouts[0]))
        r = lines.add("o_{t−1}", "earlier", fed)
        x = lines.add("[y_{t−1}; o_{t−1}]", "join", np.concatenate([inputs, fed], axis=1), y, r)
    layer = config.decoder_layers - 1
    bridge = parts.under("decoder.bridge.")
    start = np.tanh(bridge["weight"] @ explanation.reading.final + bridge["bias"])
    starts = np.split(start, config.decoder_layers)
    for number in range(layer):
        weights = layer_weights(parts.under("decoder.rnn."), number)
        x = lines.add("u_t", "below", unroll(config.recurrence, weights, x.value, starts[number]).states)
    earlier = lines.add("s_{t−1}", "earlier", _before(explanation.combination.states, starts[-1]))
    return CELL_LINES[config.recurrence](lines, layer_weights(parts.under("decoder.rnn."), layer), x, earlier, "s_t")


def _readout(explanation: StepExplanation, lines: Lines) -> Operation:
    """tanh(W [s_t; c_t] + b). Luong, Pham & Manning 2015, eq. 5."""
    parameters, combination = explanation.parts.under("decoder."), explanation.combination
    s, c = lines.add("s_t", "decoder", combination.states), lines.add("c_t", "context", explanation.contexts)
    joined = lines.add("[s_t; c_t]", "join", np.concatenate([combination.states, explanation.contexts], axis=1), s, c)
    weight, bias = (parameters[f"readout.{name}"].astype(float) for name in ("weight", "bias"))
    return lines.tanh("o_t", lines.affine("W", weight, joined, bias))


def _layer(explanation: StepExplanation, lines: Lines) -> Operation:
    """The last layer of a Transformer's decoder, its three parts. Vaswani et al. 2017, section 3.1, with the norm
    before each part."""
    layer, block = explanation.layers[-1], explanation.parts.under(f"decoder.layers.{len(explanation.layers) - 1}.")
    attended = lines.add("a_t", "attended", layer.attended.states)
    context = lines.add("c_t", "context", layer.contexts)
    total = lines.sum("s_t", attended, context)
    normed = lines.add("norm(s_t)", "norm_layer", layer_norm(block, "second_norm", total.value), total)
    wide = affine(block, "widen", normed.value)
    inner = Operation("W_1 norm(s_t) + b", "matrix", wide, ("W_1", normed.symbol))
    lines.lines.append(inner)
    kept = lines.relu("relu", inner)
    outer = Operation("W_2 relu + b", "matrix", affine(block, "narrow", kept.value), ("W_2", kept.symbol))
    lines.lines.append(outer)
    result = lines.sum("u_t", total, outer)
    decoder = explanation.parts.under("decoder.")
    last = lines.add("norm(u_t)", "norm_layer", layer_norm(decoder, "norm", result.value), result)
    if "readout.weight" not in decoder:
        return last
    lines.lines.append(Operation("o_t", "matrix", explanation.combination.readouts, ("W", last.symbol)))
    return lines.lines[-1]


def _logits(explanation: StepExplanation, lines: Lines) -> Operation:
    """ℓ = E_w · o_t + b_w and the probability exp(ℓ) / Σ exp(ℓ), of the chosen piece or of the candidate `entry`."""
    parameters, trace = explanation.parts.under("decoder."), explanation.trace
    index = {piece: number for number, piece in enumerate(explanation.parts.vocabulary)}
    rank = lines.entry
    pieces = [
        step.piece if rank is None else trace.candidates[t][min(rank, len(trace.candidates[t]) - 1)].piece
        for t, step in enumerate(map(trace.step, range(len(trace))))
    ]
    rows = [index.get(piece, UNK) for piece in pieces]
    readouts = explanation.combination.readouts
    everything = (readouts.astype(np.float32) @ parameters["embedding.weight"].T + parameters["output_bias"]).astype(
        float
    )
    top = everything.max(axis=1)
    whole = top + np.log(np.exp(everything - top[:, None]).sum(axis=1))
    o = lines.add("o_t", "readout", readouts)
    row = lines.add("E_w", "row", parameters["embedding.weight"][rows].astype(float))
    products = lines.add("E_w ⊙ o_t", "multiply", row.value * readouts, row, o)
    total = lines.add("E_w · o_t", "sum", products.value.sum(axis=-1), products)
    offset = lines.add("b_w", "parameter", parameters["output_bias"][rows].astype(float))
    logit = lines.sum("ℓ_w", total, offset)
    sum_of_all = lines.add("ln Σ exp ℓ", "all_pieces", whole)
    logprob = lines.add("ln p", "subtract", logit.value - whole, logit, sum_of_all)
    return lines.add("p", "exp", np.exp(logprob.value), logprob)


# -- the boxes: the quantities that a decoding goes through, each with its lines of PyTorch, and those that the picture
# opens to their arithmetic

TOGETHER = {"attention": ("score", "weight", "context"), "logits": ("logits", "softmax"), "layer": ("layer", "readout")}
"""The boxes of the picture that show several quantities; all others show the one of their name."""


def boxes(config: ModelConfig) -> tuple[str, ...]:
    """The quantities of such a network, in the order of the computation."""
    match config.encoder_name:
        case "conv":
            inside = ("window",)
        case "self_attention":
            inside = ("self_attention", "encoder_layer")
        case _:
            inside = ("forward", "backward")[: config.directions]
    attention = TOGETHER["attention"]
    if config.decoder:
        decoder = ("input", "decoder_self_attention", "cell", *attention, "layer")
    else:
        looks = attention if CARDS[config.scorer].attends else ("context",)
        decoder = ("start", "input", *((*looks, "cell") if config.order == "attend_first" else ("cell", *looks)))
    return ("piece", "embedding", *inside, "state", *decoder, "readout", "logits", "softmax")


def pictured_boxes(config: ModelConfig) -> tuple[str, ...]:
    """Those that the picture opens, besides "attention". Self-attention has a table of its own, and the last layer of a
    Transformer shows in one box what a recurrent decoder has a cell, a context and a readout for."""
    elsewhere = {"piece", "self_attention", "encoder_layer", "decoder_self_attention", "score", "weight", "softmax"}
    if config.decoder:
        elsewhere |= {"cell", "context", "readout"}
    return tuple(name for name in boxes(config) if name not in elsewhere)


@dataclass(frozen=True)
class Box:
    """How a box is worked out, over which axis, how many entries of its result can be opened by their sums, and what
    the trace holds of it."""

    axis: Axis
    write: Callable[[StepExplanation, Lines], Operation]
    entries: Callable[[StepExplanation], int] = lambda _: 0
    traced: Callable[[DecodeTrace], Array] | None = None


def _per_direction(explanation: StepExplanation) -> int:
    return explanation.parts.config.encoder_hidden


def _per_state(explanation: StepExplanation) -> int:
    return explanation.parts.config.decoder_hidden


BOXES: dict[str, Box] = {
    "embedding": Box("source", _embedding),
    "forward": Box("source", _forward, _per_direction),
    "backward": Box("source", _backward, _per_direction),
    "window": Box("source", _window, _per_direction),
    "state": Box("source", _state, traced=lambda trace: trace.encoder),
    "start": Box("step", _start, _per_state),
    "input": Box("step", _input),
    "cell": Box("step", _cell, _per_state, lambda trace: trace.states),
    "context": Box("step", _context, lambda explanation: explanation.memory.shape[1], lambda trace: trace.contexts),
    "layer": Box("step", _layer),
    "readout": Box("step", _readout, lambda explanation: explanation.parts.config.embedding),
    "logits": Box("step", _logits, lambda explanation: min(map(len, explanation.trace.candidates), default=0)),
}


def open_box(explanation: StepExplanation, name: str, entry: int | None = None) -> OpenBox:
    """A box of the network at all its places, or one entry of what it holds. Raises InvalidRequest for a box that this
    model lacks, IndexError for an entry that there is none of."""
    if name not in pictured_boxes(explanation.parts.config):
        raise InvalidRequest("this model has no such box")
    box = BOXES[name]
    count = box.entries(explanation)
    if entry is not None and not 0 <= entry < count:
        raise IndexError(f"{name} has no entry {entry}")
    lines = Lines(entry)
    result = box.write(explanation, lines)
    traced = box.traced(explanation.trace) if box.traced else None
    if traced is not None and entry is not None:
        traced = traced[:, entry] if traced.ndim > 1 else None
    difference = None if traced is None else float(np.abs(result.value - traced[: len(result.value)]).max())
    return OpenBox(name, box.axis, entry, count, tuple(lines.lines), difference)


@dataclass(frozen=True, eq=False)
class Network:
    """What a picture of the network shows besides scores and weights. boxes: those that can be opened; encoder and
    cell: what their cells compute, else their names, of a Transformer "transformer" for the cell; `feeds` says that the
    cell reads the last readout.

    layers (D, S, hidden): what the layers made of each piece, in D directions; start (H,): s_0, None of a Transformer.
    """

    boxes: tuple[str, ...]
    encoder: str
    cell: str
    order: str
    feeds: bool
    layers: Array
    start: Array | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        arrays = {
            "layers": rounded_vectors(self.layers),
            "start": None if self.start is None else rounded_vectors(self.start),
        }
        return {field.name: getattr(self, field.name) for field in fields(self)} | arrays


def picture(explanation: StepExplanation) -> Network:
    """The picture of the network that explained itself."""
    config = explanation.parts.config
    start = None if config.decoder else open_box(explanation, "start").terms[-1].value[0]
    names = config.encoder_recurrence or config.encoder_name, config.decoder or config.recurrence
    layers = np.stack(explanation.reading.directions)
    return Network(pictured_boxes(config), *names, config.order, config.input_feeding, layers, start)
