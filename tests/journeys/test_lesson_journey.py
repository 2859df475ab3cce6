"""A lesson's first minutes, alone: begun from the list, worked on, left and taken up again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, field, visit

pytestmark = pytest.mark.browser
TICKED = ".lesson-tasks > li[data-done]"


def begin(context: BrowserContext, address: str) -> Page:
    """The second lesson, begun from the list."""
    page = visit(context, f"{address}/lessons")
    page.locator("ol.lessons-list a").nth(1).click(timeout=60_000)
    page.wait_for_url(re.compile("lesson=bottleneck"))
    expect(page.locator(".lesson-body h2")).to_be_visible(timeout=60_000)
    return page


def test_a_lesson_is_begun_worked_on_and_gone_on_with(context: BrowserContext, address: str) -> None:
    page = begin(context, address)
    expect(page.locator(".lesson-body h2")).to_have_text("One vector for a whole sentence")
    expect(page.get_by_role("radio", name="No attention", exact=True)).to_be_checked()
    expect(page.locator(".gaze-note")).to_contain_text("No attention, so no weights")

    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".lesson-body h2")).to_have_text("What gets lost")
    sentence = field(page).input_value()
    page.locator(".lesson-view").click()
    expect(field(page)).not_to_have_value(sentence)
    expect(page.locator(TICKED)).to_have_count(0)

    page.get_by_role("button", name="Which word was where").click()
    expect(page.locator(".lesson-remark")).to_contain_text("Correct.")

    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator(".gaze-panel").first).to_be_visible()
    expect(page.locator(".lesson-body h2")).to_have_text("What gets lost")
    page.go_back()
    expect(count(page)).to_be_visible(timeout=60_000)

    page.reload()
    expect(page.locator(".lesson-remark")).to_contain_text("Correct.", timeout=60_000)
    visit(context, f"{address}/lessons")
    expect(page.locator("ol.lessons-list a").nth(1)).to_contain_text("Continue: part 2 of 4")


def test_a_task_ticks_itself_and_stays_ticked(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/?q=我爱你&scorer=dot&lesson=sequence-to-sequence&part=5")
    page.get_by_role("radio", name="No attention").click(timeout=60_000)
    expect(page.locator(TICKED)).to_have_count(1)
    page.get_by_role("radio", name="Additive").click()
    expect(page.locator(TICKED)).to_have_count(2)
    page.reload()
    expect(page.locator(TICKED)).to_have_count(2, timeout=60_000)


def test_a_lesson_asks_to_predict_before_it_shows(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/predict?q=我不喝咖啡。&scorer=additive&step=2&lesson=explanation-and-alignment")
    page.locator(".gaze-column").nth(1).click(timeout=60_000)
    expect(page.locator(".lesson-tasks > li")).to_have_count(1, timeout=60_000)
    expect(page.locator(TICKED)).to_have_count(0)
    page.get_by_role("button", name="Reveal it").click()
    expect(page.locator(TICKED)).to_have_count(1)


def test_another_language_keeps_the_place(context: BrowserContext, address: str) -> None:
    page = begin(context, address)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".lesson-body h2")).to_have_text("What gets lost")
    page.get_by_role("radio", name="中文").click()
    expect(page.locator(".lesson-body h2")).to_have_text("丢了什么")
    expect(page.get_by_role("button", name="下一节")).to_be_visible()


def test_on_a_phone_the_sheet_folds_when_a_view_is_opened(context: BrowserContext, address: str) -> None:
    page = begin(context, address)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".lesson-view").click()
    expect(page.locator(".lesson-body")).to_be_hidden()
    page.locator(".lesson-fold").click()
    expect(page.locator(".lesson-body")).to_be_visible()


def test_a_stop_brings_its_sentence_into_the_field(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/step?family=addition&q=305%2B128&path=order&stop=5")
    expect(field(page)).to_have_value("305+128", timeout=60_000)
    page.get_by_role("button", name=re.compile("^Stop 7")).click(timeout=60_000)
    expect(page.locator(".gaze-panel")).to_have_count(3, timeout=60_000)
    expect(field(page)).to_have_value("March 3, 2021")


def test_a_path_leads_from_stop_to_stop_and_is_taken_up_again(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/?path=fixed-vectors&stop=2&lesson=bottleneck&part=4")
    stops = page.locator(".lesson-path")
    expect(stops).to_contain_text("Stop 2 of 8: lesson The bottleneck", timeout=60_000)
    page.get_by_role("button", name="Next stop").click()
    expect(page.locator(".lesson-body h2")).to_have_text("The same sentence with and without attention")
    expect(stops.locator("[aria-current]")).to_have_text("3")
    expect(page.locator(".gaze-panel")).to_have_count(2, timeout=60_000)
    expect(page.locator(TICKED)).to_have_count(0)

    visit(context, f"{address}/lessons")
    path = page.locator(".paths-list > li").first
    expect(path).to_contain_text("Continue: stop 3 of 8", timeout=60_000)
    path.locator("a").first.click()
    page.get_by_role("button", name="Close the lesson").click(timeout=60_000)
    expect(page.locator(".lesson")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("path=|lesson="))


def test_a_lesson_is_saved_as_a_sheet_and_a_key_to_print(context: BrowserContext, shipped: str, tmp_path: Path) -> None:
    """On a fresh visit; the saved page needs nothing else, and prints in black on white on either paper."""
    page = visit(context, f"{shipped}/lessons?sheet=bottleneck")
    page.get_by_role("button", name="Worksheets to print").click(timeout=60_000)
    saved = {}
    for name, file in (("Worksheet", "worksheet"), ("Answer key", "key")):
        with page.expect_download(timeout=60_000) as saving:
            page.get_by_role("button", name=name, exact=True).click(timeout=60_000)
        saved[file] = saving.value.suggested_filename
        saving.value.save_as(tmp_path / saved[file])
    assert saved == {"worksheet": "worksheet-bottleneck.html", "key": "key-bottleneck.html"}

    page.emulate_media(color_scheme="dark")
    page.goto((tmp_path / saved["worksheet"]).as_uri())
    expect(page.locator("h1")).to_have_text("Worksheet: The bottleneck")
    expect(page.locator(".blank")).to_have_count(6)
    expect(page.locator("svg text", has_text="love")).to_be_visible()
    expect(page.locator("svg text", has_text=re.compile(r"^\d\.\d\d$"))).to_have_count(0)
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 2, paper

    page.goto((tmp_path / saved["key"]).as_uri())
    expect(page.locator("h1")).to_have_text("Answer key: The bottleneck")
    expect(page.locator(".answer").nth(2)).to_have_text("39.6")
    expect(page.locator("svg text", has_text=re.compile(r"^\d\.\d\d$"))).to_have_count(20)
    page.emulate_media(color_scheme="light")
