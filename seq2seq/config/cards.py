"""One card a scoring function: what menus, catalogues and papers say of it; the registry of classes by name. Standard
library only.

The order here is the order of every menu. A card without a class, or a class without a card, fails the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

UNKNOWN = "#777b88"
"""The colour of a scoring function that has none."""
Side = Literal["decoder", "source", ""]


@dataclass(frozen=True)
class Symbol:
    """A symbol as `W_q^n`, in plain characters; the side it works on, if it is one alone; and what it stands for."""

    name: str
    side: Side
    words: str


@dataclass(frozen=True)
class Card:
    """`formula` is LaTeX for the score of one source state h_i under the query s_t; `symbols` are its letters in their
    order, with what they stand for. `place` is its place in `paper`; `differs` says what is otherwise here than there;
    `hint` says what to look for in the picture; `group` is the menu's heading; `parameters` names the hyper-parameters
    of ModelConfig. One that does not attend gives every step the same vector; its weights only write down how that one
    is made. `colour` is that of its lines on a light ground, on every page."""

    name: str
    title: str
    group: str
    formula: str
    symbols: tuple[Symbol, ...]
    authors: str
    year: int
    place: str
    paper: str
    hint: str
    parameters: tuple[str, ...] = ()
    attends: bool = True
    differs: str = ""
    colour: str = UNKNOWN


SCORER_GROUPS = ("baseline", "content", "position", "both")

_LUONG = "Effective Approaches to Attention-based Neural Machine Translation"
_VASWANI = "Attention Is All You Need"
ASKED_AFTER = (
    "In the paper the query is the decoder state before the step; here it is the state after it, as for all functions."
)

_S = Symbol("s_t", "decoder", "The decoder's state at step t, which asks: the query.")
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
STATE_BEFORE = Symbol("s_t−1", "decoder", "The decoder's state before the step, which asks: the query.")
"""In place of s_t where the decoder attends first."""

_ALL = (
    Card(
        "none",
        "No attention",
        "baseline",
        r"c_t = [\overrightarrow{h}_S;\ \overleftarrow{h}_1]",
        (
            Symbol("c_t", "decoder", "The context vector that the decoder receives: here the same at every step."),
            Symbol("h_S", "source", "The last state of the encoder that reads forwards: it has read all pieces."),
            Symbol("h_1", "source", "The last state of the encoder that reads backwards: it ends at the first piece."),
        ),
        "Sutskever et al.",
        2014,
        "equation 1",
        "Sequence to Sequence Learning with Neural Networks",
        "One fixed vector must encode the whole source: try a long one, and compare.",
        attends=False,
        differs="In the paper it only initialises the decoder; here every step also reads it, as in Cho et al. 2014, "
        "section 2.2.",
        colour="#777b88",
    ),
    Card(
        "uniform",
        "Uniform",
        "baseline",
        r"\mathrm{score}(s_t, h_i) = 0",
        (_S, _H),
        "Wiegreffe & Pinter",
        2019,
        "section 3",
        "Attention is not not Explanation",
        "All pieces weigh the same: see which words are still translated and which are mixed up.",
        colour="#515244",
    ),
    Card(
        "dot",
        "Dot product",
        "content",
        r"\mathrm{score}(s_t, h_i) = s_t^\top h_i",
        (_S, _T, _H),
        "Luong et al.",
        2015,
        "section 3.1",
        _LUONG,
        "No parameters: query and encoder state are compared as they are.",
        colour="#dc4900",
    ),
    Card(
        "scaled_dot",
        "Scaled dot product",
        "content",
        r"\mathrm{score}(s_t, h_i) = \frac{(W_q s_t)^\top (W_k h_i)}{\sqrt{K}}",
        (_WQ, _S, _T, _WK, _H, _K),
        "Vaswani et al.",
        2017,
        "equation 1",
        _VASWANI,
        "Query and state are projected to K numbers each; √K undoes what K adds to the spread of scores.",
        ("attention",),
        colour="#9b2f00",
    ),
    Card(
        "cosine",
        "Cosine",
        "content",
        r"\mathrm{score}(s_t, h_i) = \beta \cos(s_t, h_i)",
        (
            Symbol("β", "", "How sharp the choice is: one learned number above 0."),
            Symbol("cos", "", "The cosine of the angle between two vectors: from −1 to 1, whatever their lengths."),
            _S,
            _H,
        ),
        "Graves et al.",
        2014,
        "equations 5 and 6",
        "Neural Turing Machines",
        "Only the angle counts, never the lengths: all scores lie between −β and β.",
        differs="There the network sets β at every step; here it is one learned number.",
        colour="#b68d02",
    ),
    Card(
        "general",
        "General (bilinear)",
        "content",
        r"\mathrm{score}(s_t, h_i) = s_t^\top W h_i",
        (_S, _T, _BETWEEN, _H),
        "Luong et al.",
        2015,
        "section 3.1",
        _LUONG,
        "A learned matrix maps encoder states into the query's space, where they are compared.",
        colour="#1aa95c",
    ),
    Card(
        "additive",
        "Additive",
        "content",
        r"\mathrm{score}(s_t, h_i) = v^\top \tanh(W s_t + U h_i + b)",
        (_V, _T, _TANH, _W, _S, _U, _H, _B),
        "Bahdanau et al.",
        2015,
        "appendix A.1.2",
        "Neural Machine Translation by Jointly Learning to Align and Translate",
        "The first attention used in translation: a small network scores each pair. Follow its weights.",
        ("attention",),
        differs=ASKED_AFTER,
        colour="#3457d5",
    ),
    Card(
        "concat",
        "Concat",
        "content",
        r"\mathrm{score}(s_t, h_i) = v^\top \tanh(W [s_t; h_i])",
        (
            _V,
            _T,
            _TANH,
            Symbol("W", "", "Learned weights for both sides: the left half turns s_t, the right half h_i."),
            _S,
            _H,
        ),
        "Luong et al.",
        2015,
        "section 3.1",
        _LUONG,
        "Additive written with one matrix, W = [W U], and without the bias b: compare the two pictures.",
        ("attention",),
        colour="#1c98f6",
    ),
    Card(
        "multi_head",
        "Multi-head",
        "content",
        r"\mathrm{score}_n(s_t, h_i) = \frac{(W_q^n s_t)^\top (W_k^n h_i)}{\sqrt{K/N}}",
        (
            Symbol("W_q^n", "decoder", "Learned weights of head n on the decoder's side: they make its query."),
            _S,
            _T,
            Symbol("W_k^n", "source", "Learned weights of head n on the source's side: they make its key."),
            _H,
            Symbol("K", "", "How many numbers the queries of all heads have together: each has K/N."),
            Symbol("N", "", "How many heads there are."),
            Symbol("n", "", "The number of a head: each has scores and weights of its own."),
        ),
        "Vaswani et al.",
        2017,
        "section 3.2.2",
        _VASWANI,
        "Several heads read at once: choose one to see what it does alone.",
        ("attention", "heads"),
        differs="There each head projects its values; here each takes its slice of the source states.",
        colour="#4d00ff",
    ),
    Card(
        "location",
        "Location",
        "position",
        r"\mathrm{score}(s_t, i) = (W s_t)_i",
        (Symbol("W", "decoder", "Learned weights on the decoder's side: one row a position."), _S, _I),
        "Luong et al.",
        2015,
        "equation 8",
        _LUONG,
        "It sees positions, not words: swap two words and see whether its weights follow.",
        ("max_length",),
        colour="#c314a4",
    ),
    Card(
        "sinusoidal",
        "Sinusoidal positions",
        "position",
        r"\mathrm{score}(s_t, i) = \frac{(W_q s_t)^\top (W_k p_i)}{\sqrt{K}}",
        (
            _WQ,
            _S,
            _T,
            _WK,
            Symbol("p_i", "source", "The code of position i: sines and cosines, nothing of the word."),
            _K,
            _I,
        ),
        "Vaswani et al.",
        2017,
        "section 3.5",
        _VASWANI,
        "Positions again, as waves, so that neighbours have similar codes: compare with Location.",
        ("attention",),
        differs="There the codes are added to the embeddings; here they alone are the keys.",
        colour="#e561c1",
    ),
    Card(
        "location_aware",
        "Location-aware",
        "both",
        r"\begin{aligned}&\mathrm{score}(s_t, h_i) = {} \\"
        r"&v^\top \tanh(W s_t + U h_i + V (F * \alpha_{t-1})_i + b)\end{aligned}",
        (
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
        "Chorowski et al.",
        2015,
        "equation 9",
        "Attention-Based Models for Speech Recognition",
        "It also sees the previous step's weights: does it move on or stay?",
        ("attention",),
        differs=ASKED_AFTER,
        colour="#00386c",
    ),
    Card(
        "local_m",
        "Local, monotonic",
        "both",
        r"\mathrm{score}(s_t, h_i) = s_t^\top W h_i,\ \ |i - t| \le D",
        (
            _S,
            _T,
            _BETWEEN,
            _H,
            _I,
            Symbol("t", "decoder", "The step, which the window follows; after the last piece it stays there."),
            _WINDOW,
        ),
        "Luong et al.",
        2015,
        "section 3.2",
        _LUONG,
        "A window of ±D pieces moves one piece per step; anything outside it gets no weight.",
        ("window",),
        differs="Once the translation is longer than the source, the window stays at its last piece.",
        colour="#657c2e",
    ),
    Card(
        "local_p",
        "Local, predictive",
        "both",
        r"\begin{aligned}&\mathrm{score}(s_t, h_i) = {} \\"
        r"&s_t^\top W h_i - \tfrac{(i - p_t)^2}{2 (D/2)^2},\ \ |i - p_t| \le D \\"
        r"&p_t = (S - 1)\, \sigma(v_p^\top \tanh(W_p s_t))\end{aligned}",
        (
            _S,
            _T,
            _BETWEEN,
            _H,
            _I,
            Symbol("p_t", "decoder", "The place that a small network predicts from s_t: the middle of the window."),
            Symbol(
                "D", "", "The reach of the window, beyond which no weight goes, and twice the width of the Gaussian."
            ),
            Symbol("S", "source", "How many source pieces there are. Places are counted from 0: the last is S − 1."),
            Symbol("σ", "", "Squeezes a number to between 0 and 1: from the first place to the last."),
            Symbol("v_p", "decoder", "Learned weights that make one number of the hidden units: where to look."),
            _TANH,
            Symbol("W_p", "decoder", "Learned weights of the small network that predicts the place."),
        ),
        "Luong et al.",
        2015,
        "equations 9 and 10",
        _LUONG,
        "It predicts where to look and sees only what is near: check whether the prediction is right.",
        ("attention", "window"),
        differs="There p_t = S σ(…), and the Gaussian multiplies the weights after the softmax: they do not sum to 1.",
        colour="#262700",
    ),
)

CARDS: dict[str, Card] = {card.name: card for card in _ALL}


def check_use(scorer: str, decoder: str, copying: bool, coverage: bool) -> None:
    """Raises ValueError for a scoring function or a decoder that can't be copied by, or can't read coverage."""
    card = CARDS.get(scorer)
    if decoder and (copying or coverage):
        raise ValueError("copying and coverage belong to recurrent decoders: leave decoder as it is")
    if copying and card and not card.attends:
        raise ValueError(f"{scorer} has no attention, which copying needs")
    if coverage and card and card.group not in ("content", "both"):
        raise ValueError(f"{scorer} ignores content, so it can't use coverage")


T = TypeVar("T")
C = TypeVar("C")


class Registry(dict[str, type[T]], Generic[T]):
    """Name → class. Every name has a card, which menus and the command line read without importing the class.

    `kind` is what the classes are, with its article; `place` is the file of the cards."""

    def __init__(self, kind: str, cards: Mapping[str, object], place: str) -> None:
        super().__init__()
        self.kind, self.cards, self.place = kind, cards, place

    def register(self, name: str) -> Callable[[C], C]:
        """A class decorator that adds a class under this name. Raises ValueError for a name that is taken or has no
        card."""

        def add(part: C) -> C:
            if name in self:
                raise ValueError(f"{self.kind} called {name!r} is registered already")
            if name not in self.cards:
                raise ValueError(f"write a card for {name!r} in {self.place} first")
            self[name] = cast(Any, part)
            return part

        return add
