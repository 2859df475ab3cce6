"""The library as the pages call it: results are kept for everybody, and what can't be done is a Problem."""

from __future__ import annotations

import pytest

from pages.ui.engine import cache, work
from pages.ui.engine.cache import Problem
from seq2seq.config.edits import DeletePiece
from seq2seq.config.schema import Request
from seq2seq.trace.trace import DecodeTrace

ADDITIVE = "zh-en/additive"


def test_what_was_worked_out_once_is_not_worked_out_again() -> None:
    first, again = (work.translate(Request(ADDITIVE, "他没有钱")) for _ in range(2))
    assert isinstance(first, DecodeTrace) and first is again
    assert work.translate_forced(Request(ADDITIVE, "他没有钱"), "He has no money.") is not first
    assert work.translate(Request("zh-en/dot", "他没有钱")) is not first


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request("zh-en/telepathy", "我"), Problem(cache.UNTRAINED)),
        (Request(ADDITIVE, " "), Problem()),
        (
            Request(ADDITIVE, "我", edits=(DeletePiece(70),)),
            Problem("there is no source piece {n}: the last is {last}", {"n": 71, "last": 2}),
        ),
    ],
)
def test_what_cannot_be_done_says_why(request_: Request, problem: Problem) -> None:
    assert work.translate(request_) == problem == work.trace_states(request_)
