"""A family of one's own in the app: listed, named and credited, as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from seq2seq.data.families import FAMILIES
from seq2seq.data.own import FAMILY_FILE, family_record, own_family
from tests import tiny
from tests.app import healthy, opened


def test_it_is_listed_where_its_models_lie(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    family = own_family("mine", ("zh", "en"), [("猫", "cat")], "*free* <b>")
    monkeypatch.setitem(FAMILIES, "mine", family)
    monkeypatch.delitem(FAMILIES, "mine")
    tiny.build(tmp_path, scorers=["additive"])
    tiny.build(tmp_path, "mine", ["additive"])
    (tmp_path / "mine" / FAMILY_FILE).write_text(family_record(family), "utf-8")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = healthy(opened({"family": "mine", "q": "我爱你"}))
    (menu,) = [menu for menu in app.selectbox if "family" in str(menu.key)]
    assert [*menu.options] == ["Chinese → English", "mine: Chinese → English"]
    assert "A table of one's own; licence: *free* <b>" in [text.value for text in app.text]
    assert not [caption.value for caption in app.caption if "licence" in caption.value]
