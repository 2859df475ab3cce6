"""What-if: each edit of a Request, on every scoring function, through `translate` and through `Attention`."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.attention import SCORERS, Attention, Memory, Past, Sizes
from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.config import Request, SearchConfig
from seq2seq.edits import EDITS as KINDS
from seq2seq.edits import (
    STAND_INS,
    Borrow,
    DeletePiece,
    Edit,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    ShiftRows,
    Shuffle,
    SwapPiece,
    Temperature,
    WrongAxis,
    edit_from_dict,
    edit_to_dict,
)
from seq2seq.trace import ARRAYS, DecodeTrace
from seq2seq.translate import translate
from tests.conftest import Untrained

TEXT = "我爱猫。"  # with its end: five pieces
SOURCES = 5
PREFIX = ("▁", "s", "e", "▁", "o", "s", "e")  # forced, so that all traces have the same steps
every_scorer = pytest.mark.parametrize("scorer", SCORERS)
both_orders = pytest.mark.parametrize("order", ["rnn_first", "attend_first"])

Edited = Callable[..., DecodeTrace]


@pytest.fixture
def edited(untrained: Untrained) -> Edited:
    """A forced translation by a random model with this scorer, under these edits."""

    def run(scorer: str, *edits: Edit, order: str = "rnn_first") -> DecodeTrace:
        bundle = untrained(scorer=scorer, seed=3, order=order)
        search = SearchConfig(max_steps=len(PREFIX))
        return translate(bundle, Request(bundle.name, TEXT, PREFIX, edits, search))

    return run


def close(one: DecodeTrace, other: DecodeTrace) -> None:
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-4, atol=1e-6, err_msg=name)


@every_scorer
@pytest.mark.parametrize(
    "edit",
    [Temperature(1), Sharpen(1), Renormalize("softmax"), MaskSource(99), Offset(70), Freeze(0), Flatten(99)],
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
    kept = before * (np.arange(SOURCES) != 1)
    np.testing.assert_allclose(after, kept / np.maximum(kept.sum(-1, keepdims=True), 1e-30), rtol=1e-4, atol=1e-6)


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
    queries, states = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (trace.queries, trace.encoder))
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


@every_scorer
def test_only_scorers_without_weights_of_their_own_can_stand_in(edited: Edited, scorer: str) -> None:
    if scorer in STAND_INS:
        assert np.isfinite(edited("general", Rescore(scorer)).logprobs).all()
    else:
        with pytest.raises(ValueError, match=f"{scorer} has weights of its own and can't stand in untrained"):
            edited("general", Rescore(scorer))


def test_an_unknown_scorer_cannot_stand_in(edited: Edited) -> None:
    with pytest.raises(ValueError, match="no scoring function is called 'telepathy'"):
        edited("general", Rescore("telepathy"))


# -- shuffled, frozen, shifted


@every_scorer
def test_shuffled_weights_are_the_same_weights_elsewhere(edited: Edited, scorer: str) -> None:
    before, after = edited(scorer), edited(scorer, Shuffle(4, 2))
    np.testing.assert_array_equal(np.sort(after.weights[2]), np.sort(before.weights[2]))
    np.testing.assert_array_equal(after.weights[2], edited(scorer, Shuffle(4, 2)).weights[2])


def test_shuffled_weights_differ_by_seed_and_by_step_and_stay_off_a_masked_piece(edited: Edited) -> None:
    fixed = ReplaceWeights((1, 2, 3, 4, 5))
    one, other = (edited("dot", MaskSource(1), fixed, Shuffle(seed)).weights[:, 0] for seed in (0, 1))
    assert not one[:, 1].any()
    np.testing.assert_allclose(np.sort(one), np.broadcast_to([0, 1 / 13, 3 / 13, 4 / 13, 5 / 13], one.shape), rtol=1e-5)
    assert len({tuple(row) for row in one}) > 3
    assert (one != other).any()


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


@every_scorer
@both_orders
@pytest.mark.parametrize("edits", INDEPENDENT, ids=repr)
def test_what_is_independent_commutes(edited: Edited, scorer: str, order: str, edits: tuple[Edit, Edit]) -> None:
    one, other = edited(scorer, *edits, order=order), edited(scorer, *reversed(edits), order=order)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_nothing_edited_is_the_original(edited: Edited, untrained: Untrained) -> None:
    bundle = untrained(scorer="additive", seed=3)
    plain = translate(bundle, Request(bundle.name, TEXT, PREFIX, search=SearchConfig(max_steps=len(PREFIX))))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(edited("additive"), name), getattr(plain, name))


@pytest.mark.parametrize("count", [SOURCES - 1, SOURCES + 1])
def test_replaced_weights_must_be_as_many_as_the_pieces(edited: Edited, count: int) -> None:
    with pytest.raises(ValueError, match=f"expected {SOURCES} numbers, received {count}"):
        edited("additive", ReplaceWeights((1.0,) * count))


def test_an_edit_works_in_beam_search(untrained: Untrained) -> None:
    bundle = untrained(scorer="additive", seed=3)
    request = Request(bundle.name, TEXT, edits=(MaskSource(1),), search=SearchConfig(beam=3, max_steps=7))
    trace = translate(bundle, request)
    assert not trace.weights[..., 1].any()
    assert trace.hypotheses[0].logprob == pytest.approx(trace.logprobs.sum(), abs=1e-4)


# -- nonsense


@pytest.mark.parametrize("weights", [(1.0, -0.1), (0.0, 0.0), (), (math.nan, 1.0), (math.inf, 1.0)])
def test_replaced_weights_are_numbers_above_zero(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="replaced weights"):
        ReplaceWeights(weights)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_a_temperature_or_a_power_is_a_number_above_zero(value: float) -> None:
    with pytest.raises(ValueError, match="temperature"):
        Temperature(value)
    with pytest.raises(ValueError, match="power"):
        Sharpen(value)


def attended(*edits: Edit) -> torch.Tensor:
    """The weights of a step whose scores are 1, −20 and 3."""
    attention = Attention("dot", Sizes(query=1, value=1, key=1))
    values = torch.tensor([[[1.0], [-20.0], [3.0]]])
    memory = Memory(values, torch.ones(1, 3, dtype=torch.bool), values[:, 0], values)
    return attention(torch.ones(1, 1, 1), memory, Past.start(memory, 1), edits).weights[0, 0, 0]


@given(number=st.floats(), kind=st.sampled_from([Temperature, Sharpen]))
def test_any_number_is_refused_or_leaves_weights_that_sum_to_one(number: float, kind: Callable[[float], Edit]) -> None:
    try:
        edit = kind(number)
    except ValueError:
        return
    weights = attended(edit)
    assert weights.sum().item() == pytest.approx(1, abs=1e-5)
    assert weights[2] >= weights[0] >= weights[1]


@given(weights=st.tuples(*[st.floats()] * 3))
def test_any_weights_are_refused_or_renormalised(weights: tuple[float, float, float]) -> None:
    try:
        edit = ReplaceWeights(weights)
    except ValueError:
        return
    assert attended(edit).sum().item() == pytest.approx(1, abs=1e-5)


# -- as plain values

EDITS: tuple[Edit, ...] = (
    MaskSource(2),
    SwapPiece(1, "爱"),
    DeletePiece(0),
    MovePiece(3, 1),
    ReplaceWeights((0.5, 0.5), 1),
    Flatten(),
    OneHot(2, 3),
    Shuffle(7, 1),
    Freeze(2),
    Borrow("dot"),
    Sharpen(2.0, 3),
    Temperature(0.5),
    Offset(-3.0),
    Rescore("dot"),
    Renormalize("sparsemax"),
    NoPaddingMask(2),
    WrongAxis(),
    IgnoreEncoder(),
    ShiftRows(),
)


def test_every_kind_is_tried() -> None:
    assert [type(edit) for edit in EDITS] == list(KINDS.values())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_an_edit_goes_to_a_dict_and_back(edit: Edit) -> None:
    assert edit_from_dict(edit_to_dict(edit)) == edit


def test_an_unknown_edit_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no edit is called 'wish'; there are mask_source, swap_piece"):
        edit_from_dict({"kind": "wish"})


@pytest.mark.parametrize("value", [-1, 0.5, "1", 10**10])
def test_places_and_steps_are_counted(value: object) -> None:
    for make in (MaskSource, DeletePiece, OneHot, Flatten, Shuffle, lambda step: Sharpen(2.0, step)):
        with pytest.raises(ValueError, match="must be a whole number from 0"):
            make(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("edit", [lambda: Offset(math.inf), lambda: NoPaddingMask(0), lambda: NoPaddingMask(99)])
def test_an_offset_and_padding_have_their_limits(edit: Callable[[], Edit]) -> None:
    with pytest.raises(ValueError, match="must"):
        edit()


def test_an_unknown_normaliser_is_refused() -> None:
    with pytest.raises(ValueError, match="no normaliser is called 'hardmax'"):
        Renormalize("hardmax")  # type: ignore[arg-type]
