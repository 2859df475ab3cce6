"""Journeys over the page Live: reverse to its diagonal, half an update, a race, a class that shares a run, a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import p95, page_of, visit

pytestmark = pytest.mark.browser
PATIENCE = 120_000
"""Milliseconds for a training on a machine that may be busy."""
EASY = "length-4~alphabet-5~width-16~rate-0.01"
FRAME = 16.0


def watched(context: BrowserContext, address: str) -> Page:
    """The page, once the server has told of its first run."""
    page = visit(context, address)
    expect(lane(page)).to_contain_text("of training", timeout=PATIENCE)
    expect(page.locator(".gaze-said li").first).to_be_visible(timeout=PATIENCE)
    return page


def lane(page: Page, number: int = 0) -> Locator:
    return page.locator(".gaze-lane").nth(number)


def update_of(page: Page, number: int = 0) -> int:
    found = re.search(r"Update ([\d,]+)", lane(page, number).inner_text())
    assert found
    return int(found[1].replace(",", ""))


def wait_for_update(page: Page, least: int, number: int = 0) -> None:
    words = re.compile(rf"Update (?!{'|'.join(map(str, range(least)))}\b)\d")
    expect(lane(page, number)).to_contain_text(words, timeout=PATIENCE)


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_reverse_is_trained_to_a_diagonal_while_one_looks(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}")
    assert update_of(page) == 0
    page.get_by_role("button", name="Play", exact=True).click()
    chart = page.locator('[data-chart="aer"] .gaze-value')
    expect(chart).to_have_text(re.compile(r"^(1?\d|20) %$"), timeout=PATIENCE)
    expect(page.locator(".gaze-said [data-right]").first).to_be_visible(timeout=PATIENCE)
    paints = page.evaluate("performance.getEntriesByName('gaze-live').map(({ duration }) => duration)")
    assert len(paints) > 4 and p95(paints) < 2 * FRAME  # of a machine that trains beside; docs/ has the figure
    pause(page)


def test_a_length_is_typed_and_a_scoring_function_is_chosen_on_the_wall(context: BrowserContext, address: str) -> None:
    """The page's own choices count, and no others are offered."""
    page = watched(context, f"{address}/live")
    length = page.get_by_role("spinbutton", name="Length")
    length.fill("5")
    length.press("Enter")
    page.wait_for_url("**settings=length-5*")
    expect(length).to_have_value("5")
    expect(page.get_by_role("radiogroup", name="By content", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("combobox", name="Scoring function")).to_have_count(1)
    page.get_by_role("combobox", name="Scoring function").click()
    page.get_by_role("option", name="Dot product", exact=True).click()
    page.wait_for_url("**scorer-dot*")
    expect(lane(page)).to_contain_text("Dot product")
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_update(page, 2)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()  # it goes on
    pause(page)


def test_half_an_update_is_made_by_keyboard(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~seed-11")
    half = page.locator(".gaze-half")
    expect(half).to_be_hidden()
    page.keyboard.press("h")
    expect(half).to_contain_text("Loss of this batch", timeout=PATIENCE)
    expect(half.locator("table")).to_be_hidden()
    page.keyboard.press("h")
    expect(half).to_contain_text("norm of all gradients", timeout=PATIENCE)
    assert update_of(page) == 0
    page.keyboard.press("h")
    expect(half.locator("td").last).to_contain_text("%", timeout=PATIENCE)
    assert update_of(page) == 1
    page.keyboard.press("ArrowRight")
    expect(lane(page)).to_contain_text("Update 2 ", timeout=PATIENCE)


def test_a_race_runs_under_one_clock_and_a_link_brings_it_back(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}&race=scorer-none*cell-rnn")
    expect(page.locator(".gaze-lane h3")).to_have_text(["Additive, GRU", "No attention", "RNN"])
    page.get_by_role("button", name="Play", exact=True).click()
    for number in range(3):
        wait_for_update(page, 5, number)
    pause(page)
    page.get_by_role("button", name="Seconds").click()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"clock=seconds.*probe=2|probe=2.*clock=seconds"))
    before = update_of(page)
    page.reload()
    expect(page.locator(".gaze-lane h3")).to_have_text(["Additive, GRU", "No attention", "RNN"])
    wait_for_update(page, 5)
    assert update_of(page) >= before
    expect(page.get_by_role("button", name="Seconds")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".gaze-lane").first.locator("[aria-pressed=true]")).to_have_count(1)


def test_a_class_follows_one_run_and_a_closed_browser_frees_its_place(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~seed-12")
    beside = context.new_page()
    beside.goto(f"{address}/live?settings={EASY}~seed-12")
    expect(lane(page)).to_contain_text("Also watched by 1", timeout=PATIENCE)
    beside.get_by_role("button", name="Play", exact=True).click()
    wait_for_update(page, 3)
    page.get_by_role("button", name="One update").click()
    expect(page.locator(".gaze-notice")).to_contain_text("Somebody else plays this run", timeout=PATIENCE)
    beside.close()
    expect(lane(page)).not_to_contain_text("Also watched by", timeout=PATIENCE)


def test_sabotage_is_named_and_said_what_to_watch(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~sabotage-unmasked&race=sabotage-")
    expect(lane(page)).to_contain_text("Padding is not masked")
    expect(lane(page)).to_contain_text("of the weight on padding", timeout=PATIENCE)
    expect(lane(page, 1)).not_to_contain_text("of the weight on padding")


def test_on_a_phone_nothing_is_wider_than_the_window(phone: BrowserContext, address: str) -> None:
    page = visit(phone, f"{address}/live?settings={EASY}&lang=zh&race=scorer-none")
    expect(lane(page)).to_contain_text("更新", timeout=PATIENCE)
    assert page_of(phone).evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_table_of_ones_own_is_uploaded_and_trained(context: BrowserContext, address: str, tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    words = ("one", "two", "three", "four", "five")
    table.write_text("".join(f"{a} {b}\t{b} {a}\n" for a in words for b in words), "utf-8")
    page = watched(context, f"{address}/live?settings=width-16~rate-0.01")
    page.get_by_role("button", name="More").click()
    page.locator("input[type=file]").set_input_files(table)
    page.wait_for_url(re.compile("settings=task-table_"), timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.locator(".gaze-said")).to_contain_text(re.compile(r"(one|two|three|four|five) "), timeout=PATIENCE)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_update(page, 5)
    pause(page)
    page.goto(f"{address}/live?settings=task-table_0123456789abcdef~length-4~alphabet-9")
    expect(page.locator(".gaze-notice")).to_contain_text("no longer on the server", timeout=PATIENCE)
