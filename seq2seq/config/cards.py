"""One card a scoring function: what menus, catalogues and papers say of it. Standard library only.

The order here is the order of every menu. A card without a class, or a class without a card, fails the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "#777b88"
"""The colour of a scoring function that has none."""


@dataclass(frozen=True)
class Card:
    """`formula` is LaTeX for the score of one source state h_i under the query s_t; `config.symbols` says what its
    letters stand for. `place` is its place in `paper`; `hint` says what to look for in the picture; `group` is the
    menu's heading; `parameters` names the hyper-parameters of ModelConfig. One that does not attend gives every step
    the same vector; its weights only write down how that one is made. `colour` is that of its
    lines on a light ground, on every page."""

    name: str
    title: str
    group: str
    formula: str
    authors: str
    year: int
    place: str
    paper: str
    hint: str
    parameters: tuple[str, ...] = ()
    attends: bool = True
    colour: str = UNKNOWN


SCORER_GROUPS = ("baseline", "content", "position", "both")

_LUONG = "Effective Approaches to Attention-based Neural Machine Translation"
_VASWANI = "Attention Is All You Need"

_ALL = (
    Card(
        "none",
        "No attention",
        "baseline",
        r"c_t = [\overrightarrow{h}_S;\ \overleftarrow{h}_1]",
        "Sutskever et al.",
        2014,
        "equation 1",
        "Sequence to Sequence Learning with Neural Networks",
        "One fixed vector must encode the whole source: try a long one, and compare.",
        attends=False,
        colour="#777b88",
    ),
    Card(
        "uniform",
        "Uniform",
        "baseline",
        r"\mathrm{score}(s_t, h_i) = 0",
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
        "Graves et al.",
        2014,
        "equations 5 and 6",
        "Neural Turing Machines",
        "Only the angle counts, never the lengths: all scores lie between −β and β.",
        colour="#b68d02",
    ),
    Card(
        "general",
        "General (bilinear)",
        "content",
        r"\mathrm{score}(s_t, h_i) = s_t^\top W h_i",
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
        "Bahdanau et al.",
        2015,
        "appendix A.1.2",
        "Neural Machine Translation by Jointly Learning to Align and Translate",
        "The first attention used in translation: a small network scores each pair. Follow its weights.",
        ("attention",),
        colour="#3457d5",
    ),
    Card(
        "concat",
        "Concat",
        "content",
        r"\mathrm{score}(s_t, h_i) = v^\top \tanh(W [s_t; h_i])",
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
        "Vaswani et al.",
        2017,
        "section 3.2.2",
        _VASWANI,
        "Several heads read at once: choose one to see what it does alone.",
        ("attention", "heads"),
        colour="#4d00ff",
    ),
    Card(
        "location",
        "Location",
        "position",
        r"\mathrm{score}(s_t, i) = (W s_t)_i",
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
        "Vaswani et al.",
        2017,
        "section 3.5",
        _VASWANI,
        "Positions again, as waves, so that neighbours have similar codes: compare with Location.",
        ("attention",),
        colour="#e561c1",
    ),
    Card(
        "location_aware",
        "Location-aware",
        "both",
        r"\begin{aligned}&\mathrm{score}(s_t, h_i) = {} \\"
        r"&v^\top \tanh(W s_t + U h_i + V (F * \alpha_{t-1})_i + b)\end{aligned}",
        "Chorowski et al.",
        2015,
        "equation 9",
        "Attention-Based Models for Speech Recognition",
        "It knows where it looked a step ago: see whether it moves on or stays.",
        ("attention",),
        colour="#00386c",
    ),
    Card(
        "local_m",
        "Local, monotonic",
        "both",
        r"\mathrm{score}(s_t, h_i) = s_t^\top W h_i,\ \ |i - t| \le D",
        "Luong et al.",
        2015,
        "section 3.2",
        _LUONG,
        "A window of ±D pieces moves along with the output: nothing outside it can be seen.",
        ("window",),
        colour="#657c2e",
    ),
    Card(
        "local_p",
        "Local, predictive",
        "both",
        r"\begin{aligned}&\mathrm{score}(s_t, h_i) = {} \\"
        r"&s_t^\top W h_i - \tfrac{(i - p_t)^2}{2 (D/2)^2},\ \ |i - p_t| \le D \\"
        r"&p_t = (S - 1)\, \sigma(v_p^\top \tanh(W_p s_t))\end{aligned}",
        "Luong et al.",
        2015,
        "equations 9 and 10",
        _LUONG,
        "It predicts where to look and sees only what is near: check whether the prediction is right.",
        ("attention", "window"),
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
        raise ValueError(f"{scorer} does not attend: there is nothing to copy by")
    if coverage and card and card.group not in ("content", "both"):
        raise ValueError(f"{scorer} reads no content, where coverage is written")
