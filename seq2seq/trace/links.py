"""Word alignments as sets of links, and the text form they travel in: `0-0 1?2`, source index first, from 0.

`i-j` is a sure link, `i?j` a possible one (what annotators may disagree on). A file with one such line for
each sentence is said to be in Pharaoh format. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Link = tuple[int, int]
"""(source index, target index)"""


@dataclass(frozen=True)
class Links:
    """The gold alignment of one sentence. Every sure link is made a possible one too."""

    sure: frozenset[Link] = frozenset()
    possible: frozenset[Link] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "possible", self.possible | self.sure)

    def flipped(self) -> Links:
        """The same alignment of the other direction of translation."""
        return Links(flipped(self.sure), flipped(self.possible))


def flipped(links: Iterable[Link]) -> frozenset[Link]:
    return frozenset((target, source) for source, target in links)


def parse_links(line: str) -> Links:
    """The links of one line. Raises ValueError naming what is not a link."""
    found: dict[str, set[Link]] = {"-": set(), "?": set()}
    for word in line.split():
        match = re.fullmatch(r"([0-9]+)([-?])([0-9]+)", word)
        if match is None:
            raise ValueError(f"not a link: {word!r} (expected i-j for a sure one, i?j for a possible one)")
        source, mark, target = match.groups()
        found[mark].add((int(source), int(target)))
    return Links(frozenset(found["-"]), frozenset(found["?"]))


def format_links(links: Links) -> str:
    """The inverse of `parse_links`, in the order of the source."""
    marks = ((link, "-" if link in links.sure else "?") for link in sorted(links.possible))
    return " ".join(f"{source}{mark}{target}" for (source, target), mark in marks)
