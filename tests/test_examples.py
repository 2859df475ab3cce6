"""The example sentences that ship, and what the reader refuses."""

from collections import Counter
from pathlib import Path

import pytest

from pages.ui.frame.examples import FAILURES
from seq2seq.data.examples import EXAMPLE_COLUMNS, EXAMPLE_GROUPS, FAILING, Example, read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.text.words import detokenize
from seq2seq.trace.links import Links, format_links, parse_links

SHIPPED = Path(__file__).parent.parent / "pretrained" / "zh-en" / "examples.tsv"
GOOD = [
    "negation",
    "我不喝茶。",
    "我 不 喝 茶 。",
    "I don't drink tea.",
    "I do n't drink tea .",
    "0-0 1?1 1-2 2-3",
]


def write(path: Path, *rows: list[str], header: str = "\t".join(EXAMPLE_COLUMNS)) -> Path:
    path.write_text("\n".join([header, *("\t".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return read_examples(SHIPPED)


def test_about_sixty_examples_ship_in_every_group(examples: list[Example]) -> None:
    assert Counter(example.group for example in examples) == {
        "word-order": 10,
        "one-to-many": 10,
        "function-words": 8,
        "negation": 6,
        "questions": 9,
        "unknown-words": 9,
        "length": 7,
        "too-long": 4,
    }


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.parent.parent.glob("*/examples.tsv")), ids=lambda path: path.parent.name
)
def test_groups_come_in_their_order(path: Path) -> None:
    groups = [*dict.fromkeys(example.group for example in read_examples(path))]
    assert groups == [group for group in EXAMPLE_GROUPS if group in groups]


def test_french_examples_show_what_chinese_ones_cannot() -> None:
    counts = Counter(example.group for example in read_examples(SHIPPED.parent.parent / "en-fr" / "examples.tsv"))
    assert counts["adjectives"] == counts["negation"] == 8
    assert counts["contractions"] == counts["agreement"] == counts["questions"] == 7
    assert sum(counts.values()) == 55


def test_every_example_is_written_as_its_tokens_are() -> None:
    for path in SHIPPED.parent.parent.glob("*/examples.tsv"):
        family = FAMILIES[path.parent.name]
        for example in read_examples(path):
            for language, text, tokens in (
                (family.source, example.source, example.source_tokens),
                (family.target, example.translation, example.target_tokens),
            ):
                written = text.replace(" ", "") if language.gaps else text
                assert detokenize(tokens, language.spaced, language.spaced_marks, language.verbatim)[0] == written


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("我爱你", "I love you."),
        ("欢迎来北京", "Welcome to Beijing."),
        ("我爱学习", "I love learning."),
        ("现在几点", "What time is it now?"),
    ],
)
def test_the_seeds_are_among_them(examples: list[Example], source: str, translation: str) -> None:
    assert {example.source: example.translation for example in examples}[source] == translation


def test_no_translation_and_no_source_is_there_twice(examples: list[Example]) -> None:
    assert len({e.source for e in examples}) == len({e.translation for e in examples}) == len(examples) == 63


def test_links_point_at_tokens_and_nearly_every_token_has_one(examples: list[Example]) -> None:
    for example in examples:
        sources, targets = (set(side) for side in zip(*example.links.possible, strict=True))
        assert sources <= set(range(len(example.source_tokens)))
        assert targets <= set(range(len(example.target_tokens)))
        assert len(sources) >= len(example.source_tokens) - 1
        assert len(targets) >= len(example.target_tokens) - 3


def test_word_order_is_shown_by_links_that_cross(examples: list[Example]) -> None:
    bought = next(e for e in examples if e.translation == "I bought a book yesterday.")
    linked = {bought.source_tokens[s]: bought.target_tokens[t] for s, t in bought.links.sure}
    assert linked == {"我": "I", "昨天": "yesterday", "买": "bought", "一": "a", "书": "book", "。": "."}


def test_one_word_for_many_is_shown_by_several_sure_links(examples: list[Example]) -> None:
    for example in (e for e in examples if e.group == "one-to-many"):
        assert len(example.links.possible) > len({source for source, _ in example.links.possible})


def test_a_row_becomes_an_example(tmp_path: Path) -> None:
    assert read_examples(write(tmp_path / "a.tsv", GOOD)) == [
        Example(
            group="negation",
            source="我不喝茶。",
            source_tokens=("我", "不", "喝", "茶", "。"),
            translation="I don't drink tea.",
            target_tokens=("I", "do", "n't", "drink", "tea", "."),
            links=Links(frozenset({(0, 0), (1, 2), (2, 3)}), frozenset({(1, 1)})),
        )
    ]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, "poems", "line 2: no group is called 'poems'"),
        (2, "我 不 喝 。", "line 2: the tokens .* do not join to '我不喝茶。'"),
        (4, "I drink tea .", "line 2: the tokens .* do not join"),
        (5, "0-0 5-1", "line 2: the link 5-1 of '我不喝茶。' points at no token"),
        (5, "0-0 1?6", "line 2: the link 1-6 .* points at no token"),
        (5, "0-0 1:1", "line 2: not a link: '1:1'"),
        (5, "0-0\textra", "line 2: expected 6 columns, found 7"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, column: int, value: str, message: str) -> None:
    row = [value if at == column else cell for at, cell in enumerate(GOOD)]
    with pytest.raises(ValueError, match=rf"a\.tsv, {message}"):
        read_examples(write(tmp_path / "a.tsv", row))


def test_a_wrong_header_and_a_repeated_source_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 1: expected the columns group, source"):
        read_examples(write(tmp_path / "a.tsv", GOOD, header="a\tb"))
    with pytest.raises(ValueError, match="more than once: 我不喝茶。"):
        read_examples(write(tmp_path / "a.tsv", GOOD, GOOD))


def test_links_are_read_and_written_in_pharaoh_format() -> None:
    links = parse_links(" 1?2 0-0  10-3 ")
    assert links == Links(frozenset({(0, 0), (10, 3)}), frozenset({(1, 2)}))
    assert links.possible == {(0, 0), (10, 3), (1, 2)}
    assert format_links(links) == "0-0 1?2 10-3" and format_links(parse_links("")) == ""
    assert format_links(links.reversed()) == "0-0 2?1 3-10"


@pytest.mark.parametrize("word", ["1", "a-b", "-1-0", "1--0", "1-0-2", "1?", "１-0"])
def test_what_is_not_a_link_is_named(word: str) -> None:
    with pytest.raises(ValueError, match="not a link"):
        parse_links(f"0-0 {word}")


def test_the_page_says_why_a_group_fails() -> None:
    assert tuple(FAILURES) == FAILING
