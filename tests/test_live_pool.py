"""Live trainings in processes: runs of one's own over what is recorded once, turns, places, and processes that end."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from pages.ui.engine import live, live_recording
from pages.ui.engine.live import Crowded, TableGone, TrainingPool
from pages.ui.engine.live_playing import UNKNOWN, Owner, VisitorRun
from pages.ui.engine.live_recording import Recording
from pages.ui.engine.pool import ENDED
from seq2seq.evaluation.child_process import ProcessEnded
from seq2seq.training.live.process import LiveProcess, Slice
from seq2seq.training.live.report import PHASES, LiveReport, LossPoint, Measurement, PhaseReport
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

CODE = "length-4~alphabet-5~width-16~batch-8"
OTHER = f"{CODE}~seed-2"
ME, YOU = Owner("browser-me"), Owner("browser-you")


def wait_for(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


class Recorder:
    """In the place of a process: a slice makes ten updates of a hundredth of a second, or a phase, and is written
    down."""

    turns: list[tuple[str, str, int]]
    ends = 0

    def __init__(self) -> None:
        self.pid = 0

    def advance(self, part: Slice, snapshot: bytes) -> tuple[LiveReport, bytes]:
        if Recorder.ends:
            Recorder.ends -= 1
            raise ProcessEnded
        time.sleep(0.002)
        assert snapshot == (b"%d" % part.update if part.update else b"")
        Recorder.turns.append((part.code, part.action, part.update))
        update, phase = part.update, None
        if part.action == "play":
            update += min(10, part.updates)
        elif part.action == "phase":
            update += part.phases == len(PHASES) - 1
            phase = PhaseReport(PHASES[part.phases], 1.0)
        losses = (LossPoint(update, 1.5, 0.25),) if update % 10 == 0 and update > part.update else ()
        measured = Measurement(update, 0, 0, None, 0)
        return LiveReport(update, update / 100, losses, measured, (), phase, False), b"%d" % update

    def close(self) -> None:
        Recorder.turns.append(("", "close", 0))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingPool]:
    monkeypatch.setattr("seq2seq.training.live.process.LiveProcess", Recorder)
    monkeypatch.setattr(live, "RETURN_SECONDS", 0.0)
    monkeypatch.setattr(live, "TICK", 0.01)
    Recorder.turns, Recorder.ends = [], 0
    pool = TrainingPool(workers=1)
    yield pool
    wait_for(lambda: not pool.active)


def watched(stack: ExitStack, pool: TrainingPool, owner: Owner, *codes: str) -> VisitorRun:
    """The owner's run of these settings, which somebody watches."""
    run = pool.open(owner, codes or (CODE,))
    stack.enter_context(pool.watching(run, lambda: None))
    wait_for(lambda: all(lane.frame for lane in run.lanes))
    return run


def at(run: VisitorRun) -> list[int]:
    return [lane.update for lane in run.lanes]


