"""Figures of a corpus without its sentences: worked by hand, kept in a file, summed up."""

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest

from seq2seq.evaluation.metrics import (
    ATTENTION_MEASURES,
    LENGTHS,
    SentenceFigures,
    attention_summary,
    figures_by_length,
    length_bucket,
    translation_summary,
)
from seq2seq.evaluation.significance import quality_counts

THREE = SentenceFigures(
    length=np.array([2, 6, 20]),
    pieces=np.array([4, 6, 10]),
    loss=np.array([1.0, 0.5, 2.0]),
    entropy=np.array([0.0, 1.0, 2.0]),
    head_entropy=np.array([0.0, 0.5, 1.5]),
    coverage_deviation=np.array([1.0, 0.5, 0.2]),
    end=np.array([0.5, 0.0, 0.1]),
    punctuation=np.array([0.0, 0.25, 0.05]),
    bleu=quality_counts(
        "bleu", ["I go .", "the cat sat on a mat", "no"], [["I go ."], ["the cat sat on the mat"], ["yes"]]
    ),
    chrf=quality_counts("chrf", ["abc", "abc", "x"], [["abc"], ["abd"], ["y"]]),
)


def test_the_whole_weighs_sentences_by_their_pieces() -> None:
    summary = translation_summary(THREE)
    assert summary["sentences"] == 3
    assert summary["perplexity"] == pytest.approx(exp((4 * 1.0 + 6 * 0.5 + 10 * 2.0) / 20))
    assert summary["bleu_ci"] > 0 and summary["chrf_ci"] > 0


def test_attention_is_summed_up_by_itself() -> None:
    """Over target pieces, but for coverage, which is one of source pieces."""
    summary = attention_summary(THREE)
    assert set(summary) == set(ATTENTION_MEASURES) and not set(summary) & set(translation_summary(THREE))
    assert summary["entropy"] == pytest.approx((6 * 1 + 10 * 2) / 20)
    assert summary["head_entropy"] == pytest.approx((6 * 0.5 + 10 * 1.5) / 20)
    assert summary["coverage_deviation"] == pytest.approx((2 * 1 + 6 * 0.5 + 20 * 0.2) / 28)
    assert summary["end"] == pytest.approx((4 * 0.5 + 10 * 0.1) / 20)
    assert summary["punctuation"] == pytest.approx((6 * 0.25 + 10 * 0.05) / 20)


def test_a_length_falls_into_the_first_bucket_that_holds_it() -> None:
    assert length_bucket(np.array([0, 5, 6, 8, 15, 16, 64])).tolist() == [0, 0, 1, 1, 3, 4, 4]
    assert LENGTHS == (5, 8, 11, 15)


def test_buckets_without_sentences_are_left_out() -> None:
    rows = figures_by_length(THREE)
    assert [(row["at_most"], row["sentences"]) for row in rows] == [(5, 1), (8, 1), (None, 1)]
    assert rows[0]["chrf"] == pytest.approx(100) and rows[2]["chrf"] == 0


def test_sentences_are_sorted_by_what_they_score() -> None:
    columns = THREE.columns()
    assert columns["chrf"].argmin() == 2 and columns["chrf"][0] == pytest.approx(100)
    assert columns["perplexity"] == pytest.approx(np.exp([1.0, 0.5, 2.0]))
    assert columns["bleu"][0] == pytest.approx(100)


def test_a_file_of_sentences_comes_back(tmp_path: Path) -> None:
    THREE.write(tmp_path / "sentences.json")
    figures = SentenceFigures.read(tmp_path / "sentences.json")
    assert translation_summary(figures) == translation_summary(THREE)
    assert attention_summary(figures) == attention_summary(THREE)
    assert len(json.loads((tmp_path / "sentences.json").read_text("utf-8"))["bleu"]) == 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"length": [1]}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "sentences.json").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"."):
        SentenceFigures.read(tmp_path / "sentences.json")
