"""The page Lenses under AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.ui.lenses.texts import LENS_TEXTS
from seq2seq.config.places import PRETRAINED
from tests.app import choose, open_page, words


@pytest.mark.parametrize("name", LENS_TEXTS)
def test_every_lens_opens_by_its_address(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    app = open_page("lenses", {"effect": name})
    assert app.subheader[0].value == LENS_TEXTS[name].question
    assert app.get("plotly_chart") and f"seq2seq lens {name}" in app.code[0].value


def test_another_lens_stands_in_the_address() -> None:
    app = choose(open_page("lenses"), "choose-effect", "scaling")
    assert app.query_params["effect"] == "scaling"
    assert app.subheader[0].value == "Why are scores divided by √K?"


def test_without_a_record_the_command_is_named(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    app = open_page("lenses", {"lang": "zh"})
    assert "这里没有测量过" in words(app) and "seq2seq lens exposure" in app.code[0].value
    assert not app.get("plotly_chart")
