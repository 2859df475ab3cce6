"""While a page runs, nothing beyond this machine is asked for."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.app import healthy, opened
from tests.outward import Forbidden, forbid

TRIED: list[str] = []
PAGES = ("translate", "step", "compare", "what-if", "states", "beam", "predict", "gallery", "evidence")


@pytest.fixture(scope="module", autouse=True)
def ban() -> Iterator[None]:
    """An audit hook stays for as long as the process lives, so it is a quiet one outside this module."""
    armed = [True]

    def report(line: str) -> None:
        if armed:
            TRIED.append(line)

    forbid(report)
    yield
    armed.clear()


def test_the_ban_sees_who_asks_for_another_machine() -> None:
    with pytest.raises(Forbidden):
        socket.getaddrinfo("checkip.amazonaws.com", 80)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, pytest.raises(Forbidden):
        asking.connect(("8.8.8.8", 1))
    assert TRIED == ["socket.getaddrinfo checkip.amazonaws.com", "socket.connect 8.8.8.8"]
    TRIED.clear()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_beyond_this_machine(page: str) -> None:
    app = opened({"q": "我昨天看见你。"})
    if page != PAGES[0]:
        app = app.switch_page(f"pages/{page}.py").run()
    healthy(app)
    assert TRIED == []
