"""The line for newcomers in a real browser: its button does what it says, and it never comes back."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, field, visit

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")
DONE = {
    "step": "piece=",
    "what-if": "branches=1",
    "beam": "begun=",
    "evidence": "against=location",
}


def begin(context: BrowserContext, address: str) -> Page:
    page = visit(context, address)
    expect(page.locator(".hint-act")).to_be_visible(timeout=60_000)
    return page


@pytest.mark.parametrize(("name", "choice"), DONE.items())
def test_the_button_does_it_and_the_line_is_gone_for_good(
    context: BrowserContext, address: str, name: str, choice: str
) -> None:
    page = begin(context, f"{address}/{name}?q={SENTENCE}")
    page.locator(".hint-act").click()
    page.wait_for_url(re.compile(choice))
    expect(page.locator(".hint")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Step", exact=True)).to_be_visible(timeout=60_000)
    expect(page.locator(".hint")).to_have_count(0)


@pytest.mark.parametrize("name", ["compare", "what-if", "beam"])
def test_whoever_presses_the_button_with_a_key_goes_on_in_the_drawing(
    context: BrowserContext, address: str, name: str
) -> None:
    page = begin(context, f"{address}/{name}?q={SENTENCE}")
    expect(count(page)).to_be_visible(timeout=60_000)
    page.locator(".hint-act").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_have_count(0)
    expect(page.locator(".gaze:focus, .gaze [data-node]:focus")).to_have_count(1)


def test_all_panels_step_by_the_button_or_by_the_key_it_stands_for(context: BrowserContext, address: str) -> None:
    page = begin(context, f"{address}/compare?q={SENTENCE}&step=3")
    page.locator(".hint-act").click()
    expect(count(page)).to_have_text("4 / 64")
    expect(page.locator(".hint")).to_have_count(0)
    expect(count(page)).to_have_text("4 / 64")


def test_a_first_visit_has_three_steps_which_end_as_they_are_done(context: BrowserContext, address: str) -> None:
    page = begin(context, address)
    expect(page.locator(".hint-place")).to_have_text("1 / 3")
    field(page).fill("现在几点")
    expect(page.locator(".hint-place")).to_have_text("2 / 3")
    field(page).press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hint-place")).to_have_text("3 / 3")
    page.locator(".hint-act").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("scorer=location"))
    expect(page.locator(".hint")).to_have_count(0)
    page.reload()
    expect(count(page)).to_be_visible(timeout=60_000)
    expect(page.locator(".hint")).to_have_count(0)


def test_it_can_be_sent_away(context: BrowserContext, address: str) -> None:
    page = begin(context, f"{address}/?q={SENTENCE}")
    page.get_by_role("button", name="Don't show this").click()
    expect(page.locator(".hint")).to_have_count(0)
    assert "scorer" not in page.url
    page.get_by_role("link", name="Step", exact=True).click()
    expect(page.locator(".hint-act")).to_be_visible()
