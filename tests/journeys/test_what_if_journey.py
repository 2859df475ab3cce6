"""Journeys through What if: another word, a dragged weight, keys, undo, a reload, a phone; and how fast a key is."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import count, every_key_is_painted_in_a_frame, lead_to, opened

pytestmark = pytest.mark.browser
PATH = f"what-if?q={quote('他没有钱')}&step=3"


def chips(page: Page) -> Locator:
    """What is in force."""
    return page.locator(".what-chip")


def bar(page: Page, at: int) -> Locator:
    return page.get_by_role("slider", name="Weight of").nth(at)


def test_another_word_opens_a_branch_and_undo_closes_it(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    candidate = page.locator(".what-option:visible").nth(1)
    word = candidate.locator("bdi").inner_text()
    candidate.click()
    expect(chips(page)).to_have_text(f"step 3: {word}")
    expect(page.locator(".what-headline").last.locator(".what-word").nth(2)).to_have_text(word)
    expect(page.locator(".what-headline").last.locator(".what-word[data-differs]").first).to_be_visible()
    page.wait_for_url("**branches=1*")
    page.get_by_role("button", name="Undo").click()
    expect(chips(page)).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(chips(page)).to_have_count(1)
    page.get_by_role("button", name="Reset").click()
    expect(chips(page)).to_have_count(0)
    expect(page.locator(".what-word[data-differs]")).to_have_count(0)
    before, after = (line.inner_text() for line in page.locator(".what-headline .what-line").all())
    assert before == after


def test_a_weight_is_dragged_and_the_others_make_room_at_once(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    box = bar(page, 0).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.9)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.25)
    weights = [
        float(slider.get_attribute("aria-valuenow") or 0)
        for slider in page.get_by_role("slider", name="Weight of").all()
    ]
    assert weights[0] == pytest.approx(0.75, abs=0.02) and sum(weights) == pytest.approx(1, abs=0.01)
    assert chips(page).count() == 0
    page.mouse.up()
    expect(chips(page)).to_have_text("step 3: weights by hand")
    expect(bar(page, 0)).to_have_attribute("aria-valuetext", "0.75")
    expect(page.locator(".what-table tr")).to_have_count(6)


def test_everything_can_be_done_from_the_keyboard(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    bar(page, 0).focus()
    page.keyboard.press("ArrowRight")
    expect(bar(page, 1)).to_be_focused()
    page.keyboard.press("End")
    expect(chips(page)).to_have_text("step 3: weights by hand")
    expect(bar(page, 1)).to_have_attribute("aria-valuetext", "1.00")
    expect(bar(page, 1)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("40%")
    page.keyboard.press("Enter")
    expect(bar(page, 1)).to_have_attribute("aria-valuetext", "0.40")
    page.keyboard.press("Control+z")
    expect(bar(page, 1)).to_have_attribute("aria-valuetext", "1.00")
    page.get_by_role("tab", name="A word").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Attention")).to_be_visible()
    page.get_by_role("button", name="Frozen").press("Enter")
    expect(chips(page)).to_have_text("step 3: Frozen")
    page.get_by_role("button", name="Remove: step 3: Frozen").press("Enter")
    expect(chips(page)).to_have_count(0)


def in_one_go(page: Page, *names: str) -> None:
    """Press the buttons of these names faster than any answer comes."""
    buttons = [page.get_by_role("button", name=name).element_handle() for name in names]
    page.evaluate("(buttons) => buttons.forEach((button) => button.click())", buttons)


def test_nothing_is_lost_that_is_done_in_haste(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    page.get_by_role("tab", name="The input").click()
    page.get_by_role("button", name="Hide from attention").click()
    page.get_by_role("tab", name="Scores and softmax").click()
    in_one_go(page, "Sparsemax", "Copy this branch")
    expect(page.locator(".what-twig")).to_have_count(3)
    expect(chips(page)).to_have_count(2)
    in_one_go(page, "Undo", "Undo", "Redo")
    expect(page.locator(".what-twig")).to_have_count(2)
    expect(chips(page)).to_have_count(2)


def test_a_weight_set_by_hand_and_taken_back_at_once_stands_as_before(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    before = bar(page, 1).get_attribute("aria-valuetext")
    page.evaluate(
        """([input, undo]) => {
            input.value = "0.9";
            input.dispatchEvent(new Event("change"));
            undo.click();
        }""",
        [
            page.get_by_role("textbox", name="Weight of").nth(1).element_handle(),
            page.get_by_role("button", name="Undo").element_handle(),
        ],
    )
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "false")
    expect(bar(page, 1)).to_have_attribute("aria-valuetext", before or "")


def test_undo_takes_back_a_bar_that_has_not_settled_yet(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    bar(page, 0).focus()
    page.keyboard.press("End")
    expect(chips(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "false")
    expect(bar(page, 0)).to_have_attribute("aria-valuetext", "1.00")
    page.keyboard.press("Control+y")
    expect(bar(page, 0)).to_have_attribute("aria-valuetext", "0.95")


def test_a_reload_and_a_link_bring_the_same_branches(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}")
    page.get_by_role("tab", name="The input").click()
    page.get_by_role("button", name="Hide from attention").click()
    expect(chips(page)).to_have_count(1)
    expect(page.get_by_role("slider", name="which is hidden")).to_have_count(1)
    expect(page.locator(".what-side").last.locator(".what-column[data-hidden]")).to_have_count(1)
    expect(page.locator(".what-side").first.locator(".what-column[data-hidden]")).to_have_count(0)
    page.get_by_role("button", name="Copy this branch").click()
    page.get_by_role("tab", name="Scores and softmax").click()
    page.get_by_role("button", name="Sparsemax").click()
    expect(chips(page)).to_have_count(2)
    page.get_by_role("button", name="Rename this branch").click()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    expect(page.locator(".what-twig[aria-pressed=true]")).to_contain_text("mine")
    page.wait_for_url("**mine*")
    headline = page.locator(".what-headline").last.locator(".what-line").inner_text()
    page.reload()
    expect(count(page)).to_contain_text("3 /", timeout=60_000)
    expect(chips(page)).to_have_count(2)
    expect(page.locator(".what-twig")).to_have_count(3)
    expect(page.locator(".what-headline").last.locator(".what-line")).to_have_text(headline, use_inner_text=True)
    page.get_by_role("button", name="Delete this branch").click()
    expect(page.locator(".what-twig")).to_have_count(2)


def test_a_long_table_opens_where_attention_matters_most_and_follows_the_step(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, f"{address}/{PATH}")
    gauges = page.locator(".what-mattered i")
    shares = gauges.evaluate_all("all => all.map((each) => Number(each.style.getPropertyValue('--share')))")
    assert is_between_the_edges(page.locator(".what-mattered").nth(shares.index(max(shares))))
    page.keyboard.press("End")
    expect(count(page)).to_have_text("64 / 64")
    assert is_between_the_edges(page.locator(".what-mattered").last)


def is_between_the_edges(cell: Locator) -> bool:
    """Whether all of it is seen of what scrolls around it."""
    return cell.evaluate(
        """each => {
          const [own, seen] = [each, each.closest(".gaze-scroll")].map((one) => one.getBoundingClientRect());
          return seen.left <= own.left && own.right <= seen.right + 1;
        }"""
    )


@pytest.mark.timed
def test_an_arrow_key_moves_both_sides_within_a_frame(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/{PATH}&branches=1!0**flat*")
    expect(page.locator(".what-headline .what-word[aria-current=step]")).to_have_count(2)
    assert every_key_is_painted_in_a_frame(page)


def test_on_a_phone_the_sides_stand_one_above_the_other(phone: BrowserContext, address: str) -> None:
    page = opened(phone, f"{address}/{PATH}&branches=1!0**flat-3*")
    first, second = (side.bounding_box() for side in page.locator(".what-side").all())
    assert first and second and second["y"] > first["y"] + first["height"] / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_tab_is_the_same_after_a_visit_elsewhere(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/what-if")
    page.get_by_role("tab", name="The input").click()
    for title in ("Step", "What if"):
        lead_to(page, title)
        expect(page.locator(".gaze-explanation" if title == "Step" else ".what")).to_be_visible()
    expect(page.get_by_role("tab", name="The input")).to_have_attribute("aria-selected", "true")


def test_a_word_that_cannot_be_written_stays_in_its_field_beside_the_reason(
    context: BrowserContext, shipped: str
) -> None:
    """An empty field asks for a word; what the model cannot write is not lost."""
    page = opened(context, f"{shipped}/what-if")
    field, go = page.get_by_placeholder("Another word"), page.get_by_role("button", name="Continue from it")
    go.click(timeout=60_000)
    expect(field).to_be_focused()
    field.fill("<b>q</b>😀")
    go.click()
    reason = page.get_by_text("That can't be done: the model can't write '<b>q</b>😀'.")
    expect(reason).to_be_in_viewport(ratio=1)
    expect(field).to_have_value("<b>q</b>😀")
    field.fill("hate")
    go.click()
    expect(page.locator(".what-headline").last).to_contain_text("hate", timeout=60_000)
    expect(reason).to_have_count(0)
    expect(field).to_have_value("")
