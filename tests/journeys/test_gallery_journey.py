"""A journey through the gallery: a wrong diagnosis, the right one, the numbers, the next picture."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.features.gallery.cases import shuffled_faults
from seq2seq.analysis.faults import FAULTS
from tests.browser import still, visit

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
    expect(page.get_by_test_id("stAlert")).to_contain_text("Correct: Softmax over the wrong axis")
    expect(page.get_by_text(re.compile(r"^Step \d+: the row sums to .*, not to 1\.$"))).to_be_visible()
    thread = page.get_by_role("link", name="Where it happened")
    expect(thread).to_have_attribute("href", FAULTS["axis"].thread)
    page.get_by_role("button", name="Next picture").click()
    page.wait_for_url(f"**case={case + 1}*")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.get_by_role("radio", name=FAULTS["axis"].title)).not_to_be_checked()


def test_on_a_phone_no_label_of_the_picture_lies_over_another(phone: BrowserContext, shipped: str) -> None:
    """The picture fills its room: a row of the matrix is at least half as high as its share of the figure."""
    case = shuffled_faults(5).index("padding") + 1
    page = visit(phone, f"{shipped}/gallery?seed=5&case={case}")
    labels = page.locator(".xaxislayer-above text")
    expect(labels.filter(has_text="<pad>").first).to_be_visible(timeout=60_000)
    still(page)
    boxes = [box for label in labels.all() if (box := label.bounding_box())]
    edges = sorted((box["x"], box["x"] + box["width"]) for box in boxes)
    assert len(edges) > 5 and all(end <= begin + 1 for (_, end), (begin, _) in pairwise(edges))
    figure = page.locator(".js-plotly-plot").bounding_box()
    matrix = page.locator(".heatmaplayer image").bounding_box()
    assert figure and matrix and matrix["height"] > figure["height"] / 2
