"""Models that copy, and that know what they have read, in a real browser: bars, marks, and coverage that fills up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import browser, copying
from tests.browser import count, opened

pytestmark = pytest.mark.browser

SHOWN = f"?family=nl2bash&scorer=additive@copy_coverage&q={quote(copying.SENTENCE)}&step=1"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with the family of commands alone."""
    with browser.serve(copying.build(tmp_path_factory.mktemp("shell"))) as served:
        yield served.address


def read_before(page: Page) -> list[float]:
    """The coverage of every source piece, as its name says it."""
    names = [chip.get_attribute("aria-label") or "" for chip in page.locator("[data-source]").all()]
    return [float(re.findall(r"read before: ([\d.]+)", name)[0]) for name in names]


def filled(page: Page) -> list[float]:
    """How much of each bar over the source is filled."""
    return page.locator("[data-source] .gaze-meter").evaluate_all(
        """(bars) => bars.map((bar) => {
            const [whole, once, again] = [...bar.children].map((part) => Number(part.getAttribute("width")));
            return (once + again) / whole;
        })"""
    )


def test_coverage_fills_up_with_what_each_step_reads(context: BrowserContext, shell: str) -> None:
    page = opened(context, f"{shell}/{SHOWN}")
    expect(page.locator("[data-source]").first).to_have_attribute("aria-label", "remove, read before: 0.00")
    weights = [float(number or "0") for number in page.locator("[data-source] .gaze-number").all_text_contents()]
    assert sum(read_before(page)) == 0 == sum(filled(page))
    browser.hears_keys(page)
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_contain_text("2 /")
    assert read_before(page) == pytest.approx(weights, abs=0.011)
    assert filled(page) == pytest.approx(read_before(page), abs=0.03)
    assert sum(read_before(page)) == pytest.approx(1, abs=0.04)


def test_each_step_has_a_bar_of_generating_and_copying_and_a_legend(context: BrowserContext, shell: str) -> None:
    page = opened(context, f"{shell}/{SHOWN}")
    steps = page.locator("[data-target]").count()
    expect(page.locator("[data-target] .gaze-meter")).to_have_count(steps)
    expect(page.locator("[data-target]").first).to_have_attribute("aria-label", re.compile(r", p_gen 0\.\d\d$"))
    marked = page.locator("[data-target]:has(.gaze-copied-line)").first
    expect(marked).to_have_attribute("aria-label", re.compile(r"\(copied\), p_gen"))
    expect(page.locator(".gaze-legend li")).to_have_count(5)
    page.goto(f"{shell}/{SHOWN.replace('@copy_coverage', '')}")
    expect(page.locator("[data-target]").first).to_be_visible()
    expect(page.locator(".gaze-meter")).to_have_count(0)
    expect(page.locator(".gaze-legend")).to_be_hidden()


def test_on_a_phone_nothing_is_wider_than_the_screen(phone: BrowserContext, shell: str) -> None:
    page = opened(phone, f"{shell}/{SHOWN}")
    expect(page.locator(".gaze-legend")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_step_takes_a_probability_apart(context: BrowserContext, shell: str) -> None:
    page = opened(context, f"{shell}/step{SHOWN}")
    expect(page.locator(".gaze-mixture")).to_contain_text("p_gen = σ(w · [context; state; input] + b) = 0.")
    rows = [row.locator("td").all_inner_texts() for row in page.locator(".gaze-mixed tbody tr").all()]
    for generated, copied, total in ([float(number.lstrip("≈")) for number in row] for row in rows):
        assert generated + copied == pytest.approx(total, abs=0.0011)
    expect(page.locator(".gaze-steps tbody .gaze-key .gaze-figure").first).to_have_text("c 0.00")
