"""Attention transfer: a model that decodes with the weights of its siblings."""

from dataclasses import replace

import numpy as np
import pytest

from seq2seq.analysis.counterfactual import (
    robustness_suite,
    weight_counterfactuals,
)
from seq2seq.checkpoints.catalog import UnknownModel
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import (
    MaskSource,
    TransferAttention,
)
from seq2seq.decoding.translate import translate
from tests.conftest import Untrained
from tests.editing import ask, both_orders, every_scorer, expect_effect_of_variant, force


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
    borrowing = translate(bundle, ask(bundle, (TransferAttention(scorer),)))
    theirs = force(bundle.sibling(scorer), borrowing, ())
    expected = theirs.alignment / theirs.alignment.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(borrowing.weights[:, 0], expected, atol=1e-6)


def test_one_borrowed_row_leaves_the_others(lent: Bundle) -> None:
    plain, borrowing = translate(lent, ask(lent)), translate(lent, ask(lent, (TransferAttention("additive", 2),)))
    again = force(lent, borrowing, ())
    np.testing.assert_array_equal(borrowing.weights[:2], plain.weights[:2])
    np.testing.assert_allclose(np.delete(borrowing.weights, 2, axis=0), np.delete(again.weights, 2, axis=0), atol=1e-6)
    assert np.abs(borrowing.weights[2] - again.weights[2]).max() > 1e-4


def test_rows_of_several_models_under_a_mask(lent: Bundle) -> None:
    borrowing = translate(
        lent, ask(lent, (TransferAttention("additive", 0), MaskSource(1), TransferAttention("general", 1)))
    )
    assert not borrowing.weights[..., 1].any()
    for step, scorer in enumerate(("additive", "general")):
        theirs = force(lent.sibling(scorer), borrowing, ()).alignment[step] * [1, 0, 1, 1, 1]
        np.testing.assert_allclose(borrowing.weights[step, 0], theirs / theirs.sum(), atol=1e-6)


def test_a_beam_borrows_for_each_of_its_hypotheses(lent: Bundle) -> None:
    borrowing = translate(lent, ask(lent, (TransferAttention("location_aware"),), beam=3))
    theirs = force(lent.sibling("location_aware"), borrowing, ())
    np.testing.assert_allclose(borrowing.weights, theirs.weights, atol=1e-6)
    assert borrowing.hypotheses[0].logprob == pytest.approx(borrowing.logprobs.sum(), abs=1e-4)


def test_the_suite_on_borrowed_weights(lent: Bundle) -> None:
    own = (TransferAttention("additive"),)
    suite = robustness_suite(lent, ask(lent, own))
    assert suite.has_row_edits
    for variant in suite.variants[: len(weight_counterfactuals())]:
        expect_effect_of_variant(lent, variant, own)


def test_a_model_without_family_can_borrow_nothing(untrained: Untrained) -> None:
    with pytest.raises(UnknownModel, match="this model has no family"):
        translate(untrained(), ask(untrained(), (TransferAttention("dot"),)))
