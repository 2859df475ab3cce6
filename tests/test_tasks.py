"""The made-up tasks: worked pairs with their links, and what holds for every task."""

from datetime import date
from pathlib import Path

import pytest

from seq2seq.data.corpus import prepare_corpus, read_sentence_pairs
from seq2seq.data.examples import format_examples, read_examples
from seq2seq.data.families import FAMILIES, families_for
from seq2seq.data.tasks import TASKS, task_parts
from seq2seq.data.tasks.task import Difficulty, Task
from seq2seq.evaluation.model_card import read_gold_folder
from seq2seq.text.special_ids import FIRST_SYMBOL
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.links import Links, format_links

WORKED = [
    ("reverse", "abc", "c b a", "0-2 1-1 2-0"),
    ("copy", "abc", "a b c", "0-0 1-1 2-2"),
    ("sort", "cabb", "a b b c", "0-3 1-0 2-1 3-2"),
    ("shift", "abcd", "c d a b", "0-2 1-3 2-0 3-1"),
    ("shift", "a", "a", "0-0"),
    ("next-letter", "haz", "i b a", "0-0 1-1 2-2"),
    ("pig-latin", "string", "i n g s t r a y", "0-3 1-4 2-5 3-0 4-1 5-2"),
    ("pig-latin", "up", "u p w a y", "0-0 1-1"),
    ("pig-latin", "pst", "p s t a y", "0-0 1-1 2-2"),
    ("dates", "March 3, 2021", "2 0 2 1 - 0 3 - 0 3", "0-5 0-6 1-8 1-9 3-0 4-1 5-2 6-3"),
    ("dates", "13 May 1999", "1 9 9 9 - 0 5 - 1 3", "0-8 1-9 2-5 2-6 3-0 4-1 5-2 6-3"),
    ("dates", "13/12/50", "1 9 5 0 - 1 2 - 1 3", "0-8 1-9 3-5 4-6 6-0 6-1 6-2 7-3"),
    ("dates", "3 Sep 2049", "2 0 4 9 - 0 9 - 0 3", "0-8 0-9 1-5 1-6 2-0 3-1 4-2 5-3"),
    ("addition", "123+456", "5 7 9", "0?0 1?1 2?2 4?0 5?1 6?2"),
    ("addition", "907+193", "1 1 0 0", "0?0 0?1 1?2 2?3 4?0 4?1 5?2 6?3"),
    ("addition", "95+7", "1 0 2", "0-0 0-1 1?2 3?2"),
    ("number-names", "3417", "three thousand four hundred seventeen", "0-0 0-1 1-2 1-3 2?4 3?4"),
    ("number-names", "305", "three hundred five", "0-0 0-1 2-2"),
    ("number-names", "0", "zero", "0-0"),
    ("number-names", "20040", "twenty thousand forty", "0-0 1-1 3-2"),
    ("counting", "abaca", "3", "0?0 2?0 4?0"),
    ("counting", "bc", "0", ""),
]


@pytest.mark.parametrize(("name", "text", "target", "links"), WORKED)
def test_a_worked_pair(name: str, text: str, target: str, links: str) -> None:
    task = TASKS[name]
    pair = task.pair(task.read(text))
    linked = {row for row, _ in pair.links}
    gold = Links(pair.gold.sure, frozenset(link for link in pair.gold.possible if link[1] in linked))
    assert (" ".join(pair.target), format_links(gold)) == (target, links)
    assert task.texts(pair)[0] == text


@pytest.fixture(params=TASKS.values(), ids=[*TASKS])
def task(request: pytest.FixtureRequest) -> Task:
    return request.param


def test_a_seed_gives_the_same_pairs_again_and_another_seed_others(task: Task) -> None:
    first, again, other = (task.pairs(seed, 50, task.difficulty) for seed in (1, 1, 2))
    assert first == again != other


def test_pairs_stay_within_vocabulary_and_length_and_are_right(task: Task) -> None:
    for difficulty in (task.easiest, task.difficulty, task.hardest):
        source, target = task.vocabulary(difficulty)
        assert len(set(source)) == len(source) and len(set(target)) == len(target)
        for pair in task.pairs(3, 100, difficulty):
            assert set(pair.source) <= set(source) and set(pair.target) <= set(target)
            assert pair.target == task.check(pair.source)
            assert all(0 <= row < len(pair.target) and 0 <= place < len(pair.source) for row, place in pair.links)


