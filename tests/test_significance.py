"""Scores from counts, intervals and the paired test: by hand, and as sacrebleu's own command line has them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seq2seq.config.schema import Quality
from seq2seq.evaluation import significance
from seq2seq.evaluation.metrics import corpus_scores, sentence_bleu, sentence_chrf
from seq2seq.evaluation.significance import (
    PairedTest,
    aer_difference,
    aer_from_counts,
    aer_interval,
    confidence_interval,
    corpus_quality,
    holm_adjusted,
    paired_tests,
    quality_counts,
    sentence_scores,
)

ADJECTIVES = ("red", "old", "small", "heavy", "quiet", "green")
NOUNS = ("cat", "house", "river", "book", "train")
REFERENCES = [
    f"the {a} {n} is on the table near the {ADJECTIVES[-i]}  door" for i, a in enumerate(ADJECTIVES) for n in NOUNS
]
GOOD = [line.replace("near", "by") if i % 3 else line for i, line in enumerate(REFERENCES)]
BAD = [line.replace("the table", "a chair") if i % 2 else line for i, line in enumerate(GOOD)]


def test_counts_by_hand() -> None:
    bleu = quality_counts("bleu", ["the cat sat on a mat"], [["the cat sat on the mat"]])
    assert bleu.tolist() == [[6, 6, 5, 3, 2, 1, 6, 5, 4, 3]]
    chrf = quality_counts("chrf", ["abc"], [["abd"]])  # orders 1 to 6: n-grams of hypothesis, of reference, of both
    assert chrf.tolist() == [[3, 3, 2, 2, 2, 1, 1, 1, 0, *[0] * 9]]


def test_scores_by_hand() -> None:
    bleu = quality_counts("bleu", ["the cat sat on a mat"], [["the cat sat on the mat"]])
    assert corpus_quality("bleu", bleu) == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    precision = recall = (2 / 3 + 1 / 2 + 0) / 3
    assert corpus_quality("chrf", quality_counts("chrf", ["abc"], [["abd"]])) == pytest.approx(
        100 * precision * recall / recall
    )


def test_a_short_sentence_is_scored_with_the_orders_it_has() -> None:
    scores = sentence_scores("bleu", quality_counts("bleu", ["I go", "no"], [["I go"], ["yes"]]))
    assert scores == pytest.approx([100, 0])


@pytest.mark.parametrize("quality", ["bleu", "chrf"])
def test_the_score_is_that_of_the_texts(quality: Quality) -> None:
    references = [[line, line.replace("door", "gate")] if i % 4 else [line] for i, line in enumerate(REFERENCES)]
    whole = getattr(corpus_scores(BAD, references), quality)
    assert corpus_quality(quality, quality_counts(quality, BAD, references)) == pytest.approx(whole)


def test_equal_sentences_leave_no_doubt() -> None:
    counted = quality_counts("bleu", ["the cat sat on a mat"] * 8, [["the cat sat on the mat"]] * 8)
    assert confidence_interval("bleu", counted) == pytest.approx(0)


def against(quality: Quality, lines: list[str], others: list[str]) -> PairedTest:
    first, second = (
        quality_counts(quality, translations, [[line] for line in REFERENCES]) for translations in (lines, others)
    )
    return paired_tests(quality, {"one": first}, second)["one"]


def test_a_system_against_itself_does_not_differ() -> None:
    assert against("chrf", GOOD, GOOD) == PairedTest(0, 1, 1)


def test_only_the_same_sentences_are_paired() -> None:
    with pytest.raises(ValueError, match="2 sentences can't be paired with 3"):
        paired_tests("bleu", {"dot": np.zeros((2, 10))}, np.zeros((3, 10)))


def test_p_counts_all_ways_to_exchange_two_translations() -> None:
    """Of four sentences one system gets all right, the other none: 2 of the 16 ways leave as large a difference."""
    right, wrong = ["the cat sat on the mat"] * 4, ["yes"] * 4
    first, second = (quality_counts("chrf", lines, [[line] for line in right]) for lines in (right, wrong))
    assert paired_tests("chrf", {"one": first}, second)["one"].p == pytest.approx(2 / 16, abs=0.01)


@pytest.mark.parametrize("quality", ["bleu", "chrf"])
def test_p_has_two_sides(quality: Quality) -> None:
    there, back = against(quality, GOOD, BAD), against(quality, BAD, GOOD)
    assert there.difference == -back.difference > 0
    assert there.p == back.p


def test_between_equals_p_is_as_often_small_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of systems that differ by chance alone: about one p of twenty is at most .05, and half are above .5. For
    that, a thousand trials are as good as ten thousand."""
    monkeypatch.setattr(significance, "TRIALS", 1000)
    rng = np.random.default_rng(0)
    ps = []
    for _ in range(120):
        pair = rng.integers(2, 11, size=(2, 60, 6))  # matches of the six orders, of 12 n-grams each
        first, second = (
            np.stack([np.full_like(matches, 12), np.full_like(matches, 12), matches], 2).reshape(60, 18)
            for matches in pair
        )
        ps.append(paired_tests("chrf", {"one": first}, second)["one"].p)
    assert 0.01 <= np.mean(np.array(ps) <= 0.05) <= 0.1
    assert 0.4 <= np.mean(np.array(ps) > 0.5) <= 0.6
    assert max(ps) > 0.9


