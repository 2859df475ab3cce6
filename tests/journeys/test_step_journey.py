"""Journeys over the page Step: a cell's arithmetic by keyboard alone, the temperature, heads, print, a phone."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, every_key_is_painted_in_a_frame, led, navigate, noted, still

pytestmark = pytest.mark.browser
SENTENCE = quote("我昨天买了一本书。")


def rows(page: Page, part: str) -> list[str]:
    return page.locator(f".gaze-steps tbody td.gaze-{part}").all_inner_texts()


def number(text: str) -> float:
    return float(text.strip("≈").replace("−", "-"))


def test_the_arithmetic_of_a_cell_opens_by_keyboard_and_steps(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=scaled_dot&step=2")
    while not page.locator(".gaze-open:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    score = page.locator(".gaze-lines li:last-child b")
    expect(score).to_be_visible()
    expect(page.locator(".gaze-check")).to_contain_text("Difference:")
    page.wait_for_url("**piece=2*")
    checks = set()
    for step in ("3", "4", "5"):
        page.keyboard.press("ArrowRight")
        expect(count(page)).to_have_text(f"{step} / 64")
        assert number(score.inner_text()) == pytest.approx(number(rows(page, "score")[1]), abs=0.006)
        checks.add(page.locator(".gaze-check").inner_text())
    assert len(checks) == 3
    page.wait_for_url("**step=5*")
    page.keyboard.press("Enter")
    expect(score).to_be_hidden()
    page.wait_for_url(re.compile(r"^(?!.*piece=)"))


def test_the_columns_add_up(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=dot&step=3&q={SENTENCE}")
    scores, weights = ([number(text) for text in rows(page, part)] for part in ("score", "weight"))
    assert len(scores) == len(weights) > 5
    assert sum(weights) == pytest.approx(1, abs=0.05)
    assert scores[weights.index(max(weights))] == max(scores)  # rounded, two scores may be equal
    assert 0 in [number(text) for text in rows(page, "shifted")]


PAPER = 718
"""The pixels between the margins of A4, 190 mm."""
PRINTED_SUMS = Path(__file__).with_name("printed_sums.js").read_text("utf-8")


def bounds(text: str) -> tuple[Decimal, Decimal]:
    """What a printed number may be: itself, or up to it."""
    value = Decimal(text.strip("≈<%").replace("−", "-"))
    return (Decimal(0) if "<" in text else value, value)


SUMS = {
    f"family=small&scorer=dot&q={quote('我爱你')}&piece=2": 4,
    f"family=small&scorer=additive&q={quote('我爱你')}&piece=3": 4,
    f"family=small&scorer=sinusoidal&q={quote('我爱你')}&piece=1": 4,
    f"family=zh-en&scorer=dot&q={SENTENCE}&piece=4": 7,
    f"family=zh-en&scorer=local_p&q={SENTENCE}&piece=2": 7,
    "family=nl2bash&scorer=additive@copy&piece=2": 4,
}
"""An address, and how many steps there are."""
ENTRIES = [
    f"family=small&scorer=additive@{variant}&q={quote('我爱你')}&box={box}&position=2&entry=2"
    for variant in ("gru_cells", "lstm_cells", "relu_cells", "two_layers")
    for box in ("forward", "cell")
]
"""One entry of a cell, worked out by its sums, in each kind of cell."""


def test_what_is_added_up_has_the_sum_that_stands_there(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step?q={SENTENCE}&step=2")
    failures: list[str] = []
    for query, steps in SUMS.items():
        navigate(page, f"{shipped}/step?{query}&step=1")
        # Of a list there is just one: until the page is drawn, the stage of the sentence before may stand there too.
        expect(count(page)).to_have_text([re.compile("^1 / ")])
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(page.locator(".gaze-check")).to_contain_text(["Difference:"])
        with noted(failures, query):
            exact, rounded = sums_are_those_that_stand_there(page, steps)
            assert exact > rounded > 0
    for query in ENTRIES:
        navigate(page, f"{shipped}/step?{query}&step=1")
        expect(count(page)).to_have_text(["1 / 4"])
        expect(page.locator(".gaze-inside[data-ready] .gaze-lines li").last).to_be_visible()
        with noted(failures, query):
            exact, rounded = sums_are_those_that_stand_there(page, 4)
            assert exact > rounded
    assert failures == []


def sums_are_those_that_stand_there(page: Page, steps: int) -> tuple[int, int]:
    """At each step; how many are exact as printed, and how many are said to be rounded."""
    exact, rounded = 0, 0
    for step in range(1, steps + 1):
        expect(count(page)).to_contain_text([f"{step} / "])
        sums = page.evaluate(PRINTED_SUMS)
        assert len(sums) >= 4
        for parts, total in sums:
            if "∞" in total or any("∞" in part for part in parts):
                continue
            low, high = (sum(bounds(part)[end] for part in parts) for end in (0, 1))
            adds_up = low <= bounds(total)[1] and bounds(total)[0] <= high
            said_rounded = "≈" in total or any("≈" in part for part in parts)
            assert adds_up != said_rounded, (step, parts, total)
            exact, rounded = exact + adds_up, rounded + said_rounded
        page.keyboard.press("ArrowRight")
    return exact, rounded


def test_the_temperature_moves_all_of_it_and_survives_a_reload(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=scaled_dot&step=2")
    before = rows(page, "weight")
    heat = page.get_by_role("slider", name="Softmax temperature")
    heat.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"temperature=0\.5(&|$)"))
    after = rows(page, "weight")
    assert after != before and max(map(number, after)) >= max(map(number, before))
    expect(page.locator(".gaze-answer[data-stale]")).to_have_count(0)
    page.reload()
    expect(count(page)).to_have_text("2 / 64", timeout=60_000)
    expect(heat).to_have_attribute("aria-valuetext", "0.5")
    assert rows(page, "weight") == after
    scale = page.get_by_role("slider", name="Scale")
    scale.focus()
    page.keyboard.press("End")
    page.wait_for_url("**temperature=0.3535*")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url(re.compile(r"^(?!.*temperature=)"))
    expect(heat).to_have_attribute("aria-valuetext", "1")


def test_each_head_is_looked_at_alone(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=multi_head&step=2&piece=1")
    before = rows(page, "score")
    page.get_by_role("button", name="Head 2").click()
    page.wait_for_url("**head=2*")
    assert rows(page, "score") != before
    expect(page.locator(".gaze-check")).to_contain_text("Difference:")


def test_the_encoding_is_walked_with_keys(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?step=5")
    page.locator(".gaze-encoding .gaze-scroll").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".gaze-encoding")).to_contain_text("Every piece has a number in the vocabulary.")
    page.keyboard.press("ArrowDown")
    cell = page.locator(".gaze-stations tbody [data-here]")
    expect(cell).to_have_count(1)
    expect(cell).to_have_text(re.compile(r"^\d+$"))
    expect(count(page)).to_have_text("5 / 64")


def test_the_network_and_all_numbers_fit_on_two_printed_pages(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?scorer=local_p&step=2&piece=2&q={quote('我爱你')}")
    expect(page.locator(".gaze-check")).to_contain_text("Difference:")
    page.wait_for_function("document.fonts.status === 'loaded'")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) <= 2
    page.emulate_media(media="print")
    pieces = page.locator(".gaze-texts .gaze-at")
    short = pieces.count()
    assert_network_fits_paper(page, short)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".gaze-transport")).to_be_hidden()
    long = "我昨天在图书馆看见她的时候她正在看一本关于中国历史的书"
    page.goto(f"{address}/step?q={quote(long)}")
    expect(pieces.nth(short)).to_be_visible()
    assert_network_fits_paper(page, pieces.count())
    page.emulate_media(media="screen")


def assert_network_fits_paper(page: Page, pieces: int) -> None:
    """The whole picture is between the margins of A4, the decoder in a line below the encoder; numbers are readable."""
    page.set_viewport_size({"width": PAPER, "height": 1047})
    network = page.locator(".gaze-network")
    expect(network).to_be_visible()
    expect(network.locator(".gaze-texts .gaze-at")).to_have_count(pieces)
    edges = [box["x"] + box["width"] for node in network.locator(".gaze-node").all() if (box := node.bounding_box())]
    assert len(edges) > 5 * pieces and max(edges) <= PAPER
    first, last = network.locator(".gaze-inputs").bounding_box(), network.locator(".gaze-next").bounding_box()
    assert first and last and first["x"] < last["x"] and first["y"] < last["y"] + last["height"]
    smallest = network.locator(".gaze-scores b").first.evaluate("(text) => parseFloat(getComputedStyle(text).fontSize)")
    assert smallest >= (9 if pieces < 10 else 3)


def test_nothing_overflows_a_narrow_screen(phone_inside: BrowserContext, address: str) -> None:
    page = led(phone_inside, f"{address}/step?scorer=multi_head&piece=2&q={SENTENCE}")
    main = page.get_by_test_id("stMain")
    for width in (390, 320, 768):
        page.set_viewport_size({"width": width, "height": 844})
        still(page)
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, width


def test_on_a_phone_what_a_piece_gives_is_a_swipe_away(phone_inside: BrowserContext, address: str) -> None:
    page = led(phone_inside, f"{address}/step?q={SENTENCE}")
    row = page.locator(".gaze-steps tbody tr").first
    row.evaluate("element => element.closest('.gaze-scroll').scrollBy(1000, 0)")
    piece, gift = row.locator(".gaze-open").bounding_box(), row.locator("td.gaze-gift").bounding_box()
    assert piece and gift and piece["x"] >= 0 and gift["x"] + gift["width"] <= 390


@pytest.mark.timed
def test_a_key_is_painted_within_one_frame_with_an_open_cell(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/step?q={SENTENCE}&step=1&piece=2")
    expect(page.locator(".gaze-check")).to_contain_text("Difference:")
    assert every_key_is_painted_in_a_frame(page)
