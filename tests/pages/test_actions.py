"""Actions of the browser under AppTest: applied, undone, done again, refused."""

from __future__ import annotations

from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address.branches import BranchHistory
from pages.ui.address.codec import LONGEST_LINK
from seq2seq.config.edits import Flatten, MaskSource
from tests.app import healthy


def script() -> None:
    """The report of a component, which AppTest can not make."""
    from pages.ui.address import state, widgets
    from pages.ui.features.what_if import branching
    from pages.ui.features.what_if.branching import WHAT_IF_ACTIONS

    state.view()
    WHAT_IF_ACTIONS.listener(branching.carry_out).hear(widgets.reports("heard").get("actions"))
    state.write_address()


def applied(app: AppTest, **action: Any) -> BranchHistory:
    return all_applied(app, {**action, "at": next(CLOCK)})


def all_applied(app: AppTest, *made: dict[str, Any]) -> BranchHistory:
    """The forest after these actions, which came in one report."""
    app.session_state["heard"] = {"actions": list(made)}
    healthy(app.run())
    return app.session_state["values"]["branches"]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(script, default_timeout=60)


CLOCK = count(1)
"""When an action was made: any number that grows."""
FLAT = {"kind": "flatten", "step": 0}
HIDDEN = {"kind": "mask_source", "position": 1}


def test_what_is_done_can_be_undone_and_done_again(app: AppTest) -> None:
    once = applied(app, kind="change", edit=FLAT)
    two = applied(app, kind="change", edit=HIDDEN)
    assert once.now.edits == (Flatten(0),) and two.now.edits == (Flatten(0), MaskSource(1))
    assert app.query_params["branches"] == "1!0**flat-1~mask_2*"
    assert applied(app, kind="undo") == once
    assert applied(app, kind="undo") == BranchHistory() and "branches" not in app.query_params
    assert applied(app, kind="undo") == BranchHistory()
    assert applied(app, kind="redo") == once
    assert applied(app, kind="redo") == two == applied(app, kind="redo")


def test_actions_that_come_in_one_report_are_all_applied_and_each_once(app: AppTest) -> None:
    flat, hidden = ({"kind": "change", "edit": edit, "at": at} for at, edit in enumerate((FLAT, HIDDEN), start=5))
    assert all_applied(app, flat, hidden).now.edits == (Flatten(0), MaskSource(1))
    assert all_applied(app, flat, hidden, {"kind": "undo", "at": 7}).now.edits == (Flatten(0),)
    assert all_applied(app, {"kind": "redo", "at": 6}).now.edits == (Flatten(0),)
    assert all_applied(app, {"kind": "redo", "at": 8}).now.edits == (Flatten(0), MaskSource(1))


def test_a_new_change_ends_what_could_be_done_again(app: AppTest) -> None:
    applied(app, kind="change", edit=FLAT)
    applied(app, kind="undo")
    other = applied(app, kind="change", edit=HIDDEN)
    assert applied(app, kind="redo") == other


def test_reset_leaves_the_exact_original_and_can_be_undone(app: AppTest) -> None:
    changed = applied(app, kind="change", edit=FLAT)
    assert applied(app, kind="reset") == BranchHistory()
    assert applied(app, kind="undo") == changed


def test_to_look_elsewhere_is_not_a_change(app: AppTest) -> None:
    changed = applied(app, kind="change", edit=FLAT)
    assert applied(app, kind="look", number=0) == changed.look(0)
    assert applied(app, kind="undo") == BranchHistory()


def test_what_fits_in_no_link_is_refused_with_a_word_and_nothing_is_lost(app: AppTest) -> None:
    before, too_long = BranchHistory(), False
    for step in range(64):
        weights = [round(0.001 * (step + place + 1), 3) for place in range(12)]
        after = applied(app, kind="change", edit={"kind": "replace_weights", "weights": weights, "step": step})
        too_long = after == before
        if too_long:
            break
        before = after
        assert len(urlencode(app.query_params)) <= LONGEST_LINK
    assert too_long and len(before.now.edits) > 10
    assert "2,000 characters" in app.session_state["refusal"]


def test_typed_words_become_pieces_and_what_the_model_cannot_write_is_refused(app: AppTest) -> None:
    branches = applied(app, kind="write", step=0, words="She loves")
    assert "".join(branches.now.prefix) == "▁She▁loves"
    assert applied(app, kind="write", step=0, words="漢") == branches
    assert app.session_state["refusal"] == "That can't be done: the model can't write '漢'."


@pytest.mark.parametrize(
    "action",
    [
        {"kind": "change", "edit": {"kind": "magic"}},
        {"kind": "change", "edit": {"kind": "mask_source", "position": -1}},
        {"kind": "change", "edit": {"kind": "swap_piece", "position": 0, "piece": 5}},
        {"kind": "change"},
        {"kind": "say", "step": 0, "piece": "\ud800"},
        {"kind": "drop", "number": -1},
        {"kind": "name", "name": ["a"]},
        {"kind": "dance"},
        {"kind": ["undo"]},
    ],
)
def test_an_action_that_makes_no_sense_is_ignored_once_and_for_all(app: AppTest, action: dict[str, Any]) -> None:
    flat, at = applied(app, kind="change", edit=FLAT), next(CLOCK)
    assert all_applied(app, {**action, "at": at}) == flat and "refusal" not in app.session_state
    assert app.session_state["remembered-answered"] == at
    assert applied(app, kind="undo") == BranchHistory()


@pytest.mark.parametrize("kind", ["look", "compare", "prune"])
def test_a_branch_that_there_is_not_is_named(app: AppTest, kind: str) -> None:
    assert applied(app, kind=kind, number=7) == BranchHistory()
    assert app.session_state["refusal"] == "That can't be done: there is no branch 7."


@pytest.mark.parametrize("report", [None, 5, "undo", {"kind": "undo"}, [5], [{"kind": "undo"}], [[[[]]]]])
def test_a_report_that_is_none_is_ignored(app: AppTest, report: object) -> None:
    flat = applied(app, kind="change", edit=FLAT)
    app.session_state["heard"] = {"actions": report}
    assert healthy(app.run()).session_state["values"]["branches"] == flat
    assert applied(app, kind="undo") == BranchHistory()


@pytest.mark.parametrize("at", [0, -1, 1.5, "5", None, True, 10**15, 10**400])
def test_no_number_keeps_later_actions_from_being_heard(app: AppTest, at: object) -> None:
    assert all_applied(app, {"kind": "change", "edit": FLAT, "at": at}) == BranchHistory()
    assert len(applied(app, kind="change", edit=FLAT)) == 2
