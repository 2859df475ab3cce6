"""Symmetrised links: chosen by rows and columns of a matrix together, which is more precise than by rows alone.

T target tokens (rows), S source tokens (columns). numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from seq2seq.trace.links import Link

_NEIGHBOURS = tuple(step for step in product((-1, 0, 1), repeat=2) if step != (0, 0))


def mutual_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the links that are best both in their row and in their column, the first of equals. The
    intersection of Och & Ney 2003, with one model read in both directions instead of two models."""
    rows, columns = _best_links(merged)
    return frozenset(rows & columns)


def grow_diag_final_and_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the mutual links, grown by links that are best in their row or column: first those next to a link,
    then those between two tokens without a link."""
    return grow_diag_final_and(*_best_links(merged))


def grow_diag_final_and(rows: Iterable[Link], columns: Iterable[Link]) -> frozenset[Link]:
    """The links common to two directions, grown by links of one direction. Koehn, Och & Marcu 2003."""
    links, candidates = set(rows) & set(columns), set(rows) | set(columns)
    while additions := [
        link for link in sorted(candidates - links) if _has_neighbour(link, links) and not _both_linked(link, links)
    ]:
        links |= {additions[0]}
    for link in sorted(candidates - links):
        links |= set() if _either_linked(link, links) else {link}
    return frozenset(links)


def _best_links(merged: np.ndarray) -> tuple[set[Link], set[Link]]:
    """The best link of each row and the best link of each column, of rows and columns with any weight."""
    if not merged.size:
        return set(), set()
    rows = {(int(source), target) for target, source in enumerate(merged.argmax(axis=1))}
    columns = {(source, int(target)) for source, target in enumerate(merged.argmax(axis=0))}
    rows, columns = ({(s, t) for s, t in links if merged[t, s] > 0} for links in (rows, columns))
    return rows, columns


def _has_neighbour(link: Link, links: set[Link]) -> bool:
    return any((link[0] + across, link[1] + down) in links for across, down in _NEIGHBOURS)


def _endpoints_linked(link: Link, links: set[Link]) -> Iterator[bool]:
    """Whether the source token has a link already, and whether the target token has one."""
    return (any(link[side] == other[side] for other in links) for side in (0, 1))


def _both_linked(link: Link, links: set[Link]) -> bool:
    return all(_endpoints_linked(link, links))


def _either_linked(link: Link, links: set[Link]) -> bool:
    return any(_endpoints_linked(link, links))
