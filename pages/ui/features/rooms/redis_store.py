"""Rooms in Redis, for several processes: each room expires by itself, and what changes is published to all."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError, WatchError

from pages.ui.features.rooms.reading import read_given, read_room
from pages.ui.features.rooms.room import Given, Room
from pages.ui.features.rooms.store import LIFETIME, MOST_ANSWERS, Attendance, Change, RoomWatcher, Watching

ALIVE = 15
"""Seconds after which a connection that is silent is asked whether it is still there."""


class _RedisWatcher:
    def __init__(self, subscription: PubSub) -> None:
        self._subscription = subscription

    async def wait(self, seconds: float) -> frozenset[Change]:
        """The first message is waited for, and those that have come with it are taken along. Messages of Redis itself,
        such as that of the subscription, are none of ours and do not end the wait."""
        end = time.monotonic() + seconds
        changes: set[Change] = set()
        while (left := 0 if changes else end - time.monotonic()) >= 0:
            message = await self._subscription.get_message(ignore_subscribe_messages=True, timeout=left)
            if message is not None:
                changes.add(cast(Change, message["data"]))
            elif changes:
                break
        return frozenset(changes)


class RedisRooms:
    """Rooms in the Redis at an address such as `redis://localhost:6379/0`."""

    unreachable: tuple[type[Exception], ...] = (RedisError, OSError)

    def __init__(self, url: str, lifetime: int = LIFETIME) -> None:
        self._redis: Any = Redis.from_url(url, decode_responses=True, health_check_interval=ALIVE)
        self._lifetime = lifetime

    async def add(self, room: Room) -> bool:
        return bool(await self._redis.set(_room_key(room.code), _to_json(room), nx=True, ex=self._lifetime))

    async def get(self, code: str) -> Room | None:
        kept = await self._redis.get(_room_key(code))
        return None if kept is None else read_room(json.loads(kept))

    async def change(self, code: str, change: Callable[[Room], Room]) -> Room | None:
        """Begins again if another process has changed the room meanwhile."""
        async with self._redis.pipeline() as pipeline:
            while True:
                try:
                    return await self._try_change(pipeline, _room_key(code), change)
                except WatchError:
                    continue

    async def _try_change(self, pipeline: Any, key: str, change: Callable[[Room], Room]) -> Room | None:
        await pipeline.watch(key)
        kept = await pipeline.get(key)
        if kept is None:
            return None
        before = read_room(json.loads(kept))
        room = replace(change(before), version=before.version + 1)
        pipeline.multi()
        pipeline.set(key, _to_json(room), ex=self._lifetime)
        pipeline.publish(key, "room")
        await pipeline.execute()
        return room

    async def touch(self, code: str) -> None:
        """The answers live on with their room."""
        async with self._redis.pipeline() as pipeline:
            pipeline.expire(_room_key(code), self._lifetime)
            room = await self.get(code)
            for question in room.questions if room else ():
                pipeline.expire(_answers_key(code, question.number), self._lifetime)
            await pipeline.execute()

    async def remove(self, code: str) -> None:
        room = await self.get(code)
        keys = [_answers_key(code, question.number) for question in room.questions] if room else []
        await self._redis.delete(_room_key(code), *keys)
        await self._redis.publish(_room_key(code), "room")

    async def put_answer(self, code: str, number: int, browser: str, given: Given) -> bool:
        key = _answers_key(code, number)
        if not await self._redis.hexists(key, browser) and await self._redis.hlen(key) >= MOST_ANSWERS:
            return False
        async with self._redis.pipeline() as pipeline:
            pipeline.hset(key, browser, json.dumps(asdict(given), ensure_ascii=False))
            pipeline.expire(key, self._lifetime)
            pipeline.publish(_counts_key(code), "counts")
            await pipeline.execute()
        return True

    async def answers(self, code: str, number: int) -> dict[str, Given]:
        kept = await self._redis.hgetall(_answers_key(code, number))
        return {browser: read_given(json.loads(given)) for browser, given in kept.items()}

    async def clear_answers(self, code: str, number: int) -> None:
        await self._redis.delete(_answers_key(code, number))
        await self._redis.publish(_counts_key(code), "counts")

    async def count_answers(self, code: str, number: int) -> int:
        return await self._redis.hlen(_answers_key(code, number))

    async def count_students(self, code: str) -> Attendance:
        """Who counts, or is away, subscribes to a second channel."""
        channels = (_room_key(code), _counts_key(code), _away_key(code))
        (_, watchers), (_, counting), (_, away) = await self._redis.pubsub_numsub(*channels)
        return Attendance(max(0, watchers - counting), away)

    @asynccontextmanager
    async def watch(self, code: str, watching: Watching) -> AsyncIterator[RoomWatcher]:
        """On a connection of its own, which subscribes again by itself if it is lost."""
        second = {"here": [], "away": [_away_key(code)], "counting": [_counts_key(code)]}
        channels = [_room_key(code), *second[watching]]
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(*channels)
            for _ in channels:
                await subscription.get_message(timeout=None)  # from here on, what is published is heard
            await self._redis.publish(_counts_key(code), "counts")
            yield _RedisWatcher(subscription)
        await self._redis.publish(_counts_key(code), "counts")

    async def close(self) -> None:
        await self._redis.aclose()


def _room_key(code: str) -> str:
    """The key of a room, and the channel on which its changes are published."""
    return f"gaze:room:{code}"


def _counts_key(code: str) -> str:
    """The channel on which it is published that somebody has come, gone or answered."""
    return f"gaze:counts:{code}"


def _answers_key(code: str, number: int) -> str:
    return f"gaze:answers:{code}:{number}"


def _to_json(room: Room) -> str:
    return json.dumps(asdict(room), ensure_ascii=False)


def _away_key(code: str) -> str:
    """A channel on which nothing is published: who is away subscribes to it, and is counted."""
    return f"gaze:room:{code}:away"
