"""The routes of rooms: who may do what, what is refused and why, and what everybody hears."""

from __future__ import annotations

import asyncio
import csv
import json
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.ui.features.rooms.redis_store import RedisRooms
from pages.ui.features.rooms.room import CODE_LETTERS, ClassResult, Lead, Question, Room, Truth
from pages.ui.features.rooms.store import LIFETIME, MemoryRooms, Watching
from pages.ui.server import entry, room_events, room_requests
from pages.ui.server.room_requests import RATES
from pages.ui.server.room_routes import MOST_OF_ADDRESS, RoomRoutes
from pages.ui.server.websocket import TokenBucket
from tests.browser import free_port

LEAD = {"address": "/?q=hello", "hidden": [], "frozen": False}
ELSEWHERE = {"address": "/step?q=hello&step=2", "hidden": ["sidebar"], "frozen": True}
ROW = {"kind": "row", "words": "", "choices": [], "right": "", "address": "/predict?q=hello"}
CHOICE = {"kind": "choice", "words": "Which?", "choices": ["one", "two"], "right": "two", "address": "/"}
TRUTH = Truth((0.2, 0.8), ("我", "爱"), "love", "additive")


class Class:
    """A room with its teacher, and a client for everybody."""

    def __init__(self, client: TestClient, lead: dict[str, Any] = LEAD) -> None:
        self.client = client
        opened = client.post("/api/rooms", json=lead)
        assert opened.status_code == 201, opened.text
        self.code, secret = opened.json()["code"], opened.json()["secret"]
        self.teacher = {"Authorization": f"Bearer {secret}"}

    def teach(self, action: str, body: object = None, **headers: str) -> Any:
        return self.client.post(f"/api/rooms/{self.code}/{action}", json=body, headers={**self.teacher, **headers})

    def state(self) -> dict[str, Any]:
        return self.client.get(f"/api/rooms/{self.code}").json()

    def answer(self, browser: str, answer: object, number: int = 1) -> Any:
        body = {"browser": browser, "number": number, "answer": answer}
        return self.client.post(f"/api/rooms/{self.code}/answer", json=body)

    def counts(self) -> dict[str, int]:
        return self.teach("here").json()


@pytest.fixture(autouse=True)
def nobody_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_requests, "SLOWED", 0.0)


@pytest.fixture
def client() -> Iterator[TestClient]:
    routes = RoomRoutes(MemoryRooms(), lambda _address, _room: TRUTH).routes("/api/rooms")
    with TestClient(Starlette(routes=routes)) as client:
        yield client


@pytest.fixture
def room(client: TestClient) -> Class:
    return Class(client)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["reason"]


# -- teacher and class


def test_who_joins_finds_the_class_where_its_teacher_is(room: Class) -> None:
    assert room.state() == {"version": 0, "lead": LEAD, "question": None, "result": None}
    assert room.teach("lead", ELSEWHERE).json() == {"version": 1}
    assert room.state()["lead"] == ELSEWHERE


def test_a_code_is_found_however_it_is_typed(client: TestClient, room: Class) -> None:
    assert client.get(f"/api/rooms/ {room.code.upper()} ").status_code == 200
    assert refused(client.get("/api/rooms/hello")) == (404, "no_code")
    missing = next(code for code in ("cccccc", "dddddd") if code != room.code)
    assert refused(client.get(f"/api/rooms/{missing}")) == (404, "no_room")


@pytest.mark.parametrize("action", ["lead", "ask", "reveal", "dismiss", "here", "close"])
def test_nobody_leads_without_the_secret(client: TestClient, room: Class, action: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, Class(client).teacher):
        answer = client.post(f"/api/rooms/{room.code}/{action}", json=ELSEWHERE, headers=headers)
        assert refused(answer) == (403, "not_the_teacher")
    for name in ("answers.csv", "answers.html"):
        assert refused(client.get(f"/api/rooms/{room.code}/{name}")) == (403, "not_the_teacher")
    assert room.state()["version"] == 0


def test_a_question_is_asked_answered_once_a_browser_and_revealed(room: Class) -> None:
    room.teach("ask", ROW)
    asked = {name: value for name, value in ROW.items() if name != "right"}
    assert room.state()["question"] == {**asked, "number": 1, "closes": 0.0}
    for browser, weights in (("browser-1", [1, 0]), ("browser-2", [0, 1]), ("browser-1", [0.5, 0.5])):
        assert room.answer(browser, {"kind": "row", "weights": weights}).status_code == 202
    assert room.counts()["answers"] == 2
    room.teach("reveal")
    result = room.state()["result"]
    assert (result["answers"], result["mean"], result["model"]) == (2, [0.25, 0.75], [0.2, 0.8])
    assert (result["agreeing"], result["source"]) == (2, ["我", "爱"])
    assert refused(room.answer("browser-3", {"kind": "row", "weights": [1, 0]})) == (409, "too_late")
    room.teach("dismiss")
    assert room.state()["question"] is None and room.state()["result"] is None


