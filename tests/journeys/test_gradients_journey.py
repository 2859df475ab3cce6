"""Gradients in a real browser: another comparison, a link, an update whose parameters are kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import visit

pytestmark = pytest.mark.browser


def drawn(page: Page, *titles: str) -> None:
    for title in titles:
        expect(page.locator(".js-plotly-plot").first.get_by_text(title, exact=True)).to_be_visible(timeout=60_000)


def test_before_and_after_training_or_all_cells_and_a_link_brings_them_back(
    context: BrowserContext, shipped: str
) -> None:
    page = visit(context, f"{shipped}/gradients?family=reverse&q=wonderful")
    drawn(page, "Untrained", "Trained", "Additive, recurrence alone")
    page.get_by_role("radio", name="RNN, GRU, LSTM, untrained").click()
    drawn(page, "RNN", "GRU", "LSTM")
    page.wait_for_url(re.compile("reach=cells"))
    page.reload()
    drawn(page, "RNN", "GRU", "LSTM")


def test_a_slider_goes_back_through_the_training(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/gradients?family=reverse&q=wonderful&moment=9")
    drawn(page, "Untrained", "After update 190")
    page.get_by_role("slider", name="Training update").press("End")
    drawn(page, "Trained")
