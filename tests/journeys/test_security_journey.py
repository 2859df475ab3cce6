"""All pages under the Content-Security-Policy, on a server that may reach nobody; what its log says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from pages.ui.server.headers import security_headers
from pages.ui.server.websocket import MOST_BYTES
from tests import browser, tiny
from tests.browser import field, opened, still

pytestmark = pytest.mark.browser
SENTENCE = "我昨天在图书馆看见你的朋友。"
PAGES = ("step", "compare", "what-if", "states", "beam", "evidence", "predict", "training", "gradients")


@dataclass(frozen=True)
class Watched:
    """A server: its address, what it says, and whom it tried to reach."""

    address: str
    log: Path
    tried: Path


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    models = tiny.build(folder / "models", scorers=["additive", "dot", "none"])
    log, tried = folder / "log", folder / "tried"
    with (
        log.open("w") as file,
        browser.serve(models, launcher=("-m", "tests.outward", str(tried)), log=file) as served,
    ):
        yield Watched(served.address, log, tried)


@pytest.fixture
def complaints(fresh_context: BrowserContext) -> list[str]:
    """What the browser's console says of errors and of what the policy forbids. On a page below the root Streamlit
    looks for its server there first and is told 404."""
    messages: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.location["url"].endswith(("/_stcore/health", "/_stcore/host-config")):
            messages.append(line.text)

    fresh_context.on("console", hear)
    fresh_context.on("weberror", lambda error: messages.append(str(error.error)))
    return messages


@pytest.fixture
def requests(fresh_context: BrowserContext) -> list[str]:
    """All addresses that the browser asks for, data of its own left aside."""
    addresses: list[str] = []
    fresh_context.on("request", lambda request: addresses.append(request.url))
    fresh_context.on("page", lambda page: page.on("websocket", lambda socket: addresses.append(socket.url)))
    return addresses


def visit(page: Page, address: str) -> None:
    """All pages one after the other, by their addresses, with everything drawn."""
    for name in PAGES:
        page.goto(f"{address}/{name}?q={SENTENCE}")
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
        still(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_every_page_works_under_the_policy_and_asks_the_app_alone(
    fresh_context: BrowserContext, watched: Watched, complaints: list[str], requests: list[str]
) -> None:
    page = opened(fresh_context, watched.address)
    field(page).fill(SENTENCE)
    page.wait_for_url("**q=*")
    visit(page, watched.address)
    own = (watched.address, watched.address.replace("http", "ws"), "data:", "blob:")
    assert complaints == []
    assert any(url.startswith("ws") for url in requests)
    assert [url for url in requests if not url.startswith(own)] == []
    assert watched.tried.read_text() == ""


def test_every_answer_of_the_server_has_the_headers(watched: Watched) -> None:
    for path in ("/", "/step?q=我", "/_stcore/health", "/healthz", "/readyz", "/favicon.png", "/component/nobody/x"):
        _, headers = answer(watched.address, quote(path, safe="/?="))
        assert {name: headers[name] for name in security_headers()} == security_headers()


def answer(address: str, path: str, **headers: str) -> tuple[int, Message]:
    """Status and headers of an answer."""
    connection = HTTPConnection(urlsplit(address).netloc)
    with closing(connection):
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers


def test_a_foreign_page_gets_no_websocket_and_sends_the_server_nowhere(watched: Watched) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    status, headers = answer(watched.address, "/_stcore/stream", Origin="https://evil.example", **upgrade, **key)
    assert status == 403
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert watched.tried.read_text() == ""


def test_a_message_that_is_too_large_closes_its_own_websocket_alone(context: BrowserContext, watched: Watched) -> None:
    page = opened(context, watched.address)
    stream = f"{watched.address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(stream, subprotocols=[Subprotocol("streamlit")], compression=None) as socket:
        socket.send(b"x" * (MOST_BYTES + 1))
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd and closed.value.rcvd.code == 1009
    field(page).fill(SENTENCE)
    page.wait_for_url("**q=*")


def test_the_log_has_no_sentence(watched: Watched) -> None:
    log_text = watched.log.read_text("utf-8")
    assert "You can now view your Streamlit app" in log_text
    assert SENTENCE not in log_text and "%E6%88%91" not in log_text


FAILING = """
import threading
import streamlit as st
from pages.ui.server import entry

if __name__ == "__main__":
    sentence = st.query_params["q"]
    threading.Thread(target=lambda: [].index(sentence), name="measuring").start()
    st.text_input("Sentence", sentence)
    raise ValueError(f"cannot read {sentence}")
else:
    app = st.App(__file__, lifespan=entry.lifespan, middleware=entry.middleware())
"""


@pytest.mark.parametrize("level", ["debug", "info"])
def test_an_error_that_quotes_a_sentence_is_logged_without_it(
    fresh_context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    script = tmp_path / "failing.py"
    script.write_text(FAILING)
    monkeypatch.setenv("STREAMLIT_LOGGER_LEVEL", level)
    monkeypatch.setenv("PYTHONPATH", str(browser.APP.parent))
    with tempfile.TemporaryFile("w+") as log:
        with browser.serve(tmp_path, app=script, log=log) as served:
            page = fresh_context.new_page()
            page.goto(f"{served.address}/?q={SENTENCE}")
            expect(page.get_by_test_id("stException")).to_contain_text("ValueError: ", timeout=30_000)
        log.seek(0)
        log_text = log.read()
    assert "Uncaught app execution" in log_text and "ValueError" in log_text and "measuring ended" in log_text
    assert SENTENCE not in log_text and "图书馆" not in log_text and "%E6%88%91" not in log_text
