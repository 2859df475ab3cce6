"""Metrics against values worked out by hand."""

from dataclasses import replace
from math import log2

import numpy as np
import pytest
import sacrebleu

from seq2seq.evaluation.alignment_metrics import (
    AlignmentCase,
    AlignmentScore,
    alignment_score,
    best_offset,
    diagonal_links,
    links_from_weights,
    token_weights,
)
from seq2seq.evaluation.metrics import corpus_scores, coverage, sentence_bleu, sentence_chrf
from seq2seq.evaluation.significance import quality_counts
from seq2seq.trace.links import Links, parse_links
from seq2seq.trace.trace import entropy

# -- translations


def test_a_perfect_translation_scores_100() -> None:
    scores = corpus_scores(["I love you .", "What time is it now ?"], [["I love you ."], ["What time is it now ?"]])
    assert scores.bleu == pytest.approx(100) and scores.chrf == pytest.approx(100) and scores.count == 2
    assert "tok:13a" in scores.bleu_signature and "case:mixed" in scores.bleu_signature
    assert scores.chrf_signature.startswith("nrefs:1|case:mixed")


def test_bleu_of_one_wrong_word_is_the_geometric_mean_of_its_precisions() -> None:
    scores = corpus_scores(["the cat sat on a mat"], [["the cat sat on the mat"]])
    assert scores.bleu == pytest.approx(100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25)


def test_case_counts() -> None:
    assert corpus_scores(["I love you now ."], [["i love you now ."]]).bleu < 100


def test_any_reference_may_match_and_their_number_may_differ() -> None:
    scores = corpus_scores(
        ["What time is it now ?", "I love you so ."],
        [["What is the time ?", "What time is it ?", "What time is it now ?"], ["I love you so ."]],
    )
    assert scores.bleu == pytest.approx(100) and scores.chrf == pytest.approx(100)
    assert "nrefs:var" in scores.bleu_signature


def test_one_sentence_of_a_corpus_agrees_with_sacrebleu() -> None:
    hypothesis, references = (
        "He works at Beijing city .",
        ["He works in Beijing .", "He has a job at Beijing city ."],
    )
    assert corpus_scores([hypothesis], [references]).bleu == pytest.approx(
        sacrebleu.sentence_bleu(hypothesis, references).score
    )


@pytest.mark.parametrize(("hypotheses", "references"), [(["a"], []), (["a"], [[]]), ([], [])])
def test_a_sentence_without_reference_is_an_error(hypotheses: list[str], references: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="reference"):
        corpus_scores(hypotheses, references)


def test_chrf_of_a_sentence_by_hand() -> None:
    """Of "ab" and "ac": one of two letters, none of one pair of letters. F is 1/2 and 0; chrF takes their mean."""
    assert sentence_chrf("ab", ["ab"]) == pytest.approx(100)
    assert sentence_chrf("ab", ["ac"]) == pytest.approx(25)


def test_bleu_of_a_sentence_leaves_out_what_a_short_one_cannot_have() -> None:
    assert sentence_bleu("I love you .", ["I love you ."]) == pytest.approx(100)
    assert sentence_bleu("love you", ["love you"]) == pytest.approx(100)
    assert sentence_bleu("the cat sat on a mat", ["the cat sat on the mat"]) == pytest.approx(
        100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** 0.25
    )


# -- attention


def test_entropy_is_in_bits() -> None:
    rows = np.array([[1, 0, 0, 0], [0.25] * 4, [0.5, 0.25, 0.25, 0]])
    assert entropy(rows).tolist() == [0, 2, 1.5]
    assert entropy(np.full((2, 3, 5), 0.2)) == pytest.approx(np.full((2, 3), log2(5)))


def test_coverage_sums_what_a_piece_received() -> None:
    assert coverage(np.array([[0.5, 0.5, 0], [0.25, 0.5, 0.25]])).tolist() == [0.75, 1, 0.25]


# -- alignment error


def test_alignment_error_by_hand() -> None:
    gold = parse_links("0-0 1-1 2?1 2-3")
    predicted = {(0, 0), (2, 1), (1, 2)}
    # A = 3, S = 3, A∩S = {0-0} = 1, A∩P = {0-0, 2-1} = 2
    assert alignment_score([predicted], [gold]) == AlignmentScore(
        aer=1 - (1 + 2) / (3 + 3), precision=2 / 3, recall=1 / 3, predicted=3, sure=3, sentences=1
    )


def test_links_are_counted_over_the_corpus_not_averaged_over_sentences() -> None:
    gold = [parse_links("0-0 1-1 2-2"), parse_links("0-0")]
    score = alignment_score([{(0, 0), (1, 1), (2, 2)}, {(1, 0)}], gold)
    assert (score.precision, score.recall, score.aer) == (0.75, 0.75, 0.25)


def test_links_from_words_that_were_not_annotated_are_left_out() -> None:
    gold = [parse_links("0-0 2-2")]
    predicted = [{(0, 0), (1, 1), (3, 2)}]
    assert alignment_score(predicted, gold).precision == pytest.approx(1 / 3)
    score = alignment_score(predicted, gold, annotated=[[0, 2]])
    assert (score.predicted, score.sure, score.precision, score.recall) == (1, 2, 1.0, 0.5)
    assert alignment_score(predicted, gold, annotated=[iter([0, 2])]) == score
    assert alignment_score(predicted, gold, annotated=[None]) == alignment_score(predicted, gold)