def test_an_answer_to_an_earlier_question_is_too_late(room: Class) -> None:
    assert refused(room.answer("browser-1", {"kind": "choice", "choice": 0})) == (409, "too_late")
    assert refused(room.teach("reveal")) == (409, "nothing_asked")
    for body in (ROW, CHOICE):
        room.teach("ask", body)
    assert refused(room.answer("browser-1", {"kind": "row", "weights": [1, 0]}, 1)) == (409, "too_late")
    assert room.answer("browser-1", {"kind": "choice", "choice": 1}, 2).status_code == 202


def test_which_choice_is_right_nobody_hears_before_it_is_revealed(room: Class) -> None:
    room.teach("ask", CHOICE)
    assert "right" not in room.state()["question"] and "two" not in json.dumps(room.state()["result"])
    room.answer("browser-1", {"kind": "choice", "choice": 0})
    room.teach("reveal")
    result = room.state()["result"]
    assert (result["agreeing"], result["truth"]) == (0, "two")


def test_the_teacher_alone_sees_what_the_class_answers_before_it_is_revealed(room: Class) -> None:
    def peek(**headers: str) -> Any:
        return room.client.get(f"/api/rooms/{room.code}/answers", headers=headers)

    assert refused(peek(**room.teacher)) == (409, "nothing_asked")
    room.teach("ask", CHOICE)
    room.answer("browser-1", {"kind": "choice", "choice": 1})
    assert refused(peek()) == (403, "not_the_teacher")
    peeked = peek(**room.teacher).json()
    assert (peeked["number"], peeked["result"]["bars"]) == (1, [["one", 0], ["two", 1]])
    assert room.state()["result"] is None
    statuses = [peek(**room.teacher).status_code for _ in range(int(RATES["peek"][1]) + 2)]
    assert statuses[-1] == 429 and room.teach("reveal").status_code == 200


def test_a_question_with_a_time_takes_answers_until_it_is_over() -> None:
    now = [1764093720.0]
    routes = RoomRoutes(MemoryRooms(), lambda _address, _room: TRUTH, lambda: now[0]).routes("/api/rooms")
    with TestClient(Starlette(routes=routes)) as client:
        room = Class(client)
        answer = {"kind": "choice", "choice": 1}
        assert refused(room.teach("time", {"seconds": 30})) == (409, "nothing_asked")
        room.teach("ask", {**CHOICE, "seconds": 30})
        assert room.state()["question"]["closes"] == now[0] + 30
        now[0] += 31.5  # an answer that was under way
        assert room.answer("browser-1", answer).status_code == 202
        now[0] += 1
        assert refused(room.answer("browser-2", answer)) == (409, "too_late")
        assert room.teach("time", {"seconds": 20}).status_code == 200
        assert room.answer("browser-2", answer).status_code == 202
        assert room.teach("time", {"seconds": 0}).status_code == 200
        now[0] += 3600
        assert room.state()["question"]["closes"] == 0 and room.answer("browser-3", answer).status_code == 202
        for seconds in (-1, 3601, 1.5, True, "30", None):
            assert refused(room.teach("time", {"seconds": seconds})) == (400, "unreadable")
            assert refused(room.teach("ask", {**CHOICE, "seconds": seconds})) == (400, "unreadable")
        assert refused(client.post(f"/api/rooms/{room.code}/time", json={"seconds": 5})) == (403, "not_the_teacher")


def test_a_question_that_is_asked_again_has_its_time_again() -> None:
    now = [1764093720.0]
    routes = RoomRoutes(MemoryRooms(), lambda _address, _room: TRUTH, lambda: now[0]).routes("/api/rooms")
    with TestClient(Starlette(routes=routes)) as client:
        room = Class(client)
        room.teach("ask", {**CHOICE, "seconds": 30})
        now[0] += 100
        room.teach("clear")
        assert room.state()["question"]["closes"] == now[0] + 30


