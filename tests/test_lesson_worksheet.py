"""Lessons on paper: every one makes a sheet and a key, which are the same but for what is to be filled in."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from pages.ui.address.languages import LANGUAGES
from pages.ui.features.lessons.lesson import lesson_names, parse_lesson, read_lesson
from pages.ui.features.lessons.lesson_sheet import lesson_sheet, sheet_request
from seq2seq.config.schema import PAPERS
from seq2seq.figures.drawing.grid import hundredths
from seq2seq.figures.paper import BLANK
from seq2seq.trace.trace import DecodeTrace
from tests.conftest import RunCommand
from tests.lessons import TEA, model

ANSWER, GAP = re.compile(r'<b class="answer">(.*?)</b>'), f'<span class="blank">{BLANK}</span>'
SVG = re.compile(r"<svg.*</svg>", re.DOTALL)


def trace_of(name: str) -> DecodeTrace:
    request = sheet_request(read_lesson(name, "en"))
    assert request
    return model(request.model)(request.text)


def both(name: str, language: str) -> tuple[str, str]:
    lesson, trace = read_lesson(name, language), trace_of(name)
    return lesson_sheet(lesson, trace, language, "a4", False), lesson_sheet(lesson, trace, language, "a4", True)


def texts(page: str) -> list[str]:
    """What is written in the grid."""
    (grid,) = SVG.findall(page)
    return [unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", grid)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", lesson_names())
def test_the_key_fills_exactly_what_the_sheet_leaves_blank(name: str, language: str) -> None:
    sheet, key = both(name, language)
    answers = ANSWER.findall(key)
    assert answers and sheet.count(GAP) == len(answers) and BLANK not in key
    body = sheet[sheet.index("<section>") : sheet.index('<section class="grid">')]
    filled = re.sub(re.escape(GAP), lambda _: f'<b class="answer">{answers.pop(0)}</b>', body)
    solution = key[key.index("<section>") : key.index('<section class="grid">')]
    assert filled == re.sub(r'<div class="remark">.*?</div>', "", solution).replace(">×<", "><")
    assert solution.count(">×<") == solution.count('class="choices"') >= 2


@pytest.mark.parametrize("name", lesson_names())
def test_the_grid_is_empty_on_the_sheet_and_has_all_weights_in_the_key(name: str) -> None:
    trace = trace_of(name)
    sheet, key = map(texts, both(name, "en"))
    numbers = [text for text in key if text not in sheet or re.fullmatch(r"\d\.\d\d", text)]
    assert not any(re.fullmatch(r"\d\.\d\d", text) for text in sheet)
    assert len(numbers) == trace.alignment.size
    columns = trace.alignment.shape[1]
    sums = [text for text in key if text.startswith("Σ")]
    for i, total in enumerate(sums):
        row = numbers[i * columns : (i + 1) * columns]
        assert total == f"Σ = {sum(map(float, row)):.2f}"
        assert [float(number) for number in row] == pytest.approx(trace.alignment[i], abs=0.01)
    assert len(sums) == len(trace)


def test_both_languages_ask_for_the_same_numbers() -> None:
    for name in lesson_names():
        one, other = (ANSWER.findall(both(name, language)[1]) for language in LANGUAGES)
        assert [n for n in one if re.search(r"\d", n)] == [n for n in other if re.search(r"\d", n)]


def test_what_a_sum_begins_with_is_given_and_its_result_is_asked_for() -> None:
    sheet, key = both("one-step", "en")
    assert f"0.93 · 1.29 + 1.00 · 1.45 ≈ {GAP}" in sheet and "(1.00, −0.97, −0.93, 1.00)" in sheet
    assert '1.45 ≈ <b class="answer">6.30</b>' in key
    assert f"to the power of {GAP} − {GAP}, where {GAP} is" in both("whole-step", "en")[0]  # 9.14 is asked for above
    assert '<td><b class="answer">−11.10</b></td>' in key and "−11.10" not in sheet


def test_printed_numbers_add_up_to_their_sum() -> None:
    assert hundredths([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert hundredths([0.125, 0.875]) == [13, 87] and hundredths([0.004, 0.0]) == [0, 0]


def test_a_lesson_without_attention_shows_the_weights_of_additive() -> None:
    request = sheet_request(read_lesson("bottleneck", "en"))
    assert request and (request.model, request.text) == ("zh-en/additive", "我爱你")
    request = sheet_request(read_lesson("content-and-location", "en"))
    assert request and (request.model, request.text) == ("zh-en/additive", TEA)


HOSTILE = """---
title: <b>*x*</b> $a$
minutes: 3
summary: .
---

## <script>alert(1)</script>

*One* <img src=x> has 0.5, \u202eand 1.50 & more.

Which <i>one</i>?

- (x) <u>a</u>
  > <s>yes</s>
- ( ) b
  > no
"""


def test_text_is_never_markup() -> None:
    page = lesson_sheet(parse_lesson("x", HOSTILE), None, "en", "letter", True)
    assert not re.search(r"<(script|img|i|u|s)\b", page) and "\u202e" not in page
    assert "&lt;b&gt;*x*&lt;/b&gt; $a$" in page and "<svg" not in page
    assert ANSWER.findall(page) == ["0.5", "1.50"]
    hostile = model("zh-en/additive")("<b>*x*</b> $a$")
    assert "<b>*x" not in lesson_sheet(parse_lesson("x", HOSTILE), hostile, "en", "a4", True)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_needs_nothing_else(paper: str) -> None:
    page = lesson_sheet(read_lesson("search", "zh"), trace_of("search"), "zh", paper, False)
    assert f"@page {{ size: {PAPERS[paper]};" in page and '<html lang="zh">' in page
    assert not re.search(r"<script|<link|<img|url\(|src=", page)


def test_the_command_writes_a_sheet_or_says_which_there_are(
    tmp_path: Path, output_of: RunCommand, error_of: RunCommand
) -> None:
    file = tmp_path / "key.html"
    output_of("worksheet", "one-step", "--lang", "zh", "--paper", "letter", "--key", "--out", str(file))
    lesson = read_lesson("one-step", "zh")
    assert file.read_text("utf-8") == lesson_sheet(lesson, trace_of("one-step"), "zh", "letter", True)
    refused = error_of("worksheet", "nothing", "--out", str(file))
    assert "no language 'fr': there are en, zh" in error_of("worksheet", "one-step", "--lang", "fr", "--out", str(file))
    assert "no lesson 'nothing': there are sequence-to-sequence, bottleneck" in refused
