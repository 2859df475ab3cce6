"""The course: sentence pairs for the words of a first Chinese course. Each stands once and is written cleanly."""

import re
from collections import Counter
from pathlib import Path

import pytest

from seq2seq.data import phrasebook
from seq2seq.data.corpus import clean_text
from seq2seq.data.phrasebook import FINAL_MARKS, handwritten_pairs, read_rows

BOOKS = Path(phrasebook.__file__).parent
FILES = sorted((BOOKS / "zh-en" / "course").glob("*.tsv"))


def bare(text: str) -> str:
    """What makes two sources the same: neither spaces nor the final mark."""
    return text.replace(" ", "").rstrip(FINAL_MARKS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_pair_is_well_formed(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "zh\ten" and not [line for line in lines if line != line.strip()]
    rows = read_rows(path)
    assert len(rows) >= 50
    for row in rows:
        zh, en = row["zh"], row["en"]
        assert (clean_text(zh), clean_text(en)) == (zh, en)
        assert re.search("[\u4e00-\u9fff]", zh) and not re.search(r"[a-z]|[,.!?;:()\[\]{}|\"' ]", zh), zh
        assert re.fullmatch(r"[A-Z][A-Za-z0-9 .,!?'-]*[.!?]", en), (zh, en)
        assert zh[-1] not in FINAL_MARKS or (zh[-1] == "？") == (en[-1] == "?"), (zh, en)


def test_every_source_stands_once() -> None:
    sources = [row["zh"] for path in FILES for row in read_rows(path)] + [zh for zh, _ in handwritten_pairs("zh-en")]
    seen = Counter(map(bare, sources))
    twice = {bare(row["zh"]) for path in FILES for row in read_rows(path) if seen[bare(row["zh"])] > 1}
    assert FILES and not twice


FRENCH = sorted((BOOKS / "en-fr" / "course").glob("*.tsv"))


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_every_french_pair_is_well_formed(path: Path) -> None:
    assert path.read_text("utf-8").startswith("en\tfr\n")
    rows = read_rows(path)
    assert len(rows) >= 50
    for row in rows:
        en, fr = row["en"], row["fr"]
        assert (clean_text(en), clean_text(fr)) == (en, fr)
        assert re.fullmatch(r"[A-Z][^{}\[\]|]*", en) and re.fullmatch(r"[A-ZÀÇÊÉ][^{}\[\]|]*[.!?]", fr), fr
        assert (en[-1] == "?") == (fr[-1] == "?"), en
        assert not re.search(r"[^ ][?!]|\b([djlmnst]|qu)' |’", fr), fr
        assert not re.search(r"\b(de|le|la|je|ne|que|me|te|se|ce) [aeiouéèêhœ](?!uit|ibou)", fr, re.IGNORECASE), fr


def test_every_english_source_stands_once() -> None:
    sources = [row["en"] for path in FRENCH for row in read_rows(path)]
    seen = Counter(source.rstrip(FINAL_MARKS) for source in [*sources, *(en for en, _ in handwritten_pairs("en-fr"))])
    assert sources and not [source for source in sources if seen[source.rstrip(FINAL_MARKS)] > 1]
