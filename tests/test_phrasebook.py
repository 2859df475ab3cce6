"""The phrase book: templates fill in what is right in both languages; what is shipped is clean and kept apart."""

import re
from pathlib import Path

import pytest

from seq2seq.config.places import PRETRAINED
from seq2seq.data.corpus import clean_text, read_sentence_pairs, sentence_key
from seq2seq.data.examples import read_examples
from seq2seq.data.examples import read_minimal_pairs as read_minimal_pairs
from seq2seq.data.families import FAMILIES, scripts
from seq2seq.data.phrasebook import (
    FAMILIES_WITH_PHRASES,
    FINAL_MARKS,
    Template,
    course,
    course_pairs,
    fingerprint,
    handwritten_pairs,
    phrases,
    read_lists,
    template_pairs,
)
from seq2seq.data.phrasebook import __main__ as builder
from seq2seq.data.phrasebook.__main__ import left_out_path, phrases_path, read_fingerprints

DATA = Path(__file__).parent / "data"
COLUMNS = ("zh", "en")

LISTS = {
    "who": [{"zh": "我", "en": "I", "form": "am"}, {"zh": "她", "en": "she", "form": "is"}],
    "thing": [{"zh": "书", "measure": "本", "en": "book"}, {"zh": "苹果", "measure": "个", "en": "apple"}],
    "city": [{"zh": "北京", "en": "Beijing"}, {"zh": "上海", "en": "Shanghai"}],
    "other": [{"zh": "上海", "en": "Shanghai"}],
}


@pytest.fixture(scope="module", params=FAMILIES_WITH_PHRASES)
def family(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def shipped(family: str) -> list[tuple[str, str]]:
    return read_sentence_pairs(phrases_path(family))


# -- templates


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("{who}去{city}。", "{who} [go|goes] to {city}.", ("她去北京。", "She goes to Beijing.")),
        ("{who}在{city}。", "{who} [am|is|are] in {city}.", ("我在上海。", "I am in Shanghai.")),
        ("一{thing.measure}{thing}", "{a thing}.", ("一本书", "A book.")),
        ("这是一{thing.measure}{thing}。", "This is {a thing}.", ("这是一个苹果。", "This is an apple.")),
    ],
)
def test_a_template_agrees_with_what_fills_it(zh: str, en: str, expected: tuple[str, str]) -> None:
    assert expected in Template(9, zh, en, COLUMNS).pairs(LISTS)


def test_nothing_is_said_of_itself() -> None:
    assert Template(9, "从{city}到{other}", "From {city} to {other}.", COLUMNS).pairs(LISTS) == [
        ("从北京到上海", "From Beijing to Shanghai.")
    ]


def test_a_template_keeps_as_many_as_it_says_and_always_the_same() -> None:
    every = Template(9, "{who}在{city}。", "{who} [am|is|are] in {city}.", COLUMNS).pairs(LISTS)
    assert len(every) == 4
    assert Template(2, "{who}在{city}。", "{who} [am|is|are] in {city}.", COLUMNS).pairs(LISTS) == every[:2]


def test_a_row_belongs_to_the_lists_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "thing.tsv").write_text("zh\ten\talso\n书\tbook\tgift own\n门\tdoor\t-\n", "utf-8")
    lists = read_lists(tmp_path)
    assert {name: [row["en"] for row in rows] for name, rows in lists.items()} == {
        "thing": ["book", "door"],
        "gift": ["book"],
        "own": ["book"],
    }


# -- the course


@pytest.mark.parametrize(("family", "pairs"), [("zh-en", 10387), ("en-fr", 1696)])
def test_the_course_is_read_from_its_files(family: str, pairs: int) -> None:
    assert len(course_pairs(family)) == pairs


def test_a_sentence_of_the_course_stands_once_and_is_no_phrase(family: str) -> None:
    sources = [sentence_key(source) for source, _ in course(family)]
    assert len(set(sources)) == len(sources) > 0.95 * len(course_pairs(family))
    assert not set(sources) & {sentence_key(source) for source, _ in phrases(family)}


def test_some_sentences_of_the_course_lose_their_final_mark() -> None:
    marked = {source for source, _ in course_pairs("zh-en") if source[-1] in FINAL_MARKS}
    kept = marked & {source for source, _ in course("zh-en")}
    assert 0.7 < len(kept) / len(marked) < 0.8


def test_the_course_leaves_out_both_sides(family: str) -> None:
    (first, _), (_, second) = course_pairs(family)[:2]
    left = [text for pair in course(family, {fingerprint(first), fingerprint(second)}) for text in pair]
    assert not {fingerprint(first), fingerprint(second)} & set(map(fingerprint, left))


