"""A request and its edited twin measured; the suite at once and one by one; neighbours; weights on loan."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.attention import SCORERS
from seq2seq.catalog import UnknownModel
from seq2seq.config import Request, SearchConfig
from seq2seq.edits import (
    Borrow,
    DeletePiece,
    Edits,
    Flatten,
    MaskSource,
    NoPaddingMask,
    OneHot,
    ReplaceWeights,
    Shuffle,
    SwapPiece,
    Temperature,
)
from seq2seq.trace import DecodeTrace
from seq2seq.translate import translate
from seq2seq.whatif import counterfactuals, dependence, effect, neighbours, suite
from seq2seq.zoo import Bundle
from tests.conftest import Untrained

TEXT = "我爱猫。"
STEPS = 6
every_scorer = pytest.mark.parametrize("scorer", SCORERS)
both_orders = pytest.mark.parametrize("order", ["rnn_first", "attend_first"])


def ask(bundle: Bundle, edits: Edits = (), prefix: tuple[str, ...] = (), beam: int = 1) -> Request:
    return Request(bundle.name, TEXT, prefix, edits, SearchConfig(beam=beam, max_steps=STEPS))


def forced(bundle: Bundle, trace: DecodeTrace, edits: Edits) -> DecodeTrace:
    return translate(bundle, Request(bundle.name, TEXT, trace.pieces, edits, SearchConfig(max_steps=len(trace))))


# -- one edit


@both_orders
def test_delta_is_what_the_original_pieces_lose_when_they_are_forced(untrained: Untrained, order: str) -> None:
    bundle = untrained(seed=3, order=order)
    found = effect(bundle, ask(bundle), ask(bundle, (Flatten(2), SwapPiece(0, "她"))))
    again = forced(bundle, found.before, (Flatten(2), SwapPiece(0, "她")))
    np.testing.assert_allclose(found.delta, again.logprobs - found.before.logprobs, atol=1e-5)
    assert found.instead == tuple(row[0].piece for row in again.candidates)
    assert found.after.source.swapped[0]


def test_kl_is_that_of_the_whole_distributions(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    found = effect(bundle, ask(bundle), ask(bundle, (OneHot(0, 1),)))
    p, q = (_distributions(bundle, found.before, edits) for edits in ((), (OneHot(0, 1),)))
    np.testing.assert_allclose(found.kl, (p * np.log2(p / q)).sum(axis=-1), atol=1e-6)
    assert found.ranking[0] == 1
    np.testing.assert_allclose(np.delete(found.kl, 1), 0, atol=1e-6)  # nothing flows back to the cell


def _distributions(bundle: Bundle, trace: DecodeTrace, edits: Edits) -> np.ndarray:
    """(T, V), read off states and contexts of a forced decoding."""
    again, decoder = forced(bundle, trace, edits), bundle.model.decoder
    both = torch.tensor(np.concatenate([again.states, again.contexts], axis=1))
    return decoder.logits(torch.tanh(decoder.readout(both))).softmax(dim=-1).double().numpy()


def test_no_edit_has_no_effect(untrained: Untrained) -> None:
    bundle = untrained()
    found = effect(bundle, ask(bundle), ask(bundle))
    assert not found.delta.any()
    assert not found.kl.any()
    assert not found.changed
    assert all(pair.same for pair in found.words)


def test_another_word_changes_what_is_said_but_nothing_on_the_original_path(untrained: Untrained) -> None:
    bundle = untrained()
    found = effect(bundle, ask(bundle), ask(bundle, prefix=("▁", "h")))
    assert found.changed
    assert not found.delta.any()


def test_an_edit_that_fits_only_one_side_is_no_hindrance(untrained: Untrained) -> None:
    bundle = untrained()
    longer, shorter = ask(bundle, (NoPaddingMask(3),)), ask(bundle, (DeletePiece(1), ReplaceWeights((1, 2, 3, 4))))
    assert np.isfinite(effect(bundle, longer, shorter).delta).all()


# -- what each step depends on


@every_scorer
@both_orders
def test_a_step_depends_on_its_own_weights_while_the_others_keep_theirs(
    untrained: Untrained, scorer: str, order: str
) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    own = (MaskSource(1),)
    found = dependence(bundle, ask(bundle, own))
    alone = [effect(bundle, ask(bundle, own), ask(bundle, (*own, Flatten(step)))).kl for step in range(STEPS)]
    np.testing.assert_allclose(found, np.diagonal(alone), atol=1e-6)


def every_step_at_once(bundle: Bundle, own: Edits = ()) -> np.ndarray:
    """Bits, with the weights of all steps made uniform together."""
    return effect(bundle, ask(bundle, own), ask(bundle, (*own, Flatten()))).kl


@every_scorer
def test_where_no_step_feeds_a_later_one_all_steps_at_once_say_the_same(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order="rnn_first")
    np.testing.assert_allclose(dependence(bundle, ask(bundle)), every_step_at_once(bundle), atol=1e-6)


@pytest.mark.parametrize("wiring", [{"order": "attend_first"}, {"input_feeding": True}])
def test_where_steps_feed_later_ones_only_the_first_is_the_same(untrained: Untrained, wiring: dict[str, Any]) -> None:
    bundle, sharp = untrained(seed=5, **wiring), (OneHot(),)
    one, all_at_once = dependence(bundle, ask(bundle, sharp)), every_step_at_once(bundle, sharp)
    assert one[0] == pytest.approx(all_at_once[0], abs=1e-7)
    assert np.abs(one[1:] / all_at_once[1:] - 1).max() > 0.05


# -- the suite


@every_scorer
@both_orders
def test_the_suite_is_what_one_by_one_would_give(untrained: Untrained, scorer: str, order: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    found = suite(bundle, ask(bundle))
    assert [each.asked for each in found.variants] == list(counterfactuals(5))
    for each in found.variants:
        alone = effect(bundle, ask(bundle), ask(bundle, each.asked.edits))
        np.testing.assert_allclose(each.delta, alone.delta, atol=1e-5)
        np.testing.assert_allclose(each.kl, alone.kl, atol=1e-5)
        assert (each.text, each.changed) == (alone.after.text, alone.changed)


def test_what_the_suite_asks() -> None:
    asked = counterfactuals(2)
    shuffles = [(Shuffle(seed),) for seed in range(10)]
    assert [each.edits for each in asked] == [(Flatten(),), *shuffles, (OneHot(),), (MaskSource(0),), (MaskSource(1),)]
    assert [each.name for each in asked] == ["uniform", *["shuffled"] * 10, "one_hot", "masked", "masked"]
    assert [each.position for each in asked] == [*[None] * 12, 0, 1]


def test_the_suite_stands_on_top_of_other_edits(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    own = (MaskSource(1), DeletePiece(0), Temperature(0.5))
    found = suite(bundle, ask(bundle, own))
    assert found.matrix.shape == (len(found.trace), 4)
    assert not found.matrix[:, 0].any()  # it was hidden before
    for each in found.variants[-4:]:
        alone = effect(bundle, ask(bundle, own), ask(bundle, own + each.asked.edits))
        np.testing.assert_allclose(each.delta, alone.delta, atol=1e-5)


def test_the_suite_of_a_beam_and_of_a_branch(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    found = suite(bundle, ask(bundle, beam=3, prefix=("▁", "h")))
    assert found.trace.pieces[:2] == ("▁", "h")
    assert all(each.text.startswith("h") for each in found.variants)
    assert len(found.variants[0].delta) == len(found.trace)


def test_masking_what_alone_may_be_seen_leaves_finite_numbers(untrained: Untrained) -> None:
    found = suite(untrained(scorer="none"), ask(untrained(scorer="none")))
    assert np.isfinite(found.matrix).all()
    assert np.isfinite(found.to_frame()["kl_max"]).all()


# -- weights on loan


@pytest.fixture
def lent(untrained: Untrained) -> Bundle:
    """A model whose siblings are untrained ones with other seeds."""

    def sibling(scorer: str) -> Bundle:
        return untrained(scorer=scorer, seed=11)

    return replace(untrained(scorer="dot", seed=3), sibling=sibling)


@every_scorer
@both_orders
def test_borrowed_rows_are_those_of_the_other_model_along_the_same_output(
    untrained: Untrained, scorer: str, order: str
) -> None:
    bundle = replace(untrained(seed=3, order=order), sibling=lambda name: untrained(scorer=name, seed=11))
    found = translate(bundle, ask(bundle, (Borrow(scorer),)))
    theirs = forced(bundle.sibling(scorer), found, ())
    expected = theirs.alignment / theirs.alignment.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.weights[:, 0], expected, atol=1e-6)


def test_one_borrowed_row_leaves_the_others(lent: Bundle) -> None:
    plain, found = translate(lent, ask(lent)), translate(lent, ask(lent, (Borrow("additive", 2),)))
    again = forced(lent, found, ())
    np.testing.assert_array_equal(found.weights[:2], plain.weights[:2])
    np.testing.assert_allclose(np.delete(found.weights, 2, axis=0), np.delete(again.weights, 2, axis=0), atol=1e-6)
    assert np.abs(found.weights[2] - again.weights[2]).max() > 1e-4


def test_rows_of_several_models_under_a_mask(lent: Bundle) -> None:
    found = translate(lent, ask(lent, (Borrow("additive", 0), MaskSource(1), Borrow("general", 1))))
    assert not found.weights[..., 1].any()
    for step, scorer in enumerate(("additive", "general")):
        theirs = forced(lent.sibling(scorer), found, ()).alignment[step] * [1, 0, 1, 1, 1]
        np.testing.assert_allclose(found.weights[step, 0], theirs / theirs.sum(), atol=1e-6)


def test_a_beam_borrows_for_each_of_its_hypotheses(lent: Bundle) -> None:
    found = translate(lent, ask(lent, (Borrow("location_aware"),), beam=3))
    theirs = forced(lent.sibling("location_aware"), found, ())
    np.testing.assert_allclose(found.weights, theirs.weights, atol=1e-6)
    assert found.hypotheses[0].logprob == pytest.approx(found.logprobs.sum(), abs=1e-4)


def test_the_suite_on_borrowed_weights(lent: Bundle) -> None:
    own = (Borrow("additive"),)
    for each in suite(lent, ask(lent, own)).variants:
        alone = effect(lent, ask(lent, own), ask(lent, own + each.asked.edits))
        np.testing.assert_allclose(each.delta, alone.delta, atol=1e-5)


def test_a_model_without_family_can_borrow_nothing(untrained: Untrained) -> None:
    with pytest.raises(UnknownModel, match="this model has no family"):
        translate(untrained(), ask(untrained(), (Borrow("dot"),)))


# -- neighbours


def test_neighbours_are_the_nearest_by_cosine(untrained: Untrained) -> None:
    bundle = untrained()
    embedding = bundle.model.encoder.embedding.weight.numpy().astype(float)
    own = embedding[bundle.source.id("猫")]
    names = bundle.source.pieces(range(len(embedding)))
    cosine = {
        name: vector @ own / np.linalg.norm(vector) / np.linalg.norm(own)
        for name, vector in zip(names[4:], embedding[4:], strict=True)
        if name != "猫"
    }
    (found,) = neighbours(bundle, ["猫"], 3)
    assert [each.piece for each in found] == sorted(cosine, key=lambda name: -cosine[name])[:3]
    assert found[0].similarity == pytest.approx(max(cosine.values()), abs=1e-6)


def test_there_are_no_more_neighbours_than_pieces(untrained: Untrained) -> None:
    bundle = untrained()
    (found,) = neighbours(bundle, ["猫"], 1000)
    assert len(found) == len(bundle.source) - 5
    assert all(np.isfinite(each.similarity) for each in found)


def test_an_unknown_piece_has_no_neighbours(untrained: Untrained) -> None:
    with pytest.raises(ValueError, match="no piece is called '北京'"):
        neighbours(untrained(), ["猫", "北京"])