def test_an_empty_count_has_no_errors() -> None:
    score = alignment_score([set()], [Links()])
    assert (score.aer, score.precision, score.recall) == (0, 1, 1)
    assert alignment_score([set()], [parse_links("0-0")]).aer == 1


def test_gold_and_predictions_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="zip"):
        alignment_score([set()], [])


# -- from pieces to tokens


def test_columns_are_summed_and_rows_averaged() -> None:
    weights = np.array([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])
    merged = token_weights(weights, target_groups=[[0, 1]], source_groups=[[0, 1], [2]])
    assert merged == pytest.approx(np.array([[(0.3 + 0.7) / 2, (0.7 + 0.3) / 2]]))


def test_a_column_in_two_tokens_is_shared() -> None:
    merged = token_weights(np.array([[0.8, 0.2]]), [[0]], [[0], [0], [1]])
    assert merged == pytest.approx(np.array([[0.4, 0.4, 0.2]]))


def test_each_target_token_is_linked_to_the_source_token_with_most_weight() -> None:
    weights = np.array([[0.4, 0.3, 0.3], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
    links = links_from_weights(weights, [[0], [1], [2]], [[0], [1, 2]])
    assert links == {(1, 0), (1, 1), (1, 2)}


def test_a_token_that_looks_at_the_end_most_of_all_has_no_link_unless_told() -> None:
    weights = np.array([[0.6, 0.1, 0.3], [0.3, 0.1, 0.6]])  # the last column is the end of sentence
    groups = [[0], [1]]
    assert links_from_weights(weights, groups, groups) == {(0, 0)}
    assert links_from_weights(weights, groups, groups, null=False) == {(0, 0), (0, 1)}


def test_a_token_without_pieces_or_weight_has_no_link() -> None:
    weights = np.array([[0.0, 0.0, 1.0], [0.2, 0.8, 0.0]])
    assert links_from_weights(weights, [[0], [], [1]], [[0], [1]], null=False) == {(1, 2)}
    assert links_from_weights(weights, [[0], [1]], []) == frozenset()


def test_the_diagonal_scales_to_the_lengths() -> None:
    assert diagonal_links(3, 3) == {(0, 0), (1, 1), (2, 2)}
    assert diagonal_links(2, 4) == {(0, 0), (0, 1), (1, 2), (1, 3)}
    assert diagonal_links(4, 2) == {(1, 0), (3, 1)}
    assert diagonal_links(0, 2) == diagonal_links(2, 0) == frozenset()


# -- whose row is it


def aligned(weights: np.ndarray) -> AlignmentCase:
    return AlignmentCase(weights, [[0], [1], [2]], [[0], [1], [2]], parse_links("0-1 1-0 2-2"))


def test_the_curve_counts_all_links_from_each_threshold_on() -> None:
    """Gold 0-1 1-0 2-2. From 0.5 on 0-0 1-0 2-2, from 0.9 on 2-2 alone; 0-0 counts no more where 0 is not annotated."""
    case = aligned(np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 0.4], [0.0, 0.0, 0.9]]))
    low, high = case.curve([0.5, 0.9])
    assert (low.precision, low.recall, low.aer) == pytest.approx((2 / 3, 2 / 3, 1 - 4 / 6))
    assert (high.precision, high.recall, high.aer) == pytest.approx((1, 1 / 3, 1 - 2 / 4))
    (annotated,) = replace(case, annotated=frozenset({1, 2})).curve([0.5])
    assert (annotated.predicted, annotated.sure, annotated.aer) == (2, 2, 0)


def test_the_right_rows_have_no_offset_and_late_rows_have_one() -> None:
    right = np.eye(4)[[1, 0, 2, 3]]
    offset = best_offset([aligned(right)])
    assert offset.best == 0 and offset.aer[0] == 0 and set(offset.aer) == {-2, -1, 0, 1, 2}
    assert all(offset.aer[shift] > 0.5 for shift in (-2, -1, 1, 2))
    late = np.eye(4)[[3, 1, 0, 2]]
    assert best_offset([aligned(late)]).best == 1
    early = np.eye(4)[[0, 2, 3, 3]]
    assert best_offset([aligned(early)]).best == -1


def test_of_equal_shifts_the_smallest_is_best() -> None:
    assert best_offset([aligned(np.full((4, 4), 0.25))], offsets=(2, 1, 0)).best == 0


def test_beyond_the_ends_the_last_row_is_taken_so_that_every_shift_predicts_as_much() -> None:
    case = aligned(np.eye(4)[[1, 0, 2, 3]])
    assert case.links() == {(1, 0), (0, 1), (2, 2)}
    assert case.links(offset=-1) == {(1, 0), (1, 1), (0, 2)}
    assert case.links(offset=-9, null=False) == {(1, 0), (1, 1), (1, 2)}
    assert case.links(offset=9) == frozenset()


def test_bleu_counts_characters_where_no_spaces_are_written() -> None:
    words, characters = (corpus_scores(["olleh"], [["ollex"]], spaced) for spaced in (True, False))
    assert words.bleu == 0 and "tok:13a" in words.bleu_signature
    assert characters.bleu == pytest.approx(100 * (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25)
    assert "tok:char" in characters.bleu_signature
    assert quality_counts("bleu", ["olleh"], [["ollex"]], spaced=False).tolist() == [[5, 5, 4, 3, 2, 1, 5, 4, 3, 2]]
    assert sentence_bleu("olleh", ["ollex"], spaced=False) == pytest.approx(characters.bleu)
