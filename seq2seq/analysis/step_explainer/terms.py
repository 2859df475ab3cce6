"""Terms: the steps of a score's arithmetic, and the registry of the functions that write them. Does not use torch, so
that it is independent of the model.

All values have the axes (T, N, S), with length 1 where a value is the same for all steps, heads or pieces; a vector has
its entries in a fourth axis. For each scoring function, one function turns a ScoringContext into a Derivation, whose
last operation is the score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig

NARROW = 16
"""A vector up to this width is shown as numbers; a wider one as a strip of colours."""
FINE, COARSE = 6, 4
"""Decimals of values shown as numbers, and of values shown as colours."""
BLACKBOARD = 80
"""The largest number of entries of a matrix that is written out."""


def rounded_lists(array: np.ndarray | None) -> Any:
    """Nested lists rounded to FINE decimals; minus infinity becomes None. None stays None."""
    return None if array is None else _rounded(array, FINE)


def rounded_vectors(array: np.ndarray) -> Any:
    """Nested lists of (…, D) as by `rounded_lists`, with COARSE decimals if D is larger than NARROW."""
    return _rounded(array, FINE if array.shape[-1] <= NARROW else COARSE)


def small_matrix(array: np.ndarray | None) -> Any:
    """`rounded_lists` of (rows, columns); None for a matrix with more than BLACKBOARD entries."""
    return rounded_lists(array) if array is not None and array.size <= BLACKBOARD else None


def _rounded(array: np.ndarray, decimals: int) -> Any:
    rounded = np.round(array.astype(float), decimals) + 0.0  # turns -0.0 into 0.0
    forbidden = np.isneginf(rounded)
    return np.where(forbidden, None, rounded).tolist() if forbidden.any() else rounded.tolist()  # type: ignore[arg-type]


OPERATIONS = {
    "query": "query, from the decoder",
    "state": "encoder state of the piece",
    "normed": "layer state, normalised",
    "parameter": "learned",
    "rule": "fixed by rule",
    "row": "row of a matrix",
    "place": "from the position alone",
    "past": "weights of the previous step",
    "coverage": "weights of all earlier steps, added up",
    "matrix": "matrix times vector",
    "join": "concatenation",
    "multiply": "elementwise product",
    "sum": "sum of the entries",
    "add": "sum",
    "subtract": "difference",
    "scale": "product",
    "divide": "quotient",
    "norm": "norm",
    "tanh": "tanh of each entry",
    "sigmoid": "sigmoid",
    "gaussian": "logarithm of a Gaussian",
    "convolve": "convolution over the neighbours",
    "window": "minus infinity outside the window",
    "id": "number of the piece in the vocabulary",
    "input": "embedding of the piece",
    "below": "state of the layer below",
    "earlier": "from the place before; 0 or s_0 before the first",
    "memory": "memory cell from the place before",
    "layers": "what the layers make of the piece",
    "ends": "last state of each direction",
    "mean": "mean of all states",
    "context": "context of this step",
    "decoder": "decoder state of this step",
    "readout": "readout of this step",
    "attended": "after self-attention",
    "weights": "attention weights of this step",
    "weighted": "weighted sum of the encoder states",
    "column": "this entry of every encoder state",
    "entry": "one entry",
    "gate": "sigmoid of each entry: 0 closed, 1 open",
    "relu": "negative entries become 0",
    "norm_layer": "layer norm",
    "all_pieces": "over all pieces of the vocabulary",
    "exp": "exponential",
}
"""Operation → its English name."""
SCALES = SCALE, HEAD_SCALE = "1/√K", "1/√(K/N)"
"""The symbols of the factor of scaled dot products, of one head and of N that share the width K."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One line of the arithmetic. `symbol` is plain text, `x_y` a subscript of one letter; `operation` is a key of
    OPERATIONS; `operands` are the symbols of its operands, parameters included; `matrix` (N, rows, columns) is the
    matrix of a product, and `bias` (N, rows) is added to the product."""

    symbol: str
    operation: str
    value: Array
    operands: tuple[str, ...] = ()
    matrix: Array | None = None
    bias: Array | None = None


@dataclass(frozen=True, eq=False)
class Coverage:
    """What a model with coverage adds to the states, w c_i: how much was read before (T, S), times a learned vector
    (E,). See, Liu & Manning 2017, eq. 10 and 11."""

    read: Array
    weight: Array


@dataclass(frozen=True, eq=False)
class ScoringContext:
    """The inputs of a scoring function at T steps: queries (T, H), values (S, E), the position of the `last` piece
    before the padding, past (T, N, S), the weights of the previous step, the function's parameters by name, and
    positions (s,), those of the source pieces to be scored. `coverage` is None in a model without. `constants` are
    those that edits set in place of the function's own."""

    config: ModelConfig
    parameters: Mapping[str, Array]
    queries: Array
    values: Array
    last: int
    past: Array
    positions: Array
    coverage: Coverage | None = None
    constants: Mapping[str, float] = field(default_factory=dict)

    @property
    def steps(self) -> Array:
        """(T, 1, 1): the numbers of the steps, from 0."""
        return np.arange(len(self.queries))[:, None, None]

    @property
    def position_axis(self) -> Array:
        """(1, 1, s): `positions` on the axes of a score."""
        return self.positions[None, None]

    @property
    def query(self) -> Operation:
        """(T, 1, 1, H): the query of each step."""
        return Operation("s_t", "query", self.queries[:, None, None])

    @property
    def state(self) -> Operation:
        """(1, 1, s, E): the encoder states of the pieces; with coverage (T, 1, s, E), h′ = h + w c."""
        lines = self.covering
        return add_terms("h′_i", lines[0], lines[-1]) if lines else self._own_state

    @property
    def covering(self) -> Derivation:
        """With coverage, the lines before the state: h, c, w, w c; without, none."""
        if self.coverage is None:
            return ()
        read = Operation("c_i", "coverage", self.coverage.read[:, None, self.positions])
        weight = parameter("w", self.coverage.weight)
        product = Operation("w c_i", "scale", weight.value * read.value[..., None], ("w", "c_i"))
        return self._own_state, read, weight, product

    @property
    def _own_state(self) -> Operation:
        return Operation("h_i", "state", self.values[None, None, self.positions])


