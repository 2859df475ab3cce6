"""A lesson from a plan: prepared from what is in view, ordered, saved, opened again, and led with one key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import count, leave, opened, resize, visit
from tests.journeys.test_room_journey import code_of, join, open_room, status

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")
HOSTILE = "Ask first: <b>*which*</b> $a$ word?"


def add_view(page: Page, number: int) -> None:
    page.get_by_role("button", name="Add this view").click()
    expect(page.locator(".plan-told p")).to_have_text(f"Added as stop {number}.")


def plan_of_two(window: BrowserContext, address: str) -> Page:
    """The page of a plan to which a view of Translate and one of Compare were added."""
    page = opened(window, f"{address}/?q={SENTENCE}&step=2")
    add_view(page, 1)
    page.get_by_role("link", name="Compare", exact=True).click()
    page.wait_for_url("**/compare?*")
    expect(page.locator(".gaze-panel").first).to_be_visible(timeout=60_000)
    add_view(page, 2)
    page.get_by_role("button", name="Open the plan").click()
    return page


def place(page: Page) -> str:
    return page.locator(".plan-place").inner_text()


def titles(page: Page) -> list[str]:
    return page.locator(".plans-title span").all_inner_texts()


def test_a_plan_is_made_of_views_ordered_saved_and_led(context: BrowserContext, address: str, tmp_path: Path) -> None:
    page = plan_of_two(context, address)
    expect(page.locator(".plans-stops li")).to_have_count(2, timeout=60_000)
    assert titles(page) == ["Translate · 我昨天买了一本书。", "Compare · 我昨天买了一本书。"]

    # ordered by the keyboard, with a note, a name and minutes
    page.get_by_role("button", name="Move up").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".plans-title span").first).to_have_text("Compare · 我昨天买了一本书。")
    expect(page.get_by_role("button", name="Move up").first).to_be_focused()
    page.get_by_role("textbox", name="Name of the plan").fill("My <i>lesson</i>")
    page.get_by_role("button", name=re.compile("^Edit stop 2")).click()
    page.get_by_role("textbox", name="Note, for you alone").fill(HOSTILE)
    page.get_by_role("spinbutton", name="Minutes").fill("5")
    expect(page.locator(".plans")).to_contain_text("Stops: 2. Minutes: 0.")  # until something else is drawn

    # a reload loses nothing; saved as a file
    page.reload()
    expect(page.locator(".plans")).to_contain_text("Stops: 2. Minutes: 5.", timeout=60_000)
    expect(page.locator(".plans-note")).to_have_text(HOSTILE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    assert download.value.suggested_filename == "my-i-lesson-i.gaze.json"
    download.value.save_as(saved := tmp_path / "lesson.gaze.json")
    assert [stop["minutes"] for stop in json.loads(saved.read_text("utf-8"))["stops"]] == [0, 5]

    # removed, and had back; a file that is no plan takes nothing away
    page.get_by_role("button", name="Remove").first.click()
    expect(page.locator(".plans-stops li")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".plans-stops li")).to_have_count(2)
    (other := tmp_path / "other.json").write_text('{"format": "gaze-plan", "version": 99}', "utf-8")
    page.locator('input[type="file"]').set_input_files(other)
    expect(page.locator(".plans-told")).to_have_text("This plan was saved by a newer version of Gaze.")
    expect(page.locator(".plans-stops li")).to_have_count(2)

    # the file is opened by a browser that has no plan
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator(".plans-empty")).to_have_text("No stops yet.", timeout=60_000)
    page.locator('input[type="file"]').set_input_files(saved)
    expect(page.locator(".plans-told")).to_have_text("“My <i>lesson</i>” was opened.")
    expect(page.get_by_role("textbox", name="Name of the plan")).to_have_value("My <i>lesson</i>")

    # led with one key; the arrows step within a stop
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/compare?*")
    expect(page.locator(".plan-place")).to_have_text("Stop 1 of 2")
    expect(page.locator(".plan-said")).to_contain_text("Next: Translate · 我昨天买了一本书。")
    page.keyboard.press("PageDown")
    expect(page.locator(".plan-place")).to_have_text("Stop 2 of 2")
    page.wait_for_url(f"**/?q={SENTENCE}*")
    expect(page.locator(".gaze-ribbons")).to_be_visible(timeout=60_000)
    expect(count(page)).to_have_text(re.compile(r"^2 /"))
    expect(page.locator(".plan-note")).to_have_text(HOSTILE)
    expect(page.locator(".plan-clock")).to_contain_text("of 5 min")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text(re.compile(r"^3 /"))
    page.wait_for_url("**step=3*")
    page.keyboard.press("PageDown")  # there is no other one
    assert place(page) == "Stop 2 of 2"

    # somewhere else the bar says how to come back
    back = page.get_by_role("button", name="Back to stop 2")
    expect(back).to_have_count(0)
    page.get_by_role("link", name="States", exact=True).click()
    page.wait_for_url("**/states?*")
    back.click()
    page.wait_for_url(f"**/?q={SENTENCE}*")
    expect(back).to_have_count(0)
    expect(count(page)).to_have_text(re.compile(r"^2 /"), timeout=60_000)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=3*")

    # a reload keeps the place; presented, nothing is read of the note
    page.reload()
    expect(page.locator(".plan-place")).to_have_text("Stop 2 of 2", timeout=60_000)
    expect(count(page)).to_have_text(re.compile(r"^3 /"), timeout=60_000)
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".plan-place")).to_have_text("2 / 2")
    expect(page.locator(".plan-said")).to_have_count(0)
    page.keyboard.press("PageUp")
    expect(page.locator(".plan-place")).to_have_text("1 / 2")
    page.wait_for_url("**/compare?*")
    page.keyboard.press("Escape")
    expect(page.locator(".plan-place")).to_have_text("Stop 1 of 2")
    page.get_by_role("button", name="End the plan").click()
    expect(page.locator(".plan-place")).to_have_count(0)


def test_what_a_stop_hides_is_hidden_there_and_nowhere_else(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}")
    stops = [{"address": f"/?q={SENTENCE}&hide=sidebar&step=1"}, {"address": f"/?q={SENTENCE}&step=3"}]
    plan = {"name": "", "stops": [{"title": "", "note": "", "minutes": 0, "question": None} | stop for stop in stops]}
    page.evaluate("(plan) => localStorage.setItem('gaze-plan', JSON.stringify({ plan, heard: [] }))", plan)
    visit(context, f"{address}/plan")
    page.get_by_role("button", name="Start", exact=True).click(timeout=60_000)
    expect(count(page)).to_have_text(re.compile(r"^1 /"), timeout=60_000)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(count(page)).to_have_text(re.compile(r"^3 /"), timeout=60_000)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()


@pytest.fixture
def people(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """A teacher, a student and the wall; the wall is another window of the teacher's browser."""
    with ExitStack() as stack:
        windows = [stack.enter_context(chromium.new_context(locale="en-US", reduced_motion="reduce")) for _ in range(2)]
        yield windows
        for window in windows:
            leave(window)
            resize(window, 1280, 720)


