"""A journey through the gallery: a wrong diagnosis, the right one, the numbers, the next picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.gallery.gallery import shuffled_faults
from seq2seq.analysis.faults import FAULTS
from tests.browser import visit

pytestmark = pytest.mark.browser


def choose_fault(page: Page, fault: str) -> None:
    page.get_by_text(FAULTS[fault].title, exact=True).click()


def test_a_fault_is_diagnosed_and_shown_on_the_numbers(context: BrowserContext, shipped: str) -> None:
    case = shuffled_faults(5).index("axis") + 1
    page = visit(context, f"{shipped}/gallery?seed=5&case={case}")
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=60_000)
    choose_fault(page, "frozen")
    expect(page.get_by_test_id("stAlert")).to_contain_text(FAULTS["frozen"].sign)
    choose_fault(page, "axis")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Right: Softmax over the wrong axis")
    expect(page.get_by_text(re.compile(r"^Step \d+: the row sums to .*, not to 1\.$"))).to_be_visible()
    thread = page.get_by_role("link", name="Where it happened")
    assert thread.get_attribute("href") == FAULTS["axis"].thread
    page.get_by_role("button", name="Next picture").click()
    page.wait_for_url(f"**case={case + 1}*")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert page.get_by_role("radio", name=FAULTS["axis"].title).is_checked() is False
