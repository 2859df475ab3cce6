"""The routes of live trainings: what a browser hears, what it may do, whose run it is, and what is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.ui.engine import live
from pages.ui.engine.live import TrainingPool
from pages.ui.features.rooms.room import Room, hash_secret, new_code
from pages.ui.features.rooms.store import MemoryRooms
from pages.ui.server import live_routes, room_requests
from pages.ui.server.live_routes import LiveRoutes
from pages.ui.server.room_requests import RATES, RequestRates
from pages.ui.server.room_routes import RoomRoutes
from seq2seq.training.live.report import LiveReport, Measurement, Sentence
from tests.test_live_pool import CODE, OTHER, Recorder, wait_for

SENTENCE = Sentence(("a", "b"), ("b", "a"), ("b",), ((10, 90), (80, 20)), ((0, 1), (1, 0)))
ME, YOU = "browser-me", "browser-you"
ROOM, SECRET = new_code(), "a secret"


class Trained(Recorder):
    """In the place of a process: every update has a sentence."""

    def advance(self, part: Any, snapshot: bytes) -> tuple[LiveReport, bytes]:
        report, snapshot = super().advance(part, snapshot)
        measured = Measurement(report.update, 0.5, 0.75, 0.125, 0.0)
        return LiveReport(
            report.update, report.seconds, report.losses, measured, (SENTENCE,), report.phase, False
        ), snapshot


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingPool]:
    monkeypatch.setattr("seq2seq.training.live.process.LiveProcess", Trained)
    monkeypatch.setattr(live, "TICK", 0.01)
    monkeypatch.setattr(live_routes, "STREAM_LIFE", 0.5)
    Recorder.turns, Recorder.ends = [], 0
    pool = TrainingPool(workers=1)
    yield pool
    wait_for(lambda: not pool.active)


@pytest.fixture
def client(pool: TrainingPool) -> Iterator[TestClient]:
    routes = LiveRoutes(pool, RequestRates(), MemoryRooms()).routes("/api/live")
    with TestClient(Starlette(routes=routes)) as client:
        yield client


def opened(client: TestClient, *codes: str, browser: str = ME) -> str:
    answer = client.post("/api/live/open", json={"browser": browser, "lanes": codes or [CODE]})
    assert answer.status_code == 200
    return answer.json()["run"]


def act(client: TestClient, run: str, action: str, **more: Any) -> dict[str, Any]:
    return client.post("/api/live/act", json={"run": run, "action": action, **more}).json()


def heard(client: TestClient, run: str, known: str = "") -> list[dict[str, Any]]:
    """The data of all events of a stream, each with its name and id."""
    text = client.get("/api/live/events", params={"run": run, "known": known}).text
    events = [dict(line.split(": ", 1) for line in event.splitlines()) for event in text.split("\n\n") if event]
    return [json.loads(event["data"]) | event for event in events if "event" in event]


def test_who_plays_hears_the_curves_grow(client: TestClient) -> None:
    run = opened(client)
    assert act(client, run, "play")["playing"] is True
    lanes = [event["lanes"][0] for event in heard(client, run) if event["lanes"][0]]
    points = [point[0] for lane in lanes for point in lane["losses"]]
    assert len(lanes) >= 4 and points == list(range(10, points[-1] + 1, 10))
    update = lanes[-1]["update"]
    assert lanes[-1]["measured"][-1] == [update, update / 100, 0.5, 0.75, 0.125, 0.0]
    assert lanes[-1]["sentences"][0]["weights"] == [[10, 90], [80, 20]]
    assert act(client, run, "pause")["playing"] is False


def test_a_new_stream_goes_on_after_what_is_known(client: TestClient, pool: TrainingPool) -> None:
    run = opened(client)
    for _ in range(3):
        assert act(client, run, "one")["made"]
    last = heard(client, run)[-1]
    wait_for(lambda: not pool.active)
    assert last["lanes"][0]["update"] == 3
    assert heard(client, run, known=last["id"])[0]["lanes"] == [None]
    assert heard(client, run, known="1.5.nonsense")[0]["lanes"][0]["from"] == -1


def test_a_second_visitor_finds_a_fresh_run_and_moves_nobodys(client: TestClient) -> None:
    mine, yours = opened(client), opened(client, browser=YOU)
    assert mine != yours
    act(client, mine, "one")
    assert heard(client, mine)[-1]["lanes"][0]["update"] == 1
    assert heard(client, yours)[-1]["lanes"][0]["update"] == 0
    assert opened(client) == mine  # who reloads the page
    act(client, yours, "begin")
    assert heard(client, mine)[0]["lanes"][0]["update"] == 1


def test_a_race_is_heard_lane_by_lane(client: TestClient) -> None:
    run = opened(client, CODE, OTHER)
    act(client, run, "one")
    assert [lane["update"] for lane in heard(client, run, known="")[-1]["lanes"] if lane] != []
    assert [lane["update"] for lane in heard(client, run)[0]["lanes"]] == [1, 1]


def test_a_rooms_run_is_its_teachers_and_everybody_sees_it(pool: TrainingPool) -> None:
    store = MemoryRooms()
    with TestClient(Starlette(routes=LiveRoutes(pool, RequestRates(), store).routes("/api/live"))) as client:
        assert client.portal is not None
        client.portal.call(store.add, Room(ROOM, hash_secret(SECRET)))
        path, body = f"/api/live/rooms/{ROOM}/open", {"browser": ME, "lanes": [CODE]}
        assert client.post(path, json=body).json() == {"run": ""}  # the teacher plays none yet
        assert client.post(path, json=body, headers={"Authorization": "Bearer guess"}).status_code == 403
        teachers = client.post(path, json=body, headers={"Authorization": f"Bearer {SECRET}"}).json()["run"]
        seat = client.post(path, json=body | {"browser": YOU}).json()["run"]
        act(client, teachers, "one")
        assert heard(client, seat)[-1]["lanes"][0]["update"] == 1
        assert client.post("/api/live/act", json={"run": seat, "action": "play"}).status_code == 404
        assert client.post(path, json=body | {"lanes": [OTHER]}).json() == {"run": ""}
        assert client.post(f"/api/live/rooms/{new_code()}/open", json=body).status_code == 404


def test_where_there_is_no_room_the_browser_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_RECORDINGS", 1)
    answer = client.post("/api/live/open", json={"browser": ME, "lanes": [CODE, OTHER]})
    assert (answer.status_code, answer.json()) == (503, {"reason": "crowded"})


def test_a_run_that_gives_way_says_so(client: TestClient, pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    run = opened(client)
    found = pool.find(run)
    assert found
    threading.Timer(0.1, lambda: pool._close(found)).start()
    assert heard(client, run)[-1]["event"] == "crowded"
    assert client.get("/api/live/events", params={"run": run}).status_code == 404


@pytest.mark.slow
def test_streams_are_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_routes, "MOST_STREAMS_OF_A_RUN", 1)
    monkeypatch.setattr(live_routes, "STREAM_LIFE", 2.0)
    run, ends = opened(client), list[str]()
    oldest = threading.Thread(target=lambda: ends.append(heard(client, run)[-1]["event"]))
    oldest.start()
    threading.Event().wait(0.3)
    newest = heard(client, run)
    oldest.join()
    assert ends == ["crowded"] and newest[-1]["event"] == "run"


@pytest.mark.slow
def test_requests_are_rated_for_each_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_requests, "SLOWED", 0.0)
    statuses = {client.get("/api/live/events", params={"run": "none"}).status_code for _ in range(300)}
    assert statuses == {404, 429}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("act", {"run": "none", "action": "one"}, 404),
        ("act", {"run": "none", "action": "sing"}, 400),
        ("act", {"run": 5, "action": "one"}, 400),
        ("act", {"run": "none", "action": "begin", "before": [5]}, 400),
        ("open", {"browser": ME, "lanes": ["width-7"]}, 400),
        ("open", {"browser": ME, "lanes": []}, 400),
        ("open", {"browser": ME, "lanes": [CODE] * 9}, 400),
        ("open", {"browser": "me", "lanes": [CODE]}, 400),
        ("open", ["one"], 400),
    ],
)
def test_what_is_no_request_is_refused(client: TestClient, path: str, body: object, status: int) -> None:
    assert client.post(f"/api/live/{path}", json=body).status_code == status


def test_work_begins_by_a_request_of_the_apps_own_page_alone(client: TestClient, pool: TrainingPool) -> None:
    body = {"browser": ME, "lanes": [CODE]}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/api/live/open", json=body, headers=headers).status_code == 403
    assert (
        client.post("/api/live/open", content=json.dumps(body), headers={"Content-Type": "text/plain"}).status_code
        == 415
    )
    assert client.get("/api/live/open", params={"lanes": CODE}).status_code == 405
    assert client.get("/api/live/events", params={"run": CODE, "play": "1"}).status_code == 404
    assert not pool.active and not Recorder.turns


def test_who_tries_codes_of_rooms_here_has_tried_them_on_every_route(
    pool: TrainingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_requests, "SLOWED", 0.0)
    rooms = RoomRoutes(store := MemoryRooms(), lambda _address, _room: None)
    routes = [*LiveRoutes(pool, rooms.rates, store).routes("/live"), *rooms.routes("/rooms")]
    with TestClient(Starlette(routes=routes)) as client:
        codes = [f"zzz{''.join(rest)}" for rest in product("cdhjp", repeat=3)]
        body = {"browser": ME, "lanes": [CODE]}
        statuses = [client.post(f"/live/rooms/{code}/open", json=body).status_code for code in codes]
        most = int(RATES["guess"][1])
        assert statuses[:most] == [404] * most and set(statuses[most + 2 :]) == {429}
        assert client.get(f"/rooms/{codes[-1]}").status_code == 429


def test_nobody_waits_for_the_head_of_a_stream(client: TestClient) -> None:
    assert client.head("/api/live/events", params={"run": opened(client)}).status_code == 405
