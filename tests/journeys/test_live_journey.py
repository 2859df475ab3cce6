"""Journeys over the page Live: to the diagonal, phases of an update, a race, two visitors, a room, a link, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import page_of, resize, still, visit

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
    words = re.compile(rf"Update (?!(?:{'|'.join(map(str, range(least)))})(?![\d,]))\d")
    expect(lane(page, number)).to_contain_text(words, timeout=PATIENCE)


def expect_update(page: Page, update: int, number: int = 0) -> None:
    expect(lane(page, number)).to_contain_text(f"Update {update:,} ", timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def pause(page: Page) -> None:
    press(page, "Pause")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_reverse_is_trained_to_a_diagonal_while_one_looks(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}")
    assert update_of(page) == 0
    expect(page.locator(".gaze-notice")).to_contain_text("Press ▶ or Space")
    expect(page.locator(".gaze-charts")).to_be_hidden()
    press(page, "Play")
    chart = page.locator('[data-chart="aer"] .gaze-value')
    expect(chart).to_have_text(re.compile(r"^(1?\d|20) %$"), timeout=PATIENCE)
    expect(page.locator(".gaze-said [data-right]").first).to_be_visible(timeout=PATIENCE)
    paints = page.evaluate("performance.getEntriesByName('gaze-live').map(({ duration }) => duration)")
    assert len(paints) > 4 and median(paints) < FRAME  # of a machine that trains beside; docs/ has the p95
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
    press(page, "Play")
    wait_for_update(page, 2)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()  # it goes on
    pause(page)


def test_the_phases_of_an_update_are_made_by_buttons_and_by_keyboard(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~seed-11")
    phases = page.locator(".gaze-phases")
    expect(phases).to_be_hidden()
    press(page, "Forward pass")
    expect(phases).to_contain_text("Loss of this batch", timeout=PATIENCE)
    expect(phases.locator("table")).to_be_hidden()
    expect(page.get_by_role("button", name="Backward pass", exact=True)).to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    expect(phases).to_contain_text("norm of all gradients", timeout=PATIENCE)
    assert update_of(page) == 0
    page.keyboard.press("Shift+ArrowRight")
    expect(phases.locator("td").last).to_contain_text("%", timeout=PATIENCE)
    assert update_of(page) == 1
    page.keyboard.press("ArrowRight")
    expect_update(page, 2)
    press(page, "One update")
    expect_update(page, 3)
    press(page, "Start over")
    expect_update(page, 0)


def test_two_visitors_have_a_run_each_and_none_moves_the_others(
    context: BrowserContext, fresh_context: BrowserContext, address: str
) -> None:
    settings = f"{address}/live?settings={EASY}~seed-12"
    mine = watched(context, settings)
    press(mine, "Play")
    wait_for_update(mine, 5)
    yours = watched(fresh_context, settings)
    assert update_of(yours) == 0
    pause(mine)
    stopped = update_of(mine)
    press(yours, "Play")
    wait_for_update(yours, 3)
    pause(yours)
    assert update_of(mine) == stopped
    press(yours, "Start over")
    expect_update(yours, 0)
    assert update_of(mine) == stopped
    mine.reload()
    expect_update(mine, stopped)
    press(mine, "Start over")
    expect_update(mine, 0)


def test_a_race_begins_at_zero_and_a_link_brings_it_back(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}&race=scorer-none*cell-rnn")
    expect(page.locator(".gaze-lane h3")).to_have_text(["Additive, GRU", "No attention", "RNN"])
    for number in range(3):
        expect_update(page, 0, number)
    expect(lane(page, 1)).to_contain_text("No attention, so no weights: every step is given the same vector c")
    expect(lane(page, 1).get_by_role("img")).to_have_attribute("aria-label", re.compile("the same vector c at every"))
    expect(lane(page, 1)).not_to_contain_text("AER")
    press(page, "Play")
    for number in range(3):
        wait_for_update(page, 5, number)
    pause(page)
    page.get_by_role("button", name="Seconds").click()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"clock=seconds.*probe=2|probe=2.*clock=seconds"))
    before = update_of(page)
    page.reload()
    expect(page.locator(".gaze-lane h3")).to_have_text(["Additive, GRU", "No attention", "RNN"])
    expect_update(page, before)
    expect(page.get_by_role("button", name="Seconds")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".gaze-lane").first.locator("[aria-pressed=true]")).to_have_count(1)


def test_a_rival_is_found_by_its_name_and_joins_late_if_asked_to(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~seed-13")
    press(page, "Play")
    wait_for_update(page, 5)
    pause(page)
    page.get_by_role("button", name="Race", exact=True).click()
    menu = page.get_by_role("combobox", name="Race against")
    menu.click()
    menu.press_sequentially("Dot")
    expect(page.get_by_role("option")).to_have_text(["Dot product", "Scaled dot product"])
    was = update_of(page)  # later than the pause: updates that were on their way have come
    menu.press("Enter")
    page.wait_for_url("**race=scorer-dot")
    expect(page.locator(".gaze-lane h3")).to_have_text(["Additive", "Dot product"])
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for number in range(2):
        expect_update(page, 0, number)
    page.get_by_role("button", name="Continue the other runs from where they were").click()
    expect_update(page, was)
    expect_update(page, 0, 1)
    press(page, "Start over")
    expect_update(page, 0)


@contextmanager
def in_room(context: BrowserContext, chromium: Browser, address: str) -> Iterator[tuple[Page, Page]]:
    """The page in a room that is opened for it, and that of a student who has joined."""
    teacher = visit(context, address)
    expect(lane(teacher)).to_contain_text("of training", timeout=PATIENCE)
    teacher.evaluate(
        """async () => {
          const body = JSON.stringify({ address: "/live" + location.search, hidden: [], frozen: false });
          const headers = { "Content-Type": "application/json" };
          const { code, secret } = await (await fetch("api/rooms", { method: "POST", headers, body })).json();
          localStorage.setItem("gaze-rooms", JSON.stringify({ [code]: secret }));
          location.assign(`${location.href}&room=${code}`);
        }"""
    )
    expect(teacher.locator(".gaze-notice")).to_have_text("The class sees this run.", timeout=PATIENCE)
    with chromium.new_context(locale="en-US") as seat:
        student = seat.new_page()
        student.goto(teacher.url)
        expect(student.locator(".gaze-notice")).to_contain_text("Your teacher controls this run", timeout=PATIENCE)
        yield teacher, student


def test_a_class_bets_on_a_training_and_its_run_decides(
    context: BrowserContext, chromium: Browser, shipped: str
) -> None:
    """Additive has learned to reverse after some 330 updates; without attention less than 60% are right after 2,000."""
    with in_room(context, chromium, f"{shipped}/live?settings=seed-15&race=scorer-none") as (teacher, student):
        panel, board = student.locator(".room-sheet"), teacher.locator(".room-sheet")
        for question, answer, early in (
            ("When does it align?", "1–100", True),
            ("Which run learns first?", "No attention", False),
        ):
            press(teacher, "Ask")
            press(teacher, question)
            panel.get_by_role("button", name=answer, exact=True).click(timeout=PATIENCE)
            expect(student.locator(".room-status")).to_contain_text("Handed in")
            if early:
                press(teacher, "Reveal it")
                expect(panel).to_contain_text("Answers: 1. The run has not decided it yet.")
                press(teacher, "Close the question")
        wall = student.context.new_page()
        wall.goto(f"{teacher.url}&wall=1&present=light")
        expect(wall.locator(".room-wall")).to_contain_text("1 of 1 have answered", timeout=PATIENCE)
        expect(lane(wall)).to_contain_text("of training", timeout=PATIENCE)
        expect(wall.locator(".gaze-notice")).to_have_text("")
        press(teacher, "Play")
        wait_for_update(teacher, 600)
        pause(teacher)
        press(teacher, "Reveal it")
        for shown in (board, panel, wall.locator(".room-wall")):
            expect(shown).to_contain_text("0 of 1 chose the right answer, “Additive”.")
        expect(panel).to_contain_text("Your answer: “No attention”. Not correct.")


def test_a_teacher_plays_for_the_room_and_a_student_may_play_alone(
    context: BrowserContext, chromium: Browser, shipped: str
) -> None:
    with in_room(context, chromium, f"{shipped}/live?settings={EASY}~seed-14") as (teacher, student):
        expect(teacher.locator(".room-join")).to_be_visible()
        press(teacher, "One update")  # which puts away what shows how to join, and is done
        expect(teacher.locator(".room-join")).to_have_count(0)
        expect_update(teacher, 1)
        expect_update(student, 1)
        student.keyboard.press("ArrowRight")
        expect(student.get_by_role("button", name="One update")).to_be_disabled()
        press(teacher, "One update")
        expect_update(student, 2)
        press(student, "Explore")
        expect(student.locator(".gaze-notice")).to_contain_text("Press ▶ or Space", timeout=PATIENCE)
        expect_update(student, 0)
        press(student, "One update")
        expect_update(student, 1)
        expect_update(teacher, 2)


def test_sabotage_is_named_and_said_what_to_watch(context: BrowserContext, address: str) -> None:
    page = watched(context, f"{address}/live?settings={EASY}~sabotage-unmasked&race=sabotage-")
    expect(lane(page)).to_contain_text("Padding is not masked")
    expect(lane(page)).to_contain_text("of the weight on padding", timeout=PATIENCE)
    expect(lane(page, 1)).not_to_contain_text("of the weight on padding")


def test_on_a_phone_the_picture_stands_below_the_button(phone: BrowserContext, address: str) -> None:
    page = visit(phone, f"{address}/live")
    expect(page.locator(".gaze-said li").first).to_be_visible(timeout=PATIENCE)
    for width, height in ((390, 844), (844, 390)):
        resize(phone, width, height)
        still(page)
        play, picture = (page.locator(name).bounding_box() for name in (".gaze-play", ".gaze-weights"))
        assert play and picture
        assert picture["y"] - play["y"] - play["height"] < 130  # what to press stands between them
        assert picture["y"] + picture["height"] - play["y"] <= height  # both are seen together
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
    press(page, "Play")
    wait_for_update(page, 5)
    pause(page)
    expect(page.locator('[data-chart="aer"]')).to_be_hidden()
    page.goto(f"{address}/live?settings=task-table_0123456789abcdef~length-4~alphabet-9")
    expect(page.locator(".gaze-notice")).to_contain_text("no longer on the server", timeout=PATIENCE)
