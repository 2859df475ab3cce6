"""The routes of live trainings: what happens in runs, as server-sent events; updates by hand; to begin anew."""

from __future__ import annotations

import json
import time
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.ui.engine.live import TableGone, TrainingPool
from pages.ui.engine.live_training import LiveTraining
from pages.ui.server.room_events import HEARTBEAT, RETRY, STREAM_LIFE
from pages.ui.server.room_requests import Refusal, RequestRates, answered_in_words, read_body
from pages.ui.server.room_routes import NO_STORE
from seq2seq.training.live.settings import read_settings

LIVE_PATH = "api/live"
MOST_LANES = 4
"""Runs that one visitor looks at."""
LOOK_EVERY = 0.08
"""Seconds between two looks at what is new."""
LONGEST_VISITOR = 40
"""Letters of the name that a browser gives itself, so that it counts once."""
_BY_HAND = ("one", "half")


class LiveRoutes:
    """Endpoints around the runs of this process."""

    def __init__(self, pool: TrainingPool) -> None:
        self._pool, self._rates = pool, RequestRates()

    def routes(self, path: str) -> list[Route]:
        """All routes below a path."""
        return [
            Route(f"{path}/events", self.hear, methods=["GET"]),
            Route(f"{path}/make", self.make, methods=["POST"]),
            Route(f"{path}/begin", self.begin, methods=["POST"]),
        ]

    @answered_in_words
    async def hear(self, request: Request) -> Response:
        """What happens in the runs `run`, which the visitor plays with `play`, from what the browser knows already."""
        query = parse_qs(request.url.query, keep_blank_values=True)
        codes = [_read_code(code) for code in query.get("run", [])[:MOST_LANES]]
        known = request.headers.get("last-event-id", "") or query.get("known", [""])[0]
        visitor = query.get("visitor", [""])[0][:LONGEST_VISITOR]
        events = live_events(self._pool, codes, "play" in query, visitor, known)
        return StreamingResponse(events, media_type="text/event-stream", headers=NO_STORE)

    @answered_in_words
    async def make(self, request: Request) -> Response:
        """One update of the runs, or half of one: `{runs, action}`. Says for which of them it will be made."""
        self._rates.take("live")
        codes, action = await read_body(request, _read_action)
        return _made(lambda: [self._pool.make(code, action) for code in codes])

    @answered_in_words
    async def begin(self, request: Request) -> Response:
        """Begins the runs anew that nobody else looks at: `{runs}`."""
        self._rates.take("live")
        codes = await read_body(request, _read_codes)
        return _made(lambda: [self._pool.begin_anew(code) for code in codes])


async def live_events(
    pool: TrainingPool, codes: Sequence[str], playing: bool, visitor: str, known: str
) -> AsyncIterator[str]:
    """A `run` event for each run at first and after every change, with what is new since what is `known`; `gone` if
    the server does not have their table any more, `crowded` if there is no room for them: the last event."""
    end, silent = time.monotonic() + STREAM_LIFE, time.monotonic()
    yield f"retry: {RETRY}\n\n"
    with ExitStack() as stack:
        try:
            trainings = [stack.enter_context(pool.watching(code, playing, visitor)) for code in codes]
        except TableGone:
            yield "event: gone\ndata: {}\n\n"
            return
        except ValueError:
            yield "event: crowded\ndata: {}\n\n"
            return
        marks = _read_marks(known, len(trainings))
        last = [""] * len(trainings)
        while time.monotonic() < end:
            for lane, training in enumerate(trainings):
                state = _state(pool, training)
                if state != last[lane]:
                    last[lane], (values, marks[lane]) = state, _news(pool, training, marks[lane])
                    silent = time.monotonic()
                    yield _event(lane, values, marks)
            if time.monotonic() - silent > HEARTBEAT:
                silent = time.monotonic()
                yield ": here\n\n"
            await sleep(LOOK_EVERY)


Mark = tuple[int, int, int]
"""Of a run, what a browser knows: since when it runs, and how many points and measurements it has."""


def _news(pool: TrainingPool, training: LiveTraining, mark: Mark) -> tuple[dict[str, Any], Mark]:
    """What has changed in a run since the mark, and the mark after it."""
    begun, points, measurements = mark if mark[0] == training.begun else (training.begun, 0, 0)
    losses, measured, report = training.losses[points:], training.measurements[measurements:], training.report
    values = {
        "from": [points, measurements],
        "losses": [[point.update, point.loss, point.gradient] for point in losses],
        "measured": [[m.update, seconds, m.free, m.forced, m.aer, m.padding] for seconds, m in measured],
        "update": training.update,
        "seconds": report.seconds if report else 0.0,
        "sentences": [asdict(sentence) for sentence in report.sentences] if report else [],
        "half": asdict(report.half) if report and report.half else None,
        "diverged": bool(report and report.diverged),
        "finished": training.finished,
        "problem": training.problem,
        "place": pool.place(training.code),
        "active": pool.active,
        "watchers": pool.watchers(training.code),
    }
    return values, (begun, points + len(losses), measurements + len(measured))


def _state(pool: TrainingPool, training: LiveTraining) -> str:
    """What changes whenever there is something to tell."""
    return f"{training.begun} {training.version} {pool.place(training.code)} {pool.watchers(training.code)}"


def _event(lane: int, values: dict[str, Any], marks: Sequence[Mark]) -> str:
    identity = "_".join(".".join(map(str, mark)) for mark in marks)
    data = json.dumps({"lane": lane, **values}, ensure_ascii=False, separators=(",", ":"))
    return f"event: run\nid: {identity}\ndata: {data}\n\n"


def _made(make: Callable[[], list[bool]]) -> Response:
    """Raises Refusal where there is no room for a run, or its table is gone."""
    try:
        return JSONResponse({"made": make()})
    except ValueError as error:
        raise Refusal(409, "no_run") from error


def _read_marks(known: str, count: int) -> list[Mark]:
    """What a browser says that it knows; nothing where that can't be read."""
    try:
        marks = [(int(begun), int(points), int(measured)) for begun, points, measured in _numbers(known)]
    except ValueError:
        marks = []
    return marks if len(marks) == count else [(0, 0, 0)] * count


def _numbers(known: str) -> list[list[str]]:
    return [mark.split(".") for mark in known.split("_")]


def _read_code(code: str) -> str:
    try:
        return read_settings(code).code()
    except ValueError as error:
        raise Refusal(400, "unreadable") from error


def _read_codes(raw: Any) -> list[str]:
    match raw:
        case {"runs": [*codes]} if len(codes) <= MOST_LANES and all(isinstance(code, str) for code in codes):
            return [_read_code(code) for code in codes]
    raise ValueError("no runs")


def _read_action(raw: Any) -> tuple[list[str], Any]:
    match raw:
        case {"action": str(action)} if action in _BY_HAND:
            return _read_codes(raw), action
    raise ValueError("no action")
