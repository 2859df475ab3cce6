"""Every page on a phone, upright and sideways, and with the keyboard: pictures are in sight, nothing is covered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser import come, noted, resize, still, visit

pytestmark = pytest.mark.browser

PICTURES = {
    "": ".gaze-ribbons",
    "step": ".gaze-explanation",
    "compare": ".gaze-small",
    "what-if": ".what-side .gaze-scroll",
    "states": ".space-drawing",
    "beam": ".gaze-tree",
    "training": ".gaze-small",
    "gradients": ".js-plotly-plot",
    "experiments": ".js-plotly-plot",
    "gallery": ".js-plotly-plot",
    "broken-code": ".stCode",
    "predict": ".gaze-column",
    "evidence": ".js-plotly-plot",
    "lessons": ".lessons",
    "plan": ".plans",
    "rooms": ".gaze",
}
"""Page → what it is about. Live has a journey of its own."""
UPRIGHT: ViewportSize = {"width": 390, "height": 844}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}
ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""A laptop of 1280 × 800 at 200 %."""
MOST_STOPS, AT_ONCE = 60, 10
"""Presses of Tab after which a page has been walked through far enough, and after how many one looks for its end."""
HIGHEST, IN_SIGHT = 330, 80
"""Pixels: where a picture begins upright, below the tabs of its door, and how much of it is seen sideways."""