def test_all_answers_are_exported() -> None:
    now = [1764093720.0]  # 18:02:00 UTC
    routes = RoomRoutes(MemoryRooms(), lambda _address, _room: TRUTH, lambda: now[0]).routes("/api/rooms")
    with TestClient(Starlette(routes=routes)) as client:
        room = Class(client)
        room.teach("ask", CHOICE)
        now[0] += 12.4
        room.answer("browser-1", {"kind": "choice", "choice": 1})
        exported = room.client.get(f"/api/rooms/{room.code}/answers.csv?lang=zh&ahead=60", headers=room.teacher)
        page = room.client.get(f"/api/rooms/{room.code}/answers.html?lang=en&ahead=x", headers=room.teacher)
    assert exported.headers["content-type"].startswith("text/csv")
    (line,) = csv.DictReader(exported.text.splitlines())
    told = [line[name] for name in ("题号", "问题", "学生", "回答", "正确答案", "是否正确", "时间", "用时（秒）")]
    assert told == ["1", "Which?", "1", "two", "two", "是", "2025-11-25 19:02:12", "12"]
    assert page.headers["content-type"].startswith("text/html")
    assert "<h2>1. Which?</h2>" in page.text and "2025-11-25 18:02:00" in page.text


def test_a_room_is_closed_for_good(room: Class) -> None:
    assert room.teach("close").status_code == 200
    assert refused(room.client.get(f"/api/rooms/{room.code}")) == (404, "no_room")
    assert refused(room.teach("lead", LEAD)) == (404, "no_room")


def test_rooms_do_not_mix(client: TestClient) -> None:
    one, other = Class(client), Class(client)
    one.teach("ask", CHOICE)
    one.answer("browser-1", {"kind": "choice", "choice": 1})
    assert other.state()["question"] is None and other.counts()["answers"] == 0
    assert refused(other.answer("browser-1", {"kind": "choice", "choice": 1})) == (409, "too_late")


# -- the door


def test_pages_of_other_addresses_are_refused(client: TestClient, room: Class) -> None:
    assert refused(room.teach("lead", ELSEWHERE, Origin="https://evil.example")) == (403, "foreign")
    foreign = client.post("/api/rooms", json=LEAD, headers={"Origin": "null"})
    assert refused(foreign) == (403, "foreign")
    guessed = client.get(f"/api/rooms/{WRONG[0]}", headers={"Sec-Fetch-Site": "cross-site"})  # as an image, say
    assert refused(guessed) == (403, "foreign"), "another page makes a browser guess"
    assert room.teach("lead", ELSEWHERE, Origin="http://testserver").status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "refusal"),
    [
        (json.dumps(LEAD), "text/plain", (415, "unreadable")),
        (json.dumps(LEAD), "application/x-www-form-urlencoded", (415, "unreadable")),
        ("{", "application/json", (400, "unreadable")),
        ("[" * 9000, "application/json", (400, "unreadable")),
        ('{"address": "https://evil.example", "hidden": [], "frozen": false}', "application/json", (400, "unreadable")),
        (json.dumps(LEAD | {"more": "x" * 20_000}), "application/json", (413, "too_large")),
    ],
)
def test_what_is_no_lead_opens_no_room(client: TestClient, content: str, kind: str, refusal: tuple[int, str]) -> None:
    assert refused(client.post("/api/rooms", content=content, headers={"Content-Type": kind})) == refusal


def test_who_opens_rooms_without_end_is_stopped(client: TestClient) -> None:
    statuses = [client.post("/api/rooms", json=LEAD).status_code for _ in range(int(RATES["open"][1]) + 2)]
    assert statuses[:30] == [201] * 30 and statuses[-1] == 429


def test_who_is_to_open_rooms_without_end_hears_when_the_next_one_may_be(client: TestClient) -> None:
    answers = [client.post("/api/rooms", json=LEAD) for _ in range(int(RATES["open"][1]) + 1)]
    assert answers[-1].json() == {"reason": "too_often", "seconds": 5}
    assert answers[-1].headers["Retry-After"] == "5"


WRONG = ["zzz" + "".join(letters) for letters in product(CODE_LETTERS, repeat=3)]


