"""How fast the app is in a real browser, and how much memory it takes: `python -m tests.speed [FOLDER]`.

FOLDER holds the models; without it they are the shipped ones. Times are milliseconds from the event (a key, a click,
the start of the process) to the first moment after the frame that shows its effect.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import torch
from playwright.sync_api import Browser, Page, sync_playwright

from pages.ui.address import codec
from seq2seq.analysis.states import index_states
from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import read_examples
from tests import browser
from tests.browser import TWELVE

BLANK = Path(__file__).with_name("blank.py")
ROUNDS = 50
SESSIONS = 10
QUIET = 800
"""Milliseconds after which the report of a step, 400 after the key, has been answered."""
INDEXED = 200
LISTEN = """() => {
  window.began = {};
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, (event) => { window.began[kind] ??= event.timeStamp; }, true);
  }
}"""
"""Comes before the page's own listeners: one of them may change the stage before another hears of the event."""
WATCH = """(kind) => {
  const components = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')];
  const stage = components.map((each) => each.shadowRoot).find((each) => each.querySelector(".gaze"));
  window.began = {};
  window.seen = new Promise((seen) => {
    const changed = new MutationObserver(() => {
      if (!(kind in window.began)) return;
      changed.disconnect();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => seen(performance.now() - window.began[kind]);
        painted.port2.postMessage(0);
      });
    });
    setTimeout(() => seen(Infinity), 5000);
    changed.observe(stage, { subtree: true, childList: true, attributes: true });
  });
}"""


def main(root: Path) -> None:
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        beside_blank_page(chromium, root)
        with browser.serve(root) as served:
            measure(chromium, served, root)
        chromium.close()


def beside_blank_page(chromium: Browser, root: Path) -> None:
    """The app and the least that a page of Streamlit can do, in turn: the start, and sentences that are new."""
    starts = [(cold_start(chromium, root), cold_start(chromium, root, BLANK)) for _ in range(5)]
    compared("start to first example", starts, median, 1.3)
    with browser.serve(root) as served, browser.serve(root, app=BLANK) as blank:
        app_page, blank_page = opened(chromium, served.address), opened(chromium, blank.address)
        first, *texts = shuffled(TWELVE)
        new_sentence(app_page, first)
        times = [(new_sentence(app_page, text), new_sentence(blank_page, text)) for text in texts]
    compared("new sentence", times, browser.p95, 2)


def compared(
    name: str, times: list[tuple[float, float]], summary: Callable[[list[float]], float], limit: float
) -> None:
    """The app's times and the blank page's, and how many times as long the app takes."""
    ours, least = map(list, zip(*times, strict=True))
    say(f"{name}: {report(ours)}; on a blank page: {report(least)}")
    say(f"{name}, times a blank page's: {summary(ours) / summary(least):.2f} (asked: at most {limit})")


def measure(chromium: Browser, served: browser.Served, root: Path) -> None:
    page = opened(chromium, served.address)
    texts = sentences(root)
    say(f"first new translation after that: {new_sentence(page, texts[0]):.0f} ms")
    models = [entry.scorer for entry in catalog.list_entries(root) if entry.scorer in CARDS and not entry.problem]
    switches(page, models, len(models))
    say(f"new sentence: {report([new_sentence(page, text) for text in texts[1:]])}")
    say(f"scoring function: {report(switches(page, models, ROUNDS))}")
    states(chromium, served, texts)
    say(f"arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")
    step_page(chromium, served.address)
    what_if(chromium, served.address)
    compare(chromium, served.address)
    beam(chromium, served.address)
    for _ in range(SESSIONS - 1):
        opened(chromium, served.address)
    say(f"memory, {len(models)} models and {SESSIONS} sessions: {resident(served.process):.0f} MB")


def step_page(chromium: Browser, address: str) -> None:
    """Stepping through a sentence of twelve pieces opened up, with the arithmetic of a score open."""
    page = opened(chromium, f"{address}/step?q={quote(TWELVE)}&piece=3")
    page.locator(".gaze-lines li").first.wait_for()
    say(f"step, arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")


def compare(chromium: Browser, address: str) -> None:
    """One cursor for all functions; then all of them on sentences of twelve pieces that nobody has asked for yet."""
    page = opened(chromium, f"{address}/compare?shown={codec.write_names(tuple(CARDS))}&q={quote(TWELVE)}")
    say(f"compare, arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")
    texts = shuffled(TWELVE)
    new_sentence(page, texts[0])
    say(f"compare, new sentence: {report([new_sentence(page, text) for text in texts[1:]])}")


