"""Word alignments as sets of links, and their text form: `0-0 1?2`, source index first, counted from 0.

`i-j` is a sure link, `i?j` a possible one, on which annotators may disagree. A file with one such line for each
sentence is in Pharaoh format. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Link = tuple[int, int]
"""(source index, target index)"""


@dataclass(frozen=True)
class Links:
    """The gold alignment of one sentence. Every sure link is also a possible one."""

    sure: frozenset[Link] = frozenset()
    possible: frozenset[Link] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "possible", self.possible | self.sure)

    def reversed(self) -> Links:
        """The same alignment for the opposite direction of translation."""
        return Links(reverse_links(self.sure), reverse_links(self.possible))


def reverse_links(links: Iterable[Link]) -> frozenset[Link]:
    """The links with source and target index exchanged."""
    return frozenset((target, source) for source, target in links)


def parse_links(line: str) -> Links:
    """The links of one line. Raises ValueError with the first word that is not a link."""
    links: dict[str, set[Link]] = {"-": set(), "?": set()}
    for word in line.split():
        match = re.fullmatch(r"([0-9]+)([-?])([0-9]+)", word)
        if match is None:
            raise ValueError(f"not a link: {word!r} (expected i-j for a sure one, i?j for a possible one)")
        source, mark, target = match.groups()
        links[mark].add((int(source), int(target)))
    return Links(frozenset(links["-"]), frozenset(links["?"]))


def format_links(links: Links) -> str:
    """The inverse of `parse_links`, ordered by source index."""
    marks = ((link, "-" if link in links.sure else "?") for link in sorted(links.possible))
    return " ".join(f"{source}{mark}{target}" for (source, target), mark in marks)