ONE_ROW = "(parts) => new Set(parts.map((part) => Math.round(part.getBoundingClientRect().y))).size === 1"
EVERYTHING = """
  const inside = (root) => [...root.querySelectorAll("*")].flatMap((each) =>
    each.shadowRoot ? [each, ...inside(each.shadowRoot)] : [each]);
  const named = (element) => [
    element.tagName, element.getAttribute("class"), (element.ariaLabel ?? element.textContent).trim().slice(0, 30),
  ].join(" ");
"""
SMALL_TARGETS = f"""() => {{
  {EVERYTHING}
  const selector = "button, select, summary, a[href], [role='radio']";
  const pressed = inside(document.body).filter((each) => each.matches(selector));
  return pressed.filter((each) => {{
    const {{ width, height }} = each.getBoundingClientRect();
    const side = Math.min(width, height);
    const shown = each.checkVisibility({{ visibilityProperty: true }});
    return shown && side > 1 && side < 24 && !each.closest("p, li, [inert], [aria-hidden='true'], .modebar");
  }}).map(named);
}}"""
"""What is smaller than a finger needs. Links in running text are excepted, as in WCAG 2.5.8."""
SEE_DRAWER = """requestAnimationFrame(function look() {
  const drawer = document.querySelector('[data-testid="stSidebar"]');
  const styled = getComputedStyle(document.documentElement).getPropertyValue("--gaze-thumb");
  window.seenDrawer ||= Boolean(drawer && styled && drawer.checkVisibility({ visibilityProperty: true }));
  requestAnimationFrame(look);
})"""
"""Remembers whether the drawer was ever drawn."""
FOCUS = f"""() => {{
  {EVERYTHING}
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused || focused === document.body) return null;
  const drawn = focused.closest("canvas") ?? focused; // a cell of a table is drawn by the canvas that it is in
  const {{ left, right, top, bottom, width, height }} = drawn.getBoundingClientRect();
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
  const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  const whole = height < 120;
  const high = whole ? top >= 0 && bottom <= innerHeight : bottom > 0 && top < innerHeight;
  const seen = high && right > 0 && left < innerWidth;
  const at = (root, y) => {{
    const element = root.elementFromPoint(x, y);
    return element?.shadowRoot && element.shadowRoot !== root ? at(element.shadowRoot, y) : element;
  }};
  const chain = (element) => element ? [element, ...chain(element.parentElement ?? element.getRootNode().host)] : [];
  const table = focused.closest(".stDataFrame");
  const own = (hit) => chain(hit).includes(focused) || chain(focused).includes(hit) || table?.contains(hit) ||
    [...focused.labels ?? []].some((label) => chain(hit).includes(label));
  const hits = (whole ? [top + 3, middle, bottom - 3] : [middle]).map((y) => at(document, y));
  const over = hits.find((hit) => !hit || !own(hit));
  const place = [left, top, width, height].map(Math.round);
  return {{ name: named(focused), place, seen, covered: seen && over ? named(over) : "" }};
}}"""
"""What has the focus, whether it is in sight, from edge to edge unless it is large, and what lies over it. A table of
Streamlit's is drawn below a layer that scrolls."""
HEAR_STOPS = f"""() => addEventListener("keyup", ({{ key }}) => {{
  if (key === "Tab") window.stops.push(({FOCUS})());
}}, true)"""
"""Writes down where each press of Tab leads."""
FROM_THE_TOP = """() => {
  window.stops = [];
  document.querySelector("[data-testid=stMain]").scrollTo({ top: 0, behavior: "instant" });
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
"""The next press of Tab leads to the first stop, as on a page that has just come."""


def settled(page: Page, name: str, size: ViewportSize = UPRIGHT) -> Page:
    """A page of this size, once its picture stands."""
    page.set_viewport_size(size)
    page.locator(PICTURES[name]).first.wait_for(timeout=60_000)
    page.locator(".thumb").wait_for()
    still(page)
    return page


def turn(page: Page, size: ViewportSize) -> None:
    """Give a page that has come the size of another screen."""
    if page.viewport_size != size:
        page.set_viewport_size(size)
        page.wait_for_timeout(200)  # Streamlit hears of it after 100 ms
        still(page)


def overflow(page: Page) -> int:
    return page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth - main.clientWidth")


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["y"]


def foot(page: Page) -> float:
    """Where the bars at the foot begin."""
    bars = [page.locator(each).first for each in (".thumb", ".gaze-transport")]
    boxes = [bar.bounding_box() for bar in bars if bar.is_visible()]
    return min(box["y"] for box in boxes if box)


def upright_the_picture_begins_high(page: Page, name: str) -> None:
    assert top(page, PICTURES[name]) <= HIGHEST
    nothing_is_cut_or_tiny(page)


def sideways_the_picture_is_in_sight(page: Page, name: str) -> None:
    bar = page.locator(".thumb").bounding_box()
    assert bar and bar["y"] + bar["height"] == pytest.approx(SIDEWAYS["height"], abs=1)
    assert top(page, PICTURES[name]) >= 0
    assert foot(page) - top(page, PICTURES[name]) >= IN_SIGHT
    nothing_is_cut_or_tiny(page)


def nothing_is_cut_or_tiny(page: Page) -> None:
    assert overflow(page) == 0
    assert page.evaluate(SMALL_TARGETS) == []
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def the_keyboard_walks_through_what_is_seen(page: Page) -> None:
    page.evaluate(FROM_THE_TOP)
    stops: list[Any] = []
    while len(stops) < MOST_STOPS and None not in stops:
        for _press in range(AT_ONCE):
            page.keyboard.press("Tab")
        stops = page.evaluate("window.stops")
    ended = stops.index(None) if None in stops else len(stops)
    assert ended > 5
    assert [stop for stop in stops[:ended] if not stop["seen"] or stop["covered"]] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_is_seen_and_walked_through(newcomers_phone: BrowserContext, shipped: str, name: str) -> None:
    """Upright as it is visited, then turned, then in a window of a laptop, zoomed."""
    page = settled(come(newcomers_phone, f"{shipped}/{name}"), name)
    page.evaluate(HEAR_STOPS)
    failures: list[str] = []
    with noted(failures, "upright"):
        upright_the_picture_begins_high(page, name)
    for held, size in {"upright": UPRIGHT, "sideways": SIDEWAYS, "zoomed": ZOOMED}.items():
        page.evaluate(FROM_THE_TOP)
        turn(page, size)
        with noted(failures, held):
            if size == SIDEWAYS:
                sideways_the_picture_is_in_sight(page, name)
            the_keyboard_walks_through_what_is_seen(page)
    assert failures == []


def test_sideways_whole_columns_are_painted_and_three_menus_share_a_row(
    newcomers_phone: BrowserContext, shipped: str
) -> None:
    page = settled(come(newcomers_phone, f"{shipped}/predict"), "predict", SIDEWAYS)
    column = page.locator(".gaze-column").first.bounding_box()
    assert column and column["y"] + column["height"] <= foot(page)
    page.goto(f"{shipped}/evidence")
    menus = page.locator(".st-key-compared").get_by_test_id("stSelectbox")
    expect(menus).to_have_count(3, timeout=60_000)
    page.locator(".st-key-measured summary").tap()
    page.wait_for_function(ONE_ROW, arg=[menu.element_handle() for menu in menus.all()])


def test_sideways_ribbons_lead_to_words_in_sight(newcomers_phone: BrowserContext, shipped: str) -> None:
    page = settled(come(newcomers_phone, f"{shipped}/"), "", SIDEWAYS)
    said = page.locator(".gaze-chip[data-target]", has_text="love").bounding_box()
    assert said and said["y"] + said["height"] <= foot(page)


def test_no_drawer_is_seen_while_a_page_comes_sideways(chromium: Browser, shipped: str) -> None:
    with chromium.new_context(viewport=SIDEWAYS, locale="en-US", has_touch=True) as window:
        window.add_init_script(SEE_DRAWER)
        page = visit(window, f"{shipped}/rooms")
        expect(page.locator(".thumb")).to_be_visible(timeout=60_000)
        assert page.evaluate("window.seenDrawer") is False


def test_the_formula_can_be_read_sideways_and_opens(phone: BrowserContext, shipped: str) -> None:
    resize(phone, **SIDEWAYS)
    page = settled(visit(phone, shipped), "", SIDEWAYS)
    formula, card = page.locator(".st-key-card .katex-html").bounding_box(), page.locator(".st-key-card").bounding_box()
    assert formula and card and formula["height"] >= 16
    assert formula["x"] + formula["width"] <= card["x"] + card["width"]
    hint = page.locator(".st-key-card").get_by_text("The first attention used in translation")
    expect(hint).to_be_hidden()
    page.locator(".st-key-card summary").tap()
    expect(hint).to_be_in_viewport()


def test_a_hint_has_its_button_in_one_line_and_opens(phone: BrowserContext, shipped: str) -> None:
    page = settled(visit(phone, shipped), "")
    words, act = page.locator(".hint-words"), page.locator(".hint-act")
    expect(act).to_be_in_viewport(ratio=1)
    line, button = words.bounding_box(), act.bounding_box()
    assert line and button and button["y"] <= line["y"] <= line["y"] + line["height"] <= button["y"] + button["height"]
    assert words.evaluate("(words) => words.clientWidth") >= 40
    page.get_by_role("button", name="The whole hint").tap()
    still(page)
    assert words.evaluate("(words) => words.scrollWidth <= words.clientWidth")
    act.tap()
    expect(page.locator(".st-key-text input")).to_have_value("我昨天买了一本书。")


def test_comparing_begins_with_the_chosen_function_and_another_beside_it(
    newcomers_phone: BrowserContext, shipped: str
) -> None:
    page = settled(come(newcomers_phone, f"{shipped}/compare"), "compare")
    panels = [
        (box["y"], box["x"], panel.locator("h3").inner_text())
        for panel in page.locator(".gaze-panel").all()
        if (box := panel.bounding_box())
    ]
    (high, _left, chosen), (beside, left, _name) = sorted(panels)[:2]
    assert chosen == "Additive"
    assert beside == pytest.approx(high, abs=1)
    assert left >= UPRIGHT["width"] / 2


@pytest.mark.parametrize("size", [UPRIGHT, SIDEWAYS], ids=("upright", "sideways"))
def test_the_drawer_opens_at_the_thumb(phone: BrowserContext, shipped: str, size: ViewportSize) -> None:
    resize(phone, **size)
    page = settled(visit(phone, shipped), "", size)
    drawer, opener = page.get_by_test_id("stSidebar"), page.get_by_role("button", name="All choices")
    opener.tap()
    expect(page.locator('[data-testid="stSidebarCollapseButton"] button')).to_be_focused()
    expect(drawer.get_by_role("radio", name="中文")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()
    opener.tap()
    expect(drawer).to_be_visible()
    page.touchscreen.tap(size["width"] - 30, 200)
    expect(drawer).to_be_hidden()
    opener.tap()
    drawer.get_by_role("radio", name="中文").tap()
    page.wait_for_url("**lang=zh**")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="所有选项")).to_be_visible()


def test_the_drawer_of_an_upright_phone_names_every_door(newcomers_phone: BrowserContext, shipped: str) -> None:
    page = settled(come(newcomers_phone, f"{shipped}/"), "")
    page.get_by_role("button", name="All choices").tap()
    names = page.get_by_test_id("stSidebarNavLink")
    doors = page.locator(".thumb-page optgroup").evaluate_all("(all) => all.map((each) => each.label)")
    expect(names).to_have_text(doors)
    expect(page.get_by_test_id("stSidebarNavViewButton")).to_have_count(0)
    expect(names.last).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def test_a_phone_that_is_turned_keeps_its_drawer_closed(newcomers_phone: BrowserContext, shipped: str) -> None:
    page = settled(come(newcomers_phone, f"{shipped}/"), "")
    turn(page, SIDEWAYS)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
