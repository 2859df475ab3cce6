"""Decodings side by side, against values worked out by hand."""

from __future__ import annotations

from math import isnan, log2

import numpy as np
import pytest

from seq2seq.evaluation.compare import (
    THRESHOLDS,
    Clusters,
    agreement,
    cluster,
    differing_pieces,
    distance_matrix,
    divergence,
    jensen_shannon,
    mark_differences,
    trace_alignment_case,
    word_runs,
)
from seq2seq.figures import comparison
from seq2seq.figures import comparison as distance
from seq2seq.trace.links import Links, parse_links
from seq2seq.trace.trace import DecodeTrace
from tests.traces import hand_made


def decoded(pieces: str, weights: list[list[float]], source: str = "我 爱 你 </s>") -> DecodeTrace:
    """A trace that says these pieces, a row of weights each, over these source pieces."""
    return hand_made(weights, pieces.split(), source.split(), "zh-en/dot")


FIRST, SECOND, THIRD, LAST = np.eye(4).tolist()
HALF = [0.5, 0.5, 0.0, 0.0]
LOVE = "▁I ▁love ▁you . </s>"
SHARP = decoded(LOVE, [FIRST, SECOND, THIRD, LAST, LAST])
SOFT = decoded(LOVE, [FIRST, HALF, SECOND, LAST, LAST])
LIKE = decoded("▁We ▁like ▁you ▁a ▁lot </s>", [FIRST, FIRST, SECOND, LAST, LAST, THIRD])

# -- distances


def test_jensen_shannon_is_0_for_the_same_and_1_bit_for_what_shares_nothing() -> None:
    rows = jensen_shannon(np.array([FIRST, FIRST, HALF]), np.array([FIRST, SECOND, HALF]))
    assert rows.tolist() == [0, 1, 0]


def test_jensen_shannon_by_hand() -> None:
    """m = (3/4, 1/4): H(m) = 2 − 3/4 log₂ 3, H(p) = 0, H(q) = 1."""
    by_hand = 2 - 0.75 * log2(3) - 0.5
    assert jensen_shannon(np.array(FIRST), np.array(HALF)) == pytest.approx(by_hand)
    assert jensen_shannon(np.array(HALF), np.array(FIRST)) == pytest.approx(by_hand)


def test_the_divergence_of_two_that_say_the_same_is_taken_row_by_row() -> None:
    rows = divergence(SHARP, SOFT)
    assert rows.steps == ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))
    assert rows.bits == pytest.approx((0, 1.5 - 0.75 * log2(3), 1, 0, 0), abs=1e-6)
    assert rows.mean == pytest.approx((2.5 - 0.75 * log2(3)) / 5)


def test_rows_are_compared_where_both_say_the_same_piece() -> None:
    rows = divergence(SHARP, LIKE)
    assert rows.steps == ((2, 2), (4, 5))
    assert rows.bits == pytest.approx((1, 1))


def test_two_without_a_common_piece_have_no_distance() -> None:
    assert isnan(divergence(decoded("▁a", [FIRST]), decoded("▁b", [FIRST])).mean)


def test_other_source_pieces_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different pieces"):
        divergence(SHARP, decoded("▁I </s>", [FIRST, LAST], source="我 爱 书 </s>"))


def test_a_table_of_distances_is_symmetric_with_an_empty_diagonal() -> None:
    table = distance_matrix([SHARP, SOFT, LIKE])
    assert np.array_equal(table, table.T) and np.diag(table).tolist() == [0, 0, 0]
    assert table[0, 2] == 1 and table[0, 1] == pytest.approx((2.5 - 0.75 * log2(3)) / 5)


def test_clustering_puts_near_ones_side_by_side() -> None:
    """Four points on a line: neighbours join at 0.1, both pairs at the mean of 0.9, 0.8, 0.8 and 0.7."""
    places = np.array([0.0, 0.9, 0.1, 0.8])
    order = cluster(np.abs(places[:, None] - places))
    assert order.order == (0, 2, 3, 1)
    assert {join.places for join in order.joins} == {(3, 2), (1, 0), (2.5, 0.5)}
    assert [join.distance for join in order.joins] == pytest.approx([0.1, 0.1, 0.8])
    assert order.joins[2].heights == pytest.approx((0.1, 0.1))


