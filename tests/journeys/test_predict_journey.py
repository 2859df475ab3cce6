"""Journeys over the page Predict: a row by the keyboard alone, by pointer and finger, words, no attention."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, led, opened

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


def shares(page: Page, whose: str) -> list[int]:
    """The percentages that stand under the bars."""
    return [int(text.removesuffix("%")) for text in page.locator(f".gaze-shares .gaze-{whose}").all_inner_texts()]


def test_a_row_is_predicted_and_revealed_by_keyboard_without_the_server(
    fresh_context: BrowserContext, address: str
) -> None:
    page = opened(fresh_context, f"{address}/predict?q={SENTENCE}&step=2")
    status = page.locator(".gaze-told")
    expect(status).to_have_attribute("aria-live", "polite")
    expect(status).to_contain_text("Where does the model look")
    fresh_context.set_offline(True)
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Paint at least one bar first")
    for key in ("ArrowRight", "6", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert shares(page, "mine")[:3] == [0, 75, 25] and shares(page, "model") == []
    page.keyboard.press("Enter")
    expect(status).to_contain_text("bits (0: identical, 1: no overlap)")
    assert sum(shares(page, "model")) == pytest.approx(100, abs=4)
    assert shares(page, "mine")[:3] == [0, 75, 25]
    spoken = page.locator(".gaze-column").nth(1).get_attribute("aria-valuetext") or ""
    assert spoken.startswith("you 75.0%, the model ")


def test_what_is_revealed_stays_and_the_next_step_is_asked_anew(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/predict?q={SENTENCE}&step=2")
    for key in ("1", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(count(page)).to_have_text("3 / 64")
    expect(page.locator(".gaze-shares .gaze-model")).to_have_count(0)
    page.wait_for_url("**step=3*")
    page.get_by_role("button", name="Previous step").click()
    expect(page.locator(".gaze-shares .gaze-model").first).to_be_visible()
    page.get_by_role("button", name="From the beginning").click()
    expect(count(page)).to_have_text("1 / 64")
    expect(page.locator(".gaze-shares .gaze-model")).to_have_count(0)


def test_a_pointer_paints_as_high_as_it_is_held(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/predict?q={SENTENCE}")
    wells = page.locator(".gaze-well")
    wells.nth(0).hover(position={"x": 9, "y": 2})  # waits until it has stopped moving
    page.mouse.down()
    wells.nth(1).hover(position={"x": 9, "y": 2})
    page.mouse.up()
    assert shares(page, "mine")[:3] == [50, 50, 0]


def test_the_next_word_is_typed(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/predict?q={SENTENCE}&step=2")
    page.get_by_role("button", name="What it says next").click()
    page.wait_for_url("**ask=piece*")
    before = page.locator(".gaze-grown").inner_text()
    page.get_by_role("textbox", name="Your prediction").fill("zebra")
    page.keyboard.press("Enter")
    expect(page.locator(".gaze-result")).to_contain_text("The model outputs")
    assert page.locator(".gaze-grown").inner_text().startswith(before)
    expect(page.locator(".gaze-candidates")).to_be_visible()


def test_without_attention_only_words_are_asked(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/predict?q={SENTENCE}&scorer=none")
    expect(page.get_by_role("textbox", name="Your prediction")).to_be_visible()
    expect(page.locator(".gaze-columns")).to_be_hidden()
    expect(page.locator(".gaze-note")).to_contain_text("no weights to predict")


def test_on_a_phone_all_bars_are_in_reach_of_a_finger(phone_inside: BrowserContext, address: str) -> None:
    page = led(phone_inside, f"{address}/predict?q={SENTENCE}")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    page.locator(".gaze-well").nth(1).tap()
    assert shares(page, "mine")[1] == 100
