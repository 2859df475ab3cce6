"""How fast the app is in a real browser, and how much memory it takes: `python -m tests.speed [FOLDER]`.

FOLDER holds the models; without it they are the shipped ones. Times are milliseconds from the event (a key, a click, the
start of the process) to the first moment after the frame that shows its effect.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

from seq2seq import catalog
from seq2seq.cards import CARDS
from seq2seq.catalog import PRETRAINED
from seq2seq.examples import read_examples
from tests import browser

ROUNDS = 30
SESSIONS = 10
WATCH = """(kind) => {
  const stage = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  window.seen = new Promise((seen) => {
    let began = null;
    addEventListener(kind, (event) => { began ??= event.timeStamp; }, { capture: true, once: true });
    const changed = new MutationObserver(() => {
      if (began === null) return;
      changed.disconnect();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => seen(performance.now() - began);
        painted.port2.postMessage(0);
      });
    });
    setTimeout(() => seen(Infinity), 20000);
    changed.observe(stage, { subtree: true, childList: true, attributes: true });
  });
}"""


def main(root: Path) -> None:
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        say(f"start to first example: {report([cold_start(chromium, root) for _ in range(3)])}")
        with browser.serve(root) as address:
            page = opened(chromium, address)
            first = new_sentence(page, sentences(root)[0])
            say(f"first new translation: {first:.0f}")
            models = [entry.scorer for entry in catalog.entries(root) if not entry.problem]
            each_once(page, models)
            say(f"new sentence: {report([new_sentence(page, text) for text in sentences(root)])}")
            say(f"scoring function: {report(switches(page, models))}")
            say(f"arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")
            for _ in range(SESSIONS - 1):
                opened(chromium, address)
        chromium.close()


def say(line: str) -> None:
    print(line, flush=True)


def report(times: list[float]) -> str:
    """Median and, of enough values, the 95th percentile."""
    high = f", p95 {quantiles(times, n=20)[-1]:.1f}" if len(times) >= 20 else ""
    return f"median {median(times):.1f}{high} ms of {len(times)}"


def cold_start(chromium: Browser, root: Path) -> float:
    began = time.perf_counter()
    with browser.serve(root) as address:
        opened(chromium, address).close()
        return (time.perf_counter() - began) * 1000


def opened(chromium: Browser, address: str) -> Page:
    page = chromium.new_page()
    page.goto(address)
    page.locator(".gaze-count").wait_for()
    return page


def timed(page: Page, kind: str, act: Callable[[], None]) -> float:
    """From the next event of this kind to the painted change of the stage."""
    page.wait_for_timeout(450)
    page.evaluate(WATCH, kind)
    act()
    return page.evaluate("window.seen")


def new_sentence(page: Page, text: str) -> float:
    field = page.get_by_role("textbox").first

    def enter() -> None:
        field.fill(text)
        field.press("Enter")

    return timed(page, "keydown", enter)


def each_once(page: Page, models: list[str]) -> None:
    for name in models:
        page.get_by_role("radio", name=CARDS[name].title, exact=True).click()
        page.wait_for_timeout(600)


def switches(page: Page, models: list[str]) -> list[float]:
    names = [CARDS[models[i % len(models)]].title for i in range(ROUNDS)]
    pills = [page.get_by_role("radio", name=name, exact=True) for name in names]
    return [timed(page, "pointerdown", pill.click) for pill in pills]


def arrow(page: Page, i: int) -> Callable[[], None]:
    return lambda: page.keyboard.press("ArrowLeft" if i % 12 < 6 else "ArrowRight")


def sentences(root: Path) -> list[str]:
    """Sentences nobody has translated yet, of the lengths of the examples."""
    examples = read_examples(next(root.glob("*/examples.tsv")))
    characters = random.Random(1)
    found = [list(example.source) for example in examples] * 2
    for letters in found:
        characters.shuffle(letters)
    return ["".join(letters) for letters in found[:ROUNDS]]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PRETRAINED)
