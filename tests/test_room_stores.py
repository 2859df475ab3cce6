"""The contract of a store of rooms, which both keep: in memory, and in Redis."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.ui.features.rooms import store as stores
from pages.ui.features.rooms.journal import RoomJournal, own_folder
from pages.ui.features.rooms.redis_store import RedisRooms
from pages.ui.features.rooms.room import ChoiceAnswer, ClassResult, Given, Lead, PieceAnswer, Question, Room, RowAnswer
from pages.ui.features.rooms.settings import has_rooms, open_room_store
from pages.ui.features.rooms.store import LIFETIME, Attendance, MemoryRooms, RoomsFull, RoomStore, pack, unpack
from tests.room_stores import REDIS, WITHOUT_REDIS, redis_server

Scenario = Callable[[RoomStore], Coroutine[Any, Any, None]]
Play = Callable[[Scenario], None]
ROOM = Room("cdhjpq", "hash")
ANSWER = Given(ChoiceAnswer(0), 1764093725.25)
SHORTLY = 0.05
SOON = 5.0
"""Seconds in which a change must have been heard of on the busiest machine."""


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


needs_redis = pytest.mark.skipif(REDIS is None, reason=WITHOUT_REDIS)


@pytest.fixture(params=["memory", "journal", pytest.param("redis", marks=needs_redis)])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """Plays a scenario with a new store, in an event loop of its own."""

    async def played(scenario: Scenario, url: str | None) -> None:
        journal = RoomJournal(tmp_path / "rooms.sqlite", LIFETIME) if request.param == "journal" else None
        store: RoomStore = RedisRooms(url) if url else MemoryRooms(journal=journal)
        try:
            await store.remove(ROOM.code)
            await scenario(store)
        finally:
            await store.close()

    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    return lambda scenario: asyncio.run(played(scenario, url))


def test_a_code_is_taken_once(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        assert await store.get(ROOM.code) is None
        assert await store.add(ROOM)
        assert not await store.add(Room(ROOM.code, "of somebody else"))
        assert await store.get(ROOM.code) == ROOM

    play(scenario)


def test_a_change_comes_back_whole_with_the_next_version(play: Play) -> None:
    lead = Lead("/step?q=我爱你&step=2", ("sidebar",), True)
    question = Question(1, "choice", "/", "Which?", ("one", "two"), "two", 1764093720.5)
    result = ClassResult(2, (("one", 2), ("two", 0)), 1, "one", ((0.5, 0.5),), (0.5, 0.5), (1.0, 0.0), ("我", "爱"))

    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        changed = await store.change(ROOM.code, lambda room: room.led(lead).asked(question).revealed(result))
        assert changed == Room(ROOM.code, "hash", lead, (question,), True, result, 1, version=1)
        assert await store.get(ROOM.code) == changed
        assert await store.change("zzzzz", lambda room: room) is None

    play(scenario)


def test_a_change_that_fails_changes_nothing(play: Play) -> None:
    def fail(_room: Room) -> Room:
        raise ValueError("impossible")

    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        with pytest.raises(ValueError, match="impossible"):
            await store.change(ROOM.code, fail)
        assert await store.get(ROOM.code) == ROOM

    play(scenario)


def test_changes_at_the_same_time_are_all_made(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        questions = [Question(number, "row", "/") for number in range(8)]
        await asyncio.gather(*(store.change(ROOM.code, lambda room, each=each: room.asked(each)) for each in questions))
        room = await store.get(ROOM.code)
        assert room and {each.number for each in room.questions} == set(range(8)) and room.version == 8

    play(scenario)


def test_a_browser_answers_once_and_may_think_again(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        await store.put_answer(ROOM.code, 1, "browser-1", Given(PieceAnswer("love"), 12.5))
        await store.put_answer(ROOM.code, 1, "browser-2", Given(RowAnswer((0.25, 0.75)), 12.5))
        await store.put_answer(ROOM.code, 1, "browser-1", Given(ChoiceAnswer(2), 13.5))
        await store.put_answer(ROOM.code, 2, "browser-1", Given(PieceAnswer("爱"), 12.5))
        answers = await store.answers(ROOM.code, 1)
        assert answers == {
            "browser-1": Given(ChoiceAnswer(2), 13.5),
            "browser-2": Given(RowAnswer((0.25, 0.75)), 12.5),
        }
        assert await store.count_answers(ROOM.code, 1) == 2 and await store.count_answers(ROOM.code, 3) == 0

    play(scenario)


def test_with_a_room_its_answers_go(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        await store.change(ROOM.code, lambda room: room.asked(Question(1, "piece", "/")))
        await store.put_answer(ROOM.code, 1, "browser-1", Given(PieceAnswer("love"), 12.5))
        await store.clear_answers(ROOM.code, 1)
        assert await store.answers(ROOM.code, 1) == {}
        await store.put_answer(ROOM.code, 1, "browser-1", Given(PieceAnswer("love"), 12.5))
        await store.touch(ROOM.code)
        await store.remove(ROOM.code)
        assert await store.add(ROOM)
        assert await store.answers(ROOM.code, 1) == {}

    play(scenario)


def test_answers_have_a_limit_that_does_not_keep_one_from_thinking_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MOST_ANSWERS", 2)
    monkeypatch.setattr("pages.ui.features.rooms.redis_store.MOST_ANSWERS", 2)

    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        names = ("browser-1", "browser-2", "browser-3", "browser-1")
        kept = [await store.put_answer(ROOM.code, 1, name, Given(ChoiceAnswer(0), 12.5)) for name in names]
        assert kept == [True, True, False, True]

    play(scenario)


def test_who_watches_hears_of_a_change_once_and_rooms_do_not_mix(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        await store.remove("zzzzz")
        await store.add(Room("zzzzz", "hash"))
        async with store.watch(ROOM.code, "here") as watcher, store.watch("zzzzz", "here") as other:
            assert await store.count_students(ROOM.code) == await store.count_students("zzzzz") == Attendance(1, 0)
            assert await watcher.wait(SHORTLY) == frozenset()
            for _ in range(2):
                await store.change(ROOM.code, lambda room: room)
            assert await watcher.wait(SOON) == {"room"}
            await watcher.wait(SHORTLY)
            assert await watcher.wait(SHORTLY) == frozenset()
            assert await other.wait(SHORTLY) == frozenset()
            await store.remove(ROOM.code)
            assert await watcher.wait(SOON) == {"room"}
        assert await store.get(ROOM.code) is None

    play(scenario)


def test_who_counts_hears_of_those_who_come_answer_and_go_and_nobody_else_does(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        async with store.watch(ROOM.code, "counting") as teacher:
            await teacher.wait(SHORTLY)  # perhaps of itself
            async with store.watch(ROOM.code, "here") as student:
                assert await teacher.wait(SOON) == {"counts"}
                assert await store.count_students(ROOM.code) == Attendance(1, 0)
                await store.put_answer(ROOM.code, 1, "browser-1", Given(ChoiceAnswer(0), 12.5))
                assert await teacher.wait(SOON) == {"counts"}
                assert await student.wait(SHORTLY) == frozenset()
            assert await teacher.wait(SOON) == {"counts"} and await store.count_students(ROOM.code) == Attendance(0, 0)

    play(scenario)


def test_who_is_away_is_counted_among_those_present_and_hears_of_the_room_all_the_same(play: Play) -> None:
    async def scenario(store: RoomStore) -> None:
        await store.add(ROOM)
        async with store.watch(ROOM.code, "counting"), store.watch(ROOM.code, "here"):
            async with store.watch(ROOM.code, "away") as away:
                assert await store.count_students(ROOM.code) == Attendance(2, 1)
                await store.change(ROOM.code, lambda room: room)
                assert await away.wait(SOON) == {"room"}
            assert await store.count_students(ROOM.code) == Attendance(1, 0)

    play(scenario)


def test_in_memory_a_room_that_nobody_watches_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MOST_ROOMS", 2)

    async def fill() -> None:
        rooms = MemoryRooms()
        for code in ("first", "second"):
            assert await rooms.add(Room(code, "hash"))
        async with rooms.watch("first", "here"):
            assert await rooms.add(Room("third", "hash"))
            assert await rooms.get("second") is None
            async with rooms.watch("third", "counting"):
                with pytest.raises(RoomsFull):
                    await rooms.add(Room("fourth", "hash"))
        assert await rooms.get("first") and await rooms.get("third")

    asyncio.run(fill())


def test_in_memory_the_room_with_the_most_answers_loses_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "MOST_KEPT", 5)

    async def fill() -> tuple[list[int], int]:
        rooms = MemoryRooms()
        for code in ("greedy", "other"):
            await rooms.add(Room(code, "hash"))
        for number in (1, 1, 2, 2):
            await rooms.put_answer("greedy", number, f"browser-{await rooms.count_answers('greedy', number)}", ANSWER)
        for browser in ("one", "two"):
            await rooms.put_answer("other", 1, browser, ANSWER)
        return [await rooms.count_answers("greedy", number) for number in (1, 2)], await rooms.count_answers("other", 1)

    assert asyncio.run(fill()) == ([0, 2], 2)


def test_in_memory_an_answer_takes_two_bytes_a_weight() -> None:
    answer = RowAnswer((0.005,) * 200)
    packed = pack(answer)
    assert isinstance(packed, bytes) and len(packed) == 400 and unpack(packed) == answer


def test_in_memory_a_room_is_gone_two_hours_after_its_teacher() -> None:
    now = [0.0]

    async def scenario() -> None:
        store = MemoryRooms(lambda: now[0])
        await store.add(ROOM)
        now[0] += LIFETIME - 1
        await store.touch(ROOM.code)
        now[0] += LIFETIME - 1
        assert await store.get(ROOM.code) == ROOM
        await store.put_answer(ROOM.code, 1, "browser-1", Given(ChoiceAnswer(0), 12.5))  # a student does not keep it
        now[0] += 2
        assert await store.get(ROOM.code) is None and await store.answers(ROOM.code, 1) == {}

    asyncio.run(scenario())


def test_a_process_that_is_started_again_has_its_rooms_and_all_their_answers(tmp_path: Path) -> None:
    question = Question(1, "choice", "/", "Which?", ("one", "two"), "two", 1764093720.5)
    answers = {"browser-2": Given(RowAnswer((0.25, 0.75)), 1.5), "browser-1": ANSWER}
    file = tmp_path / "rooms.sqlite"

    async def teach() -> Room | None:
        store = MemoryRooms(journal=RoomJournal(file, LIFETIME))
        await store.add(ROOM)
        await store.add(Room("closed", "hash"))
        await store.put_answer("closed", 1, "browser-1", ANSWER)
        await store.remove("closed")
        room = await store.change(ROOM.code, lambda room: room.asked(question))
        for browser, given in answers.items():
            await store.put_answer(ROOM.code, 1, browser, given)
        await store.put_answer(ROOM.code, 2, "browser-1", ANSWER)
        await store.clear_answers(ROOM.code, 2)
        return room  # and the process is killed

    async def begin_again() -> tuple[Room | None, dict[str, Given], dict[str, Given], Room | None]:
        store = MemoryRooms(journal=RoomJournal(file, LIFETIME))
        first, second = await store.answers(ROOM.code, 1), await store.answers(ROOM.code, 2)
        return await store.get(ROOM.code), first, second, await store.get("closed")

    room = asyncio.run(teach())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert asyncio.run(begin_again()) == (room, answers, {}, None)


def test_what_is_older_than_two_hours_is_gone_from_the_file_too(tmp_path: Path) -> None:
    now, file = [1764093720.0], tmp_path / "rooms.sqlite"

    async def teach() -> None:
        store = MemoryRooms(journal=RoomJournal(file, LIFETIME, lambda: now[0]))
        await store.add(Room("cdhjpq", "secret-of-the-first"))
        await store.put_answer("cdhjpq", 1, "browser-1", Given(PieceAnswer("love"), 1.5))
        now[0] += LIFETIME - 1
        await store.add(Room("zzzzz", "hash"))
        now[0] += 2
        await store.close()

    asyncio.run(teach())
    journal = RoomJournal(file, LIFETIME, lambda: now[0])
    assert [room.code for room in journal.rooms()] == ["zzzzz"] and list(journal.answers()) == []
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"secret-of-the-first" not in written and b"love" not in written


def test_a_disk_that_is_full_stops_no_lesson(tmp_path: Path) -> None:
    async def teach() -> Room | None:
        journal = RoomJournal(tmp_path / "rooms.sqlite", LIFETIME)
        store = MemoryRooms(journal=journal)
        journal.close()  # as good as full: nothing can be written any more
        await store.add(ROOM)
        return await store.change(ROOM.code, lambda room: room.led(Lead("/step")))

    room = asyncio.run(teach())
    assert room and room.lead == Lead("/step")


@pytest.mark.slow
@needs_redis
def test_in_redis_a_room_is_gone_after_its_lifetime_and_shared_until_then(redis_url: str) -> None:
    async def scenario() -> None:
        one, other = RedisRooms(redis_url, lifetime=1), RedisRooms(redis_url)
        await one.remove(ROOM.code)
        await one.add(ROOM)
        await other.touch(ROOM.code)
        await asyncio.sleep(1.1)
        assert await one.get(ROOM.code) == ROOM == await other.get(ROOM.code)
        await one.touch(ROOM.code)
        async with asyncio.timeout(SOON):
            while await other.get(ROOM.code):
                await asyncio.sleep(SHORTLY)
        await one.close()
        await other.close()

    asyncio.run(scenario())


def test_the_environment_says_where_rooms_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def open_file(path: Path | None) -> list[str]:
        """The codes that a new process finds there."""
        monkeypatch.setenv("GAZE_ROOMS_FILE", str(path or ""))
        store = open_room_store()
        assert isinstance(store, MemoryRooms)

        async def codes() -> list[str]:
            found = [code for code in ("first", "second") if await store.get(code)]
            for code in ("first", "second")[len(found) :][:1]:
                await store.add(Room(code, "hash"))
            await store.close()
            return found

        return asyncio.run(codes())

    monkeypatch.delenv("GAZE_REDIS_URL", raising=False)
    assert [open_file(tmp_path / "rooms.sqlite") for _ in range(3)] == [[], ["first"], ["first", "second"]]
    assert [open_file(None) for _ in range(2)] == [[], []]
    assert [open_file(tmp_path) for _ in range(2)] == [[], []], "a folder is no file: rooms do without one"
    (tmp_path / "text").write_text("no database, but long enough to be taken for one " * 9)
    assert [open_file(tmp_path / "text") for _ in range(2)] == [[], []]
    monkeypatch.setenv("GAZE_REDIS_URL", "redis://localhost:1/0")
    assert isinstance(open_room_store(), RedisRooms)
    assert has_rooms()
    monkeypatch.setenv("GAZE_ROOMS", "0")
    assert not has_rooms()


def test_without_a_word_a_process_keeps_rooms_in_a_folder_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GAZE_REDIS_URL", "GAZE_ROOMS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pages.ui.features.rooms.journal.gettempdir", lambda: str(tmp_path))
    asyncio.run(open_room_store().close())
    (folder,) = tmp_path.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.suffix for path in folder.iterdir()} == {".sqlite"}
    folder.chmod(0o755)
    assert own_folder() is None, "others could have put something there"
