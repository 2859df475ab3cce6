"""What if under AppTest: branches from a link, what the browser is given, and the suite."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pages.ui.address.branches import BranchHistory
from pages.ui.features.what_if import branching, explanation
from pages.ui.features.what_if import what_if as changes
from pages.ui.features.what_if.branching import ChangeEdit
from seq2seq.analysis.suite import Baseline, Counterfactual, CounterfactualResult, Suite, kendall
from seq2seq.config.edits import Edit, Flatten, edit_from_dict
from tests.app import healthy, opened, stage, words
from tests.traces import hand_made

PAGE = Path(__file__).resolve().parents[2] / "pages" / "what-if.py"


def page_data(**query: str) -> dict[str, Any]:
    """What the browser is given under this address."""
    return stage(healthy(opened(query, path=PAGE)))


def bare(piece: str) -> str:
    return piece.removeprefix("▁")


def test_at_first_nothing_is_changed_and_both_sides_are_the_original() -> None:
    data = page_data()
    assert data["original"]["text"] == "我爱你" and data["edited"] is None
    assert data["changes"] == [] and data["effect"] is None and data["active"] == 0
    assert [twig["name"] for twig in data["tree"]] == ["Original"]
    assert {len(values) for values in data["reliance"].values()} == {len(data["original"]["target"]["pieces"])}
    assert data["can"] == {"undo": False, "redo": False}


def test_a_link_brings_a_branch_with_its_changes_and_their_effect() -> None:
    data = page_data(branches="1!0**flat-2~mask_1*")
    assert data["active"] == 1
    assert data["changes"] == ["step 2: Uniform", f"{bare(data['original']['source']['pieces'][0])} hidden"]
    row = data["edited"]["weights"][1]
    assert row[0] == 0 and max(row[1:]) == pytest.approx(min(row[1:])) == pytest.approx(1 / (len(row) - 1))
    assert len(data["effect"]["delta"]) == len(data["effect"]["kl"]) == len(data["original"]["target"]["pieces"])


def test_a_change_at_a_step_leaves_the_steps_before_it_alone() -> None:
    data = page_data(branches="1!0**flat-3*")
    assert data["edited"]["weights"][:2] == data["original"]["weights"][:2]
    assert data["edited"]["target"]["pieces"][:2] == data["original"]["target"]["pieces"][:2]
    assert data["effect"]["kl"][:2] == [0, 0] and data["effect"]["delta"][:2] == [0, 0]


def test_a_chosen_word_is_said_and_names_its_branch() -> None:
    first = page_data()["original"]
    piece = next(piece for piece, _ in first["candidates"][1] if piece not in (first["target"]["pieces"][1], "</s>"))
    data = page_data(branches=f"1!0*{first['target']['pieces'][0]}~{piece}**")
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
    data = page_data(q="我不喝", branches="2!0**flat*plain!1**flat~shift*!0**temp_0.5*")
    assert [(twig["number"], twig["depth"], twig["name"]) for twig in data["tree"]] == [
        (0, 0, "Original"),
        (1, 1, "plain"),
        (2, 2, "every step: Uniform, Rows shifted by one"),
        (3, 1, "temperature 0.5"),
    ]
    assert data["active"] == 2


def test_two_branches_stand_beside_each_other() -> None:
    data = page_data(q="我不喝", branches="2.1!0**flat*!0**temp_0.5*")
    alone = page_data(q="我不喝", branches="1!0**flat*!0**temp_0.5*")
    assert (data["active"], data["base"]) == (2, 1)
    assert data["original"]["target"] == alone["edited"]["target"]
    assert data["original"]["weights"] == alone["edited"]["weights"]
    assert data["reliance"]["uniform"] == [0] * len(data["reliance"]["uniform"])


def test_other_input_is_read_and_its_chips_name_pieces_as_they_stood() -> None:
    first, second, *rest = page_data(q="他没有钱")["original"]["source"]["pieces"]
    data = page_data(q="他没有钱", branches="1!0**move_1_2~delete_1~mask_1*")
    assert data["changes"] == [f"{bare(first)} moved to place 2", f"{bare(second)} deleted", f"{bare(first)} hidden"]
    assert data["edited"]["source"]["pieces"] == [first, *rest]


def test_a_change_that_cannot_be_followed_says_so_and_can_be_taken_back() -> None:
    data = page_data(branches="1!0**weights_0.5_0.5-1*")
    assert data["notice"] and data["changes"] == ["step 1: weights by hand"]
    assert data["edited"]["target"] == data["original"]["target"]


@pytest.mark.parametrize(
    "branches",
    [
        "1!0**weights_0.5_0.5_0.5-1*",
        "1!0**delete_9*",
        "1!0**delete_1~delete_1*",
        "1!0**onehot_1-1~delete_1*",
        "1!0**swap_1_xyz*",
        "1!0**score_additive*",
        "1!0**borrow_dot@elsewhere*",
        "1!0*xyz**",
    ],
)
def test_the_reason_is_given_in_the_language_of_the_page(branches: str) -> None:
    chinese, english = (page_data(q="我", branches=branches, lang=lang)["notice"] for lang in ("zh", "en"))
    assert english.startswith("That can't be done: ") and english != chinese
    assert not re.search("[a-z]+ [a-z]+", chinese)


def test_nonsense_in_the_link_is_ignored_and_named() -> None:
    app = healthy(opened({"branches": "1!0**zzz*"}))
    assert "branches=1!0**zzz*" in words(app)


def test_what_the_model_did_not_read_is_named() -> None:
    page_text = words(healthy(opened({"q": "我昨天买了一本书。" * 20}, path=PAGE)))
    assert "Only the first 63 pieces are read." in page_text and "was stopped after 64 pieces" in page_text


def test_an_empty_sentence_is_asked_for() -> None:
    assert "Type a sentence" in words(healthy(opened({"q": " "}, path=PAGE)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_that_is_offered_can_be_done_by_every_kind_of_model(lang: str) -> None:
    offers = page_data(lang=lang)["offers"]
    assert {"title", "hint"} <= offers["rules"][0].keys()
    edits = [edit_from_dict(edit) for kind in offers.values() for offer in kind for edit in _edits(offer)]
    forest = BranchHistory()
    for edit in edits:
        forest = BranchHistory((*forest.branches, branching.apply_action(BranchHistory(), ChangeEdit(edit)).now))
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
    measures, *_between, table = (dataframe.value for dataframe in app.dataframe)
    assert len(table) == 3 + sources
    assert list(table.index[:2]) == ["uniform weights", "shuffled weights, median of 10"]
    assert list(measures.index) == ["Deletion: total variation", "Deletion: KL", "Gradient of log p"]
    assert list(measures.columns) == ["tau", "diagonal", "permuted", "others", "above"]
    page_text = words(app)
    assert "Kendall's τ" in page_text and "a diagonal has" in page_text and "Branch: Original" in page_text
    assert "The model trained with uniform weights outputs" in page_text
    assert "Jain & Wallace 2019" in app.caption[-1].value


def test_the_suite_is_asked_of_the_branch_in_view() -> None:
    app = opened({"q": "他没有钱", "branches": "1!0**flat~delete_1*mine"}, path=PAGE)
    app.session_state["suite"] = True
    healthy(app.run())
    assert "Branch: mine" in words(app)
    assert "stays the same with uniform weights and with 10 shuffles" in words(app)  # they are flat already
    assert "No answer: the weights are the same everywhere. Weights put in by hand" in words(app)
    assert len(app.dataframe[-1].value) == 3 + len(stage(app)["edited"]["source"]["pieces"])


def test_the_suite_of_a_branch_that_cannot_be_decoded_says_why() -> None:
    app = opened({"branches": "1!0**weights_0.5_0.5-1*"}, path=PAGE)
    app.session_state["suite"] = True
    healthy(app.run())
    assert "replacement weights: expected 3, got 2" in words(app) and not app.get("plotly_chart")


def variant(name: str, changed: bool) -> CounterfactualResult:
    return CounterfactualResult(Counterfactual(name, ()), np.zeros(1), np.zeros(1), np.zeros(1), "We", changed)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ([False, False, False], "The translation stays the same with uniform weights and with 2 shuffles."),
        ([True, False, True], "1 of 2 shuffles changes the translation. With uniform weights it becomes: We"),
        ([False, True, True], "2 of 2 shuffles change the translation. With uniform weights it stays the same."),
    ],
)
def test_what_other_weights_do_to_the_translation_is_said(changed: list[bool], sentence: str) -> None:
    names = ("uniform", "shuffled", "shuffled")
    built_suite = Suite(None, tuple(map(variant, names, changed)), np.zeros((1, 1)))  # type: ignore[arg-type]
    assert explanation.robustness(built_suite) == sentence


UP, MIXED = [0.05, 0.1, 0.15, 0.3, 0.4], [0.15, 0.4, 0.1, 0.3, 0.05]
"""Weights of five pieces, of which the second are in an order that no diagonal has."""


@pytest.mark.parametrize(
    ("weights", "importance", "edits", "others", "text"),
    [
        (MIXED, MIXED, (), (), "Yes: the weights rank the pieces"),
        (UP, UP, (), (np.tile(UP, (8, 1)),), "No: the weights of other sentences"),
        (MIXED[::-1], MIXED, (), (), "No: with their columns in a random order"),
        (UP[:4], UP[:4], (), (), "Too short to tell: 4 pieces"),
        ([0.2] * 5, MIXED, (), (), "No answer: the weights are the same everywhere."),
        ([0.2] * 5, MIXED, (Flatten(),), (), "Weights put in by hand are compared"),
    ],
)
def test_the_verdict_is_given_against_weights_that_know_nothing(
    weights: list[float], importance: list[float], edits: tuple[Edit, ...], others: tuple[np.ndarray, ...], text: str
) -> None:
    steps = 8
    trace = hand_made(np.tile(weights, (steps, 1, 1)), ["▁I"] * steps, list("我不爱你。")[: len(weights)])
    moved = [np.full(steps, moves) for moves in importance]
    apart = [CounterfactualResult(Counterfactual("deleted", (), at), x, x, x, "", True) for at, x in enumerate(moved)]
    asked = replace(trace, request=replace(trace.request, edits=edits))
    verdict = explanation.verdict(Suite(asked, tuple(apart), np.zeros((steps, len(weights))), others))
    assert text in verdict
    tau = re.search(
        r"Kendall's τ (\S+); a diagonal has (\S+), .* stay below (\S+) and .* other sentences below (\S+)\.", verdict
    )
    assert (tau is None) == (len(set(weights)) == 1)
    if tau:
        assert float(tau[1].replace("−", "-")) == pytest.approx(
            kendall(np.array(weights), np.array(importance)), abs=0.005
        )
        assert tau[4] == ("1.00" if others else "–")


def test_what_the_model_trained_with_uniform_weights_says() -> None:
    same, other = Baseline("I go.", True, np.log(0.5), np.log(0.25), 0.3), Baseline("We", False, -1.0, -2.0, 0.5)
    assert explanation.trained_uniform(same) == (
        "The model trained with uniform weights outputs the same translation.\nGeometric mean probability of the "
        "pieces here: 25%, against 50% for this model; mean total variation between the two: 0.30."
    )
    assert explanation.trained_uniform(other).startswith(
        "The model trained with uniform weights outputs: We\nGeometric"
    )
