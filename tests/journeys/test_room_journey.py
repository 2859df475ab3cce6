"""A class in a room: a teacher and two students, each in a browser of their own."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser import count, field, hears_keys, leave, noted, opened, resize, still, visit

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Iterator[list[BrowserContext]]:
    with ExitStack() as stack:
        yield [stack.enter_context(chromium.new_context(locale="en-US", reduced_motion="reduce")) for _ in range(3)]


@pytest.fixture
def people(windows: list[BrowserContext]) -> Iterator[list[BrowserContext]]:
    """A teacher and two students, who share nothing, and nothing with those of another class."""
    yield windows
    for window in windows:
        window.set_offline(False)
        leave(window)
        resize(window, 1280, 720)


WINDOWS: dict[str, ViewportSize] = {
    "teacher": {"width": 1280, "height": 800},
    "first": {"width": 1280, "height": 800},
    "second": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
    "wall": {"width": 1280, "height": 720},
}


@pytest.fixture
def five(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A teacher, two students, a phone and the wall."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                chromium.new_context(viewport=size, locale="en-US", has_touch=name == "phone", reduced_motion="reduce")
            )
            for name, size in WINDOWS.items()
        }


def status(page: Page):
    return page.locator(".room-status")


def press(page: Page, name: str) -> None:
    page.locator(".room").get_by_role("button", name=name, exact=True).click()


def open_room(context: BrowserContext, address: str) -> Page:
    """A room opened at its door, with its teacher inside."""
    page = visit(context, f"{address}/rooms")
    page.get_by_role("button", name="Open a room").click(timeout=60_000)
    page.wait_for_url(re.compile("room=[a-z]{6}"))
    expect(status(page)).to_contain_text("Leading", timeout=60_000)
    return page


def code_of(page: Page) -> str:
    return page.locator(".room-bar .room-code").inner_text()


def join(context: BrowserContext, address: str, code: str) -> Page:
    """A student who types the code at the door."""
    page = visit(context, f"{address}/rooms")
    page.get_by_role("textbox", name="Code").fill(f" {code[:2]} {code[2:]}")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(status(page)).to_have_text("Following the teacher", timeout=60_000)
    return page


def test_a_lesson_in_a_room(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    first = join(people[1], address, code_of(teacher))
    first.evaluate("window.untouched = true")

    # lead: a sentence, a page, a step
    field(teacher).fill("我昨天买了一本书。")
    first.wait_for_url(f"**q={SENTENCE}*")
    teacher.get_by_role("link", name="Step", exact=True).click()
    first.wait_for_url("**/step?*")
    expect(count(first)).to_be_visible(timeout=60_000)
    expect(count(teacher)).to_be_visible(timeout=60_000)
    begun = count(teacher).inner_text()
    press(teacher, "Next step")
    expect(count(teacher)).not_to_have_text(begun)
    expect(count(first)).to_have_text(count(teacher).inner_text())
    assert first.evaluate("window.untouched"), "nothing was loaded again"

    # explore, and come back
    press(first, "Explore")
    expect(status(first)).to_have_text("Exploring by yourself")
    before = count(first).inner_text()
    press(teacher, "Next step")
    expect(count(teacher)).not_to_have_text(before)
    expect(count(first)).to_have_text(before)
    press(first, "Back to the class")
    expect(count(first)).to_have_text(count(teacher).inner_text())

    # a late one is where all are
    second = join(people[2], address, code_of(teacher))
    second.wait_for_url(f"**/step?*q={SENTENCE}*")
    expect(status(teacher)).to_have_text("Leading (students: 2)")

    # ask, answer, reveal
    press(teacher, "Ask")
    press(teacher, "Where does it look?")
    for student, digit in ((first, "9"), (second, "5")):
        student.wait_for_url("**/predict?*")
        expect(student.get_by_role("button", name="Hand in")).to_be_visible(timeout=60_000)
        student.locator(".gaze-column").first.focus()
        student.keyboard.press(digit)
        student.keyboard.press("Enter")
        expect(status(student)).to_contain_text("Handed in")
        expect(student.locator(".gaze-handed")).to_be_visible()
    expect(student.locator(".gaze-shares .gaze-model")).to_have_count(0)
    expect(status(teacher)).to_contain_text("2 of 2 have answered")
    press(teacher, "Reveal it")
    for page in (first, second, teacher):
        expect(page.locator(".room-outcome")).to_contain_text("of 2 share at least half of the model's weight.")
        expect(page.locator(".room-heatmap thead .room-of_model")).to_have_text("Model")
    expect(first.locator(".gaze-shares .gaze-model").first).to_be_visible()
    expect(first.locator(".gaze-shares .gaze-class").first).to_be_visible()
    press(teacher, "Close the question")
    expect(first.locator(".room-outcome")).to_have_count(0)

    # a lost connection shows, and mends itself
    people[1].set_offline(True)
    expect(status(first)).to_contain_text("Connection lost", timeout=10_000)
    people[1].set_offline(False)
    expect(status(first)).to_have_text("Following the teacher", timeout=10_000)


def forget_to_read(socket: WebSocketRoute) -> None:
    """What Streamlit does where a report overtakes a new address: Python runs, and is not told to read it."""
    server, forgotten = socket.connect_to_server(), list[bool]()

    def pass_on(message: str | bytes) -> None:
        told = BackMsg.FromString(message if isinstance(message, bytes) else message.encode())
        if told.rerun_script.is_history_navigation and not forgotten:
            forgotten.append(True)
            told.rerun_script.is_history_navigation = False
        server.send(told.SerializeToString())

    socket.on_message(pass_on)


def hold_first_address(socket: WebSocketRoute) -> None:
    """The address that Python writes in its first run comes late, after the browser has gone where the class is."""
    server, held, gone = socket.connect_to_server(), list[bytes](), list[bool]()

    def to_page(message: str | bytes) -> None:
        written = message if isinstance(message, bytes) else message.encode()
        if not gone and ForwardMsg.FromString(written).HasField("page_info_changed"):
            held.append(written)
        else:
            socket.send(written)

    def to_server(message: str | bytes) -> None:
        server.send(message)
        told = BackMsg.FromString(message if isinstance(message, bytes) else message.encode())
        if told.rerun_script.is_history_navigation and not gone:
            gone.append(True)
            for late in held:
                socket.send(late)

    server.on_message(to_page)
    socket.on_message(to_server)


def test_a_room_begins_with_what_its_teacher_has_chosen_and_can_be_led_again(
    people: list[BrowserContext], address: str
) -> None:
    teacher = visit(people[0], f"{address}/rooms?q={SENTENCE}&scorer=dot")
    teacher.get_by_role("button", name="Open a room").click(timeout=60_000)
    teacher.wait_for_url(re.compile(f"/[?](?=.*q={SENTENCE})(?=.*scorer=dot).*room=[a-z]{{6}}"))
    expect(status(teacher)).to_contain_text("Leading", timeout=60_000)
    code = code_of(teacher)
    teacher.get_by_role("link", name="Step", exact=True).click()
    teacher.wait_for_url("**/step?*")
    press(teacher, "Leave the room")
    teacher.wait_for_url(lambda url: "room=" not in url)

    # the way back stands where one looks for it, and leads to where the class is; a student's browser has none
    teacher.goto(f"{address}/rooms")
    expect(teacher.locator(".door-own")).to_contain_text(f"Your room {code} is still open.", timeout=60_000)
    teacher.get_by_role("button", name="Lead it again").click()
    teacher.wait_for_url(re.compile(f"/step[?](?=.*q={SENTENCE}).*room={code.lower()}"))
    expect(status(teacher)).to_contain_text("Leading", timeout=60_000)
    student = join(people[1], address, code)
    student.wait_for_url("**/step?*")
    student.goto(f"{address}/rooms")
    expect(student.get_by_role("button", name="Open a room")).to_be_visible(timeout=60_000)
    expect(student.locator(".door-own")).to_have_count(0)


def test_who_comes_late_is_where_the_class_is(people: list[BrowserContext], chromium: Browser, address: str) -> None:
    teacher = open_room(people[0], address)
    field(teacher).fill("我昨天买了一本书。")
    teacher.wait_for_url(f"**q={SENTENCE}*")
    teacher.get_by_role("link", name="Step", exact=True).click()
    expect(count(teacher)).to_be_visible(timeout=60_000)
    begun = count(teacher).inner_text()
    press(teacher, "Next step")
    expect(count(teacher)).not_to_have_text(begun)
    failures: list[str] = []
    for disturbed in (forget_to_read, hold_first_address):
        with (
            chromium.new_context(viewport=WINDOWS["first"], locale="en-US", reduced_motion="reduce") as window,
            noted(failures, disturbed),
        ):
            window.route_web_socket("**/_stcore/stream", disturbed)
            late = visit(window, f"{address}/?room={code_of(teacher).lower()}")
            late.wait_for_url(f"**/step?*q={SENTENCE}*", timeout=60_000)
            expect(field(late)).to_have_value("我昨天买了一本书。")
            expect(count(late)).to_have_text(count(teacher).inner_text())
            late.wait_for_timeout(1500)
            expect(field(late)).to_have_value("我昨天买了一本书。")
            assert f"q={SENTENCE}" in late.url and "/step?" in late.url
    assert failures == []


CANNOT_BE_FOCUSED = """(selector) => {
  const field = document.querySelector(selector);
  field.blur();
  field.focus();
  return document.activeElement !== field;
}"""


def test_controls_are_hidden_a_question_of_ones_own_and_the_end_of_a_room(
    people: list[BrowserContext], address: str
) -> None:
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))

    # controls are hidden, and the sentence is frozen
    press(teacher, "More")
    teacher.get_by_role("checkbox", name="Sidebar").check()
    teacher.get_by_role("checkbox", name="Freeze the sentence").check()
    expect(student.get_by_test_id("stSidebar")).to_be_hidden()
    expect(teacher.get_by_test_id("stSidebar")).to_be_visible()
    student.wait_for_function(CANNOT_BE_FOCUSED, arg=".st-key-text input")

    # a question of one's own
    press(teacher, "Ask")
    teacher.get_by_role("textbox", name="Question").fill("Is attention an <b>explanation</b>?")
    teacher.get_by_role("textbox", name="Choices").fill("yes\nno\nsometimes")
    teacher.get_by_role("button", name="Ask the class").click()
    expect(student.locator(".room-words")).to_have_text("Is attention an <b>explanation</b>?")
    press(student, "sometimes")
    press(student, "no")
    expect(student.locator('.room [aria-pressed="true"]')).to_have_text("no")
    expect(status(teacher)).to_contain_text("1 of 1")
    press(teacher, "Reveal it")
    expect(student.locator(".room-bars li").nth(1)).to_contain_text("1")
    press(teacher, "Close the question")
    press(teacher, "More")
    press(teacher, "Close the room")
    press(teacher, "Close the room for everyone?")
    expect(status(student)).to_contain_text("This room no longer exists")
    expect(student.get_by_test_id("stSidebar")).to_be_visible()


def test_a_teacher_sees_how_the_class_stands_and_what_it_answers_and_the_wall_does_not(
    five: dict[str, BrowserContext], address: str
) -> None:
    teacher = open_room(five["teacher"], address)
    code = code_of(teacher)
    first, second, phone = (join(five[name], address, code) for name in ("first", "second", "phone"))
    wall = visit(five["wall"], f"{address}/?room={code.lower()}&wall=1&present=light")
    press(teacher, "Ask")
    teacher.get_by_role("textbox", name="Question").fill("Is attention an explanation?")
    teacher.get_by_role("textbox", name="Choices").fill("yes\n*no\nsometimes")
    teacher.get_by_role("button", name="Ask the class").click()
    shown = teacher.locator(".room-standing")
    expect(shown).to_have_text("Done0Thinking3Away0")

    # one answers, and the teacher alone sees what
    press(first, "sometimes")
    expect(shown).to_have_text("Done1Thinking2Away0")
    expect(teacher.locator(".room-bars")).to_have_count(0)
    press(teacher, "Show the answers on this screen only")
    expect(teacher.locator(".room-bars li").nth(2)).to_have_text("sometimes1")
    press(second, "no")
    expect(teacher.locator(".room-outcome")).to_have_text("1 of 2 chose the right answer, “no”.")
    expect(wall.locator(".room-tally")).to_have_text("2 of 3 have answered")
    for page in (wall, first, phone):
        expect(page.locator(".room-bars, .room-standing")).to_have_count(0)

    # what was answered is still there after a reload
    first.reload()
    expect(first.locator('.room [aria-pressed="true"]')).to_have_text("sometimes", timeout=60_000)
    expect(status(first)).to_contain_text("Handed in")

    # without a network an answer waits, and goes once there is one
    five["phone"].set_offline(True)
    press(phone, "yes")
    expect(status(phone)).to_contain_text("Trying again")
    expect(phone.locator('.room [aria-pressed="true"]')).to_have_count(0)
    five["phone"].set_offline(False)
    expect(shown).to_have_text("Done3Thinking0Away0")
    expect(status(phone)).to_contain_text("Handed in")

    # each sees their own answer beside the class's
    press(teacher, "Reveal it")
    for page, own in (
        (first, "Your answer: “sometimes”. Not correct."),
        (second, "Your answer: “no”. Correct."),
        (phone, "Your answer: “yes”. Not correct."),
    ):
        expect(page.locator(".room-own-answer")).to_have_text(own)
    expect(wall.locator(".room-outcome")).to_have_text("1 of 3 chose the right answer, “no”.")
    expect(wall.locator(".room-own-answer")).to_have_count(0)
    press(teacher, "Close the question")

    # who explores is away, and comes back to the class
    press(second, "Explore")
    expect(status(teacher)).to_have_text("Leading (students: 3, away: 1)")
    press(second, "Back to the class")
    expect(status(teacher)).to_have_text("Leading (students: 3)")


def test_a_question_has_a_time_that_all_see_and_that_closes_it(five: dict[str, BrowserContext], address: str) -> None:
    teacher = open_room(five["teacher"], address)
    code = code_of(teacher)
    first, phone = join(five["first"], address, code), join(five["phone"], address, code)
    wall = visit(five["wall"], f"{address}/?room={code.lower()}&wall=1&present=light")
    expect(wall.locator(".room-tally")).to_contain_text("Students: 2", timeout=60_000)
    screens = (teacher, first, phone, wall)

    def ask(limit: str) -> None:
        press(teacher, "Ask")
        teacher.get_by_role("combobox", name="Time").select_option(limit)
        teacher.get_by_role("textbox", name="Question").fill("Which?")
        teacher.get_by_role("textbox", name="Choices").fill("one\ntwo")
        teacher.get_by_role("button", name="Ask the class").click()

    ask("5:00")
    for page in screens:
        expect(page.get_by_role("timer")).to_have_text(re.compile("[45]:[0-5][0-9]"))
    press(teacher, "Reveal it")
    for page in screens:
        expect(page.get_by_role("timer")).to_have_count(0)
    press(teacher, "Close the question")

    ask("No limit")
    press(first, "one")
    expect(status(first)).to_contain_text("Handed in. You can change it")
    press(teacher, "Close in 30 seconds")
    for page in screens:
        expect(page.get_by_role("timer")).to_have_text("0:00", timeout=60_000)
    expect(status(first)).to_have_text("Handed in. Time is up.")
    expect(status(phone)).to_have_text("Time is up.")
    expect(phone.get_by_role("button", name="two", exact=True)).to_be_disabled()

    # the teacher gives more time, also to who comes back
    for _ in range(3):
        press(teacher, "30 seconds more")
    expect(phone.get_by_role("timer")).to_have_text(re.compile("1:[0-3][0-9]"))
    phone.reload()
    expect(phone.get_by_role("timer")).to_have_text(re.compile("[01]:[0-5][0-9]"), timeout=60_000)
    press(phone, "two")
    expect(status(teacher)).to_have_text("2 of 2 have answered")


def test_questions_are_prepared_and_asked_one_after_the_other(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))
    field(teacher).fill("我昨天买了一本书。")
    student.wait_for_url(f"**q={SENTENCE}*")
    press(teacher, "Ask")
    teacher.get_by_role("checkbox", name="Prepare for later").check()
    press(teacher, "What does it say next?")
    several = teacher.get_by_role("textbox", name="Several questions at once")
    several.fill("Is attention an <b>explanation</b>?\nyes\n*no\n\nWhich?\none\ntwo")
    press(teacher, "Add all")
    prepared = teacher.locator(".room-prepared li")
    asked = ["What does it say next? (我昨天买了一本书。)", "Is attention an <b>explanation</b>?", "Which?"]
    expect(prepared.locator("button:first-child > span:first-child")).to_have_text(asked)
    expect(student.locator(".room-words")).to_have_count(0)
    prepared.nth(2).get_by_role("button", name="Remove this question").click()
    expect(prepared).to_have_count(2)

    # after a reload, and at another page, they are asked in turn
    teacher.reload()
    expect(status(teacher)).to_contain_text("Leading", timeout=60_000)
    teacher.get_by_role("link", name="Compare", exact=True).click()
    student.wait_for_url("**/compare?*")
    press(teacher, "Ask")
    next_one = teacher.locator(".room-prepared [aria-current]")
    expect(next_one).to_have_text("What does it say next? (我昨天买了一本书。)")
    next_one.click()
    student.wait_for_url("**/predict?*ask=piece*")
    press(teacher, "Reveal it")
    press(teacher, "Close the question")
    press(teacher, "Ask")
    expect(prepared.first).to_contain_text("asked")
    expect(next_one).to_have_text("Is attention an <b>explanation</b>?")
    next_one.click()
    expect(student.locator(".room-words")).to_have_text("Is attention an <b>explanation</b>?")
    press(student, "no")
    press(teacher, "Reveal it")
    expect(student.locator(".room-own-answer")).to_have_text("Your answer: “no”. Correct.")


def downloaded(page: Page, name: str, folder: Path, menu: str = "More") -> Path:
    """What the browser saves when one presses this button under *More*."""
    press(page, menu)
    with page.expect_download() as saved:
        press(page, name)
    page.keyboard.press("Escape")
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def test_the_answers_are_taken_home_to_read_and_to_print(
    people: list[BrowserContext], address: str, tmp_path: Path
) -> None:
    teacher = open_room(people[0], address)
    code = code_of(teacher)
    first, second = join(people[1], address, code), join(people[2], address, code)
    press(teacher, "Ask")
    teacher.get_by_role("textbox", name="Question").fill("Is attention an <b>explanation</b>?")
    teacher.get_by_role("textbox", name="Choices").fill("yes\n*no")
    teacher.get_by_role("button", name="Ask the class").click()
    press(first, "no")
    press(second, "yes")
    expect(status(teacher)).to_have_text("2 of 2 have answered")
    press(teacher, "Reveal it")
    expect(second.locator(".room-outcome")).to_have_text("1 of 2 chose the right answer, “no”.")
    expect(second.locator(".room-bars [data-right]")).to_contain_text("no")

    saved = downloaded(teacher, "Answers as a table (CSV)", tmp_path)
    table = list(csv.DictReader(saved.read_text("utf-8-sig").splitlines()))
    assert [line["Question"] for line in table] == ["Is attention an <b>explanation</b>?"] * 2
    assert [(line["Answer"], line["Correct"]) for line in table] == [("no", "yes"), ("yes", "no")]
    assert all(0 <= int(line["Seconds taken"]) < 60 for line in table)

    paper = visit(people[2], downloaded(teacher, "Answers to print (HTML)", tmp_path).as_uri())
    expect(paper.get_by_role("heading", level=1)).to_have_text(f"Answers of room {code}")
    expect(paper.get_by_role("heading", level=2)).to_have_text("1. Is attention an <b>explanation</b>?")
    expect(paper.get_by_role("table").last.get_by_role("row")).to_have_count(3)


SAID = """() => {
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (!(node instanceof Element) || node.matches(".st-key-room, style, script")) return "";
    const named = ["title", "aria-label", "href", "placeholder", "value"].map((name) => node.getAttribute(name) ?? "");
    return [...named, ...[...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(words)].join(" ");
  };
  return [document.title, location.href, words(document.body)].join(" ").toLowerCase();
}"""
"""All that a page says and names, but for what is asked in the room."""


def test_which_function_it_is_stays_out_of_sight(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))
    teacher.get_by_role("radio", name="Location", exact=True).click()
    student.wait_for_url("**scorer=location*")
    press(teacher, "Ask")
    press(teacher, "Where does it look?")
    student.wait_for_url("**/predict?*")
    expect(student.locator(".gaze-column").first).to_be_visible()
    press(teacher, "Reveal it")
    press(teacher, "Close the question")
    press(teacher, "Ask")
    teacher.get_by_role("combobox", name="Function asked about").select_option("The one shown")
    press(teacher, "Which function is this?")
    for page in (teacher, student):
        page.wait_for_url("**/?*blind=*")
        expect(page.locator(".gaze-drawing").first).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        still(page)
        assert "location" not in page.evaluate(SAID)
    student.get_by_role("link", name="Step", exact=True).click()
    expect(student.get_by_text("This page would give the answer away.")).to_be_visible()
    assert "location" not in student.evaluate(SAID)
    press(student, "Go to the question")
    press(student, "Location")
    expect(status(teacher)).to_have_text("1 of 1 have answered")
    press(teacher, "Reveal it")
    expect(student.locator(".room-outcome")).to_have_text("1 of 1 chose the model's function, “Location”.")
    for page in (teacher, student):
        expect(page.get_by_role("radio", name="Location", exact=True)).to_be_checked()
    press(teacher, "Close the question")
    press(teacher, "Ask")
    teacher.get_by_role("combobox", name="Function asked about").select_option("The one shown")
    press(teacher, "Which function is this?")
    student.wait_for_url("**/?*blind=*")
    press(teacher, "Reveal it")
    expect(student.locator(".room-outcome")).to_have_text("No answers. The model: “Location”.")
    expect(student.get_by_role("radio", name="Location", exact=True)).to_be_checked()


def test_more_closes_where_one_presses_elsewhere_and_by_escape(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    expect(teacher.locator(".room-join")).to_be_visible()
    for close in (lambda: teacher.mouse.click(640, 20), lambda: teacher.keyboard.press("Escape")):
        press(teacher, "More")
        expect(teacher.get_by_role("checkbox", name="Sidebar")).to_be_visible()
        assert apart(teacher, ".room-sheet > *", ".gaze-drawing")
        close()
        expect(teacher.get_by_role("checkbox", name="Sidebar")).to_have_count(0)


def test_the_first_press_in_the_page_puts_the_code_away_and_is_done(people: list[BrowserContext], address: str) -> None:
    """The page grows as the panel goes, and moves what is pressed."""
    teacher = open_room(people[0], address)
    for width, height in ((1280, 720), (1000, 1100)):
        resize(people[0], width, height)
        expect(teacher.locator(".room-join")).to_be_visible()
        still(teacher)
        for name in ("Dot product", "Location"):
            teacher.get_by_role("radio", name=name, exact=True).click()
            expect(teacher.locator(".room-join")).to_have_count(0)
            teacher.wait_for_url(f"**scorer={name.split()[0].lower()}*")
            expect(teacher.get_by_role("radio", name=name, exact=True)).to_be_checked()
            teacher.locator(".room-bar .room-code").click()
            expect(teacher.locator(".room-join")).to_be_visible()


def boxes(page: Page, selector: str) -> list[FloatRect]:
    return [box for each in page.locator(selector).all() if (box := each.bounding_box()) and box["height"] > 0]


def apart(page: Page, panel: str, picture: str) -> bool:
    """Whether a panel covers nothing of a picture."""
    return not any(
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
        for one in boxes(page, panel)
        for other in boxes(page, picture)
    )


def test_a_room_covers_nothing_of_the_player_and_choices_stand_whole(
    people: list[BrowserContext], address: str
) -> None:
    visit(people[0], "about:blank").set_viewport_size({"width": 1280, "height": 900})
    teacher = open_room(people[0], address)
    expect(teacher.locator(".room-join")).to_be_visible()
    expect(teacher.locator(".gaze-transport")).to_be_visible(timeout=60_000)
    still(teacher)
    assert apart(teacher, ".room-bar, .room-sheet > *", ".gaze-transport")
    formula = teacher.locator(".st-key-card .katex").first
    assert formula.evaluate("(formula) => parseFloat(getComputedStyle(formula).fontSize)") >= 15
    code = code_of(teacher)
    phone = join(people[1], address, code)
    phone.set_viewport_size({"width": 390, "height": 844})
    wall = visit(people[2], f"{address}/?room={code.lower()}&wall=1&present=light")
    expect(wall.locator(".room-tally")).to_have_text("Students: 1", timeout=60_000)

    # what is asked stands below the player of a phone, and on the wall choices stand whole
    press(teacher, "Ask")
    teacher.get_by_role("textbox", name="Question").fill("Is attention an explanation?")
    teacher.get_by_role("textbox", name="Choices").fill("yes\nsometimes\nonly where its weights are large")
    teacher.get_by_role("button", name="Ask the class").click()
    expect(phone.locator(".room-words")).to_be_visible()
    still(phone)
    (player,) = boxes(phone, ".gaze-transport")
    (asked, *_more) = boxes(phone, ".room-sheet > *")
    assert 0 <= asked["y"] - (player["y"] + player["height"]) <= 12, "no strip of the picture shows between them"
    press(phone, "sometimes")
    press(teacher, "Reveal it")
    expect(wall.locator(".room-bars bdi")).to_have_text(["yes", "sometimes", "only where its weights are large"])
    lines = wall.locator(".room-bars bdi").evaluate_all(
        "(names) => names.map((name) => [name.scrollWidth <= name.clientWidth, name.offsetHeight])"
    )
    (one, two, many) = lines
    assert one == two, "a word stands in one line"
    assert all(whole for whole, _height in lines) and many[1] > one[1], "more words in as many as they need"
    press(teacher, "Close the question")

    # a room that is closed says so, and covers nothing either
    press(teacher, "More")
    press(teacher, "Close the room")
    press(teacher, "Close the room for everyone?")
    expect(status(phone)).to_contain_text("This room no longer exists")
    expect(wall.locator(".room-gone")).to_contain_text("This room no longer exists")
    still(phone)
    assert apart(phone, ".room-bar", ".gaze-transport"), boxes(phone, ".room-bar, .gaze-transport")


def test_a_class_before_a_wall(five: dict[str, BrowserContext], shipped: str) -> None:
    teacher = open_room(five["teacher"], shipped)
    code = code_of(teacher)
    large = teacher.locator(".room-join .room-code")
    expect(large).to_have_text(code)
    assert (box := large.bounding_box()) and box["height"] > 50
    expect(teacher.get_by_role("img", name="QR code of the link for the class")).to_be_visible()
    students = [join(five[name], shipped, code) for name in ("first", "second", "phone")]
    phone = students[-1]

    # the wall joins at the door, and is no student
    wall = visit(five["wall"], f"{shipped}/rooms")
    wall.get_by_role("textbox", name="Code").fill(code)
    wall.get_by_role("radio", name="This screen is a projector").check()
    wall.get_by_role("button", name="Join", exact=True).click()
    expect(wall.locator(".room-tally")).to_have_text("Students: 3", timeout=60_000)
    expect(wall.locator(".room-wall .room-code")).to_have_text(code)
    expect(status(teacher)).to_have_text("Leading (students: 3)")

    # where does it look?
    field(teacher).click()
    field(teacher).fill("我昨天买了一本书。")
    phone.wait_for_url(f"**q={SENTENCE}*")
    expect(large).to_have_count(0)
    press(teacher, "Ask")
    expect(teacher.locator(".room-sheet > *:visible").first).to_be_visible()
    assert apart(teacher, ".room-sheet > *", ".gaze-drawing")
    press(teacher, "Where does it look?")
    expect(wall.locator(".room-words").first).to_have_text(
        "Where does the model look? Paint your prediction and hand it in."
    )
    expect(wall.locator(".gaze-column").first).to_be_visible(timeout=60_000)
    for page in (wall, teacher):
        expect(page.get_by_role("button", name="Hand in")).to_have_count(0)
        expect(page.get_by_text("Everybody answers on their own screen.")).to_be_visible()
    expect(wall.locator(".gaze-turns")).to_be_hidden()
    for number, student in enumerate(students, 1):
        button = student.get_by_role("button", name="Hand in")
        expect(button).to_be_visible(timeout=60_000)
        expect(student.get_by_text("Then hand it in.")).to_be_visible()
        student.locator(".gaze-well").nth(number).click()
        button.click()
        expect(student.locator(".gaze-handed")).to_have_text("Handed in")
        for page in (wall.locator(".room-tally"), status(teacher)):
            expect(page).to_have_text(f"{number} of 3 have answered")
    columns = boxes(phone, ".gaze-column")
    assert len(columns) == 8 and len({column["y"] for column in columns}) == 1, "the end mark stands beside the others"

    # what came of it stands beside the bars, on all screens
    press(teacher, "Reveal it")
    for page in (teacher, *students, wall):
        expect(page.locator(".room-outcome")).to_contain_text("of 3 share at least half of the model's weight.")
        expect(page.locator(".room-outcome")).to_contain_text("put the most weight where the model does, on “买”.")
        expect(page.locator(".gaze-well .gaze-model").first).to_be_visible()
        expect(page.locator(".gaze-well .gaze-class").first).to_be_visible()
        still(page)
        assert apart(page, ".room-sheet > *, .room-bar:visible", ".gaze-column"), page.viewport_size
        assert all(bar["width"] > 20 for bar in boxes(page, ".room-bars i")), "each stands for somebody"
    said = wall.locator(".room-result")
    assert said.evaluate("said => said.scrollHeight <= said.clientHeight"), "nobody scrolls on a wall"
    assert all(well["y"] >= 0 and well["y"] + well["height"] <= 844 for well in boxes(phone, ".gaze-well"))
    press(teacher, "Close the question")
    expect(wall.locator(".room-outcome")).to_have_count(0)
    expect(wall.locator(".room-tally")).to_have_text("Students: 3")


def test_who_explores_is_asked_as_well(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))
    press(student, "Explore")
    student.get_by_role("link", name="Compare", exact=True).click()
    student.wait_for_url("**/compare?*")
    press(teacher, "Ask")
    press(teacher, "Where does it look?")
    press(student, "Go to the question")
    expect(student.get_by_role("button", name="Hand in")).to_be_visible(timeout=60_000)
    expect(student.get_by_role("button", name="Back to the class", exact=True)).to_be_visible()
    student.get_by_role("button", name="What it says next").click()
    expect(student.get_by_role("button", name="Reveal it")).to_be_visible()


def test_a_link_makes_a_phone_the_remote_control(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    student = join(people[1], address, code_of(teacher))
    code = code_of(teacher).lower()
    press(teacher, "More")
    link = teacher.locator(".room-link-to input").nth(1).input_value()
    assert link.startswith(f"{address}/?room={code}#remote=")
    phone = visit(people[2], link)
    phone.set_viewport_size({"width": 390, "height": 844})
    expect(status(phone)).to_contain_text("Leading", timeout=60_000)
    assert "remote" not in phone.url
    remote = phone.locator(".room-remote")
    expect(remote).to_be_visible()
    (covered,) = boxes(phone, ".room-remote")
    (line,) = boxes(phone, ".room-bar")
    assert (
        covered["y"] <= 60
        and covered["width"] == 390
        and covered["y"] + covered["height"] >= line["y"] + line["height"]
    )
    begun = count(student).inner_text()
    remote.get_by_role("button", name="Next step").click()
    expect(count(student)).not_to_have_text(begun)
    expect(count(teacher)).to_have_text(count(student).inner_text())

    # it asks, sees what comes in, and reveals
    press(phone, "Ask")
    phone.get_by_role("textbox", name="Question").fill("Which?")
    phone.get_by_role("textbox", name="Choices").fill("one\ntwo")
    phone.get_by_role("button", name="Ask the class").click()
    press(student, "two")
    expect(remote.locator(".room-bars li").nth(1)).to_have_text("two1")
    expect(teacher.locator(".room-bars")).to_have_count(0)
    press(phone, "Reveal it")
    expect(student.locator(".room-own-answer")).to_have_text("Your answer: “two”.")
    press(phone, "Close the question")

    # it stays one when it is loaded again, until the page is wanted
    phone.reload()
    expect(remote).to_be_visible(timeout=60_000)
    press(phone, "Show the page")
    expect(remote).to_have_count(0)
    expect(count(phone)).to_be_visible(timeout=60_000)


def test_a_wrong_code_gets_a_word(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/rooms")
    page.get_by_role("textbox", name="Code").fill("hello")
    page.get_by_role("button", name="Join", exact=True).click(timeout=60_000)
    expect(page.get_by_role("alert").filter(has_text="six letters")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill("cccccc")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="no room with this code")).to_be_visible()


def test_the_wall_has_the_code_in_a_corner(people: list[BrowserContext], address: str) -> None:
    teacher = open_room(people[0], address)
    code = code_of(teacher)
    hears_keys(teacher)
    teacher.keyboard.press("p")
    expect(teacher.locator(".st-key-line")).to_be_visible(timeout=60_000)
    expect(teacher.locator(".room-bar .room-code")).to_have_text(code)
    expect(status(teacher)).to_be_hidden()


def test_an_address_hides_controls_without_a_room(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/?q={SENTENCE}&hide=examples*sidebar")
    expect(page.locator(".st-key-examples")).to_be_hidden()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(count(page)).to_be_visible()
