"""Alignments under forced decoding: files, spans, and a model whose alignment is known."""

from pathlib import Path

import numpy as np
import pytest

from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.schema import AlignmentReading
from seq2seq.evaluation.align import (
    READINGS,
    GoldSentence,
    align_all,
    align_corpus,
    alignment_report,
    forced_alignment_case,
    head_errors,
    read_sentences,
    score_parts,
)
from seq2seq.trace.links import Links, parse_links, reverse_links
from tests.conftest import PAIRS


@pytest.fixture(scope="module")
def trained(house: Path) -> Bundle:
    return load_bundle("zh-en/additive", house)


STRAIGHT = parse_links("0-0 1-1 2-2 3?3")


def sentence(pair: tuple[str, str], gold: Links = STRAIGHT) -> GoldSentence:
    return GoldSentence(tuple(pair[0]), (*pair[1].rstrip(".").split(), "."), gold)


SENTENCES = [sentence(pair) for pair in PAIRS[::5]]


@pytest.mark.slow
@pytest.mark.parametrize("reading", READINGS)
def test_a_model_that_learned_word_for_word_is_aligned_word_for_word(
    trained: Bundle, reading: AlignmentReading
) -> None:
    report = alignment_report(trained, SENTENCES, align_corpus(trained, SENTENCES, reading))
    assert report.model.aer < 0.4  # the full stop, 3?3, need not look at 。 to be said
    assert report.model.recall > 0.7
    assert report.model.sentences == len(SENTENCES)
    assert report.unknown == 0


@pytest.mark.parametrize("reading", READINGS)
def test_rows_of_both_readings_sum_to_one(trained: Bundle, reading: AlignmentReading) -> None:
    weights = forced_alignment_case(trained, SENTENCES[3], reading).weights
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
    assert weights.shape[1] == 5


def test_tokens_know_their_pieces(trained: Bundle) -> None:
    case = forced_alignment_case(trained, sentence(("我爱猫。", "I love cats.")))
    pieces = trained.target.encode("I love cats.").pieces
    words = ["".join(pieces[at] for at in group).strip("▁") for group in case.target_groups]
    assert words == ["I", "love", "cats", "."]
    assert case.source_groups == [[0], [1], [2], [3]]
    assert len(case.weights) == len(pieces) + 1


def test_every_target_token_is_linked_once_and_to_a_source_token(trained: Bundle) -> None:
    for links in align_corpus(trained, SENTENCES):
        assert sorted(target for _, target in links) == [0, 1, 2, 3]
        assert {source for source, _ in links} <= {0, 1, 2, 3}


def test_gold_that_goes_the_other_way_gives_the_same_error(trained: Bundle) -> None:
    crossed = parse_links("0-1 1-2 2-0 3-3")
    straight = [sentence(pair, crossed) for pair in PAIRS[:9]]
    swapped = [GoldSentence(pair.source, pair.target, crossed.reversed(), swapped=True) for pair in straight]
    straight_score, swapped_score = (
        alignment_report(trained, gold, align_corpus(trained, gold)).model for gold in (straight, swapped)
    )
    assert (straight_score.aer, straight_score.precision, straight_score.recall) == (
        swapped_score.aer,
        swapped_score.precision,
        swapped_score.recall,
    )


def test_only_annotated_tokens_count(trained: Bundle) -> None:
    marked = [GoldSentence(gold.source, gold.target, parse_links("0-0"), frozenset([0])) for gold in SENTENCES]
    report = alignment_report(trained, marked, [frozenset({(0, 0), (1, 2), (2, 1)})] * len(marked))
    assert (report.model.aer, report.model.predicted) == (0, len(marked))


def test_unknown_tokens_are_counted(trained: Bundle) -> None:
    odd = [GoldSentence(("我", "☃", "狗", "猫"), ("I",), parse_links("0-0"))]
    assert alignment_report(trained, odd, align_corpus(trained, odd)).unknown == 0.5


def test_the_diagonal_is_scored_beside_the_model(trained: Bundle) -> None:
    report = alignment_report(trained, SENTENCES, [frozenset()] * len(SENTENCES))
    assert report.diagonal.aer == 0
    assert report.model.aer == 1


