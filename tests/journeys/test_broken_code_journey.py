"""A journey through broken code: a wrong diagnosis, the right one, the mended line, a class that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from seq2seq.experiments.clinic.collection import CASES, DIAGNOSES, NAMES
from tests.browser import lead_to, still, visit

pytestmark = pytest.mark.browser
NUMBER = NAMES.index("softmax-axis") + 1
TITLE = DIAGNOSES["softmax-axis"].title


WITHIN = """(code) => [...code.querySelectorAll('pre, code')]
  .every((each) => each.scrollWidth <= each.clientWidth + 1)"""
"""Whether nothing of a block of code has to be scrolled to."""


def choice(page: Page, name: str):
    return page.locator(".st-key-diagnoses").get_by_text(DIAGNOSES[name].title, exact=True)


def test_a_mistake_is_found_and_the_mended_line_is_shown(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/broken-code?listing={NUMBER}")
    code = page.get_by_test_id("stCode").first
    expect(code).to_contain_text("return torch.softmax(scores, dim=0)", timeout=60_000)
    expect(page.get_by_text(CASES["softmax-axis"].expected)).to_be_visible()
    expect(page.get_by_text("translated without a mistake: 40%")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_contain_text("1.00")
    expect(code).not_to_contain_text("dim=1")
    choice(page, "no-encoder").click()
    alert = page.get_by_test_id("stAlert")
    expect(alert.filter(has_text=DIAGNOSES["no-encoder"].sign)).to_be_visible()
    choice(page, "softmax-axis").click()
    expect(alert.filter(has_text=f"Correct: {TITLE}")).to_be_visible()
    page.wait_for_url("**version=difference*")
    expect(code).to_contain_text("-        return torch.softmax(scores, dim=0)")
    expect(code).to_contain_text("+        return torch.softmax(scores, dim=1)")
    expect(page.get_by_text("translated without a mistake: 88%")).to_be_visible()
    page.get_by_role("radio", name="Mended").click()
    expect(code).not_to_contain_text("dim=0")
    page.get_by_role("button", name="Next listing").click()
    page.wait_for_url(f"**listing={NUMBER + 1}*")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(choice(page, "no-encoder")).to_be_visible()


def test_on_a_phone_no_line_runs_out_of_sight(phone: BrowserContext, shipped: str) -> None:
    page = visit(phone, f"{shipped}/broken-code?listing={NUMBER}&version=difference&lang=zh")
    expect(page.get_by_text("softmax 沿批次方向计算")).to_be_visible(timeout=60_000)
    still(page)
    seen = page.get_by_test_id("stCode").filter(visible=True)
    assert seen.count() == 3
    for code in seen.all():
        assert code.evaluate(WITHIN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def people(chromium: Browser) -> Iterator[list[BrowserContext]]:
    with ExitStack() as stack:
        yield [stack.enter_context(chromium.new_context(locale="en-US")) for _ in range(2)]


def press(page: Page, name: str) -> None:
    page.locator(".room").get_by_role("button", name=name, exact=True).click()


def test_a_class_is_asked_what_is_wrong(people: list[BrowserContext], shipped: str) -> None:
    """While it is asked, the page has no choices of its own; then all screens show the mended lines."""
    teacher = visit(people[0], f"{shipped}/rooms")
    teacher.get_by_role("button", name="Open a room").click(timeout=60_000)
    teacher.wait_for_url(re.compile("room=[a-z]{6}"))
    expect(teacher.locator(".room-status")).to_contain_text("Leading", timeout=60_000)
    room = teacher.locator(".room-bar .room-code").inner_text().lower()
    lead_to(teacher, "Broken code")
    for number in range(2, NUMBER + 1):
        teacher.get_by_role("button", name="Next listing").click(timeout=60_000)
        teacher.wait_for_url(f"**listing={number}*")
    student = visit(people[1], f"{shipped}/?room={room}")
    expect(teacher.get_by_test_id("stCode").first).to_be_visible(timeout=60_000)
    press(teacher, "Ask")
    expect(teacher.locator(".room-ask").get_by_role("button", name="Where does it look?")).to_have_count(0)
    press(teacher, "What is wrong here?")
    for page in (teacher, student):
        page.wait_for_url(re.compile(f"broken-code.*listing={NUMBER}"), timeout=60_000)
        expect(page.get_by_test_id("stCode").first).to_contain_text("dim=0", timeout=60_000)
        expect(page.locator(".st-key-diagnoses")).to_be_hidden()
        expect(page.get_by_test_id("stCode").first).not_to_contain_text("dim=1")
    press(student, TITLE)
    expect(teacher.locator(".room-status")).to_have_text("1 of 1 have answered")
    press(teacher, "Reveal it")
    expect(student.locator(".room-outcome")).to_have_text(f"1 of 1 chose the right diagnosis, “{TITLE}”.")
    for page in (teacher, student):
        expect(page.get_by_test_id("stCode").first).to_contain_text("dim=1", timeout=60_000)
    press(teacher, "Close the question")
