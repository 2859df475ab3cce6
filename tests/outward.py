"""Forbids a process every connection, and every question for an address, beyond the machine itself.

`python -m tests.outward FILE run app.py …` is `streamlit run app.py …` under that ban; FILE gets what was tried.
"""

from __future__ import annotations

import ipaddress
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Forbidden(OSError):
    """Somebody tried to reach another machine."""


def outward(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The other machine that an audit event of Python's is about, if it is about one."""
    match event:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg":
            host = arguments[1][0] if isinstance(arguments[1], tuple) else None  # no tuple: a socket of this machine
        case "socket.getaddrinfo" | "socket.gethostbyname" | "socket.gethostbyaddr":
            host = arguments[0]
        case _:
            host = None
    name = host.decode() if isinstance(host, bytes) else str(host)  # asyncio asks in bytes
    return None if host is None or _here(name) else name


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host in ("", "localhost")


def forbid(report: Callable[[str], None]) -> None:
    """From now on, until the process ends."""

    def check(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") and (host := outward(event, arguments)):
            report(f"{event} {host}")
            raise Forbidden(host)

    sys.addaudithook(check)


def _main(file: Path, arguments: list[str]) -> None:
    def report(line: str) -> None:
        with file.open("a") as tried:
            print(line, file=tried)

    file.touch()
    forbid(report)
    sys.argv = ["streamlit", *arguments]
    runpy.run_module("streamlit", run_name="__main__")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2:])
