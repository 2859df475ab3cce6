"""The robustness suite: all at once is as one by one, and what it answers where the answer is known."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch

from seq2seq.analysis.counterfactual import (
    measure_effect,
    robustness_suite,
    weight_counterfactuals,
)
from seq2seq.analysis.suite import Counterfactual, rank_correlation
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.edits import (
    DeletePiece,
    Edits,
    Flatten,
    MaskSource,
    NoPaddingMask,
    OneHot,
    ReplaceWeights,
    Shuffle,
    Temperature,
)
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.search import decode_batch
from seq2seq.decoding.translate import translate
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.text.special_ids import BOS, EOS
from seq2seq.trace.trace import DecodeTrace
from tests.conftest import Untrained
from tests.editing import TEXT, ask, both_orders, distributions, every_scorer, expect_effect_of_variant


@pytest.mark.slow
@every_scorer
@both_orders
def test_the_suite_is_what_one_by_one_would_give(untrained: Untrained, scorer: str, order: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    suite = robustness_suite(bundle, ask(bundle))
    deletions = [Counterfactual("deleted", (DeletePiece(at),), at) for at in range(5)]
    assert [variant.counterfactual for variant in suite.variants] == [*weight_counterfactuals(), *deletions]
    for variant in suite.variants:
        expect_effect_of_variant(bundle, variant, ())


def test_what_other_weights_the_suite_asks_for() -> None:
    counterfactuals = weight_counterfactuals()
    assert [counterfactual.edits for counterfactual in counterfactuals] == [
        (Flatten(),),
        *((Shuffle(seed),) for seed in range(10)),
        (OneHot(),),
    ]
    assert [counterfactual.name for counterfactual in counterfactuals] == ["uniform", *["shuffled"] * 10, "one_hot"]
    assert {counterfactual.position for counterfactual in counterfactuals} == {None}


def test_the_suite_stands_on_top_of_other_edits(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    own = (MaskSource(1), DeletePiece(0), Temperature(0.5))
    suite = robustness_suite(bundle, ask(bundle, own))
    assert suite.variation.shape == (len(suite.trace), 4) and not suite.has_row_edits
    for variant in suite.variants:
        expect_effect_of_variant(bundle, variant, own)


def test_the_suite_of_a_beam_and_of_a_branch(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    suite = robustness_suite(bundle, ask(bundle, beam=3, prefix=("▁", "h")))
    assert suite.trace.pieces[:2] == ("▁", "h")
    assert all(variant.text.startswith("h") for variant in suite.variants)
    assert len(suite.variants[0].delta) == len(suite.trace)


def test_total_variation_is_that_of_the_whole_distributions(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    suite = robustness_suite(bundle, ask(bundle))
    p, q = (distributions(bundle, suite.trace, edits) for edits in ((), (DeletePiece(2),)))
    np.testing.assert_allclose(suite.variation[:, 2], np.abs(p - q).sum(axis=-1) / 2, atol=1e-6)


def test_nothing_is_left_of_a_sentence_of_one_piece_without_it(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    suite = robustness_suite(bundle, ask(bundle, (DeletePiece(0),) * 4))
    assert suite.variation.shape[1] == 1 and np.isnan(suite.variation).all()
    assert suite.verdict == "flat"


def test_padding_cannot_be_deleted(untrained: Untrained) -> None:
    suite = robustness_suite(untrained(seed=3), ask(untrained(seed=3), (NoPaddingMask(2),)))
    np.testing.assert_array_equal(np.isnan(suite.variation).any(axis=0), [False] * 5 + [True] * 2)


@every_scorer
def test_where_nothing_can_be_compared_numbers_stay_finite(untrained: Untrained, scorer: str) -> None:
    suite = robustness_suite(untrained(scorer=scorer), ask(untrained(scorer=scorer), (MaskSource(1),)))
    assert np.isfinite(suite.variation).all() and np.isfinite(suite.gradient).all()
    assert np.isfinite(suite.to_frame()["kl_max"]).all()


@both_orders
def test_gradients_are_slopes(untrained: Untrained, order: str) -> None:
    """The norm of the gradient is the steepest slope: that of a small step along it."""
    bundle = untrained(seed=3, order=order)
    suite, ids = robustness_suite(bundle, ask(bundle)), bundle.source.ids(TEXT)
    target_ids = [bundle.target.id(piece) for piece in suite.trace.pieces]
    embedded = bundle.model.encoder.embedding(torch.tensor([[*ids, EOS]])).double().requires_grad_()
    model = deepcopy(bundle.model).double()

    def logprob(vectors: torch.Tensor) -> torch.Tensor:
        steps = decode_batch(
            model, model.read(vectors, torch.ones(1, 5, dtype=torch.bool)), max_steps=2, prefix=target_ids
        ).steps
        return steps[1].logits[0].log_softmax(dim=-1)[target_ids[1]]

    for at in range(5):
        (slope,) = torch.autograd.grad(logprob(embedded), embedded)
        along = torch.zeros_like(embedded)
        along[0, at] = slope[0, at] / slope[0, at].norm() * 1e-5
        rise = (logprob(embedded + along) - logprob(embedded - along)) / 2e-5
        assert suite.gradient[1, at] == pytest.approx(float(rise.detach()), rel=1e-3)


# -- is attention an explanation?


def random_rows(trace: DecodeTrace, seed: int) -> Edits:
    rows = np.random.default_rng(seed).dirichlet(np.ones(len(trace.source.pieces)), len(trace))
    return tuple(ReplaceWeights(tuple(row), step) for step, row in enumerate(rows.tolist()))


ORDER = [2, 0, 3, 1, 4]
"""The order in which the pointing model looks at the pieces, which is not that of a diagonal."""


def pointing(bundle: Bundle) -> Bundle:
    """A model whose output is determined by where it looks: while it says word k it looks at piece `ORDER[k]`, and from
    this piece alone it reads which word to say. Nothing else reaches its output."""
    model, width = bundle.model, bundle.config.embedding
    ids, target = [*bundle.source.ids(TEXT), EOS], [4, 5, 6, 7, EOS]
    source = [ids[at] for at in ORDER]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        axes = torch.eye(width)
        for at, (piece, before) in enumerate(zip(source, [BOS, *target], strict=False)):
            model.encoder.embedding.weight[piece] = 3 * axes[at]
            model.decoder.embedding.weight[before] = 3 * axes[at]
        model.decoder.embedding.weight[EOS] = 3 * axes[len(source)]
        recurrent(model.decoder).rnn.all_weights[0][0].copy_(axes)  # the state points where the last word says
        turned = torch.roll(axes, 1, dims=0)  # from piece k to word k, which points at piece k + 1
        recurrent(model.decoder).readout.weight[:, width:] = turned
    return bundle


@pytest.fixture
def pointer(untrained: Untrained) -> Bundle:
    return pointing(untrained(scorer="dot", cell="rnn", embedding=12))


def test_where_attention_determines_the_output_the_answer_is_yes(pointer: Bundle) -> None:
    suite = robustness_suite(pointer, ask(pointer))
    assert suite.trace.alignment.argmax(axis=1).tolist() == suite.variation.argmax(axis=1).tolist() == ORDER
    assert suite.verdict == "yes"
    assert suite.rank_correlations["variation"].tau > 0.6 > 0.5 >= suite.rank_correlations["variation"].strongest[1]


@pytest.mark.slow
def test_placebo_random_weights_get_a_no(pointer: Bundle) -> None:
    """Of a model that attention does explain: 2.5 % pass by chance, of 60 more than 6 once in 1000 times."""
    original = translate(pointer, ask(pointer))
    suites = [
        robustness_suite(pointer, ask(pointer, random_rows(original, seed), original.pieces)) for seed in range(60)
    ]
    assert all(suite.has_row_edits for suite in suites)
    assert sum(suite.verdict == "yes" for suite in suites) <= 6


@pytest.mark.slow
def test_weights_by_hand_would_make_their_own_effect_were_they_in_force(pointer: Bundle) -> None:
    """Why a piece is deleted from the input of the model with its own weights: random ones explain what they do."""
    original = translate(pointer, ask(pointer))
    passed = 0
    for seed in range(10):
        own = random_rows(original, seed)
        before = ask(pointer, own, original.pieces)
        deleted = [
            measure_effect(pointer, before, replace(before, edits=(*own, DeletePiece(at)))).kl for at in range(5)
        ]
        passed += rank_correlation(translate(pointer, before).alignment, np.stack(deleted, axis=1)).verdict == "yes"
    assert passed >= 8


def test_uniform_weights_rank_nothing(untrained: Untrained) -> None:
    assert robustness_suite(untrained(scorer="uniform"), ask(untrained(scorer="uniform"))).verdict == "flat"
    assert robustness_suite(untrained(seed=3), ask(untrained(seed=3), (Flatten(),))).verdict == "flat"


OTHERS = tuple(example.source for example in read_examples(PRETRAINED / "zh-en" / "examples.tsv"))
EXAMPLES = OTHERS[::6]


@pytest.mark.slow
@pytest.mark.parametrize(("scorer", "passed"), [("additive", (3, 6)), ("uniform", (0, 0))])
def test_what_the_answer_is_for_the_examples(scorer: str, passed: tuple[int, int]) -> None:
    bundle = load_bundle(f"zh-en/{scorer}")
    answers = [robustness_suite(bundle, Request(bundle.name, text), OTHERS).verdict for text in EXAMPLES]
    assert passed[0] <= answers.count("yes") <= passed[1]


@pytest.mark.slow
def test_random_weights_do_not_explain_the_examples() -> None:
    bundle = load_bundle("zh-en/additive")
    answers = []
    for seed, text in enumerate(EXAMPLES):
        original = translate(bundle, Request(bundle.name, text))
        edits = random_rows(original, seed)
        answers.append(
            robustness_suite(bundle, replace(original.request, prefix=original.pieces, edits=edits), OTHERS).verdict
        )
    assert len(answers) == 11 and answers.count("yes") <= 2
