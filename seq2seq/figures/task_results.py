"""The table of docs/results.md for made-up tasks: how many answers are right, and how exact the alignment is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.cards import CARDS
from seq2seq.data.tasks.registry import TASKS
from seq2seq.evaluation.tables import Checkpoint, gold_sets, measured_checkpoints
from seq2seq.figures.markdown import markdown_table


def tasks_table(entries: Iterable[Entry]) -> str:
    """One row per scoring function, one column per task with models: right answers and AER in percent; "" without."""
    models = list(entries)
    by_task = {
        name: {checkpoint.scorer: checkpoint for checkpoint in measured_checkpoints(group)}
        for name in TASKS
        if (group := [model for model in models if model.family == name])
    }
    if not by_task:
        return ""
    rows = [[card.title, *(_figures(group, card.name) for group in by_task.values())] for card in CARDS.values()]
    return markdown_table(["", *(TASKS[name].title for name in by_task)], rows)


def _figures(checkpoints: Mapping[str, Checkpoint], scorer: str) -> str:
    if scorer not in checkpoints:
        return "–"
    checkpoint = checkpoints[scorer]
    error = checkpoint.agreement(next(iter(gold_sets([checkpoint])), ""), "weights", "all")
    right = f"{100 * checkpoint.test['accuracy']:.1f}"
    return f"{right} · {100 * error['model']['aer']:.1f}" if error else f"{right} · –"
