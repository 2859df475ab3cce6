"""Open in a real browser: a file of another program stands on the stage, also for a second visitor and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, still, visit

pytestmark = pytest.mark.browser

LINE = "She drinks tea ||| 0.1,0.2,0.7 0.1,0.8,0.1 0.9,0.05,0.05 0,0,1\n"
"""As Marian writes it with `--alignment soft`: the source is not in the file."""


def give(page: Page, content: str, name: str = "marian.txt") -> None:
    still(page)  # the field for the next file takes the place of the one before
    file = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files([file])  # type: ignore[list-item]


def chips(page: Page) -> list[str]:
    """What the target pieces are called."""
    return [text.split()[0] for text in page.locator(".gaze-ribbons [data-target]").all_text_contents()]


def test_a_file_is_stepped_through_and_the_next_one_takes_its_place(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/open")
    give(page, LINE + LINE.replace("tea", "<b>tea</b>"))
    expect(count(page)).to_have_text("1 / 4", timeout=60_000)
    expect(page.get_by_text("marian.txt: Marian soft alignment. Target pieces: 4, source pieces: 3.")).to_be_visible()
    expect(page.locator(".gaze-candidates")).to_be_hidden()
    assert chips(page) == ["She", "drinks", "tea", "end"]
    page.locator(".gaze-whole").focus()
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 4")
    expect(page.locator(".gaze-ribbons [data-source]").nth(1)).to_contain_text("0.80")
    page.get_by_role("combobox", name="Sentence").click()
    page.get_by_role("option", name=re.compile("^2 ·")).click()
    expect(page.locator(".gaze-ribbons [data-target]").nth(2)).to_contain_text("<b>tea</b>")
    page.wait_for_url("**opened=2*")
    give(page, "0-0 1-2\n", "links.txt")
    expect(page.get_by_text("links.txt: Pharaoh links. Target pieces: 3, source pieces: 2.")).to_be_visible(
        timeout=60_000
    )
    give(page, "no attention", "prose.txt")
    expect(page.get_by_text("prose.txt: the format is not recognised")).to_be_visible(timeout=60_000)
    expect(page.locator(".gaze-ribbons [data-target]")).to_have_count(3)
    assert chips(page) == ["0", "1", "2"]


def test_the_example_stands_beside_a_model_and_a_second_visitor_has_a_page_of_her_own(
    newcomer: BrowserContext, phone: BrowserContext, shipped: str
) -> None:
    page = visit(newcomer, f"{shipped}/open?scorer=dot")
    page.get_by_role("button", name="Open an example").click()
    expect(page.get_by_role("heading", name="Dot product on the same words")).to_be_visible(timeout=60_000)
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    other = visit(phone, f"{shipped}/open")
    expect(other.get_by_text("These formats are recognised:")).to_be_visible(timeout=60_000)
    other.get_by_role("button", name="Open an example").click()
    expect(other.locator(".gaze-ribbons")).to_be_visible(timeout=60_000)
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.get_by_role("button", name="Close the file").click()
    expect(other.get_by_text("These formats are recognised:")).to_be_visible()
    expect(page.locator(".gaze-ribbons")).to_be_visible()