def test_the_more_is_compared_the_more_it_takes() -> None:
    assert holm_adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm_adjusted([0.6, 0.5]) == [1, 1]
    assert holm_adjusted([]) == []
    good = quality_counts("chrf", GOOD, [[line] for line in REFERENCES])
    bad = quality_counts("chrf", BAD, [[line] for line in REFERENCES])
    tests = paired_tests("chrf", {"good": good, "bad": bad, "again": bad}, bad)
    assert tests["good"].holm == pytest.approx(3 * tests["good"].p)
    assert tests["bad"] == tests["again"] == PairedTest(0, 1, 1)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, lines in {"references": REFERENCES, "bad": BAD, "good": GOOD}.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return [str(tmp_path / name) for name in ("references", "bad", "good")]


def sacrebleu(*arguments: str) -> str:
    command = [sys.executable, "-m", "sacrebleu", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_intervals_are_those_of_sacrebleus_command_line(files: list[str]) -> None:
    references, bad, _ = files
    theirs = json.loads(sacrebleu(references, "-i", bad, "-m", "bleu", "chrf", "--confidence", "-w", "9"))
    for quality, reported in zip(("bleu", "chrf"), theirs, strict=True):
        counted = quality_counts(quality, BAD, [[line] for line in REFERENCES])
        half = float(re.search(r"± ([\d.]+)", reported["confidence"])[1])  # type: ignore[index]
        assert confidence_interval(quality, counted) == pytest.approx(half, rel=1e-5)  # theirs is in float32
        assert half > 0.5


@pytest.mark.slow
def test_the_paired_test_is_that_of_sacrebleus_command_line(files: list[str]) -> None:
    """Theirs leaves out ties, which a few sentences have many of."""
    references, _, good = files
    better, worse = (lambda line: line.replace("by the", "near the")), (lambda line: line.replace("table", "desk"))
    near = [better(line) if i % 9 == 1 else worse(line) if i % 9 == 5 else line for i, line in enumerate(GOOD)]
    place = Path(references).with_name("near")
    place.write_text("".join(f"{line}\n" for line in near), "utf-8")
    table = sacrebleu(references, "-i", good, str(place), "-m", "bleu", "chrf", "--paired-ar", "-f", "text", "-w", "4")
    theirs = [float(p) for p in re.findall(r"p = ([\d.]+)", table)]
    assert len(theirs) == 2
    for quality, p in zip(("bleu", "chrf"), theirs, strict=True):
        assert against(quality, near, GOOD).p == pytest.approx(p, abs=0.03)
        assert 0.01 < p < 0.9


@pytest.mark.parametrize("quality", ["bleu", "chrf"])
def test_scores_of_many_at_once_are_sacrebleus(quality: Quality) -> None:
    """Sentences that are empty, short, without any match, or longer than their reference."""
    translations = ["", "no", "the cat", "the cat sat on a mat today", "x y z w v", "the cat sat on the mat"]
    references = [["yes", "no no"], ["no"], ["the cat sat", "cats"], ["the cat sat on the mat"], ["a b c d"], ["a"]]
    alone = {"bleu": sentence_bleu, "chrf": sentence_chrf}[quality]
    expected = [alone(*row) for row in zip(translations, references, strict=True)]
    assert sentence_scores(quality, quality_counts(quality, translations, references)) == pytest.approx(expected)
    for at in range(len(translations)):
        whole = getattr(corpus_scores(translations[at:], references[at:]), quality)
        assert corpus_quality(quality, quality_counts(quality, translations[at:], references[at:])) == pytest.approx(
            whole
        )


def test_an_error_rate_has_an_interval_and_a_difference() -> None:
    """Sizes of A, S, A∩S, A∩P: 100 sentences with one wrong link in three, then the same without wrong ones."""
    wrong = np.array([[3, 3, 2, 2], [3, 3, 3, 3], [3, 3, 1, 1]] * 34)
    right = np.array([[3, 3, 3, 3]] * 102)
    assert aer_from_counts(wrong.sum(axis=0)) == pytest.approx(1 / 3) and aer_from_counts(np.zeros(4)) == 0
    assert 0.04 < aer_interval(wrong) < 0.07  # 1.96 · 0.27 / √102 = 0.053
    assert aer_interval(right) == 0
    assert aer_difference(wrong, right) == (pytest.approx(1 / 3), aer_interval(wrong))
    assert aer_difference(wrong, wrong) == (0, 0)
