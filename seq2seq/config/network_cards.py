"""One card an encoder or a decoder, as `cards` has one a scoring function; and what an encoder costs.

The order here is the order of every menu. A card without a class, or a class without a card, fails the tests.
Standard library only."""

from __future__ import annotations

from dataclasses import dataclass

from seq2seq.config.schema import Cell, ModelConfig


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


_ENCODERS = (
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
        "A state sees only its neighbours, one more per side with each layer; all states are computed in parallel.",
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
        "Every piece attends to every other directly, however far apart; only a position code says where it is.",
        ("heads",),
    ),
)

ENCODER_CARDS: dict[str, NetworkCard] = {card.name: card for card in _ENCODERS}


_DECODERS = (
    NetworkCard(
        "rnn_first",
        "attend after",
        r"s_t = f(y_{t-1}, s_{t-1}),\quad \tilde{h}_t = \tanh(W [s_t; c_t])",
        "Luong et al.",
        2015,
        "section 3",
        "Effective Approaches to Attention-based Neural Machine Translation",
        "The decoder cell comes first: its new state asks, and the context goes to the output alone.",
        ("cell", "input_feeding"),
    ),
    NetworkCard(
        "attend_first",
        "attend first",
        r"s_t = f(y_{t-1}, c_t, s_{t-1})",
        "Bahdanau et al.",
        2015,
        "appendix A.2.2",
        "Neural Machine Translation by Jointly Learning to Align and Translate",
        "As in Bahdanau et al. 2015, appendix A.2.2: attention comes before the decoder cell, which reads the context.",
        ("cell",),
    ),
    NetworkCard(
        "transformer",
        "Transformer",
        r"s_t = x_t + \sum_{u \le t} \alpha_{tu} W_v x_u,\quad x'_t = s_t + W_o c_t + \dots",
        "Vaswani et al.",
        2017,
        "section 3.1",
        "Attention Is All You Need",
        "No recurrent cell: in every layer a step attends to itself and earlier steps, then to the source, with all "
        "heads.",
        ("heads",),
    ),
)

DECODER_CARDS: dict[str, NetworkCard] = {card.name: card for card in _DECODERS}


_MATRICES: dict[Cell, int] = {"rnn": 1, "gru": 3, "lstm": 4}
"""Of a cell: a matrix for its state, and one for each gate or candidate."""


def encoder_products(config: ModelConfig, sources: int) -> int:
    """The multiplications within all products of matrices and vectors while the encoder reads `sources` pieces; not
    those number by number, such as gates. A product of (m, n) with n numbers has m · n. Borders of a convolution count
    as what lies within."""
    embedding, width = config.embedding, config.encoder_width
    resize = 0 if embedding == width else embedding * width
    if config.encoder_cell:
        return sources * (_recurrent(config, config.encoder_cell) + resize)
    layer = sources * 2 * width * width * config.kernel
    if config.encoder_name == "self_attention":
        # Four projections and a layer of 4 E a piece; scores and mixtures of all pairs.
        layer = sources * (4 + 8) * width**2 + 2 * sources**2 * width
    return sources * 2 * resize + config.encoder_layers * layer


def _recurrent(config: ModelConfig, cell: Cell) -> int:
    """Those of all layers and directions for one piece."""
    hidden, inputs = config.encoder_hidden, [config.embedding] + [config.encoder_width] * (config.encoder_layers - 1)
    return sum(_MATRICES[cell] * config.directions * hidden * (width + hidden) for width in inputs)


def encoder_steps(config: ModelConfig, sources: int) -> int:
    """How many layers must wait for one another: with a cell, every piece waits for the one before; without, all pieces
    of a layer are read at once."""
    return config.encoder_layers * (sources if config.encoder_cell else 1)
