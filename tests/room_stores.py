"""Both stores of rooms for tests, and a Redis of one's own: `with redis_server(folder) as url: …`"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from tests.browser import free_port

REDIS = shutil.which("redis-server")
WITHOUT_REDIS = "redis-server is not installed (Debian: apt-get install redis-server)"


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a Redis that keeps nothing on disk, and ends with this."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with subprocess.Popen([str(REDIS), *options], stdout=subprocess.DEVNULL) as server:
        try:
            url = f"redis://127.0.0.1:{port}/0"
            _wait_for_redis(url)
            yield url
        finally:
            server.terminate()


def _wait_for_redis(url: str, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    with Redis.from_url(url) as client:
        while time.monotonic() < end:
            try:
                client.ping()
                return
            except NoConnection:
                time.sleep(0.05)
    raise TimeoutError(f"no Redis answered within {seconds} seconds")
