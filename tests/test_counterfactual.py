"""A request and its edited twin measured: effects, dependence, the model with uniform weights, neighbours."""

import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from seq2seq.analysis import counterfactual
from seq2seq.analysis.counterfactual import (
    embedding_neighbours,
    measure_effect,
    reliance_on_attention,
    uniform_baseline,
    weights_of,
)
from seq2seq.analysis.suite import stretched
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.edits import (
    DeletePiece,
    Edit,
    Edits,
    Flatten,
    MaskSource,
    NoPaddingMask,
    OneHot,
    ReplaceWeights,
    Shuffle,
    SwapPiece,
)
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import run_request, translate
from tests.conftest import Untrained
from tests.editing import SOURCES, TEXT, ask, both_orders, distributions, every_scorer, force

# -- one edit


@both_orders
def test_delta_is_what_the_original_pieces_lose_when_they_are_forced(untrained: Untrained, order: str) -> None:
    bundle = untrained(seed=3, order=order)
    effect = measure_effect(bundle, ask(bundle), ask(bundle, (Flatten(2), SwapPiece(0, "她"))))
    again = force(bundle, effect.before, (Flatten(2), SwapPiece(0, "她")))
    np.testing.assert_allclose(effect.delta, again.logprobs - effect.before.logprobs, atol=1e-5)
    assert effect.after.source.swapped[0]