def test_a_class_follows_a_plan(people: list[BrowserContext], address: str) -> None:
    teacher = plan_of_two(people[0], address)
    teacher.get_by_role("button", name=re.compile("^Edit stop 1")).click(timeout=60_000)
    teacher.get_by_role("textbox", name="Note, for you alone").fill("Nobody else reads this.")
    teacher.get_by_label("Question for the class").select_option(label="A question of your own")
    teacher.get_by_role("textbox", name="Question", exact=True).fill("Which piece?")
    teacher.get_by_role("textbox", name=re.compile("^Choices, one per line")).fill("买\n书")
    teacher.get_by_role("checkbox", name="Sidebar").check()

    # at the first stop
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))
    wall = people[0].new_page()
    wall.goto(f"{address}/?room={code_of(teacher).lower()}&wall=1&present=light")
    expect(wall.locator(".room-wall")).to_be_visible(timeout=60_000)
    visit_plan(teacher)
    teacher.get_by_role("button", name="Start", exact=True).click()
    for page in (teacher, student, wall):
        page.wait_for_url(f"**q={SENTENCE}*", timeout=60_000)
        expect(count(page)).to_have_text(re.compile(r"^2 /"), timeout=60_000)
    expect(teacher.locator(".plan-place")).to_have_text("Stop 1 of 2")
    expect(teacher.locator(".plan-said")).to_contain_text("Nobody else reads this.")
    expect(student.get_by_test_id("stSidebar")).to_be_hidden()
    for page in (student, wall):
        expect(page.locator(".plan-box")).to_have_count(0)
        expect(page.get_by_text("Nobody else reads this.")).to_have_count(0)

    # one key: the class is asked, sees the result, and goes on
    expect(teacher.locator(".plan-main")).to_have_text("Ask the class")
    teacher.keyboard.press("PageDown")
    expect(student.locator(".room-words")).to_have_text("Which piece?")
    expect(wall.locator(".room-words").first).to_have_text("Which piece?")
    student.locator(".room").get_by_role("button", name="书", exact=True).click()
    expect(status(teacher)).to_contain_text("1 of 1")
    expect(teacher.locator(".plan-main")).to_have_text("Reveal it")
    teacher.keyboard.press("PageDown")
    expect(student.locator(".room-bars li").nth(1)).to_contain_text("1")
    expect(teacher.locator(".plan-main")).to_have_text("Next stop")
    teacher.keyboard.press("PageDown")
    for page in (teacher, student, wall):
        page.wait_for_url("**/compare?*", timeout=60_000)
        expect(page.locator(".room-words, .room-outcome")).to_have_count(1 if page == wall else 0)
    expect(teacher.locator(".plan-place")).to_have_text("Stop 2 of 2")
    expect(student.get_by_test_id("stSidebar")).to_be_visible()

    # a reload of the teacher keeps the place, and the class stays with it
    teacher.reload()
    expect(teacher.locator(".plan-place")).to_have_text("Stop 2 of 2", timeout=60_000)
    teacher.wait_for_url("**/compare?*")
    teacher.locator(".gaze-panel").first.wait_for(timeout=60_000)
    teacher.keyboard.press("PageUp")
    for page in (teacher, student):
        expect(count(page)).to_have_text(re.compile(r"^2 /"), timeout=60_000)
        page.wait_for_url(f"**/?q={SENTENCE}*")


def visit_plan(page: Page) -> None:
    page.get_by_role("link", name="In class", exact=True).click()
    page.get_by_role("link", name="Plan", exact=True).click(timeout=60_000)
    expect(page.locator(".plans-stops li")).to_have_count(2, timeout=60_000)
