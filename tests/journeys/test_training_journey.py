"""The recorded training in a real browser, with the shipped models: slide, play, share, another language and family."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from seq2seq.config.cards import CARDS
from tests.browser import count, every_key_is_painted_in_a_frame, field, opened

pytestmark = pytest.mark.browser


def headline(page: Page) -> str:
    return page.locator(".gaze-update").inner_text()


def facts(page: Page, name: str) -> str:
    return page.locator(f".gaze-run-panel[data-name={name}] .gaze-facts-line").inner_text()


def chart_value(page: Page, number: int) -> str:
    return page.locator(".gaze-value").nth(number).inner_text()


def test_one_slider_moves_all_functions_and_their_curves(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training")
    expect(page.locator(".gaze-run-panel")).to_have_count(len(CARDS))
    expect(count(page)).to_have_text("23 / 23")
    assert (facts(page, "additive"), chart_value(page, 0)) == ("AER 12 % · aligns from update 461", "12 %")
    page.keyboard.press("Home")
    expect(page.locator(".gaze-update")).to_have_text("Update 0 · after 0.0 s")
    assert facts(page, "additive").startswith("AER 69 %")
    assert [chart_value(page, number) for number in range(4)] == ["69 %", "2.17", "– / –", "–"]
    slider = page.get_by_role("slider", name="Training update")
    slider.fill("8")
    expect(page.locator(".gaze-update")).to_have_text(re.compile("^Update 461 "))
    expect(page.locator(".gaze-run-panel[data-chosen]")).to_have_attribute("data-looks", "")
    page.wait_for_url("**moment=9*")
    expect(page.locator("[aria-live]").last).to_have_text(re.compile("^Update 461 .* Additive: .*love ← 爱"))


def test_a_link_brings_everything_back_in_the_other_language(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training?moment=8")
    page.get_by_role("button", name="Seconds").click()
    page.get_by_role("button", name="Ribbons").click()
    page.wait_for_url("**history=axis-seconds.draw-ribbons*")
    page.get_by_role("button", name="Cosine").last.click()
    expect(page.locator(".gaze-run-panel[data-chosen]")).to_have_attribute("data-name", "cosine")
    page.wait_for_url("**scorer=cosine*")
    shown = headline(page)
    page.reload()
    expect(page.locator(".gaze-update")).to_have_text(shown, timeout=60_000)
    expect(page.get_by_role("button", name="Seconds")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".gaze-runs .gaze-bands")).to_have_count(13)
    page.get_by_role("radio", name="中文").click()
    expect(page.locator(".gaze-update")).to_have_text(re.compile(r"^第 192 次更新"))


def test_it_plays_and_another_family_begins_at_its_end(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training?moment=20")
    page.keyboard.press("Space")
    expect(count(page)).to_have_text("23 / 23")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**moment=22*")
    page.goto(f"{shipped}/training?family=small&moment=10")
    expect(count(page)).to_have_text("10 / 12", timeout=60_000)
    page.get_by_role("radio", name="我爱你", exact=True).click()
    page.wait_for_url(re.compile("q=%E6%88%91%E7%88%B1%E4%BD%A0&|q=%E6%88%91%E7%88%B1%E4%BD%A0$"))
    expect(count(page)).to_have_text("10 / 12")
    page.go_back()
    expect(page.locator(".gaze-run-panel")).to_have_count(len(CARDS))


def test_a_typed_word_is_replayed_and_goes_along_to_step(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training?family=reverse&q=wonderful")
    expect(count(page)).to_have_text("12 / 12")
    assert facts(page, "additive").startswith("AER 0 %")
    field(page).fill("teacher")
    expect(page.locator(".gaze-run-panel[data-chosen] .gaze-labels text").first).to_have_text("t", timeout=60_000)
    page.keyboard.press("Escape")
    page.get_by_role("slider", name="Training update").fill("8")
    page.wait_for_url("**moment=9*")
    page.goto(f"{shipped}/step?family=reverse&q=teacher&moment=1")
    expect(count(page)).to_have_text("1 / 64", timeout=60_000)  # untrained, it finds no end
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("Update 0")
    page.get_by_role("slider", name="Training update").press("End")
    expect(count(page)).to_have_text(re.compile("/ 8$"), timeout=60_000)  # trained, it says rehcaet


def test_an_update_reaches_the_screen_within_a_frame(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training?family=en-fr")
    assert every_key_is_painted_in_a_frame(page)


def test_curves_and_panels_are_saved(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/training?moment=9")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as SVG").click()
    picture = saved.value.path().read_text("utf-8")
    assert all(text in picture for text in ("Alignment error: 21 %", "Scaled dot product", "Update 461", "Tatoeba"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the curves as CSV").click()
    table = saved.value.path().read_text("utf-8-sig").splitlines()
    assert table[0] == "run,measure,update,seconds,value"
    assert sum('"Additive",aer,' in line for line in table) == 23
