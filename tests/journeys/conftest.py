"""One Chromium, two windows and two apps for all journeys: with tiny models, and with those that ship."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright

from seq2seq.config.places import PRETRAINED
from tests import browser, measured

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
KEEP_CODE = "--blink-settings=v8CacheOptions=3"
"""Compiled JavaScript is kept from the first visit on, not from the second (`kCodeWithoutHeatCheck`)."""
AT_REST: Literal["reduce"] = "reduce"
"""The motion in a window of journeys. While a page comes, Streamlit's grey bars shimmer, and to draw that sixty times a
second takes more of the processor than all that Python does."""
expect.set_options(timeout=30_000)  # a server beside other work may take many seconds for a whole page


@pytest.fixture(scope="package")
def address(all_tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    models = shutil.copytree(all_tiny_models, tmp_path_factory.mktemp("models"), dirs_exist_ok=True)
    for wrong, scorer in enumerate(("additive", "none")):
        measured.publish(models / "zh-en" / scorer, wrong)
    with browser.serve(models) as served:
        yield served.address


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium_browser = browser.launch(playwright, KEEP_CODE)
        yield chromium_browser
        chromium_browser.close()


@pytest.fixture(scope="package")
def shipped() -> Iterator[str]:
    """The app with its own models, whose translations come to an end; below a path."""
    with browser.serve(PRETRAINED, "/class") as served:
        yield served.address


def window(chromium: Browser, size: ViewportSize, has_touch: bool) -> Iterator[BrowserContext]:
    """A window for the journeys of a worker."""
    with chromium.new_context(viewport=size, locale="en-US", has_touch=has_touch, reduced_motion=AT_REST) as opened:
        yield opened


@pytest.fixture(scope="package")
def desktop(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, DESKTOP, has_touch=False)


@pytest.fixture(scope="package")
def touchscreen(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, PHONE, has_touch=True)


@pytest.fixture
def context(desktop: BrowserContext) -> Iterator[BrowserContext]:
    """A window with nothing stored, which all journeys share one after the other."""
    yield desktop
    browser.leave(desktop)
    desktop.pages[0].set_viewport_size(DESKTOP)


@pytest.fixture
def phone(touchscreen: BrowserContext) -> Iterator[BrowserContext]:
    """The same on a phone."""
    yield touchscreen
    browser.leave(touchscreen)
    touchscreen.pages[0].set_viewport_size(PHONE)


@pytest.fixture(scope="package")
def newcomers_desktop(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, DESKTOP, has_touch=False)


@pytest.fixture(scope="package")
def newcomers_touchscreen(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, PHONE, has_touch=True)


@pytest.fixture
def newcomer(newcomers_desktop: BrowserContext) -> Iterator[BrowserContext]:
    """A window that is in the app already, in which pages are looked at and nothing is done, so that all hints stand:
    `come`."""
    yield newcomers_desktop
    browser.stay(newcomers_desktop, DESKTOP)


@pytest.fixture
def newcomers_phone(newcomers_touchscreen: BrowserContext) -> Iterator[BrowserContext]:
    """The same on a phone."""
    yield newcomers_touchscreen
    browser.stay(newcomers_touchscreen, PHONE)


@pytest.fixture(scope="package")
def desktop_inside(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, DESKTOP, has_touch=False)


@pytest.fixture(scope="package")
def touchscreen_inside(chromium: Browser) -> Iterator[BrowserContext]:
    yield from window(chromium, PHONE, has_touch=True)


@pytest.fixture
def inside(desktop_inside: BrowserContext) -> Iterator[BrowserContext]:
    """A window that is in the app already, for journeys to which only what an address says matters: `come`, `led`."""
    yield desktop_inside
    browser.stay(desktop_inside, DESKTOP)


@pytest.fixture
def phone_inside(touchscreen_inside: BrowserContext) -> Iterator[BrowserContext]:
    """The same on a phone."""
    yield touchscreen_inside
    browser.stay(touchscreen_inside, PHONE)


@pytest.fixture
def fresh_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A window of its own, with an empty cache, for journeys that listen to what it does."""
    with chromium.new_context(viewport=DESKTOP, locale="en-US", reduced_motion=AT_REST) as window:
        yield window
