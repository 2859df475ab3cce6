"""Which boxes a network has: the quantities that a decoding goes through, each with its lines of PyTorch, and those
that the picture of the network opens to their arithmetic."""

from __future__ import annotations

from seq2seq.config.cards import CARDS
from seq2seq.config.schema import ModelConfig

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
