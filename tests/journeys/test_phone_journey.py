"""A phone: pages and scoring functions are within reach of a thumb, and the drawer makes room for what was chosen."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, opened

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


def menus(page: Page) -> tuple[str, str]:
    return page.get_by_label("Page", exact=True).input_value(), page.locator(".thumb-scorer").input_value()


def choose(page: Page, menu: str, value: str | None = None, label: str | None = None) -> None:
    """By touch, as on a phone."""
    page.locator(menu).tap()
    page.locator(menu).select_option(value, label=label)


def test_menus_at_the_foot_lead_to_pages_and_scoring_functions(phone: BrowserContext, address: str) -> None:
    page = opened(phone, f"{address}/?q={SENTENCE}&step=3")
    bar = page.locator(".thumb").bounding_box()
    assert bar and bar["y"] + bar["height"] == pytest.approx(844, abs=1)
    choose(page, ".thumb-scorer", value="dot")
    page.wait_for_url("**scorer=dot*")
    expect(count(page)).to_have_text("3 / 64")
    choose(page, ".thumb-page", label="Step")
    page.wait_for_url("**/step?**scorer=dot*")
    expect(page.locator(".gaze-explanation")).to_be_visible()
    expect(count(page)).to_have_text("3 / 64")
    assert menus(page) == ("pages/step.py", "dot")
    page.go_back()
    page.wait_for_url(f"{address}/?**scorer=dot*step=3")
    expect(page.locator(".gaze-ribbons")).to_be_visible()
    assert menus(page) == ("pages/translate.py", "dot")
    page.go_forward()
    expect(page.locator(".gaze-explanation")).to_be_visible()
    choose(page, ".thumb-page", label="Translate")
    expect(page.locator(".gaze-ribbons")).to_be_visible()
    assert menus(page) == ("pages/translate.py", "dot")


def test_the_playback_stands_above_the_menus(phone: BrowserContext, address: str) -> None:
    page = opened(phone, f"{address}/?q={SENTENCE}")
    page.locator(".gaze-ribbons").scroll_into_view_if_needed()
    transport, bar = page.locator(".gaze-transport").bounding_box(), page.locator(".thumb").bounding_box()
    assert transport and bar and transport["y"] + transport["height"] <= bar["y"] + 1


def test_the_drawer_closes_on_a_choice(phone: BrowserContext, address: str) -> None:
    page = opened(phone, f"{address}/?q={SENTENCE}")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="All scoring functions").click()
    page.get_by_test_id("stPopoverBody").get_by_role("radio", name="Cosine").click()
    expect(page.get_by_test_id("stSidebarCollapseButton")).not_to_be_in_viewport()
    expect(page.locator(".thumb-scorer")).to_have_value("cosine")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Change").click()
    expect(page.locator(".what")).to_be_visible()
    expect(page.get_by_test_id("stSidebarCollapseButton")).not_to_be_in_viewport()
    page.get_by_role("link", name="Beam", exact=True).tap()
    expect(page.get_by_role("tree")).to_be_visible()
    assert menus(page)[0] == "pages/beam.py"


def test_on_a_wide_screen_there_is_no_such_bar(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}")
    expect(page.locator(".thumb")).to_be_hidden()
