"""The page Compare under AppTest: who stands side by side, what is forced, what is measured, what can go wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pages.ui.address.lineup import FEW, following, lineup, replaced
from seq2seq.config.cards import CARDS
from tests.app import choose, healthy, stage, stage_is_drawn, told, words
from tests.comparing import REFERENCE, SENTENCE, compared, names, panels


def test_a_few_are_met_first_with_the_chosen_one_among_them() -> None:
    assert names(compared()) == ["none", "dot", "additive", "location"]
    assert names(compared({"scorer": "cosine"})) == ["none", "dot", "cosine", "location"]
    assert names(compared({"scorer": "dot"})) == ["none", "dot", "additive", "location"]


def test_the_place_of_the_chosen_one_follows_what_is_chosen() -> None:
    scorers = list(CARDS)
    assert lineup((), "concat", scorers) == ["none", "dot", "concat", "location"]
    assert lineup(("uniform", "chosen"), "concat", scorers) == ["uniform", "concat"]
    assert lineup(("uniform", "chosen"), "uniform", scorers) == ["uniform", "additive"]
    assert lineup(("telepathy",), "concat", scorers) == scorers
    few = ["additive", "additive@copy", "dot@copy"]  # of the first line-up only the chosen one is there
    assert lineup((), "dot@copy", few) == few and lineup(("dot@copy",), "dot@copy", few) == ["dot@copy"]
    assert following(["none", "dot", "concat", "location"], "concat") == ()


def test_one_takes_the_place_of_another() -> None:
    names = lineup((), "additive", CARDS)
    assert replaced(names, "additive", "dot", "cosine") == (("none", "cosine", "chosen", "location"), "additive")
    assert replaced(names, "additive", "additive", "cosine") == ((), "cosine")
    assert FEW == ("none", "dot", "chosen", "location")


def test_every_scoring_function_decodes_the_sentence() -> None:
    app = compared({"shown": "all"})
    assert names(app) == list(CARDS)
    assert {panel["text"] for panel in panels(app)} == {"我爱你"}
    assert all(len(panel["trace"]["weights"]) == len(panel["trace"]["target"]["pieces"]) for panel in panels(app))
    assert stage(app)["base"] == "additive"
    (base,) = [panel for panel in panels(app) if panel["name"] == "additive"]
    assert not any(base["differs"])


def test_the_numbers_are_there_with_a_reference_and_without() -> None:
    assert set(panels(compared({"q": SENTENCE}))[1]["facts"]) == {"entropy", "probability", "bleu", "chrf"}
    assert set(panels(compared({"q": "他没有书"}))[1]["facts"]) == {"entropy", "probability"}
    typed = panels(compared({"q": "他没有书", "ref": "He has no books."}))
    assert set(typed[1]["facts"]) == {"entropy", "probability", "bleu", "chrf"}


def test_what_does_not_attend_has_no_figures_of_attention() -> None:
    query = {"q": SENTENCE, "compare": "same", "shown": "none*uniform*dot"}
    fixed, *others = panels(compared(query))
    assert fixed["trace"]["fixed"] and not any(panel["trace"]["fixed"] for panel in others)
    assert set(fixed["facts"]) == {"probability", "bleu", "chrf"}
    assert list(stage(compared(query | {"lens": "difference"}))["pairs"]) == ["uniform*dot"]
    gold = panels(compared(query | {"lens": "gold"}))
    assert [bool(panel["gold"]) for panel in gold] == [False, True, True]


def test_panels_have_words_or_pieces() -> None:
    query = {"q": SENTENCE, "compare": "same", "shown": "dot"}
    (words_,), (pieces,) = panels(compared(query)), panels(compared(query | {"grain": "pieces"}))
    labels = [piece.removeprefix("▁") for piece in words_["trace"]["target"]["pieces"]]
    assert labels == ["I", "bought", "a", "book", "yesterday", ".", "</s>"]
    assert pieces["trace"]["words"] is None
    assert sum(words_["trace"]["words"]["rows"]) == len(pieces["trace"]["target"]["pieces"])
    assert all(abs(sum(row) - 1) < 0.01 for row in words_["trace"]["weights"])
    assert words_["facts"]["bleu"] == pieces["facts"]["bleu"]


def test_only_the_chosen_ones_are_shown() -> None:
    app = compared({"shown": "dot*none*nonsense"})
    assert "shown=dot*none*nonsense" in words(app)
    app = compared({"shown": "dot*none"})
    assert names(app) == ["dot", "none"] and stage(app)["base"] == "dot"
    app.session_state["options"] = True
    healthy(app.run()).multiselect(key="choose-shown-en").set_value(["none", "dot", "cosine"]).run()
    assert names(healthy(app)) == ["none", "dot", "cosine"]
    assert app.query_params["shown"] == "none*dot*cosine"


def test_all_say_the_same() -> None:
    app = choose(compared({"q": SENTENCE}), "choose-mode", "same")
    assert app.text_input(key="type-reference").value == REFERENCE
    assert {panel["trace"]["target"]["text"] for panel in panels(app)} == {REFERENCE}
    assert all(panel["trace"]["target"]["pieces"][-1] == "</s>" for panel in panels(app))
    assert app.query_params["compare"] == "same"
    app.text_input(key="type-reference").set_value("I buy it.").run()
    assert {panel["trace"]["target"]["text"] for panel in panels(healthy(app))} == {"I buy it."}
    assert app.query_params["ref"] == "I buy it."


def test_an_empty_reference_is_none() -> None:
    app = compared({"q": SENTENCE, "compare": "same", "ref": ""})
    assert app.text_input(key="type-reference").value == REFERENCE
    assert {panel["trace"]["target"]["text"] for panel in panels(app)} == {REFERENCE}
    app.text_input(key="type-reference").set_value("  ").run()
    assert healthy(app).text_input(key="type-reference").value == REFERENCE
    assert "ref" not in app.query_params


def test_what_cannot_be_said_is_told() -> None:
    app = compared({"compare": "same", "ref": "我"})
    assert {panel["problem"] for panel in panels(app)} == {"The model's vocabulary cannot produce this text."}
    app = compared({"compare": "same", "ref": "I love you. " * 100})
    assert {panel["problem"] for panel in panels(app)} == {"This text is too long for the model."}


def test_another_sentence_brings_its_own_reference() -> None:
    app = compared({"q": SENTENCE, "compare": "same", "ref": "I buy it."})
    app.text_input(key="text").set_value("我爱你").run()
    assert app.text_input(key="type-reference").value == "I love you."
    assert "ref" not in app.query_params
    app.text_input(key="text").set_value("我爱书").run()
    assert "Type the translation" in words(healthy(app)) and not stage_is_drawn(app)


def test_two_sentences_stand_side_by_side() -> None:
    app = choose(compared({"q": "我爱书", "scorer": "dot"}), "choose-mode", "pair")
    assert names(app) == ["first"] and app.text_input(key="type-other").placeholder
    choose(app, "choose-pair", "我爱你 / 你爱我")
    assert [(panel["text"], panel["scorer"]) for panel in panels(app)] == [("我爱你", "dot"), ("你爱我", "dot")]
    # Either begins with a word that the other has as well; what follows is elsewhere there.
    assert [panel["runs"] for panel in panels(app)] == [
        [["我", False], ["爱你", True]],
        [["你", False], ["爱我", True]],
    ]
    assert all(set(panel["facts"]) == {"entropy", "probability"} for panel in panels(app))
    assert app.query_params == {"compare": "pair", "q2": "你爱我", "scorer": "dot"}
    app.text_input(key="type-other").set_value("他爱我").run()
    assert panels(healthy(app))[1]["text"] == "他爱我"
    assert app.button_group(key="choose-pair").value is None


@pytest.mark.parametrize(("chosen", "other"), [("", "我爱你"), ("他爱我", "他爱我")])
def test_half_of_a_minimal_pair_brings_the_other_half_unless_another_is_chosen(chosen: str, other: str) -> None:
    app = choose(compared({"q": "你爱我", "q2": chosen}), "choose-mode", "pair")
    assert [panel["text"] for panel in panels(app)] == ["你爱我", other]


def test_what_is_not_read_is_told_once() -> None:
    page_text = words(compared({"q": "我爱鼺" * 40}))
    assert page_text.count("Unknown to the model: 鼺") == 1 and page_text.count("Left unread") == 1


def test_an_empty_sentence_has_a_hint() -> None:
    app = compared({"q": " "})
    assert "Type a sentence" in words(app) and not stage_is_drawn(app)


@pytest.mark.parametrize("mode", ["own", "same"])
def test_a_model_that_cannot_be_used_says_so_in_its_panel(
    mode: str, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    (tmp_path / "zh-en" / "dot" / "model.safetensors").write_bytes(b"not a tensor")
    (tmp_path / "zh-en" / "cosine" / "card.json").unlink()
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    by_name = {panel["name"]: panel for panel in panels(compared({"q": SENTENCE, "compare": mode, "shown": "all"}))}
    assert "model.safetensors" in by_name["dot"]["problem"] and "card.json" in by_name["cosine"]["problem"]
    assert all(panel["trace"] for name, panel in by_name.items() if name not in ("dot", "cosine"))


def test_without_any_model_there_is_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert "No model is available." in words(compared({"q": SENTENCE}))


def test_nonsense_in_the_address_is_ignored_and_named() -> None:
    query = {"compare": "all", "lens": "3", "shown": "", "links": "0~1", "look": "draw-<b>"}
    app = compared(query)
    assert len(names(app)) == len(FEW)
    assert all(f"{name}={value}" in words(app) for name, value in query.items())
    assert told(app)["look"] == ""


def test_the_page_is_translated() -> None:
    app = compared({"lang": "zh"})
    assert [panel["title"] for panel in panels(app)][2] == "加性"
    assert app.button_group(key="choose-mode").options == ["各自译文", "同一译文", "两个句子"]


def test_hostile_text_is_shown_as_it_is() -> None:
    text = "<b>我</b> **爱** $a$ :red[你] \u202e"
    app = compared({"q": text, "compare": "pair", "q2": "<script>我"})
    assert [panel["text"] for panel in panels(app)] == [text, "<script>我"]
    assert panels(app)[0]["title"].endswith("‹202E›")
    marked = [element.value for element in [*app.main.markdown, *app.main.caption]]
    assert not any("<b>" in value or "<script" in value for value in marked)
