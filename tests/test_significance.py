"""Scores from counts, intervals and the paired test: by hand, and as sacrebleu's own command line has them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seq2seq.config import Quality
from seq2seq.metrics import corpus_scores
from seq2seq.significance import counts, interval, paired, score, sentence_scores

ADJECTIVES = ("red", "old", "small", "heavy", "quiet", "green")
NOUNS = ("cat", "house", "river", "book", "train")
REFERENCES = [
    f"the {a} {n} is on the table near the {ADJECTIVES[-i]}  door" for i, a in enumerate(ADJECTIVES) for n in NOUNS
]
GOOD = [line.replace("near", "by") if i % 3 else line for i, line in enumerate(REFERENCES)]
BAD = [line.replace("the table", "a chair") if i % 2 else line for i, line in enumerate(GOOD)]


def test_counts_by_hand() -> None:
    bleu = counts("bleu", ["the cat sat on a mat"], [["the cat sat on the mat"]])
    assert bleu.tolist() == [[6, 6, 5, 3, 2, 1, 6, 5, 4, 3]]
    chrf = counts("chrf", ["abc"], [["abd"]])  # orders 1 to 6: n-grams of hypothesis, of reference, of both
    assert chrf.tolist() == [[3, 3, 2, 2, 2, 1, 1, 1, 0, *[0] * 9]]


def test_scores_by_hand() -> None:
    bleu = counts("bleu", ["the cat sat on a mat"], [["the cat sat on the mat"]])
    assert score("bleu", bleu) == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)
    precision = recall = (2 / 3 + 1 / 2 + 0) / 3
    assert score("chrf", counts("chrf", ["abc"], [["abd"]])) == pytest.approx(100 * precision * recall / recall)


def test_a_short_sentence_is_scored_with_the_orders_it_has() -> None:
    found = sentence_scores("bleu", counts("bleu", ["I go", "no"], [["I go"], ["yes"]]))
    assert found == pytest.approx([100, 0])


@pytest.mark.parametrize("quality", ["bleu", "chrf"])
def test_the_score_is_that_of_the_texts(quality: Quality) -> None:
    references = [[line, line.replace("door", "gate")] if i % 4 else [line] for i, line in enumerate(REFERENCES)]
    whole = getattr(corpus_scores(BAD, references), quality)
    assert score(quality, counts(quality, BAD, references)) == pytest.approx(whole)


def test_equal_sentences_leave_no_doubt() -> None:
    counted = counts("bleu", ["the cat sat on a mat"] * 8, [["the cat sat on the mat"]] * 8)
    assert interval("bleu", counted) == pytest.approx(0)


def test_a_system_against_itself_does_not_differ() -> None:
    counted = counts("chrf", GOOD, [[line] for line in REFERENCES])
    found = paired("chrf", counted, counted)
    assert (found.difference, found.p) == (0, 1)


def test_only_the_same_sentences_are_paired() -> None:
    with pytest.raises(ValueError, match="2 sentences can't be paired with 3"):
        paired("bleu", np.zeros((2, 10)), np.zeros((3, 10)))


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, lines in {"references": REFERENCES, "bad": BAD, "good": GOOD}.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return [str(tmp_path / name) for name in ("references", "bad", "good")]


def sacrebleu(*arguments: str) -> str:
    command = [sys.executable, "-m", "sacrebleu", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_intervals_are_those_of_sacrebleus_command_line(files: list[str]) -> None:
    references, bad, _ = files
    theirs = json.loads(sacrebleu(references, "-i", bad, "-m", "bleu", "chrf", "--confidence", "-w", "9"))
    for quality, found in zip(("bleu", "chrf"), theirs, strict=True):
        counted = counts(quality, BAD, [[line] for line in REFERENCES])
        half = float(re.search(r"± ([\d.]+)", found["confidence"])[1])  # type: ignore[index]
        assert interval(quality, counted) == pytest.approx(half, rel=1e-5)  # theirs is in float32
        assert half > 0.5


def test_the_paired_test_is_that_of_sacrebleus_command_line(files: list[str]) -> None:
    references, _, good = files
    better, worse = (lambda line: line.replace("by the", "near the")), (lambda line: line.replace("table", "desk"))
    near = [better(line) if i % 9 == 1 else worse(line) if i % 9 == 5 else line for i, line in enumerate(GOOD)]
    place = Path(references).with_name("near")
    place.write_text("".join(f"{line}\n" for line in near), "utf-8")
    table = sacrebleu(references, "-i", good, str(place), "-m", "bleu", "chrf", "--paired-bs", "-f", "text", "-w", "4")
    theirs = [float(p) for p in re.findall(r"p = ([\d.]+)", table)]
    assert len(theirs) == 2
    for quality, p in zip(("bleu", "chrf"), theirs, strict=True):
        ours = paired(quality, *(counts(quality, lines, [[line] for line in REFERENCES]) for lines in (near, GOOD)))
        assert ours.p == pytest.approx(p, abs=1e-4)
        assert 0.01 < ours.p < 0.9
