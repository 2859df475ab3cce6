"""One card a decoder, as `encoder_cards` has one an encoder. Standard library only.

A card without a class, or a class without a card, fails the tests.
"""

from __future__ import annotations

from seq2seq.config.encoder_cards import NetworkCard

_ALL = (
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
        "No cell: in every layer a step looks back at all steps before it, then at the source, with all heads.",
        ("heads",),
    ),
)

DECODER_CARDS: dict[str, NetworkCard] = {card.name: card for card in _ALL}
