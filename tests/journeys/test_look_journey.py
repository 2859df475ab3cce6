"""What one sees of every page: it can be read, on light and on dark, and on a wall it fills the window."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.features import FEATURES
from tests.browser import come, count, noted, still, visit

LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TURNED = """(dark) => {
  const app = document.querySelector(".stApp");
  return app && /rgba?\\((\\d+)/.exec(getComputedStyle(app).backgroundColor)?.[1] < 128 === dark;
}"""
"""Whether the page has the scheme of the system."""
WALLS = (1280, 720), (1920, 1080)
LETTERS = """(charts) => charts.filter((chart) => chart.checkVisibility()).flatMap((chart) =>
  [...chart.querySelectorAll("g:not(.g-gtitle) > text")].filter((text) => text.textContent.trim())
    .map((text) => parseFloat(getComputedStyle(text).fontSize) * chart.getBoundingClientRect().width
      / chart.offsetWidth))"""
"""The sizes of the letters of charts, as one sees them."""

COVERED = """() => {
  const buttons = [...document.querySelectorAll(".st-key-top button")].map((each) => each.getBoundingClientRect());
  const purpose = document.createRange();
  purpose.selectNodeContents(document.querySelector(".st-key-heading [data-testid=stCaptionContainer] p"));
  return [...purpose.getClientRects()].some((line) => buttons.some((button) =>
    line.left < button.right && line.right > button.left && line.top < button.bottom && line.bottom > button.top));
}"""
"""Whether a button stands on what a page is for."""

RESTYLED = """() => {
  const many = document.querySelector("[data-testid=stMain]").appendChild(document.createElement("div"));
  many.style.cssText = "position: fixed; contain: strict; width: 0; height: 0";
  many.innerHTML = "<i></i>".repeat(10_000);
  const change = () => Array.from({ length: 5 }, () => {
    document.body.getBoundingClientRect();
    const start = performance.now();
    many.append(document.createElement("i"));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  }).sort((one, other) => one - other)[2];
  const rules = (list) => [...list].flatMap((rule) => [rule, ...rules(rule.cssRules ?? [])]);
  const ours = change();
  const having = [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules))
    .filter((rule) => rule.selectorText?.includes(":has("));
  for (const rule of having) rule.selectorText = ".nothing";
  return { rules: having.length, ratio: ours / change() };
}"""
"""How many rules ask what an element has, and how many times longer a change of a large page takes for them."""


def drawn(page: Page) -> None:
    page.get_by_role("heading", level=1).wait_for(state="attached", timeout=60_000)
    still(page)


@pytest.mark.parametrize("name", [entry.name for entry in FEATURES])
def test_all_that_is_written_can_be_read(newcomer: BrowserContext, shipped: str, name: str) -> None:
    """In the light, and once the system has turned dark."""
    page = come(newcomer, f"{shipped}/{name}?q=我爱你")
    failures: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(TURNED, arg=scheme == "dark")
        drawn(page)
        with noted(failures, scheme):
            assert page.evaluate(LOOK) == {"faint": [], "small": [], "helps": 0}
    with noted(failures, "purpose"):
        assert not page.evaluate(COVERED)
    assert failures == []


def test_on_the_wall_light_is_white_on_a_dark_system_too(context: BrowserContext, shipped: str) -> None:
    page = visit(context, "about:blank")
    page.emulate_media(color_scheme="dark")
    visit(context, f"{shipped}/?q=我爱你&present=light")
    expect(count(page)).to_be_visible(timeout=60_000)
    drawn(page)
    corner = page.screenshot(clip={"x": 2, "y": 400, "width": 1, "height": 1}, type="png")
    white = page.evaluate(
        """async (bytes) => {
          const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const pen = new OffscreenCanvas(1, 1).getContext("2d");
          pen.drawImage(picture, 0, 0);
          return [...pen.getImageData(0, 0, 1, 1).data];
        }""",
        list(corner),
    )
    assert white == [255, 255, 255, 255]


def test_on_the_wall_compare_fills_the_window(newcomer: BrowserContext, shipped: str) -> None:
    page = come(newcomer, f"{shipped}/compare?q=我爱你&present=light")
    expect(count(page)).to_be_visible(timeout=60_000)
    failures: list[str] = []
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        panels = [box for panel in page.locator(".gaze-panel").all() if (box := panel.bounding_box())]
        with noted(failures, (width, height)):
            assert height * 0.8 <= max(box["y"] + box["height"] for box in panels) <= height + 60
    assert failures == []


def test_on_the_wall_the_tree_fills_the_window(newcomer: BrowserContext, shipped: str) -> None:
    page = come(newcomer, f"{shipped}/beam?q=我爱你&present=light")
    expect(count(page)).to_be_visible(timeout=60_000)
    pieces = page.locator(".gaze-tree .gaze-node .gaze-piece")
    failures: list[str] = []
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        letters = pieces.evaluate_all("(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))")
        ends = [box for node in page.locator(".gaze-tree .gaze-node").all() if (box := node.bounding_box())]
        with noted(failures, (width, height)):
            assert min(letters) >= 20
            assert max(box["x"] + box["width"] for box in ends) >= 0.75 * width
            assert max(box["y"] + box["height"] for box in ends) <= 0.75 * height
    assert failures == []


def test_on_the_wall_nothing_covers_what_a_chart_says(newcomer: BrowserContext, shipped: str) -> None:
    page = come(newcomer, f"{shipped}/experiments?present=light")
    axis = page.locator(".js-plotly-plot .xtitle").first
    expect(axis).to_be_visible(timeout=60_000)
    failures: list[str] = []
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        said = axis.bounding_box()
        below = page.locator('[data-testid="stHeading"] h3', has_text="One sentence").bounding_box()
        with noted(failures, (width, height)):
            assert said and below and said["y"] + said["height"] <= below["y"]
    assert failures == []


@pytest.mark.parametrize("name", ["lenses", "gallery", "evidence", "gradients"])
def test_on_the_wall_charts_grow_with_the_window_and_letters_with_charts(
    context: BrowserContext, shipped: str, name: str
) -> None:
    page = visit(context, f"{shipped}/{name}?present=light")  # the server leads from Lenses to Experiments
    chart = page.locator(".js-plotly-plot").first
    expect(chart.locator(".xtick text, .xtitle").first).to_be_visible(timeout=120_000)
    heights = []
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        box, sizes = chart.bounding_box(), page.locator(".js-plotly-plot").evaluate_all(LETTERS)
        assert box and box["width"] <= width and sizes and min(sizes) >= 14
        heights.append(box["height"])
    assert heights[1] / heights[0] == pytest.approx(36 / 25.6, abs=0.02)


def test_languages_of_sentence_and_translation_are_said(newcomer: BrowserContext, shipped: str) -> None:
    page = come(newcomer, f"{shipped}/?q=我爱你&lang=zh")
    expect(count(page)).to_be_visible(timeout=60_000)
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator(".st-key-text input")).to_have_attribute("lang", "zh")
    expect(page.get_by_text("I love you.").locator("xpath=ancestor::*[@lang][1]")).to_have_attribute("lang", "en")
    expect(page.locator(".gaze-bars bdi").first).to_have_attribute("lang", "en")
    expect(page.locator(".gaze-ribbons g[lang=zh] [data-source]")).to_have_count(4)
    expect(page.locator(".gaze-ribbons g[lang=en] [data-target]")).to_have_count(5)


def test_what_is_chosen_is_seen_in_forced_colours(newcomer: BrowserContext, shipped: str) -> None:
    page = come(newcomer, f"{shipped}/?q=我爱你")
    page.emulate_media(forced_colors="active")
    expect(count(page)).to_be_visible(timeout=60_000)
    pills, links = "[data-testid=stBaseButton-pillsActive]:visible", "[data-testid=stTopNavLink][aria-current]"
    chosen = page.locator(f"{pills}, {links}, .gaze-choice[aria-pressed=true]")
    expect(chosen.first).to_be_visible()
    outlines = chosen.evaluate_all("(all) => all.map((one) => getComputedStyle(one).outlineStyle)")
    assert len(outlines) >= 2 and set(outlines) == {"solid"}
    page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390)])
def test_a_change_of_a_page_does_not_style_all_of_it_anew(
    context: BrowserContext, shipped: str, size: tuple[int, int]
) -> None:
    """A rule such as `.a:has(.b) > :first-child` has the browser do so, since its last part may be any element: Plotly
    then takes half a minute for the gradients of a long translation. It is 40 times as long with such a rule."""
    page = visit(context, f"{shipped}/gradients?q=我爱你")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    drawn(page)
    measured = page.evaluate(RESTYLED)
    assert measured["rules"] > 100
    assert measured["ratio"] < 5
