"""Several searches of one sentence: the figures they are compared by."""

from dataclasses import replace

import pytest

from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.searches import SIZES, Outcome, compare_searches, sweep
from seq2seq.figures import strategies as figures
from tests.conftest import Untrained

TEXT = "我爱猫。"


def test_every_search_is_what_translate_finds(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    searches = [
        SearchConfig(max_steps=7),
        SearchConfig(beam=3, max_steps=7),
        SearchConfig(temperature=2.0, seed=5, max_steps=7),
    ]
    results = compare_searches(bundle, Request(bundle.name, TEXT), searches)
    for search, outcome in zip(searches, results, strict=True):
        trace = translate(bundle, Request(bundle.name, TEXT, search=search))
        assert (outcome.search, outcome.text, outcome.length) == (search, trace.text, len(trace))
        assert outcome.logprob == pytest.approx(float(trace.logprobs.sum()), abs=1e-5)
        assert outcome.score == pytest.approx(outcome.logprob / ((5 + len(trace)) / 6), abs=1e-4)
        assert outcome.bleu is None


def test_all_are_scored_by_the_penalties_of_the_request(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    search_config = SearchConfig(beam=3, length_penalty=0.0, coverage_penalty=0.5, max_steps=3)
    greedy, beam = compare_searches(
        bundle, Request(bundle.name, TEXT, search=search_config), [SearchConfig(max_steps=3), search_config]
    )
    best = translate(bundle, Request(bundle.name, TEXT, search=search_config)).hypotheses[0]
    assert beam.score == pytest.approx(best.score, abs=1e-3) and beam.logprob == pytest.approx(best.logprob, abs=1e-4)
    assert greedy.score < greedy.logprob < 0


def test_a_sweep_goes_from_greedy_to_wide(untrained: Untrained) -> None:
    bundle = untrained(seed=1)
    request = Request(bundle.name, TEXT, search=SearchConfig(beam=4, max_steps=7))
    results = sweep(bundle, request, ("I love cats.",))
    assert tuple(outcome.search.beam for outcome in results) == SIZES == tuple(range(1, 11))
    assert results[0].text == translate(bundle, Request(bundle.name, TEXT, search=SearchConfig(max_steps=7))).text
    assert all(outcome.bleu is not None and 0 <= outcome.bleu <= 100 for outcome in results)


# -- as curves

FOUND = [
    Outcome(SearchConfig(), "A $b$", 5, -2.0, -1.2, 30.0),
    Outcome(SearchConfig(beam=2), "A $b$", 5, -2.0, -1.2, 30.0),
    Outcome(SearchConfig(beam=3), "C", 4, -1.5, -1.0, 20.0),
]


def test_the_table_has_a_row_a_beam_and_no_bleu_without_a_reference() -> None:
    frame = figures.beam_width_table(FOUND)
    assert frame.index.tolist() == [1, 2, 3] and frame["log p"].tolist() == [-2.0, -2.0, -1.5]
    assert list(frame.columns) == ["log p", "Search score", "BLEU", "Length", "text"]
    assert "BLEU" not in figures.beam_width_table([replace(result, bleu=None) for result in FOUND])


def test_the_curves_mark_where_the_translation_changes_and_draw_its_text_literally() -> None:
    curves = figures.beam_width_curves(FOUND).to_dict()["data"]
    assert [trace["y"][-1] for trace in curves] == [-1.5, -1.0, 20.0, 4]
    for trace in curves:
        assert trace["marker"]["symbol"] == ["circle", "circle-open", "circle"]
        assert trace["customdata"] == ["A &#36;b&#36;", "A &#36;b&#36;", "C"]
