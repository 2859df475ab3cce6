"""Templates with slots that are filled from lists, in both languages, and a fixed selection of the fillings.

A slot `{city}` is filled with a row of the list city.tsv: its column `zh` in Chinese, `en` in English, `fr` in French.
`{city.zh}` names the column, `{a object}` adds the article a or an, and the choices `[like|likes]` and `[am|is|are]`
agree with the row's column `form`.
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
    """A sentence with slots in both languages; at most `limit` of its fillings are used."""

    limit: int
    source: str
    target: str
    columns: tuple[str, str]

    def pairs(self, lists: Lists) -> list[Pair]:
        """The fillings with the smallest hashes: always the same ones, from all parts of the lists."""
        return sorted(self._fillings(lists), key=lambda pair: stable_hash(pair[0]))[: self.limit]

    def _fillings(self, lists: Lists) -> Iterator[Pair]:
        source, target = self.columns
        names = list(dict.fromkeys(slot["list"] for slot in SLOT.finditer(self.source)))
        for rows in product(*(lists[name] for name in names)):
            if len({row[source] for row in rows}) == len(rows):
                values = dict(zip(names, rows, strict=True))
                translation = _choose_forms(_fill_slots(self.target, values, target), rows)
                yield _capitalise(_fill_slots(self.source, values, source)), _capitalise(translation)


def read_lists(folder: Path) -> Lists:
    """Every table of a folder by its name; the column `also` of a row names further lists that it belongs to."""
    lists: Lists = {}
    for path in sorted(folder.glob("*.tsv")):
        for row in read_rows(path):
            for name in (path.stem, *row.get("also", "").replace("-", "").split()):
                lists.setdefault(name, []).append(row)
    return lists


def read_rows(path: Path) -> list[_Row]:
    """The rows of a table by the column names of its first line; empty lines and comments after `#` are skipped."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def stable_hash(text: str) -> int:
    """A hash that depends on the text alone, unlike `hash`: the first 8 bytes of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fill_slots(text: str, values: dict[str, _Row], column: str) -> str:
    def fill(slot: re.Match[str]) -> str:
        word = values[slot["list"]][slot["column"] or column]
        return f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}" if slot["article"] else word

    return SLOT.sub(fill, text)


def _choose_forms(text: str, rows: tuple[_Row, ...]) -> str:
    """The text with the form in each [choice] that agrees with the first row that has a form."""
    form = next((row["form"] for row in rows if "form" in row), "is")

    def choose(choice: re.Match[str]) -> str:
        forms = choice[1].split("|")
        return forms[("am", "is", "are").index(form)] if len(forms) == 3 else forms[form == "is"]

    return CHOICE.sub(choose, text)