def what_if(chromium: Browser, address: str) -> None:
    """Changes that nobody has asked for yet, of a sentence of twelve pieces, until what would have been is painted."""
    page = opened(chromium, f"{address}/what-if?q={quote(TWELVE)}")
    page.get_by_role("tab", name="Attention").click()
    offers = page.locator("button.what-offer:visible")
    times = []
    for i in range(ROUNDS):
        page.keyboard.press("Home" if i % 10 == 0 else "ArrowRight")
        page.wait_for_timeout(600)
        times.append(timed(page, "pointerdown", offers.nth(i // 10).click))
    say(f"what if, an edit: {report(times)}")
    say(f"what if, arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")


def states(chromium: Browser, served: browser.Served, texts: list[str]) -> None:
    """The page States, once the other sentences have been gone through; and how long 200 of them take."""
    page = opened(chromium, f"{served.address}/states?q={quote(TWELVE)}")
    page.locator("button.space-near").first.wait_for()
    say(f"arrow key on the map: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")
    say(f"new sentence on the map: {report([new_sentence(page, text + '吧') for text in texts[1:]])}")
    page.close()
    bundle = load_bundle()
    torch.set_num_threads(1)
    many = [text[cut:] for text in texts for cut in range(5)][:INDEXED]
    began = time.perf_counter()
    index_states(bundle, many, (), lambda share: None)
    say(f"{len(many)} sentences gone through for neighbours: {(time.perf_counter() - began) * 1000:.0f} ms")


def beam(chromium: Browser, address: str) -> None:
    """A beam of five over sentences nobody has translated yet, the characters of one of twelve pieces shuffled."""
    page = opened(chromium, f"{address}/beam?search=beam_5_1.0&q={quote(TWELVE)}")
    page.get_by_role("tree").wait_for()
    order = random.Random(5)
    texts = ["".join(order.sample(TWELVE, len(TWELVE))) for _ in range(ROUNDS)]
    say(f"beam of five, new sentence: {report([new_sentence(page, text) for text in texts])}")
    page.locator(".gaze-node.gaze-cursor").focus()
    say(f"beam of five, arrow key: {report([timed(page, 'keydown', arrow(page, i)) for i in range(ROUNDS)])}")


def resident(process: int) -> float:
    """Megabytes of a process, as Linux tells them."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def say(line: str) -> None:
    print(line, flush=True)


def report(times: list[float]) -> str:
    """Median and, of enough values, the 95th percentile."""
    high = f", p95 {quantiles(times, n=20)[-1]:.1f}" if len(times) >= 20 else ""
    return f"median {median(times):.1f}{high} ms of {len(times)}"


def cold_start(chromium: Browser, root: Path, app: Path = browser.APP) -> float:
    began = time.perf_counter()
    with browser.serve(root, app=app) as served:
        opened(chromium, served.address).close()
        return (time.perf_counter() - began) * 1000


def opened(chromium: Browser, address: str) -> Page:
    page = chromium.new_page()
    page.add_init_script(f"({LISTEN})()")
    page.goto(address)
    page.locator(".gaze-count").wait_for()
    return page


def timed(page: Page, kind: str, act: Callable[[], None]) -> float:
    """From the next event of this kind to the painted change of the stage."""
    page.wait_for_timeout(QUIET)
    page.evaluate(WATCH, kind)
    act()
    return page.evaluate("window.seen")


def new_sentence(page: Page, text: str) -> float:
    field = page.get_by_role("textbox").first

    def enter() -> None:
        field.fill(text)
        field.press("Enter")

    return timed(page, "keydown", enter)


def switches(page: Page, models: list[str], rounds: int) -> list[float]:
    names = [CARDS[models[i % len(models)]].title for i in range(rounds)]
    page.get_by_role("button", name="All scoring functions").click()
    pills = [page.get_by_test_id("stPopoverBody").get_by_role("radio", name=name, exact=True) for name in names]
    times = [timed(page, "pointerdown", pill.click) for pill in pills]
    page.keyboard.press("Escape")
    return times


def arrow(page: Page, i: int) -> Callable[[], None]:
    return lambda: page.keyboard.press("ArrowLeft" if i % 12 < 6 else "ArrowRight")


def sentences(root: Path) -> list[str]:
    """Sentences nobody has translated yet, of the lengths of the examples."""
    examples = read_examples(root / catalog.catalog_families(root)[0] / "examples.tsv")
    characters = random.Random(1)
    shuffled_texts = [[*example.source, "吗"] for example in examples if len(example.source) > 5]
    for letters in shuffled_texts:
        characters.shuffle(letters)
    return ["".join(letters) for letters in shuffled_texts[: ROUNDS + 1]]


def shuffled(text: str) -> list[str]:
    """The text's characters in other orders."""
    characters = random.Random(2)
    return ["".join(characters.sample(text, len(text))) for _ in range(ROUNDS + 1)]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PRETRAINED)
