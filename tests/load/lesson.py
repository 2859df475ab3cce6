"""`python -m tests.load.lesson --out FOLDER`: a lesson led from a plan that ships, in browsers.

A teacher, a wall, five students with browsers, two of them on phones, and 25 without one, who answer all questions but
those for weights. The server is killed in the middle of the lesson and started again. FOLDER gets what each window
showed at each stop and each question, the teacher's table of answers, and the times.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from httpx2 import AsyncClient, Limits, TransportError
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from pages.ui.address.languages import LANGUAGES, translate_message
from seq2seq.config.places import HOUSE, PRETRAINED
from tests import browser
from tests.journeys.test_room_journey import code_of, downloaded, join, open_room, status
from tests.load.rooms import Student, listening

PLAN = HOUSE / "pages" / "ui" / "frame" / "plans" / "shipped" / "en" / "2-scoring-functions.gaze.json"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
BROWSERS = {"student-1": DESK, "student-2": DESK, "student-3": DESK, "phone-1": PHONE, "phone-2": PHONE}
OTHERS = 25
PATIENCE = 120_000
"""Milliseconds in which a whole class of browsers on two cores must have got somewhere."""
TRAINING = 30_000
"""Milliseconds of a training on which the class has bet."""
APP, CONNECTED = ".stApp", "[data-test-connection-state=CONNECTED]"
STORE = "(plan) => localStorage.setItem('gaze-plan', JSON.stringify({ plan, heard: [] }))"


@dataclass
class WithoutBrowser(Student):
    """A student who hears of the room and answers what has choices, each in turn."""

    turn: int = 0
    answered: set[int] = field(default_factory=set)
    question: dict[str, Any] | None = None

    def take(self, state: dict[str, Any]) -> None:
        super().take(state)
        if "question" in state:  # an event of the room itself, not of its clock
            self.question = state["question"]

    async def answer(self, client: AsyncClient, code: str) -> None:
        """Answer whatever is asked, until cancelled; a server that is away is asked again."""
        while True:
            await asyncio.sleep(0.2)
            asked = self.question
            if asked is None or asked["number"] in self.answered or not asked["choices"]:
                continue
            given = {"kind": "choice", "choice": self.turn % len(asked["choices"])}
            with suppress(TransportError):
                body = {"browser": self.name, "number": asked["number"], "answer": given}
                if (await client.post(f"/api/rooms/{code}/answer", json=body)).is_success:
                    self.answered.add(asked["number"])


@contextmanager
def others(address: str, code: str) -> Iterator[None]:
    """Students without a browser, all there, in a thread of their own: Playwright keeps this one."""
    students = [WithoutBrowser(f"student-0-{turn}", turn=turn) for turn in range(OTHERS)]
    there, over = threading.Event(), threading.Event()

    async def attend() -> None:
        async with AsyncExitStack() as stack:
            limits = Limits(max_connections=None)
            client = await stack.enter_async_context(AsyncClient(base_url=address, limits=limits, timeout=None))
            for student in students:
                await stack.enter_async_context(listening(student, client, code))
            answering = [asyncio.create_task(student.answer(client, code)) for student in students]
            there.set()
            while not over.is_set():
                await asyncio.sleep(0.1)
            for task in answering:
                task.cancel()

    thread = threading.Thread(target=asyncio.run, args=(attend(),))
    thread.start()
    try:
        if not there.wait(60):
            raise TimeoutError("not all students got into the room")
        yield
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True)
class Class:
    """The windows of a lesson by who looks at them, the teacher's first, the folder for what they show, and their
    language."""

    windows: dict[str, Page]
    folder: Path
    language: str

    @property
    def teacher(self) -> Page:
        return self.windows["teacher"]

    def said(self, words: str, **values: object) -> str:
        """Words of the app as these windows have them."""
        return translate_message(words, self.language).format(**values)

    def press(self, said: str) -> float:
        """The teacher's one key, which does what its button says; when."""
        expect(self.teacher.locator(".plan-main")).to_have_text(self.said(said), timeout=PATIENCE)
        self.teacher.keyboard.press("PageDown")
        return time.perf_counter()

    def come_to(self, address: str) -> None:
        """Wait until every window is at an address and has drawn what is there."""
        asked = urlsplit(address)
        sentence = parse_qs(asked.query).get("q")

        # A page without a sentence keeps the one before; the first one of a family need not stand in an address.
        def there(url: str) -> bool:
            here = urlsplit(url)
            return here.path == asked.path and sentence in (None, parse_qs(here.query).get("q", sentence))

        for page in self.windows.values():
            page.wait_for_url(there, timeout=PATIENCE)
        for page in self.windows.values():
            browser.still(page)

    def show(self, name: str) -> None:
        for who, page in self.windows.items():
            page.screenshot(path=self.folder / f"{name}-{who}.png")

    def choose(self) -> None:
        """Each student with a browser presses one of the choices."""
        for turn, who in enumerate(BROWSERS):
            choices = self.windows[who].locator(".room-choices .room-choice")
            choices.first.wait_for(timeout=PATIENCE)
            choices.nth(turn % choices.count()).click()

    def predict(self) -> None:
        """Each student with a browser says how much weight the first pieces get, and hands that in."""
        for turn, who in enumerate(BROWSERS):
            page = self.windows[who]
            page.get_by_role("button", name=self.said("Hand in")).wait_for(timeout=PATIENCE)
            page.locator(".gaze-column").nth(turn).focus()
            page.keyboard.press("9")
            page.keyboard.press("Enter")


