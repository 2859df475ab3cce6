"""DecodeTrace: exact through JSON, read-only, its figures worked out by hand."""

import json
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from math import log2
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seq2seq.config.edits import MaskSource, ReplaceWeights
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.trace.beam_tree import BeamTree, Candidate, TreeNode
from seq2seq.trace.trace import ARRAYS, EOS_PIECE, DecodeTrace, Hypothesis, Source

STEPS, HEADS, SOURCES, WIDTH = 3, 2, 5, 7

TREE = BeamTree(
    (
        TreeNode(None, "▁I", 0, -0.5, -0.5, -0.5, "kept", 1, 0),
        TreeNode(None, "▁you", 0, -1.0, -1.0, -1.0, "pruned", 0, 0),
        TreeNode(0, EOS_PIECE, 1, -0.25, -0.75, -0.625, "finished", 1, 1),
    ),
    (2,),
    np.array([[0.5, 0.25, 0.125, 0.125, 0], [0, 0, 0, 0, 1]], np.float32),
    ((Candidate("▁I", -0.5), Candidate("▁you", -1.0)), (Candidate(EOS_PIECE, -0.25),)),
    (3, 4),
    (-4.0, -6.5),
)
"""Two steps: I or you; I ends."""

REQUEST = Request(
    "zh-en/multi_head",
    "我爱你",
    ("▁I",),
    (MaskSource(3), ReplaceWeights((0.1, 0.2, 0.3, 0.2, 0.2), 1)),
    SearchConfig(beam=2, length_penalty=0.6),
)
SOURCE = Source(
    ("我", "爱", "你", "☃", EOS_PIECE),
    ((0, 1), (1, 2), (2, 3), (3, 4), (4, 4)),
    (False, False, False, True, False),
    "其余",
)


def make(heads: int = HEADS, **changes: Any) -> DecodeTrace:
    draw = np.random.default_rng(0)

    def floats(*shape: int) -> np.ndarray:
        return draw.standard_normal(shape).astype(np.float32)

    weights = np.abs(floats(STEPS, heads, SOURCES))
    values: dict[str, Any] = {
        "request": REQUEST,
        "source": SOURCE,
        "pieces": ("▁I", "▁love", EOS_PIECE),
        "text": "I love",
        "logprobs": -np.abs(floats(STEPS)),
        "scores": floats(STEPS, heads, SOURCES),
        "weights": weights / weights.sum(axis=-1, keepdims=True),
        "queries": floats(STEPS, WIDTH),
        "contexts": floats(STEPS, WIDTH),
        "states": floats(STEPS, WIDTH),
        "encoder": floats(SOURCES, WIDTH),
        "candidates": ((Candidate("▁I", -0.1), Candidate("▁you", -2.5)),) * STEPS,
        "hypotheses": (Hypothesis(("▁I", EOS_PIECE), -1.5, -1.25),),
        "tree": TREE,
        "timings": {"encode": 0.00123, "decode": 0.1},
    }
    return DecodeTrace(**(values | changes))


def same(first: DecodeTrace, second: DecodeTrace) -> None:
    """Equal to the last bit."""
    for name in ARRAYS:
        a, b = getattr(first, name), getattr(second, name)
        assert a.dtype == b.dtype == np.float32, name
        np.testing.assert_array_equal(a.view(np.uint32), b.view(np.uint32), err_msg=name)
    for name in ("request", "source", "pieces", "text", "candidates", "hypotheses", "timings"):
        assert getattr(first, name) == getattr(second, name), name
    assert first.branches.to_dict() == second.branches.to_dict()


# -- JSON


@pytest.mark.parametrize("heads", [1, 2])
def test_a_trace_comes_back_from_json_to_the_last_bit(heads: int) -> None:
    trace = make(heads)
    same(DecodeTrace.from_json(trace.to_json()), trace)


@given(scores=arrays(np.float32, (1, 1, 3), elements=st.floats(width=32, allow_nan=False, max_value=float(2**127))))
def test_any_score_comes_back_from_json(scores: np.ndarray) -> None:
    trace = make(
        1,
        scores=scores,
        weights=np.full((1, 1, 3), 1 / 3, np.float32),
        pieces=(EOS_PIECE,),
        source=Source(("a", "b", EOS_PIECE), ((0, 1), (1, 2), (2, 2)), (False,) * 3),
        logprobs=np.zeros(1, np.float32),
        candidates=((),),
    )
    np.testing.assert_array_equal(DecodeTrace.from_json(trace.to_json()).scores, scores)  # −0 may become 0


