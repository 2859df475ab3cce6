"""What if under AppTest: branches from a link, wishes granted, undone, refused, and what the browser is given."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import changes, explanation, wishes
from pages.ui.codec import LONGEST_LINK
from pages.ui.forest import Forest
from seq2seq.edits import Flatten, MaskSource
from seq2seq.effect import Counterfactual, Suite, Variant
from tests.app import healthy, opened, stage, words

PAGE = Path(__file__).resolve().parents[2] / "pages" / "what-if.py"


def shown(**query: str) -> dict[str, Any]:
    """What the browser is given under this address."""
    return stage(healthy(opened(query, path=PAGE)))


def bare(piece: str) -> str:
    return piece.removeprefix("▁")


def test_at_first_nothing_is_changed_and_both_sides_are_the_original() -> None:
    data = shown()
    assert data["original"]["text"] == "我爱你" and data["edited"] is None
    assert data["changes"] == [] and data["effect"] is None and data["active"] == 0
    assert [twig["name"] for twig in data["tree"]] == ["Original"]
    assert len(data["dependence"]) == len(data["original"]["target"]["pieces"])
    assert data["can"] == {"undo": False, "redo": False}


def test_a_link_brings_a_branch_with_its_changes_and_their_effect() -> None:
    data = shown(branches="1!0**flat-2~mask_1*")
    assert data["active"] == 1
    assert data["changes"] == ["step 2: Uniform", f"{bare(data['original']['source']['pieces'][0])} hidden"]
    row = data["edited"]["weights"][1]
    assert row[0] == 0 and max(row[1:]) == pytest.approx(min(row[1:])) == pytest.approx(1 / (len(row) - 1))
    assert len(data["effect"]["delta"]) == len(data["effect"]["kl"]) == len(data["original"]["target"]["pieces"])


def test_a_change_at_a_step_leaves_the_steps_before_it_alone() -> None:
    data = shown(branches="1!0**flat-3*")
    assert data["edited"]["weights"][:2] == data["original"]["weights"][:2]
    assert data["edited"]["target"]["pieces"][:2] == data["original"]["target"]["pieces"][:2]
    assert data["effect"]["kl"][:2] == [0, 0] and data["effect"]["delta"][:2] == [0, 0]


def test_a_chosen_word_is_said_and_names_its_branch() -> None:
    first = shown()["original"]
    piece = next(piece for piece, _ in first["candidates"][1] if piece not in (first["target"]["pieces"][1], "</s>"))
    data = shown(branches=f"1!0*{first['target']['pieces'][0]}~{piece}**")
    assert data["edited"]["target"]["pieces"][:2] == [first["target"]["pieces"][0], piece]
    assert data["tree"][1]["name"] == f"step 2: {bare(piece)}" == data["changes"][0]


@pytest.mark.parametrize(
    ("prefix", "chip"),
    [
        (("▁I", "▁real", "ly", "▁hate"), "step 2: really hate"),
        (("'",), "step 1: '"),
        (("▁I", "▁love"), "step 2: love"),
        (("▁I", "▁love", "▁you", "</s>", "▁and"), "step 5: and"),
        (("▁I", "</s>"), "step 2: ↵"),
    ],
)
def test_a_chosen_beginning_is_named_by_what_is_new_in_it(prefix: tuple[str, ...], chip: str) -> None:
    assert changes.spoken(prefix, ("▁I", "▁love", "▁you", "</s>")) == chip


def test_branches_make_a_tree_and_may_have_names() -> None:
    data = shown(q="我不喝", branches="2!0**flat*plain!1**flat~shift*!0**temp_0.5*")
    assert [(twig["number"], twig["depth"], twig["name"]) for twig in data["tree"]] == [
        (0, 0, "Original"),
        (1, 1, "plain"),
        (2, 2, "every step: Uniform, Rows shifted by one"),
        (3, 1, "temperature 0.5"),
    ]
    assert data["active"] == 2


def test_two_branches_stand_beside_each_other() -> None:
    data = shown(q="我不喝", branches="2.1!0**flat*!0**temp_0.5*")
    alone = shown(q="我不喝", branches="1!0**flat*!0**temp_0.5*")
    assert (data["active"], data["base"]) == (2, 1)
    assert data["original"]["target"] == alone["edited"]["target"]
    assert data["original"]["weights"] == alone["edited"]["weights"]
    assert data["dependence"] == [0] * len(data["dependence"])


def test_other_input_is_read_and_its_chips_name_pieces_as_they_stood() -> None:
    first, second, *rest = shown(q="他没有钱")["original"]["source"]["pieces"]
    data = shown(q="他没有钱", branches="1!0**move_1_2~delete_1~mask_1*")
    assert data["changes"] == [f"{bare(first)} moved to place 2", f"{bare(second)} deleted", f"{bare(first)} hidden"]
    assert data["edited"]["source"]["pieces"] == [first, *rest]


def test_a_change_that_cannot_be_followed_says_so_and_can_be_taken_back() -> None:
    data = shown(branches="1!0**weights_0.5_0.5-1*")
    assert data["notice"] and data["changes"] == ["step 1: weights by hand"]
    assert data["edited"]["target"] == data["original"]["target"]


def test_nonsense_in_the_link_is_ignored_and_named() -> None:
    app = healthy(opened({"branches": "1!0**zzz*"}))
    assert "branches=1!0**zzz*" in words(app)


def test_an_empty_sentence_is_asked_for() -> None:
    assert "Type a sentence" in words(healthy(opened({"q": " "}, path=PAGE)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_that_is_offered_can_be_done_by_every_kind_of_model(lang: str) -> None:
    offers = shown(lang=lang)["offers"]
    assert {"title", "hint"} <= offers["rules"][0].keys()
    edits = [edit for kind in offers.values() for offer in kind for edit in _edits(offer)]
    forest = Forest()
    for edit in edits:
        forest = Forest((*forest.grown, wishes.granted(Forest(), {"type": "change", "edit": edit}).now))
    assert len(forest) == len(edits) + 1 > 20


def _edits(offer: dict[str, Any]) -> list[dict[str, Any]]:
    return [offer["edit"]] if "edit" in offer else [option["edit"] for option in offer["options"]]


# -- the suite


def test_the_suite_is_worked_out_when_it_is_opened() -> None:
    app = opened({"q": "他没有钱"}, path=PAGE)
    assert not app.get("plotly_chart")
    app.session_state["suite"] = True
    healthy(app.run())
    assert len(app.get("plotly_chart")) == 1
    sources = len(stage(app)["original"]["source"]["pieces"])
    table = app.dataframe[-1].value
    assert len(table) == 3 + sources
    assert list(table.index[:2]) == ["uniform weights", "shuffled weights, median of 10"]
    assert "Rank correlation" in words(app) and "Asked of: Original" in words(app)


def test_the_suite_is_asked_of_the_branch_in_view() -> None:
    app = opened({"q": "他没有钱", "branches": "1!0**flat~delete_1*mine"}, path=PAGE)
    app.session_state["suite"] = True
    healthy(app.run())
    assert "Asked of: mine" in words(app)
    assert "outlives uniform weights and 10 shuffles" in words(app)  # they are flat already
    assert len(app.dataframe[-1].value) == 3 + len(stage(app)["edited"]["source"]["pieces"])


def test_the_suite_of_a_branch_that_cannot_be_decoded_says_why() -> None:
    app = opened({"branches": "1!0**weights_0.5_0.5-1*"}, path=PAGE)
    app.session_state["suite"] = True
    healthy(app.run())
    assert "expected" in words(app) and not app.get("plotly_chart")


def variant(name: str, changed: bool) -> Variant:
    return Variant(Counterfactual(name, ()), np.zeros(1), np.zeros(1), "We", changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([False, False, False], "The translation outlives uniform weights and 2 shuffles."),
        ([True, False, True], "1 of 2 shuffles change the translation. With uniform weights it becomes: We"),
        ([False, True, True], "2 of 2 shuffles change the translation. It outlives uniform weights."),
    ],
)
def test_what_other_weights_do_to_the_translation_is_said(changed: list[bool], said: str) -> None:
    names = ("uniform", "shuffled", "shuffled")
    found = Suite(None, tuple(map(variant, names, changed)))  # type: ignore[arg-type]
    assert explanation.robustness(found) == said


@pytest.mark.parametrize(
    ("correlation", "said"),
    [
        (0.9, "Largely yes"),
        (0.6, "Largely yes"),
        (0.4, "In part"),
        (-0.5, "Rank correlation −0.50."),
        (float("nan"), "can't be said"),
    ],
)
def test_the_verdict_is_one_plain_sentence(correlation: float, said: str) -> None:
    assert said in explanation.verdict(correlation)


# -- wishes


def script() -> None:
    """What the component does when it hears of a wish; AppTest can't speak for it."""
    from pages.ui import state, wishes

    state.view()
    wishes.grant("heard")
    state.write()


