"""The façade: what a Request gives, over untrained models of every scoring function."""

import threading
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seq2seq.attention import SCORERS
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES, Request, SearchConfig
from seq2seq.decoding.translate import CANDIDATES, translate
from seq2seq.model.batch import collate
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.text.special_ids import EOS, UNK
from seq2seq.trace.trace import ARRAYS, EOS_PIECE, DecodeTrace, NothingToTranslate
from tests.conftest import Untrained

TEXT = "我爱猫。"


def ask(
    bundle: Bundle, text: str = TEXT, prefix: tuple[str, ...] = (), max_steps: int = 7, **search: Any
) -> DecodeTrace:
    search_config = SearchConfig(max_steps=max_steps, **search)
    return translate(bundle, Request(bundle.name, text, prefix, search=search_config))


def same(first: DecodeTrace, second: DecodeTrace) -> bool:
    """All but the timings."""
    rest = {field.name for field in fields(DecodeTrace)} - set(ARRAYS) - {"timings", "tree"}
    if first.branches.to_dict() != second.branches.to_dict():
        return False
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in ARRAYS) and all(
        getattr(first, name) == getattr(second, name) for name in rest
    )


@pytest.mark.parametrize("scorer", SCORERS)
def test_a_trace_holds_every_step(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer, heads=3, attention=15)
    trace = ask(bundle)
    heads = recurrent(bundle.model.decoder).attention.heads
    assert trace.source.pieces == ("我", "爱", "猫", "。", EOS_PIECE)
    assert trace.source.spans == ((0, 1), (1, 2), (2, 3), (3, 4), (4, 4))
    assert trace.weights.shape == trace.scores.shape == (len(trace), heads, 5)
    assert trace.encoder.shape == (5, 12)
    assert trace.states.shape == trace.queries.shape == trace.contexts.shape == (len(trace), 12)
    assert trace.logprobs.shape == (len(trace),)
    assert all(getattr(trace, name).dtype == np.float32 for name in ARRAYS)
    np.testing.assert_allclose(trace.weights.sum(axis=-1), 1, rtol=1e-5)
    assert set(trace.timings) == {"encode", "decode"}


@pytest.mark.parametrize("search", [{}, {"beam": 3}, {"temperature": 2.0, "seed": 5}], ids=str)
def test_the_same_request_gives_the_same_trace(untrained: Untrained, search: dict[str, Any]) -> None:
    bundle = untrained(scorer="location_aware")
    assert same(ask(bundle, **search), ask(bundle, **search))


def test_one_model_serves_many_threads(untrained: Untrained) -> None:
    bundle = untrained(scorer="location_aware")
    texts = ["我爱猫。", "她看书。", "你找水", "他懂家家家家。"]
    alone = [ask(bundle, text) for text in texts]
    traces: dict[int, DecodeTrace] = {}

    def work(number: int) -> None:
        for _ in range(3):
            traces[number] = ask(bundle, texts[number % 4])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(traces) == 8
    assert all(same(trace, alone[number % 4]) for number, trace in traces.items())


@pytest.mark.parametrize("scorer", SCORERS)
def test_log_probabilities_of_a_forced_translation_are_the_loss(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer)
    ids = bundle.target.ids("I love cats.")
    trace = ask(bundle, prefix=(*bundle.target.pieces(ids), EOS_PIECE), max_steps=64)
    assert trace.text == "I love cats."
    assert trace.finished
    loss = bundle.model.loss(collate([([*bundle.source.ids(TEXT), EOS], ids)]))
    assert -trace.logprobs.mean() == pytest.approx(loss.item(), rel=1e-5)


def test_candidates_are_the_likeliest_pieces_with_the_chosen_one_first(untrained: Untrained) -> None:
    trace = ask(untrained())
    for piece, logprob, row in zip(trace.pieces, trace.logprobs, trace.candidates, strict=True):
        assert len(row) == CANDIDATES
        assert (row[0].piece, row[0].logprob) == (piece, pytest.approx(float(logprob)))
        assert [candidate.logprob for candidate in row] == sorted(
            (candidate.logprob for candidate in row), reverse=True
        )
        assert not {candidate.piece for candidate in row} & {"<pad>", "<unk>", "<s>"}


def test_a_beam_names_its_hypotheses_and_traces_the_best(untrained: Untrained) -> None:
    trace = ask(untrained(seed=1), beam=4)
    assert len(trace.hypotheses) == 4
    assert trace.pieces == trace.hypotheses[0].pieces
    assert trace.logprobs.sum() == pytest.approx(trace.hypotheses[0].logprob, abs=1e-4)
    assert ask(untrained(seed=1)).hypotheses == ()


