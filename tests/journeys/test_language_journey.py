"""One language at a time: in Chinese nothing English is read, by eyes or by a screen reader, but names and examples."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.ui.features import FEATURES
from tests.browser import come, still, visit

EXAMPLES = (
    "bdi, .gaze-piece, .gaze-drawing, .gaze-small, .katex, code, pre, .st-key-said, .st-key-text, .space-near, "
    ".js-plotly-plot, [data-testid=stDataFrame], [data-testid=stIconMaterial], [data-testid=stExpanderIcon]"
)
"""Where pieces, sentences of another language, formulas, commands and icons stand."""
NAMES = """Gaze English SVG PNG CSV TSV TXT UTF BLEU chrF AER Holm GRU LSTM RNN Transformer softmax Sparsemax tanh
exp log general concat Tatoeba https tatoeba org www manythings anki Home End Ctrl Shift query key unk top Python
PyTorch NumPy PUD JSON Page Down npz weights source target inseq Nematus Sockeye SoftAlignments Marian Pharaoh
torch Bengio Papineni Popović Koehn Noreen Riezler Maxwell Och Ney Shankar Sarawagi"""
"""What has the same name in both languages."""
OUTPUT = """love loved loves like Love you You your that with all recognize really miss Wang What mine kcoemmny
bought book yesterday"""
"""What models say of the sentences that these pages begin with, and might have said."""
ALLOWED = {*NAMES.split(), *OUTPUT.split()}
WORD = re.compile(r"(?<![A-Za-z0-9_.<])[A-Za-z]{3,}(?![A-Za-z0-9_])")
READ = """(examples) => {
  const found = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const look = (root, within) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot, within);
      if (element.closest("script, style, noscript") || element.closest(examples) || !seen(element)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt", "data-title"])
        if (element.getAttribute(name)) found.push(element.getAttribute(name));
      for (const node of element.childNodes) if (node.nodeType === 3) found.push(node.data);
    }
  };
  look(document.body);
  return found;
}"""


def english(page: Page) -> list[str]:
    """What is read on the page that has a word in Latin letters which is no name and no part of an example."""
    return sorted({text for text in page.evaluate(READ, EXAMPLES) if set(WORD.findall(text)) - ALLOWED})


@pytest.mark.parametrize("name", [entry.name for entry in FEATURES])
def test_a_page_in_chinese_has_no_english_on_it(newcomer: BrowserContext, shipped: str, name: str) -> None:
    page = come(newcomer, f"{shipped}/{name}?lang=zh&q=我爱你")
    expect(page.locator("html")).to_have_attribute("lang", "zh", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
    still(page)
    assert english(page) == []


def test_what_streamlit_says_turns_with_the_language_and_back(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/?lang=zh")
    menu = page.get_by_test_id("stMainMenuButton")
    expect(menu).to_have_attribute("aria-label", "主菜单", timeout=60_000)
    menu.click()
    shown = page.get_by_test_id("stMainMenuPopover")
    expect(shown).to_contain_text("打印")
    assert [*filter(WORD.search, shown.locator("[data-testid=stMainMenuItemLabel]:visible").all_inner_texts())] == []
    for not_ours in ("Made with Streamlit", "Record screen"):
        expect(shown.get_by_text(not_ours)).not_to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("English", exact=True).click()
    expect(menu).to_have_attribute("aria-label", "Main menu")
    expect(page.get_by_label("Help for Scoring function", exact=True)).to_be_visible()


def test_a_page_is_marked_in_its_menu_and_names_the_window(context: BrowserContext, shipped: str) -> None:
    page = visit(context, f"{shipped}/experiments")
    expect(page).to_have_title("Experiments · Gaze", timeout=60_000)
    door = page.get_by_test_id("stTopNavLink").and_(page.locator("[aria-current=true]"))
    expect(door).to_have_text("Learning")
    expect(door).to_have_attribute("title", "Training, Live, Gradients, Experiments, Vocabulary")
    expect(page.get_by_role("navigation", name="Learning").get_by_role("link")).to_have_count(5)
    current = page.locator("a[aria-current=page]")
    expect(current).to_have_text("Experiments")
    page.goto(f"{shipped}/translate?q=我爱你")
    expect(page).to_have_title("我爱你 · Translate · Gaze", timeout=60_000)
    expect(current).to_have_text("Translate")
    expect(door).to_have_text("Look")
    expect(page.get_by_role("heading", level=1)).to_have_text("Translate")
    expect(page.get_by_text("Where does the model look as it writes each word?")).to_be_visible()
