"""A recorded training: the weights of its monitored sentences at every recorded update, its curves, and its
alignment error.

M recorded updates, T target pieces, S source pieces, E epochs. numpy; no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.data.examples import Example
from seq2seq.evaluation.alignment_metrics import AlignmentCase, Groups, alignment_score, token_weights
from seq2seq.text.words import locate_tokens, piece_spans, token_groups, word_starts
from seq2seq.trace.links import Links
from seq2seq.trace.pieces import piece_texts, running_text
from seq2seq.trace.trace import entropy

CURVES = ("loss", "valid_loss", "bleu")
"""The measures of an epoch that are drawn."""


@dataclass(frozen=True, eq=False)
class MonitoredSentence:
    """A probe sentence: its text, its pieces, and its weights (M, T, S), the mean of all heads."""

    text: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    weights: Array

    def by_words(self) -> MonitoredSentence:
        """The same probe with pieces joined to words: columns are summed, rows averaged."""
        rows, columns = _word_groups(self.target), _word_groups(self.source)
        weights = np.array([token_weights(recorded, rows, columns) for recorded in self.weights])
        return MonitoredSentence(self.text, _joined_pieces(self.source), _joined_pieces(self.target), weights)


@dataclass(frozen=True, eq=False)
class GoldTokens:
    """Hand-made links of a probe, and the pieces of each token that they join."""

    rows: Groups
    columns: Groups
    links: Links


@dataclass(frozen=True, eq=False)
class TrainingRecord:
    """A recorded training: `updates` (M,) that were recorded and `seconds` (M,) until then, its probes, and for each
    measure its values after every epoch (E,), with their `update` and `seconds` under these names."""

    updates: Array
    seconds: Array
    probes: tuple[MonitoredSentence, ...]
    epochs: Mapping[str, Array]

    def probe(self, text: str) -> MonitoredSentence | None:
        """The probe with this sentence."""
        return next((probe for probe in self.probes if probe.text == text), None)


def read_record(folder: Path) -> TrainingRecord:
    """Read the history of the model in a folder. Raises ValueError if it can't be read or has no recorded updates."""
    path = folder / "history.json"
    try:
        return record_from_history(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{path}: {error}") from error


def record_from_history(history: Mapping[str, Any]) -> TrainingRecord:
    """The record of a history as history.json has it. Raises ValueError without epochs or recorded updates."""
    recorded, epochs = history["moments"], history["epochs"]
    if not recorded or not epochs:
        raise ValueError("no updates of the training were recorded")
    updates = np.array([one["update"] for one in recorded])
    curves = {name: np.array([epoch[name] for epoch in epochs], dtype=float) for name in (*CURVES, "seconds")}
    curves["update"] = _epoch_updates(epochs, int(updates[-1]))
    seconds = np.interp(updates, [0, *curves["update"]], [0, *curves["seconds"]])
    probes = tuple(
        MonitoredSentence(
            probe["text"],
            tuple(probe["source"]),
            tuple(probe["target"]),
            np.array([np.mean(one["weights"][at], axis=1) for one in recorded]),
        )
        for at, probe in enumerate(history["probes"])
    )
    return TrainingRecord(updates, seconds, probes, curves)


def gold_tokens(probe: MonitoredSentence, examples: Sequence[Example]) -> GoldTokens | None:
    """The links made by hand for this sentence and translation; None where there are none."""
    example = next((example for example in examples if example.source == probe.text and example.links.possible), None)
    if example is None:
        return None
    read = locate_tokens([text.strip() for text in piece_texts(probe.source)], example.source)
    source = locate_tokens(example.source_tokens, example.source)
    target = locate_tokens(example.target_tokens, running_text(probe.target))
    if read is None or source is None or target is None:
        return None
    rows, columns = token_groups(piece_spans(probe.target), target), token_groups(read, source)
    return GoldTokens(rows, columns, example.links)


def alignment_errors(probes: Sequence[MonitoredSentence], examples: Sequence[Example]) -> tuple[float, ...]:
    """The alignment error rate at each recorded update (M,), of all monitored sentences with hand-made links together;
    empty without any.

    Each target token is linked to the source token with the most weight in its own row."""
    known = [(probe, gold) for probe in probes if (gold := gold_tokens(probe, examples))]
    recorded = range(len(known[0][0].weights)) if known else ()
    return tuple(
        _error([AlignmentCase(probe.weights[at], gold.rows, gold.columns, gold.links) for probe, gold in known])
        for at in recorded
    )


def first_look(errors: Sequence[float]) -> int | None:
    """The first recorded update at which the alignment error is below halfway between its first and its lowest
    value; None if
    it never falls."""
    halfway = (errors[0] + min(errors)) / 2 if errors else 0.0
    return next((at for at, error in enumerate(errors) if error < halfway), None)


def update_entropy(probes: Sequence[MonitoredSentence]) -> tuple[float, ...]:
    """The mean entropy in bits of all rows of the probes at each recorded update (M,)."""
    rows = [entropy(probe.weights) for probe in probes]  # (M, T) each
    return tuple(np.concatenate(rows, axis=1).mean(axis=1).tolist()) if rows else ()


def _error(cases: Sequence[AlignmentCase]) -> float:
    return alignment_score([case.links(null=False) for case in cases], [case.gold for case in cases]).aer


def _epoch_updates(epochs: Sequence[Mapping[str, Any]], last: int) -> Array:
    """The update at the end of each epoch (E,): by its share of all pieces, as batches have about equally many."""
    pieces = np.array([epoch["pieces"] for epoch in epochs], dtype=float)
    return np.round(pieces / pieces[-1] * last)


def _word_groups(pieces: Sequence[str]) -> list[list[int]]:
    bounds = pairwise((*word_starts(pieces), len(pieces)))
    return [list(range(begin, end)) for begin, end in bounds]


def _joined_pieces(pieces: Sequence[str]) -> tuple[str, ...]:
    return tuple("".join(pieces[at] for at in group) for group in _word_groups(pieces))
