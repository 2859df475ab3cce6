"""Evidence in a real browser: a file is measured, its worst sentence opens on Translate; a phone; hostile text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, field, resize, still, visit

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>我爱"


def visited(context: BrowserContext, address: str) -> Page:
    page = visit(context, f"{address}/evidence")
    page.get_by_text("Sentences", exact=True).click(timeout=60_000)
    expect(page.get_by_text("on the project's own examples")).to_be_visible(timeout=60_000)
    return page


def upload(page: Page, content: str) -> None:
    file = {"name": "own.tsv", "mimeType": "text/tab-separated-values", "buffer": content.encode()}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([file])  # type: ignore[list-item]


def press_first_row(page: Page) -> None:
    """The grid is drawn on a canvas: its first row lies under its header."""
    page.get_by_test_id("stDataFrame").last.click(position={"x": 60, "y": 54})


def test_a_file_is_measured_and_its_sentence_opens_on_translate(fresh_context: BrowserContext, address: str) -> None:
    page = visited(fresh_context, address)
    alarms: list[str] = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    upload(page, f"{HOSTILE}\tI love you.\n")
    expect(page.get_by_text("on own.tsv (n = 1)")).to_be_visible(timeout=60_000)
    press_first_row(page)
    expect(count(page)).to_be_visible(timeout=60_000)
    expect(field(page)).to_have_value(HOSTILE)
    assert alarms == []
    page.get_by_role("link", name="Evidence").click()
    expect(page.get_by_text("on own.tsv (n = 1)")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Back to the examples").click()
    expect(page.get_by_text("on the project's own examples")).to_be_visible()


def test_a_table_in_another_language_is_another_table(context: BrowserContext, address: str) -> None:
    page = visited(context, address)
    models = page.locator("[class*=st-key-checkpoints-]").get_by_test_id("stDataFrame")
    before = models.element_handle(timeout=60_000)
    page.get_by_test_id("stSidebar").get_by_role("radio", name="中文").click()
    expect(page.get_by_role("link", name="评测", exact=True)).to_be_visible()
    page.wait_for_function("table => !table.isConnected", arg=before)  # its columns would keep their widths
    expect(models).to_be_visible()


def test_a_run_is_cancelled_while_it_is_at_work(context: BrowserContext, address: str) -> None:
    page = visited(context, address)
    upload(page, "".join(f"{'我爱你' * 9}{i}\tI love you {i} times.\n" for i in range(2000)))
    page.get_by_role("button", name="Cancel").click(timeout=60_000)
    expect(page.get_by_text("on the project's own examples")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stFileUploader")).not_to_contain_text("own.tsv")


def test_a_point_of_the_bottleneck_shows_the_sentences_of_that_length(context: BrowserContext, address: str) -> None:
    page = visit(context, f"{address}/evidence")
    chart = page.get_by_test_id("stPlotlyChart").first
    point = chart.locator(".scatterlayer .trace").last.locator(".point").first
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    point.scroll_into_view_if_needed()
    point.hover(force=True)
    expect(chart.locator(".hovertext")).to_be_visible()  # plotly knows what is pressed once it has said what it is
    point.click(force=True)
    expect(page).to_have_url(re.compile(r"[?&]pieces=1\b"))
    expect(page.get_by_role("combobox", name="Source pieces")).to_have_value("1–5")


def test_a_refused_file_is_named(context: BrowserContext, address: str) -> None:
    page = visited(context, address)
    upload(page, "no tab here\n")
    expect(page.get_by_text("own.tsv: Line 1 needs two columns")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("on the project's own examples")).to_be_visible()


def test_nothing_overflows_a_phone(phone: BrowserContext, address: str) -> None:
    page = visited(phone, address)
    main = page.get_by_test_id("stMain")
    for width in (390, 320):
        resize(phone, width)
        still(page)
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, width


def test_on_a_phone_the_first_view_is_short_and_no_button_lies_over_a_table(
    phone: BrowserContext, shipped: str
) -> None:
    page = visit(phone, f"{shipped}/evidence")
    expect(page.get_by_text("Definitions")).to_be_visible(timeout=60_000)
    still(page)
    assert page.get_by_test_id("stMain").evaluate("element => element.scrollHeight") < 4000
    page.get_by_text("Sentences", exact=True).click()
    expect(page.get_by_text("on the project's own examples")).to_be_visible(timeout=60_000)
    tables, buttons = (
        page.locator("[data-testid=stDataFrame]:visible"),
        page.get_by_role("button", name="Numbers as CSV"),
    )
    expect(tables).to_have_count(2, timeout=60_000)
    expect(buttons).to_have_count(2)
    ends = [box["y"] + box["height"] for table in tables.all() if (box := table.bounding_box())]
    starts = [box["y"] for button in buttons.all() if (box := button.bounding_box())]
    assert all(start >= end for end, start in zip(ends, starts, strict=True))


def test_the_table_leads_to_the_experiment_with_its_cells(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/evidence")
    page.get_by_role("button", name="Which recurrent cell?").click(timeout=60_000)
    expect(page.get_by_text("RNN, GRU or LSTM, in one direction or two")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Experiments", exact=True)).to_be_visible()
