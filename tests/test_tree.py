"""The tree of a search: through JSON, read-only, its paths and what became of its branches."""

import numpy as np
import pytest

from seq2seq.config.schema import Request, SearchConfig
from seq2seq.trace.beam_tree import Candidate, decided_steps
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace
from tests.test_trace import TREE, WIDTH, make


def test_a_tree_comes_back_from_json() -> None:
    trace = DecodeTrace.from_json(make().to_json())
    assert trace.tree is not None and trace.tree.to_dict() == TREE.to_dict()
    assert trace.tree.branches == TREE.branches and trace.tree.candidates == TREE.candidates
    assert trace.tree.best == (2,) and trace.tree.dropped == (3, 4)
    np.testing.assert_array_equal(trace.tree.weights, TREE.weights)


def test_a_trace_without_a_beam_says_nothing_of_a_tree() -> None:
    trace = make(tree=None)
    assert "tree" not in trace.to_dict() and DecodeTrace.from_json(trace.to_json()).tree is None


def test_the_stage_is_not_given_the_tree() -> None:
    assert "tree" not in make().to_dict(vectors=False)


def test_a_tree_is_read_only_and_knows_its_paths() -> None:
    with pytest.raises(ValueError, match="read-only"):
        TREE.weights[0, 0] = 1
    assert TREE.path(2) == (0, 2) and TREE.path(None) == ()
    assert TREE.pieces(2) == ("▁I", EOS_PIECE)


def test_a_kept_branch_is_decided_when_the_last_of_it_ends() -> None:
    """0 grows 1 and 2, 1 grows 3 which ends; 2 grows only what is pruned."""
    parents, steps = (None, 0, 0, 1, 2), (0, 1, 1, 2, 2)
    assert decided_steps(parents, steps, ("kept", "kept", "kept", "finished", "pruned")) == [2, 2, 1, 2, 2]


def test_a_search_of_one_path_has_a_tree_of_one_path() -> None:
    """By hand: −0.1 and −0.2 on the way, over (5 + 2) / 6 at the second step."""
    request = Request("m", "t", search=SearchConfig())
    rows = ((Candidate("▁I", -0.1), Candidate("▁you", -2.5)), (Candidate(EOS_PIECE, -0.2), Candidate("▁I", -3.0)))
    weights = np.array([[[0.5, 0.5, 0, 0, 0]], [[0, 0, 0, 0, 1]]], np.float32)
    vectors = {name: np.zeros((2, WIDTH), np.float32) for name in ("queries", "contexts", "states")}
    logprobs = np.array([-0.1, -0.2], np.float32)
    changes = {"request": request, "pieces": ("▁I", EOS_PIECE), "candidates": rows, "logprobs": logprobs}
    tree = make(1, tree=None, weights=weights, scores=weights, **changes, **vectors).branches
    assert [branch.piece for branch in tree.branches] == ["▁I", "▁you", EOS_PIECE, "▁I"]
    assert [branch.parent for branch in tree.branches] == [None, None, 0, 0]
    assert [branch.status for branch in tree.branches] == ["kept", "pruned", "finished", "pruned"]
    assert [branch.total for branch in tree.branches] == pytest.approx([-0.1, -2.5, -0.3, -3.1])
    assert tree.branches[2].score == pytest.approx(-0.3 * 6 / 7)
    assert [branch.decided for branch in tree.branches] == [1, 0, 1, 1]
    assert tree.best == (2,) and tree.pieces(2) == ("▁I", EOS_PIECE)
    np.testing.assert_array_equal(tree.weights, weights[:, 0])
