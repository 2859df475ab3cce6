"""Sentence pairs written for a family: a phrase book for beginners, templates filled from lists, and a course."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from seq2seq.data.corpus import sentence_key
from seq2seq.data.families import FAMILIES
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


_HERE = Path(__file__).parent
FAMILIES_WITH_PHRASES = tuple(sorted(path.parent.name for path in _HERE.glob("*/book.tsv")))
FINAL_MARKS = "。！？.!?"


def handwritten_pairs(family: str) -> list[Pair]:
    """The pairs written by hand."""
    source, target = _columns(family)
    return [(row[source], row[target]) for row in read_rows(_HERE / family / "book.tsv")]


def template_pairs(family: str) -> list[Pair]:
    """The pairs made from the templates and the lists."""
    lists, (source, target) = read_lists(_HERE / family / "lists"), _columns(family)
    rows = read_rows(_HERE / family / "templates.tsv")
    templates = [Template(int(row["most"]), row[source], row[target], (source, target)) for row in rows]
    return [pair for template in templates for pair in template.pairs(lists)]


def course_pairs(family: str) -> list[Pair]:
    """The pairs of the course, written by hand for the words of a first one: sentences, fragments and terms."""
    source, target = _columns(family)
    return [
        (row[source], row[target])
        for path in sorted((_HERE / family / "course").glob("*.tsv"))
        for row in read_rows(path)
    ]


def phrases(family: str, left_out: Collection[str] = ()) -> list[Pair]:
    """The handwritten pairs, then those of the templates, as `_to_train_on` makes them."""
    return list(_to_train_on([*handwritten_pairs(family), *template_pairs(family)], left_out).values())


def course(family: str, left_out: Collection[str] = ()) -> list[Pair]:
    """The pairs of the course whose source is no phrase, as `_to_train_on` makes them."""
    known = {sentence_key(source) for source, _ in phrases(family)}
    pairs = _to_train_on(course_pairs(family), left_out)
    return [pair for key, pair in pairs.items() if key not in known]


def _to_train_on(pairs: Iterable[Pair], left_out: Collection[str]) -> dict[str, Pair]:
    """Each source once, about every fourth without its final mark, by what makes sources the same.

    A pair is left out if the fingerprint of its source or of its target is in `left_out`.
    """
    kept: dict[str, Pair] = {}
    for source, target in pairs:
        if fingerprint(source) not in left_out and fingerprint(target) not in left_out:
            text = source if stable_hash(source) % 4 else source.rstrip(FINAL_MARKS)
            kept.setdefault(sentence_key(source), (text, target))
    return kept


def _columns(family: str) -> tuple[str, str]:
    return FAMILIES[family].source.code, FAMILIES[family].target.code


def fingerprint(text: str) -> str:
    """An identifier that does not reveal the sentence: 16 hexadecimal digits of the SHA-256 of its letters and
    digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256("".join(filter(str.isalnum, folded)).encode()).hexdigest()[:16]