def test_what_is_not_known_is_as_far_as_can_be() -> None:
    far = np.full((3, 3), np.nan)
    far[0, 2] = far[2, 0] = 0.2
    order = cluster(far)
    assert order.order in ((0, 2, 1), (2, 0, 1)) and [join.distance for join in order.joins] == [0.2, 1]


def test_one_alone_joins_nobody() -> None:
    assert cluster(np.zeros((0, 0))) == Clusters((), ())
    assert cluster(np.zeros((1, 1))) == Clusters((0,), ())


def test_the_figure_of_distances_puts_near_ones_together_and_draws_how_they_join() -> None:
    numbers = distance.distance_table([SHARP, LIKE, SOFT], ["sharp", "like", "<b>soft"])
    assert list(numbers.index) == list(numbers.columns) == ["sharp", "like", "<b>soft"]
    near = numbers.loc["sharp", "<b>soft"]
    assert numbers.loc["sharp", "like"] == 1 and near < 0.3
    figure = distance.distance_heatmap(numbers).to_dict()
    names = list(figure["layout"]["xaxis"]["ticktext"])
    assert names in (["sharp", "&lt;b&gt;soft", "like"], ["like", "sharp", "&lt;b&gt;soft"])
    assert figure["data"][0]["z"][names.index("sharp")][names.index("like")] == 1
    assert list(figure["data"][1]["text"][::5]) == [f"{near:.2f}", "0.75"]  # the mean of 1 and 0.5


def test_a_distance_that_is_not_known_is_left_open() -> None:
    numbers = distance.distance_table([decoded("▁a", [FIRST]), decoded("▁b", [FIRST])], ["a", "b"])
    assert distance.distance_heatmap(numbers).to_dict()["data"][0]["z"] == [[0, None], [None, 0]]


# -- words


def test_words_that_the_other_does_not_say_are_marked() -> None:
    assert differing_pieces(LIKE, SHARP) == (True, True, False, True, True, False)
    assert differing_pieces(SHARP, LIKE) == (True, True, False, True, False)
    assert not any(differing_pieces(SHARP, SOFT))


def test_a_word_of_several_pieces_differs_as_a_whole() -> None:
    doing = decoded("▁do ing ▁it </s>", [FIRST] * 4)
    assert differing_pieces(doing, decoded("▁do ▁it </s>", [FIRST] * 3)) == (True, True, False, False)


def test_outputs_are_aligned_run_by_run() -> None:
    assert word_runs(SHARP, SOFT) == [("I love you.", "I love you.")]
    assert word_runs(SHARP, LIKE) == [("I love", "We like"), ("you", "you"), (".", "a lot")]
    assert word_runs(SHARP, decoded("▁I ▁love . </s>", [FIRST] * 4)) == [
        ("I love", "I love"),
        ("you", ""),
        (".", "."),
    ]


def test_a_text_is_told_apart_from_another_word_by_word() -> None:
    assert mark_differences("我不喝咖啡", "我喝咖啡") == [("我", False), ("不", True), ("喝咖啡", False)]
    assert mark_differences("我喝咖啡", "我不喝咖啡") == [("我", False), ("喝咖啡", False)]
    words = mark_differences("I don't read books.", "I do read books.")
    assert words == [("I", False), (" ", False), ("don't", True), (" ", False), ("read books.", False)]
    assert mark_differences("I", "") == [("I", True)] and mark_differences("", "I") == []


# -- gold links

TOKENS = ("我", "爱", "你"), ("I", "love", "you", ".")


def test_agreement_of_the_heaviest_links_by_hand() -> None:
    """SOFT links you to 爱, which is wrong, and love to 我, the first of equals: 1 of 3 links, 1 of 3 sure ones."""
    case = trace_alignment_case(SOFT, *TOKENS, parse_links("0-0 1-1 2-2"))
    assert case is not None
    score = agreement(case).best
    assert (score.precision, score.recall, score.aer) == pytest.approx((1 / 3, 1 / 3, 1 - 2 / 6))


