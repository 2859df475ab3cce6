"""The routes of rooms: to open one, to join it, to hear what happens; to lead, ask, answer and reveal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from cachetools import TTLCache
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.ui.address.languages import closest
from pages.ui.features.rooms.answers import Answered, Reader, answers_page, answers_table
from pages.ui.features.rooms.reading import (
    read_address,
    read_answer,
    read_browser,
    read_lead,
    read_question,
    read_seconds,
)
from pages.ui.features.rooms.room import (
    ClassResult,
    Given,
    Question,
    Room,
    StudentAnswer,
    Truth,
    hash_secret,
    new_code,
    new_secret,
)
from pages.ui.features.rooms.store import LIFETIME, RoomsFull, RoomStore, Watching
from pages.ui.features.rooms.tally import tally
from pages.ui.server.room_events import room_counts, room_events, room_state
from pages.ui.server.room_requests import (
    MOST_BUCKETS,
    Refusal,
    RequestRates,
    answered_in_words,
    find_room,
    find_room_of_teacher,
    read_body,
)
from pages.ui.server.websocket import client_network

ROOMS_PATH = "api/rooms"
MOST_QUESTIONS = 100
"""Of one room."""
MOST_OF_ADDRESS = 150
"""Browsers at one address that answer a question: half of those that may answer at all."""
MOST_AHEAD = 14 * 60
"""Minutes between a clock and UTC."""
_WATCHING: dict[str, Watching] = {"counts": "counting", "away": "away"}
"""By the query of the stream."""
NO_STORE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Neither a browser nor a proxy keeps events."""