def test_who_only_looks_sees_the_untrained_model(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        wait_for(lambda: not pool.active)
        assert Recorder.turns == [(CODE, "look", 0)] and at(run) == [0]


def test_a_run_is_its_visitors_alone_and_what_it_computed_is_everybodys(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        mine = watched(stack, pool, ME)
        pool.play(mine, True)
        wait_for(lambda: mine.lanes[0].update >= 50)
        pool.play(mine, False)
        wait_for(lambda: not pool.active)
        stopped, turns = at(mine), len(Recorder.turns)
        yours = watched(stack, pool, YOU)
        assert at(yours) == [0] and yours.lanes[0].recording is mine.lanes[0].recording
        pool.play(yours, True)
        wait_for(lambda: yours.lanes[0].update >= 20)
        assert len(Recorder.turns) == turns and at(mine) == stopped and not mine.playing
        pool.begin(yours)
        assert at(yours) == [0] and not yours.playing and at(mine) == stopped
        pool.play(yours, True)
        wait_for(lambda: yours.lanes[0].update > stopped[0])


def test_a_room_has_seen_its_run_as_far_as_it_went(pool: TrainingPool) -> None:
    room = Owner("cdhjpq", room=True)
    with ExitStack() as stack:
        run = watched(stack, pool, room, CODE, OTHER)
        assert [lane.measured[-1].update for lane in pool.seen("cdhjpq", [CODE, OTHER])] == [0, 0]
        pool.play(run, True)
        wait_for(lambda: min(at(run)) >= 30)
        pool.play(run, False)
        first, second = pool.seen("cdhjpq", [CODE, OTHER])
        assert [first.measured[-1].update, second.measured[-1].update] == at(run)
        assert len(first.seconds) == len(first.measured) and not first.finished
        assert pool.seen("cdhjpq", [CODE]) == pool.seen("zzzzzz", [CODE, OTHER]) == []


def test_what_is_recorded_is_played_as_fast_as_it_was_trained(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        mine = watched(stack, pool, ME)
        pool.play(mine, True)
        wait_for(lambda: mine.lanes[0].update >= 100)
        pool.play(mine, False)
        yours = watched(stack, pool, YOU)
        began = time.monotonic()
        pool.play(yours, True)
        wait_for(lambda: yours.lanes[0].update >= 50)
        assert time.monotonic() - began > 0.3  # 50 updates of a hundredth of a second


def test_a_run_waits_where_it_was_left_and_plays_on_only_for_who_comes_back_at_once(
    pool: TrainingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        pool.play(run, True)
        wait_for(lambda: run.lanes[0].update >= 20)
    wait_for(lambda: not pool.active)
    left = at(run)
    time.sleep(0.05)
    with ExitStack() as stack:
        assert watched(stack, pool, ME) is run
        assert at(run) == left and not run.playing
        pool.play(run, True)
        monkeypatch.setattr(live, "RETURN_SECONDS", 60.0)
        stack.pop_all().close()
        with pool.watching(run, lambda: None):
            assert run.playing


def test_everybody_has_a_turn(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        runs = [watched(stack, pool, Owner(f"browser-{n}"), f"{CODE}~seed-{n}") for n in range(2, 32)]
        Recorder.turns.clear()
        for run in runs:
            pool.play(run, True)
        wait_for(lambda: min(run.lanes[0].recording.frames[-1].update for run in runs) >= 20)
        first = [code for code, *_ in Recorder.turns[:30]]
        assert len(set(first)) == 30
        assert max(place for run in runs for place in run.places) >= 20
        for run in runs:
            pool.play(run, False)


def test_first_looks_and_updates_by_hand_have_every_other_turn(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        players = [watched(stack, pool, Owner(f"player-{n}"), f"{CODE}~seed-{n}") for n in range(2, 12)]
        stepper = watched(stack, pool, ME)
        Recorder.turns.clear()
        with pool.changed:  # all at once
            for run in players:
                pool.play(run, True)
            pool.press(stepper, "one")
            newcomers = [pool.open(Owner(f"newcomer-{n}"), [f"{CODE}~seed-{n}"]) for n in range(20, 24)]
            for run in newcomers:
                stack.enter_context(pool.watching(run, lambda: None))
            assert json.loads(pool.news(stepper, [UNKNOWN])[0])["lanes"][0]["computing"]
        wait_for(lambda: len(Recorder.turns) >= 10)
        hurried = {run.codes[0] for run in (stepper, *newcomers)}
        assert sorted(code in hurried for code, *_ in Recorder.turns[:10]) == [False] * 5 + [True] * 5
        wait_for(lambda: at(stepper) == [1])
        assert not json.loads(pool.news(stepper, [UNKNOWN])[0])["lanes"][0]["computing"]
        for run in players:
            pool.play(run, False)


def test_updates_by_hand_and_their_phases(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        [lane] = run.lanes
        assert pool.press(run, "one")
        wait_for(lambda: lane.position == (1, 0))
        for position, name in (((1, 1), "forward"), ((1, 2), "backward"), ((2, 0), "step")):
            assert pool.press(run, "phase")
            wait_for(lambda position=position: lane.position == position)
            assert lane.phase and lane.phase.name == name
        pool.press(run, "phase")
        wait_for(lambda: lane.phases == 1)
        pool.press(run, "one")
        wait_for(lambda: lane.position == (3, 0))
        assert lane.phase and lane.phase.name == "step"
        pool.play(run, True)
        assert not pool.press(run, "one")
        pool.play(run, False)


def test_an_update_by_hand_in_the_middle_of_what_is_recorded_begins_at_the_nearest_snapshot(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        mine, yours = watched(stack, pool, ME), watched(stack, pool, YOU)
        pool.play(mine, True)
        wait_for(lambda: mine.lanes[0].update >= 60)
        pool.play(mine, False)
        pool.play(yours, True)
        wait_for(lambda: yours.lanes[0].update >= 30)
        pool.play(yours, False)
        wait_for(lambda: not pool.active)
        [before], ahead = at(yours), at(mine)
        pool.press(yours, "one")
        wait_for(lambda: at(yours) == [before + 1])
        assert Recorder.turns[-1] == (CODE, "play", before) and at(mine) == ahead
        frames = mine.lanes[0].recording.frames
        assert [frame.update for frame in frames] == sorted({frame.update for frame in frames})
        assert [frame.seconds for frame in frames] == sorted(frame.seconds for frame in frames)


def test_a_race_begins_at_zero_and_who_joins_late_is_asked_for(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        alone = watched(stack, pool, ME)
        pool.play(alone, True)
        wait_for(lambda: alone.lanes[0].update >= 30)
        pool.play(alone, False)
        [was] = at(alone)
        race = watched(stack, pool, ME, CODE, OTHER)
        assert at(race) == [0, 0] and at(alone) == [was]
        pool.begin(race, [CODE])
        assert at(race) == [was, 0]
        pool.play(race, True)
        wait_for(lambda: race.lanes[1].update >= 20 and race.lanes[0].update > was)
        pool.begin(race)
        assert at(race) == [0, 0]


def test_lanes_of_a_race_keep_one_clock(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        alone = watched(stack, pool, ME)
        pool.play(alone, True)
        wait_for(lambda: alone.lanes[0].update >= 100)
        pool.play(alone, False)
        race = watched(stack, pool, YOU, CODE, OTHER)  # the first is recorded, the second is not
        pool.play(race, True)
        wait_for(lambda: min(at(race)) >= 40)
        assert abs(race.lanes[0].seconds - race.lanes[1].seconds) < 1e-9
        pool.play(race, False)


def test_a_room_has_a_run_of_its_own(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        assert pool.of_room("room", [CODE]) is None
        run = watched(stack, pool, Owner("room", room=True))
        pool.press(run, "one")
        wait_for(lambda: at(run) == [1])
        assert pool.of_room("room", [CODE]) is run and pool.of_room("room", [OTHER]) is None
        assert at(watched(stack, pool, Owner("room"))) == [0]  # a browser of that name is none


def test_news_is_written_once_for_all_who_know_the_same(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        first, marks = pool.news(run, [UNKNOWN])
        assert pool.news(run, [UNKNOWN])[0] is first
        assert json.loads(first)["lanes"][0] | {"measured": [], "sentences": []} == {
            **{"from": -1, "losses": [], "measured": [], "update": 0, "seconds": 0.0, "sentences": [], "phase": None},
            **{"diverged": False, "finished": False, "problem": "", "place": 0, "computing": False},
        }
        assert json.loads(pool.news(run, marks)[0])["lanes"] == [None]
        for _ in range(3):
            pool.press(run, "one")
        wait_for(lambda: at(run) == [3])
        [lane] = json.loads(pool.news(run, marks)[0])["lanes"]
        assert lane["from"] == 0 and [point[0] for point in lane["measured"]] == [1, 2, 3]
        pool.begin(run)
        assert json.loads(pool.news(run, marks)[0])["lanes"][0]["from"] == -1


def test_runs_that_nobody_watches_make_room(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_RECORDINGS", 2)
    monkeypatch.setattr(live, "KEPT_FREE", 0)
    with ExitStack() as stack:
        first = watched(stack, pool, ME)
        gone = pool.open(YOU, [OTHER])
        third = pool.open(Owner("browser-third"), [f"{CODE}~seed-3"])
        assert gone.closed and pool.find(gone.token) is None and pool.find(third.token) is third
        assert pool.open(ME, [CODE]) is first


def test_whoever_holds_most_gives_way_to_a_newcomer(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_RECORDINGS", 12)
    with ExitStack() as stack:
        greedy = [watched(stack, pool, Owner(f"browser-{n}", "10.0.0.1"), f"{CODE}~seed-{10 + n}") for n in range(12)]
        for n in range(5):
            newcomer = watched(stack, pool, Owner(f"student-{n}", "10.0.0.2"), f"{CODE}~seed-{50 + n}")
            assert not newcomer.closed
        assert sum(run.closed for run in greedy) == 5
        with pytest.raises(Crowded):  # who has a place already leaves the last ones free
            pool.open(Owner("browser-11", "10.0.0.1"), [f"{CODE}~seed-99"])
        led = watched(stack, pool, Owner("room", room=True), f"{CODE}~seed-98")  # a room has places of its own
        assert not led.closed


def test_one_browser_keeps_its_last_runs(pool: TrainingPool) -> None:
    runs = [pool.open(ME, [f"{CODE}~seed-{n}"]) for n in range(2, 14)]
    assert [run.closed for run in runs] == [True] * 4 + [False] * live.MOST_OWN_RUNS


def test_a_table_of_a_visitor_is_kept_by_its_content(pool: TrainingPool) -> None:
    name = pool.add_table([("one", "eins"), ("two", "zwei")])
    assert name == pool.add_table([("one", "eins"), ("two", "zwei")])
    run = pool.open(ME, [f"task-{name}~length-4~alphabet-9"])
    assert run.lanes[0].recording.table == (("one", "eins"), ("two", "zwei"))
    with pytest.raises(TableGone):
        pool.open(ME, ["task-table_0123456789abcdef~length-4~alphabet-9"])


def test_a_run_ends_at_its_limit(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_recording, "MOST_UPDATES", 25)
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        pool.play(run, True)
        wait_for(lambda: run.lanes[0].finished and not run.playing)
        assert at(run) == [25] and not pool.press(run, "one")
        pool.begin(run)
        assert not run.lanes[0].finished


def test_a_recording_whose_process_keeps_ending_is_given_up_until_somebody_starts_over(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        Recorder.ends = 2
        pool.press(run, "one")
        wait_for(lambda: at(run) == [1])
        assert not run.lanes[0].recording.problem
        Recorder.ends = live.MOST_FAILURES
        pool.press(run, "one")
        wait_for(lambda: run.lanes[0].finished)
        assert run.lanes[0].recording.problem == ENDED
        pool.begin(run)
        pool.press(run, "one")
        wait_for(lambda: at(run) == [1])


def test_a_process_that_nobody_needs_is_closed_until_the_next_visit(pool: TrainingPool) -> None:
    pool.idle = 0.05
    pool.warm_up()
    wait_for(lambda: ("", "close", 0) in Recorder.turns)
    with ExitStack() as stack:
        watched(stack, pool, ME)


# -- recordings


def report(update: int, seconds: float = 0.0) -> LiveReport:
    points = (LossPoint(update, 1.0, 1.0),) if update % 10 == 0 else ()
    return LiveReport(update, seconds, points, Measurement(update, 0, 0, None, 0), (), None, False)


def test_a_recording_stays_within_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_recording, "MOST_FRAMES", 100)
    monkeypatch.setattr(live_recording, "SNAPSHOT_BYTES", 8000)
    recording = Recording(LiveSettings())
    for update in range(0, 4001, 10):
        recording.keep(report(update, update / 100), bytes(1000), {30})
    assert len(recording.frames) <= 101 and recording.has(30) and recording.has(0)
    assert [point.update for point in recording.losses] == list(range(10, 4001, 10))
    for update in (500, 1500, 3000):  # at most half of the way is made again
        part, snapshot = recording.reach(update + 1, 1.0)
        assert update / 2 <= part.update <= update and len(snapshot) == 1000
    assert recording.extend(1.0)[0].update == 4000


def test_the_codes_of_equal_settings_are_equal() -> None:
    assert Recording(replace(LiveSettings(), width=16)).code == "width-16"


@pytest.mark.slow
def test_a_killed_process_is_replaced_and_the_run_goes_on_with_the_same_numbers() -> None:
    pool = TrainingPool(workers=1)
    with ExitStack() as stack:
        run = watched(stack, pool, ME)
        pool.play(run, True)
        wait_for(lambda: at(run)[0] >= 30)
        first = pool.pids[0]
        os.kill(first, signal.SIGKILL)
        [before] = at(run)
        wait_for(lambda: at(run)[0] >= before + 30)
        assert pool.pids[0] != first
        pool.play(run, False)
    wait_for(lambda: not pool.active)
    recording = run.lanes[0].recording
    end = recording.end
    assert end
    whole = LiveRun(recording.settings)
    whole.advance(60, end.update)
    last = whole.report()
    assert last.losses == tuple(recording.losses) and last.measured == end.measured
    os.kill(pool.pids[0], signal.SIGKILL)


@pytest.mark.slow
def test_any_process_goes_on_in_the_middle_of_an_update() -> None:
    one, other, none = LiveProcess(), LiveProcess(), b""
    begun, snapshot = one.advance(Slice(CODE, 0, 0, "play", 60.0, 3), none)
    forward, snapshot = one.advance(Slice(CODE, 3, 0, "phase", 0.0, 1), snapshot)
    here, _ = one.advance(Slice(CODE, 3, 1, "phase", 0.0, 1), snapshot)
    there, _ = other.advance(Slice(CODE, 3, 1, "phase", 0.0, 1), snapshot)
    assert begun.update == 3 and forward.phase and forward.phase.name == "forward"
    assert here.phase and here.phase.name == "backward" and here.phase == there.phase
    again, _ = one.advance(Slice(CODE, 3, 0, "phase", 0.0, 1), snapshot)  # for somebody who is not as far
    assert again.phase == forward.phase
    onward, _ = one.advance(Slice(CODE, 3, 0, "play", 60.0, 2), snapshot)
    assert onward.update == 5
    one.close()
    other.close()
