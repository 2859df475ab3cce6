"""Compare in a real browser: one cursor for all panels, what is chosen among them, a phone, how fast a key is."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from seq2seq.config.cards import CARDS
from tests.browser import choose_scorer, count, every_key_is_painted_in_a_frame, field, led, still

pytestmark = pytest.mark.browser

SENTENCE = quote("我昨天买了一本书。")


def names(page: Page) -> list[str]:
    return page.locator(".gaze-panel").evaluate_all("panels => panels.map((panel) => panel.dataset.name)")


MARKED = """(place) => [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  .flatMap((one) => [...one.shadowRoot.querySelectorAll(".gaze-panel .gaze-output-line")])
  .every((said) => said.children[place].classList.contains("gaze-now"))"""


def expect_marked(page: Page, place: int) -> None:
    """The piece at this place is marked in all panels; those out of sight follow a moment later."""
    page.wait_for_function(MARKED, arg=place)


def test_one_cursor_steps_through_all_panels(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}&step=3")
    expect(page.locator(".gaze-panel")).to_have_count(len(CARDS))
    expect_marked(page, 2)
    page.keyboard.press("ArrowRight")
    expect_marked(page, 3)
    page.wait_for_url("**step=4*")
    page.locator(".gaze-panel .gaze-bit").nth(1).click()
    expect(count(page)).to_have_text("2 / 64")
    expect_marked(page, 1)


def test_the_end_of_a_sentence_is_called_so(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}&compare=same&step=200")
    expect(page.locator(".gaze-readout")).to_have_text([re.compile(r"^\(end\) ← ")] * len(CARDS))


def test_what_comes_into_sight_shows_the_present_step(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}&step=1")
    page.locator(".gaze-panel").last.scroll_into_view_if_needed()
    page.keyboard.press("ArrowRight")
    expect_marked(page, 1)
    expect(page.locator(".gaze-panel .gaze-row")).to_have_count(len(CARDS))
    field(page).scroll_into_view_if_needed()
    page.keyboard.press("ArrowRight")
    expect_marked(page, 2)


def test_what_is_chosen_among_the_panels_is_in_the_address(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}")
    page.get_by_role("button", name="Ribbons").click()
    page.locator("[data-name=cosine]").hover()
    page.get_by_role("button", name="Pin Cosine").click()
    page.get_by_role("button", name="Enlarge Cosine").click()
    page.get_by_role("combobox", name="Order").select_option("probability")
    page.wait_for_url("**look=draw-ribbons.sort-probability.pins-cosine.large-cosine*")
    expect(page.locator(".gaze-panel .gaze-bands")).to_have_count(len(CARDS))
    order = names(page)
    assert order[0] == "cosine" and order[1:] != [name for name in order[1:] if name != "cosine"][::-1]
    page.reload()
    expect(page.locator(".gaze-panel").first).to_have_attribute("data-name", "cosine", timeout=60_000)
    assert names(page) == order
    expect(page.get_by_role("button", name="Enlarge Cosine")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".gaze-panel .gaze-bands")).to_have_count(len(CARDS))


def test_a_panel_leads_to_its_model_on_another_page(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}&compare=same&step=2")
    page.locator("[data-name=dot]").hover()
    page.locator("[data-name=dot] summary").click()
    page.locator("[data-name=dot]").get_by_role("link", name="Open in Translate").click()
    page.wait_for_url(f"{address}/?*")
    expect(page.get_by_role("radio", name="Dot product", exact=True)).to_be_checked(timeout=60_000)
    expect(count(page)).to_have_text("2 / 64")


def test_a_few_panels_become_all_and_a_few_again(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}&shown=dot*chosen")
    expect(page.locator(".gaze-panel")).to_have_count(2)
    page.get_by_role("button", name=f"All {len(CARDS)}").click()
    expect(page.locator(".gaze-panel")).to_have_count(len(CARDS))
    page.wait_for_url("**shown=all*")
    expect(page.get_by_role("button", name=f"All {len(CARDS)}")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="A few").click()
    expect(page.locator(".gaze-panel")).to_have_count(2)
    assert names(page) == ["dot", "additive"]


def test_no_panel_reaches_into_its_neighbour_under_a_long_name(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/compare?q={SENTENCE}&shown=all")
    long = page.locator("[data-name='additive@self_attention'] h3")
    expect(long).to_have_text("Additive, self-attention encoder")
    wide = page.locator(".gaze-panel").evaluate_all(
        """panels => panels.flatMap((panel) => [...panel.querySelectorAll("h3, .gaze-output-line, .gaze-readout")]
            .filter((each) => each.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1)
            .map((each) => `${panel.dataset.name}: ${each.textContent}`))"""
    )
    assert wide == []


def test_one_function_stands_beside_itself_with_other_encoders(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/compare?family=reverse&shown=dot*chosen")
    page.get_by_role("button", name="Other architectures").click()
    expect(page.locator("[data-name='additive@lstm']")).to_be_visible()
    assert {"additive", "additive@rnn", "additive@conv", "additive@self_attention"} < set(names(page))
    page.wait_for_url("**shown=readers*")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text(re.compile("^2 /"))
    page.get_by_role("button", name="A few").click()
    expect(page.locator(".gaze-panel")).to_have_count(2)
    assert names(page) == ["dot", "additive"]


def test_another_one_takes_the_place_of_a_panel(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}")
    page.get_by_role("combobox", name="in place of Dot product").select_option("Cosine")
    page.wait_for_url("**shown=none*cosine*chosen*location*")
    expect(page.get_by_role("combobox", name="in place of Cosine")).to_be_focused()
    assert names(page) == ["none", "cosine", "additive", "location"]
    page.get_by_role("combobox", name="in place of Additive").select_option("Concat")
    page.wait_for_url("**scorer=concat*")
    expect(page.get_by_role("radio", name="Concat", exact=True)).to_be_checked()
    expect(page.get_by_role("combobox", name="in place of Concat")).to_be_visible()
    assert names(page) == ["none", "cosine", "concat", "location"]
    page.get_by_role("radio", name="Dot product", exact=True).click()
    expect(page.locator("[data-name=dot]")).to_be_visible()
    assert names(page) == ["none", "cosine", "dot", "location"]


def test_an_enlarged_panel_has_larger_cells_and_letters(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}")
    drawing = page.locator("[data-name=dot] .gaze-small")
    width, font = (drawing.bounding_box() or {}).get("width", 0), drawing.evaluate("one => one.style.fontSize")
    page.locator("[data-name=dot]").hover()
    page.get_by_role("button", name="Enlarge Dot product").click()
    expect(page.locator("[data-name=dot]")).to_have_attribute("data-large", "")
    still(page)
    assert (drawing.bounding_box() or {}).get("width", 0) > 1.7 * width
    assert float(drawing.evaluate("one => parseFloat(one.style.fontSize)")) > 1.4 * float(font.removesuffix("px"))


def test_panels_are_taken_home(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}&shown=none*dot")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as SVG").first.click()
    picture = saved.value.path().read_text("utf-8")
    assert saved.value.suggested_filename == "compare.svg"
    assert all(word in picture for word in ("No attention", "Dot product", "昨"))
    cells = [set(re.findall(r'<path [^>]*fill="(rgb[^"]+)"', part)) for part in picture.split("Dot product")]
    assert cells[0] and cells[1] and not cells[0] & cells[1]  # what does not attend is in no colour of attention
    page.locator("[data-name=dot]").hover()
    page.locator("[data-name=dot] summary").click()
    with page.expect_download() as saved:
        page.locator("[data-name=dot]").get_by_role("button", name="Save the weights as CSV").click()
    assert saved.value.suggested_filename == "compare-dot.csv"
    table = saved.value.path().read_text("utf-8-sig").splitlines()
    assert table[0] == "panel,step,target,position,source,weight"
    assert table[1].startswith('"Dot product",1,')


def test_a_new_sentence_reaches_all_panels(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all")
    field(page).fill("他没有钱")
    page.wait_for_url("**q=*")
    expect(page.locator(".gaze-panel .gaze-labels", has_text="钱")).to_have_count(len(CARDS), timeout=60_000)


def links_marked(page: Page, kind: str) -> list[int]:
    """How many links of this kind stand in each panel."""
    paths = page.locator(f".gaze-panel .gaze-{kind}")
    return paths.evaluate_all("paths => paths.map((path) => (path.getAttribute('d').match(/M/g) ?? []).length)")


def test_links_that_one_draws_lie_over_all_panels(inside: BrowserContext, address: str) -> None:
    query = f"q={quote('我爱书')}&ref=I+read.&compare=same&lens=gold&shown=dot*uniform&look=threshold-0"
    page = led(inside, f"{address}/compare?{query}")
    page.get_by_text("Edit the links").click()
    page.get_by_role("button", name="我 – I: not linked").click()
    expect(page.get_by_role("button", name="我 – I: sure")).to_be_focused()
    page.wait_for_url("**links=0-0*")
    expect(page.locator(".gaze-panel .gaze-sure")).to_have_count(2)
    assert links_marked(page, "dot") == [1, 1]  # every two words have some weight between them, and one box
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".gaze-panel .gaze-possible")).to_have_count(2)
    page.get_by_role("button", name="t + 1").click()
    page.wait_for_url("**look=offset-1.threshold-0*")
    page.get_by_role("button", name="Ribbons").click()
    expect(page.get_by_text("Choose Matrices to see boxes")).to_be_visible()


def test_the_least_weight_of_a_link_slides(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}&compare=same&lens=gold&shown=dot*uniform")
    first = page.locator(".gaze-panel").first
    drawing = first.locator(".gaze-small").element_handle()
    before = first.locator(".gaze-facts-row").inner_text()
    assert re.search(r"mean \d\.\d\d bits", before)
    page.get_by_role("slider", name="Weight at least").fill("30")
    expect(first.locator(".gaze-here")).to_have_count(1)
    expect(first.locator(".gaze-facts-row")).not_to_have_text(before)
    assert links_marked(page, "dot")[0] + links_marked(page, "ring")[0] == 0  # uniform weights are all below
    page.get_by_role("slider", name="Weight at least").fill("4")
    assert links_marked(page, "dot")[0] > 0 and links_marked(page, "ring")[0] > 0
    page.get_by_role("slider", name="Weight at least").fill("30")
    assert drawing and drawing.evaluate("element => element.isConnected")  # only numbers and marks change
    page.wait_for_url("**look=threshold-30*")
    small = first.locator(".gaze-curve").bounding_box()
    page.get_by_role("button", name="Enlarge Uniform").click()
    large = page.locator("[data-name=uniform] .gaze-curve").bounding_box()
    assert small and large and large["width"] > 2 * small["width"]


def test_any_two_panels_are_subtracted(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?q={SENTENCE}&compare=same&lens=difference&shown=dot*none*cosine")
    page.get_by_role("combobox", name="Minus this panel").select_option("cosine")
    page.get_by_role("combobox", name="Panel", exact=True).select_option("dot")
    page.wait_for_url("**look=pair-dot*cosine*")
    expect(page.locator(".gaze-difference .gaze-bar").first).to_be_visible()
    expect(page.locator(".gaze-difference .gaze-apart")).to_have_count(0)


def test_nothing_overflows_a_narrow_screen(phone_inside: BrowserContext, address: str) -> None:
    page = led(phone_inside, f"{address}/compare?shown=all&q={SENTENCE}")
    main = page.get_by_test_id("stMain")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        still(page)
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, width
        assert page.locator(".gaze-panels").evaluate("grid => grid.scrollWidth - grid.clientWidth") <= 0, width


@pytest.mark.timed
def test_a_key_is_painted_within_one_frame(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}&step=1")
    assert every_key_is_painted_in_a_frame(page)


def test_the_numbers_under_the_panels_stay_whatever_is_chosen(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}")
    numbers = page.locator(".gaze-panel dd")
    expect(numbers).to_have_count(len(CARDS) * 4)
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    expect(page.locator("[data-name=cosine][data-base]")).to_have_count(1)
    expect(numbers).to_have_count(len(CARDS) * 4)
    page.get_by_role("radio", name="Same translation").click()
    page.get_by_role("radio", name="Word alignment").click()
    expect(numbers).to_have_count(len(CARDS) * 7)
    page.get_by_text("AER, P and R score these links").wait_for()
    page.goto(f"{address}/compare?q={SENTENCE}&shown=dot*none")
    expect(numbers).to_have_count(2 * 4, timeout=60_000)
    field(page).fill("他没有钱")
    expect(page.locator(".gaze-panel .gaze-labels", has_text="钱")).to_have_count(2, timeout=60_000)
    expect(numbers).to_have_count(2 * 2)


def test_the_words_that_all_say_stand_in_the_box_and_stay(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/compare?shown=all&q={SENTENCE}")
    page.get_by_role("radio", name="Same translation").click()
    box = page.get_by_role("textbox", name="The translation that all models produce")
    expect(box).to_have_value("I bought a book yesterday.")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    expect(page.locator(".gaze-panel")).to_have_count(len(CARDS))
    expect(box).to_have_value("I bought a book yesterday.")
    box.fill("")
    expect(box).to_have_value("I bought a book yesterday.")  # nothing typed: what the project has counts again
    assert "ref=" not in page.url
    page.get_by_role("radio", name="Own translations").click()
    page.wait_for_url(lambda url: "compare=same" not in url)
    page.get_by_role("button", name="Models and reference").click()
    expect(page.get_by_role("textbox", name="Reference translation")).to_have_value("I bought a book yesterday.")
