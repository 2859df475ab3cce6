"""Attention: one mechanism, many scoring functions. Importing this package fills the registry."""

from seq2seq.attention import additive, content, location
from seq2seq.attention.mechanism import Attended, Attention
from seq2seq.attention.scorer import SCORERS, AttentionHistory, Memory, Scorer, Sizes, make_scorer, register

__all__ = [
    "SCORERS",
    "Attended",
    "Attention",
    "AttentionHistory",
    "Memory",
    "Scorer",
    "Sizes",
    "additive",
    "content",
    "location",
    "make_scorer",
    "register",
]
