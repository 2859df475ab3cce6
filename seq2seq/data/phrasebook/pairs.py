"""The phrases of a family: a handwritten phrase book for beginners, then templates filled from lists."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from pathlib import Path

from seq2seq.data.corpus import sentence_key
from seq2seq.data.families import FAMILIES
from seq2seq.data.phrasebook.templates import Template, read_lists, read_rows, stable_hash
from seq2seq.data.tsv import Pair

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


def phrases(family: str, left_out: Collection[str] = ()) -> list[Pair]:
    """The handwritten pairs, then those of the templates: each source once, about every fourth without its final mark.

    A pair is left out if the fingerprint of its source or of its target is in `left_out`.
    """
    pairs: dict[str, Pair] = {}
    for source, target in (*handwritten_pairs(family), *template_pairs(family)):
        if fingerprint(source) not in left_out and fingerprint(target) not in left_out:
            text = source if stable_hash(source) % 4 else source.rstrip(FINAL_MARKS)
            pairs.setdefault(sentence_key(source), (text, target))
    return list(pairs.values())


def _columns(family: str) -> tuple[str, str]:
    return FAMILIES[family].source.code, FAMILIES[family].target.code


def fingerprint(text: str) -> str:
    """An identifier that does not reveal the sentence: 16 hexadecimal digits of the SHA-256 of its letters and
    digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return hashlib.sha256("".join(filter(str.isalnum, folded)).encode()).hexdigest()[:16]