def test_phrases_course_and_what_they_leave_out_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = course_pairs("en-fr")[0][0]
    (tmp_path / "apart.tsv").write_text(f"{source}\tanything\n", "utf-8")
    out = tmp_path / "en-fr"
    arguments = ["phrasebook", "en-fr", "--leave-out", str(tmp_path / "apart.tsv"), "--out", str(out)]
    monkeypatch.setattr("sys.argv", arguments)
    builder.main()
    left_out = read_fingerprints(out / "phrases.left-out.txt")
    assert fingerprint(source) in left_out
    assert read_sentence_pairs(out / "course.tsv") == course("en-fr", left_out)
    assert (out / "phrases.tsv").read_bytes() == phrases_path("en-fr").read_bytes()
    assert f"course.tsv: {len(course('en-fr', left_out))} pairs; " in capsys.readouterr().out


# -- what is shipped


def test_the_file_is_what_the_phrase_book_makes(family: str, shipped: list[tuple[str, str]]) -> None:
    assert shipped == phrases(family, read_fingerprints(left_out_path(family)))


@pytest.mark.parametrize(
    ("family", "by_hand", "least", "most"), [("zh-en", 700, 3000, 6500), ("en-fr", 280, 600, 1100)]
)
def test_there_are_some_thousand_pairs(family: str, by_hand: int, least: int, most: int) -> None:
    assert len(handwritten_pairs(family)) >= by_hand
    assert least <= len(read_sentence_pairs(phrases_path(family))) <= most


def test_each_chinese_pair_is_well_formed() -> None:
    for source, target in (
        *read_sentence_pairs(phrases_path("zh-en")),
        *handwritten_pairs("zh-en"),
        *template_pairs("zh-en"),
    ):
        assert (clean_text(source), clean_text(target)) == (source, target)
        assert scripts(source)["CJK"] and not re.search(r"[,.!?;:{}\[\]|]", source), source
        assert re.fullmatch(r"[A-Z][A-Za-z0-9 .,!?'-]*[.!?]", target), target
        assert ("？" in source[-1]) <= (target[-1] in "?!"), source


def test_each_french_pair_is_well_formed() -> None:
    for source, target in (
        *read_sentence_pairs(phrases_path("en-fr")),
        *handwritten_pairs("en-fr"),
        *template_pairs("en-fr"),
    ):
        assert (clean_text(source), clean_text(target)) == (source, target)
        assert re.fullmatch(r"[A-Z][^{}\[\]|]*", source), source
        assert re.fullmatch(r"[A-ZÀÇÊÉ][^{}\[\]|]*[.!?]", target), target
        assert not re.search(r"[^ ][?!]|\b([djlmnst]|qu)' ", target), target
        assert not re.search(r"\b(de|le|la|je|ne|que|me|te|se|ce) [aeiouéèêhœ](?!uit|ibou)", target, re.IGNORECASE), (
            target
        )


def test_no_source_stands_twice(shipped: list[tuple[str, str]]) -> None:
    assert len({sentence_key(source) for source, _ in shipped}) == len(shipped)


def test_some_sources_have_no_final_mark(shipped: list[tuple[str, str]]) -> None:
    bare = [source for source, _ in shipped if source[-1] not in "。！？.!?"]
    assert 0.2 < len(bare) / len(shipped) < 0.35


def test_no_example_is_among_them(shipped: list[tuple[str, str]]) -> None:
    real = [PRETRAINED / family.name for family in FAMILIES.values() if not family.generate]
    examples = [example for folder in real for example in read_examples(folder / "examples.tsv")]
    pairs = [pair for path in PRETRAINED.glob("*/pairs.tsv") for pair in read_minimal_pairs(path)]
    texts = [text for example in examples for text in (example.source, example.translation)]
    texts += [text for pair in pairs for text in (pair.first, pair.second)]
    assert not {sentence_key(text) for pair in shipped for text in pair} & set(map(sentence_key, texts))


def test_no_first_sentence_is_among_them(family: str, shipped: list[tuple[str, str]]) -> None:
    firsts = {sentence_key(source) for source, _ in read_sentence_pairs(DATA / f"first-sentences.{family}.tsv")}
    assert not {sentence_key(source) for source, _ in shipped} & firsts


def test_what_was_left_out_is_named_by_its_letters_and_digits(family: str) -> None:
    assert fingerprint("I'm HERE, now!") == fingerprint("im here now") == "26667fe70aecba51"
    assert all(re.fullmatch("[0-9a-f]{16}", digest) for digest in read_fingerprints(left_out_path(family)))
