"""What the symbols of each scoring function's formula stand for, and where it is not as in its paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["decoder", "source", ""]


@dataclass(frozen=True)
class Symbol:
    """A symbol as `W_q^n`, in plain characters; the side it works on, if it is one alone; and what it stands for."""

    name: str
    side: Side
    words: str


_S = Symbol("s_t", "decoder", "The decoder's state at step t, which asks: the query.")
_BEFORE = Symbol("s_t−1", "decoder", "The decoder's state before the step, which asks: the query.")
_H = Symbol("h_i", "source", "The encoder's state of source piece i, which answers: the key.")
_T = Symbol("⊤", "", "Transposed: a row times a column is one number.")
_V = Symbol("v", "", "One learned weight for each hidden unit: together they make one number, the score.")
_TANH = Symbol("tanh", "", "Squeezes every number to between −1 and 1.")
_W = Symbol("W", "decoder", "Learned weights on the decoder's side: they turn the state.")
_U = Symbol("U", "source", "Learned weights on the source's side: they turn h_i.")
_B = Symbol("b", "source", "A learned bias: one number for each hidden unit, whatever the states are.")
_WQ = Symbol("W_q", "decoder", "Learned weights on the decoder's side: they make the query.")
_WK = Symbol("W_k", "source", "Learned weights on the source's side: they make the key.")
_K = Symbol("K", "", "How many numbers a query and a key have: their dot product is a sum of as many products.")
_I = Symbol("i", "source", "The position of a source piece, whatever stands there.")
_WINDOW = Symbol("D", "", "The reach of the window: pieces farther off have a score of −∞ and no weight.")
_BETWEEN = Symbol("W", "source", "Learned weights between the sides: they map h_i to the space of s_t.")

SYMBOLS: dict[str, tuple[Symbol, ...]] = {
    "none": (
        Symbol("c_t", "decoder", "The context vector that the decoder receives: here the same at every step."),
        Symbol("h_S", "source", "The last state of the encoder that reads forwards: it has read all pieces."),
        Symbol("h_1", "source", "The last state of the encoder that reads backwards: it ends at the first piece."),
    ),
    "uniform": (_S, _H),
    "dot": (_S, _T, _H),
    "scaled_dot": (_WQ, _S, _T, _WK, _H, _K),
    "cosine": (
        Symbol("β", "", "How sharp the choice is: one learned number above 0."),
        Symbol("cos", "", "The cosine of the angle between two vectors: from −1 to 1, whatever their lengths."),
        _S,
        _H,
    ),
    "general": (_S, _T, _BETWEEN, _H),
    "additive": (_V, _T, _TANH, _W, _S, _U, _H, _B),
    "concat": (
        _V,
        _T,
        _TANH,
        Symbol("W", "", "Learned weights for both sides: the left half turns s_t, the right half h_i."),
        _S,
        _H,
    ),
    "multi_head": (
        Symbol("W_q^n", "decoder", "Learned weights of head n on the decoder's side: they make its query."),
        _S,
        _T,
        Symbol("W_k^n", "source", "Learned weights of head n on the source's side: they make its key."),
        _H,
        Symbol("K", "", "How many numbers the queries of all heads have together: each has K/N."),
        Symbol("N", "", "How many heads there are."),
        Symbol("n", "", "The number of a head: each has scores and weights of its own."),
    ),
    "location": (Symbol("W", "decoder", "Learned weights on the decoder's side: one row a position."), _S, _I),
    "sinusoidal": (
        _WQ,
        _S,
        _T,
        _WK,
        Symbol("p_i", "source", "The code of position i: sines and cosines, nothing of the word."),
        _K,
        _I,
    ),
    "location_aware": (
        _V,
        _T,
        _TANH,
        _W,
        _S,
        _U,
        _H,
        Symbol("V", "source", "Learned weights for what the filters found around piece i."),
        Symbol("F", "source", "Learned filters that slide (*) over the weights of the previous step."),
        Symbol("α_t−1", "source", "The attention weights of the previous step."),
        Symbol("i", "source", "The number of the source piece."),
        _B,
    ),
    "local_m": (
        _S,
        _T,
        _BETWEEN,
        _H,
        _I,
        Symbol("t", "decoder", "The step, which the window follows; after the last piece it stays there."),
        _WINDOW,
    ),
    "local_p": (
        _S,
        _T,
        _BETWEEN,
        _H,
        _I,
        Symbol("p_t", "decoder", "The place that a small network predicts from s_t: the middle of the window."),
        Symbol("D", "", "The reach of the window, beyond which no weight goes, and twice the width of the Gaussian."),
        Symbol("S", "source", "How many source pieces there are. Places are counted from 0: the last is S − 1."),
        Symbol("σ", "", "Squeezes a number to between 0 and 1: from the first place to the last."),
        Symbol("v_p", "decoder", "Learned weights that make one number of the hidden units: where to look."),
        _TANH,
        Symbol("W_p", "decoder", "Learned weights of the small network that predicts the place."),
    ),
}
"""Scoring function → its symbols, in the order of the formula."""


_ASKS = "There the state before the step asks; here the state after it does, as for all functions."
DIFFERS = {
    "none": "There it starts the decoder; here each step reads it too, as in Cho et al. 2014, section 2.2.",
    "cosine": "There the network sets β at every step; here it is one learned number.",
    "additive": _ASKS,
    "multi_head": "There each head projects its values; here each takes its slice of the source states.",
    "sinusoidal": "There the codes are added to the embeddings; here they alone are the keys.",
    "location_aware": _ASKS,
    "local_m": "Once the translation is longer than the source, the window stays at its last piece.",
    "local_p": "There p_t = S σ(…), and the Gaussian multiplies the weights after the softmax: they do not sum to 1.",
}
"""Scoring function → what is otherwise here than in the paper of its card."""


def symbols(scorer: str) -> tuple[Symbol, ...]:
    """Those of a scoring function or of a variant of one; none where nobody has written any down."""
    name, _, variant = scorer.partition("@")
    return tuple(_BEFORE if each is _S and variant == "attend_first" else each for each in SYMBOLS.get(name, ()))