class RoomRoutes:
    """Endpoints around a store. `truth` says what the model does at an address, and the training of
    the room with this code there; it may take a while. `clock` gives
    seconds since 1970, which all servers of a room agree about."""

    def __init__(
        self, store: RoomStore, truth: Callable[[str, str], Truth | None], clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._truth, self.rates, self._clock = store, truth, RequestRates(), clock
        self._browsers: TTLCache[str, set[str]] = TTLCache(MOST_BUCKETS, LIFETIME)
        self.unreachable = store.unreachable

    def routes(self, path: str) -> list[Route]:
        """All routes below a path."""
        actions = {
            "lead": self.lead,
            "ask": self.ask,
            "answer": self.answer,
            "time": self.set_time,
            "reveal": self.reveal,
            "clear": self.clear,
            "dismiss": self.dismiss,
            "here": self.stay,
            "close": self.close_room,
        }
        room = f"{path}/{{code}}"
        return [
            Route(path, self.open_room, methods=["POST"]),
            Route(room, self.look, methods=["GET"]),
            Route(f"{room}/events", self.hear, methods=["GET"]),
            Route(f"{room}/answers", self.peek, methods=["GET"]),
            Route(f"{room}/answers.csv", self.export_table, methods=["GET"]),
            Route(f"{room}/answers.html", self.export_page, methods=["GET"]),
            *(Route(f"{room}/{name}", endpoint, methods=["POST"]) for name, endpoint in actions.items()),
        ]

    async def close(self) -> None:
        await self._store.close()

    @answered_in_words
    async def open_room(self, request: Request) -> Response:
        """A new room, its class at the given address: its code, and the teacher's secret, which is told this once."""
        self.rates.take("open", client_network(request.scope))
        lead, secret = await read_body(request, read_lead), new_secret()
        room = Room(new_code(), hash_secret(secret), lead)
        try:
            while not await self._store.add(room):
                room = Room(new_code(), room.secret_hash, lead)
        except RoomsFull as error:
            raise Refusal(503, "full") from error
        self.rates.enter(client_network(request.scope), room.code)
        return JSONResponse({"code": room.code, "secret": secret}, status_code=201)

    @answered_in_words
    async def look(self, request: Request) -> Response:
        """The state of a room."""
        room = await self._looked_for(request)
        return JSONResponse(room_state(room), headers=NO_STORE)

    @answered_in_words
    async def hear(self, request: Request) -> Response:
        """Everything that happens from the version on that a browser has seen last."""
        room = await self._looked_for(request)
        known, watching = request.headers.get("last-event-id", ""), _WATCHING.get(request.url.query, "here")
        events = room_events(self._store, room.code, known, watching)
        return StreamingResponse(events, media_type="text/event-stream", headers=NO_STORE)

    @answered_in_words
    async def lead(self, request: Request) -> Response:
        """Leads the class to an address."""
        room = await self._led_by_teacher(request)
        lead = await read_body(request, read_lead)
        return await self._change(room, lambda now: now.led(lead))

    @answered_in_words
    async def ask(self, request: Request) -> Response:
        """Asks the class about an address."""
        room = await self._led_by_teacher(request)
        if len(room.questions) >= MOST_QUESTIONS:
            raise Refusal(409, "too_many")
        question, seconds = await read_body(request, _read_asked)
        return await self._ask(room, question, seconds)

    @answered_in_words
    async def answer(self, request: Request) -> Response:
        """A browser's answer to the question that is open: `{browser, number, answer}`."""
        room, client = await find_room(self._store, self.rates, request), client_network(request.scope)
        self.rates.take("answer", f"{room.code} {client}")
        question = room.question
        if question is None or not room.takes_answers(self._clock()):
            raise Refusal(409, "too_late")
        browser, answer = await read_body(request, lambda raw: _read_given(raw, question))
        self._count(room, client, browser)
        given = Given(answer, self._clock())
        if not await self._store.put_answer(room.code, question.number, browser, given):
            raise Refusal(409, "too_many")
        return JSONResponse({}, status_code=202)

    @answered_in_words
    async def reveal(self, request: Request) -> Response:
        """Shows everybody what the class has answered, and what the model does."""
        room = await self._led_by_teacher(request)
        self.rates.take("reveal", room.code)
        question = room.question
        if question is None:
            raise Refusal(409, "nothing_asked")
        truth = await self._truth_about(room, question)
        result = await self._tallied(room, question, truth)
        named = truth.named if truth else ""
        return await self._change(room, lambda now: now.revealed(result, named) if now.question == question else now)

    @answered_in_words
    async def set_time(self, request: Request) -> Response:
        """Leaves the question open for so many seconds from now: `{seconds}`; 0 for as long as the teacher likes."""
        room = await self._led_by_teacher(request)
        if room.question is None:
            raise Refusal(409, "nothing_asked")
        seconds, begins = await read_body(request, _read_time), self._clock()
        return await self._change(room, lambda now: now.timed(begins, seconds) if now.question else now)

    @answered_in_words
    async def peek(self, request: Request) -> Response:
        """What the class has answered so far, for the teacher alone."""
        room = await find_room_of_teacher(self._store, self.rates, request)
        self.rates.take("peek", room.code)
        question = room.question
        if question is None:
            raise Refusal(409, "nothing_asked")
        result = await self._tallied(room, question, await self._truth_about(room, question))
        return JSONResponse({"number": question.number, "result": asdict(result)}, headers=NO_STORE)

    async def _tallied(self, room: Room, question: Question, truth: Truth | None) -> ClassResult:
        answers = await self._store.answers(room.code, question.number)
        return tally(question, [given.answer for given in answers.values()], truth)

    @answered_in_words
    async def clear(self, request: Request) -> Response:
        """Forgets the answers to the question that is open, and asks it again: nobody should have given so many."""
        room = await self._led_by_teacher(request)
        question = room.question
        if question is None:
            raise Refusal(409, "nothing_asked")
        if len(room.questions) >= MOST_QUESTIONS:
            raise Refusal(409, "too_many")
        await self._store.clear_answers(room.code, question.number)
        return await self._ask(room, question, round(question.closes - question.asked) if question.closes else 0)

    @answered_in_words
    async def dismiss(self, request: Request) -> Response:
        """Goes on: nothing is asked any more."""
        return await self._change(await self._led_by_teacher(request), Room.dismissed)

    @answered_in_words
    async def stay(self, request: Request) -> Response:
        """The teacher is still there."""
        room = await find_room_of_teacher(self._store, self.rates, request)
        await self._store.touch(room.code)
        return JSONResponse(await room_counts(self._store, room))

    @answered_in_words
    async def close_room(self, request: Request) -> Response:
        room = await find_room_of_teacher(self._store, self.rates, request)
        await self._store.remove(room.code)
        return JSONResponse({})

    @answered_in_words
    async def export_table(self, request: Request) -> Response:
        """All answers to all questions as CSV."""
        _room, answered = await self._answered(request)
        table = answers_table(answered, _reader(request))
        return Response(table, media_type="text/csv", headers=NO_STORE)

    @answered_in_words
    async def export_page(self, request: Request) -> Response:
        """The same as a page to print, by question."""
        room, answered = await self._answered(request)
        page = answers_page(room.code, answered, _reader(request))
        return Response(page, media_type="text/html", headers=NO_STORE)

    async def _answered(self, request: Request) -> tuple[Room, list[Answered]]:
        room = await find_room_of_teacher(self._store, self.rates, request)
        return room, [
            Answered(
                question,
                await self._store.answers(room.code, question.number),
                await self._truth_about(room, question),
            )
            for question in room.questions
        ]

    async def _truth_about(self, room: Room, question: Question) -> Truth | None:
        """What the model has to say of a question; nothing of the teacher's own."""
        return None if question.kind == "choice" else await run_sync(self._truth, question.address, room.code)

    async def _ask(self, room: Room, question: Question, seconds: int) -> Response:
        """Ask the class now, under the next number."""
        begins = self._clock()
        return await self._change(room, lambda now: now.asked(question.begun(len(now.questions) + 1, begins, seconds)))

    async def _looked_for(self, request: Request) -> Room:
        room = await find_room(self._store, self.rates, request)
        self.rates.take("look", f"{room.code} {client_network(request.scope)}")
        return room

    def _count(self, room: Room, client: str, browser: str) -> None:
        """Count the browsers at an address that answer. Raises Refusal where there are more than a class has: somebody
        invents them, and others are to have room for their answers."""
        browsers = self._browsers.setdefault(f"{room.code} {len(room.questions)} {client}", set())
        if browser not in browsers and len(browsers) >= MOST_OF_ADDRESS:
            raise Refusal(409, "too_many")
        browsers.add(browser)

    async def _led_by_teacher(self, request: Request) -> Room:
        room = await find_room_of_teacher(self._store, self.rates, request)
        self.rates.take("lead", room.code)
        return room

    async def _change(self, room: Room, change: Callable[[Room], Room]) -> Response:
        changed = await self._store.change(room.code, change)
        if changed is None:
            raise Refusal(404, "no_room")
        return JSONResponse({"version": changed.version})


def _reader(request: Request) -> Reader:
    """Who reads what is exported: in which language, and how many minutes their clock is ahead of UTC."""
    given = dict(parse_qsl(request.url.query))
    ahead = given.get("ahead", "0")
    minutes = int(ahead) if ahead.removeprefix("-").isdecimal() and len(ahead) <= 4 else 0
    return Reader(closest(given.get("lang")), max(-MOST_AHEAD, min(MOST_AHEAD, minutes)))


def _read_asked(raw: Any) -> tuple[Question, int]:
    """A question that has no number yet, and the seconds for it."""
    match raw:
        case {"address": address}:
            return read_question(raw, 0, read_address(address)), read_seconds(raw.get("seconds", 0))
    raise ValueError("no question")


def _read_time(raw: Any) -> int:
    match raw:
        case {"seconds": seconds}:
            return read_seconds(seconds)
    raise ValueError("no time")


def _read_given(raw: Any, question: Question) -> tuple[str, StudentAnswer]:
    match raw:
        case {"number": int(number)} if number != question.number:
            raise Refusal(409, "too_late")
        case {"browser": browser, "number": int(), "answer": answer}:
            return read_browser(browser), read_answer(answer, question)
    raise ValueError("no answer")
