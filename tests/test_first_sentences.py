"""What everybody types first, translated by the models that ship: the share that comes out right."""

from functools import cache
from pathlib import Path

import pytest

from seq2seq import zoo
from seq2seq.data import grouped, read_pairs
from seq2seq.evaluate import translate_all
from seq2seq.firsts import tried

DATA = Path(__file__).parent / "data"
RIGHT_SHARE = {"zh-en": 0.64, "en-fr": 0.85}
CONTENT_SCORERS = ("additive", "dot", "general", "scaled_dot", "multi_head")
MODELS = [*(("zh-en", scorer) for scorer in CONTENT_SCORERS), ("en-fr", "additive")]


@cache
def firsts(family: str) -> list[tuple[str, list[str]]]:
    return grouped(read_pairs(DATA / f"first-sentences.{family}.tsv"))


@pytest.mark.parametrize(("family", "scorer"), MODELS)
def test_first_sentences_come_out_right(family: str, scorer: str) -> None:
    sources, references = zip(*firsts(family), strict=True)
    found = tried(scorer, translate_all(zoo.load(f"{family}/{scorer}"), sources), references)
    rows = zip(sources, found.translations, found.right, strict=True)
    wrong = [f"{source} → {text}" for source, text, right in rows if not right]
    assert found.share >= RIGHT_SHARE[family], "\n".join([f"{found.share:.1%} right; not so:", *wrong])


@pytest.mark.parametrize(("family", "sentences"), [("zh-en", 150), ("en-fr", 60)])
def test_each_sentence_has_several_references(family: str, sentences: int) -> None:
    assert len(firsts(family)) == sentences
    assert all(3 <= len(references) == len(set(references)) <= 8 for _, references in firsts(family))


def test_half_of_the_chinese_ones_end_without_a_mark() -> None:
    bare = sum(source[-1] not in "。！？" for source, _ in firsts("zh-en"))
    assert 0.4 < bare / len(firsts("zh-en")) < 0.6
