"""What every page has alike in a real browser: the history, the keys, the language."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.text import translate
from tests.browser import count, field, opened

pytestmark = pytest.mark.browser

SENTENCE = quote("现在几点")


def lead_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def test_one_back_leads_to_what_was_before(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&scorer=dot&step=3")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=4")
    lead_to(page, "Step")
    page.wait_for_url("**/step?**step=4")
    page.get_by_role("radio", name="Cosine").click()
    page.wait_for_url("**/step?**scorer=cosine**")
    lead_to(page, "What if")
    page.wait_for_url("**/what-if?**scorer=cosine**")
    lead_to(page, "Evidence")
    page.wait_for_url("**/evidence?**")
    lead_to(page, "Beam")
    page.wait_for_url("**/beam?**")
    for before, scorer in (
        ("evidence", "Cosine"),
        ("what-if", "Cosine"),
        ("step", "Cosine"),
        ("step", "Dot product"),
        ("", "Dot product"),
    ):
        page.go_back()
        expect(page.get_by_role("radio", name=scorer, exact=True)).to_be_checked()
        page.wait_for_url(f"{address}/{before}?**step=4")
    expect(field(page)).to_have_value("现在几点")
    expect(count(page)).to_have_text("4 / 64")
    page.go_forward()
    page.wait_for_url("**/step?**")
    expect(count(page)).to_have_text("4 / 64")
    page.reload()
    expect(count(page)).to_have_text("4 / 64", timeout=60_000)
    expect(field(page)).to_have_value("现在几点")


def test_a_step_taken_just_before_leaving_is_not_lost(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&step=3")
    page.keyboard.press("ArrowRight")
    lead_to(page, "Compare")
    page.wait_for_url("**/compare?**step=4")
    expect(count(page)).to_have_text("4 / 64")
    page.go_back()
    page.wait_for_url(f"{address}/?**step=4")
    expect(count(page)).to_have_text("4 / 64")


def test_the_language_survives_back_and_is_declared(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&step=3")
    declared = page.locator("html")
    expect(declared).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="中文").click()
    page.wait_for_url("**lang=zh**")
    expect(declared).to_have_attribute("lang", "zh")
    lead_to(page, "状态")
    page.wait_for_url("**/states?**")
    expect(page.locator(".st-key-sight-colour-zh input")).to_have_value(translate("Kind of state", "zh"))
    page.get_by_role("radio", name="English").click()
    expect(page.locator(".st-key-sight-colour-en input")).to_have_value("Kind of state")
    page.get_by_role("radio", name="Cosine").click()
    page.wait_for_url("**/states?scorer=cosine&**")
    assert "colour" not in page.url
    page.go_back()
    expect(page.get_by_role("radio", name="Additive")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="加性")).to_be_checked()
    page.go_back()
    page.wait_for_url(f"{address}/?**lang=zh**step=3")
    expect(page.get_by_role("radio", name="加性")).to_be_checked()
    expect(declared).to_have_attribute("lang", "zh")


@pytest.mark.parametrize("leave", ["Enter", "Escape"])
def test_a_key_leaves_the_field_and_the_next_ones_step(context: BrowserContext, address: str, leave: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&step=3")
    field(page).fill("他没有钱")
    page.keyboard.press(leave)
    expect(page.locator(".gaze")).to_contain_text("钱")
    page.keyboard.press("End")
    expect(count(page)).to_have_text("64 / 64")
    page.keyboard.press("ArrowLeft")
    expect(count(page)).to_have_text("63 / 64")
    page.keyboard.press("Home")
    expect(count(page)).to_have_text("1 / 64")
    page.keyboard.press(" ")
    expect(count(page)).to_have_text("2 / 64")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


@pytest.mark.parametrize("place", ["step", "compare", "what-if", "states", "beam"])
def test_keys_act_wherever_the_focus_needs_none(context: BrowserContext, address: str, place: str) -> None:
    page = opened(context, f"{address}/{place}?q={SENTENCE}&step=3")
    page.get_by_role("link", name="Beam", exact=True).focus()
    page.keyboard.press("Home")
    expect(count(page)).to_have_text("1 / 64")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 64")
    page.get_by_test_id("stTextInputField").first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 64")
