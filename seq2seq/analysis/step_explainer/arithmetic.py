"""The arithmetic of one cell of the matrix: the score of a source piece, line by line, at every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seq2seq.analysis.step_explainer.rounding import rounded_lists, rounded_vectors, small_matrix
from seq2seq.analysis.step_explainer.terms import Derivation, Operation


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
        terms = [_term_dict(term) for term in self.terms]
        return {"source": self.source, "head": self.head, "formula": self.formula, "terms": terms}


def cell_derivation(terms: Derivation, head: int) -> Derivation:
    """The terms of a single source piece in one head: (T, N, 1, …) → (T, …)."""
    return tuple(_select_head(term, head) for term in terms)


def _select_head(term: Operation, head: int) -> Operation:
    value = term.value[:, min(head, term.value.shape[1] - 1), 0]
    matrix, bias = (None if array is None else array[min(head, len(array) - 1)] for array in (term.matrix, term.bias))
    return Operation(term.symbol, term.operation, value, term.operands, matrix, bias)


def _term_dict(term: Operation) -> dict[str, Any]:
    return {
        "symbol": term.symbol,
        "operation": term.operation,
        "of": list(term.operands),
        "value": rounded_vectors(term.value) if term.value.ndim > 1 else rounded_lists(term.value),
        "matrix": small_matrix(term.matrix),
        "bias": None if term.bias is None or small_matrix(term.matrix) is None else rounded_lists(term.bias),
    }