def test_a_text_is_read_as_it_was_written(task: Task) -> None:
    for pair in task.pairs(4, 50):
        assert task.read(task.texts(pair)[0]) == pair.source


def test_what_a_task_does_not_know_is_refused(task: Task) -> None:
    with pytest.raises(ValueError, match="does not know '🙂'"):
        task.read("🙂")
    with pytest.raises(ValueError, match="expected"):
        task.check(())


@pytest.mark.parametrize(("name", "text"), [("dates", "1/2"), ("dates", "1/1/123"), ("dates", "123 May 2000")])
def test_what_is_no_date_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="expected a"):
        TASKS[name].check(TASKS[name].read(text))


def test_difficulty_is_length_and_alphabet() -> None:
    reverse = TASKS["reverse"].pairs(1, 300, Difficulty(3, 4))
    assert {len(pair.source) for pair in reverse} == {1, 2, 3}
    assert {letter for pair in reverse for letter in pair.source} == set("abcd")
    sums = TASKS["addition"].pairs(1, 300, Difficulty(2, 3))
    assert {len(pair.source) for pair in sums} == {5}
    assert {"".join(pair.target)[:4] for pair in TASKS["dates"].pairs(1, 100, Difficulty(1, 2))} == {"2049"}


def test_dates_exist_and_are_all_of_the_calendar() -> None:
    days = {date.fromisoformat("".join(pair.target)) for pair in TASKS["dates"].pairs(1, 2000)}
    assert min(days).year == 1950 and max(days).year == 2049


# -- as a family


def test_a_tokenizer_has_one_piece_for_each_symbol(task: Task) -> None:
    for symbols, language in zip(task.vocabulary(), (task.source, task.target), strict=True):
        tokenizer = Tokenizer.of_symbols(symbols, language.spaced)
        assert [tokenizer.id(("▁" if language.spaced else "") + symbol) for symbol in symbols] == [
            *range(FIRST_SYMBOL, FIRST_SYMBOL + len(symbols))
        ]
        assert len(tokenizer.model) < 2000 and tokenizer.spaced == language.spaced
    source = Tokenizer.of_symbols(task.vocabulary()[0], task.source.spaced)
    for pair in task.pairs(5, 50):
        assert source.encode(task.texts(pair)[0]).pieces == pair.source


def test_spaces_in_a_typed_source_are_left_out() -> None:
    tokenizer = Tokenizer.of_symbols(TASKS["dates"].vocabulary()[0])
    typed = tokenizer.encode(" 3  March2021")
    assert typed.pieces == ("3", "March", "2", "0", "2", "1") and not any(typed.unknown)
    assert tokenizer.encode("3 mars").unknown == (False, True)


@pytest.mark.slow
def test_the_corpus_shares_no_source_between_its_parts(task: Task) -> None:
    parts = task_parts(task)
    sources = [pair.source for part in parts.values() for pair in part]
    assert len(set(sources)) == len(sources) > 4000
    assert len(parts["test"]) == len(parts["valid"]) == 300


def test_a_task_is_a_family_with_its_gold_links(tmp_path: Path) -> None:
    prepare_corpus(FAMILIES["reverse"], None, tmp_path)
    sentences = read_gold_folder(tmp_path / "gold", swapped=False)
    texts = read_sentence_pairs(tmp_path / "test.tsv.gz")
    assert [("".join(sentence.source), "".join(sentence.target)) for sentence in sentences] == texts
    assert all(len(sentence.gold.sure) == len(sentence.source) for sentence in sentences)
    examples = read_examples(tmp_path / "examples.tsv")
    assert examples[0].translation == "desserts"
    assert format_examples(examples) == (tmp_path / "examples.tsv").read_text("utf-8")


def test_a_symbol_that_is_always_the_same_may_be_looked_for_anywhere() -> None:
    gold = TASKS["pig-latin"].pair(("u", "p")).gold
    assert gold.sure == {(0, 0), (1, 1)}
    assert gold.possible == gold.sure | {(source, target) for source in (0, 1) for target in (2, 3, 4)}


def test_a_task_is_never_offered() -> None:
    assert FAMILIES["reverse"].title == "Task: Reverse"
    assert [family.name for family in families_for("hello")] == ["en-fr"]
    assert families_for("123+456") == []
