"""What a picture says of itself: the sentence, the scoring function, the source."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from pages.ui.kit import controls, titles
from seq2seq.data.families import FAMILIES
from seq2seq.figures.style import add_caption, wrap_line


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (titles, controls):
        monkeypatch.setattr(module, "_", lambda message: message)


def test_a_caption_names_what_is_shown_and_whom_it_comes_from() -> None:
    caption, source = titles.caption_lines("zh-en", "我爱你", "Additive", "", "我爱你")
    assert caption == "我爱你 · Additive"
    assert source == f"Gaze · Chinese → English (zh-en) · {FAMILIES['zh-en'].credit}"


def test_a_caption_of_nothing_is_its_source() -> None:
    assert titles.caption_lines("mine") == ["Gaze · mine"]


def test_what_is_invisible_in_a_sentence_is_shown_in_the_caption() -> None:
    assert titles.caption_lines("mine", "a\u202eb")[0] == "a‹202E›b"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("a line of words", ["a line", "of words"]),
        ("我从来没见过雪。", ["我从来没", "见过雪。"]),
        ("Unbreakable word", ["Unbreakable", "word"]),
        ("short", ["short"]),
    ],
)
def test_a_line_is_folded_behind_spaces_and_chinese_characters(line: str, parts: list[str]) -> None:
    assert wrap_line(line, 8) == parts


def test_a_caption_is_literal_and_has_room_of_its_own() -> None:
    figure = go.Figure().update_layout(height=300)
    layout = add_caption(figure, ["<b>$x$</b>", "Gaze"]).to_dict()["layout"]
    assert "&lt;b&gt;&#36;x&#36;&lt;/b&gt;<br>Gaze" in layout["title"]["text"]
    assert layout["height"] > 300