@pytest.mark.parametrize("path", ["", "/events", "/answers.csv", "/answers", "/answer", "/here", "/lead", "/clear"])
def test_codes_that_are_none_cost_who_tries_them_on_every_route(client: TestClient, room: Class, path: str) -> None:
    ask = client.get if path in ("", "/events", "/answers.csv", "/answers") else partial(client.post, json={})
    most = int(RATES["guess"][1])
    wrong = [code for code in WRONG if code != room.code][: most + 20]
    statuses = [ask(f"/api/rooms/{code}{path}").status_code for code in wrong]
    assert statuses[:most] == [404] * most and set(statuses[most + 2 :]) == {429}
    assert refused(client.get(f"/api/rooms/{wrong[0]}")) == (429, "too_often")
    assert client.get(f"/api/rooms/{room.code}").status_code == 200, "who is in a room stays there"


def test_codes_that_are_tried_at_the_same_time_cost_as_much_as_those_tried_in_turn() -> None:
    """A store that takes a while to answer, as Redis does: all those who ask have come before it says anything."""

    class SlowRooms(MemoryRooms):
        async def get(self, code: str) -> Room | None:
            await asyncio.sleep(0.05)
            return await super().get(code)

    async def guess() -> list[int]:
        app = Starlette(routes=RoomRoutes(SlowRooms(), lambda _address, _room: TRUTH).routes("/api/rooms"))
        async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as guesser:
            asked = (guesser.get(f"/api/rooms/{code}") for code in WRONG[: 2 * most])
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    most = int(RATES["guess"][1])
    assert Counter(asyncio.run(guess())) == {404: most, 429: most}


def test_who_has_guessed_too_often_does_not_find_a_room_either() -> None:
    store = MemoryRooms()
    app = Starlette(routes=RoomRoutes(store, lambda _address, _room: TRUTH).routes("/api/rooms"))
    with TestClient(app) as teacher, TestClient(app, client=("192.0.2.9", 1)) as guesser:
        room = Class(teacher)
        for code in WRONG[:70]:
            guesser.get(f"/api/rooms/{code}")
        assert refused(guesser.get(f"/api/rooms/{room.code}")) == (429, "too_often")
        with TestClient(app, client=("192.0.2.10", 1)) as student:
            assert student.get(f"/api/rooms/{room.code}").status_code == 200


def test_browsers_that_one_address_invents_leave_room_for_others_and_the_teacher_clears_them() -> None:
    app = Starlette(routes=RoomRoutes(MemoryRooms(), lambda _address, _room: TRUTH).routes("/api/rooms"))
    with TestClient(app) as teacher, TestClient(app, client=("192.0.2.9", 1)) as inventor:
        room = Class(teacher)
        room.teach("ask", CHOICE)
        body = {"number": 1, "answer": {"kind": "choice", "choice": 0}}
        answers = [
            inventor.post(f"/api/rooms/{room.code}/answer", json={"browser": f"invented-{number}", **body})
            for number in range(MOST_OF_ADDRESS + 9)
        ]
        assert [answer.status_code for answer in answers] == [202] * MOST_OF_ADDRESS + [409] * 9
        assert room.answer("a-student", body["answer"]).status_code == 202
        assert room.counts()["answers"] == MOST_OF_ADDRESS + 1
        assert room.teach("clear").status_code == 200
        assert room.counts()["answers"] == 0 and room.state()["question"]["number"] == 2
        assert room.answer("a-student", body["answer"], 2).status_code == 202
        assert refused(inventor.post(f"/api/rooms/{room.code}/clear", json={})) == (403, "not_the_teacher")


def test_a_row_has_at_most_as_many_weights_as_the_sentence_can_have_pieces(room: Class) -> None:
    room.teach("ask", ROW)  # of hello
    assert refused(room.answer("browser-1", {"kind": "row", "weights": [0.1] * 10})) == (400, "unreadable")
    assert room.answer("browser-1", {"kind": "row", "weights": [1, 0, 0, 0, 0, 0, 0]}).status_code == 202


def test_a_token_is_spared_while_there_is_one() -> None:
    now = [0.0]
    bucket = TokenBucket(rate=1.0, burst=2.0, clock=lambda: now[0])
    assert [bucket.spare() for _ in range(4)] == [True, True, False, False]
    now[0] += 1
    assert [bucket.spare(), bucket.spare()] == [True, False]


def test_rooms_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/api/rooms" in {route.path for route in entry.routes()}
    monkeypatch.setenv("GAZE_ROOMS", "0")
    assert not [route for route in entry.routes() if "rooms" in route.path]


def test_a_store_that_is_away_is_spoken_of() -> None:
    routes = RoomRoutes(RedisRooms(f"redis://127.0.0.1:{free_port()}/0"), lambda _address, _room: TRUTH).routes(
        "/api/rooms"
    )
    with TestClient(Starlette(routes=routes)) as client:
        assert refused(client.post("/api/rooms", json=LEAD)) == (503, "store_away")
        assert refused(client.get("/api/rooms/cdhjpq/events")) == (503, "store_away")


