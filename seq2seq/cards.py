"""One card a scoring function: what menus, catalogues and papers say of it. Standard library only.

The order here is the order of every menu. A card without a class, or a class without a card, fails the tests.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """`formula` is LaTeX for the score of one source state h (number i) under the query s; `hint` says what to look
    for in the picture; `group` is the menu's heading; `parameters` names the hyper-parameters of ModelConfig. One that
    does not attend gives every step the same vector; its weights only write down how that one is made."""

    name: str
    title: str
    group: str
    formula: str
    paper: str
    year: int
    hint: str
    parameters: tuple[str, ...] = ()
    attends: bool = True


@dataclass(frozen=True)
class Variant:
    """How a variant of a scoring function, `additive@attend_first`, is built into the decoder differently."""

    name: str
    title: str
    hint: str


GROUPS = ("baseline", "content", "position", "both")

_LUONG = "Luong, Pham & Manning, Effective Approaches to Attention-based Neural Machine Translation"
_VASWANI = "Vaswani et al., Attention Is All You Need"

_ALL = (
    Card(
        "none",
        "No attention",
        "baseline",
        r"c_t = [\overrightarrow{h}_S;\ \overleftarrow{h}_1]",
        "Sutskever, Vinyals & Le, Sequence to Sequence Learning with Neural Networks; Cho et al.",
        2014,
        "Nothing moves: one fixed summary must carry the whole sentence. Try a long one.",
        attends=False,
    ),
    Card(
        "uniform",
        "Uniform",
        "baseline",
        r"\mathrm{score} = 0",
        "Baseline: the mean of the encoder states",
        2014,
        "Every piece gets the same share, so the decoder sees the words but not their places.",
    ),
    Card(
        "dot",
        "Dot product",
        "content",
        r"s^\top h",
        _LUONG,
        2015,
        "No weights of its own: the states themselves must learn to meet.",
    ),
    Card(
        "scaled_dot",
        "Scaled dot product",
        "content",
        r"\frac{(W_q s)^\top (W_k h)}{\sqrt{K}}",
        _VASWANI,
        2017,
        "Projected first and divided by √K, so that the softmax is not saturated at the start.",
        ("attention",),
    ),
    Card(
        "cosine",
        "Cosine",
        "content",
        r"\beta \cos(s, h)",
        "Graves, Wayne & Danihelka, Neural Turing Machines",
        2014,
        "Only the angle counts: scores stay between −β and β, so rows are rarely all or nothing.",
    ),
    Card(
        "general",
        "General (bilinear)",
        "content",
        r"s^\top W h",
        _LUONG,
        2015,
        "One matrix turns source states towards the decoder's: often the sharpest rows.",
    ),
    Card(
        "additive",
        "Additive",
        "content",
        r"v^\top \tanh(W s + U h)",
        "Bahdanau, Cho & Bengio, Neural Machine Translation by Jointly Learning to Align and Translate",
        2015,
        "The first attention of all: a small network judges each pair of states.",
        ("attention",),
    ),
    Card(
        "concat",
        "Concat",
        "content",
        r"v^\top \tanh(W [s; h])",
        _LUONG,
        2015,
        "Additive written with one matrix, W = [W U], and no bias: expect almost the same picture.",
        ("attention",),
    ),
    Card(
        "multi_head",
        "Multi-head",
        "content",
        r"\frac{(W_q^n s)^\top (W_k^n h)}{\sqrt{K/N}},\ n = 1 \dots N",
        _VASWANI,
        2017,
        "Several heads read at once; pick one to see what it does alone.",
        ("attention", "heads"),
    ),
    Card(
        "location",
        "Location",
        "position",
        r"(W s)_i",
        _LUONG,
        2015,
        "Blind to the words: it knows only places. Watch it miss when the word order changes.",
        ("max_length",),
    ),
    Card(
        "sinusoidal",
        "Sinusoidal positions",
        "position",
        r"\frac{(W_q s)^\top (W_k p_i)}{\sqrt{K}}",
        f"Location-based attention over the position codes of {_VASWANI}",
        2017,
        "Places again, but neighbours have similar codes: soft bands instead of single cells.",
        ("attention",),
    ),
    Card(
        "location_aware",
        "Location-aware",
        "both",
        r"v^\top \tanh(W s + U h_i + V (F * \alpha_{t-1})_i)",
        "Chorowski et al., Attention-Based Models for Speech Recognition",
        2015,
        "It feels where it looked a step ago: see whether it moves on or stays.",
        ("attention",),
    ),
    Card(
        "local_m",
        "Local, monotonic",
        "both",
        r"s^\top W h_i \ \text{ for } |i - t| \le D",
        _LUONG,
        2015,
        "A window of ±D pieces slides along with the output; nothing outside it can be seen.",
        ("window",),
    ),
    Card(
        "local_p",
        "Local, predictive",
        "both",
        r"s^\top W h_i - \frac{(i - p_t)^2}{2 (D/2)^2} \ \text{ for } |i - p_t| \le D",
        _LUONG,
        2015,
        "It first guesses where to look, then looks only around there.",
        ("attention", "window"),
    ),
)

CARDS: dict[str, Card] = {card.name: card for card in _ALL}

_VARIANTS = (
    Variant(
        "attend_first",
        "attend first",
        "As Bahdanau et al. built it: attention runs before the decoder cell, and the cell reads the context.",
    ),
    Variant(
        "input_feeding",
        "input feeding",
        "As Luong et al. built it: the decoder cell also reads the attention output of the previous step.",
    ),
)

VARIANTS: dict[str, Variant] = {variant.name: variant for variant in _VARIANTS}


def card_and_variant(name: str) -> tuple[Card, Variant | None]:
    """The card of a scorer and, of `additive@attend_first`, the variant: None where the decoder is as usual.

    A variant that the project does not know has its name alone. Raises KeyError for another scorer."""
    scorer, mark, variant = name.partition("@")
    return CARDS[scorer], VARIANTS.get(variant, Variant(variant, variant, "")) if mark else None


def attends(model: str) -> bool:
    """Whether a model of this name, `zh-en/additive`, looks at the source anew at each step."""
    scorer = model.rpartition("/")[2].partition("@")[0]
    return scorer not in CARDS or CARDS[scorer].attends


def rank(name: str) -> tuple[int, str]:
    """What to sort names of models by: the order of the cards, a variant behind its scorer, others by alphabet."""
    order = list(CARDS)
    scorer = name.partition("@")[0]
    return (order.index(scorer) if scorer in CARDS else len(order), name)
