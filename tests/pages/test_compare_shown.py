"""The lenses of the page Compare, and one scoring function beside all encoders, under AppTest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from seq2seq.config.cards import CARDS
from tests import tiny
from tests.app import choose, healthy, stage
from tests.comparing import SENTENCE, compared, names, panels

# -- the lenses


def test_any_two_can_be_subtracted() -> None:
    app = choose(compared({"q": SENTENCE, "shown": "dot*uniform*cosine"}), "choose-lens", "difference")
    pairs = stage(app)["pairs"]
    assert set(pairs) == {"dot*uniform", "dot*cosine", "uniform*cosine"}
    assert all(len(pair["steps"]) == len(pair["bits"]) for pair in pairs.values())
    assert stage(choose(app, "choose-lens", "weights"))["pairs"] is None


def test_the_distances_of_all_are_drawn_when_somebody_looks() -> None:
    app = compared({"q": SENTENCE, "lens": "difference", "shown": "dot*uniform*cosine"})
    assert not app.dataframe
    app.session_state["distances"] = True
    healthy(app.run())
    table = app.dataframe[0].value
    assert sorted(table.columns) == ["Cosine", "Dot product", "Uniform"]
    assert all(table.loc[name, name] == 0 for name in table.columns)


def test_the_gold_links_of_an_example_lie_over_those_that_say_its_words() -> None:
    app = choose(compared({"q": SENTENCE, "shown": "dot*uniform"}), "choose-lens", "gold")
    assert {panel["gold"] for panel in panels(app)} == {None}
    choose(app, "choose-mode", "same")
    gold = panels(app)[0]["gold"]
    assert set(gold["readings"]) == {"-1", "0", "1"}
    assert len(gold["readings"]["0"]["curve"]) == len(stage(app)["thresholds"])
    assert len(gold["rows"]) == len(gold["readings"]["0"]["reach"]) == 6
    assert len(gold["columns"]) == len(gold["readings"]["0"]["reach"][0]) == 8
    assert stage(app)["gold"]["links"].count("-") + stage(app)["gold"]["links"].count("?") == 8
    assert stage(app)["gold"]["source"] == ["我", "昨天", "买", "了", "一", "本", "书", "。"]


def test_scores_from_each_weight_on_are_drawn_when_somebody_looks() -> None:
    query = {"q": SENTENCE, "compare": "same", "lens": "gold", "shown": "dot*none", "look": "offset--1.threshold-52"}
    app = compared(query)
    assert not app.dataframe
    app.session_state["thresholds"] = True
    table = healthy(app.run()).dataframe[0].value
    row = table[(table["model"] == "Dot product") & (table["from_weight"] == 0.52)].iloc[0]
    (dot,) = [panel for panel in panels(app) if panel["name"] == "dot"]
    at = stage(app)["thresholds"].index(0.52)
    assert dot["gold"]["readings"]["-1"]["curve"][at] == row[["AER", "Precision", "Recall"]].tolist()


def test_links_of_one_s_own() -> None:
    query = {"q": "我爱猫", "compare": "same", "lens": "gold", "ref": "I love cats.", "links": "0-0 1-1 9-9"}
    app = compared(query | {"shown": "dot"})
    assert app.query_params["links"] == "0-0 1-1 9-9"
    assert stage(app)["gold"]["target"] == ["I", "love", "cats", "."]
    assert stage(app)["gold"]["links"] == "0-0 1-1 9-9"
    app.text_input(key="type-reference").set_value("I like cats.").run()
    assert stage(healthy(app))["gold"]["links"] == "" and "links" not in app.query_params


# -- the same function, other readers


@pytest.fixture
def readers(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny family with two further encoders, and a variant of another kind."""
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    for variant in ("conv", "self_attention", "attend_first"):
        tiny.add_model(tmp_path / "zh-en", f"additive@{variant}")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("readers")
def test_one_function_stands_with_every_encoder_side_by_side() -> None:
    app = compared({"shown": "readers"})
    assert names(app) == ["additive", "additive@conv", "additive@self_attention"]
    assert [panel["title"] for panel in panels(app)] == [
        "Additive, GRU encoder",
        "Additive, convolutional encoder",
        "Additive, self-attention encoder",
    ]
    assert stage(app)["lineups"] == {"few": False, "all": False, "readers": True}
    assert len({len(panel["trace"]["source"]["pieces"]) for panel in panels(app)}) == 1
    assert all(panel["facts"]["entropy"] > 0 for panel in panels(app))


@pytest.mark.usefixtures("readers")
def test_a_saved_picture_of_encoders_says_for_whom_sizes_were_chosen() -> None:
    said = "Sizes and learning rates were chosen for the GRU, not for each encoder."
    assert said in stage(compared({"shown": "readers"}))["caption"]
    assert said in stage(compared({"shown": "additive*additive@conv"}))["caption"]
    assert said not in stage(compared())["caption"]


def test_a_family_without_other_readers_offers_none() -> None:
    app = compared({"shown": "readers"})
    assert stage(app)["lineups"] == {"few": False, "all": False}
    assert names(app) == list(CARDS)
