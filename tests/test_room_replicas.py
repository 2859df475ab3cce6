"""Rooms in Redis, behind the proxy of deploy/: it does not matter which server a student meets, or whether it dies."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from tests import tiny
from tests.load.rooms import Student, Teacher, open_room
from tests.replicas import HAPROXY, Replicas, replicated
from tests.room_stores import REDIS, WITHOUT_REDIS, redis_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed (Debian: apt-get install haproxy)"),
    pytest.mark.skipif(REDIS is None, reason=WITHOUT_REDIS),
]
COOKIE = "gaze-replica"
PATIENCE = 30.0
"""Seconds in which a lead must have come to everybody, a dead server or not."""


@pytest.fixture
def replicas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replicas]:
    models = tiny.build(tmp_path / "models", scorers=["additive", "dot"])
    with redis_server(tmp_path) as url:
        monkeypatch.setenv("GAZE_REDIS_URL", url)
        with replicated(models, 2, tmp_path) as running:
            yield running


def test_a_room_goes_on_while_a_replica_dies(replicas: Replicas) -> None:
    asyncio.run(_lesson(replicas))


async def _lesson(replicas: Replicas) -> None:
    async with AsyncExitStack() as stack:
        browsers = [
            await stack.enter_async_context(AsyncClient(base_url=replicas.address, timeout=None)) for _ in range(3)
        ]
        teacher = await open_room(browsers[0])
        students = [Student(f"student-{number}") for number in range(2)]
        tasks = [
            asyncio.create_task(student.listen(client, teacher.code))
            for student, client in zip(students, browsers[1:], strict=True)
        ]
        await asyncio.gather(*(student.joined.wait() for student in students))
        # The proxy spreads who comes: both servers have somebody.
        assert len({client.cookies[COOKIE] for client in browsers}) == len(replicas.servers)
        await _led(teacher, students, 1)
        await teacher.post(
            "ask", {"kind": "choice", "words": "", "choices": ["one", "two"], "right": "", "address": "/"}
        )
        await _answer(browsers[1], teacher, "student-0")
        os.kill(replicas.servers["replica1"].process, signal.SIGKILL)
        await _led(teacher, students, 2)
        await _answer(browsers[2], teacher, "student-1")
        assert (await teacher.post("here")).json()["answers"] == 2
        for task in tasks:
            task.cancel()


async def _led(teacher: Teacher, students: list[Student], step: int) -> None:
    """Lead, again where a server is just dying, and wait until everybody has heard of it."""
    async with asyncio.timeout(PATIENCE):
        while (await teacher.client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.2)
        await teacher.lead(step)
        while not all(f"/step?q={teacher.code}&step={step}" in student.arrived for student in students):
            await asyncio.sleep(0.05)


async def _answer(client: AsyncClient, teacher: Teacher, browser: str) -> None:
    body = {"browser": browser, "number": 1, "answer": {"kind": "choice", "choice": 0}}
    (await client.post(f"/api/rooms/{teacher.code}/answer", json=body)).raise_for_status()
