"""An expression that a model has written, tried on lines in a real browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, expect

from seq2seq.evaluation import regexes
from tests.app import healthy, opened
from tests.browser import led

SENTENCE = 'lines with the string "dog" at least 3 times'
SHOWN = f"?family=nl-regex&scorer=additive&q={quote(SENTENCE)}"


@pytest.mark.browser
def test_lines_that_one_types_are_tried_at_once(inside: BrowserContext, shipped: str) -> None:
    page = led(inside, f"{shipped}/{SHOWN}")
    expect(page.locator(".st-key-said")).to_contain_text("(dog){3,}")
    expect(page.get_by_text("Matching lines: 0 of 9")).to_be_visible()
    field = page.get_by_role("textbox", name="Lines")
    field.fill("dogdogdog\ndog dog dog\n<b>dog</b>\n" + "dog" * 60)
    field.press("ControlOrMeta+Enter")
    expect(page.get_by_text("Matching lines: 2 of 4")).to_be_visible()

    # another description: the same lines; in another family there is nothing to try
    page.locator(".st-key-text input").fill("lines that end in a number")
    expect(page.get_by_text("Matching lines: 0 of 4")).to_be_visible()
    expect(field).to_have_value("dogdogdog\ndog dog dog\n<b>dog</b>\n" + "dog" * 60)
    page.get_by_test_id("stSidebar").get_by_role("combobox").first.click()
    page.get_by_role("option", name="Chinese → English", exact=True).click()
    expect(page.get_by_role("heading", name="Try it on lines")).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_no_expression_and_what_takes_too_long_is_said(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model closes one bracket too many here."""
    unbalanced = 'lines that have a vowel and end with the string "truck"'
    words = {"en": ("no regular expression", "takes too long"), "zh": ("不是正则表达式", "太复杂")}[lang]
    app = healthy(opened({"family": "nl-regex", "q": unbalanced, "lang": lang}))
    assert any(words[0] in text.value for text in app.text)
    monkeypatch.setattr(regexes, "MOST_STATES", 0)
    app = healthy(opened({"family": "nl-regex", "q": SENTENCE, "lang": lang}))
    assert any(words[1] in text.value for text in app.text)


def test_lines_that_are_not_tried_are_not_judged() -> None:
    app = healthy(opened({"family": "nl-regex", "q": SENTENCE}))
    (field,) = (area for area in app.text_area if area.label == "Lines")
    healthy(field.set_value("\n".join(["dog" * 67, *["dogdogdog"] * 41])).run())
    assert {"Matching lines: 40 of 40", "Not all lines are tried: at most 40, of at most 200 characters each."} <= {
        text.value for text in app.text
    }
