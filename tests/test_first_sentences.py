"""What everybody types first, and the examples, translated by the models that ship: the share that comes out right."""

from functools import cache
from pathlib import Path

import pytest

from seq2seq.checkpoints import zoo
from seq2seq.cli.inspect import ScoredTranslations, score_translations
from seq2seq.config.places import PRETRAINED
from seq2seq.data.corpus import group_references, read_sentence_pairs
from seq2seq.data.examples import FAILING, read_examples
from seq2seq.decoding.corpus import translate_all

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data"
RIGHT_SHARE = {"zh-en": 0.95, "en-fr": 0.96}
EXAMPLES_RIGHT_SHARE = {"zh-en": 1.0, "en-fr": 1.0}
AGREEMENT_RIGHT_SHARE = 1.0
CONTENT_SCORERS = ("additive", "dot", "general", "scaled_dot", "multi_head")
FORGOTTEN = 3
"""How many of the examples of length a single vector forgets a part of."""
MODELS = [*(("zh-en", scorer) for scorer in CONTENT_SCORERS), ("en-fr", "additive")]

References = dict[str, list[str]]


@cache
def references(name: str) -> References:
    return dict(group_references(read_sentence_pairs(DATA / f"{name}.tsv")))


def translated(name: str, right: References) -> ScoredTranslations:
    return score_translations(name, translate_all(zoo.load_bundle(name), list(right)), right.values())


def wrong(scores: ScoredTranslations, right: References) -> str:
    rows = zip(right, scores.translations, scores.right, strict=True)
    return "\n".join(f"{source} → {text}" for source, text, is_right in rows if not is_right)


@pytest.mark.parametrize(("family", "scorer"), MODELS)
def test_first_sentences_come_out_right(family: str, scorer: str) -> None:
    firsts = references(f"first-sentences.{family}")
    scores = translated(f"{family}/{scorer}", firsts)
    assert scores.share >= RIGHT_SHARE[family], wrong(scores, firsts)


def test_length_begins_with_sentences_that_no_attention_fails_and_all_content_scorers_get_right() -> None:
    right = references("examples.zh-en")
    examples = read_examples(PRETRAINED / "zh-en" / "examples.tsv")
    first = {example.source: right[example.source] for example in examples if example.group == "length"}
    first = dict(list(first.items())[:FORGOTTEN])
    assert not verbatim("zh-en/none", first)
    for scorer in CONTENT_SCORERS:
        assert verbatim(f"zh-en/{scorer}", first) == list(first)


def verbatim(name: str, right: References) -> list[str]:
    """The sentences whose translation is one of the references to the letter."""
    translations = translated(name, right).translations
    return [source for (source, some), text in zip(right.items(), translations, strict=True) if text in some]


@pytest.mark.parametrize("family", EXAMPLES_RIGHT_SHARE)
def test_examples_come_out_right_but_for_groups_that_say_otherwise(family: str) -> None:
    right = references(f"examples.{family}")
    examples = read_examples(PRETRAINED / family / "examples.tsv")
    promised = {example.source: right[example.source] for example in examples if example.group not in FAILING}
    scores = translated(f"{family}/additive", promised)
    assert scores.share >= EXAMPLES_RIGHT_SHARE[family], wrong(scores, promised)


def test_french_words_agree_to_the_letter() -> None:
    expected = references("examples.en-fr")
    examples = read_examples(PRETRAINED / "en-fr" / "examples.tsv")
    agreeing = {example.source: expected[example.source] for example in examples if example.group == "agreement"}
    translations = translated("en-fr/additive", agreeing).translations
    wrong = [text for text, right in zip(translations, agreeing.values(), strict=True) if text not in right]
    assert 1 - len(wrong) / len(translations) >= AGREEMENT_RIGHT_SHARE, wrong


@pytest.mark.parametrize("family", EXAMPLES_RIGHT_SHARE)
def test_an_example_is_right_by_its_own_translation_and_others_as_good(family: str) -> None:
    own = {example.source: example.translation for example in read_examples(PRETRAINED / family / "examples.tsv")}
    assert {source: first for source, (first, *_) in references(f"examples.{family}").items()} == own


@pytest.mark.parametrize(("family", "sentences"), [("zh-en", 150), ("en-fr", 60)])
def test_each_sentence_has_several_references(family: str, sentences: int) -> None:
    firsts = references(f"first-sentences.{family}")
    assert len(firsts) == sentences
    assert all(3 <= len(translations) == len(set(translations)) <= 8 for translations in firsts.values())


def test_half_of_the_chinese_ones_end_without_a_mark() -> None:
    firsts = references("first-sentences.zh-en")
    assert 0.4 < sum(source[-1] not in "。！？" for source in firsts) / len(firsts) < 0.6
