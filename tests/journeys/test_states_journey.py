"""Journeys through the page States: stepping, points, neighbours, close-up, two paths, units; how fast a key is."""

from __future__ import annotations

from math import dist
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.browser import count, every_key_is_painted_in_a_frame, field, led, still

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


def states(window: BrowserContext, address: str, query: str = "") -> Page:
    return led(window, f"{address}/states?q={SENTENCE}{query}")


def neighbours(page: Page) -> None:
    """Waits until other sentences have been gone through."""
    expect(page.locator(".space-near").first).to_be_visible(timeout=60_000)


def test_a_step_moves_the_point_the_threads_and_the_address(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&step=3")
    expect(count(page)).to_have_text("3 / 64")
    now = page.locator(".space-map .space-decoder.space-now.space-mark")
    before = now.get_attribute("transform")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("4 / 64")
    expect(now).to_have_count(1)
    expect(now).not_to_have_attribute("transform", before or "")
    threads = page.locator(".space-threads line")
    widths = threads.evaluate_all("lines => lines.map(line => Number(line.getAttribute('stroke-width')))")
    assert len(widths) == page.locator(".space-map .space-mark.space-encoder").count() and sum(widths) > 0
    page.wait_for_url("**step=4*")


def test_points_are_walked_and_a_neighbour_is_opened(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&step=64")
    neighbours(page)
    caption = page.locator(".space-what")
    expect(caption).to_contain_text("decoder state, step 64 of 64")
    page.locator(".space").focus()
    page.keyboard.press("ArrowDown")
    expect(caption).to_contain_text("context, step 1 of 64")
    page.keyboard.press("ArrowUp")
    expect(caption).to_contain_text("decoder state, step 64")
    page.locator(".space-map .space-mark.space-encoder").first.hover()
    expect(caption).to_contain_text("encoder state, piece 1 of")
    expect(page.locator(".space-links line")).to_have_count(6)
    opening = page.locator("button.space-near").first
    text = opening.get_attribute("title")
    opening.click()
    expect(field(page)).to_have_value(text or "")


def test_choices_are_in_the_address_and_come_back(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&dims=3&colour=class&beside=dot")
    expect(page.locator(".space-key")).to_contain_text("Dot product")
    expect(page.locator(".space-axes")).to_contain_text("Drag to turn")
    mark = page.locator(".space-map .space-mark.space-decoder").first
    before = mark.get_attribute("transform")
    page.locator(".space").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(mark).not_to_have_attribute("transform", before or "")
    page.get_by_role("button", name="Close-up").click()
    page.wait_for_url("**close=1*")
    page.reload()
    expect(page.get_by_role("button", name="Close-up")).to_have_attribute("aria-pressed", "true", timeout=60_000)


def test_two_sentences_walk_with_one_cursor_and_a_distance(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, f"&step=3&q2={quote('他没有钱')}")
    expect(page.locator(".space-gap-line")).to_be_visible()
    value = page.locator(".space-gap .gaze-value")
    before = value.inner_text()
    page.keyboard.press("ArrowRight")
    expect(value).not_to_have_text(before)
    expect(page.locator(".space-map .space-mark.space-decoder.space-now")).to_have_count(2)


def test_a_unit_is_chosen_with_the_keyboard(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&show=units&unit=3")
    caption = page.locator(".strips-readout")
    expect(caption).to_contain_text("Unit 3")
    expect(page.locator(".strips-driver").first).to_be_visible(timeout=60_000)
    page.locator(".strips").focus()
    page.keyboard.press("ArrowDown")
    expect(caption).to_contain_text("Unit 4")
    page.wait_for_url("**unit=4*")


def test_what_is_saved_is_named_after_the_step(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&step=2&dims=3")
    names = {"Save as SVG": "svg", "Save the points as CSV": "csv"}
    files = {ending: saved(page, name) for name, ending in names.items()}
    assert [file.suggested_filename for file in files.values()] == ["states-step-2.svg", "states-step-2.csv"]
    assert "Drag" not in files["svg"].path().read_text("utf-8")
    assert files["csv"].path().read_text("utf-8-sig").startswith("path,kind,position,piece,axis_1")


def saved(page: Page, name: str) -> Download:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value


@pytest.mark.parametrize("show", ["states", "gates", "units"])
def test_nothing_overflows_a_narrow_screen(phone_inside: BrowserContext, address: str, show: str) -> None:
    page = states(phone_inside, address, f"&show={show}")
    page.set_viewport_size({"width": 320, "height": 700})
    still(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


@pytest.mark.timed
def test_a_key_is_painted_within_one_frame(inside: BrowserContext, address: str) -> None:
    page = states(inside, address, "&step=20")
    neighbours(page)
    assert every_key_is_painted_in_a_frame(page)


def test_a_close_up_moves_the_sentences_own_marks_apart(inside: BrowserContext, shipped: str) -> None:
    """Encoder states and contexts, which a close-up shows, lie farther apart on the screen than before."""
    page = states(inside, shipped)
    marks = page.locator(".space-map .space-mark:is(.space-encoder, .space-context)")
    before = spread(marks)
    page.get_by_role("button", name="Close-up").click()
    page.wait_for_url("**close=1*")
    still(page)
    assert spread(marks) > 1.2 * before > 0


def spread(marks: Locator) -> float:
    """The greatest distance of two marks on the screen, in pixels."""
    boxes = [box for mark in marks.all() if (box := mark.bounding_box())]
    centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    return max(dist(one, other) for one in centres for other in centres)


def test_the_encoders_map_says_nothing_of_neighbours_before_a_point_is_chosen(
    inside: BrowserContext, shipped: str
) -> None:
    page = led(inside, f"{shipped}/states?q={SENTENCE}&show=encoder")
    expect(page.locator(".space-map .space-mark.space-encoder").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("No other sentences to search.")).to_be_hidden()
    page.locator(".space-map .space-mark.space-encoder").first.hover()
    expect(page.locator(".space-what")).to_contain_text("encoder state, piece 1 of")
    neighbours(page)
    expect(page.get_by_text("No other sentences to search.")).to_be_hidden()
