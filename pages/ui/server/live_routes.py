"""The routes of live trainings: to open a run, to play it, and what happens in it as server-sent events.

Work is started by POST with JSON alone, which no other page can send. A stream only watches."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.ui.engine.live import Crowded, TableGone, TrainingPool
from pages.ui.engine.live_playing import UNKNOWN, Mark, Owner, VisitorRun
from pages.ui.engine.pool import who_gives_way
from pages.ui.features.rooms.reading import read_browser
from pages.ui.features.rooms.store import RoomStore
from pages.ui.server.room_events import HEARTBEAT, RETRY, STREAM_LIFE
from pages.ui.server.room_requests import (
    Refusal,
    RequestRates,
    answered_in_words,
    find_room,
    find_room_of_teacher,
    read_body,
)
from pages.ui.server.room_routes import NO_STORE
from pages.ui.server.websocket import client_network
from seq2seq.training.live.settings import read_settings

LIVE_PATH = "api/live"
MOST_LANES = 4
"""Runs that one visitor looks at."""
LEAST_BETWEEN = 0.05
"""Seconds between two events of a stream."""
MOST_STREAMS, MOST_STREAMS_OF_A_RUN = 600, 4
"""Streams at once, in all and of a run that is not a room's. Beyond, the oldest of whoever has most gives way."""
_ACTIONS = ("play", "pause", "one", "phase", "begin")


@dataclass(eq=False)
class Stream:
    """A browser that listens to a run."""

    run: VisitorRun
    address: str
    news: asyncio.Event
    over: bool = False

    def end(self) -> None:
        self.over = True
        self.news.set()


