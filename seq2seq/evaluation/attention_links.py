"""Word links read off attention weights: pieces to tokens, and each target token's strongest source token.

T target pieces (rows), S source pieces (columns). numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seq2seq.trace.links import Link

Groups = Sequence[Sequence[int]]
"""For each token, the pieces (rows or columns) it is made of."""


def token_weights(weights: np.ndarray, target_groups: Groups, source_groups: Groups) -> np.ndarray:
    """(T, S) → (target tokens, source tokens): columns of a token summed, rows averaged.

    A column that belongs to several tokens is shared evenly between them. Rows still sum to 1, less the weight of
    columns in no group. A token without pieces gets zeros.
    """
    columns, rows = _membership(source_groups, weights.shape[1]), _membership(target_groups, weights.shape[0])
    columns /= np.maximum(columns.sum(axis=0), 1)
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1)
    return rows @ weights @ columns.T


def links_from_weights(
    weights: np.ndarray, target_groups: Groups, source_groups: Groups, null: bool = True
) -> frozenset[Link]:
    """At most one link for each target token: to the source token with the most weight, the first of equals.

    Columns in no source group (end of sentence) belong to no token. With `null`, a target token that gives these
    columns together more weight than any source token gets no link, because a model may look there for words
    without a source; otherwise these columns are ignored. A target token without pieces, or without weight on
    source tokens, gets no link.
    """
    merged = token_weights(weights, target_groups, source_groups)  # (target tokens, source tokens)
    outside = np.setdiff1d(np.arange(weights.shape[1]), [column for group in source_groups for column in group])
    outside_weight = token_weights(weights, target_groups, [outside.tolist()])[:, 0] if null else np.zeros(len(merged))
    best = merged.max(axis=1, initial=0.0)
    return frozenset(
        (int(merged[target].argmax()), target)
        for target in range(len(merged))
        if best[target] > 0 and best[target] >= outside_weight[target]
    )


def diagonal_links(sources: int, targets: int) -> frozenset[Link]:
    """Links of a baseline that knows only the lengths: each target token to the source token at the same fraction."""
    return frozenset(((2 * target + 1) * sources // (2 * targets), target) for target in range(targets) if sources)


def _membership(groups: Groups, pieces: int) -> np.ndarray:
    """(tokens, pieces): 1 where the piece is in the token's group."""
    member = np.zeros((len(groups), pieces))
    for token, group in enumerate(groups):
        member[token, list(group)] = 1
    return member