# -- events


def parsed(events: list[str]) -> list[tuple[str, str, Any]]:
    """Name, number and data of the events among these messages."""
    fields = [dict(line.split(": ", 1) for line in event.strip().splitlines()) for event in events if "data" in event]
    return [(each["event"], each.get("id", ""), json.loads(each["data"])) for each in fields]


def heard(count: int, known: str = "", watching: Watching = "here", then: Any = None) -> list[str]:
    """The first messages of a stream; after the first event `then(store)` is awaited."""

    async def listen() -> list[str]:
        store = MemoryRooms()
        await store.add(Room("cdhjpq", "hash"))
        messages: list[str] = []
        stream = room_events.room_events(store, "cdhjpq", known, watching)
        async for message in stream:
            messages.append(message)
            if len(messages) == 2 and then:
                await then(store)
            if len(messages) == count:
                break
        await stream.aclose()  # type: ignore[attr-defined]
        return messages

    return asyncio.run(listen())


def test_late_joiners_get_the_whole_state_and_then_each_change() -> None:
    async def change(store: MemoryRooms) -> None:
        await store.change("cdhjpq", lambda room: room)
        await store.remove("cdhjpq")

    events = heard(3, then=change)
    assert events[0].startswith("retry: 200\nevent: clock\n")
    (clock, _, now), (name, number, state), last = parsed(events)
    assert clock == "clock" and abs(now["now"] - time.time()) < 60
    assert (name, number, state["version"]) == ("room", "0", 0)
    assert last == ("gone", "", {})


def test_who_comes_back_is_not_told_again_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_events, "HEARTBEAT", 0.01)
    assert heard(3, known="0")[1:] == [": here\n\n", ": here\n\n"]
    assert parsed(heard(2, known="7"))[1][:2] == ("room", "0")


def test_a_result_comes_once_and_not_again_with_each_lead() -> None:
    result = ClassResult(2, (("one", 2),))

    async def reveal(store: MemoryRooms) -> None:
        await store.change("cdhjpq", lambda room: room.asked(Question(1, "choice", "/", "", ("one", "two"))))
        await store.change("cdhjpq", lambda room: room.revealed(result))

    async def listen() -> list[tuple[str, str, Any]]:
        store = MemoryRooms()
        await store.add(Room("cdhjpq", "hash"))
        await reveal(store)
        stream = room_events.room_events(store, "cdhjpq", "1", "here")
        events = [await anext(stream) for _ in range(3)]
        await store.change("cdhjpq", lambda room: room.led(Lead("/step")))
        events.append(await anext(stream))
        await stream.aclose()  # type: ignore[attr-defined]
        again = room_events.room_events(store, "cdhjpq", "2", "here")
        events += [await anext(again) for _ in range(2)]
        await again.aclose()  # type: ignore[attr-defined]
        return parsed(events)

    heard = [each for each in asyncio.run(listen()) if each[0] != "clock"]
    assert [(name, number) for name, number, _ in heard] == [
        ("result", ""),
        ("room", "2"),
        ("room", "3"),
        ("room", "3"),
    ]
    assert heard[0][2]["bars"] == [["one", 2]]
    assert [state["result"] for _, _, state in heard[1:]] == [2, 2, 2]


def test_counts_are_told_to_who_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = parsed(heard(3, watching="counting"))
    assert counted[2] == ("counts", "", {"present": 0, "away": 0, "answers": 0})


def test_nobody_waits_for_the_head_of_a_stream(room: Class) -> None:
    assert room.client.head(f"/api/rooms/{room.code}/events").status_code == 405


def test_a_stream_ends_so_that_a_server_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_events, "STREAM_LIFE", 0.05)
    monkeypatch.setattr(room_events, "HEARTBEAT", 0.02)
    assert len(heard(99)) < 10


def test_a_room_outlives_neither_its_teacher_nor_a_server(client: TestClient) -> None:
    now = [0.0]
    store = MemoryRooms(lambda: now[0])
    with TestClient(Starlette(routes=RoomRoutes(store, lambda _address, _room: None).routes("/api/rooms"))) as other:
        room = Class(other)
        now[0] += LIFETIME + 1
        assert refused(other.get(f"/api/rooms/{room.code}")) == (404, "no_room")
        assert refused(client.get(f"/api/rooms/{room.code}")) == (404, "no_room")