@contextmanager
def class_of(
    chromium: Browser, address: str, plan: dict[str, Any], folder: Path, language: str
) -> Iterator[tuple[Class, str]]:
    """A teacher who has this plan and a room, the wall, and the students with browsers, all of one language once they
    are there; with the code of the room."""
    with ExitStack() as stack:

        def window(size: ViewportSize, phone: bool = False) -> BrowserContext:
            made = chromium.new_context(viewport=size, locale="en-US", has_touch=phone, reduced_motion="reduce")
            return stack.enter_context(made)

        room = window(DESK)
        teacher = open_room(room, address)
        teacher.evaluate(STORE, plan)
        code = code_of(teacher)
        wall = room.new_page()
        wall.goto(f"{address}/?room={code.lower()}&wall=1&present=light")
        expect(wall.locator(".room-wall")).to_be_visible(timeout=PATIENCE)
        students = {who: join(window(size, size is PHONE), address, code) for who, size in BROWSERS.items()}
        windows = {"teacher": teacher, "wall": wall, **students}
        for page in windows.values() if language != LANGUAGES[0] else ():
            page.goto(f"{page.url}&lang={language}")
            expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"), timeout=PATIENCE)
        yield Class(windows, folder, language), code


def lead(lesson: Class, plan: dict[str, Any], server: Server, pause: float) -> Iterator[str]:
    """Lead the class from the first stop to the last, and say how long everybody took to come to each."""
    stops = plan["stops"]
    teacher = lesson.teacher
    for link in ("In class", "Plan"):
        teacher.get_by_role("link", name=lesson.said(link), exact=True).click(timeout=PATIENCE)
    expect(teacher.locator(".plans-stops li")).to_have_count(len(stops), timeout=PATIENCE)
    teacher.get_by_role("button", name=lesson.said("Start"), exact=True).click()
    began = time.perf_counter()
    for number, stop in enumerate(stops, 1):
        here = lesson.said("Stop {n} of {total}", n=number, total=len(stops))
        lesson.come_to(stop["address"])
        yield f"stop {number} of {len(stops)}: all windows there after {time.perf_counter() - began:.1f} s"
        expect(teacher.locator(".plan-place")).to_have_text(here, timeout=PATIENCE)
        lesson.show(f"stop-{number}")
        if question := stop["question"]:
            yield ask(lesson, question, number)
        if number == len(stops) // 2:
            server.kill()
            for page in lesson.windows.values():
                page.locator(f"{APP}:not({CONNECTED})").wait_for(timeout=PATIENCE)
            began = time.perf_counter()
            server.start()
            for page in lesson.windows.values():
                page.locator(APP + CONNECTED).wait_for(timeout=PATIENCE)
                browser.still(page)
            expect(teacher.locator(".plan-place")).to_have_text(here, timeout=PATIENCE)
            yield f"killed and started again: all windows connected and still after {time.perf_counter() - began:.1f} s"
            lesson.show("restarted")
        teacher.wait_for_timeout(pause * 1000)
        if number < len(stops):
            began = lesson.press("Next stop")


