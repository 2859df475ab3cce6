"""What-if: edits of weights, scores and scoring function, on every model, by what they do to a trace."""

import math

import numpy as np
import pytest
import torch

from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.config.edits import (
    STAND_INS,
    Deviation,
    Edit,
    Flatten,
    Freeze,
    MaskSource,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    Sharpness,
    Shuffle,
    Temperature,
    Window,
)
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from tests.conftest import Untrained
from tests.editing import PREFIX, SOURCES, TEXT, Edited, both_orders, close, every_scorer


@pytest.mark.slow
@every_scorer
@pytest.mark.parametrize(
    "edit",
    [Temperature(1), Sharpen(1), Renormalize("softmax"), Offset(70), Freeze(0), Flatten(99)],
    ids=repr,
)
def test_an_edit_that_asks_for_what_is_there_changes_nothing(edited: Edited, scorer: str, edit: Edit) -> None:
    close(edited(scorer, edit), edited(scorer))


@every_scorer
@both_orders
def test_flat_weights_make_the_context_the_mean_of_the_states(edited: Edited, scorer: str, order: str) -> None:
    flat = edited(scorer, Flatten(), order=order)
    mean = np.broadcast_to(flat.encoder.mean(axis=0), flat.contexts.shape)
    np.testing.assert_allclose(flat.contexts, mean, rtol=1e-4, atol=1e-6)


@pytest.mark.slow
@every_scorer
@both_orders
@pytest.mark.parametrize("place", [0, 2])
def test_all_weight_on_one_piece_makes_the_context_its_state(
    edited: Edited, scorer: str, order: str, place: int
) -> None:
    for edit in (OneHot(place), ReplaceWeights(tuple(np.eye(SOURCES)[place] * 7))):
        trace = edited(scorer, edit, order=order)
        np.testing.assert_array_equal(trace.contexts, np.broadcast_to(trace.encoder[place], trace.contexts.shape))


@every_scorer
def test_all_weight_on_the_piece_that_has_most(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer).weights, edited(scorer, OneHot()).weights
    np.testing.assert_array_equal(after, np.eye(SOURCES)[before.argmax(axis=-1)])


@every_scorer
def test_a_masked_piece_loses_its_column_and_the_rest_is_renormalised(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer).weights[0], edited(scorer, MaskSource(1)).weights[0]
    unmasked = before * (np.arange(SOURCES) != 1)
    np.testing.assert_allclose(
        after, unmasked / np.maximum(unmasked.sum(-1, keepdims=True), 1e-30), rtol=1e-4, atol=1e-6
    )


@every_scorer
def test_a_masked_piece_gets_nothing_at_any_step(edited: Edited, scorer: str) -> None:
    weights = edited(scorer, MaskSource(0), MaskSource(3)).weights
    assert not weights[..., [0, 3]].any()