def test_heads_are_scored_by_themselves(trained: Bundle, house: Path) -> None:
    report = alignment_report(trained, SENTENCES, align_corpus(trained, SENTENCES))
    assert head_errors(trained, SENTENCES) == [{"aer": report.model.aer, "aer_ci": report.aer_ci}] * 2
    _, *errors = (error["aer"] for error in head_errors(load_bundle("zh-en/multi_head", house), SENTENCES))
    assert len(errors) == 2 and errors[0] != errors[1]


def test_without_gold_links_there_is_nothing_to_score(trained: Bundle) -> None:
    empty = [GoldSentence((), ())]
    assert align_corpus(trained, empty) == [frozenset()]
    for sentences in ([], empty, [GoldSentence(("我",), ("I",))]):
        with pytest.raises(ValueError, match="no gold links to score against"):
            alignment_report(trained, sentences, [frozenset({(0, 0)})] * len(sentences))


def test_parts_of_a_sentence_are_scored_by_themselves() -> None:
    """Five target tokens, one in each fifth; the second is linked wrongly, the fourth not at all."""
    gold = parse_links("0-0 1-1 2-2 3-3 4-4")
    pair = GoldSentence(tuple("abcde"), tuple("vwxyz"), gold)
    links = frozenset({(0, 0), (0, 1), (2, 2), (4, 4)})
    assert [part.aer for part in score_parts([pair], [links])] == [0, 1, 0, 1, 0]
    swapped = GoldSentence(tuple("abcde"), tuple("vwxyz"), gold.reversed(), swapped=True)
    assert [part.aer for part in score_parts([swapped], [links])] == [0, 1, 0, 1, 0]


def test_all_readings_at_once_are_those_one_by_one(trained: Bundle) -> None:
    together = align_all(trained, SENTENCES)
    assert together == {reading: align_corpus(trained, SENTENCES, reading) for reading in READINGS}
    assert all(mutual <= row for mutual, row in zip(together["mutual"], together["posterior"], strict=True))


# -- files


CONTENTS = {
    "source": "我 爱 猫\n书\n",
    "target": "I love cats\na book\n",
    "gold": "0-0 1-1 2?2\n\n",
    "marks": "0 1\n0\n",
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "source": "我 爱 猫\n书\n",
        "target": "I love cats\na book\n",
        "gold": "0-0 1-1 2?2\n\n",
        "marks": "0 1\n0\n",
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, "utf-8")
    return {name: tmp_path / name for name in contents}


def test_sentences_are_read_line_by_line(files: dict[str, Path]) -> None:
    first, second = read_sentences(files["source"], files["target"], files["gold"], files["marks"], swapped=True)
    gold = Links(frozenset({(0, 0), (1, 1)}), frozenset({(2, 2)}))
    assert first == GoldSentence(("我", "爱", "猫"), ("I", "love", "cats"), gold, frozenset({0, 1}), True)
    assert second == GoldSentence(("书",), ("a", "book"), Links(), frozenset({0}), True)
    assert (first.longest, second.longest) == (3, 2)


def test_without_gold_there_are_no_links(files: dict[str, Path]) -> None:
    assert [pair.gold for pair in read_sentences(files["source"], files["target"])] == [Links(), Links()]


@pytest.mark.parametrize("name", ["source", "target", "gold", "marks"])
def test_files_of_unequal_length_are_refused(files: dict[str, Path], name: str) -> None:
    files[name].write_text(
        files[name].read_text("utf-8") + "0\n" * (name != "gold") + "0-0\n" * (name == "gold"), "utf-8"
    )
    with pytest.raises(ValueError, match="differ in number of lines"):
        read_sentences(files["source"], files["target"], files["gold"], files["marks"])


@pytest.mark.parametrize("name", ["source", "target", "gold", "marks"])
def test_a_file_that_is_no_text_is_named(files: dict[str, Path], name: str) -> None:
    files[name].write_bytes(b"\xff\xfe0\n")
    with pytest.raises(ValueError, match=f"{files[name]} is not UTF-8"):
        read_sentences(files["source"], files["target"], files["gold"], files["marks"])


def test_a_line_separator_within_a_line_does_not_end_it(files: dict[str, Path]) -> None:
    files["source"].write_text("我\u2028 爱\x0b 猫\n书\x85\n", "utf-8")
    assert len(read_sentences(files["source"], files["target"], files["gold"])) == 2


def test_links_turn_round() -> None:
    assert reverse_links({(0, 3), (2, 1)}) == {(3, 0), (1, 2)}
