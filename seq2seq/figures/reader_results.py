"""The table of docs/results.md for readers: models that differ in their encoder, what they reach and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.encoder_cards import ENCODER_CARDS
from seq2seq.config.variants import card_and_variant
from seq2seq.evaluation.readers import EncoderSpeeds, cost_table, read_speeds, reader_entries
from seq2seq.evaluation.tables import Checkpoint, measured_checkpoints
from seq2seq.figures.markdown import markdown_table


def readers_table(entries: Iterable[Entry]) -> str:
    """One row per family and reader: quality with intervals, size, milliseconds and millions of multiplications to
    encode sources of some lengths; "" without readers."""
    families: dict[str, list[Entry]] = {}
    for entry in entries:
        families.setdefault(entry.family, []).append(entry)
    rows = [row for family, group in families.items() for row in _rows(family, reader_entries(group))]
    head = ["", "", "BLEU", "chrF", "M parameters", "ms", "M multiplications"]
    return markdown_table(head, rows) if rows else ""


def _rows(family: str, readers: Sequence[Entry]) -> list[list[str]]:
    speeds = read_speeds(readers[0].folder.parent) if readers else None
    costs: Any = cost_table(readers, speeds or EncoderSpeeds((), {}))
    return [
        [family, _title(entry), *_quality(checkpoint), *_costs(costs[costs["scorer"] == entry.scorer])]
        for entry in readers
        for checkpoint in measured_checkpoints([entry])
    ]


def _title(entry: Entry) -> str:
    (card, variant), config = card_and_variant(entry.scorer), entry.read_config()
    if variant:
        return f"{card.title}, {variant.title}"
    return f"{card.title}, {ENCODER_CARDS[config.encoder_name].title} encoder" if config else card.title


def _quality(checkpoint: Checkpoint) -> list[str]:
    test = checkpoint.test
    intervals = [_interval(test[name], test.get(f"{name}_ci", 0)) for name in ("bleu", "chrf")]
    return [*intervals, f"{checkpoint.card['parameters'] / 1e6:.3g}"]


def _interval(score: float, half: float) -> str:
    """Where all are right, resampling has no width, which is no certainty."""
    return f"{score:.1f} ± {half:.1f}" if score < 100 else f"{score:.1f}"


def _costs(costs: Any) -> list[str]:
    """Milliseconds and multiplications for all lengths, with strokes between."""
    return [" / ".join(f"{value:.2g}" for value in costs[name]) or "–" for name in ("encoding", "products")]