def test_kl_is_that_of_the_whole_distributions(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    effect = measure_effect(bundle, ask(bundle), ask(bundle, (OneHot(0, 1),)))
    p, q = (distributions(bundle, effect.before, edits) for edits in ((), (OneHot(0, 1),)))
    np.testing.assert_allclose(effect.kl, (p * np.log2(p / q)).sum(axis=-1), atol=1e-6)
    assert effect.ranking[0] == 1
    np.testing.assert_allclose(np.delete(effect.kl, 1), 0, atol=1e-6)  # nothing flows back to the cell


def test_what_is_computed_of_a_model_goes_with_it_and_is_computed_once(
    untrained: Untrained, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = untrained()
    runs = []
    monkeypatch.setattr(counterfactual, "run_request", lambda *asked: runs.append(asked) or run_request(*asked))
    for seed in range(2):
        measure_effect(bundle, ask(bundle), ask(bundle, (Shuffle(seed),)))
    assert weights_of(bundle, OTHERS) is weights_of(bundle, OTHERS)
    assert len(runs) == 1 + 2 + len(OTHERS)
    model = weakref.ref(bundle.model)
    runs.clear()
    del bundle
    gc.collect()
    assert model() is None


def test_no_edit_has_no_effect(untrained: Untrained) -> None:
    bundle = untrained()
    effect = measure_effect(bundle, ask(bundle), ask(bundle))
    assert not effect.delta.any()
    assert not effect.kl.any()
    assert not effect.changed
    assert all(pair.same for pair in effect.words)


def test_another_word_changes_what_is_said_but_nothing_on_the_original_path(untrained: Untrained) -> None:
    bundle = untrained()
    effect = measure_effect(bundle, ask(bundle), ask(bundle, prefix=("▁", "h")))
    assert effect.changed
    assert not effect.delta.any()


def test_an_edit_that_fits_only_one_side_is_no_hindrance(untrained: Untrained) -> None:
    bundle = untrained()
    longer, shorter = ask(bundle, (NoPaddingMask(3),)), ask(bundle, (DeletePiece(1), ReplaceWeights((1, 2, 3, 4))))
    assert np.isfinite(measure_effect(bundle, longer, shorter).delta).all()


# -- how far each step relies on where it attends


OTHERS = ("猫爱我。", "我爱。")


@pytest.mark.slow
@every_scorer
@both_orders
def test_a_step_relies_on_its_own_weights_while_the_others_keep_theirs(
    untrained: Untrained, scorer: str, order: str
) -> None:
    bundle = untrained(scorer=scorer, seed=3, order=order)
    own = (MaskSource(1),)
    reliance = reliance_on_attention(bundle, ask(bundle, own), OTHERS)

    def moved(row: Edit, step: int) -> float:
        return measure_effect(bundle, ask(bundle, own), ask(bundle, (*own, row))).kl[step]

    steps = len(reliance.most)
    np.testing.assert_allclose(reliance.uniform, [moved(Flatten(step), step) for step in range(steps)], atol=1e-5)
    others = [stretched(weights, (steps, SOURCES)) for weights in weights_of(bundle, OTHERS)]
    for step in range(steps):
        pieces = {place: moved(OneHot(place, step), step) for place in (0, 2, 3, 4)}
        foreign = {n: moved(ReplaceWeights(tuple(rows[step].tolist()), step), step) for n, rows in enumerate(others)}
        assert reliance.most[step] == pytest.approx(max(*pieces.values(), *foreign.values()), abs=1e-5)
        place = reliance.place[step]
        by = max(foreign.values()) if place is None else pieces[place]
        assert by == pytest.approx(reliance.most[step], abs=1e-5)


def test_the_request_is_not_among_the_other_sentences(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    alone, among = (reliance_on_attention(bundle, ask(bundle), texts) for texts in ((), (TEXT,)))
    np.testing.assert_array_equal(alone.most, among.most)


COFFEE = Request("zh-en/additive", "我不喝咖啡。")


def test_a_step_that_uniform_weights_leave_alone_may_rely_on_where_it_attends() -> None:
    """The step `'` of *I don't drink coffee.*: all weight on 咖啡 there moves it, and what is said."""
    bundle = load_bundle(COFFEE.model)
    reliance = reliance_on_attention(bundle, COFFEE)
    assert reliance.uniform[2] < 0.05 and reliance.most[2] == pytest.approx(3.67, abs=0.01)
    assert reliance.place[2] == 3
    assert translate(bundle, replace(COFFEE, edits=(OneHot(3, 2),))).text == "I don coffee."


@pytest.mark.slow
def test_every_step_that_uniform_weights_leave_alone_is_moved_by_others() -> None:
    """Of the examples of zh-en, as How to read these numbers tells."""
    bundle = load_bundle(COFFEE.model)
    texts = tuple(example.source for example in read_examples(PRETRAINED / "zh-en" / "examples.tsv"))
    requests = [Request(bundle.name, text) for text in texts]
    quiet = 0
    for request in requests:
        tried = reliance_on_attention(bundle, request)
        leave_alone = tried.uniform < 0.05
        quiet += leave_alone.sum()
        if (tried.most[leave_alone] <= 0.5).any():  # of all weight on one piece; what other sentences do takes longer
            tried = reliance_on_attention(bundle, request, texts)
        assert (tried.most[leave_alone] > 0.5).all(), request.text
    assert quiet > 20


def test_in_some_models_a_step_relies_on_nothing_that_was_tried() -> None:
    """What the same entry of How to read these numbers says of other models."""
    bundle = load_bundle("en-fr/dot")
    texts = tuple(example.source for example in read_examples(PRETRAINED / "en-fr" / "examples.tsv"))
    reliance = reliance_on_attention(bundle, Request(bundle.name, "I like music."), texts)
    assert "I like music." in texts and reliance.most[reliance.uniform < 0.05].min() < 0.5


def every_step_at_once(bundle: Bundle, own: Edits = ()) -> np.ndarray:
    """Bits, with the weights of all steps made uniform together."""
    return measure_effect(bundle, ask(bundle, own), ask(bundle, (*own, Flatten()))).kl


@every_scorer
def test_where_no_step_feeds_a_later_one_all_steps_at_once_say_the_same(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer, seed=3, order="rnn_first")
    np.testing.assert_allclose(
        reliance_on_attention(bundle, ask(bundle)).uniform, every_step_at_once(bundle), atol=1e-6
    )


@pytest.mark.parametrize("wiring", [{"order": "attend_first"}, {"input_feeding": True}])
def test_where_steps_feed_later_ones_only_the_first_is_the_same(untrained: Untrained, wiring: dict[str, Any]) -> None:
    bundle, sharp = untrained(seed=5, **wiring), (OneHot(),)
    step_by_step, all_at_once = (
        reliance_on_attention(bundle, ask(bundle, sharp)).uniform,
        every_step_at_once(bundle, sharp),
    )
    assert step_by_step[0] == pytest.approx(all_at_once[0], abs=1e-6)
    assert np.abs(step_by_step[1:] / all_at_once[1:] - 1).max() > 0.05


# -- the model trained with uniform weights


def test_the_baseline_is_the_family_s_uniform_model_on_the_same_words(untrained: Untrained) -> None:
    uniform = untrained(scorer="uniform", seed=11)
    bundle = replace(untrained(seed=3), sibling={"uniform": uniform}.__getitem__)
    baseline = uniform_baseline(bundle, ask(bundle, (Flatten(0), SwapPiece(0, "她"))))
    mine = translate(bundle, ask(bundle, (Flatten(0), SwapPiece(0, "她"))))
    theirs = force(uniform, mine, (SwapPiece(0, "她"),))
    assert baseline.original_logprob == pytest.approx(mine.logprobs.mean(), abs=1e-6)
    assert baseline.uniform_logprob == pytest.approx(theirs.logprobs.mean(), abs=1e-5)
    p, q = distributions(bundle, mine, mine.request.edits), distributions(uniform, mine, theirs.request.edits)
    assert baseline.variation == pytest.approx((np.abs(p - q).sum(axis=-1) / 2).mean(), abs=1e-6)
    assert baseline.text == translate(uniform, ask(uniform, (SwapPiece(0, "她"),))).text and not baseline.same


def test_uniform_is_its_own_baseline(untrained: Untrained) -> None:
    uniform = untrained(scorer="uniform", seed=11)
    baseline = uniform_baseline(replace(uniform, sibling={"uniform": uniform}.__getitem__), ask(uniform))
    assert (
        baseline.same
        and baseline.original_logprob == pytest.approx(baseline.uniform_logprob)
        and baseline.variation == pytest.approx(0, abs=1e-6)
    )


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
    (neighbours,) = embedding_neighbours(bundle, ["猫"], 3)
    assert [neighbour.piece for neighbour in neighbours] == sorted(cosine, key=lambda name: -cosine[name])[:3]
    assert neighbours[0].similarity == pytest.approx(max(cosine.values()), abs=1e-6)


def test_there_are_no_more_neighbours_than_pieces(untrained: Untrained) -> None:
    bundle = untrained()
    (neighbours,) = embedding_neighbours(bundle, ["猫"], 1000)
    assert len(neighbours) == len(bundle.source) - 5
    assert all(np.isfinite(neighbour.similarity) for neighbour in neighbours)


def test_an_unknown_piece_has_no_neighbours(untrained: Untrained) -> None:
    with pytest.raises(ValueError, match="no piece is called '北京'"):
        embedding_neighbours(untrained(), ["猫", "北京"])
