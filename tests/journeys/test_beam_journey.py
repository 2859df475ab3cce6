"""The page of the search in a real browser: walking the tree, words of one's own, another page, a phone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import count, every_key_is_painted_in_a_frame, opened, resize, still, visit

pytestmark = pytest.mark.browser


def open_beam(context: BrowserContext, address: str, query: str = "search=beam_3_1.0&step=3") -> Page:
    page = opened(context, f"{address}/beam?{query}")
    expect(page.get_by_role("tree")).to_be_visible(timeout=60_000)
    return page


def cursor(page: Page) -> Locator:
    return page.locator(".gaze-node.gaze-cursor")


def lies_inside(part: Locator, whole: Locator) -> bool:
    inner, outer = part.bounding_box(), whole.bounding_box()
    assert inner and outer
    return outer["y"] <= inner["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"]


def sentence_so_far(page: Page) -> str:
    return page.locator(".gaze-so-far").inner_text()


def test_the_tree_grows_step_by_step_without_a_click(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    expect(count(page)).to_have_text("3 / 64")
    visible = page.locator(".gaze-node:not(.gaze-later)")
    before = visible.count()
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("4 / 64")
    expect(visible).not_to_have_count(before)
    assert before < visible.count() <= before + 6
    page.wait_for_url("**step=4*")


def test_arrows_walk_and_the_focus_walks_along(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    cursor(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(count(page)).to_have_text("2 / 64")
    expect(cursor(page)).to_be_focused()
    first = cursor(page).get_attribute("data-node")
    page.keyboard.press("ArrowDown")
    expect(cursor(page)).not_to_have_attribute("data-node", first or "")
    expect(cursor(page)).to_be_focused()
    expect(cursor(page)).to_have_attribute("aria-label", re.compile("%"))
    expect(cursor(page)).to_have_attribute("aria-selected", "true")


def test_whoever_scrolls_by_hand_stays_there_until_the_step_changes(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address, "search=beam_3_1.0&step=60")
    tree = page.locator(".gaze-tree-scroll")
    opened_at = tree.evaluate("each => each.scrollLeft")
    assert opened_at > 400
    tree.hover()
    page.mouse.wheel(-400, 0)
    page.wait_for_function("([tree, at]) => tree.scrollLeft === at", arg=[tree.element_handle(), opened_at - 400])
    page.mouse.move(0, 0)
    tree.hover()
    assert tree.evaluate("each => each.scrollLeft") == opened_at - 400
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gaze-tree-now")).to_be_in_viewport(ratio=1)


def test_letters_begin_a_word_and_backspace_takes_it_back(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    cursor(page).focus()
    page.keyboard.press("Home")
    page.keyboard.type("cart")  # r and c would rerun the page and clear its cache, were they left to Streamlit
    expect(page.get_by_role("textbox", name="Your own word")).to_have_value("cart")
    page.keyboard.type("s")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("textbox", name="Your own word")).to_have_value("cart")
    page.keyboard.press("Enter")
    page.wait_for_url("**begun=*")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    expect(count(page)).to_have_text("64 / 64")  # how it goes on is seen at once
    assert lies_inside(
        page.get_by_role("button", name="Back to the model's own translation"), page.locator(".st-key-said")
    )
    expect(page.locator(".gaze-ranked-text").first).to_have_text(re.compile("^cart"))
    assert all(row.startswith("cart") for row in page.locator(".gaze-ranked-text").all_inner_texts())
    page.keyboard.press("Backspace")  # in the empty field
    expect(page.get_by_role("button", name="Take it back")).to_be_hidden()
    page.wait_for_url(lambda url: "begun" not in url)
    cursor(page).focus()
    page.keyboard.type("we")
    page.keyboard.press("Enter")
    page.wait_for_url("**begun=*")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()  # the tree has been drawn anew
    cursor(page).focus()
    page.keyboard.press("Backspace")
    page.wait_for_url(lambda url: "begun" not in url)
    expect(cursor(page)).to_be_focused()


def test_on_a_phone_the_way_back_is_seen_also_where_nothing_can_be_translated(
    phone: BrowserContext, shipped: str
) -> None:
    page = visit(phone, f"{shipped}/beam?search=beam_3_1.0&begun={quote('▁ca~r~t')}")  # no piece of these models
    back = page.get_by_role("button", name="Back to the model's own translation")
    back.wait_for(timeout=60_000)
    still(page)
    assert lies_inside(back, page.locator(".st-key-said"))
    back.click()
    expect(page.get_by_role("tree")).to_be_visible(timeout=60_000)


def test_enter_opens_the_alternatives_and_one_is_taken(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address, "search=beam_3_1.0&step=1")
    cursor(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(cursor(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    taken = page.locator(".gaze-alternatives :focus bdi").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-begun")).to_contain_text(f"Forced prefix: {taken}")
    expect(page.locator(".gaze-node.gaze-path").first).to_contain_text(taken)


def test_a_branch_is_opened_under_what_if(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    begun = sentence_so_far(page).split()[0]
    page.get_by_role("button", name="Open in What if").click()
    expect(page.locator(".what-twig")).to_have_count(2, timeout=60_000)
    expect(page.locator(".what-twig[aria-pressed=true]")).to_contain_text(begun)
    expect(page.locator(".what-headline").last).to_contain_text(begun)


def test_a_branch_is_opened_under_step_and_given_up_there(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    page.get_by_role("button", name="Number 2:").click()
    cursor(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    piece = cursor(page).locator(".gaze-piece").text_content() or "?"
    page.get_by_role("button", name="Open in Step").click()
    page.wait_for_url("**/step?*begun=*")
    expect(count(page)).to_have_text("2 / 64", timeout=60_000)
    expect(page.locator(".st-key-begun")).to_contain_text(piece)
    page.get_by_role("button", name="Back to the model's own translation").click()
    page.wait_for_url(lambda url: "begun" not in url)
    expect(page.locator(".st-key-begun")).to_have_count(0)


def test_less_is_seen_and_the_best_is_brought_back(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address)
    nodes = page.locator(".gaze-node")
    everything = nodes.count()
    page.get_by_role("button", name="Best", exact=True).click()
    expect(nodes).not_to_have_count(everything)
    assert nodes.count() < everything
    page.get_by_role("button", name="Number 2:").click()
    expect(count(page)).to_have_text("64 / 64")
    page.get_by_role("button", name="Previous step", exact=True).click()
    page.get_by_role("button", name="Fold", exact=True).click()
    expect(page.get_by_role("button", name="Unfold")).to_be_visible()
    page.get_by_role("button", name="Log p on the edges").click()
    expect(page.locator(".gaze-edge-numbers text").first).to_be_attached()
    assert sentence_so_far(page)


def test_nothing_overflows_a_phone(phone: BrowserContext, address: str) -> None:
    page = open_beam(phone, address, f"search=beam_5_1.0&q={quote('我昨天买了一本书。' * 4)}")
    main = page.get_by_test_id("stMain")
    for width in (390, 320):
        resize(phone, width)
        still(page)
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, width


@pytest.mark.timed
def test_a_key_is_painted_within_one_frame(context: BrowserContext, address: str) -> None:
    page = open_beam(context, address, f"search=beam_5_1.0&step=1&q={quote('我昨天买了一本书。')}")
    assert every_key_is_painted_in_a_frame(page)
