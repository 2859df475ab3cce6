"""The line for newcomers in a real browser: pressed on a first visit, it does what it says where one sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, field, lead_to, visit

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


def begin(context: BrowserContext, address: str) -> Page:
    page = visit(context, address)
    expect(page.locator(".hint-act")).to_be_visible(timeout=60_000)
    return page


def press(page: Page, button: str) -> None:
    """Press the button of the line, which has these words in one of the two languages."""
    page.locator(".hint-act", has_text=re.compile(button)).click()


# -- what is promised, in the words on the button in both languages, and what is then seen


def another_sentence_is_translated_walked_through_and_aligned_otherwise(page: Page) -> None:
    said, place = page.locator(".st-key-said"), page.locator(".hint-place")
    expect(said).to_contain_text("I love you.")
    press(page, "(Try |试试)“我昨天买了一本书。”")
    expect(page.locator(".st-key-text input")).to_have_value("我昨天买了一本书。")
    expect(said).to_contain_text("I bought a book yesterday.")
    expect(place).to_have_text("2 / 3")
    expect(count(page)).to_have_text("2 / 7")
    before = page.locator(".gaze-chip .gaze-number").all_text_contents()
    press(page, "Next step|下一步")
    expect(count(page)).to_have_text("3 / 7")
    walked = page.locator(".gaze-chip .gaze-number").all_text_contents()
    assert walked != before
    expect(place).to_have_text("3 / 3")
    press(page, "(Switch to Location|换成“位置”)")
    expect(page.get_by_role("radio", name=re.compile("^(Location|位置)$"))).to_be_checked()
    expect(page.locator(".gaze-chip .gaze-number").nth(4)).not_to_have_text(walked[4])


def the_score_is_worked_out_in_view(page: Page) -> None:
    press(page, "Open the score of “爱”|展开“爱”的分数计算")
    title = page.locator(".gaze-arithmetic h3")
    expect(title).to_contain_text("爱")
    expect(title).to_contain_text("love")
    for part in (title, page.locator(".gaze-lines li").last, page.locator(".gaze-check")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.locator(".gaze-open[aria-expanded=true]")).to_have_text("爱")
    expect(page.locator(".gaze-lines b").last).to_have_text(page.locator(".gaze-steps .gaze-score").nth(2).inner_text())


def all_panels_go_on(page: Page) -> None:
    readings = page.locator(".gaze-panel .gaze-readout")
    expect(readings).to_have_count(4)
    before = readings.all_inner_texts()
    press(page, "Step all|一起前进一步")
    expect(count(page)).to_have_text("3 / 5")
    for number, reading in enumerate(before):
        expect(readings.nth(number)).not_to_have_text(reading)


def a_bar_is_pulled_up_and_the_translation_beside_the_original_changes(page: Page) -> None:
    sides = page.locator(".what-side")
    before = sides.first.inner_text()
    press(page, "Pull up the bar of “你”|把“你”的柱子拉高")
    bars = sides.last.locator(".what-column")
    expect(bars.nth(2).locator("input")).to_have_value("0.90")
    expect(bars.nth(2)).to_be_in_viewport(ratio=1)
    heights = [bars.nth(at).locator("i").bounding_box() for at in range(3)]
    assert heights[2] and all(height and height["height"] < heights[2]["height"] / 4 for height in heights[:2])
    assert sides.first.inner_text() == before
    lines = page.locator(".what-sides").first
    expect(lines).to_contain_text("I love you.")
    expect(lines).to_contain_text("I you love you.")
    expect(lines).to_be_in_viewport(ratio=1)


def the_decoder_walks_over_the_map(page: Page) -> None:
    expect(count(page)).to_have_text("2 / 5")
    press(page, "Play|播放")
    expect(page.get_by_role("button", name=re.compile("^(Pause|暂停)$"))).to_be_visible()
    expect(count(page)).to_have_text("5 / 5")
    expect(page.get_by_role("button", name=re.compile("^(Play|播放)$"))).to_be_visible()


def the_tree_grows_from_another_word(page: Page) -> None:
    button = page.locator(".hint-act").inner_text()
    begun = button[button.index("“") + 1 : button.index("”")]
    press(page, f"Begin with “{begun}”|以“{begun}”开头")
    first = page.locator(".gaze-node.gaze-path").first
    expect(first).to_have_text(re.compile(f"^{begun}"))
    expect(first).to_be_in_viewport(ratio=1)
    expect(page.locator(".st-key-said")).to_contain_text(re.compile(f"^{begun} "))


def the_next_word_can_be_typed(page: Page) -> None:
    typed = page.locator(".gaze-prediction .gaze-field")
    expect(typed).to_be_hidden()
    press(page, "Predict words|预测下一个词")
    expect(typed).to_be_in_viewport(ratio=1)
    expect(typed).to_be_focused()
    page.keyboard.type("I")
    page.keyboard.press("Enter")
    expect(page.locator(".gaze-candidates .gaze-now")).to_contain_text("I")
    expect(page.locator(".gaze-board")).to_be_hidden()


def differences_are_those_to_the_other_model(page: Page) -> None:
    table = page.locator('[data-testid="stDataFrame"]:visible').first
    cells = table.locator("canvas tbody tr").first.locator("td")
    expect(cells.nth(3)).to_have_text("", timeout=60_000)
    press(page, "Compare with Location|与“位置”比较")
    expect(page.get_by_role("combobox", name=re.compile("^(Compared with|比较对象)$"))).to_have_value(
        re.compile("^(Location|位置)$")
    )
    expect(cells.nth(3)).to_have_text(re.compile(r"^-[5-6]\.\d+$"))
    expect(table).to_be_in_viewport(ratio=0.3)


def alignment_appears(page: Page) -> None:
    expect(count(page)).to_have_text("23 / 23")
    headline = page.locator(".gaze-update")
    last = headline.inner_text()
    press(page, "Play|播放")
    expect(count(page)).not_to_have_text("23 / 23")
    expect(page.locator(".gaze-run-panel").first).to_be_in_viewport(ratio=0.5)
    expect(headline).not_to_have_text(last)
    first = headline.inner_text()
    expect(headline).not_to_have_text(first)
    page.keyboard.press(" ")


def a_longer_sentence_is_taken_and_three_cells_are_drawn(page: Page) -> None:
    sentence = page.locator(".st-key-text input")
    before = sentence.input_value()
    press(page, "Take a longer sentence|换一个长句")
    expect(sentence).not_to_have_value(before)
    assert len(sentence.input_value()) > 2 * len(before)
    press(page, "All three|三种单元")
    chart = page.locator(".js-plotly-plot").first
    for cell in ("RNN", "GRU", "LSTM"):
        expect(chart.get_by_text(cell, exact=True)).to_be_visible(timeout=60_000)
    expect(chart).to_be_in_viewport(ratio=0.5)


PROMISES: dict[str, Callable[[Page], None]] = {
    "": another_sentence_is_translated_walked_through_and_aligned_otherwise,
    "step": the_score_is_worked_out_in_view,
    "compare": all_panels_go_on,
    "what-if": a_bar_is_pulled_up_and_the_translation_beside_the_original_changes,
    "states": the_decoder_walks_over_the_map,
    "beam": the_tree_grows_from_another_word,
    "predict": the_next_word_can_be_typed,
    "evidence": differences_are_those_to_the_other_model,
    "training": alignment_appears,
    "gradients": a_longer_sentence_is_taken_and_three_cells_are_drawn,
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PROMISES)
def test_the_button_does_what_it_says_on_a_first_visit(
    context: BrowserContext, shipped: str, name: str, lang: str
) -> None:
    page = begin(context, f"{shipped}/{name}?lang={lang}")
    PROMISES[name](page)
    expect(page.locator(".hint")).to_have_count(0)


@pytest.mark.parametrize("name", ["translate", "step"])
def test_a_line_that_was_followed_or_sent_away_never_comes_back(
    context: BrowserContext, address: str, name: str
) -> None:
    page = begin(context, f"{address}/{'' if name == 'translate' else name}?q={SENTENCE}")
    page.get_by_role("button", name="Don't show this").click()
    expect(page.locator(".hint")).to_have_count(0)
    expect(field(page)).to_have_value("我昨天买了一本书。")
    page.reload()
    expect(page.get_by_role("link", name="Step", exact=True)).to_be_visible(timeout=60_000)
    expect(page.locator(".hint")).to_have_count(0)
    lead_to(page, "Beam")
    expect(page.get_by_role("button", name=re.compile("^Begin with"))).to_be_visible()


@pytest.mark.parametrize("name", ["compare", "what-if", "beam"])
def test_whoever_presses_the_button_with_a_key_goes_on_in_the_drawing(
    context: BrowserContext, address: str, name: str
) -> None:
    page = begin(context, f"{address}/{name}?q={SENTENCE}")
    expect(count(page)).to_be_visible(timeout=60_000)
    page.locator(".hint-act").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_have_count(0)
    expect(page.locator(".gaze:focus, .gaze [data-node]:focus")).to_have_count(1)


def test_a_first_visit_has_three_steps_which_end_as_they_are_done(context: BrowserContext, address: str) -> None:
    page = begin(context, address)
    expect(page.locator(".hint-place")).to_have_text("1 / 3")
    field(page).fill("现在几点")
    expect(page.locator(".hint-place")).to_have_text("2 / 3")
    field(page).press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hint-place")).to_have_text("3 / 3")
    page.locator(".hint-act").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Location", exact=True)).to_be_checked()
    expect(page.locator(".hint")).to_have_count(0)
    page.reload()
    expect(count(page)).to_be_visible(timeout=60_000)
    expect(page.locator(".hint")).to_have_count(0)
