"""Figures of every sentence, recomputed from the façade's traces, whatever the batches and the order."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.corpus import translate_all_by_beam
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.evaluate import likelihood, measure, median_milliseconds, teacher_forced_sums
from seq2seq.evaluation.metrics import SentenceFigures, translation_summary
from seq2seq.trace.trace import EOS_PIECE, entropy
from tests.conftest import PAIRS, Untrained

ROWS = [*PAIRS[::6], (PAIRS[0][0], "he know cats."), ("我爱猫", "I love cats."), ("我爱猫。你看书。", "I love.")]


@pytest.fixture(scope="module")
def trained(house: Path) -> Bundle:
    return load_bundle("zh-en/additive", house)


def forced(bundle: Bundle, source: str, target: str) -> Any:
    pieces = (*bundle.target.pieces(bundle.target.ids(target)), EOS_PIECE)
    return translate(bundle, Request(bundle.name, source, pieces))


@pytest.mark.parametrize("scorer", ["additive", "multi_head", "none"])
def test_figures_are_those_of_forced_traces(untrained: Untrained, scorer: str) -> None:
    bundle = untrained(scorer=scorer)
    taught = teacher_forced_sums(bundle, ROWS)
    for i, (source, target) in enumerate(ROWS):
        trace = forced(bundle, source, target)
        weights = trace.alignment  # (T, S), the last column is the end of sentence
        marks = [piece == "。" for piece in trace.source.pieces]
        assert taught.pieces[i] == len(trace)
        assert taught.loss[i] == pytest.approx(-trace.logprobs.sum(), rel=1e-4)
        assert taught.entropy[i] == pytest.approx(trace.entropy.sum(), rel=1e-4, abs=1e-5)
        rows = entropy(trace.weights)  # (T, N)
        assert taught.head_entropy[i] == pytest.approx(rows.mean(axis=1).sum(), rel=1e-4, abs=1e-5)
        assert taught.end[i] == pytest.approx(weights[:, -1].sum(), rel=1e-4, abs=1e-5)
        assert taught.punctuation[i] == pytest.approx(weights[:, marks].sum(), rel=1e-4, abs=1e-5)
        assert taught.uncovered[i] == pytest.approx(np.abs(1 - weights[:, :-1].sum(axis=0)).sum(), rel=1e-4)
        assert taught.sources[i] == len(trace.source.pieces) - 1


def test_forced_decoding_has_the_log_probabilities_of_the_loss(trained: Bundle) -> None:
    logprobs = [forced(trained, source, target).logprobs for source, target in PAIRS[::9]]
    assert likelihood(trained, PAIRS[::9]).loss == pytest.approx(-np.concatenate(logprobs).mean(), rel=1e-4)


def equal(first: SentenceFigures, second: SentenceFigures) -> None:
    for name, values in vars(first).items():
        np.testing.assert_allclose(getattr(second, name), values, rtol=1e-4, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("size", [1, 3, 64])
def test_nothing_depends_on_the_batch_size(trained: Bundle, size: int) -> None:
    equal(measure(trained, ROWS, size).figures, measure(trained, ROWS, 7).figures)


def test_the_order_of_the_pairs_orders_the_rows_and_changes_nothing_else(trained: Bundle) -> None:
    there, back = measure(trained, ROWS), measure(trained, ROWS[::-1])
    assert set(there.sources) == set(back.sources)
    rows = np.array([back.sources.index(source) for source in there.sources])
    equal(back.figures.pick(rows), there.figures)
    assert translation_summary(back.figures)["bleu"] == pytest.approx(translation_summary(there.figures)["bleu"])


def test_the_references_of_a_source_are_one_row(trained: Bundle) -> None:
    figures = measure(trained, ROWS)
    assert len(figures.figures) == len(figures.sources) == len(ROWS) - 1
    assert figures.references[0] == (PAIRS[0][1], "he know cats.")
    both = [len(trained.target.ids(target)) + 1 for target in figures.references[0]]
    assert figures.figures.pieces[0] == sum(both)


def test_the_beam_is_the_facades(trained: Bundle) -> None:
    texts = [source for source, _ in PAIRS[::20]]
    search = SearchConfig(beam=3)
    assert translate_all_by_beam(trained, texts, 3) == [
        translate(trained, Request(trained.name, text, search=search)).text for text in texts
    ]


def test_progress_is_told_and_may_stop_the_work(trained: Bundle) -> None:
    reports: list[tuple[str, int, int]] = []
    measure(trained, ROWS, 4, lambda *row: reports.append(row))
    assert [row for row in reports if row[1] == row[2]] == [
        ("translate", len(ROWS) - 1, len(ROWS) - 1),
        ("compare", len(ROWS), len(ROWS)),
    ]

    def stop(*_row: object) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        measure(trained, ROWS, 4, stop)


def test_a_sentence_takes_time(trained: Bundle) -> None:
    assert 0 < median_milliseconds(trained, ["我爱猫。", "你看书。"]) < 1000
