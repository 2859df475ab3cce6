"""The table of docs/results.md for models that write commands of the shell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.variants import card_and_variant
from seq2seq.evaluation.commands import command_table
from seq2seq.evaluation.tables import measured_checkpoints
from seq2seq.figures.markdown import markdown_table

_PARTS = {"all": "all", "rare": "with a rare word", "known": "without"}


def commands_table(entries: Iterable[Entry]) -> str:
    """One row per model and part of the commands: percent right word for word and as templates, BLEU, the score of
    NLC2CMD; "" without such models."""
    table: Any = command_table(measured_checkpoints(entries))
    head = ["", "commands", "number", "exact %", "template %", "BLEU", "NLC2CMD"]
    return markdown_table(head, [_row(row) for _, row in table.iterrows()]) if len(table) else ""


def _row(row: Any) -> list[str]:
    card, variant = card_and_variant(row["scorer"])
    title = f"{card.title}, {variant.title}" if variant else card.title
    exact, template, score = (
        f"{row[name]:.1f} ± {row[f'{name}_interval']:.1f}" for name in ("exact", "template", "nlc2cmd")
    )
    return [title, _PARTS[row["part"]], f"{row['count']:,}", exact, template, f"{row['bleu']:.1f}", score]
