"""Requests about rooms at the door: who asks, how much, how often, and what it says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any, TypeVar

from cachetools import TTLCache
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pages.ui.features.rooms.room import Room, is_secret, read_code
from pages.ui.features.rooms.store import RoomStore
from pages.ui.server.websocket import TokenBucket, client_network, is_foreign

MOST_BODY_BYTES = 16 * 1024
RATES = {
    "open": (0.2, 30.0),
    "guess": (0.1, 60.0),
    "look": (20.0, 400.0),
    "lead": (20.0, 60.0),
    "reveal": (1.0, 10.0),
    "peek": (5.0, 20.0),
    "answer": (40.0, 400.0),
    "live": (20.0, 200.0),
    "live_streams": (20.0, 200.0),
}
"""Requests a second that are taken in the long run, and at once: of an address of visitors for rooms that it opens and
for codes that are none, of an address in one room for what it looks at and answers, of one room for the rest. A school
has one address for all."""
TOO_OFTEN, SLOWED = 429, 2.0
"""The status for who asks too often, and seconds after which it is answered: who floods waits for it."""
MOST_BUCKETS = 4096
MOST_MEMBERS = 20_000
"""Addresses in rooms that are known to be there."""
_Body = TypeVar("_Body")


class Refusal(Exception):
    """A request is refused, with a status of HTTP and a reason that the browser has words for; where waiting helps,
    with the seconds until then."""

    def __init__(self, status: int, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.seconds = status, reason, ceil(seconds)


class RequestRates:
    """How often each thing is still allowed."""

    def __init__(self) -> None:
        self._buckets: TTLCache[tuple[str, str], TokenBucket] = TTLCache(MOST_BUCKETS, 3600)
        self._members: TTLCache[tuple[str, str], bool] = TTLCache(MOST_MEMBERS, 3600)

    def take(self, kind: str, of: str = "") -> None:
        """Raises Refusal where there was too much of a kind."""
        bucket = self._bucket(kind, of)
        if not bucket.spare():
            raise Refusal(TOO_OFTEN, "too_often", bucket.missing() / bucket.rate)

    def enter(self, client: str, code: str) -> None:
        """A client is in a room, and may come again whatever it has guessed."""
        self._members[client, code] = True

    async def look_up(self, client: str, code: str, get: Callable[[str], Awaitable[Room | None]]) -> Room | None:
        """The room that `get` finds for a code; where there is none, it was a guess. Raises Refusal for a client that
        has guessed too often, unless it was in this room before. A guess is paid in advance: many at the same time cost
        as much as one after the other."""
        bucket, member = self._bucket("guess", client), (client, code) in self._members
        if not member and not bucket.spare():
            raise Refusal(TOO_OFTEN, "too_often", bucket.missing() / bucket.rate)
        missed = False
        try:
            room = await get(code)
            missed = room is None
        finally:
            if not missed and not member:
                bucket.put_back()
        if missed and self._members.pop((client, code), False):
            bucket.spare()
        elif not missed:
            self.enter(client, code)
        return room

    def _bucket(self, kind: str, of: str) -> TokenBucket:
        return self._buckets.setdefault((kind, of), TokenBucket(*RATES[kind]))


def answered_in_words(handle: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """An endpoint that says why it refuses, and takes nothing from pages of other addresses."""

    async def endpoint(self: Any, request: Request) -> Response:
        try:
            if is_foreign(request.headers) or request.headers.get("sec-fetch-site") == "cross-site":
                raise Refusal(403, "foreign")
            if request.method == "HEAD":  # which the router takes for a GET: of a stream it would wait for the end
                raise Refusal(405, "get_only")
            return await handle(self, request)
        except Refusal as refusal:
            if refusal.status == TOO_OFTEN:
                await asyncio.sleep(SLOWED)
            more = {"seconds": refusal.seconds} if refusal.seconds else {}
            headers = {"Retry-After": str(refusal.seconds)} if refusal.seconds else {}
            return JSONResponse({"reason": refusal.reason} | more, status_code=refusal.status, headers=headers)
        except self.unreachable:
            return JSONResponse({"reason": "store_away"}, status_code=503)

    return endpoint


async def read_body(request: Request, read: Callable[[Any], _Body]) -> _Body:
    """What the body says. Raises Refusal if it is too large, no JSON, or not what is asked for."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refusal(415, "unreadable")  # a form of another page could send any other kind
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            raise Refusal(413, "too_large")
    try:
        return read(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "unreadable") from error


async def find_room(store: RoomStore, rates: RequestRates, request: Request) -> Room:
    """The room whose code stands in the path. Raises Refusal if there is none: a guess, which the client may not make
    often, whatever it asks for."""
    try:
        code = read_code(request.path_params["code"])
    except ValueError as error:
        raise Refusal(404, "no_code") from error
    room = await rates.look_up(client_network(request.scope), code, store.get)
    if room is None:
        raise Refusal(404, "no_room")
    return room


async def find_room_of_teacher(store: RoomStore, rates: RequestRates, request: Request) -> Room:
    """The same, for who has its secret. Raises Refusal to anybody else."""
    room = await find_room(store, rates, request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not is_secret(secret, room.secret_hash):
        raise Refusal(403, "not_the_teacher")
    return room
