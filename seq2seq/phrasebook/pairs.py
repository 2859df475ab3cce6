"""All pairs: a phrase book of a first Chinese course, then templates over lists."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from pathlib import Path

from seq2seq.data import sameness
from seq2seq.phrasebook.templates import Template, number, read_lists, read_rows
from seq2seq.tables import Pair

HERE = Path(__file__).parent
FINAL_MARKS = "。！？"


def book() -> list[Pair]:
    """The pairs written by hand."""
    return [(row["zh"], row["en"]) for row in read_rows(HERE / "book.tsv")]


def templated() -> list[Pair]:
    """The pairs that the templates make of the lists."""
    lists = read_lists(HERE / "lists")
    templates = [Template(int(row["most"]), row["zh"], row["en"]) for row in read_rows(HERE / "templates.tsv")]
    return [pair for template in templates for pair in template.pairs(lists)]


def phrases(left_out: Collection[str] = ()) -> list[Pair]:
    """The book, then the templates: each source once, every fourth without its final mark.

    A pair is left out when the fingerprint of its source or of its target is among `left_out`.
    """
    found: dict[str, Pair] = {}
    for source, target in (*book(), *templated()):
        if fingerprint(source) not in left_out and fingerprint(target) not in left_out:
            shown = source if number(source) % 4 else source.rstrip(FINAL_MARKS)
            found.setdefault(sameness(source), (shown, target))
    return list(found.values())


def fingerprint(text: str) -> str:
    """What names a sentence without holding it: 16 hexadecimal digits of the SHA-256 of its letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256("".join(filter(str.isalnum, folded)).encode()).hexdigest()[:16]
