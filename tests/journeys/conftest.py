"""One Chromium and one app with tiny models for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests import browser, measured, tiny

expect.set_options(timeout=30_000)  # a server beside other work may take many seconds for a whole page


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    models = tiny.build(tmp_path_factory.mktemp("models"))
    for wrong, scorer in enumerate(("additive", "none")):
        measured.publish(models / "zh-en" / scorer, wrong)
    with browser.serve(models) as served:
        yield served.address


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium_browser = browser.launch(playwright)
        yield chromium_browser
        chromium_browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    browser_context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield browser_context
    browser_context.close()
