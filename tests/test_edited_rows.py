"""What-if: rows dealt anew, frozen or shifted, the common mistakes, and edits in any order."""

import numpy as np
import pytest

from seq2seq.attention import SCORERS
from seq2seq.config.edits import (
    Edit,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    NoPaddingMask,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    ShiftRows,
    Shuffle,
    Temperature,
    WrongAxis,
)
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import ARRAYS
from tests.conftest import Untrained
from tests.editing import PREFIX, SOURCES, TEXT, Edited, both_orders, close, every_scorer

# -- shuffled, frozen, shifted


@every_scorer
def test_shuffled_weights_are_the_same_weights_elsewhere(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer), edited(scorer, Shuffle(4, 2))
    np.testing.assert_array_equal(np.sort(after.weights[2]), np.sort(before.weights[2]))
    np.testing.assert_array_equal(after.weights[2], edited(scorer, Shuffle(4, 2)).weights[2])


def test_shuffled_weights_differ_by_seed_and_by_step_and_stay_off_a_masked_piece(edited: Edited) -> None:
    fixed = ReplaceWeights((1, 2, 3, 4, 5))
    first, second = (edited("dot", MaskSource(1), fixed, Shuffle(seed)).weights[:, 0] for seed in (0, 1))
    assert not first[:, 1].any()
    np.testing.assert_allclose(
        np.sort(first), np.broadcast_to([0, 1 / 13, 3 / 13, 4 / 13, 5 / 13], first.shape), rtol=1e-5
    )
    assert len({tuple(row) for row in first}) > 3
    assert (first != second).any()


@every_scorer
@both_orders
def test_a_frozen_row_is_the_one_before_it(edited: Edited, scorer: str, order: str) -> None:
    weights = edited(scorer, Freeze(3), order=order).weights
    np.testing.assert_array_equal(weights[3], weights[2])


@every_scorer
def test_all_rows_frozen_are_the_first(edited: Edited, scorer: str) -> None:
    weights = edited(scorer, Freeze()).weights
    np.testing.assert_array_equal(weights, np.broadcast_to(edited(scorer).weights[0], weights.shape))


def test_a_frozen_row_may_be_an_edited_one(edited: Edited) -> None:
    weights = edited("additive", OneHot(4, 1), Freeze(2)).weights
    np.testing.assert_array_equal(weights[1:3, 0], [[0, 0, 0, 0, 1]] * 2)


@pytest.mark.parametrize("scorer", [name for name in SCORERS if name != "location_aware"])
def test_shifted_rows_come_a_step_late(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer).weights, edited(scorer, ShiftRows()).weights
    np.testing.assert_array_equal(after[1:], before[:-1])
    np.testing.assert_array_equal(after[0], before[0])


def test_what_is_shifted_is_what_was_computed(edited: Edited) -> None:
    before, after = edited("dot").weights, edited("dot", Flatten(1), ShiftRows(), Sharpen(1)).weights
    np.testing.assert_allclose(after[1:], before[:-1], rtol=1e-5)


# -- mistakes


@every_scorer
def test_over_the_wrong_axis_every_weight_is_one(edited: Edited, scorer: str) -> None:
    trace = edited(scorer, WrongAxis())
    np.testing.assert_array_equal(trace.weights, ~np.isneginf(trace.scores))
    if trace.weights.shape[1] == 1 and trace.weights.all():
        total = np.broadcast_to(trace.encoder.sum(axis=0), trace.contexts.shape)
        np.testing.assert_allclose(trace.contexts, total, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("scorer", ["uniform", "dot", "scaled_dot", "cosine", "general", "additive", "concat"])
def test_who_ignores_the_encoder_looks_everywhere_alike(edited: Edited, scorer: str) -> None:
    np.testing.assert_allclose(edited(scorer, IgnoreEncoder()).weights, 1 / SOURCES, rtol=1e-5)


@pytest.mark.parametrize("scorer", ["none", "location", "sinusoidal"])
def test_who_goes_by_position_ignores_the_encoder_anyway(edited: Edited, scorer: str) -> None:
    close(edited(scorer, IgnoreEncoder()), edited(scorer))


def test_without_a_padding_mask_weight_goes_to_padding(edited: Edited) -> None:
    before, after = edited("dot"), edited("dot", NoPaddingMask(3))
    assert after.source.pieces == (*before.source.pieces, "<pad>", "<pad>", "<pad>")
    np.testing.assert_allclose(after.encoder, np.vstack([before.encoder, np.zeros((3, 12))]), atol=1e-6)
    odds = np.exp(np.hstack([before.scores[:, 0], np.zeros((len(PREFIX), 3))]))  # of a state of 0, the product is 0
    np.testing.assert_allclose(after.weights[:, 0], odds / odds.sum(axis=1, keepdims=True), rtol=1e-4)


@every_scorer
def test_padding_that_is_hidden_again_changes_nothing(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer), edited(scorer, NoPaddingMask(2), MaskSource(5), MaskSource(6))
    np.testing.assert_allclose(after.weights[..., :SOURCES], before.weights, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(after.logprobs, before.logprobs, rtol=1e-4)
    assert after.source.hidden == (False,) * 5 + (True,) * 2


# -- in any order

INDEPENDENT = [
    (MaskSource(1), MaskSource(3)),
    (MaskSource(1), Flatten(2)),
    (Flatten(1), OneHot(3, 4)),
    (Temperature(0.5), Sharpen(2, 3)),
    (Temperature(3), Rescore("dot")),
    (Renormalize("sparsemax"), MaskSource(0)),
    (Offset(2), Flatten(0)),
    (Shuffle(2, 1), ReplaceWeights((1, 2, 3, 4, 5), 0)),
]


@pytest.mark.slow
@every_scorer
@both_orders
@pytest.mark.parametrize("edits", INDEPENDENT, ids=repr)
def test_what_is_independent_commutes(edited: Edited, scorer: str, order: str, edits: tuple[Edit, Edit]) -> None:
    forwards, backwards = edited(scorer, *edits, order=order), edited(scorer, *reversed(edits), order=order)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(forwards, name), getattr(backwards, name), err_msg=name)


def test_nothing_edited_is_the_original(edited: Edited, untrained: Untrained) -> None:
    bundle = untrained(scorer="additive", seed=3)
    plain = translate(bundle, Request(bundle.name, TEXT, PREFIX, search=SearchConfig(max_steps=len(PREFIX))))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(edited("additive"), name), getattr(plain, name))


@pytest.mark.parametrize("count", [SOURCES - 1, SOURCES + 1])
def test_replaced_weights_must_be_as_many_as_the_pieces(edited: Edited, count: int) -> None:
    with pytest.raises(ValueError, match=f"replacement weights: expected {SOURCES}, got {count}"):
        edited("additive", ReplaceWeights((1.0,) * count))


def test_an_edit_works_in_beam_search(untrained: Untrained) -> None:
    bundle = untrained(scorer="additive", seed=3)
    request = Request(bundle.name, TEXT, edits=(MaskSource(1),), search=SearchConfig(beam=3, max_steps=7))
    trace = translate(bundle, request)
    assert not trace.weights[..., 1].any()
    assert trace.hypotheses[0].logprob == pytest.approx(trace.logprobs.sum(), abs=1e-4)
