"""What a running server does with messages that no browser sends: it refuses them before they take memory."""

from __future__ import annotations

import asyncio
import resource
import tempfile
from contextlib import ExitStack
from socket import create_connection
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from seq2seq.config.places import PRETRAINED
from tests.browser import serve
from tests.hostile.attacks import socket
from tests.hostile.sieges import megabytes

pytestmark = pytest.mark.slow


def test_a_bomb_is_refused_packed_and_text_in_a_line() -> None:
    """Each bomb has 5 MB unpacked, less than what the server itself may send. This fails, too, if another release of
    the server does not ask for our limit."""

    async def refused(address: str, message: str | bytes) -> tuple[int | None, bool]:
        """The code, and whether the server itself gave it, while it unpacked."""
        async with socket(address) as connection:
            await connection.send(message)
            await asyncio.wait_for(connection.wait_closed(), 20)
            return connection.close_code, bool(connection.close_reason)

    async def attack(address: str) -> list[tuple[int | None, bool]]:
        return [await refused(address, message) for message in (*[bytes(5_000_000)] * 6, "text", "text")]

    with tempfile.TemporaryFile("w+") as log, serve(PRETRAINED, log=log) as served:
        asyncio.run(refused(served.address, bytes(5_000_000)))
        before = megabytes(served)
        codes = asyncio.run(attack(served.address))
        grown = megabytes(served) - before
        log.seek(0)
        lines = log.read().splitlines()
    assert codes == [(1009, True)] * 6 + [(1003, False)] * 2
    assert grown < 25  # unpacked they are 30
    assert sum("it sent text" in line for line in lines) == 2
    assert not [line for line in lines if "Traceback" in line or "Error" in line]


def test_connections_that_say_nothing_keep_nobody_out() -> None:
    """Systems let a process open 256 or 1,024 files at first, and more if it asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as silent:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        try:
            served = silent.enter_context(serve(PRETRAINED))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        where = urlsplit(served.address)
        for _ in range(400):
            silent.enter_context(create_connection((where.hostname, where.port), timeout=10))
        with urlopen(f"{served.address}/healthz", timeout=10) as answer:
            assert answer.read() == b"ok"