def test_the_tree_of_a_beam_ends_in_its_hypotheses(untrained: Untrained) -> None:
    trace = ask(untrained(seed=1), beam=4, coverage_penalty=0.2)
    assert trace.tree is not None
    assert [trace.tree.pieces(branch) for branch in trace.tree.best] == [hyp.pieces for hyp in trace.hypotheses]
    assert [trace.tree.branches[at].score for at in trace.tree.best] == [hyp.score for hyp in trace.hypotheses]
    rows = [trace.tree.branches[at].reading for at in trace.tree.path(trace.tree.best[0])]
    np.testing.assert_allclose(trace.tree.weights[rows], trace.alignment, atol=1e-5)
    for row, candidates in zip(rows, trace.candidates, strict=True):
        assert [candidate.piece for candidate in trace.tree.candidates[row]] == [
            candidate.piece for candidate in candidates[:6]
        ]
    assert ask(untrained(seed=1)).tree is None


def test_sampling_from_a_nucleus_reaches_the_search(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    assert ask(bundle, temperature=5.0, top_p=0.0).pieces == ask(bundle).pieces


def test_a_prefix_comes_first(untrained: Untrained) -> None:
    trace = ask(untrained(), prefix=("▁", "h", "at"))
    assert trace.pieces[:3] == ("▁", "h", "at")
    assert len(trace) > 3


def test_a_prefix_piece_the_model_has_not_is_named(untrained: Untrained) -> None:
    with pytest.raises(ValueError, match="no piece is called '▁Beijing'"):
        ask(untrained(), prefix=("▁Beijing",))


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u3000"], ids=ascii)
def test_a_text_without_pieces_is_refused_with_a_word(untrained: Untrained, text: str) -> None:
    with pytest.raises(NothingToTranslate, match="nothing to translate"):
        ask(untrained(), text)


def test_half_a_character_is_refused(untrained: Untrained) -> None:
    with pytest.raises(ValueError, match="at position 2"):
        ask(untrained(), "我\ud83d爱")


def test_characters_the_model_does_not_know_are_marked_on_their_piece(untrained: Untrained) -> None:
    source = ask(untrained(), "我爱☃猫").source
    assert source.pieces == ("我", "爱", "☃", "猫", EOS_PIECE)
    assert source.unknown == (False, False, True, False, False)


def test_a_long_text_is_read_up_to_the_limit_and_the_rest_is_named(untrained: Untrained) -> None:
    bundle = untrained(max_length=MAX_PIECES)
    text = "我爱猫。" * 15 + "她看书" + "你找水" + "  他懂家"
    source = ask(bundle, text).source
    assert len(source.pieces) == MAX_PIECES
    assert source.cut == "你找水  他懂家"
    assert source.spans[-2:] == ((62, 63), (63, 63))
    assert ask(bundle, text[:63]).source.cut == ""


def test_no_gradient_is_kept_and_grad_mode_stays(untrained: Untrained) -> None:
    bundle = untrained()
    ask(bundle)
    assert torch.is_grad_enabled()
    assert all(parameter.grad is None for parameter in bundle.model.parameters())


@settings(max_examples=60)
@given(text=st.text(max_size=30))
def test_any_text_is_translated_or_refused(untrained: Untrained, text: str) -> None:
    try:
        trace = ask(untrained(scorer="local_p"), text, max_steps=3)
    except NothingToTranslate:
        return
    assert np.isfinite(trace.logprobs).all()
    assert DecodeTrace.from_json(trace.to_json()).source == trace.source


# -- the unknown piece


def longing(untrained: Untrained) -> Bundle:
    """A model that finds the unknown piece likeliest wherever it is."""
    bundle = untrained(seed=3)
    bundle.model.decoder.output_bias[UNK] = 3
    return bundle


def test_the_unknown_piece_is_left_out_and_its_probability_told(untrained: Untrained) -> None:
    trace = ask(longing(untrained))
    assert "<unk>" not in trace.pieces and "<unk>" not in [
        candidate.piece for row in trace.candidates for candidate in row
    ]
    assert all(unknown > row[0].logprob for unknown, row in zip(trace.unknown, trace.candidates, strict=True))
    assert len(trace.unknown) == len(trace)
    assert DecodeTrace.from_json(trace.to_json()).unknown == pytest.approx(trace.unknown)


@pytest.mark.parametrize("search", [{}, {"beam": 3}, {"temperature": 0.01}])
def test_the_unknown_piece_is_said_if_it_may_be(untrained: Untrained, search: dict[str, Any]) -> None:
    trace = ask(longing(untrained), unknown=True, **search)
    assert trace.pieces == ("<unk>",) * 7 and trace.text == " ".join(trace.pieces)
    assert [row[0].piece for row in trace.candidates] == ["<unk>"] * 7
    assert trace.logprobs.tolist() == pytest.approx(trace.unknown)
