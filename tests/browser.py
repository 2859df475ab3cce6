"""What browser tests need: a Chromium, and the app on a port of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

APP = Path(__file__).resolve().parent.parent / "app.py"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    """The Chromium that is installed, or else playwright's own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))


@dataclass(frozen=True)
class Served:
    """A running app."""

    address: str
    process: int


@contextmanager
def serve(pretrained: Path) -> Iterator[Served]:
    """The app with the models of this folder."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    address = f"http://localhost:{port}"
    with subprocess.Popen(
        [*command, "--server.address", "localhost"],
        cwd=APP.parent,
        env=os.environ | {"GAZE_PRETRAINED": str(pretrained)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_for(f"{address}/_stcore/health")
            yield Served(address, server.pid)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer within {seconds} seconds")
