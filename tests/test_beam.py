"""Beam search over tiny random models, small enough for every translation there is to be written down."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seq2seq.attention import Memory
from seq2seq.config.penalties import Penalties, coverage_penalty, length_penalty
from seq2seq.decoding.beam import ALTERNATIVES, BeamResult, BeamSettings, FinishedHypothesis, beam_search
from seq2seq.decoding.search import decode_batch
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS, UNK
from tests.test_search import ROWS, WORDS, logprob, random_model, remember

LIMIT = 3


@pytest.fixture(autouse=True)
def _inference() -> object:
    with torch.inference_mode():
        yield


def whole_tree(model: Seq2Seq, alpha: float) -> list[FinishedHypothesis]:
    """Every translation within the limit, best first."""
    memory, hypotheses = remember(model), []
    for length in range(LIMIT + 1):
        for words in product(WORDS, repeat=length):
            ids = words if length == LIMIT else (*words, EOS)
            total = logprob(model, memory, ids)
            hypotheses.append(FinishedHypothesis(ids, total, total / length_penalty(len(ids), alpha)))
    return sorted(hypotheses, key=lambda hyp: -hyp.score)


# -- what it finds


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_of_one_is_greedy(seed: int) -> None:
    model = random_model(seed)
    ids = decode_batch(model, remember(model), max_steps=7).ids[0].tolist()
    assert list(beam_search(model, remember(model), BeamSettings(1, max_steps=7)).finished[0].ids) == ids


def test_a_beam_follows_a_prefix() -> None:
    model = random_model(3)
    hypotheses = beam_search(model, remember(model), BeamSettings(4, max_steps=5), prefix=(8, 4)).finished
    assert hypotheses
    assert all(hyp.ids[:2] == (8, 4) for hyp in hypotheses)
    (only,) = beam_search(model, remember(model), BeamSettings(4, max_steps=5), prefix=(8, 4, EOS)).finished
    assert only.ids == (8, 4, EOS)
    assert only.logprob == pytest.approx(logprob(model, remember(model), only.ids), abs=1e-4)


@pytest.mark.parametrize("alpha", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_beam_wide_enough_finds_all_translations_in_order(seed: int, alpha: float) -> None:
    model = random_model(seed)
    tree = whole_tree(model, alpha)
    hypotheses = beam_search(model, remember(model), BeamSettings(len(tree), Penalties(alpha), LIMIT)).finished
    assert len(tree) == 1 + 5 + 25 + 125
    assert [hyp.score for hyp in hypotheses] == pytest.approx([hyp.score for hyp in tree], abs=1e-4)
    assert {hyp.ids for hyp in hypotheses} == {hyp.ids for hyp in tree}
    assert hypotheses[0].ids == tree[0].ids


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [2, 3, 5, 11])
def test_no_beam_finds_more_than_there_is(seed: int, size: int) -> None:
    model = random_model(seed)
    tree = {hyp.ids: hyp for hyp in whole_tree(model, 1.0)}
    best = max(hyp.score for hyp in tree.values())
    hypotheses = beam_search(model, remember(model), BeamSettings(size, max_steps=LIMIT)).finished
    assert len(hypotheses) == size
    assert len({hyp.ids for hyp in hypotheses}) == size
    assert hypotheses[0].score <= best + 1e-4
    assert all(hyp.score == pytest.approx(tree[hyp.ids].score, abs=1e-4) for hyp in hypotheses)
    assert [hyp.score for hyp in hypotheses] == sorted((hyp.score for hyp in hypotheses), reverse=True)


def plain_beam(model: Seq2Seq, size: int, limit: int) -> list[tuple[int, ...]]:
    """Beam search without any cleverness: every extension is forced anew, and all of them are sorted."""
    memory = remember(model)
    live: list[tuple[int, ...]] = [()]
    finished: list[tuple[int, ...]] = []
    for _ in range(limit):
        longer = [(*ids, piece) for ids in live for piece in (EOS, *WORDS)]
        live = []
        for ids in sorted(longer, key=lambda sequence: -logprob(model, memory, sequence)):
            if len(live) == size:
                break
            (finished if ids[-1] == EOS else live).append(ids)
        if len(finished) >= size:
            return finished
    return finished + live


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("eagerness", [0.0, 1.0, 2.0, 3.0])
def test_a_beam_keeps_what_a_plain_one_keeps(seed: int, size: int, eagerness: float) -> None:
    model = random_model(seed)
    model.decoder.output_bias[EOS] += eagerness  # ends crowd out what goes on
    expected = plain_beam(model, size, 4)
    translations = [
        hyp.ids for hyp in beam_search(model, remember(model), BeamSettings(size, Penalties(0.0), 4)).finished
    ]
    assert translations == sorted(expected, key=lambda ids: -logprob(model, remember(model), ids))[:size]


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 20), alpha=st.floats(0, 2))
def test_a_beams_figures_are_those_of_its_translation(seed: int, size: int, alpha: float) -> None:
    model = random_model(seed)
    for hyp in beam_search(model, remember(model), BeamSettings(size, Penalties(alpha), 5)).finished:
        assert hyp.logprob == pytest.approx(logprob(model, remember(model), hyp.ids), abs=1e-3)
        assert hyp.score == pytest.approx(hyp.logprob / length_penalty(len(hyp.ids), alpha))
        assert set(hyp.ids[:-1]) <= set(WORDS)


def test_a_greater_length_penalty_prefers_longer_translations() -> None:
    lengths = []
    for alpha in (0.0, 1.0, 4.0):
        models = [random_model(seed) for seed in range(5)]
        best = [
            beam_search(model, remember(model), BeamSettings(156, Penalties(alpha), LIMIT)).finished[0]
            for model in models
        ]
        lengths.append(sum(len(hyp.ids) for hyp in best))
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


@pytest.mark.parametrize("scorer", ["additive", "local_m", "location_aware", "multi_head"])
def test_a_beam_does_not_depend_on_the_batch_its_sentence_was_encoded_in(scorer: str) -> None:
    """Padding adds nothing to the tree, not even to the coverage."""
    model = random_model(2, vocabulary=23, scorer=scorer)
    together, penalties = remember(model, ROWS), Penalties(1.0, 0.3)
    for at, row in enumerate(ROWS):
        alone = beam_search(model, remember(model, [row]), BeamSettings(3, penalties, 5))
        padded = beam_search(model, cut(together, at), BeamSettings(3, penalties, 5))
        assert [node.id for node in padded.nodes] == [node.id for node in alone.nodes]
        assert [node.score for node in padded.nodes] == pytest.approx([node.score for node in alone.nodes], abs=1e-4)


def cut(memory: Memory, at: int) -> Memory:
    """One sentence of a batch, with its padding."""
    return memory.pick(torch.tensor([at]))


# -- its tree


def forced(model: Seq2Seq, ids: tuple[int, ...]) -> tuple[list[float], np.ndarray]:
    """(log-probability of each piece, weights (T, S) averaged over heads) of a translation that is forced."""
    steps = decode_batch(model, remember(model), prefix=ids, max_steps=len(ids)).steps
    values = [float(step.logits.log_softmax(-1)[0, piece]) for step, piece in zip(steps, ids, strict=True)]
    return values, torch.cat([step.weights.mean(dim=1) for step in steps]).numpy()


@pytest.mark.parametrize("scorer", ["additive", "location_aware", "multi_head"])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_every_figure_of_the_tree_is_that_of_forced_decoding(scorer: str, size: int) -> None:
    model, penalties = random_model(4, scorer=scorer), Penalties(0.7, 0.2)
    grown = beam_search(model, remember(model), BeamSettings(size, penalties, 5))
    assert {node.status for node in grown.nodes} >= {"kept", "pruned"}
    for number, node in enumerate(grown.nodes):
        values, weights = forced(model, grown.ids(number))
        assert node.step == len(values) - 1
        assert node.logprob == pytest.approx(values[-1], abs=1e-4)
        assert node.total == pytest.approx(sum(values), abs=1e-4)
        assert grown.expansions[node.expansion].weights == pytest.approx(weights[-1], abs=1e-5)
        covered = coverage_penalty(weights.sum(axis=0), 0.2)
        assert node.score == pytest.approx(sum(values) / length_penalty(len(values), 0.7) + covered, abs=1e-3)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_each_step_keeps_what_is_likeliest_and_counts_what_it_drops(size: int) -> None:
    model = random_model(1)
    grown = beam_search(model, remember(model), BeamSettings(size, max_steps=5))
    for step, dropped in enumerate(grown.dropped):
        nodes = [node for node in grown.nodes if node.step == step]
        before = 1 if step == 0 else sum(node.step == step - 1 and node.status == "kept" for node in grown.nodes)
        assert len(nodes) + dropped == before * (1 + len(WORDS))
        assert [node.total for node in nodes] == sorted((node.total for node in nodes), reverse=True)
        survivors = [node for node in nodes if node.status == "kept"]
        assert len(survivors) <= size
        lowest = min((node.total for node in survivors), default=-np.inf)
        assert all(node.total <= lowest for node in nodes if node.status == "pruned")
        assert all(node.id == EOS for node in nodes if node.status == "finished")


def test_only_what_was_kept_is_continued() -> None:
    model = random_model(1)
    grown = beam_search(model, remember(model), BeamSettings(3, max_steps=5))
    for number, node in enumerate(grown.nodes):
        assert node.parent is None or (node.parent < number and grown.nodes[node.parent].status == "kept")


def test_a_tree_wide_enough_drops_nothing_and_holds_every_translation() -> None:
    model = random_model(0)
    everything = whole_tree(model, 1.0)
    grown = beam_search(model, remember(model), BeamSettings(len(everything), max_steps=LIMIT))
    assert grown.dropped == (0, 0, 0)
    whole = {grown.ids(at) for at, node in enumerate(grown.nodes) if node.status == "finished" or node.step == 2}
    assert {hyp.ids for hyp in everything} == {ids for ids in whole if ids[-1] == EOS or len(ids) == LIMIT}


def test_a_prefix_grows_alone_and_drops_nothing() -> None:
    model = random_model(3)
    grown = beam_search(model, remember(model), BeamSettings(4, max_steps=5), prefix=(8, 4))
    assert [node.id for node in grown.nodes if node.step < 2] == [8, 4]
    assert grown.dropped[:2] == (0, 0)


def test_an_expansion_has_the_likeliest_pieces() -> None:
    model = random_model(1, vocabulary=23)
    grown = beam_search(model, remember(model), BeamSettings(2, max_steps=3))
    step = decode_batch(model, remember(model), max_steps=1).steps[0]
    logprobs = step.logits[0].log_softmax(0)
    best, ids = logprobs[EOS:].topk(ALTERNATIVES)
    assert grown.expansions[0].ids == tuple((ids + EOS).tolist())
    assert grown.expansions[0].logprobs == pytest.approx(best.tolist(), abs=1e-5)
    assert grown.expansions[0].unknown == pytest.approx(logprobs[UNK].item(), abs=1e-5)


# -- the coverage penalty


def test_the_coverage_penalty_prefers_what_has_looked_at_everything() -> None:
    """Of all translations there are, the one found is the best by a score worked out from forced decoding alone."""
    model, penalties = random_model(3), Penalties(1.0, 2.0)
    scores: dict[tuple[int, ...], float] = {}
    for hyp in whole_tree(model, 1.0):
        coverage = forced(model, hyp.ids)[1].sum(axis=0)
        scores[hyp.ids] = hyp.score + 2.0 * float(np.log(np.minimum(coverage, 1)).sum())
    grown = beam_search(model, remember(model), BeamSettings(len(scores), penalties, LIMIT))
    best = max(scores, key=lambda ids: scores[ids])
    assert grown.finished[0].ids == best
    assert grown.finished[0].score == pytest.approx(scores[best], abs=1e-3)
    assert best != beam_search(model, remember(model), BeamSettings(len(scores), max_steps=LIMIT)).finished[0].ids


def test_without_penalties_the_score_is_the_log_probability() -> None:
    model = random_model(2)
    grown: BeamResult = beam_search(model, remember(model), BeamSettings(3, Penalties(0.0, 0.0), 4))
    assert [node.score for node in grown.nodes] == [node.total for node in grown.nodes]