Derivation = tuple[Operation, ...]
Scoring = Callable[[ScoringContext], Derivation]
SCORING: dict[str, Scoring] = {}


def explains(name: str) -> Callable[[Scoring], Scoring]:
    """Decorator: this function writes the arithmetic of the scoring function called `name`."""

    def add(scoring: Scoring) -> Scoring:
        SCORING[name] = scoring
        return scoring

    return add


def linear(name: str, matrix: Array, term: Operation, bias: Array | None = None, heads: int = 1) -> Operation:
    """W x (+ b). With heads the rows are dealt to them: (…, 1, ·, columns) → (…, N, ·, rows / N)."""
    parts = matrix.reshape(heads, -1, matrix.shape[1])  # (N, rows, columns)
    value = np.einsum(
        "nkd,tnsd->tnsk", parts, np.broadcast_to(term.value, (term.value.shape[0], heads, *term.value.shape[2:]))
    )
    symbol = f"{name} {term.symbol}" + ("" if bias is None else " + b")
    of = (name, term.symbol) if bias is None else (name, term.symbol, "b")
    if bias is None:
        return Operation(symbol, "matrix", value, of, parts)
    biases = bias.reshape(heads, -1)  # (N, rows)
    return Operation(symbol, "matrix", value + biases[:, None], of, parts, biases)


def inner_product(left: Operation, right: Operation, symbol: str = "score") -> Derivation:
    """The elementwise product of two vectors, and its sum."""
    products = Operation(
        f"{left.symbol} ⊙ {right.symbol}", "multiply", left.value * right.value, (left.symbol, right.symbol)
    )
    return products, Operation(symbol, "sum", products.value.sum(axis=-1), (products.symbol,))


def scale_term(term: Operation, factor: Operation, symbol: str = "score") -> Operation:
    return Operation(symbol, "scale", term.value * factor.value, (factor.symbol, term.symbol))


def tanh_term(term: Operation) -> Operation:
    return Operation(f"tanh({term.symbol})", "tanh", np.tanh(term.value), (term.symbol,))


def add_terms(symbol: str, *terms: Operation) -> Operation:
    value = terms[0].value
    for term in terms[1:]:
        value = value + term.value
    return Operation(symbol, "add", value, tuple(term.symbol for term in terms))


def parameter(symbol: str, vector: Array) -> Operation:
    """A learned vector (D,), or a learned number ()."""
    return Operation(symbol, "parameter", vector[None, None, None])


def constant(symbol: str, number: float) -> Operation:
    """A number that is fixed, not learned."""
    return Operation(symbol, "rule", np.full((1, 1, 1), number, dtype=float))


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """The computation of the score of source piece `source` in head `head`, at all T steps.

    A term's value is (T,) for a number and (T, D) for a vector, with 1 for T where it is the same at every step; its
    matrix is (rows, columns). The last term is the score. `formula` is LaTeX, that of the scoring function's card."""

    source: int
    head: int
    formula: str
    terms: Derivation

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values. Every value is a list over the steps, of length 1 for a constant term; minus
        infinity is None. A matrix with more than `BLACKBOARD` entries is None."""
        terms = [term_values(term) for term in self.terms]
        return {"source": self.source, "head": self.head, "formula": self.formula, "terms": terms}


def cell_derivation(terms: Derivation, head: int) -> Derivation:
    """The terms of a single source piece in one head: (T, N, 1, …) → (T, …)."""
    return tuple(_select_head(term, head) for term in terms)


def _select_head(term: Operation, head: int) -> Operation:
    value = term.value[:, min(head, term.value.shape[1] - 1), 0]
    matrix, bias = (None if array is None else array[min(head, len(array) - 1)] for array in (term.matrix, term.bias))
    return Operation(term.symbol, term.operation, value, term.operands, matrix, bias)


def term_values(term: Operation) -> dict[str, Any]:
    """A line as plain JSON values; its value (L,) or (L, D) over the steps or pieces."""
    return {
        "symbol": term.symbol,
        "operation": term.operation,
        "of": list(term.operands),
        "value": rounded_vectors(term.value) if term.value.ndim > 1 else rounded_lists(term.value),
        "matrix": small_matrix(term.matrix),
        "bias": None if term.bias is None or small_matrix(term.matrix) is None else rounded_lists(term.bias),
    }
