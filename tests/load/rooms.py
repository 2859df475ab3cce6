"""`python -m tests.load.rooms`: a class in two rooms. How soon it is there, and how soon it follows its teachers.

Every student has a page open, as a browser has, and hears of the room. Beside the times stand those of a route that
does nothing, asked for as often at the same time: what machine and network take anyway.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from httpx2 import AsyncClient, Limits, Response, TransportError

from pages.ui.server.room_events import RETRY
from tests.load.server import started
from tests.load.session import visiting

STUDENTS = 60
LEADS = 20
PAUSE = 0.25
"""Seconds between two steps of a teacher."""
VISITS = 5
CHOICES = ("one", "two")


@dataclass
class Teacher:
    """Who has opened a room."""

    client: AsyncClient
    code: str
    secret: str

    async def post(self, action: str, body: object = None) -> Response:
        headers = {"Authorization": f"Bearer {self.secret}"}
        answer = await self.client.post(f"/api/rooms/{self.code}/{action}", json=body, headers=headers)
        return answer.raise_for_status()

    async def lead(self, step: int) -> float:
        """Go to a step; when that was, by the clock of all."""
        began = time.perf_counter()
        await self.post("lead", _lead(f"/step?q={self.code}&step={step}"))
        return began


@dataclass
class Student:
    """Who hears of a room. `arrived` has the time at which each address came."""

    name: str
    known: str = ""
    arrived: dict[str, float] = field(default_factory=dict)
    joined: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, client: AsyncClient, code: str) -> None:
        """Hear of everything, as EventSource does: where a stream ends or breaks, the next one begins."""
        while True:
            headers = {"Last-Event-ID": self.known} if self.known else {}
            with suppress(TransportError):
                async with client.stream("GET", f"/api/rooms/{code}/events", headers=headers) as answer:
                    async for line in answer.aiter_lines():
                        self._read(line)
            await asyncio.sleep(RETRY / 1000)

    def _read(self, line: str) -> None:
        if line.startswith("id: "):
            self.known = line.removeprefix("id: ")
        elif line.startswith("data: "):
            self.take(json.loads(line.removeprefix("data: ")))

    def take(self, state: dict[str, Any]) -> None:
        if lead := state.get("lead"):
            self.arrived.setdefault(lead["address"], time.perf_counter())
            self.joined.set()


@dataclass(frozen=True)
class ClassFigures:
    """What a class has felt. Seconds: until all were there; of one visit by itself; from each lead to each student; of
    a route that does nothing. Answers that were counted, and addresses of another room that somebody was led to."""

    joined: float
    alone: float
    follows: list[float]
    empty: list[float]
    answers: int
    strays: int

    @property
    def p95(self) -> float:
        return quantiles(self.follows, n=20)[-1]

    def __str__(self) -> str:
        empty = quantiles(self.empty, n=20)[-1]
        return (
            f"joined in {self.joined:.1f} s, one alone in {self.alone:.2f} s; "
            f"follows: median {1000 * median(self.follows):.0f} ms, p95 {1000 * self.p95:.0f} ms of "
            f"{len(self.follows)}; an empty route: p95 {1000 * empty:.0f} ms, ratio {self.p95 / empty:.1f}; "
            f"{self.answers} answers, {self.strays} strays"
        )


async def class_in_rooms(address: str, students: int = STUDENTS, leads: int = LEADS) -> ClassFigures:
    """Two rooms, whose teachers take turns to lead, and then ask all at once."""
    async with AsyncExitStack() as stack:
        limits = Limits(max_connections=None)
        client = await stack.enter_async_context(AsyncClient(base_url=address, limits=limits, timeout=None))
        teachers = [await open_room(client) for _ in range(2)]
        members = [[Student(f"student-{room}-{n}") for n in range(students // 2)] for room in range(2)]
        began = time.perf_counter()
        await _join(stack, client, teachers, members)
        joined = time.perf_counter() - began
        alone = median([await _visit(address) for _ in range(VISITS)])
        times, empty = await _lead_all(client, teachers, leads)
        await _ask_all(client, teachers, members)
        follows, strays = _follows(teachers, members, times)
        counts = [(await teacher.post("here")).json()["answers"] for teacher in teachers]
    return ClassFigures(joined, alone, follows, empty, sum(counts), strays)


async def _visit(address: str) -> float:
    """The seconds until a page is drawn for somebody who comes alone."""
    began = time.perf_counter()
    async with visiting(address):
        return time.perf_counter() - began


async def _join(
    stack: AsyncExitStack, client: AsyncClient, teachers: Sequence[Teacher], members: Sequence[Sequence[Student]]
) -> None:
    async def join(student: Student, teacher: Teacher) -> None:
        await stack.enter_async_context(visiting(str(client.base_url).rstrip("/")))
        await stack.enter_async_context(listening(student, client, teacher.code))

    pairs = [(student, teacher) for teacher, room in zip(teachers, members, strict=True) for student in room]
    await asyncio.gather(*(join(*pair) for pair in pairs))


@asynccontextmanager
async def listening(student: Student, client: AsyncClient, code: str) -> AsyncIterator[None]:
    task = asyncio.create_task(student.listen(client, code))
    try:
        await student.joined.wait()
        yield
    finally:
        task.cancel()


async def _lead_all(
    client: AsyncClient, teachers: Sequence[Teacher], leads: int
) -> tuple[dict[str, float], list[float]]:
    """When the class was led to each address, and the seconds of an empty route in between."""
    times: dict[str, float] = {}
    empty = []
    for step in range(1, leads + 1):
        for teacher in teachers:
            times[f"/step?q={teacher.code}&step={step}"] = await teacher.lead(step)
            await asyncio.sleep(PAUSE / 2)
            began = time.perf_counter()
            await client.get("/healthz")
            empty.append(time.perf_counter() - began)
            await asyncio.sleep(PAUSE / 2)
    return times, empty


async def _ask_all(client: AsyncClient, teachers: Sequence[Teacher], members: Sequence[Sequence[Student]]) -> None:
    for teacher in teachers:
        await teacher.post("ask", {"kind": "choice", "words": "", "choices": CHOICES, "right": "", "address": "/"})

    async def answer(student: Student, teacher: Teacher) -> None:
        body = {"browser": student.name, "number": 1, "answer": {"kind": "choice", "choice": 0}}
        (await client.post(f"/api/rooms/{teacher.code}/answer", json=body)).raise_for_status()

    pairs = [(student, teacher) for teacher, room in zip(teachers, members, strict=True) for student in room]
    await asyncio.gather(*(answer(*pair) for pair in pairs))


def _follows(
    teachers: Sequence[Teacher], members: Sequence[Sequence[Student]], times: dict[str, float]
) -> tuple[list[float], int]:
    """Seconds from each lead to each student of its room, and how many addresses came to the wrong room. A lead that
    never came took forever."""
    follows, strays = [], 0
    for teacher, room in zip(teachers, members, strict=True):
        own = {address: began for address, began in times.items() if teacher.code in address}
        for student in room:
            follows += [student.arrived.get(address, float("inf")) - began for address, began in own.items()]
            strays += len(student.arrived.keys() & (times.keys() - own.keys()))
    return follows, strays


async def open_room(client: AsyncClient) -> Teacher:
    """A new room, at the beginning."""
    opened = (await client.post("/api/rooms", json=_lead("/"))).raise_for_status().json()
    return Teacher(client, opened["code"], opened["secret"])


def _lead(address: str) -> dict[str, Any]:
    return {"address": address, "hidden": [], "frozen": False}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.rooms", description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--leads", type=int, default=LEADS, help="of each of the two teachers")
    options = parser.parse_args()
    with started() as server:
        print(asyncio.run(class_in_rooms(server.address, options.students, options.leads)))


if __name__ == "__main__":
    main()
