"""The routes of live trainings: what a browser hears, updates by hand, and what is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.ui.engine import live
from pages.ui.engine.live import TrainingPool
from pages.ui.server import live_routes
from pages.ui.server.live_routes import LiveRoutes, live_events
from seq2seq.training.live.report import LiveReport, LossPoint, Measurement, Sentence
from tests.test_live_pool import CODE, OTHER, Recorder, wait_for

SENTENCE = Sentence(("a", "b"), ("b", "a"), ("b",), ((10, 90), (80, 20)), ((0, 1), (1, 0)))


class Trained(Recorder):
    """In the place of a process: every update has a point of the loss."""

    def advance(self, part: Any, _snapshot: bytes) -> tuple[LiveReport, bytes]:
        report, snapshot = super().advance(part, _snapshot)
        points = (LossPoint(report.update, 1.5, 0.25),) * (report.update > part.update)
        measured = Measurement(report.update, 0.5, 0.75, 0.125, 0.0)
        return LiveReport(report.update, 2.0, points, measured, (SENTENCE,), None, False), snapshot


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingPool]:
    monkeypatch.setattr("seq2seq.training.live.process.LiveProcess", Trained)
    monkeypatch.setattr(live, "RETURN_SECONDS", 0.0)
    monkeypatch.setattr(live_routes, "STREAM_LIFE", 1.0)
    Recorder.turns, Recorder.ends = [], 0
    pool = TrainingPool(workers=1)
    yield pool
    wait_for(lambda: not pool.active)


@pytest.fixture
def client(pool: TrainingPool) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=LiveRoutes(pool).routes("/api/live"))) as client:
        yield client


def heard(pool: TrainingPool, codes: list[str], playing: bool, known: str = "") -> list[dict[str, Any]]:
    """The data of all `run` events of a stream, each with its id."""

    async def listen() -> list[str]:
        return [event async for event in live_events(pool, codes, playing, "me", known)]

    events = [dict(line.split(": ", 1) for line in event.splitlines() if line) for event in asyncio.run(listen())]
    return [json.loads(event["data"]) | {"id": event["id"]} for event in events if event.get("event") == "run"]


def test_who_plays_hears_the_curves_grow(pool: TrainingPool) -> None:
    news = heard(pool, [CODE], playing=True)
    assert [point[0] for event in news for point in event["losses"]] == list(range(1, news[-1]["update"] + 1))
    assert news[-1]["measured"][-1] == [news[-1]["update"], 2.0, 0.5, 0.75, 0.125, 0.0]
    assert news[-1]["sentences"][0]["weights"] == [[10, 90], [80, 20]] and len(news) >= 4


def test_a_new_stream_goes_on_after_what_is_known(pool: TrainingPool) -> None:
    last = heard(pool, [CODE], playing=True)[-1]
    wait_for(lambda: not pool.active)
    first = heard(pool, [CODE], playing=False, known=last["id"])[0]
    assert first["from"][0] == int(last["id"].split(".")[1])
    assert heard(pool, [CODE], playing=False, known="1.5.nonsense")[0]["from"] == [0, 0]


def test_a_race_is_heard_lane_by_lane(pool: TrainingPool) -> None:
    news = heard(pool, [CODE, OTHER], playing=True)
    assert {event["lane"] for event in news} == {0, 1}


def test_where_there_is_no_room_the_browser_is_told(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_RUNS", 1)

    async def listen() -> list[str]:
        return [event async for event in live_events(pool, [CODE, OTHER], False, "me", "")]

    assert asyncio.run(listen())[-1].startswith("event: crowded")


def test_a_closed_browser_frees_its_place(pool: TrainingPool) -> None:
    async def leave() -> None:
        events = live_events(pool, [CODE], True, "me", "")
        await anext(events)
        await anext(events)
        assert pool.watchers(CODE) == 1
        await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())
    wait_for(lambda: not pool.active)
    assert pool.watchers(CODE) == 0


def test_updates_by_hand(client: TestClient, pool: TrainingPool) -> None:
    assert client.post("/api/live/make", json={"runs": [CODE], "action": "one"}).json() == {"made": [True]}
    wait_for(lambda: not pool.active)
    assert (CODE, "one") in Recorder.turns
    assert client.post("/api/live/begin", json={"runs": [CODE]}).json() == {"made": [True]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"runs": [CODE], "action": "sing"}, 400),
        ({"runs": ["width-7"], "action": "one"}, 400),
        ({"runs": [CODE] * 9, "action": "one"}, 400),
        (["one"], 400),
    ],
)
def test_what_is_no_request_is_refused(client: TestClient, body: object, status: int) -> None:
    assert client.post("/api/live/make", json=body).status_code == status


def test_pages_of_other_addresses_are_refused(client: TestClient) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    assert client.get("/api/live/events", params={"run": CODE}, headers=foreign).status_code == 403
    assert client.get("/api/live/events", params={"run": "cell-cnn"}).status_code == 400