def granted(app: AppTest, **wish: Any) -> Forest:
    return all_granted(app, {**wish, "at": next(CLOCK)})


def all_granted(app: AppTest, *made: dict[str, Any]) -> Forest:
    """The forest after these wishes, which came in one report."""
    app.session_state["heard"] = {"wishes": list(made)}
    healthy(app.run())
    return app.session_state["values"]["branches"]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(script, default_timeout=60)


CLOCK = count(1)
"""When a wish was made: any number that grows."""
FLAT = {"kind": "flatten", "step": 0}
HIDDEN = {"kind": "mask_source", "position": 1}


def test_what_is_done_can_be_undone_and_done_again(app: AppTest) -> None:
    one = granted(app, type="change", edit=FLAT)
    two = granted(app, type="change", edit=HIDDEN)
    assert one.now.edits == (Flatten(0),) and two.now.edits == (Flatten(0), MaskSource(1))
    assert app.query_params["branches"] == "1!0**flat-1~mask_2*"
    assert granted(app, type="undo") == one
    assert granted(app, type="undo") == Forest() and "branches" not in app.query_params
    assert granted(app, type="undo") == Forest()
    assert granted(app, type="redo") == one
    assert granted(app, type="redo") == two == granted(app, type="redo")


def test_wishes_that_come_in_one_report_are_all_granted_and_each_once(app: AppTest) -> None:
    flat, hidden = ({"type": "change", "edit": edit, "at": at} for at, edit in enumerate((FLAT, HIDDEN), start=5))
    assert all_granted(app, flat, hidden).now.edits == (Flatten(0), MaskSource(1))
    assert all_granted(app, flat, hidden, {"type": "undo", "at": 7}).now.edits == (Flatten(0),)
    assert all_granted(app, {"type": "redo", "at": 6}).now.edits == (Flatten(0),)
    assert all_granted(app, {"type": "redo", "at": 8}).now.edits == (Flatten(0), MaskSource(1))


