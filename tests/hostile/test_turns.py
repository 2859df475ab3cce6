"""Page runs take turns: who has used little goes first, and a run lets those pass that have used far less."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from itertools import islice

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.ui.server import turns
from pages.ui.server.turns import CHECK, LITTLE, Run, Turns
from seq2seq.config.places import PRETRAINED
from tests.browser import serve
from tests.load.sentences import unique_sentences
from tests.load.session import visiting


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def entered(ring: Turns, run: Run) -> threading.Thread:
    """A thread that waits for the turn of a run, once it stands in the line."""
    thread = threading.Thread(target=ring.enter, args=(run,), daemon=True)
    thread.start()
    until(lambda: ring.waits(run) or not thread.is_alive())
    return thread


def until(done: Callable[[], bool]) -> None:
    """Wait, on a busy machine, too."""
    end = time.monotonic() + 10
    while not done() and time.monotonic() < end:
        time.sleep(0.005)


def test_so_many_run_at_once_as_there_are_places(clock: Clock) -> None:
    ring, runs = Turns(2, clock), [Run(str(number), "home", brief=True) for number in range(3)]
    threads = [entered(ring, run) for run in runs]
    assert [thread.is_alive() for thread in threads] == [False, False, True]
    ring.leave(runs[0])
    threads[2].join(2)
    assert [ring.holds(run) for run in runs] == [False, True, True]


def test_who_has_used_less_goes_first(clock: Clock) -> None:
    ring, running = Turns(1, clock), Run("running", "home", worked=time.thread_time())
    ring.charge("greedy", 2 * LITTLE)
    ring.charge("frequent", 1.5 * LITTLE)
    ring.enter(running)
    waiting = [Run(name, "home", worked=time.thread_time()) for name in ("greedy", "frequent", "new")]
    for run in waiting:
        entered(ring, run)
    order = []
    for _ in waiting:
        ring.leave(next(run for run in (running, *waiting) if ring.holds(run)))
        order.append(next(run.session for run in waiting if ring.holds(run)))
    assert order == ["new", "frequent", "greedy"]


def test_a_new_sentence_goes_before_a_whole_page(clock: Clock) -> None:
    ring, running = Turns(1, clock), Run("running", "home")
    ring.enter(running)
    page, sentence = Run("page", "home"), Run("sentence", "home", brief=True)
    threads = [entered(ring, run) for run in (page, sentence)]
    ring.leave(running)
    threads[1].join(2)
    assert ring.holds(sentence) and not ring.holds(page)


def test_a_whole_page_is_not_passed_by_new_sentences_for_ever(clock: Clock) -> None:
    """A class that types more than the server can keep up with."""
    ring, page = Turns(2, clock), Run("page", "home")
    typed = [Run(f"student-{number}", "home", brief=True) for number in range(2)]
    for run in typed:
        ring.enter(run)
    entered(ring, page)
    for number in range(2, 99):
        entered(ring, sentence := Run(f"student-{number}", "home", brief=True))
        typed.append(sentence)
        clock.now += 0.2
        ring.leave(next(run for run in typed if ring.holds(run)))
        if ring.holds(page):
            break
    assert ring.holds(page)
    assert clock.now < 115.0


def test_the_last_place_is_kept_for_brief_runs_of_who_has_used_little(clock: Clock) -> None:
    ring, greedy, other, page = Turns(2, clock), Run("greedy", "a"), Run("other", "b"), Run("page", "d")
    new = Run("new", "c", brief=True)
    for run in (greedy, other):
        ring.charge(run.session, 3.0)
    threads = [entered(ring, run) for run in (greedy, other, page, new)]
    assert [thread.is_alive() for thread in threads] == [False, True, True, False]
    ring.leave(new)
    ring.leave(greedy)
    threads[2].join(2)
    ring.leave(page)
    threads[1].join(2)
    assert ring.holds(other)


def test_a_run_lets_one_pass_that_has_used_far_less(clock: Clock) -> None:
    ring, greedy, new = Turns(1, clock), Run("greedy", "a"), Run("new", "b")
    ring.charge("greedy", 3.0)
    ring.enter(greedy)
    ring.let_pass(greedy)
    assert ring.holds(greedy)
    thread = entered(ring, new)
    clock.now += 0.01
    passing = threading.Thread(target=ring.let_pass, args=(greedy,), daemon=True)
    passing.start()
    thread.join(2)
    assert ring.holds(new) and not ring.holds(greedy)
    ring.leave(new)
    passing.join(2)
    assert ring.holds(greedy)


def test_who_waits_for_what_a_run_holds_does_not_stop_it_for_ever(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    ring, greedy, new = Turns(2, clock), Run("greedy", "a"), Run("new", "b", brief=True)
    ring.charge("greedy", 3.0)
    ring.enter(greedy)
    ring.enter(new)
    clock.now += 0.01
    ring.let_pass(greedy)
    assert ring.holds(greedy) and ring.holds(new)


def test_a_thread_that_has_ended_keeps_no_place(clock: Clock) -> None:
    ring = Turns(1, clock)
    ended = threading.Thread(target=lambda: ring.enter(Run("ended", "a")))
    ended.start()
    ended.join()
    ring.enter(run := Run("next", "b"))
    assert ring.holds(run)


def test_who_has_only_just_begun_begins_again_without_waiting(clock: Clock) -> None:
    ring, first, second = Turns(1, clock), Run("first", "a"), Run("second", "b")
    ring.enter(first)
    waiting = entered(ring, second)
    clock.now += CHECK / 2
    ring.again(first)
    assert ring.holds(first) and ring.waits(second)
    clock.now += CHECK
    threading.Thread(target=ring.again, args=(first,), daemon=True).start()
    waiting.join(2)
    assert ring.holds(second) and not ring.holds(first)


def test_use_fades_and_equals_wait_in_line(clock: Clock) -> None:
    ring, first, second = Turns(1, clock), Run("first", "a"), Run("second", "b")
    ring.charge("first", 3.0)
    clock.now += 60
    running = Run("running", "c")
    ring.enter(running)
    threads = [entered(ring, run) for run in (first, second)]
    ring.leave(running)
    threads[0].join(2)
    assert ring.holds(first) and not ring.holds(second)


def test_sessions_opened_one_after_the_other_count_as_their_address_does(clock: Clock) -> None:
    ring, running, again, other = Turns(1, clock), Run("running", "c"), Run("new", "flooding"), Run("old", "quiet")
    ring.charge("flooding", 20.0)
    ring.charge("old", 1.2 * LITTLE)
    ring.enter(running)
    threads = [entered(ring, run) for run in (again, other)]
    ring.leave(running)
    threads[1].join(2)
    assert ring.holds(other)


@pytest.mark.slow
def test_of_what_a_session_asks_for_at_once_only_the_newest_waits() -> None:
    """This fails, too, if another release of Streamlit does not call the methods that take turns: it would run all."""

    async def visit(address: str) -> int:
        async with visiting(address) as visitor:
            for text in (texts := [*islice(unique_sentences(5), 30)]):
                widget = visitor.widgets["text"]
                visitor.states[widget.id] = WidgetState(id=widget.id, string_value=text)
                await visitor._send(fragment=widget.fragment)
            runs, shown = 0, False
            while not shown:
                message = ForwardMsg.FromString(await visitor._receive())
                runs += message.WhichOneof("type") == "new_session"
                shown = texts[-1].encode() in message.delta.new_element.bidi_component.bytes
            assert not visitor.exceptions
            return runs

    with serve(PRETRAINED) as served:
        assert asyncio.run(asyncio.wait_for(visit(served.address), 60)) < 15


@pytest.mark.slow
def test_a_report_from_a_page_that_was_left_leads_nobody_back_to_it() -> None:
    """A component of Compare reports a moment after one has gone on to Translate, again and again: sometimes before
    that run begins, sometimes while it goes on."""

    async def visit(address: str) -> None:
        async with visiting(address, "compare") as visitor:
            for _ in range(5):
                pages = await visitor.report_late("text", "")
                assert pages and {*pages} == {visitor.pages[""]}
                await visitor.go("compare")

    with serve(PRETRAINED) as served:
        asyncio.run(asyncio.wait_for(visit(served.address), 90))
