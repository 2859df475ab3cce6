"""What every page has alike in a real browser: the history, the keys, the language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.address.languages import translate_message
from tests.browser import choose_scorer, come, count, field, lead_to, led, noted, opened

pytestmark = pytest.mark.browser

SENTENCE = quote("现在几点")


def test_one_back_leads_to_what_was_before(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={SENTENCE}&scorer=dot&step=3")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=4")
    lead_to(page, "Step")
    page.wait_for_url("**/step?**step=4")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**/step?**scorer=cosine**")
    lead_to(page, "What if")
    page.wait_for_url("**/what-if?**scorer=cosine**")
    lead_to(page, "Evidence")
    page.wait_for_url("**/evidence?**")
    lead_to(page, "States")
    page.wait_for_url("**/states?**")
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


def test_a_step_taken_just_before_leaving_is_not_lost(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={SENTENCE}&step=3")
    page.keyboard.press("ArrowRight")
    lead_to(page, "Compare")
    page.wait_for_url("**/compare?**step=4")
    expect(count(page)).to_have_text("4 / 64")
    page.go_back()
    page.wait_for_url(f"{address}/?**step=4")
    expect(count(page)).to_have_text("4 / 64")


def test_the_language_survives_back_and_is_declared(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={SENTENCE}&step=3")
    declared = page.locator("html")
    expect(declared).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="中文").click()
    page.wait_for_url("**lang=zh**")
    expect(declared).to_have_attribute("lang", "zh")
    page.get_by_role("link", name="状态", exact=True).click()
    page.wait_for_url("**/states?**")
    expect(page.locator(".st-key-sight-colour-zh input")).to_have_value(translate_message("Kind of state", "zh"))
    page.get_by_role("radio", name="English").click()
    expect(page.locator(".st-key-sight-colour-en input")).to_have_value("Kind of state")
    page.wait_for_url(lambda url: "lang" not in url)  # two choices that Python answers at once are one step of history
    choose_scorer(page, "Cosine")
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


def test_a_page_in_another_tab_shows_what_is_chosen(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&scorer=dot&step=3")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=4*")
    with context.expect_page() as other:
        page.get_by_role("link", name="Step", exact=True).click(modifiers=["ControlOrMeta"])
    other.value.wait_for_url("**/step?**")
    expect(count(other.value)).to_have_text("4 / 64", timeout=60_000)
    expect(field(other.value)).to_have_value("现在几点")
    expect(other.value.get_by_role("radio", name="Dot product", exact=True)).to_be_checked()


@pytest.mark.parametrize("leave", ["Enter", "Escape"])
def test_a_key_leaves_the_field_and_the_next_ones_step(inside: BrowserContext, address: str, leave: str) -> None:
    page = led(inside, f"{address}/?q={SENTENCE}&step=3")
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


PLACES = {
    "": ("Translate", ".gaze-ribbons"),
    "step": ("Step", ".gaze-explanation"),
    "compare": ("Compare", ".gaze-panel"),
    "what-if": ("What if", ".what-side"),
    "states": ("States", ".space-drawing"),
    "beam": ("Beam", ".gaze-tree"),
    "evidence": ("Evidence", ".js-plotly-plot"),
}
"""Page → its name in the menu, and what it is about."""


def test_every_page_has_one_heading_one_name_a_slider_and_keys_that_act(inside: BrowserContext, address: str) -> None:
    query = f"q={SENTENCE}&search=beam_3_1.0&lens=gold&ref=What+time+is+it%3F&step=3"
    page = led(inside, f"{address}/?{query}")
    failures: list[str] = []
    for place, (title, picture) in PLACES.items():
        if place:
            lead_to(page, title)
            page.wait_for_url(f"**/{place}?**")
        expect(page.locator(picture).first).to_be_visible(timeout=60_000)
        with noted(failures, title):
            headings_and_sliders_are_named(inside, page)
        if place not in ("", "evidence"):
            with noted(failures, title):
                keys_act_wherever_the_focus_needs_none(page)
    come(inside, f"{address}/predict?{query}")
    expect(count(page)).to_be_visible(timeout=60_000)
    with noted(failures, "Predict"):
        headings_and_sliders_are_named(inside, page)
    assert failures == []


def keys_act_wherever_the_focus_needs_none(page: Page) -> None:
    page.get_by_role("link", name="States", exact=True).focus()
    page.keyboard.press("Home")
    expect(count(page)).to_have_text("1 / 64")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 64")
    page.get_by_test_id("stTextInputField").first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("2 / 64")


def headings_and_sliders_are_named(context: BrowserContext, page: Page) -> None:
    """One heading of the first level, none that is empty; a slider has one name, and is not described by it again."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert all(page.get_by_role("heading").all_inner_texts())
    session = context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    named = [
        (node_text(node, "name"), node_text(node, "description"))
        for node in nodes
        if node_text(node, "role") == "slider"
    ]
    halves = [(name[: len(name) // 2].strip(), name[len(name) // 2 :].strip()) for name, _ in named]
    assert all(first != second for first, second in halves)
    assert all(name and name != description for name, description in named)


def node_text(node: dict[str, Any], what: str) -> str:
    return str(node.get(what, {}).get("value", ""))


def test_small_matrices_are_there_for_who_does_not_see_them(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}&shown=dot*cosine")
    expect(page.get_by_role("img", name="Dot product. Attention weights")).to_have_count(1)
    page.get_by_role("button", name="Ribbons").click()
    expect(page.get_by_role("img", name="Cosine. Attention weights")).to_have_count(1)


def test_the_first_page_is_at_its_name_too(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/translate?q={SENTENCE}&step=3")
    expect(count(page)).to_have_text("3 / 64")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine**")  # by now a dialog would have come
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_focus_in_the_navigation_is_outlined(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    link = page.get_by_role("link", name="Step", exact=True)
    page.get_by_role("link", name="Translate", exact=True).focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("link => parseFloat(getComputedStyle(link).outlineWidth)") >= 2


def test_what_was_chosen_elsewhere_stands_in_a_popover_that_was_closed(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?search=beam_5_1.0")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine**")
    page.get_by_role("button", name="Beam of 5").click()
    expect(page.get_by_role("slider", name="Beam size")).to_have_value("5")


def test_a_long_sentence_is_scrolled_to_what_weighs_most(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/what-if?q={quote('我昨天买了一本书。' * 6)}&step=1")
    boxes = page.locator(".what-side .gaze-scroll:has(.what-bars)")
    whole = """scroll => {
      const [room, most] = [scroll, scroll.querySelector(".what-most")].map((each) => each.getBoundingClientRect());
      return most.left >= room.left - 1 && most.right <= room.right + 1;
    }"""
    for _ in range(4):
        assert all(boxes.nth(side).evaluate(whole) for side in range(2))
        page.keyboard.press("ArrowRight")
