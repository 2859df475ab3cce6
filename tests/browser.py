"""What browser tests need: a Chromium, the app on a port of its own, and a clock that sees what is painted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import IO
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, ViewportSize, expect

from pages.ui.features import FEATURES

APP = Path(__file__).resolve().parent.parent / "app.py"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """The Chromium that is installed, the one without a window first, or else playwright's own."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *flags])


@dataclass(frozen=True)
class Served:
    """A running app."""

    address: str
    process: int


@contextmanager
def serve(
    pretrained: Path,
    base: str = "",
    launcher: Sequence[str] = ("-m", "streamlit"),
    app: Path = APP,
    log: int | IO[str] = subprocess.DEVNULL,
    port: int | None = None,
    rooms: str = "",
) -> Iterator[Served]:
    """The app with the models of this folder, below a path `base` if there is one. `launcher` are the arguments of
    Python that make it the command `streamlit`; `log` gets all that the server says. `port` is one that nobody listens
    on, by default a free one; `rooms` is the file in which rooms outlive the server."""
    port = port or free_port()
    command = [sys.executable, *launcher, "run", str(app), "--server.port", str(port)]
    address = f"http://localhost:{port}{base}"
    with subprocess.Popen(
        [*command, "--server.address", "localhost", "--server.baseUrlPath", base],
        cwd=APP.parent,
        env=os.environ | {"GAZE_PRETRAINED": str(pretrained), "GAZE_ROOMS_FILE": rooms, "PYTHONPATH": str(APP.parent)},
        stdout=log,
        stderr=log,
    ) as server:
        try:
            wait_for(f"{address}/_stcore/health")
            yield Served(address, server.pid)
        finally:
            server.terminate()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_for(address: str, seconds: float = 60) -> None:
    """Return when something answers there. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:  # not there yet, or too busy to answer in time
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer within {seconds} seconds")


def page_of(context: BrowserContext) -> Page:
    """The one page that a window keeps for all journeys: for a new one Chromium reads and translates all code of the
    app again, which doubles the time it takes to open."""
    return context.pages[0] if context.pages else context.new_page()


def resize(context: BrowserContext, width: int, height: int = 844) -> None:
    page_of(context).set_viewport_size({"width": width, "height": height})


def visit(context: BrowserContext, address: str) -> Page:
    page = page_of(context)
    page.goto(address)
    return page


def navigate(page: Page, address: str) -> None:
    """Lead a page that has come to another address of the app without loading it anew, as Back and Forward do: a third
    of the work of a visit."""
    page.evaluate(
        """(address) => {
          history.pushState({}, "", address);
          dispatchEvent(new PopStateEvent("popstate", { state: {} }));
        }""",
        address,
    )


LEAD = """async (address) => {
  const app = document.querySelector(".stApp");
  const running = () => app.dataset.testScriptState === "running";
  const ended = new Promise((done) => {
    const states = new MutationObserver((changes) => {
      if (!running() && changes.some(({ oldValue }) => oldValue === "running")) end(true);
    });
    const end = (ran) => { states.disconnect(); done(ran); };
    states.observe(app, { attributeFilter: ["data-test-script-state"], attributeOldValue: true });
    setTimeout(() => running() || end(false), 2000);
    setTimeout(() => end(false), 60_000);
  });
  document.activeElement?.blur();
  document.querySelector("[data-testid=stMain]").scrollTo({ top: 0, behavior: "instant" });
  history.replaceState(history.state, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  const ran = await ended;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return ran;
}"""
"""Whether Python was seen to run to its end for the address. As on a visit, nothing has the focus and nothing is
scrolled."""
AT_REST = """() => document.querySelector(".stApp")?.dataset.testScriptState === "notRunning" """


def come(window: BrowserContext, address: str) -> Page:
    """The page at an address in a window that has a page in each app: led there as by Back and Forward, a third of the
    work of a visit; loaded where it is the first one, or did not get there. All that an address says is as on
    a visit; what it does not say, such as a hint that is gone, is as whoever had the window before left it."""
    root = urlsplit(address).netloc
    page = next((page for page in window.pages if urlsplit(page.url).netloc == root), None)
    if page is None:
        page = window.new_page()
        page.goto(address)
    else:
        page.bring_to_front()
        page.wait_for_function(AT_REST)
        if not page.evaluate(LEAD, address) or not is_at(page.url, address):
            page.goto(address)
    return page


def is_at(url: str, address: str) -> bool:
    """Whether an address in the bar says nothing but what was asked for. A report on its way, such as that of a step,
    can overtake a new address; then Python keeps the choices of the one before."""
    here, asked = urlsplit(url), urlsplit(address)
    return here.path.rstrip("/") == asked.path.rstrip("/") and {*parse_qsl(here.query)} <= {*parse_qsl(asked.query)}


def led(window: BrowserContext, address: str) -> Page:
    """The same, once a translation is drawn."""
    page = come(window, address)
    count(page).first.wait_for(timeout=60_000)
    return page


def opened(context: BrowserContext, address: str) -> Page:
    """The page at an address, once a translation is drawn. `wait_for` looks at one element; `expect` reads the whole
    page each time it has to look again, which takes a fifth longer while a page comes."""
    page = visit(context, address)
    count(page).wait_for(timeout=60_000)
    return page


@contextmanager
def noted(failures: list[str], where: object) -> Iterator[None]:
    """What is not as asserted within is written down, and the journey goes on: one visit is looked at in several ways,
    at several sizes. The test asserts in the end that nothing was written down."""
    try:
        yield
    except AssertionError as failed:
        failures.append(f"{where}: {failed}")


STILL = """() => {
  const drawn = [...document.querySelectorAll("body *")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].map(Math.round).join();
  });
  const fetched = performance.getEntriesByType("resource").length;
  const ready = document.fonts.status === "loaded" && !document.querySelector("[data-testid=stSkeleton]") &&
    document.querySelector(".stApp")?.dataset.testScriptState === "notRunning" &&
    !document.getAnimations().some((each) =>
      each.playState === "running" && each.effect?.getComputedTiming().endTime !== Infinity);
  const seen = JSON.stringify([location.href, fetched, drawn]);
  const times = ready && seen === window.seenBefore?.seen ? window.seenBefore.times + 1 : 0;
  window.seenBefore = { seen, times };
  return times >= 5;
}"""


def still(page: Page) -> None:
    """Wait until Python has run, all is fetched, and in five looks one after the other, a quarter of a second on a
    machine at rest, nothing has moved or faded."""
    page.wait_for_function("() => delete window.seenBefore")
    page.wait_for_function(STILL, polling=50, timeout=60_000)


def lead_to(page: Page, title: str) -> None:
    """Press the tab of a page, after its door where another one is open."""
    door = next(feature.door for feature in FEATURES if feature.title == title)
    behind = [feature.title for feature in FEATURES if feature.door == door]
    if page.get_by_role("heading", level=1).inner_text() not in behind:
        page.get_by_role("link", name=door, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(behind[0])
    if len(behind) > 1:
        page.get_by_role("link", name=title, exact=True).click()


def choose_scorer(page: Page, title: str) -> None:
    """Choose a scoring function that is not among the first ones."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("button", name="All scoring functions").click()
    page.get_by_test_id("stPopoverBody").get_by_role("radio", name=title, exact=True).click()
    page.keyboard.press("Escape")


