"""Copying: the mixed distribution by hand, words that no vocabulary has, one definition for all ways to decode."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from seq2seq.analysis.counterfactual import measure_effect, robustness_suite
from seq2seq.analysis.explain_step import explain
from seq2seq.analysis.gradients import gradient_reach, receptive_field
from seq2seq.analysis.states import trace_states
from seq2seq.attention import SCORERS
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import DeletePiece, Flatten, MaskSource
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.corpus import encode_pair, translate_all, translate_all_by_beam
from seq2seq.decoding.translate import prefix_pieces, translate, translate_forced
from seq2seq.evaluation.evaluate import posterior_weights
from seq2seq.model.batch import collate
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.pointer import Pointer, coverage_loss, mixture_loss
from seq2seq.text.special_ids import UNK
from seq2seq.text.tokenizer import ExtendedVocabulary
from seq2seq.trace.trace import DecodeTrace
from tests.copying import CONFIG, SENTENCE, SOURCE, TARGET, copier

V = len(TARGET)
READING = [name for name, card in CARDS.items() if card.group in ("content", "both")]
TWO = [(SENTENCE, "rm notes -r folder"), ("remove the file", "rm file")]


def request(**changes: object) -> Request:
    return replace(Request("nl2bash/additive", SENTENCE, search=SearchConfig(max_steps=6)), **changes)


def forced() -> DecodeTrace:
    return translate_forced(copier(), request(), "rm notes -r folder")


def test_the_mixture_by_hand():
    pointer = Pointer(CONFIG)
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.2]]))
    mixed = pointer.mix(logits, torch.tensor([0.6]), torch.tensor([[0.7, 0.2, 0.1]]), torch.tensor([[3, 1, 3]]))
    # 0.6 · 0.5, 0.6 · 0.3 + 0.4 · 0.2, 0.6 · 0.2; and 0.4 · (0.7 + 0.1) for the word that stands at both ends
    torch.testing.assert_close(mixed.exp(), torch.tensor([[0.3, 0.26, 0.12, 0.32, 0.0, 0.0]]))


def test_the_probability_to_generate_by_hand():
    pointer = Pointer(replace(CONFIG, encoder_hidden=1, decoder_hidden=1, embedding=1))
    pointer.gate.weight.data, pointer.gate.bias.data = torch.tensor([[1.0, 2.0, 3.0, 4.0]]), torch.tensor([-0.5])
    parts = torch.tensor([[0.1, 0.2]]), torch.tensor([[0.3]]), torch.tensor([[-0.4]])  # 0.1 + 0.4 + 0.9 - 1.6 - 0.5
    assert pointer.generate(*parts).item() == pytest.approx(1 / (1 + math.exp(0.7)))


def test_smoothing_spreads_over_the_vocabulary_alone():
    logprobs = torch.tensor([[0.5, 0.25, 0.25, 1e-30]]).log()
    loss = mixture_loss(logprobs, torch.tensor([0]), 0.1, vocabulary=3)
    assert loss.item() == pytest.approx(0.9 * math.log(2) + 0.1 * (math.log(2) + 2 * math.log(4)) / 3)


def test_extended_ids_name_the_first_place_of_a_word():
    says = ExtendedVocabulary(TARGET, (*SOURCE.encode(SENTENCE).pieces, "</s>"))
    assert says.copies(says.source) == [V, V + 1, V + 2, V + 3, TARGET.id("folder"), V + 1, TARGET.id("</s>")]
    assert says.ids("rm notes elsewhere") == [TARGET.id("rm"), V + 1, UNK]
    assert says.decode([TARGET.id("rm"), V + 1, TARGET.id("</s>")]) == "rm notes"
    assert says.copies(["▁remove", "▁elsewhere"]) == [V, UNK]


def test_without_copying_only_the_vocabulary_can_be_said():
    plain = copier(copying=False)
    assert encode_pair(plain, SENTENCE, "rm notes") == (
        [SOURCE.id("remove"), UNK, *map(SOURCE.id, ("in", "the", "folder")), UNK, 3],
        [TARGET.id("rm"), UNK],
    )


@pytest.mark.parametrize("order", ["rnn_first", "attend_first"])
@pytest.mark.parametrize("coverage", [False, True])
@pytest.mark.parametrize("scorer", ["additive", "dot", "multi_head", "location_aware"])
def test_a_whole_sequence_is_the_fold_of_steps(scorer: str, coverage: bool, order: str):
    bundle = copier(scorer=scorer, coverage=coverage, order=order)
    batch = collate([encode_pair(bundle, *pair) for pair in TWO])
    memory = bundle.model.encode(batch.src, batch.src_mask)
    state, steps = bundle.model.start(memory), []
    for prev in batch.trg_in.unbind(dim=1):
        output, state = bundle.model.step(prev, state, memory)
        steps.append(output)
    taught = bundle.model(batch)
    real = torch.ones_like(batch.trg_in, dtype=torch.bool)
    predicted = bundle.model.decoder.predictions(taught, memory, real).view(*real.shape, -1)
    torch.testing.assert_close(predicted, torch.stack([step.logits for step in steps], dim=1))
    torch.testing.assert_close(predicted.exp().sum(-1), torch.ones(real.shape))


def test_a_word_that_no_vocabulary_has_is_said_and_read_as_unknown():
    trace = forced()
    assert trace.pieces == ("▁rm", "▁notes", "▁-￭", "▁r", "▁folder", "</s>") and trace.text == "rm notes -r folder"
    model = copier().model
    assert torch.equal(model.decoder.embed(torch.tensor([V + 1])), model.decoder.embed(torch.tensor([UNK])))


def test_the_probability_of_a_copied_word_is_its_weight_times_the_rest():
    trace = forced()
    places = [1, 5]  # both times that `notes` stands there
    expected = (1 - trace.generate[1]) * trace.alignment[1, places].sum()
    assert np.exp(trace.logprobs[1]) == pytest.approx(expected, rel=1e-4)
    assert trace.copied[1] == (1, 5) and trace.copied[0] == ()


def test_a_trace_with_copies_comes_back_from_json():
    trace = forced()
    again = DecodeTrace.from_json(trace.to_json())
    assert again.generate == pytest.approx(trace.generate) and again.copied == trace.copied
    assert trace.to_dict()["copied"][1] == [1, 5]


def test_a_trace_without_copying_says_nothing_of_it():
    values = translate(copier(copying=False), request()).to_dict()
    assert not {"generate", "copied", "covers"} & values.keys()


def test_a_trace_says_that_its_scores_know_what_was_read_and_how_much_that_was():
    trace = translate_forced(copier(coverage=True), request(), "rm notes -r folder")
    again = DecodeTrace.from_json(trace.to_json())
    assert again.covers and trace.to_dict()["covers"] is True and not forced().covers
    assert not trace.coverage[0].any()
    np.testing.assert_allclose(trace.coverage[3], trace.alignment[0] + trace.alignment[1] + trace.alignment[2])


@pytest.mark.parametrize("scorer", ["additive", "dot", "multi_head"])
def test_the_arithmetic_of_a_score_says_what_coverage_adds(scorer: str):
    explained = explain(copier(scorer=scorer, coverage=True), request(prefix=("▁rm", "▁notes")))
    terms = {term.symbol: term.value for term in explained.arithmetic(1).terms}
    np.testing.assert_allclose(terms["c_i"], explained.trace.coverage[:, 1])
    marked = terms["h_i"] + terms["c_i"][:, None] * terms["w"]
    np.testing.assert_allclose(terms["h′_i"], marked)
    np.testing.assert_allclose([*terms.values()][-1], explained.trace.scores[:, 0, 1], rtol=1e-4)
    plain = explain(copier(scorer=scorer), request()).arithmetic(1).terms
    assert "h_i" in {term.symbol for term in plain} and not {"c_i", "h′_i"} & {term.symbol for term in plain}


def test_a_word_of_the_source_can_be_written_by_whoever_looks():
    assert prefix_pieces(copier(), SENTENCE, "rm notes") == ("▁rm", "▁notes")
    for bundle, words in ((copier(), "rm elsewhere"), (copier(copying=False), "rm notes"), (copier(), " ")):
        with pytest.raises(InvalidRequest, match="can't write"):
            prefix_pieces(bundle, SENTENCE, words)


@pytest.mark.parametrize("coverage", [False, True])
def test_greedy_is_a_beam_of_one_and_what_it_said_can_be_forced(coverage: bool):
    bundle = copier(seed=2, coverage=coverage)
    trace = translate(bundle, request())
    (by_batch,), (by_beam,) = translate_all(bundle, [SENTENCE]), translate_all_by_beam(bundle, [SENTENCE], 1)
    assert by_batch == by_beam and by_batch.startswith(trace.text)
    again = translate(bundle, request(prefix=trace.pieces))
    np.testing.assert_allclose(again.logprobs, trace.logprobs, rtol=1e-5)


def test_a_batch_says_what_each_sentence_says_alone():
    bundle = copier(seed=2)
    texts = [SENTENCE, "the file", "folder in folder"]
    assert translate_all(bundle, texts) == [translate_all(bundle, [text])[0] for text in texts]


def test_beam_search_can_copy():
    bundle = copier()
    assert bundle.model.decoder.pointer is not None
    bundle.model.decoder.pointer.gate.bias.fill_(-9)  # it hardly generates
    trace = translate(bundle, request(search=SearchConfig(beam=3, max_steps=4)))
    assert trace.tree is not None
    assert "▁notes" in {branch.piece for branch in trace.tree.branches}


@pytest.mark.parametrize("scorer", READING)
@pytest.mark.parametrize("coverage", [False, True])
def test_the_explanation_is_that_of_the_model(scorer: str, coverage: bool):
    edits = (MaskSource(4), Flatten(2))
    for changes in ({}, {"edits": edits}):
        explained = explain(copier(scorer=scorer, coverage=coverage), request(prefix=("▁rm", "▁notes"), **changes))
        assert max(explained.differences().values()) < 1e-4
        assert explained.generate is not None
        np.testing.assert_allclose(explained.generate, explained.trace.generate, rtol=1e-4)


@pytest.mark.parametrize("order", ["rnn_first", "attend_first"])
def test_the_explanation_holds_for_both_orders(order: str):
    explained = explain(copier(order=order, coverage=True), request(prefix=("▁rm", "▁notes", "▁folder")))
    assert max(explained.differences().values()) < 1e-4


def test_without_the_word_it_can_no_longer_be_said():
    bundle = copier()
    before = request(prefix=("▁rm", "▁notes", "▁folder", "</s>"))
    effect = measure_effect(bundle, before, replace(before, edits=(DeletePiece(1), DeletePiece(4)), prefix=()))
    assert effect.delta[1] < -50 and np.isfinite(effect.kl).all()
    suite = robustness_suite(bundle, before)
    alone = [variant for variant in suite.variants if variant.counterfactual.position == 1]
    assert alone[0].delta[1] > -50  # it stands there twice


def test_states_and_gradients_know_copied_words():
    bundle = copier()
    states = trace_states(bundle, request(prefix=("▁rm", "▁notes")))
    assert states.sentence.vectors["said"].shape == (6, CONFIG.embedding)
    expected = ("▁remove", "<unk>", "▁in", "▁the", "▁folder", "<unk>", "</s>")
    assert receptive_field(bundle, SENTENCE).source == expected
    reach = gradient_reach(bundle, SENTENCE, "rm notes")
    assert reach.target == ("▁rm", "▁notes", "</s>") and np.isfinite(reach.norms).all() and reach.norms[1, 1] > 0


def test_what_copying_cannot_do_is_said_plainly():
    with pytest.raises(ValueError, match="has no attention"):
        replace(CONFIG, scorer="none")
    with pytest.raises(ValueError, match="use the reading weights"):
        posterior_weights(copier(), *encode_pair(copier(), *TWO[0]))
    model = copier().model
    memory = model.encode(torch.tensor([[4, 3]]), torch.tensor([[True, True]]))
    with pytest.raises(ValueError, match="this decoder copies"):
        model.step(torch.tensor([2]), model.start(memory), memory)


@pytest.mark.slow
@pytest.mark.parametrize("scorer", sorted(SCORERS))
def test_every_function_that_attends_learns_to_copy_a_word_never_seen(scorer: str):
    if not CARDS[scorer].attends:
        return
    bundle = copier(scorer=scorer)
    batch = collate([encode_pair(bundle, SENTENCE, "notes")])
    model = bundle.model.train().requires_grad_()
    optimizer = torch.optim.Adam(model.parameters(), 0.05)
    first = loss = model.loss(batch)
    for _ in range(12):
        optimizer.zero_grad()
        loss = model.loss(batch)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.5 * first.item()


def test_coverage_loss_by_hand():
    weights = torch.tensor([[[[0.8, 0.2], [0.5, 0.5], [1.0, 0.0]]]])  # (1, 1, T, S)
    # nothing before the first; min(.5, .8) + min(.5, .2); min(1, 1.3) + min(0, .7); the last step is padding
    real = torch.tensor([[True, True, False]])
    assert coverage_loss(weights, real).item() == pytest.approx((0 + 0.7) / 2)
    assert coverage_loss(weights, torch.ones(1, 3, dtype=torch.bool)).item() == pytest.approx((0 + 0.7 + 1) / 3)


def test_coverage_is_the_sum_of_earlier_weights_and_moves_the_score():
    bundle = copier(scorer="dot", coverage=True)
    batch = collate([encode_pair(bundle, *TWO[0])])
    memory = bundle.model.encode(batch.src, batch.src_mask)
    first, state = bundle.model.step(batch.trg_in[:, 0], bundle.model.start(memory), memory)
    second, _ = bundle.model.step(batch.trg_in[:, 1], state, memory)
    term = recurrent(bundle.model.decoder).attention.coverage
    assert term is not None
    marked = memory.values + first.weights[:, 0, :, None] * term
    torch.testing.assert_close(second.scores[0, 0], marked[0] @ second.query[0])


@pytest.mark.parametrize("scorer", [name for name in SCORERS if name not in READING])
def test_coverage_needs_a_function_that_reads_content(scorer: str):
    with pytest.raises(ValueError, match="ignores content"):
        replace(CONFIG, copying=False, coverage=True, scorer=scorer)


def test_a_model_that_begins_with_coverage_scores_as_one_without():
    torch.manual_seed(0)
    model = copier(coverage=True).model
    coverage = recurrent(model.decoder).attention.coverage
    assert coverage is not None
    coverage.zero_()
    plain = copier().model
    batch = collate([encode_pair(copier(), *TWO[0])])
    torch.testing.assert_close(model(batch).weights, plain(batch).weights)
