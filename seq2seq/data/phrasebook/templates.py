"""Templates over lists: every way to fill one, in both languages, and a fixed choice of them.

A slot `{city}` takes a row of the list city.tsv: its column `zh` in Chinese, `en` in English, `fr` in French;
`{city.zh}` names the column, `{a object}` puts the article before it, `[like|likes]` and `[am|is|are]` agree with the
row's column `form`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from seq2seq.data.tsv import Pair

_Row = dict[str, str]
Lists = dict[str, list[_Row]]

SLOT = re.compile(r"\{(?P<article>a )?(?P<list>\w+)(?:\.(?P<column>\w+))?\}")
CHOICE = re.compile(r"\[([^]]*)\]")


@dataclass(frozen=True)
class Template:
    """A sentence with slots in both languages; `most` says how many of its fillings are kept."""

    most: int
    source: str
    target: str
    columns: tuple[str, str]

    def pairs(self, lists: Lists) -> list[Pair]:
        """The fillings with the smallest hashes: the same ones every time, and no list's head alone."""
        return sorted(self._fillings(lists), key=lambda pair: stable_hash(pair[0]))[: self.most]

    def _fillings(self, lists: Lists) -> Iterator[Pair]:
        source, target = self.columns
        names = list(dict.fromkeys(slot["list"] for slot in SLOT.finditer(self.source)))
        for rows in product(*(lists[name] for name in names)):
            if len({row[source] for row in rows}) == len(rows):
                filled = dict(zip(names, rows, strict=True))
                told = _agreeing(_put(self.target, filled, target), rows)
                yield _sentence(_put(self.source, filled, source)), _sentence(told)


def read_lists(folder: Path) -> Lists:
    """Every table of the folder by its name; a row's column `also` names further lists that it belongs to."""
    found: Lists = {}
    for path in sorted(folder.glob("*.tsv")):
        for row in read_rows(path):
            for name in (path.stem, *row.get("also", "").replace("-", "").split()):
                found.setdefault(name, []).append(row)
    return found


def read_rows(path: Path) -> list[_Row]:
    """The rows of a table by the names in its first line; empty lines and `#` headings are for readers."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def stable_hash(text: str) -> int:
    """A number that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _sentence(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def _put(text: str, filled: dict[str, _Row], column: str) -> str:
    def word(slot: re.Match[str]) -> str:
        found = filled[slot["list"]][slot["column"] or column]
        return f"{'an' if found[0].lower() in 'aeiou' else 'a'} {found}" if slot["article"] else found

    return SLOT.sub(word, text)


def _agreeing(text: str, rows: tuple[_Row, ...]) -> str:
    form = next((row["form"] for row in rows if "form" in row), "is")

    def chosen(choice: re.Match[str]) -> str:
        forms = choice[1].split("|")
        return forms[("am", "is", "are").index(form)] if len(forms) == 3 else forms[form == "is"]

    return CHOICE.sub(chosen, text)
