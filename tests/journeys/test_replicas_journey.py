"""Two servers behind the proxy of deploy/: browsers stay where they are, and go on elsewhere when a server dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import tiny
from tests.browser import field, opened
from tests.replicas import HAPROXY, Replicas, replicated

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed (Debian: apt-get install haproxy)"),
]
COOKIE = "gaze-replica"
PAIRS = "我爱你。\tI love you.\n我看书。\tI see books.\n"


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    models = tiny.build(tmp_path / "models", scorers=["additive", "dot"])
    with replicated(models, 2, tmp_path) as running:
        yield running


@pytest.fixture
def classmates(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """Two visitors with cookies of their own."""
    contexts = [chromium.new_context(locale="en-US") for _ in range(2)]
    yield contexts
    for context in contexts:
        context.close()


def replica(context: BrowserContext) -> str:
    """What the visitor's cookie says of where it belongs."""
    return next(cookie.get("value", "") for cookie in context.cookies() if cookie.get("name") == COOKIE)


def translate(page: Page, sentence: str) -> None:
    """Type a sentence, and see it in the address and in the picture."""
    field(page).fill(sentence)
    page.wait_for_url(f"**q={quote(sentence)}*")
    shown(page, sentence)


def shown(page: Page, sentence: str) -> None:
    """The picture is of the sentence, which begins as no other does."""
    expect(page.locator("[data-source]").filter(has_text=sentence[0]).first).to_be_visible(timeout=60_000)


def test_visitors_stay_on_their_server_and_go_on_when_it_dies(
    replicas: Replicas, classmates: list[BrowserContext]
) -> None:
    first, second = (opened(context, replicas.address) for context in classmates)
    assert replica(classmates[0]) != replica(classmates[1])
    assert {server for server, _ in replicas.answers()} == set(replicas.servers)

    before = len(replicas.answers())
    upload(first, replicas.address)
    home = stays(logged(replicas, before, "/upload_file/"))
    first.goto(replicas.address)
    translate(first, "她看见你")

    second.evaluate("window.untouched = true")
    kept = replica(classmates[1])
    os.kill(replicas.servers[home].process, signal.SIGKILL)
    moved(first, classmates[0], kept)
    expect(field(first)).to_have_value("她看见你")
    shown(first, "她看见你")
    translate(first, "他找书")

    translate(second, "他找书")
    assert second.evaluate("window.untouched")
    assert replica(classmates[1]) == kept


def moved(page: Page, context: BrowserContext, there: str, seconds: int = 30) -> None:
    """Wait until the visitor belongs to that server, and its page is drawn."""
    for _ in range(seconds * 10):
        if replica(context) == there:
            break
        page.wait_for_timeout(100)
    assert replica(context) == there
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)


def upload(page: Page, address: str) -> None:
    """Everything that must reach the server of the session: websocket, component files, an uploaded table."""
    page.goto(f"{address}/evidence?order=length")
    chooser = page.locator("input[type=file]")
    with page.expect_response(lambda answer: "/upload_file/" in answer.url) as answered:
        chooser.set_input_files({"name": "pairs.tsv", "mimeType": "text/plain", "buffer": PAIRS.encode()})
    assert answered.value.ok


def logged(replicas: Replicas, before: int, path: str, seconds: int = 30) -> list[tuple[str, str]]:
    """The answers after the first ones `before`, once one to this path is in the log, which may be late."""
    for _ in range(seconds * 10):
        answers = replicas.answers()[before:]
        if any(path in answered for _, answered in answers):
            return answers
        time.sleep(0.1)
    raise TimeoutError(f"no answer to {path} was logged within {seconds} seconds")


def stays(answers: list[tuple[str, str]]) -> str:
    """The one server that gave all these answers. Streamlit's own static files don't count: the other visitor's browser
    may still be fetching fonts."""
    (server,) = {server for server, path in answers if not path.startswith("/static/")}
    return server