def test_agreement_at_a_threshold_by_hand() -> None:
    """From 0.5 on there are also both links of love: 4 links, 2 of them sure. From 0.52 on only the outer two."""
    case = trace_alignment_case(SOFT, *TOKENS, parse_links("0-0 1-1 2-2"))
    assert case is not None
    curve = dict(zip(THRESHOLDS, agreement(case).curve, strict=True))
    assert (curve[0.5].precision, curve[0.5].recall, curve[0.5].aer) == pytest.approx((2 / 4, 2 / 3, 1 - 4 / 7))
    assert (curve[0.52].precision, curve[0.52].recall, curve[0.52].aer) == pytest.approx((1 / 2, 1 / 3, 1 - 2 / 5))
    assert curve[1.0] == curve[0.52]


def test_a_link_reaches_all_thresholds_up_to_its_weight() -> None:
    """SOFT: I and you look at one piece alone, love at two halves, which reach 0, 0.02 … 0.5, the full stop at none."""
    case = trace_alignment_case(SOFT, *TOKENS, parse_links("0-0"))
    assert case is not None
    result = agreement(case)
    assert result.heaviest == {(0, 0), (0, 1), (1, 2)}
    assert result.reach == ((51, 0, 0), (26, 26, 0), (0, 51, 0), (0, 0, 0))


def test_the_figure_of_thresholds_holds_the_curve_and_the_heaviest_links() -> None:
    """At 0.52 SOFT has both of its 0.5 no more: 1 of 2 links, 1 of 3 sure ones."""
    case = trace_alignment_case(SOFT, *TOKENS, parse_links("0-0 1-1 2-2"))
    assert case is not None
    agreements = {"<soft>": agreement(case), "late": agreement(case, 1)}
    numbers = comparison.threshold_table(agreements)
    assert len(numbers) == 2 * (1 + len(THRESHOLDS))
    rows = numbers[numbers["model"] == "<soft>"].set_index("from_weight")
    assert rows.loc[0.52].drop("model").tolist() == pytest.approx([1 - 2 / 5, 1 / 2, 1 / 3])
    heaviest = numbers[numbers["from_weight"].isna()].iloc[0]
    assert heaviest.drop(["model", "from_weight"]).tolist() == pytest.approx([1 - 2 / 6, 1 / 3, 1 / 3])
    colours = {"<soft>": "#3457d5", "late": "#dc4900"}
    figure = comparison.threshold_curves(agreements, colours, "<soft>", 0.52).to_dict()
    assert len(figure["data"]) == 6 and len(figure["layout"]["shapes"]) == 3
    assert [line["line"]["width"] for line in figure["data"]] == [1.2, 3] * 3
    assert [line["line"]["color"] for line in figure["data"]] == ["#dc4900", "#3457d5"] * 3
    error, at = figure["data"][1], 2 + THRESHOLDS.index(0.52)
    assert (error["x"][at], error["y"][at]) == pytest.approx((0.52, 0.6))
    assert error["y"][0] == pytest.approx(2 / 3) and "&lt;soft&gt;" in error["hovertemplate"]
    assert "shapes" not in comparison.threshold_curves(agreements, colours, "late").to_dict()["layout"]


def test_possible_links_count_for_precision_alone() -> None:
    case = trace_alignment_case(SHARP, *TOKENS, parse_links("0-0 1?1 2-2"))
    assert case is not None
    score = agreement(case).best
    assert (score.predicted, score.sure, score.precision, score.recall) == (3, 2, 1, 1)


def test_the_offset_reads_the_row_after_or_before() -> None:
    late = decoded(LOVE, [LAST, FIRST, SECOND, THIRD, LAST])
    case = trace_alignment_case(late, *TOKENS, parse_links("0-0 1-1 2-2"))
    assert case is not None
    assert agreement(case, 1).best.aer == 0
    assert agreement(case, 0).best.aer == pytest.approx(1)


def test_gold_of_other_words_does_not_apply() -> None:
    assert trace_alignment_case(LIKE, *TOKENS, Links()) is None
    assert trace_alignment_case(SHARP, ("我", "爱"), TOKENS[1], Links()) is None


def test_links_that_point_at_no_token_are_left_out() -> None:
    case = trace_alignment_case(SHARP, *TOKENS, parse_links("0-0 9-1 1?44"))
    assert case is not None and case.gold == parse_links("0-0")