class LiveRoutes:
    """Endpoints around the runs of this process; a room's are its teacher's, where there is a store of rooms."""

    def __init__(self, pool: TrainingPool, rates: RequestRates, store: RoomStore | None = None) -> None:
        self._pool, self._rates, self._store = pool, rates, store
        self._streams: list[Stream] = []
        self.unreachable = store.unreachable if store else ()

    def routes(self, path: str) -> list[Route]:
        """All routes below a path."""
        rooms = [Route(f"{path}/rooms/{{code}}/open", self.open_of_room, methods=["POST"])] if self._store else []
        return [
            Route(f"{path}/events", self.hear, methods=["GET"]),
            Route(f"{path}/open", self.open_run, methods=["POST"]),
            Route(f"{path}/act", self.act, methods=["POST"]),
            *rooms,
        ]

    @answered_in_words
    async def open_run(self, request: Request) -> Response:
        """The run of a browser with these settings: `{browser, lanes}`. Says its token."""
        address = self._at_the_door(request, "live")
        browser, codes = await read_body(request, _read_opened)
        return JSONResponse({"run": self._open(Owner(browser, address), codes).token})

    @answered_in_words
    async def open_of_room(self, request: Request) -> Response:
        """The room's run: for its teacher, one of these settings, which everybody in the room then sees; for anybody
        else the one that the teacher has opened, to watch, if it has these settings, or none."""
        address = self._at_the_door(request, "live")
        store = self._store
        if store is None:
            raise Refusal(404, "no_room")
        _, codes = await read_body(request, _read_opened)
        if "authorization" in request.headers:
            room = await find_room_of_teacher(store, self._rates, request)
            return JSONResponse({"run": self._open(Owner(room.code, address, room=True), codes).token})
        room = await find_room(store, self._rates, request)
        run = self._pool.of_room(room.code, codes)
        return JSONResponse({"run": run.seat if run else ""})

    @answered_in_words
    async def act(self, request: Request) -> Response:
        """Play or pause a run, make one update or a phase of one, or start over: `{run, action, before}`. With the
        settings `before`, lanes that are in the run of these go on from where they are there."""
        self._at_the_door(request, "live")
        token, action, before = await read_body(request, _read_action)
        run = self._pool.find(token)
        if run is None or run.token != token:
            raise Refusal(404, "no_run")
        made = True
        if action == "begin":
            self._pool.begin(run, before)
        elif action in ("play", "pause"):
            self._pool.play(run, action == "play")
        else:
            made = self._pool.press(run, action)
        return JSONResponse({"made": made, "playing": run.playing, "version": run.version})

    @answered_in_words
    async def hear(self, request: Request) -> Response:
        """What happens in a run, from what the browser knows already."""
        address = self._at_the_door(request, "live_streams")
        query = parse_qs(request.url.query, keep_blank_values=True)
        run = self._pool.find(query.get("run", [""])[0])
        if run is None:
            raise Refusal(404, "no_run")
        known = request.headers.get("last-event-id", "") or query.get("known", [""])[0]
        stream = Stream(run, address, asyncio.Event())
        self._make_room(stream)
        events = self._events(stream, read_marks(known, len(run.lanes)))
        return StreamingResponse(events, media_type="text/event-stream", headers=NO_STORE)

    async def _events(self, stream: Stream, marks: Sequence[Mark]) -> AsyncIterator[str]:
        """A `run` event at first and after every change, with what is new since the marks; `crowded`, the last event,
        if the run gave way to others."""
        end, loop, run = time.monotonic() + STREAM_LIFE, asyncio.get_running_loop(), stream.run
        with ExitStack() as stack:
            stack.enter_context(self._counted(stream))
            stack.enter_context(self._pool.watching(run, _teller(loop, stream.news)))
            yield f"retry: {RETRY}\n\n"
            version = -1
            while time.monotonic() < end:
                stream.news.clear()
                if stream.over or run.closed:
                    yield "event: crowded\ndata: {}\n\n"
                    return
                if run.version != version:
                    version = run.version
                    data, marks = self._pool.news(run, marks)
                    yield f"event: run\nid: {_written(marks)}\ndata: {data}\n\n"
                    await asyncio.sleep(LEAST_BETWEEN)
                try:
                    await asyncio.wait_for(stream.news.wait(), min(HEARTBEAT, max(0.0, end - time.monotonic())))
                except TimeoutError:
                    yield ": here\n\n"

    @contextmanager
    def _counted(self, stream: Stream) -> Iterator[None]:
        self._streams.append(stream)
        try:
            yield
        finally:
            self._streams.remove(stream)

    def _make_room(self, stream: Stream) -> None:
        """End other streams where there are too many. Raises Refusal where nobody has more than this one's address."""
        listening = [other for other in self._streams if not other.over]
        same = [other for other in listening if other.run is stream.run]
        if not stream.run.owner.room and len(same) >= MOST_STREAMS_OF_A_RUN:
            same[0].end()
        elif len(listening) >= MOST_STREAMS:
            held = Counter(other.address for other in listening)
            most = who_gives_way(held.elements(), stream.address)
            if most is None and held[stream.address] < max(held.values()):
                raise Refusal(503, "crowded")
            address = stream.address if most is None else most
            next(other for other in listening if other.address == address).end()

    def _open(self, owner: Owner, codes: Sequence[str]) -> VisitorRun:
        try:
            return self._pool.open(owner, codes)
        except TableGone as error:
            raise Refusal(410, "gone") from error
        except Crowded as error:
            raise Refusal(503, "crowded") from error

    def _at_the_door(self, request: Request, kind: str) -> str:
        """The network address that asks. Raises Refusal for who asks too often."""
        address = client_network(request.scope)
        self._rates.take(kind, address)
        return address


def _teller(loop: asyncio.AbstractEventLoop, news: asyncio.Event) -> Callable[[], None]:
    """Wakes a stream from any thread, but not once the server is stopped."""

    def tell() -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(news.set)

    return tell


def _written(marks: Sequence[Mark]) -> str:
    return "_".join(".".join(map(str, mark)) for mark in marks)


def read_marks(known: str, count: int) -> list[Mark]:
    """What a browser says that it knows; nothing where that can't be read."""
    try:
        marks = [
            (int(epoch), int(update), int(rest))
            for epoch, update, rest in [mark.split(".") for mark in known.split("_")]
        ]
    except ValueError:
        marks = []
    return marks if len(marks) == count else [UNKNOWN] * count


def _read_opened(raw: Any) -> tuple[str, list[str]]:
    match raw:
        case {"browser": browser, "lanes": lanes}:
            return read_browser(browser), _read_codes(lanes)
    raise ValueError("no run")


def _read_action(raw: Any) -> tuple[str, Any, list[str]]:
    match raw:
        case {"run": str(token), "action": str(action)} if action in _ACTIONS:
            return token, action, _read_codes(raw["before"]) if "before" in raw else []
    raise ValueError("no action")


def _read_codes(raw: Any) -> list[str]:
    """The codes of one run for each lane. Raises ValueError."""
    match raw:
        case [*codes] if 0 < len(codes) <= MOST_LANES and all(isinstance(code, str) for code in codes):
            return list(dict.fromkeys(read_settings(code).code() for code in codes))
    raise ValueError("no lanes")
