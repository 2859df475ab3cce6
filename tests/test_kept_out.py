"""The lists that measure what a class types first and next: complete, and apart from all that the models learn from.

`python -m seq2seq firsts zh-en --data tests/data/kept-out-next.zh-en.tsv` measures the models of a family on one. Given
to `python -m seq2seq.data.phrasebook --leave-out` it stays out of the phrases; a training leaves it out of its corpus.
"""

from pathlib import Path

import pytest

from seq2seq.config.places import PRETRAINED
from seq2seq.data.corpus import clean_text, group_references, read_sentence_pairs
from seq2seq.data.examples import read_examples, read_minimal_pairs
from seq2seq.data.phrasebook import course_pairs, fingerprint, handwritten_pairs, template_pairs
from seq2seq.data.phrasebook.__main__ import phrases_path

DATA = Path(__file__).parent / "data"
LISTS = ("kept-out-first.zh-en", "kept-out-next.zh-en", "kept-out-first.en-fr")


@pytest.fixture(scope="module", params=LISTS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def references(name: str) -> dict[str, list[str]]:
    return dict(group_references(read_sentence_pairs(DATA / f"{name}.tsv")))


def learned_sources(family: str) -> set[str]:
    """The fingerprints of what is learned from or shown: the phrase book, its templates, the course, the examples."""
    pairs = [*handwritten_pairs(family), *template_pairs(family), *read_sentence_pairs(phrases_path(family))]
    course = [source for source, _ in course_pairs(family)]
    examples = [example.source for example in read_examples(PRETRAINED / family / "examples.tsv")]
    minimal = [
        text for pair in read_minimal_pairs(PRETRAINED / family / "pairs.tsv") for text in (pair.first, pair.second)
    ]
    return set(map(fingerprint, [*(source for source, _ in pairs), *course, *examples, *minimal]))


def test_each_list_has_150_sentences_with_references_of_their_own(references: dict[str, list[str]]) -> None:
    assert len({fingerprint(source) for source in references}) == len(references) == 150
    assert all(2 <= len(translations) == len(set(translations)) <= 6 for translations in references.values())


def test_each_reference_is_a_whole_sentence(references: dict[str, list[str]]) -> None:
    for source, translations in references.items():
        assert clean_text(source) == source
        assert all(clean_text(text) == text and text[0].isupper() and text[-1] in ".!?" for text in translations), (
            source
        )


def test_none_is_learned_from(name: str, references: dict[str, list[str]]) -> None:
    learned = learned_sources(name.split(".")[1])
    assert not [source for source in references if fingerprint(source) in learned]


def test_the_lists_have_nothing_in_common() -> None:
    lists = [*LISTS, "first-sentences.zh-en", "first-sentences.en-fr"]
    sources = [
        fingerprint(source) for name in lists for source in {s for s, _ in read_sentence_pairs(DATA / f"{name}.tsv")}
    ]
    assert len(set(sources)) == len(sources)


FAMOUS = "The agreement on the European Economic Area was signed in August 1992."


def test_nothing_learned_is_nearly_the_famous_sentence_of_attention() -> None:
    famous = set(words(FAMOUS))
    course = [source for source, _ in course_pairs("en-fr")]
    for sentence in [*course, *(source for source, _ in read_sentence_pairs(phrases_path("en-fr")))]:
        known = set(words(sentence))
        assert len(known & famous) < len(known | famous) / 2, sentence


def words(sentence: str) -> list[str]:
    return sentence.rstrip(".?!").lower().split()