def test_a_piece_that_alone_may_be_seen_leaves_nothing_when_it_is_masked(edited: Edited) -> None:
    last = SOURCES - 1  # `none` reads its forward half there
    trace = edited("none", MaskSource(last))
    assert not trace.weights[:, 0].any()
    assert not trace.contexts[:, : trace.encoder.shape[1] // 2].any()


@every_scorer
def test_scores_stay_raw_under_edits_of_the_weights(edited: Edited, scorer: str) -> None:
    np.testing.assert_array_equal(edited(scorer, Flatten(), Temperature(3)).scores[0], edited(scorer).scores[0])


@pytest.mark.slow
@every_scorer
@both_orders
@pytest.mark.parametrize(
    "edit",
    [
        Flatten(4),
        ReplaceWeights((1, 2, 3, 4, 5), 4),
        Sharpen(0.5, 4),
        OneHot(1, 4),
        OneHot(None, 4),
        Freeze(4),
        Shuffle(1, 4),
    ],
    ids=repr,
)
def test_an_edit_of_a_step_leaves_the_steps_before_it_to_the_last_bit(
    edited: Edited, scorer: str, order: str, edit: Edit
) -> None:
    neutral, after = edited(scorer, order=order), edited(scorer, edit, order=order)
    assert after.step(4).weights.tolist() != neutral.step(4).weights.tolist() or scorer in ("none", "uniform")
    for name in ("scores", "weights", "queries", "contexts", "states", "logprobs"):
        np.testing.assert_array_equal(getattr(after, name)[:4], getattr(neutral, name)[:4], err_msg=name)
    np.testing.assert_array_equal(after.encoder, neutral.encoder)


def test_an_edit_of_a_step_changes_that_step_only(edited: Edited) -> None:
    before, after = edited("additive"), edited("additive", ReplaceWeights((1, 1, 1, 1, 6), 4))
    np.testing.assert_allclose(after.weights[4, 0], [0.1, 0.1, 0.1, 0.1, 0.6], rtol=1e-6)
    np.testing.assert_allclose(np.delete(after.weights, 4, axis=0), np.delete(before.weights, 4, axis=0), rtol=1e-4)


def test_an_edited_step_is_felt_by_later_ones_where_attention_feeds_the_decoder(untrained: Untrained) -> None:
    bundle = untrained(order="attend_first")
    before, after = (
        translate(bundle, Request(bundle.name, TEXT, PREFIX, edits, SearchConfig(max_steps=7)))
        for edits in ((Temperature(1),), (ReplaceWeights((0, 0, 1, 0, 0), 2),))
    )
    assert np.abs(after.states[2:] - before.states[2:]).max(axis=1).all()
    np.testing.assert_array_equal(after.states[:2], before.states[:2])


def test_temperature_divides_the_scores_before_they_are_normalised(edited: Edited) -> None:
    trace = edited("dot", Temperature(4), Temperature(0.5))
    odds = np.exp(trace.scores.astype(np.float64) / 2)
    np.testing.assert_allclose(trace.weights, odds / odds.sum(-1, keepdims=True), rtol=1e-5)


@every_scorer
def test_a_very_low_temperature_leaves_only_the_best(edited: Edited, scorer: str) -> None:
    trace = edited(scorer, Temperature(1e-5))
    best = trace.scores == trace.scores.max(axis=-1, keepdims=True)
    np.testing.assert_allclose(trace.weights, best / best.sum(axis=-1, keepdims=True), atol=1e-5)


def test_sharpening_raises_weights_to_a_power(edited: Edited) -> None:
    sharp = edited("additive", ReplaceWeights((3, 1, 0, 0, 0)), Sharpen(2))
    np.testing.assert_allclose(sharp.weights[:, 0], [[0.9, 0.1, 0, 0, 0]] * len(PREFIX), rtol=1e-6)


def test_edits_of_a_step_work_in_their_order(edited: Edited) -> None:
    last = edited("additive", Sharpen(2), ReplaceWeights((3, 1, 0, 0, 0)))
    np.testing.assert_allclose(last.weights[:, 0], [[0.75, 0.25, 0, 0, 0]] * len(PREFIX), rtol=1e-6)


def test_replaced_weights_spare_a_masked_piece(edited: Edited) -> None:
    trace = edited("additive", MaskSource(0), ReplaceWeights((8, 1, 0, 0, 3)))
    np.testing.assert_allclose(trace.weights[:, 0], [[0, 0.25, 0, 0, 0.75]] * len(PREFIX), rtol=1e-6)


@every_scorer
def test_another_normaliser_works_on_the_same_scores(edited: Edited, scorer: str) -> None:
    trace = edited(scorer, Renormalize("sparsemax"))
    expected = NORMALIZERS["sparsemax"](torch.tensor(trace.scores), torch.ones(SOURCES, dtype=torch.bool))
    np.testing.assert_allclose(trace.weights, expected.numpy(), atol=1e-6)


@every_scorer
def test_dot_can_stand_in_for_any_scorer(edited: Edited, scorer: str) -> None:
    trace = edited(scorer, Rescore("dot"))
    np.testing.assert_allclose(trace.scores[:, 0], trace.queries @ trace.encoder.T, rtol=1e-4, atol=1e-6)


def test_cosine_stands_in_with_its_first_sharpness(edited: Edited) -> None:
    trace = edited("additive", Rescore("cosine"))
    queries, states = (
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in (trace.queries, trace.encoder)
    )
    np.testing.assert_allclose(trace.scores[:, 0], 10 * queries @ states.T, rtol=1e-4, atol=1e-5)


def test_uniform_and_none_stand_in_as_themselves(edited: Edited) -> None:
    np.testing.assert_allclose(edited("additive", Rescore("uniform")).weights, 1 / SOURCES, rtol=1e-6)
    ends = edited("additive", Rescore("none")).weights
    assert ends.shape[1] == 2
    assert (ends[:, 0, -1] == 1).all()
    assert (ends[:, 1, 0] == 1).all()


def test_scaled_stands_in_as_the_dot_product_over_the_root_of_the_width(edited: Edited) -> None:
    trace = edited("additive", Rescore("scaled"))
    expected = trace.queries @ trace.encoder.T / math.sqrt(12)
    np.testing.assert_allclose(trace.scores[:, 0], expected, rtol=1e-4, atol=1e-6)
    colder = edited("additive", Rescore("dot"), Temperature(math.sqrt(12)))
    np.testing.assert_allclose(trace.weights, colder.weights, rtol=1e-4)


@pytest.mark.parametrize("scorer", ["local_m", "local_p"])
def test_a_window_that_is_set_is_that_of_a_model_built_with_it(
    edited: Edited, untrained: Untrained, scorer: str
) -> None:
    built = untrained(scorer=scorer, seed=3, window=1)
    search = SearchConfig(max_steps=len(PREFIX))
    close(edited(scorer, Window(1)), translate(built, Request(built.name, TEXT, PREFIX, (), search)))
    assert np.isneginf(edited("local_m", Window(1)).scores[1, 0]).tolist() == [False, False, False, True, True]


def test_a_deviation_that_is_set_leaves_the_window(edited: Edited) -> None:
    """The penalty of a Gaussian grows with 1/σ²: four times with half the σ, which was 1."""
    matched, own, half = (edited("local_p", Deviation(value)).scores for value in (1000, 1, 0.5))
    np.testing.assert_allclose(own, edited("local_p").scores, rtol=1e-5)
    seen = np.isfinite(own)
    assert np.array_equal(seen, np.isfinite(half))
    np.testing.assert_allclose(matched[seen] - half[seen], 4 * (matched[seen] - own[seen]), rtol=1e-3, atol=1e-4)


def test_a_sharpness_that_is_set_takes_the_place_of_the_learned_one(edited: Edited) -> None:
    np.testing.assert_allclose(edited("cosine", Sharpness(20)).scores, 2 * edited("cosine").scores, rtol=1e-4)
    substituted = edited("general", Rescore("cosine"), Sharpness(20)).scores
    np.testing.assert_allclose(substituted, 2 * edited("general", Rescore("cosine")).scores, rtol=1e-4)


def test_the_last_of_two_constants_counts_and_one_that_there_is_not_is_refused(edited: Edited) -> None:
    close(edited("local_m", Window(2), Window(1)), edited("local_m", Window(1)))
    with pytest.raises(InvalidRequest, match="this scoring function has no window to set"):
        edited("additive", Window(1))


@every_scorer
def test_only_scorers_without_weights_of_their_own_can_stand_in(edited: Edited, scorer: str) -> None:
    if scorer in STAND_INS:
        assert np.isfinite(edited("general", Rescore(scorer)).logprobs).all()
    else:
        with pytest.raises(ValueError, match=f"{scorer} has parameters of its own and can't be used untrained"):
            edited("general", Rescore(scorer))


def test_an_unknown_scorer_cannot_stand_in(edited: Edited) -> None:
    with pytest.raises(ValueError, match="no scoring function is called 'telepathy'"):
        edited("general", Rescore("telepathy"))
