"""A request and its edited twin measured; the suite at once and one by one; neighbours; weights on loan."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis.counterfactual import (
    attention_dependence,
    embedding_neighbours,
    measure_effect,
    robustness_suite,
    uniform_baseline,
    weight_counterfactuals,
)
from seq2seq.analysis.rank_correlation import rank_correlation
from seq2seq.analysis.suite import Counterfactual, CounterfactualResult
from seq2seq.attention import SCORERS
from seq2seq.checkpoints.catalog import UnknownModel
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
    SwapPiece,
    Temperature,
    TransferAttention,
)
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.data.examples import read_examples
from seq2seq.decoding.search import decode_batch
from seq2seq.decoding.translate import translate
from seq2seq.text.special_ids import BOS, EOS
from seq2seq.trace.trace import DecodeTrace
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
    found = measure_effect(bundle, ask(bundle), ask(bundle, (Flatten(2), SwapPiece(0, "她"))))
    again = forced(bundle, found.before, (Flatten(2), SwapPiece(0, "她")))
    np.testing.assert_allclose(found.delta, again.logprobs - found.before.logprobs, atol=1e-5)
    assert found.instead == tuple(row[0].piece for row in again.candidates)
    assert found.after.source.swapped[0]


def test_kl_is_that_of_the_whole_distributions(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    found = measure_effect(bundle, ask(bundle), ask(bundle, (OneHot(0, 1),)))
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
    found = measure_effect(bundle, ask(bundle), ask(bundle))
    assert not found.delta.any()
    assert not found.kl.any()
    assert not found.changed
    assert all(pair.same for pair in found.words)


def test_another_word_changes_what_is_said_but_nothing_on_the_original_path(untrained: Untrained) -> None:
    bundle = untrained()
    found = measure_effect(bundle, ask(bundle), ask(bundle, prefix=("▁", "h")))
    assert found.changed
    assert not found.delta.any()


def test_an_edit_that_fits_only_one_side_is_no_hindrance(untrained: Untrained) -> None:
    bundle = untrained()
    longer, shorter = ask(bundle, (NoPaddingMask(3),)), ask(bundle, (DeletePiece(1), ReplaceWeights((1, 2, 3, 4))))
    assert np.isfinite(measure_effect(bundle, longer, shorter).delta).all()


# -- what each step depends on


@every_scorer
@both_orders
def test_a_step_depends_on_its_own_weights_while_the_others_keep_theirs(
    untrained: Untrained, scorer: str, order: str
) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    own = (MaskSource(1),)
    found = attention_dependence(bundle, ask(bundle, own))
    alone = [measure_effect(bundle, ask(bundle, own), ask(bundle, (*own, Flatten(step)))).kl for step in range(STEPS)]
    np.testing.assert_allclose(found, np.diagonal(alone), atol=1e-6)


def every_step_at_once(bundle: Bundle, own: Edits = ()) -> np.ndarray:
    """Bits, with the weights of all steps made uniform together."""
    return measure_effect(bundle, ask(bundle, own), ask(bundle, (*own, Flatten()))).kl


@every_scorer
def test_where_no_step_feeds_a_later_one_all_steps_at_once_say_the_same(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order="rnn_first")
    np.testing.assert_allclose(attention_dependence(bundle, ask(bundle)), every_step_at_once(bundle), atol=1e-6)


@pytest.mark.parametrize("wiring", [{"order": "attend_first"}, {"input_feeding": True}])
def test_where_steps_feed_later_ones_only_the_first_is_the_same(untrained: Untrained, wiring: dict[str, Any]) -> None:
    bundle, sharp = untrained(seed=5, **wiring), (OneHot(),)
    one, all_at_once = attention_dependence(bundle, ask(bundle, sharp)), every_step_at_once(bundle, sharp)
    assert one[0] == pytest.approx(all_at_once[0], abs=1e-7)
    assert np.abs(one[1:] / all_at_once[1:] - 1).max() > 0.05


# -- the suite


def by_itself(bundle: Bundle, each: CounterfactualResult, own: Edits) -> None:
    """A variant is what its edits do when nothing else is asked."""
    alone = measure_effect(bundle, ask(bundle, own), ask(bundle, own + each.counterfactual.edits))
    np.testing.assert_allclose(each.delta, alone.delta, atol=1e-5)
    np.testing.assert_allclose(each.kl, alone.kl, atol=1e-5)
    assert (each.text, each.changed) == (alone.after.text, alone.changed)


@every_scorer
@both_orders
def test_the_suite_is_what_one_by_one_would_give(untrained: Untrained, scorer: str, order: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    found = robustness_suite(bundle, ask(bundle))
    deletions = [Counterfactual("deleted", (DeletePiece(at),), at) for at in range(5)]
    assert [each.counterfactual for each in found.variants] == [*weight_counterfactuals(), *deletions]
    for each in found.variants:
        by_itself(bundle, each, ())


def test_what_other_weights_the_suite_asks_for() -> None:
    asked = weight_counterfactuals()
    assert [each.edits for each in asked] == [(Flatten(),), *((Shuffle(seed),) for seed in range(10)), (OneHot(),)]
    assert [each.name for each in asked] == ["uniform", *["shuffled"] * 10, "one_hot"]
    assert {each.position for each in asked} == {None}


def test_the_suite_stands_on_top_of_other_edits(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    own = (MaskSource(1), DeletePiece(0), Temperature(0.5))
    found = robustness_suite(bundle, ask(bundle, own))
    assert found.variation.shape == (len(found.trace), 4) and not found.has_row_edits
    for each in found.variants:
        by_itself(bundle, each, own)


def test_the_suite_of_a_beam_and_of_a_branch(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    found = robustness_suite(bundle, ask(bundle, beam=3, prefix=("▁", "h")))
    assert found.trace.pieces[:2] == ("▁", "h")
    assert all(each.text.startswith("h") for each in found.variants)
    assert len(found.variants[0].delta) == len(found.trace)


def test_total_variation_is_that_of_the_whole_distributions(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    found = robustness_suite(bundle, ask(bundle))
    p, q = (_distributions(bundle, found.trace, edits) for edits in ((), (DeletePiece(2),)))
    np.testing.assert_allclose(found.variation[:, 2], np.abs(p - q).sum(axis=-1) / 2, atol=1e-6)


def test_nothing_is_left_of_a_sentence_of_one_piece_without_it(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    found = robustness_suite(bundle, ask(bundle, (DeletePiece(0),) * 4))
    assert found.variation.shape[1] == 1 and np.isnan(found.variation).all()
    assert found.explains is None


def test_padding_cannot_be_deleted(untrained: Untrained) -> None:
    found = robustness_suite(untrained(seed=3), ask(untrained(seed=3), (NoPaddingMask(2),)))
    np.testing.assert_array_equal(np.isnan(found.variation).any(axis=0), [False] * 5 + [True] * 2)


@every_scorer
def test_where_nothing_can_be_compared_numbers_stay_finite(untrained: Untrained, scorer: str) -> None:
    found = robustness_suite(untrained(scorer=scorer), ask(untrained(scorer=scorer), (MaskSource(1),)))
    assert np.isfinite(found.variation).all() and np.isfinite(found.gradient).all()
    assert np.isfinite(found.to_frame()["kl_max"]).all()


@both_orders
def test_gradients_are_slopes(untrained: Untrained, order: str) -> None:
    """The norm of the gradient is the steepest slope: that of a small step along it."""
    bundle = untrained(seed=3, order=order)
    found, ids = robustness_suite(bundle, ask(bundle)), bundle.source.ids(TEXT)
    said = [bundle.target.id(piece) for piece in found.trace.pieces]
    embedded = bundle.model.encoder.embedding(torch.tensor([[*ids, EOS]])).double().requires_grad_()
    model = deepcopy(bundle.model).double()

    def logprob(vectors: torch.Tensor) -> torch.Tensor:
        steps = decode_batch(
            model, model.read(vectors, torch.ones(1, 5, dtype=torch.bool)), max_steps=2, prefix=said
        ).steps
        return steps[1].logits[0].log_softmax(dim=-1)[said[1]]

    for at in range(5):
        (slope,) = torch.autograd.grad(logprob(embedded), embedded)
        along = torch.zeros_like(embedded)
        along[0, at] = slope[0, at] / slope[0, at].norm() * 1e-5
        rise = (logprob(embedded + along) - logprob(embedded - along)) / 2e-5
        assert found.gradient[1, at] == pytest.approx(float(rise.detach()), rel=1e-3)


# -- is attention an explanation?


def random_rows(found: DecodeTrace, seed: int) -> Edits:
    rows = np.random.default_rng(seed).dirichlet(np.ones(len(found.source.pieces)), len(found))
    return tuple(ReplaceWeights(tuple(row), step) for step, row in enumerate(rows.tolist()))


def pointing(bundle: Bundle) -> Bundle:
    """A model whose output is determined by where it looks: while it says word k it looks at piece k, and from this
    piece alone it reads which word to say. Nothing else reaches its output."""
    model, width = bundle.model, bundle.config.embedding
    source, target = [*bundle.source.ids(TEXT), EOS], [4, 5, 6, 7, EOS]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        axes = torch.eye(width)
        for at, (piece, before) in enumerate(zip(source, [BOS, *target], strict=False)):
            model.encoder.embedding.weight[piece] = 3 * axes[at]
            model.decoder.embedding.weight[before] = 3 * axes[at]
        model.decoder.embedding.weight[EOS] = 3 * axes[len(source)]
        model.decoder.rnn.all_weights[0][0].copy_(axes)  # the state points where the last word says
        turned = torch.roll(axes, 1, dims=0)  # from piece k to word k, which points at piece k + 1
        model.decoder.readout.weight[:, width:] = turned
    return bundle


@pytest.fixture
def pointer(untrained: Untrained) -> Bundle:
    return pointing(untrained(scorer="dot", cell="rnn", embedding=12))


def test_where_attention_determines_the_output_the_answer_is_yes(pointer: Bundle) -> None:
    found = robustness_suite(pointer, ask(pointer))
    assert found.trace.alignment.argmax(axis=1).tolist() == found.variation.argmax(axis=1).tolist() == [0, 1, 2, 3, 4]
    assert found.explains is True
    assert found.rank_correlations["variation"].tau > 0.6 > 0.5 > found.rank_correlations["variation"].high


def test_placebo_random_weights_get_a_no(pointer: Bundle) -> None:
    """Of a model that attention does explain: 2.5 % pass by chance, of 60 more than 6 once in 1000 times."""
    original = translate(pointer, ask(pointer))
    said = [robustness_suite(pointer, ask(pointer, random_rows(original, seed), original.pieces)) for seed in range(60)]
    assert all(each.has_row_edits for each in said)
    assert sum(each.explains is True for each in said) <= 6


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
        passed += bool(rank_correlation(translate(pointer, before).alignment, np.stack(deleted, axis=1)).beyond_chance)
    assert passed >= 8


def test_uniform_weights_rank_nothing(untrained: Untrained) -> None:
    assert robustness_suite(untrained(scorer="uniform"), ask(untrained(scorer="uniform"))).explains is None
    assert robustness_suite(untrained(seed=3), ask(untrained(seed=3), (Flatten(),))).explains is None


EXAMPLES = [each.source for each in read_examples(PRETRAINED / "zh-en" / "examples.tsv")][::6]


@pytest.mark.parametrize(("scorer", "passed"), [("additive", (7, 11)), ("uniform", (0, 0))])
def test_what_the_answer_is_for_the_examples(scorer: str, passed: tuple[int, int]) -> None:
    bundle = load_bundle(f"zh-en/{scorer}")
    said = [robustness_suite(bundle, Request(bundle.name, text)).explains for text in EXAMPLES]
    assert passed[0] <= sum(each is True for each in said) <= passed[1]


def test_random_weights_do_not_explain_the_examples() -> None:
    bundle = load_bundle("zh-en/additive")
    said = []
    for seed, text in enumerate(EXAMPLES):
        original = translate(bundle, Request(bundle.name, text))
        edits = random_rows(original, seed)
        said.append(robustness_suite(bundle, replace(original.request, prefix=original.pieces, edits=edits)).explains)
    assert len(said) == 11 and sum(each is True for each in said) <= 2


# -- the model trained with uniform weights


def test_the_baseline_is_the_family_s_uniform_model_on_the_same_words(untrained: Untrained) -> None:
    uniform = untrained(scorer="uniform", seed=11)
    bundle = replace(untrained(seed=3), sibling={"uniform": uniform}.__getitem__)
    found = uniform_baseline(bundle, ask(bundle, (Flatten(0), SwapPiece(0, "她"))))
    mine = translate(bundle, ask(bundle, (Flatten(0), SwapPiece(0, "她"))))
    theirs = forced(uniform, mine, (SwapPiece(0, "她"),))
    assert found.original_logprob == pytest.approx(mine.logprobs.mean(), abs=1e-6)
    assert found.uniform_logprob == pytest.approx(theirs.logprobs.mean(), abs=1e-5)
    p, q = _distributions(bundle, mine, mine.request.edits), _distributions(uniform, mine, theirs.request.edits)
    assert found.variation == pytest.approx((np.abs(p - q).sum(axis=-1) / 2).mean(), abs=1e-6)
    assert found.text == translate(uniform, ask(uniform, (SwapPiece(0, "她"),))).text and not found.same


def test_uniform_is_its_own_baseline(untrained: Untrained) -> None:
    uniform = untrained(scorer="uniform", seed=11)
    found = uniform_baseline(replace(uniform, sibling={"uniform": uniform}.__getitem__), ask(uniform))
    assert (
        found.same
        and found.original_logprob == pytest.approx(found.uniform_logprob)
        and found.variation == pytest.approx(0, abs=1e-6)
    )


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
    found = translate(bundle, ask(bundle, (TransferAttention(scorer),)))
    theirs = forced(bundle.sibling(scorer), found, ())
    expected = theirs.alignment / theirs.alignment.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.weights[:, 0], expected, atol=1e-6)


def test_one_borrowed_row_leaves_the_others(lent: Bundle) -> None:
    plain, found = translate(lent, ask(lent)), translate(lent, ask(lent, (TransferAttention("additive", 2),)))
    again = forced(lent, found, ())
    np.testing.assert_array_equal(found.weights[:2], plain.weights[:2])
    np.testing.assert_allclose(np.delete(found.weights, 2, axis=0), np.delete(again.weights, 2, axis=0), atol=1e-6)
    assert np.abs(found.weights[2] - again.weights[2]).max() > 1e-4


def test_rows_of_several_models_under_a_mask(lent: Bundle) -> None:
    found = translate(
        lent, ask(lent, (TransferAttention("additive", 0), MaskSource(1), TransferAttention("general", 1)))
    )
    assert not found.weights[..., 1].any()
    for step, scorer in enumerate(("additive", "general")):
        theirs = forced(lent.sibling(scorer), found, ()).alignment[step] * [1, 0, 1, 1, 1]
        np.testing.assert_allclose(found.weights[step, 0], theirs / theirs.sum(), atol=1e-6)


def test_a_beam_borrows_for_each_of_its_hypotheses(lent: Bundle) -> None:
    found = translate(lent, ask(lent, (TransferAttention("location_aware"),), beam=3))
    theirs = forced(lent.sibling("location_aware"), found, ())
    np.testing.assert_allclose(found.weights, theirs.weights, atol=1e-6)
    assert found.hypotheses[0].logprob == pytest.approx(found.logprobs.sum(), abs=1e-4)


def test_the_suite_on_borrowed_weights(lent: Bundle) -> None:
    own = (TransferAttention("additive"),)
    found = robustness_suite(lent, ask(lent, own))
    assert found.has_row_edits
    for each in found.variants[: len(weight_counterfactuals())]:
        by_itself(lent, each, own)


def test_a_model_without_family_can_borrow_nothing(untrained: Untrained) -> None:
    with pytest.raises(UnknownModel, match="this model has no family"):
        translate(untrained(), ask(untrained(), (TransferAttention("dot"),)))


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
    (found,) = embedding_neighbours(bundle, ["猫"], 3)
    assert [each.piece for each in found] == sorted(cosine, key=lambda name: -cosine[name])[:3]
    assert found[0].similarity == pytest.approx(max(cosine.values()), abs=1e-6)


def test_there_are_no_more_neighbours_than_pieces(untrained: Untrained) -> None:
    bundle = untrained()
    (found,) = embedding_neighbours(bundle, ["猫"], 1000)
    assert len(found) == len(bundle.source) - 5
    assert all(np.isfinite(each.similarity) for each in found)


def test_an_unknown_piece_has_no_neighbours(untrained: Untrained) -> None:
    with pytest.raises(ValueError, match="no piece is called '北京'"):
        embedding_neighbours(untrained(), ["猫", "北京"])
