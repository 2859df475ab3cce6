"""Figures of answers in symbols."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from seq2seq.evaluation.metrics import accuracy, edit_distance, symbol_error_rate


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("abc", "acb", 2), ("flaw", "lawn", 2)],
)
def test_the_distance_counts_insertions_deletions_and_exchanges(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == distance


def test_sounds_are_counted_against_the_nearest_reference() -> None:
    measured: Any = SimpleNamespace(
        translations=["R EH1 D", "T AH0 M EY1 T OW2"],
        references=[["R IY1 D", "R EH1 D"], ["T AH0 M AA1 T OW0", "T AH0 M EY1 T OW0"]],
    )
    assert accuracy(measured) == 0.5
    assert symbol_error_rate(measured) == 1 / 9
