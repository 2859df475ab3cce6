"""Journeys for the wall: P and Escape, what is kept on the way, what stands in one window; and what is passed on."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

import pytest
import segno
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import come, count, field, hears_keys, led, noted, opened, still

pytestmark = pytest.mark.browser

PAGES = ("", "step", "compare", "what-if", "states", "beam")
SENTENCE = quote("我喜欢看书。")


def line(page: Page):
    return page.locator(".st-key-line")


def go_to(page: Page, title: str) -> None:
    """Wait for the button of the new page: while that is drawn, the button of the one before is still there."""
    pages = line(page).locator('[class*="st-key-pages"] button')
    pages.click()
    page.get_by_test_id("stPopoverBody").get_by_role("link", name=title, exact=True).click()
    expect(pages).to_have_text(re.compile(title))


def test_p_presents_and_escape_leaves(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?step=5")
    hears_keys(page)
    page.keyboard.press("p")
    expect(line(page)).to_be_visible()
    page.wait_for_url("**present=light*")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-examples")).to_have_count(0)
    expect(count(page)).to_have_text("5 / 64")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("6 / 64")
    page.wait_for_url("**step=6*")
    page.keyboard.press("Escape")
    expect(line(page)).to_have_count(0)
    page.wait_for_url(lambda url: "step=6" in url and "present" not in url)
    expect(page.locator(".st-key-examples")).to_be_visible()


def test_who_types_a_p_does_not_present(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    field(page).focus()
    page.keyboard.press("End")
    page.keyboard.type("p")
    page.wait_for_url("**q=*")
    expect(line(page)).to_have_count(0)


def test_pages_scorers_sentences_and_the_way_back_keep_the_wall(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?present=dark&step=3")
    page.get_by_role("combobox", name="Scoring function").click()
    page.get_by_role("option", name="Cosine").click()
    page.wait_for_url("**scorer=cosine*present=dark*")
    field(page).fill("现在几点")
    page.wait_for_url(f"**q={quote('现在几点')}*")
    go_to(page, "States")
    page.wait_for_url("**/states?**present=dark*")
    expect(field(page)).to_have_value("现在几点")
    go_to(page, "Translate")
    page.wait_for_url(f"{address}/?**present=dark*")
    expect(field(page)).to_have_value("现在几点")
    page.go_back()
    page.wait_for_url("**/states?**present=dark*")
    expect(line(page)).to_be_visible()
    expect(field(page)).to_have_value("现在几点")


@pytest.mark.parametrize("name", PAGES)
def test_a_link_leads_to_the_wall_on_every_page_that_steps(inside: BrowserContext, address: str, name: str) -> None:
    page = led(inside, f"{address}/{name}?present=light&q={SENTENCE}&step=3&lang=zh")
    expect(line(page)).to_be_visible()
    expect(page.locator(".st-key-said")).to_be_hidden()
    room, playback = line(page).bounding_box(), page.locator(".gaze-transport").first.bounding_box()
    assert room and playback
    assert room["y"] <= playback["y"] and playback["y"] + playback["height"] <= room["y"] + room["height"] + 1
    page.keyboard.press("ArrowRight")
    expect(count(page).first).to_have_text("4 / 64")


def test_evidence_has_a_wall_too(inside: BrowserContext, address: str) -> None:
    page = come(inside, f"{address}/evidence?present=light")
    expect(line(page)).to_be_visible(timeout=60_000)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=60_000)
    hears_keys(page)
    page.keyboard.press("Escape")
    expect(line(page)).to_have_count(0)


@pytest.mark.parametrize("sentence", ["我爱你", "他昨天在图书馆里看了一本很有意思的书。"])
def test_one_window_holds_ribbons_matrix_and_candidates(inside: BrowserContext, shipped: str, sentence: str) -> None:
    page = led(inside, f"{shipped}/?present=light&q={quote(sentence)}")
    main = page.get_by_test_id("stMain")
    failures: list[str] = []
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        still(page)
        with noted(failures, (width, height)):
            for part in (".gaze-ribbons", ".gaze-matrix", ".gaze-candidates"):
                box = page.locator(part).bounding_box()
                assert box and box["height"] > 0 and box["y"] >= 0 and box["y"] + box["height"] <= height, part
            assert main.evaluate("element => element.scrollHeight - element.clientHeight") <= 0
    assert failures == []


def test_the_ground_is_turned_whatever_the_theme(inside: BrowserContext, address: str) -> None:
    cases: list[tuple[Literal["light", "dark"], str, int]] = [
        ("light", "light", 0),
        ("light", "dark", 1),
        ("dark", "dark", 0),
        ("dark", "light", 1),
    ]
    page = led(inside, address)
    for scheme, ground, turned in cases:
        page.emulate_media(color_scheme=scheme)
        led(inside, f"{address}/?present={ground}")
        expect(page.locator("[class*=st-key-turned]")).to_have_count(turned)


def test_an_address_is_copied_and_drawn(context: BrowserContext, address: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(context, f"{address}/step?q={SENTENCE}&scorer=dot&step=3&present=light")
    page.evaluate("navigator.clipboard.writeText('kept')")
    line(page).get_by_role("button", name="Share").click()
    address_field = page.get_by_role("textbox", name="Address")
    expect(address_field).to_have_value(f"{address}/step?scorer=dot&q={SENTENCE}&step=3")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert drawn_modules(page) == [
        list(row) for row in segno.make_qr(address_field.input_value(), error="l", boost_error=False).matrix
    ]
    expect(page.get_by_text("This address works only on this computer")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "kept"
    expect(page.get_by_text("Copied")).to_be_hidden()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address_field.input_value()
    page.keyboard.press("Escape")
    expect(address_field).to_have_count(0)
    expect(line(page)).to_be_visible()


def drawn_modules(page: Page) -> list[list[int]]:
    """The QR code as a camera sees it: module by module, 1 is dark."""
    size = int(str(page.locator(".gaze-qr").get_attribute("viewBox")).split()[2]) - 8
    return page.locator(".gaze-qr path").evaluate(
        """(path, size) => Array.from({ length: size }, (_, y) =>
          Array.from({ length: size }, (_, x) => Number(path.isPointInFill(new DOMPoint(x + 0.5, y + 0.5)))))""",
        size,
    )


def test_an_address_too_long_for_a_code_says_so_and_can_be_copied(inside: BrowserContext, address: str) -> None:
    long = "我昨天买了一本书。" * 50
    page = led(inside, f"{address}/?q={quote(long)}")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("This address is too long for a QR code.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Address")).to_have_value(f"{address}?q={quote(long)}")
    expect(page.locator(".gaze-qr")).to_be_hidden()


def test_on_the_wall_training_keeps_its_slider(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/training?present=light")
    slider = page.get_by_role("slider", name="Training update")
    slider.fill("8")
    expect(page.locator(".gaze-update")).to_have_text(re.compile("^Update 461 "))
    box, controls = slider.bounding_box(), line(page).bounding_box()
    assert box and controls and box["y"] >= controls["y"] + controls["height"]
