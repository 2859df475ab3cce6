"""The library as the pages call it: results are kept for everybody, and what can't be done is a Problem."""

from __future__ import annotations

import gc
import os
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from pages.ui.engine import loaded, pretrained, results, work
from pages.ui.engine.work import Problem
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import DeletePiece
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
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
        (
            Request("zh-en/telepathy", "我"),
            Problem(results.UNTRAINED, {"command": "python -m seq2seq train zh-en --scorer telepathy"}),
        ),
        (Request(ADDITIVE, " "), Problem()),
        (
            Request(ADDITIVE, "我", edits=(DeletePiece(70),)),
            Problem("there is no source piece {n}: the last is {last}", {"n": 71, "last": 2}),
        ),
    ],
)
def test_what_cannot_be_done_says_why(request_: Request, problem: Problem) -> None:
    assert work.translate(request_) == problem == work.trace_states(request_)


def test_different_sentences_do_not_wait_for_each_other_and_the_same_ones_do() -> None:
    """Two visitors ask for one sentence while it is decoded, a third for another one."""
    texts: list[str] = []
    held = Event()

    def slow(_bundle: Bundle, text: str) -> str:
        texts.append(text)
        return text if text == "short" or held.wait(20) else "too late"

    with ThreadPoolExecutor(3) as visitors:
        same = [visitors.submit(results.compute, slow, ADDITIVE, "long") for _ in range(2)]
        assert results.compute(slow, ADDITIVE, "short") == "short"
        held.set()
        assert [future.result(20) for future in same] == ["long", "long"]
    assert sorted(texts) == ["long", "short"]


def test_no_more_sentences_are_decoded_at_once_than_there_are_cores() -> None:
    running, most, lock = 0, 0, Lock()

    def search(_bundle: Bundle, text: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return text

    with ThreadPoolExecutor(12) as visitors:
        texts = [str(number) for number in range(12)]
        assert list(visitors.map(lambda text: results.decode(search, ADDITIVE, text), texts)) == texts
    assert most == min(12, os.cpu_count() or 1)


def test_what_is_kept_is_bounded_in_bytes() -> None:
    """Of four results that each take two sevenths of all that may be kept, the first is gone."""
    made: list[int] = []

    def large(_bundle: Bundle, number: int) -> bytes:
        made.append(number)
        return bytes(results.KEPT_BYTES // 7)

    for number in (1, 2, 3, 4, 4, 1):
        results.compute(large, ADDITIVE, number)
    assert made == [1, 2, 3, 4, 1]


def test_what_is_kept_is_weighed_by_the_memory_that_it_takes() -> None:
    bundle, texts = loaded.bundle(pretrained.root(), ADDITIVE), ["我爱你。" * number for number in range(1, 21)]
    translate(bundle, Request(ADDITIVE, texts[0]))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        traces = [translate(bundle, Request(ADDITIVE, text)) for text in texts]
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert sum(map(results.approximate_bytes, traces)) == pytest.approx(taken, rel=0.25)


def test_jobs_are_bounded_in_bytes_as_well() -> None:
    """One result takes a seventh of what may be kept, two as much as any may, more than a half each: the page of the
    last one finds it all the same."""
    made: list[int] = []

    def large(_bundle: Bundle, thirds: int, _share: Callable[[float], None]) -> bytes:
        made.append(thirds)
        return bytes(results.KEPT_BYTES // 7 * thirds)

    def done(thirds: int) -> results.Job[bytes]:
        job = results.compute_in_background(large, ADDITIVE, thirds)
        while not job.done:
            time.sleep(0.01)
        with results.ONE_IN_BACKGROUND:
            time.sleep(0.05)  # until it is weighed
        return job

    first = done(1)
    assert done(1) is first
    done(4)
    largest = done(5)
    assert done(5) is largest
    assert done(1) is not first
    assert made == [1, 4, 5, 1]
