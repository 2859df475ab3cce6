"""All pairs of a family: a phrase book of a first course, then templates over lists."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from pathlib import Path

from seq2seq.data.corpus import sameness
from seq2seq.data.families import FAMILIES
from seq2seq.data.phrasebook.templates import Template, read_lists, read_rows, stable_hash
from seq2seq.data.tsv import Pair

_HERE = Path(__file__).parent
FAMILIES_WITH_PHRASES = tuple(sorted(path.parent.name for path in _HERE.glob("*/book.tsv")))
FINAL_MARKS = "。！？.!?"


def book(family: str) -> list[Pair]:
    """The pairs written by hand."""
    source, target = _columns(family)
    return [(row[source], row[target]) for row in read_rows(_HERE / family / "book.tsv")]


def templated(family: str) -> list[Pair]:
    """The pairs that the templates make of the lists."""
    lists, (source, target) = read_lists(_HERE / family / "lists"), _columns(family)
    rows = read_rows(_HERE / family / "templates.tsv")
    templates = [Template(int(row["most"]), row[source], row[target], (source, target)) for row in rows]
    return [pair for template in templates for pair in template.pairs(lists)]


def phrases(family: str, left_out: Collection[str] = ()) -> list[Pair]:
    """The book, then the templates: each source once, every fourth without its final mark.

    A pair is left out when the fingerprint of its source or of its target is among `left_out`.
    """
    found: dict[str, Pair] = {}
    for source, target in (*book(family), *templated(family)):
        if fingerprint(source) not in left_out and fingerprint(target) not in left_out:
            shown = source if stable_hash(source) % 4 else source.rstrip(FINAL_MARKS)
            found.setdefault(sameness(source), (shown, target))
    return list(found.values())


def _columns(family: str) -> tuple[str, str]:
    return FAMILIES[family].source.code, FAMILIES[family].target.code


def fingerprint(text: str) -> str:
    """What names a sentence without holding it: 16 hexadecimal digits of the SHA-256 of its letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256("".join(filter(str.isalnum, folded)).encode()).hexdigest()[:16]
