"""One card an encoder, as `cards` has one a scoring function. Standard library only.

The order here is the order of every menu. A card without a class, or a class without a card, fails the tests.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NetworkCard:
    """What is known of an encoder or a decoder. `title` stands within a sentence. `formula` is LaTeX for what it makes
    of a piece: the state h_i of a source piece from its embedding x_i, the state s_t of a step; `place` is its place in
    `paper`; `hint` says what to look for. `parameters` names the hyper-parameters of ModelConfig that it reads besides
    the widths and the number of layers."""

    name: str
    title: str
    formula: str
    authors: str
    year: int
    place: str
    paper: str
    hint: str
    parameters: tuple[str, ...] = ()


_ALL = (
    NetworkCard(
        "rnn",
        "RNN",
        r"h_i = \tanh(W x_i + U h_{i-1} + b)",
        "Elman",
        1990,
        "figure 2",
        "Finding Structure in Time",
        "The same matrix at every step: tanh keeps the state bounded, but gradients may fade or grow with distance.",
        ("bidirectional",),
    ),
    NetworkCard(
        "gru",
        "GRU",
        r"h_i = (1 - z_i) \odot n_i + z_i \odot h_{i-1}",
        "Cho et al.",
        2014,
        "equations 5 to 8",
        "Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine Translation",
        "The update gate z decides how much of the old state stays: an open way through time.",
        ("bidirectional",),
    ),
    NetworkCard(
        "lstm",
        "LSTM",
        r"m_i = f_i \odot m_{i-1} + i_i \odot g_i,\quad h_i = o_i \odot \tanh(m_i)",
        "Hochreiter & Schmidhuber",
        1997,
        "section 4",
        "Long Short-Term Memory",
        "A memory cell beside the state; gates for what comes in, what stays (Gers et al. 2000) and what is shown.",
        ("bidirectional",),
    ),
    NetworkCard(
        "conv",
        "convolutional",
        r"x^l_i = \sqrt{\tfrac{1}{2}} \left( x^{l-1}_i + \mathrm{GLU}(W [x^{l-1}_{i-1}; x^{l-1}_i; x^{l-1}_{i+1}] + b)"
        r" \right)",
        "Gehring et al.",
        2017,
        "section 3.2",
        "Convolutional Sequence to Sequence Learning",
        "A state knows its neighbours only, one more on either side with each layer, and all are made at once.",
        ("kernel", "max_length"),
    ),
    NetworkCard(
        "self_attention",
        "self-attention",
        r"x^l_i = x^{l-1}_i + \sum_j \mathrm{softmax}_j\!\left(\tfrac{q_i^\top k_j}{\sqrt{K}}\right) v_j + \dots",
        "Vaswani et al.",
        2017,
        "section 3.2",
        "Attention Is All You Need",
        "Every piece looks at every other in one step, however far away; only a code says where it stands.",
        ("heads",),
    ),
)

ENCODER_CARDS: dict[str, NetworkCard] = {card.name: card for card in _ALL}
