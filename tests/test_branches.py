"""Branches of what if: how they grow, change, are undone, and are written in an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.address.branches import Branch, BranchHistory
from pages.ui.address.codec import parse_branches, write_branches
from seq2seq.config.edits import Flatten, Freeze, MaskSource, MovePiece, ReplaceWeights, Sharpen, SwapPiece, Temperature
from seq2seq.config.schema import Request

SAID = ("▁I", "▁love", "▁you", "</s>")
REQUEST = Request("zh-en/dot", "我爱你")


def test_the_original_is_the_request_itself() -> None:
    assert BranchHistory().now.of(REQUEST) == REQUEST
    assert len(BranchHistory()) == 1 and BranchHistory()[0] == Branch()


def test_a_word_opens_a_branch_that_begins_with_what_was_said_before_it() -> None:
    forest = BranchHistory().force(1, ("▁like",), SAID)
    assert forest.now == Branch(0, ("▁I", "▁like")) and forest.active == 1
    assert forest.now.of(REQUEST).prefix == ("▁I", "▁like")


def test_another_word_at_the_same_step_stands_beside_the_first_and_a_later_one_grows_from_it() -> None:
    like = BranchHistory().force(1, ("▁like",), SAID)
    hate = like.force(1, ("▁hate",), ("▁I", "▁like", "▁you", "</s>"))
    later = hate.force(2, ("▁him",), ("▁I", "▁hate", "▁you", "</s>"))
    assert [branch.parent for branch in later.branches] == [0, 0, 2]
    assert later.now.prefix == ("▁I", "▁hate", "▁him")
    assert later.depths() == [0, 1, 1, 2]


def test_a_tree_has_each_branch_behind_its_parent() -> None:
    forest = BranchHistory((Branch(0, ("a",)), Branch(0, ("b",)), Branch(1, ("a", "c"))))
    assert forest.order() == [0, 1, 3, 2]


def test_the_same_word_twice_is_one_branch() -> None:
    forest = BranchHistory().force(1, ("▁like",), SAID).look(0)
    assert forest.force(1, ("▁like",), SAID) == forest.look(1)


def test_a_change_of_the_original_grows_a_branch_and_further_ones_gather_there() -> None:
    forest = BranchHistory().change(Flatten(1)).change(MaskSource(0)).change(MaskSource(2))
    assert len(forest) == 2 and forest.now.edits == (Flatten(1), MaskSource(0), MaskSource(2))
    assert forest[0] == Branch()


def test_a_row_that_is_set_anew_leaves_nothing_of_what_it_was() -> None:
    forest = BranchHistory().change(Flatten(1)).change(Freeze(2)).change(ReplaceWeights((1.0, 3.0), 1))
    assert forest.now.edits == (Freeze(2), ReplaceWeights((1.0, 3.0), 1))
    assert forest.change(Flatten()).now.edits == (Flatten(),)
    assert forest.change(Sharpen(2.0, 1)).now.edits == (*forest.now.edits, Sharpen(2.0, 1))


def test_there_is_one_temperature_and_what_is_chosen_twice_is_taken_back() -> None:
    forest = BranchHistory().change(MaskSource(1)).change(Temperature(2.0)).change(Temperature(0.5))
    assert forest.now.edits == (MaskSource(1), Temperature(0.5))
    assert forest.change(Temperature(0.5)).now.edits == (MaskSource(1),)


def test_two_moves_of_a_piece_are_two_changes() -> None:
    forest = BranchHistory().change(MovePiece(0, 1)).change(MovePiece(1, 0)).change(SwapPiece(0, "他"))
    assert len(forest.now.edits) == 3


def test_chips_are_taken_back_one_by_one_and_with_the_last_the_branch() -> None:
    forest = BranchHistory().force(1, ("▁like",), SAID).change(Flatten(0)).change(MaskSource(1))
    forest = forest.drop(0)
    assert forest.now.edits == (MaskSource(1),)
    forest = forest.drop(1)
    assert forest.now == Branch(0, (), (MaskSource(1),))
    assert forest.drop(0) == BranchHistory()


def test_what_grew_from_a_pruned_branch_grows_from_its_parent() -> None:
    forest = BranchHistory((Branch(0, ("a",)), Branch(1, ("a", "b")), Branch(2, ("a", "b", "c"))), 3)
    assert forest.prune(2) == BranchHistory((Branch(0, ("a",)), Branch(1, ("a", "b", "c"))), 2)
    assert forest.look(2).prune(2).active == 1
    assert forest.prune(0) == forest


def test_a_copy_grows_from_its_model() -> None:
    forest = BranchHistory().change(Flatten(1)).copy()
    assert forest.branches == (Branch(0, (), (Flatten(1),)), Branch(1, (), (Flatten(1),)))
    assert forest.change(Flatten(2)).branches[0].edits == (Flatten(1),)


def test_a_branch_may_be_compared_with_another_until_that_is_gone() -> None:
    forest = BranchHistory((Branch(0, ("a",)), Branch(1, ("a", "b"))), 2).compare(1)
    assert forest.change(Flatten()).base == 1 and parse_branches(write_branches(forest)) == forest
    assert forest.look(0).base == 1 and forest.copy().base == 1
    assert forest.prune(1) == BranchHistory((Branch(0, ("a", "b")),), 1, 0)
    with pytest.raises(ValueError, match="no branch 5"):
        forest.compare(5)


@pytest.mark.parametrize("number", [-1, 2])
def test_there_is_no_look_at_a_branch_that_is_not_there(number: int) -> None:
    with pytest.raises(ValueError, match=f"no branch {number}"):
        BranchHistory((Branch(0, ("a",)),)).look(number)


branches = st.builds(
    Branch,
    parent=st.just(0),
    prefix=st.lists(st.text(min_size=1, max_size=8), max_size=4).map(tuple),
    edits=st.lists(
        st.builds(Flatten, st.none() | st.integers(0, 60))
        | st.builds(MaskSource, st.integers(0, 60))
        | st.builds(SwapPiece, st.integers(0, 60), st.text(min_size=1, max_size=8)),
        max_size=3,
    ).map(tuple),
    name=st.text(max_size=24),
)


@pytest.mark.slow
@given(st.lists(branches, max_size=4))
def test_a_forest_survives_the_address(grown: list[Branch]) -> None:
    forest = BranchHistory(tuple(grown), len(grown))
    assert parse_branches(write_branches(forest)) == forest


@pytest.mark.parametrize(
    "text",
    ["", "1", "0.1", "1.2!0*a**", "x!0*a**", "0!1*a**", "0!0**", "0!0**zz*", "2!0*a**", "-1!0*a**", "0!0*a***"],
)
def test_a_forest_out_of_joint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_branches(text)
