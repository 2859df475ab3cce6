"""Journeys into the network on the page Step: each box opens to its equations, each entry to its sums, and out."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import count, every_key_is_painted_in_a_frame, led

pytestmark = pytest.mark.browser


def box(page: Page, name: str, position: int = 0) -> None:
    page.locator(f'.gaze-node[data-box="{name}"]').nth(position).click()


def values(page: Page) -> list[float]:
    """The numbers of the vector in the last line."""
    return page.locator(".gaze-inside .gaze-lines li:last-child .gaze-strip").evaluate("(strip) => strip.values")


def test_a_cell_opens_to_its_gates_and_an_entry_to_its_sums(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step")
    box(page, "forward", 1)
    title = page.locator(".gaze-inside h3")
    expect(title).to_have_text("Forward GRU at 爱")
    expect(page.locator(".gaze-inside .gaze-how", has_text="0 closed, 1 open")).to_have_count(2)
    expect(page.locator(".gaze-inside .gaze-lines li").first).to_be_in_viewport()
    page.wait_for_url("**box=forward*")
    whole = values(page)
    page.locator(".gaze-entries input").fill("5")
    page.keyboard.press("Enter")
    expect(title).to_have_text("Entry 5")
    result = page.locator(".gaze-inside .gaze-lines li:last-child b")
    expect(result).to_have_text(re.compile(r"\d"))
    assert float(result.inner_text().replace("−", "-")) == pytest.approx(whole[4], abs=0.006)
    page.wait_for_url("**entry=5*")
    page.locator(".gaze-inside h3").click()
    page.locator(".gaze-explanation").focus()
    page.keyboard.press("Escape")
    expect(title).to_have_text("Forward GRU at 爱")
    page.keyboard.press("Escape")
    expect(page.locator(".gaze-inside")).to_have_count(0)
    expect(page.locator(".gaze-steps")).to_be_visible()
    page.wait_for_url(re.compile(r"^(?!.*box=)"))


def test_the_decoder_follows_the_step_and_feeds_its_piece_back(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step?step=1")
    page.locator(".gaze-explanation").focus()
    said = []
    for step in (1, 2, 3):
        expect(count(page)).to_have_text(f"{step} / 5")
        said.append(page.locator(".gaze-next bdi").inner_text())
        if step > 1:
            expect(page.locator('.gaze-node[data-box="input"] bdi')).to_have_text(said[-2])
        page.keyboard.press("ArrowRight")
    assert said == ["I", "love", "you"]
    box(page, "logits")
    expect(page.locator(".gaze-inside h3")).to_contain_text("Probability of a piece")
    probability = page.locator(".gaze-inside .gaze-lines li:last-child b").inner_text()
    shown = page.locator(".gaze-few .gaze-now").inner_text()
    assert f"{float(probability):.1%}"[:-3] == re.findall(r"[\d.]+%", shown)[0][:-3]


KINDS = {
    "none": {"Forward GRU", "Backward GRU", "State of", "First state", "Decoder GRU", "Context vector", "Readout"},
    "additive@lstm": {"Forward LSTM", "Backward LSTM", "Decoder GRU"},
    "additive@conv": {"Convolution at", "State of", "Decoder GRU"},
    "additive@self_attention": {"Encoder self-attention", "State of"},
    "multi_head@transformer": {"Encoder self-attention", "Decoder self-attention", "Decoder layer"},
}


@pytest.mark.parametrize("scorer", KINDS)
def test_every_kind_of_network_opens_everywhere(inside: BrowserContext, shipped: str, scorer: str) -> None:
    page = led(inside, f"{shipped}/step?scorer={scorer}&step=1")
    nodes = page.locator(".gaze-node")
    titles = [nodes.nth(i).get_attribute("aria-label") or "" for i in range(nodes.count())]
    assert all(any(title.startswith(begin) for title in titles) for begin in KINDS[scorer]), titles
    assert not [title for title in titles if "box_" in title or "{" in title]
    names = [
        name
        for name in dict.fromkeys(nodes.nth(i).get_attribute("data-box") for i in range(nodes.count()))
        if name not in ("attention", "self_attention")
    ]
    for name in names:
        box(page, name or "")
        expect(page.locator(".gaze-inside[data-ready] .gaze-lines li").last).to_be_visible()
        assert "op_" not in page.locator(".gaze-inside").inner_text()


def test_on_a_phone_the_network_is_a_column(phone_inside: BrowserContext, shipped: str) -> None:
    page = led(phone_inside, f"{shipped}/step?box=cell&step=2")
    expect(page.locator(".gaze-inside[data-ready]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [page.locator(f".gaze-{name}").bounding_box() for name in ("inputs", "middle", "context", "read", "chosen")]
    tops = [each["y"] for each in boxes if each]
    assert tops == sorted(tops) and len(tops) == 5


def test_presenting_an_open_box_shows_the_network(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step?box=state&present=light")
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(page.locator(".gaze-network")).to_be_visible()
    expect(page.locator(".gaze-inside h3")).to_be_visible()


def test_code_stands_beside_the_number(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step?box=readout")
    page.get_by_text("PyTorch code", exact=True).click()
    code = page.locator('[data-testid="stCode"]').first
    expect(code).to_contain_text("torch.tanh")
    page.wait_for_url("**code=1*")
    with page.expect_download() as saving:
        page.get_by_role("button", name="The same as a notebook").click()
    assert saving.value.suggested_filename == "step-2.ipynb"
    assert "### readout" in saving.value.path().read_text("utf-8")


def test_a_step_is_worked_out_on_paper(inside: BrowserContext, shipped: str, tmp_path: Path) -> None:
    """The page that is saved needs nothing else; the solution is on pages of its own, and all is as wide as paper."""
    page = led(inside, f"{shipped}/step?step=2")
    expect(page.get_by_text("No worksheet to print: its vectors have 256 numbers")).to_be_visible()
    page = led(inside, f"{shipped}/step?family=small&step=2&lang=zh&q={quote('我爱你')}")
    with page.expect_download() as saving:
        page.get_by_role("button", name="可打印的练习纸").click()
    saving.value.save_as(tmp_path / saving.value.suggested_filename)
    page.set_viewport_size({"width": 718, "height": 1047})
    page.goto((tmp_path / "worksheet-2.html").as_uri())
    expect(page.locator("h1")).to_have_text(["手算第 2 步", "手算第 2 步 · 答案"])
    assert page.locator(".sheet td").all_inner_texts() != page.locator(".key td").all_inner_texts()
    expect(page.locator(".key p").last).to_have_text("概率最大的词元: love")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for paper in ("A4", "Letter"):
        assert 6 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) <= 10, paper


@pytest.mark.timed
def test_a_key_is_painted_in_the_next_frame_with_a_cell_open(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/step?box=cell&step=2")
    expect(page.locator(".gaze-inside[data-ready]")).to_be_visible()
    page.locator(".gaze-explanation").focus()
    assert every_key_is_painted_in_a_frame(page)
