"""Journeys with the shipped models, below a path and behind a proxy: how many bytes a browser is sent."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import TWELVE, opened, visit
from tests.relay import Relay, relayed

pytestmark = pytest.mark.browser
KB = 1024
QUIET = 1000
"""Milliseconds after which all that belongs to an answer has come: the report of a step, 400 after the key, too."""


@pytest.fixture(scope="module")
def relay(shipped: str) -> Iterator[Relay]:
    with relayed(shipped) as counting_relay:
        yield counting_relay


@pytest.fixture
def fetched(fresh_context: BrowserContext) -> list[str]:
    """The addresses of all code of components that is fetched."""
    addresses: list[str] = []
    fresh_context.on(
        "request", lambda request: addresses.append(request.url) if "/bidi-components/" in request.url else None
    )
    return addresses


def cost(page: Page, relay: Relay) -> int:
    """What has come since the last time."""
    page.wait_for_timeout(QUIET)
    return relay.take_received()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_new_sentence_costs_its_data_and_no_code(
    fresh_context: BrowserContext, relay: Relay, fetched: list[str], lang: str
) -> None:
    page = opened(fresh_context, f"{relay.address}/?lang={lang}")
    print(f"first page: {cost(page, relay)} bytes")
    code = sorted(fetched)
    assert f"{relay.address}/_stcore/bidi-components/gaze.stage/stage-" in "".join(code)
    assert "".join(code).count("/gaze.kit/kit-") == 1 and len(code) == len(set(code))
    page.locator(".st-key-text input").fill(TWELVE)
    page.wait_for_url(f"**q={quote(TWELVE)}*")
    expect(page.locator("[data-source]")).to_have_count(10)
    received = cost(page, relay)
    print(f"new sentence: {received} bytes")
    assert 0 < received <= 15 * KB and sorted(fetched) == code


def test_a_step_costs_little(fresh_context: BrowserContext, relay: Relay) -> None:
    page = opened(fresh_context, f"{relay.address}/?q={quote(TWELVE)}&step=2")
    cost(page, relay)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=3*")
    received = cost(page, relay)
    print(f"step: {received} bytes")
    assert 0 < received <= 4 * KB


@pytest.mark.parametrize(("path", "drawn", "most"), [("", "[data-source]", 1.6), ("/evidence", ".main-svg", 3.2)])
def test_a_first_visit_loads_no_more_than_the_documents_say(
    fresh_context: BrowserContext, relay: Relay, path: str, drawn: str, most: float
) -> None:
    """In millions of bytes: docs/deploy.md."""
    relay.take_received()
    page = visit(fresh_context, f"{relay.address}{path}")
    page.locator(drawn).first.wait_for(timeout=60_000)
    received = cost(page, relay) / 1e6
    print(f"first visit of {path or '/'}: {received:.2f} MB")
    assert 0.5 < received <= most