FORGET = "() => [localStorage, sessionStorage].every((storage) => { storage.clear(); return true; })"
"""Asked by `wait_for_function`, which asks again where the page was just going elsewhere."""


def leave(context: BrowserContext) -> None:
    """Leaves a window as its first visitor found it: one page, empty, nothing stored."""
    page = page_of(context)
    for visited in context.pages:
        if visited.url.startswith("http"):
            visited.wait_for_function(FORGET)
        if visited != page:
            visited.close()
    page.goto("about:blank")
    page.emulate_media(media="null", color_scheme="null")
    context.clear_cookies()
    context.clear_permissions()


def stay(window: BrowserContext, size: ViewportSize) -> None:
    """Leaves a window in the app, with nothing stored, of its first size. What is not in the app is closed."""
    for page in window.pages:
        if page.url.startswith("http"):
            page.wait_for_function(FORGET)
            page.set_viewport_size(size)
            page.emulate_media(media="null", color_scheme="null", forced_colors="null")
        else:
            page.close()


def hears_keys(page: Page) -> None:
    """Wait until the component that hears P and Escape is there, and the button that Escape presses."""
    page.locator("i[hidden]").first.wait_for(state="attached")
    page.locator(":is(.st-key-leave, .st-key-present) button").first.wait_for()


def count(page: Page) -> Locator:
    """Where the stage says which step it shows."""
    return page.locator(".gaze-count")


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Sentence")


TWELVE = "我昨天在图书馆看见你的朋友。"
"""A sentence of twelve pieces."""
FRAME = 16.0
"""Milliseconds between two frames of a screen: a key must be seen in the next."""
QUIET = 4.0
"""Milliseconds that a key which changes nothing takes to the next frame on a machine at rest."""
DRAWING = 160.0
"""Milliseconds that `DRAW` takes on a machine where a key is asked to be seen in the next frame. Where it takes longer,
by what else runs on its host, a frame may take longer too."""
DRAW = """() => {
  const table = document.body.appendChild(document.createElement("table"));
  table.innerHTML = "<tr><td>a</td><td>b</td><td>c</td></tr>".repeat(200);
  const began = performance.now();
  for (let round = 0; round < 20; round++) {
    for (const cell of table.querySelectorAll("td")) cell.textContent = `${round} `.repeat(1 + round % 3);
    table.getBoundingClientRect();
  }
  const taken = performance.now() - began;
  table.remove();
  return taken;
}"""
"""A table drawn twenty times, with other words each time."""
PRESSES = 40
ROUNDS = 8
WATCH_KEYS = """() => {
  window.taken = [];
  addEventListener("keydown", (event) => requestAnimationFrame(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => window.taken.push(performance.now() - event.timeStamp);
    painted.port2.postMessage(0);
  }), true);
}"""
"""From the key to the first moment after the next frame is drawn."""


def every_key_is_painted_in_a_frame(page: Page) -> bool:
    """Whether arrow keys reach the screen within one frame, in the best of a few rounds."""
    page.evaluate(WATCH_KEYS)
    return any(painted_in_time(page) for _ in range(ROUNDS))


def painted_in_time(page: Page) -> bool:
    """One round of keys. The machine may be busy with something else: then even a key that changes nothing is late."""
    slowness = max(1.0, min(page.evaluate(DRAW) for _ in range(3)) / DRAWING)
    steps, idle = times_of_keys(page, "ArrowRight", "ArrowLeft"), times_of_keys(page, "F9", "F9")
    print(f"machine {slowness:.2f}")
    for name, times in {"step": steps, "idle": idle}.items():
        print(f"key to paint, {name}: median {median(times):.1f} ms, p95 {p95(times):.1f} ms of {len(times)}")
    return p95(steps) <= FRAME * slowness + max(0, p95(idle) - QUIET)


def times_of_keys(page: Page, forth: str, back: str) -> list[float]:
    page.evaluate("window.taken = []")
    for press in range(PRESSES):
        page.keyboard.press(forth if press % 40 < 20 else back)
        page.wait_for_timeout(20)
    return page.evaluate("window.taken")


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
