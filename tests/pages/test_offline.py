"""While a page runs, nothing beyond this machine is asked for."""

from __future__ import annotations

import functools
import socket

import pytest

from tests.app import healthy, opened
from tests.outward import Forbidden, forbid

TRIED: list[str] = []
PAGES = (
    "translate",
    "step",
    "compare",
    "what-if",
    "states",
    "beam",
    "predict",
    "gallery",
    "broken-code",
    "lessons",
    "evidence",
    "training",
    "experiments",
    "gradients",
    "vocabulary",
)


@functools.cache
def _forbid_once() -> None:
    """An audit hook stays for as long as the process lives; a second one would never be asked."""
    forbid(TRIED.append)


@pytest.fixture(autouse=True)
def ban() -> None:
    """With several processes tests of other modules run between these: what those tried does not matter here."""
    _forbid_once()
    TRIED.clear()


def test_the_ban_sees_who_asks_for_another_machine() -> None:
    with pytest.raises(Forbidden):
        socket.getaddrinfo("checkip.amazonaws.com", 80)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, pytest.raises(Forbidden):
        asking.connect(("8.8.8.8", 1))
    assert TRIED == ["socket.getaddrinfo checkip.amazonaws.com", "socket.connect 8.8.8.8"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_beyond_this_machine(page: str) -> None:
    app = opened({"q": "我昨天看见你。"})
    if page != PAGES[0]:
        app = app.switch_page(f"pages/{page}.py").run()
    healthy(app)
    assert TRIED == []
