"""Links that both sides choose, worked by hand."""

import numpy as np

from seq2seq.evaluation.alignment_metrics import grow_diag_final_and, grow_diag_final_and_links, mutual_links

MERGED = np.array(
    [
        [0.7, 0.2, 0.1, 0.0],
        [0.6, 0.3, 0.1, 0.0],
        [0.1, 0.1, 0.5, 0.3],
        [0.2, 0.1, 0.6, 0.1],
    ]
)
"""Rows choose 0 0 2 2, columns choose 0 1 3 2 (as source-target: 0-0, 1-1, 2-3, 3-2)."""


def test_mutual_links_are_best_in_row_and_column() -> None:
    assert mutual_links(MERGED) == {(0, 0), (2, 3)}


def test_links_grow_from_the_mutual_ones() -> None:
    """Open are 0-1, 2-2 of the rows and 1-1, 3-2 of the columns. 0-1 touches 0-0 and gives target 1 its first link;
    1-1 then gives source 1 its own, 2-2 target 2; 3-2 gives source 3 one."""
    assert grow_diag_final_and_links(MERGED) == {(0, 0), (2, 3), (0, 1), (1, 1), (2, 2), (3, 2)}


def test_links_of_two_models_grow_by_the_same_rule() -> None:
    rows, columns = {(0, 0), (0, 1), (2, 2), (2, 3)}, {(0, 0), (1, 1), (2, 3), (3, 2)}
    assert grow_diag_final_and(rows, columns) == grow_diag_final_and_links(MERGED)


def test_what_touches_nothing_joins_only_two_tokens_that_are_free() -> None:
    merged = np.zeros((4, 6))
    merged[0, 0], merged[0, 1] = 0.9, 0.1  # 0-0 mutual; 1-0 touches it and gives source 1 a link
    merged[3, 5] = 0.4  # 5-3 mutual
    merged[2, 0] = 0.2  # 0-2, best in its row, touches nothing, and source 0 has a link
    assert mutual_links(merged) == {(0, 0), (5, 3)}
    assert grow_diag_final_and_links(merged) == {(0, 0), (5, 3), (1, 0)}


def test_two_free_tokens_are_joined_last() -> None:
    merged = np.array([[0.9, 0.0, 0.0, 0.5], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.8, 0.0, 0.0, 0.1]])
    # Mutual: 0-0. Open: 0-3 (row 3) and 3-0 (column 3): far from 0-0, and each shares a token with it.
    assert grow_diag_final_and_links(merged) == {(0, 0)}


def test_no_weight_no_link() -> None:
    for merged in (np.zeros((3, 2)), np.zeros((0, 2)), np.zeros((2, 0))):
        assert mutual_links(merged) == grow_diag_final_and_links(merged) == frozenset()
