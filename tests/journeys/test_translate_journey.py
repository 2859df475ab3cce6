"""Journeys in a real browser: typing, stepping, switching, links, languages, themes, a phone; and how fast a key is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect
from pypdfium2 import PdfDocument

from tests.browser import (
    choose_scorer,
    count,
    every_key_is_painted_in_a_frame,
    field,
    lead_to,
    led,
    opened,
    page_of,
    still,
    visit,
)

pytestmark = pytest.mark.browser


def test_what_is_typed_is_translated_without_enter(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    field(page).fill("他没有钱")
    expect(page.locator(".gaze")).to_contain_text("钱", timeout=60_000)
    expect(page.locator(".gaze-chip[data-source] .gaze-piece").first).to_have_text("他")
    page.wait_for_url(f"**q={quote('他没有钱')}*")


def test_arrow_keys_step_and_a_reload_restores_everything(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={quote('现在几点')}&scorer=dot&step=3")
    expect(count(page)).to_have_text("3 / 64")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("4 / 64")
    page.wait_for_url("**step=4*")
    page.reload()
    expect(count(page)).to_have_text("4 / 64", timeout=60_000)
    expect(field(page)).to_have_value("现在几点")
    expect(page.get_by_role("radio", name="Dot product", exact=True)).to_be_checked()


def test_switching_the_scoring_function_keeps_the_step(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?step=5")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    expect(count(page)).to_have_text("5 / 64")
    expect(page.locator(".katex").first).to_contain_text("cos")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("6 / 64")
    page.get_by_role("radio", name="Additive").click()
    page.wait_for_url("**/?step=6")
    page.keyboard.press("ArrowRight")
    expect(count(page)).to_have_text("7 / 64")


def test_one_function_after_the_other_is_chosen_in_the_menu_and_beside_it(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    for title in ("Additive", "Location"):  # the menu is closed, and is not told that another one is chosen
        page.get_by_role("radio", name=title, exact=True).click()
        expect(page.get_by_role("radio", name=title, exact=True)).to_be_checked()
    page.wait_for_url("**scorer=location*")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=*")
    expect(page.get_by_role("radio", name="Location", exact=True)).to_be_checked()
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")


@pytest.mark.timed
def test_a_step_told_while_python_answers_is_in_the_address_all_the_same(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?step=5")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(330)  # the step is told 400 ms after the key
    page.get_by_role("radio", name="Location").click()
    page.wait_for_url("**/?scorer=location&step=6")
    expect(page.get_by_role("radio", name="Location")).to_be_checked()
    expect(count(page)).to_have_text("6 / 64")


STEP_AND_CHOOSE = """(radio) => {
  const { setTimeout } = window;
  window.setTimeout = (work, after, ...values) => setTimeout(work, after || 100, ...values);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  setTimeout(() => radio.click(), 420);
}"""
"""In a browser that is busy: what Streamlit sends at once goes out later. So the step, which is reported after 400 ms,
and the scoring function are sent together, as one request."""


def test_a_scorer_that_is_chosen_while_a_step_is_reported_is_drawn(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?step=5")
    page.get_by_role("radio", name="No attention").evaluate(STEP_AND_CHOOSE)
    page.wait_for_url("**/?scorer=none&step=6")
    expect(page.get_by_role("radio", name="No attention")).to_be_checked()
    expect(count(page)).to_have_text("6 / 64")


def test_a_symbol_of_the_formula_is_explained_where_one_points(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    tip = page.locator(".formula-tip")
    expect(tip).to_be_hidden()
    page.locator(".st-key-card .katex-html").get_by_text("U", exact=True).hover()
    expect(tip).to_have_text("Learned weights on the source's side: they turn h_i.")
    page.locator(".gaze-count").hover()
    expect(tip).to_be_hidden()
    page.get_by_role("button", name="⊤: ").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(tip).to_contain_text("Learned weights on the decoder's side: they turn the state")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_translation_is_revealed_as_one_goes(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={quote('现在几点')}&step=9")
    chips = page.locator(".gaze-chip[data-target]:visible")
    expect(chips).to_have_count(64)
    page.get_by_role("button", name="Reveal as you go").click()
    page.wait_for_url("**reveal=1*")
    sentence = page.locator(".gaze-grown")
    expect(sentence).to_have_count(1)
    expect(page.locator(":is(.st-key-short, .st-key-middling, .st-key-long) [data-testid=stText]")).to_have_count(0)
    expect(chips).to_have_count(1)
    first = sentence.inner_text()
    page.keyboard.press("ArrowRight")
    expect(chips).to_have_count(2)
    expect(page.locator(".gaze-hidden li:not([hidden])")).to_have_count(2)
    expect(page.locator(".gaze-labels text:not([display])")).to_have_count(2 + page.locator("[data-source]").count())
    assert sentence.inner_text().startswith(first)
    page.wait_for_url("**step=2*")
    page.reload()
    expect(chips).to_have_count(2, timeout=60_000)
    page.keyboard.press("v")
    expect(chips).to_have_count(64)
    page.wait_for_url(lambda url: "reveal" not in url)
    expect(sentence).to_have_count(0)


def test_back_and_forward_work(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    choose_scorer(page, "Uniform")
    page.wait_for_url("**scorer=uniform*")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=*")
    page.go_back()
    expect(page.get_by_role("radio", name="Cosine")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="Additive")).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("radio", name="Cosine")).to_be_checked()
    expect(page.locator(".katex").first).to_contain_text("cos")


def test_back_brings_the_language_back_everywhere(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    page.get_by_role("radio", name="中文").click()
    page.wait_for_url("**lang=zh*")
    bar = page.get_by_test_id("stHeader")
    expect(bar).to_contain_text("状态")
    page.go_back()
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(bar).to_contain_text("States")
    expect(bar).not_to_contain_text("状态")


def test_back_leads_to_the_sentence_before_and_not_to_half_of_one(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={quote('现在几点')}&step=3")
    field(page).focus()
    for letter in "吗*~我":
        page.keyboard.insert_text(letter)
        typed = field(page).input_value()
        expect(page.locator(".gaze")).to_contain_text(letter)
        page.wait_for_url(f"**q={quote(typed)}")
    page.keyboard.press("Tab")
    choose_scorer(page, "Cosine")
    page.wait_for_url("**scorer=cosine*")
    page.go_back()
    expect(field(page)).to_have_value("现在几点吗*~我")
    page.go_back()
    expect(field(page)).to_have_value("现在几点")
    expect(count(page)).to_have_text("3 / 64")


def test_the_first_page_answers_to_its_name_too(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/translate?q={quote('现在几点')}&scorer=dot&step=3")
    expect(count(page)).to_have_text("3 / 64")
    expect(field(page)).to_have_value("现在几点")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Step", exact=True).click()
    page.wait_for_url("**/step?**step=3")
    expect(page.get_by_role("link", name="Translate", exact=True)).to_have_count(1)
    page.get_by_role("link", name="Translate", exact=True).click()
    page.wait_for_url(f"{address}/?**step=3")
    expect(count(page)).to_have_text("3 / 64")


def test_how_the_stage_is_drawn_is_in_the_address_and_kept(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={quote('现在几点')}&scorer=multi_head&step=3")

    def pressed() -> list[str | None]:
        names = ("Matrix", "Head 2", "Numbers")
        buttons = [page.get_by_role("button", name=name, exact=True) for name in names]
        return [button.get_attribute("aria-pressed") for button in buttons]

    assert pressed() == ["false", "false", "false"]
    page.get_by_role("button", name="Matrix", exact=True).click()
    page.get_by_role("button", name="Head 2", exact=True).click()
    page.get_by_role("button", name="Numbers", exact=True).click()
    page.get_by_role("slider", name="Hide below").fill("0.2")
    page.get_by_role("button", name="Flip axes").click()
    page.wait_for_url("**drawing=view-matrix.head-2.flip-1.numbers-1.least-20**")
    expect(page.locator(".gaze-ribbons")).to_be_hidden()
    lead_to(page, "Beam")
    expect(page.get_by_role("tree")).to_be_visible()
    lead_to(page, "Translate")
    expect(page.locator(".gaze-matrix")).to_be_visible()
    expect(count(page)).to_have_text("3 / 64")
    assert pressed() == ["true", "true", "true"]
    expect(page.locator(".gaze-ribbons")).to_be_hidden()
    page.reload()
    expect(count(page)).to_have_text("3 / 64", timeout=60_000)
    assert pressed() == ["true", "true", "true"]
    expect(page.locator(".gaze-ribbons")).to_be_hidden()


def test_the_language_is_switched_in_place(inside: BrowserContext, address: str) -> None:
    page = led(inside, address)
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_role("radio", name="加性")).to_be_checked()
    expect(page.get_by_role("button", name="播放")).to_be_visible()


def test_a_chinese_browser_is_greeted_in_chinese(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    expect(opened(context, address).get_by_role("radio", name="加性")).to_be_checked()
    context.close()


def test_dark_follows_the_system(context: BrowserContext, address: str) -> None:
    page_of(context).emulate_media(color_scheme="dark")
    page = opened(context, address)
    colour = "element => getComputedStyle(element).color"
    ink = page.locator(".gaze").evaluate(colour)
    assert min(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) > 200


def test_nothing_overflows_a_narrow_screen(phone_inside: BrowserContext, address: str) -> None:
    page = led(phone_inside, f"{address}/?q={quote('我昨天买了一本书。' * 4)}")
    main = page.get_by_test_id("stMain")
    for width in (390, 320, 768):
        page.set_viewport_size({"width": width, "height": 844})
        still(page)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0, width
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, width


def test_nothing_moves_when_a_sentence_gets_longer(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    still(page)
    top = "element => element.getBoundingClientRect().top"
    before = page.locator(".gaze").evaluate(top)
    field(page).fill("我昨天买了一本书。" * 30)
    page.wait_for_url("**q=*")
    expect(page.get_by_text("Only the first 63 pieces are read.")).to_be_visible()
    still(page)
    assert page.locator(".gaze").evaluate(top) == pytest.approx(before, abs=1)


def test_hostile_text_runs_nothing_and_is_shown(fresh_context: BrowserContext, address: str) -> None:
    page = fresh_context.new_page()
    alarms: list[str] = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    text = "<img src=x onerror=alert(1)>我爱<script>alert(2)</script>"
    page.goto(f"{address}/?q={quote(text)}")
    expect(count(page)).to_be_visible(timeout=60_000)
    expect(page.locator(".gaze")).to_contain_text("<")
    assert page.locator(".gaze img, .gaze script").count() == 0
    assert alarms == []


def test_no_request_leaves_the_host(fresh_context: BrowserContext, address: str) -> None:
    page = fresh_context.new_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda socket: addresses.append(socket.url))
    page.goto(address)
    expect(count(page)).to_be_visible(timeout=60_000)
    page.get_by_text("Matrix, numbers and data").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="More").click()
    expect(page.get_by_text("Word order", exact=True)).to_be_visible()
    away = {urlsplit(url).netloc for url in addresses if urlsplit(url).scheme not in ("data", "blob")}
    assert away == {urlsplit(address).netloc}


@pytest.mark.timed
def test_a_key_is_painted_within_one_frame(inside: BrowserContext, address: str) -> None:
    page = led(inside, f"{address}/?q={quote('我昨天买了一本书。')}&step=1")
    assert every_key_is_painted_in_a_frame(page)


@pytest.mark.parametrize(("path", "name"), [("/", "More"), ("/beam", "What a wider beam changes")])
def test_what_is_pressed_before_the_sidebar_is_drawn_loses_nothing(
    context: BrowserContext, address: str, path: str, name: str
) -> None:
    """Streamlit begins anew while the browser still waits for the controls of the run before."""
    page = visit(context, f"{address}{path}?scorer=cosine&grain=pieces&q={quote('我爱猫')}")
    page.get_by_text(name, exact=True).click(timeout=60_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Cosine")).to_be_checked(timeout=60_000)
    expect(page.get_by_role("radio", name="Pieces")).to_be_checked()
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(field(page)).to_have_value("我爱猫")
    assert "scorer=cosine" in page.url


def test_the_model_in_view_is_taken_home_as_a_page_that_translates(
    context: BrowserContext, shipped: str, tmp_path: Path
) -> None:
    page = opened(context, f"{shipped}/?scorer=dot")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("radio", name="As a page without a server").click()
    expect(page.get_by_text(re.compile(r"^One file of \d\.\d MB, which translates with Dot product"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the page (HTML)").click()
    assert saved.value.suggested_filename == "gaze-zh-en-dot.html"
    file = tmp_path / "gaze.html"
    saved.value.save_as(file)
    assert file.stat().st_size <= 8e6
    home = context.new_page()
    home.goto(file.as_uri())
    home.get_by_role("textbox", name="Sentence").fill("我爱你")
    expect(home.locator(".gaze-grown")).to_have_text("I love you.")
    home.close()
    page.get_by_role("radio", name="What is in view").click()
    expect(page.get_by_role("textbox", name="Address")).to_have_value(f"{shipped}?scorer=dot")


@pytest.mark.parametrize("path", ["/?q=我爱你", "/what-if?q=我爱你", "/compare?q=我爱你", "/beam?q=我爱你&beam=3"])
def test_what_is_in_view_is_saved_as_a_figure(context: BrowserContext, shipped: str, tmp_path: Path, path: str) -> None:
    """The letters of a PDF are text, and a picture that moves has a frame for each of the four steps."""
    page = opened(context, f"{shipped}{path}")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("radio", name="As a figure").click()
    for form, ending in (("PDF", "pdf"), ("GIF", "gif")):
        page.get_by_role("radio", name=form, exact=True).click()
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Save the figure ({form})").click()
        assert saved.value.suggested_filename == f"attention.{ending}"
        saved.value.save_as(tmp_path / f"attention.{ending}")
    written = PdfDocument(tmp_path / "attention.pdf")[0].get_textpage().get_text_range()
    assert "我爱你 → I love you." in written and "zh-en/additive" in written
    with Image.open(tmp_path / "attention.gif") as picture:
        assert getattr(picture, "n_frames", 1) >= 4
    expect(page.get_by_role("dialog").get_by_role("img").last).to_be_visible()
    page.get_by_role("radio", name="WebM", exact=True).click()
    film = page.get_by_role("dialog").locator("video")
    expect(film).to_have_js_property("readyState", 4, timeout=60_000)  # the browser can play it
    assert film.evaluate("(video) => [video.videoWidth, video.videoHeight, video.duration > 4]") == [1280, 720, True]


def test_what_the_page_cannot_compute_is_not_offered_to_be_saved(context: BrowserContext, shipped: str) -> None:
    page = opened(context, f"{shipped}/?scorer=multi_head@transformer")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("radio", name="As a page without a server").click()
    expect(page.get_by_text("This model can't be saved so")).to_be_visible()
