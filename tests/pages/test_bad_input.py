"""The pages under AppTest: everything that can go wrong with a sentence, an address or a model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from seq2seq.data import families
from seq2seq.data.languages import ENGLISH, Language
from tests import tiny
from tests.app import choose, healthy, open_page, opened, stage, stage_is_drawn, words

BEAM = Path(__file__).parents[2] / "pages" / "beam.py"
HOSTILE = "<b>我</b> **爱** [x](javascript:alert(1)) $a$ :red[你] \u202e\u0007 ‮&amp;"


@pytest.mark.parametrize("empty", ["", "   ", "\u3000", "\u200b"])
def test_an_empty_sentence_gets_a_hint(empty: str) -> None:
    app = opened()
    app.text_input(key="text").set_value(empty).run()
    assert "Type a sentence" in words(healthy(app)) and not stage_is_drawn(app)
    app.text_input(key="text").set_value("他没有钱").run()
    assert stage_is_drawn(healthy(app))


def test_a_long_sentence_is_shown_whole_and_what_was_cut_is_named() -> None:
    text = "我昨天买了一本书。" * 20
    app = opened()
    app.text_input(key="text").set_value(text).run()
    source = stage(healthy(app))["trace"]["source"]
    assert app.text_input(key="text").value == text
    assert len(source["pieces"]) == 64 and source["cut"] and text.endswith(source["cut"])
    assert f"{source['cut'][:30]}…" in words(app) and "63" in words(app)


def test_unknown_characters_are_marked_and_named() -> None:
    app = opened()
    app.text_input(key="text").set_value("我爱鼺").run()
    assert any(stage(healthy(app))["trace"]["source"]["unknown"])
    assert "Unknown to the model: 鼺" in words(app)


def test_another_script_is_noticed() -> None:
    app = opened()
    app.text_input(key="text").set_value("Привет, мир").run()
    assert "This model reads: Chinese." in words(healthy(app))


def test_the_family_that_fits_is_offered(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    french = Language("fr", "French", "LATIN")
    other = replace(families.FAMILIES["zh-en"], name="en-fr", source=ENGLISH, target=french)
    monkeypatch.setitem(families.FAMILIES, "en-fr", other)
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    tiny.build(tmp_path, "en-fr", ["additive", "dot"])
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = opened({"family": "zh-en", "q": "Hello there"})
    healthy(app.button(key="switch-en-fr").click().run())
    assert stage(app)["trace"]["model"] == "en-fr/additive"
    assert app.text_input(key="text").value == "Hello there" and app.query_params["q"] == "Hello there"
    assert app.selectbox(key="family-en").value == "en-fr"


def test_hostile_text_is_never_markup() -> None:
    app = opened()
    app.text_input(key="text").set_value(HOSTILE).run()
    assert stage(healthy(app))["trace"]["text"] == HOSTILE
    marked = [element.value for element in [*app.main.markdown, *app.main.caption, *app.main.latex]]
    assert not any("<b>" in value or "javascript" in value for value in marked)
    assert not any("javascript" in element.value for element in app.main.text)


def test_nonsense_in_the_address_is_ignored_and_named() -> None:
    query = {"scorer": "<b>x", "lang": "tlh", "search": "beam_1e9_z", "step": "-4", "utm": "1", "family": "../.."}
    app = healthy(opened(query | {"q": "现在几点"}))
    assert stage(app)["trace"]["text"] == "现在几点" and stage(app)["trace"]["model"] == "zh-en/additive"
    assert all(f"{name}={value}" in words(app) for name, value in query.items())
    assert set(app.query_params) == {"q"}
    choose(app, "scorer-content", "dot")
    assert "utm" not in words(app)


def broken_models(models: Path, root: Path) -> Path:
    """`dot` is missing, `cosine` broken, `general` foreign, `concat` without a card, `uniform` with half a card."""
    family = root / "zh-en"
    shutil.copytree(models / "zh-en", family)
    (family / "recorded.json").unlink()
    shutil.rmtree(family / "dot")
    (family / "cosine" / "model.safetensors").write_bytes(b"not a tensor")
    shutil.copy(family / "none" / "model.safetensors", family / "general" / "model.safetensors")
    (family / "concat" / "card.json").unlink()
    (family / "uniform" / "card.json").write_text("{")
    return root


@pytest.mark.parametrize("name", ["dot", "cosine", "general", "concat", "uniform"])
def test_a_model_that_cannot_be_used_says_why_and_the_rest_works(
    name: str, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(broken_models(models, tmp_path)))
    app = healthy(opened({"scorer": name}))
    assert "not available" in words(app) and not stage_is_drawn(app)
    assert len(words(app).splitlines()) >= 2
    choose(app, "scorer-content", "additive")
    assert stage_is_drawn(app)


def test_models_that_are_known_to_be_unusable_are_struck_out(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(broken_models(models, tmp_path)))
    app = healthy(opened())
    content = app.button_group(key="scorer-content")
    struck = [option for option in content.options if "~~" in option]
    assert struck == [":gray[~~Dot product~~]", ":gray[~~Concat~~]"]
    reasons = {line.split("**")[1]: line.partition("Struck through: ")[2] for line in content.proto.help.split("\n\n")}
    train = "it has not been trained yet; to train it: python -m seq2seq train zh-en --scorer dot"
    assert (reasons["Dot product"], reasons["Concat"]) == (train, "card.json is missing")
    assert [name for name in reasons if reasons[name]] == ["Dot product", "Concat"]


def test_gradients_says_how_to_train_what_is_missing(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(broken_models(models, tmp_path)))
    app = open_page("gradients", {"scorer": "dot"})
    assert "to train it: python -m seq2seq train zh-en --scorer dot" in words(app)


def test_without_any_model_there_is_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = healthy(opened())
    assert "not available" in words(app) and not stage_is_drawn(app)


def test_a_recording_that_cannot_be_read_is_left_aside(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    (tmp_path / "zh-en" / "recorded.json").write_text('[{"request": 1')
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert stage_is_drawn(healthy(opened()))


def test_a_beginning_without_a_piece_is_blamed_on_the_request() -> None:
    app = healthy(opened({"q": "我爱猫。", "begun": "<b>~x"}, path=BEAM))
    assert "can't be translated" in words(app) and "not available" not in words(app)
