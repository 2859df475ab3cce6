"""Links that a matrix of tokens agrees on from both sides: surer than the best of each row.

T target tokens (rows), S source tokens (columns). numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from seq2seq.trace.links import Link

_NEIGHBOURS = tuple(step for step in product((-1, 0, 1), repeat=2) if step != (0, 0))


def mutual_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the links that are best in their row and in their column, the first of equals: each side chose the
    other. The intersection of Och & Ney 2003, with one model read both ways instead of two models."""
    rows, columns = _best(merged)
    return frozenset(rows & columns)


def grow_diag_final_and_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the mutual links, then whatever is best in its row or its column and touches one of them, then what
    joins two tokens that have no link yet."""
    return grow_diag_final_and(*_best(merged))


def grow_diag_final_and(rows: Iterable[Link], columns: Iterable[Link]) -> frozenset[Link]:
    """Links of two directions → what both have, grown by what one of them has. Koehn, Och & Marcu 2003."""
    found, open_links = set(rows) & set(columns), set(rows) | set(columns)
    while fresh := [link for link in sorted(open_links - found) if _touches(link, found) and not _both(link, found)]:
        found |= {fresh[0]}
    for link in sorted(open_links - found):
        found |= set() if _either(link, found) else {link}
    return frozenset(found)


def _best(merged: np.ndarray) -> tuple[set[Link], set[Link]]:
    """(the best link of each row, the best of each column), where there is any weight."""
    if not merged.size:
        return set(), set()
    rows = {(int(source), target) for target, source in enumerate(merged.argmax(axis=1))}
    columns = {(source, int(target)) for source, target in enumerate(merged.argmax(axis=0))}
    rows, columns = ({(s, t) for s, t in links if merged[t, s] > 0} for links in (rows, columns))
    return rows, columns


def _touches(link: Link, found: set[Link]) -> bool:
    return any((link[0] + across, link[1] + down) in found for across, down in _NEIGHBOURS)


def _linked(link: Link, found: set[Link]) -> Iterator[bool]:
    """Whether its source token, and whether its target token, has a link already."""
    return (any(link[side] == other[side] for other in found) for side in (0, 1))


def _both(link: Link, found: set[Link]) -> bool:
    return all(_linked(link, found))


def _either(link: Link, found: set[Link]) -> bool:
    return any(_linked(link, found))
