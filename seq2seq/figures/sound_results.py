"""The table of docs/results.md for models that write the sounds of a word."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.cards import CARDS
from seq2seq.evaluation.tables import Z_95, Checkpoint, measured_checkpoints
from seq2seq.figures.markdown import markdown_table


def sounds_table(entries: Iterable[Entry]) -> str:
    """One row per model: percent of words right, percent of sounds wrong, perplexity; "" without such models."""
    models = [model for model in measured_checkpoints(entries) if "symbol_error_rate" in model.test]
    head = ["", "words right, %", "sounds wrong, %", "perplexity"]
    return markdown_table(head, [_row(model) for model in models]) if models else ""


def _row(model: Checkpoint) -> list[str]:
    right, wrong = (model.test[name] for name in ("accuracy", "symbol_error_rate"))
    half = Z_95 * sqrt(right * (1 - right) / model.test["sentences"])  # of a share, by the normal approximation
    percents = f"{100 * right:.1f} ± {100 * half:.1f}", f"{100 * wrong:.1f}"
    return [CARDS[model.scorer].title, *percents, f"{model.test['perplexity']:.2f}"]
