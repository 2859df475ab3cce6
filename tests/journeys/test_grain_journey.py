"""Words or pieces in a real browser, from page to page; and the one vector of what does not attend."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, led

pytestmark = pytest.mark.browser

SAME = (
    f"compare?compare=same&shown=dot*additive&q={quote('我昨天买了一本书。')}&ref={quote('I bought a book yesterday.')}"
)
WORDS = ["I", "bought", "a", "book", "yesterday", ".", "↵"]


def pieces_of(page: Page) -> list[str]:
    return page.locator(".gaze-panel").first.locator(".gaze-output-line .gaze-bit").all_inner_texts()


def step_in(address: str) -> int:
    return int(parse_qs(urlsplit(address).query)["step"][0])


def test_words_become_pieces_and_stay_so_from_page_to_page(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/{SAME}&step=1")
    expect(count(page)).to_have_text("1 / 7")
    assert pieces_of(page) == WORDS
    expect(page.get_by_text("a word's columns are added up, its rows averaged")).to_be_visible()
    page.get_by_role("radio", name="Pieces", exact=True).click()
    page.wait_for_url("**grain=pieces*")
    expect(count(page)).not_to_have_text("1 / 7")
    assert "".join(pieces_of(page)).replace("␣", "") == "".join(WORDS)
    page.get_by_role("link", name="Translate", exact=True).click()
    expect(page.locator(".gaze-ribbons")).to_be_visible()
    expect(page.get_by_role("radio", name="Pieces", exact=True)).to_be_checked()
    page.wait_for_url("**grain=pieces*")


def test_an_arrow_goes_on_by_a_word_and_the_address_by_its_pieces(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/{SAME}&step=1")
    expect(count(page)).to_have_text("1 / 7")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 7")
    page.wait_for_url(lambda url: "step=1" not in url)
    assert step_in(page.url) > 2  # the first word is more than one piece of these small models
    page.reload()
    expect(count(page)).to_have_text("2 / 7", timeout=60_000)


def test_what_does_not_attend_is_drawn_as_one_vector(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?scorer=none&step=2")
    expect(page.locator(".gaze-vector")).to_have_count(1)
    expect(page.locator(".gaze-ends path")).to_have_count(2)
    expect(page.locator(".gaze-heads")).to_be_hidden()
    expect(page.locator(".gaze-entropy")).to_be_hidden()
    expect(page.locator(".gaze-readout").first).to_contain_text("c, the same at every step")
    expect(page.locator(".gaze-note")).to_contain_text("No attention, so no weights")
    assert not any(page.locator(".gaze-chip .gaze-number").all_inner_texts())


def test_step_shows_the_two_halves_of_the_vector_and_no_weights(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=none&step=2")
    expect(page.locator(".gaze-whole dt")).to_have_count(3)
    expect(page.locator(".gaze-whole dt").first).to_have_text("Forward half, from end of sentence")
    expect(page.locator(".gaze-steps")).to_be_hidden()
    expect(page.locator(".gaze-entropy")).to_be_hidden()
    page.get_by_role("radio", name="Dot product", exact=True).click()
    expect(page.locator(".gaze-steps")).to_be_visible(timeout=60_000)
    expect(page.locator(".gaze-whole")).to_be_hidden()


def test_no_weights_can_be_pulled_where_there_are_none(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/what-if?scorer=none&step=2")
    expect(page.locator(".what-bars").first).to_be_hidden()
    page.get_by_role("tab", name="Attention").click()
    expect(page.get_by_role("tabpanel", name="Attention")).to_contain_text("no weights to change")
    page.get_by_role("tab", name="The input").click()
    expect(page.get_by_role("button", name="Hide from attention")).to_have_count(0)
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_visible()
