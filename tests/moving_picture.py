"""The moving picture of the README: python -m tests.moving_picture docs/gaze.webp

Steps through one sentence, then through the same sentence with other scoring functions, and puts the pictures together.
Needs what the journeys need, and Pillow.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from pages.ui.features import FEATURES
from seq2seq.config.places import PRETRAINED
from tests import browser

SENTENCE = "我每天早上在公园跑步。"
"""Its words come in another order in English, and many models say the same of it."""
SEEN = ".".join(name for feature in FEATURES for name in feature.hints)
"""The lines for newcomers are left out."""
WIDTH, HEIGHT, SCALE = 1280, 840, 1.5
"""Of the window; the picture is shown 960 wide, and is sharp where a pixel is half as large, too."""
STEP, SWITCH, POINT = 700, 1200, 600
"""Milliseconds that a picture of a step stands, of a new scoring function, and of the pointer on its name."""
PAINTED = 5000
"""Milliseconds after which all that follows from a choice has been drawn, on a busy machine too."""
POINTER = """([x, y]) => {
  const arrow = document.getElementById("pointer") ?? document.body.appendChild(document.createElement("div"));
  arrow.id = "pointer";
  arrow.style.cssText = `position:fixed;left:${x}px;top:${y}px;width:22px;height:30px;z-index:999999;background:#1c2230;
    pointer-events:none;filter:drop-shadow(0 0 1px white) drop-shadow(0 1px 2px #0006);
    clip-path:polygon(0 0,0 78%,26% 60%,44% 100%,60% 92%,42% 53%,76% 53%)`;
}"""

Frame = tuple[bytes, int]
"""A PNG, and for how many milliseconds it is shown."""


def main(target: Path) -> None:
    with browser.serve(PRETRAINED) as served, sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        window = ViewportSize(width=WIDTH, height=HEIGHT)
        context = chromium.new_context(viewport=window, device_scale_factor=SCALE, locale="en-US")
        context.add_cookies([{"name": "gaze_seen", "value": SEEN, "url": served.address}])
        page = context.new_page()
        page.goto(f"{served.address}?q={quote(SENTENCE)}&step=1")
        expect(browser.count(page)).to_be_visible(timeout=300_000)
        frames = list(filmed(page))
        chromium.close()
    pictures = [Image.open(io.BytesIO(png)).convert("RGB") for png, _ in frames]
    times = [time for _, time in frames]
    pictures[0].save(target, save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=90, method=4)
    print(f"{target}: {len(frames)} pictures, {sum(times) / 1000:.1f} s, {target.stat().st_size / 1e6:.2f} MB")


def filmed(page: Page) -> Iterator[Frame]:
    """With *Additive* up to where the order changes, then three more functions from there."""
    page.wait_for_timeout(PAINTED)
    yield record_frame(page, STEP)
    yield from (pressed(page, "ArrowRight") for _ in range(6))
    for name, key in {"Location": "ArrowLeft", "Dot product": "ArrowRight", "No attention": "ArrowLeft"}.items():
        yield pointed(page, name)
        yield switched(page, name)
        yield from (pressed(page, key) for _ in range(2))


def record_frame(page: Page, milliseconds: int) -> Frame:
    page.wait_for_timeout(400)
    return page.screenshot(animations="disabled"), milliseconds


def pressed(page: Page, key: str) -> Frame:
    page.keyboard.press(key)
    return record_frame(page, STEP)


def pointed(page: Page, name: str) -> Frame:
    """With the pointer on the name of a scoring function."""
    box = page.get_by_role("radio", name=name, exact=True).bounding_box()
    assert box
    page.evaluate(POINTER, [box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5])
    return record_frame(page, POINT)


def switched(page: Page, name: str) -> Frame:
    button = page.get_by_role("radio", name=name, exact=True)
    button.click()
    expect(button).to_be_checked()
    page.wait_for_timeout(PAINTED)
    page.mouse.move(WIDTH * 0.7, 1)  # out of the sidebar, which shows how to close it while one points at it
    page.evaluate("document.getElementById('pointer').remove()")
    return record_frame(page, SWITCH)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