def ask(lesson: Class, question: dict[str, Any], number: int) -> str:
    """Ask the class, let all answer who can, and show the result."""
    began = lesson.press("Ask the class")
    students = answering = OTHERS + len(BROWSERS)
    if question["kind"] == "row":
        lesson.predict()
        answering = len(BROWSERS)
    else:
        lesson.choose()
    said = re.compile("^" + re.escape(lesson.said("{n} of {total} have answered", n=answering, total=students)))
    expect(status(lesson.teacher)).to_have_text(said, timeout=PATIENCE)
    took = time.perf_counter() - began
    if question["kind"] in ("update", "race"):
        lesson.teacher.get_by_role("button", name=lesson.said("Play"), exact=True).click()
        lesson.teacher.wait_for_timeout(TRAINING)
    lesson.show(f"stop-{number}-asked")
    lesson.press("Reveal it")
    expect(lesson.windows["wall"].locator(".room-outcome").first).to_be_visible(timeout=PATIENCE)
    lesson.show(f"stop-{number}-result")
    return f"  asked ({question['kind']}): {answering} answers after {took:.1f} s"


class Server:
    """The app on one port, which can be killed and started again with its rooms."""

    def __init__(self, rooms: Path) -> None:
        self.port, self._rooms, self._running = browser.free_port(), str(rooms), ExitStack()

    def start(self) -> str:
        """The address at which it answers."""
        served = browser.serve(PRETRAINED, port=self.port, rooms=self._rooms)
        self._served = self._running.enter_context(served)
        return self._served.address

    def kill(self) -> None:
        """Without a warning, as a machine that loses power does."""
        os.kill(self._served.process, signal.SIGKILL)
        self._running.close()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self._running.close()


def answers_by_question(path: Path, question: str, answer: str) -> Counter[str]:
    """How many answers to each question are in the teacher's table, which has two columns of these names."""
    return Counter(line[question] for line in csv.DictReader(path.read_text("utf-8-sig").splitlines()) if line[answer])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.lesson", description=__doc__)
    parser.add_argument("--plan", type=Path, default=PLAN, help="a plan as a file (default: scoring functions, 45 min)")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of all windows")
    parser.add_argument("--minutes", type=float, default=4.0, help="of waiting at all stops (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="pictures, answers, times")
    options = parser.parse_args()
    plan = json.loads(options.plan.read_text("utf-8"))
    options.out.mkdir(parents=True, exist_ok=True)
    pause = 60 * options.minutes / len(plan["stops"])
    server = Server(options.out.resolve() / "rooms.json")
    with (
        server as address,
        sync_playwright() as playwright,
        browser.launch(playwright) as chromium,
        class_of(chromium, address, plan, options.out, options.language) as (lesson, code),
        others(address, code),
        (options.out / "times.txt").open("w", encoding="utf-8") as times,
    ):
        for line in lead(lesson, plan, server, pause):
            print(line, file=times, flush=True)
            print(line, flush=True)
        table = downloaded(
            lesson.teacher, lesson.said("Answers as a table (CSV)"), options.out, menu=lesson.said("More")
        )
        answers = answers_by_question(table, lesson.said("Question"), lesson.said("Answer"))
        for question, count in answers.items():
            print(f"{count} answers: {question}")


if __name__ == "__main__":
    main()
