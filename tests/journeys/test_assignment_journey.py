"""A journey with an assignment: a teacher makes its link, students answer and save files, she drops them and reads one
table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import visit

pytestmark = pytest.mark.browser
SENTENCE = "她每天早上喝茶。"
TITLE = "Homework <b>*x*</b> $a$"
DROP = """(zone, files) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
  const event = (kind) => new DragEvent(kind, { dataTransfer, bubbles: true, composed: true, cancelable: true });
  for (const kind of ["dragover", "drop"]) zone.dispatchEvent(event(kind));
}"""
"""Drops files with these names and texts."""


def assigned(page: Page, title: str) -> str:
    """The link to the question in view as an assignment."""
    page.get_by_role("button", name="Share").click()
    page.get_by_text("As an assignment", exact=True).click()
    page.get_by_role("textbox", name="Title of the assignment").fill(title)
    field = page.get_by_role("textbox", name="Address")
    expect(field).to_have_value(re.compile("assignment="))
    return field.input_value()


def saved(page: Page, name: str, folder: Path) -> Path:
    """The file of the answer that this student has given."""
    page.get_by_role("textbox", name="Your name").fill(name)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answer").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def cells(page: Page, name: str) -> list[str]:
    """The cells of the line of a student."""
    line = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
    return [" ".join(text.split()) for text in line.get_by_role("cell").all_inner_texts()]


def drop_zone(page: Page) -> Locator:
    zone = page.locator(".collect-drop")
    expect(zone).to_be_visible(timeout=60_000)
    return zone


def test_a_prediction_is_set_answered_saved_and_collected(
    fresh_context: BrowserContext, chromium: Browser, shipped: str, tmp_path: Path
) -> None:
    teacher = visit(fresh_context, f"{shipped}/predict?q={quote(SENTENCE)}&step=3")
    expect(teacher.locator(".gaze-count")).to_have_text("3 / 7", timeout=60_000)
    link = assigned(teacher, TITLE)
    with chromium.new_context(locale="en-US") as window:
        student = visit(window, link)
        sheet = student.get_by_role("region", name="Assignment")
        expect(sheet).to_contain_text(TITLE, timeout=60_000)
        expect(student.get_by_text("Where does the model look as it says “tea”?")).to_be_visible()
        expect(student.get_by_role("textbox", name="Sentence")).to_be_hidden()
        expect(student.get_by_role("button", name="Next step")).to_have_count(0)
        student.get_by_role("button", name="Save my answer").press("Enter")
        expect(sheet).to_contain_text("Answer the question first")
        window.set_offline(True)
        student.get_by_role("slider").first.focus()
        for key in (*["ArrowRight"] * 4, "9", "Enter"):
            student.keyboard.press(key)
        expect(student.locator(".gaze-result")).to_contain_text("Almost exactly correct.")
        expect(sheet).to_contain_text("Answered at")
        ada = saved(student, "Ada <i>L</i>", tmp_path)
        window.set_offline(False)
        student.reload()
        expect(sheet).to_contain_text("Answered at", timeout=60_000)
    with chromium.new_context(locale="en-US") as window:
        student = visit(window, link)
        student.get_by_role("slider").first.focus(timeout=60_000)
        for key in ("9", "Enter"):
            student.keyboard.press(key)
        bo = saved(student, "Bo", tmp_path)
    written = json.loads(ada.read_text("utf-8"))
    assert (ada.name, written["sentence"], written["answer"]["weights"]) == (
        *("Homework-b-x-b-a-Ada-i-L-i.gaze-answer.json", SENTENCE),
        [0, 0, 0, 0, 1, 0, 0],
    )
    forged = {**json.loads(bo.read_text("utf-8")), "name": "Cy", "correct": True, "score": 1}
    teacher.goto(f"{shipped}/collect")
    files = [(path.name, path.read_text("utf-8")) for path in (ada, bo)]
    hostile = [("<img src=x>.json", "{"), ("again.json", files[0][1]), ("holiday.json", "{}")]
    drop_zone(teacher).evaluate(DROP, [*files, *hostile, ("cy.json", json.dumps(forged))])
    expect(teacher.get_by_text("Answers read: 3")).to_be_visible()
    expect(teacher.get_by_text("1 of 3 correct, mean score 32.1%")).to_be_visible()
    assert cells(teacher, "Ada <i>L</i>")[1:5] == [TITLE, "茶 100.0%", "yes", "94.1%"]
    assert cells(teacher, "Bo")[1:5] == [TITLE, "她 100.0%", "no", "1.0%"]
    assert cells(teacher, "Cy")[2:5] == ["她 100.0% The file itself says correct.", "no", "1.0%"]
    refused = teacher.locator(".collect-refused li")
    expect(refused).to_have_text(
        [
            "<img src=x>.json: this is not an answer file.",
            "again.json: this answer is in the table already.",
            "holiday.json: this is not an answer file of Gaze.",
        ]
    )
    with teacher.expect_download() as download:
        teacher.get_by_role("button", name="Save as CSV").click()
    table = download.value.path().read_text("utf-8").splitlines()
    assert len(table) == 4 and table[2].startswith(
        f"Bo,{TITLE},Where does the model look as it says “tea”?,{SENTENCE},"
    )
    teacher.reload()
    expect(teacher.get_by_text("1 of 3 correct, mean score 32.1%")).to_be_visible(timeout=60_000)
    teacher.get_by_role("button", name="Clear the table").click()
    expect(teacher.get_by_role("table")).to_have_count(0)


def test_a_diagnosis_on_a_phone_by_keyboard_and_collected_in_chinese(
    phone: BrowserContext, shipped: str, tmp_path: Path
) -> None:
    page = visit(phone, f"{shipped}/broken-code?listing=6&assignment=周五&hide=sentence*examples*scorer*sidebar*pages")
    choices = page.get_by_role("group", name="Your diagnosis").get_by_role("radio")
    choices.first.focus(timeout=60_000)
    page.keyboard.press("ArrowDown")
    expect(choices.nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    sheet = page.locator(".gaze-sheet")
    expect(sheet).to_contain_text("Correct: No stop at the end symbol.")
    expect(choices).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    file = saved(page, "王小明", tmp_path)
    assert file.name == "周五-王小明.gaze-answer.json"
    visit(phone, f"{shipped}/collect?lang=zh")
    drop_zone(page)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("1 份中 1 份正确，平均得分 100.0%")).to_be_visible()
    assert cells(page, "王小明")[1:5] == ["周五", "遇到句末符不停止", "是", "100.0%"]
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


def test_collect_leads_to_the_questions_that_can_be_set(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/collect")
    page.get_by_test_id("stMain").get_by_role("button", name="Broken code").click(timeout=60_000)
    expect(page.get_by_text("What is wrong with this code?")).to_be_visible(timeout=60_000)