def test_a_new_change_ends_what_could_be_done_again(app: AppTest) -> None:
    granted(app, type="change", edit=FLAT)
    granted(app, type="undo")
    other = granted(app, type="change", edit=HIDDEN)
    assert granted(app, type="redo") == other


def test_reset_leaves_the_exact_original_and_can_be_undone(app: AppTest) -> None:
    changed = granted(app, type="change", edit=FLAT)
    assert granted(app, type="reset") == Forest()
    assert granted(app, type="undo") == changed


def test_to_look_elsewhere_is_not_a_change(app: AppTest) -> None:
    changed = granted(app, type="change", edit=FLAT)
    assert granted(app, type="look", number=0) == changed.look(0)
    assert granted(app, type="undo") == Forest()


def test_what_fits_in_no_link_is_refused_with_a_word_and_nothing_is_lost(app: AppTest) -> None:
    kept, refused = Forest(), False
    for step in range(64):
        weights = [round(0.001 * (step + place + 1), 3) for place in range(12)]
        forest = granted(app, type="change", edit={"kind": "replace_weights", "weights": weights, "step": step})
        refused = forest == kept
        if refused:
            break
        kept = forest
        assert len(urlencode(app.query_params)) <= LONGEST_LINK
    assert refused and len(kept.now.edits) > 10
    assert "2,000 characters" in app.session_state["refusal"]


def test_typed_words_become_pieces_and_what_the_model_cannot_write_is_refused(app: AppTest) -> None:
    said = granted(app, type="write", step=0, words="She loves")
    assert "".join(said.now.prefix) == "▁She▁loves"
    assert granted(app, type="write", step=0, words="漢") == said
    assert "漢" in app.session_state["refusal"]


@pytest.mark.parametrize(
    "wish",
    [
        {"type": "change", "edit": {"kind": "magic"}},
        {"type": "change"},
        {"type": "look", "number": 7},
        {"type": "compare", "number": 7},
        {"type": "dance"},
        {"type": "change", "edit": {"kind": "mask_source", "position": -1}},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        wishes.granted(Forest(), wish)