def test_minus_infinity_is_null_in_json() -> None:
    scores = np.full((STEPS, 1, SOURCES), -np.inf, np.float32)
    scores[:, :, 1] = 0.25
    trace = make(1, scores=scores)
    assert json.loads(trace.to_json())["scores"] == [[None, 0.25, None, None, None]] * STEPS
    same(DecodeTrace.from_json(trace.to_json()), trace)


def test_json_has_what_is_promised_and_text_as_it_is() -> None:
    trace = make()
    values = json.loads(trace.to_json())
    assert values["source"] == {
        "pieces": ["我", "爱", "你", "☃", "</s>"],
        "spans": [[0, 1], [1, 2], [2, 3], [3, 4], [4, 4]],
        "unknown": [False, False, False, True, False],
        "cut": "其余",
        "origin": [0, 1, 2, 3, 4],
        "swapped": [False] * 5,
        "hidden": [False] * 5,
    }
    assert values["target"]["pieces"] == ["▁I", "▁love", "</s>"]
    assert values["model"] == "zh-en/multi_head"
    assert values["text"] == "我爱你"
    assert np.shape(values["weights"]) == np.shape(values["scores"]) == (STEPS, SOURCES)
    assert np.shape(values["heads"]["weights"]) == (STEPS, HEADS, SOURCES)
    np.testing.assert_allclose(values["weights"], trace.weights.mean(axis=1), rtol=1e-6)
    assert "我爱你" in trace.to_json()


def test_one_head_is_not_written_twice() -> None:
    assert make(1).to_dict()["heads"] is None


def test_without_vectors_all_else_comes_back() -> None:
    trace = make()
    small = DecodeTrace.from_json(trace.to_json(vectors=False))
    assert small.states.shape == (STEPS, 0)
    assert small.encoder.shape == (SOURCES, 0)
    np.testing.assert_array_equal(small.weights, trace.weights)
    assert len(trace.to_json(vectors=False)) < len(trace.to_json())


# -- what it guards


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_read_only(name: str) -> None:
    array = getattr(make(), name)
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 0


def test_a_trace_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        make().text = "You hate"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["weights", "scores"])
@pytest.mark.parametrize("shape", [(2, HEADS, SOURCES), (STEPS, HEADS, SOURCES + 1), (STEPS, SOURCES)])
def test_an_alignment_must_fit_the_pieces_it_indexes(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=f"{name}: expected \\(3, heads, 5\\), received"):
        make(HEADS, **{name: np.zeros(shape, np.float32)})


# -- what it says


def weighing(*rows: Sequence[float]) -> DecodeTrace:
    """A trace with these weights of a single head; scores are ten times as large."""
    weights = np.array(rows, np.float32)[:, None]
    return make(1, weights=weights, scores=10 * weights)


ROWS = ([1, 0, 0, 0, 0], [0.2] * 5, [0.5, 0.25, 0.25, 0, 0])


def test_entropy_is_in_bits() -> None:
    np.testing.assert_allclose(weighing(*ROWS).entropy, [0, log2(5), 1.5], rtol=1e-6)


def test_the_alignment_is_the_mean_of_the_heads() -> None:
    weights = np.zeros((STEPS, 2, SOURCES), np.float32)
    weights[:, 0, 1] = weights[:, 1, 4] = 1
    trace = make(weights=weights)
    assert trace.alignment.tolist() == [[0, 0.5, 0, 0, 0.5]] * STEPS
    assert trace.entropy.tolist() == [1] * STEPS


def test_a_step_is_a_row_of_everything() -> None:
    trace = make()
    step = trace.step(1)
    assert (step.piece, step.logprob, step.candidates) == ("▁love", float(trace.logprobs[1]), trace.candidates[1])
    for name, array in {"weights": "weights", "query": "queries", "context": "contexts", "state": "states"}.items():
        np.testing.assert_array_equal(getattr(step, name), getattr(trace, array)[1])
    assert len(trace) == STEPS


def test_the_frame_has_a_row_a_cell_and_keeps_equal_pieces_apart() -> None:
    trace = replace(weighing(*ROWS), source=replace(SOURCE, pieces=("我", "我", "我", "☃", EOS_PIECE)))
    frame = trace.to_frame()
    assert list(frame.columns) == ["step", "target", "position", "source", "weight", "score"]
    assert len(frame) == STEPS * SOURCES
    cell = frame[(frame["step"] == 2) & (frame["position"] == 1)].iloc[0]
    assert (cell["target"], cell["source"], cell["weight"], cell["score"]) == (EOS_PIECE, "我", 0.25, 2.5)
    np.testing.assert_array_equal(
        frame.pivot(index="step", columns="position", values="weight"), np.array(ROWS, np.float32)
    )


def test_a_translation_is_finished_when_it_ends() -> None:
    assert make().finished
    assert not make(pieces=("▁I", "▁love", "▁you")).finished
