"""Sentence pairs: read from tables, cleaned, and split without leakage."""

import gzip
from itertools import chain
from pathlib import Path

import pytest

from seq2seq.data.corpus import (
    PARTS,
    clean_text,
    connected_groups,
    group_references,
    read_sentence_pairs,
    sentence_key,
    split_corpus,
)
from seq2seq.data.tsv import BadLine, parse_pairs
from tests.test_data import HAN, ROWS, TABLE

# -- reading


def test_pairs_are_read_from_plain_and_packed_tables(tmp_path: Path) -> None:
    text = "\ufeff我爱你\tI love you\r\n现在几点\tWhat time is it now"
    (tmp_path / "a.tsv").write_bytes(text.encode())
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(text.encode()))
    expected = [("我爱你", "I love you"), ("现在几点", "What time is it now")]
    assert read_sentence_pairs(tmp_path / "a.tsv") == read_sentence_pairs(tmp_path / "a.tsv.gz") == expected


def test_of_a_long_table_no_more_lines_are_read_than_asked_for() -> None:
    table = b"one\teins\ntwo\tzwei\nthree\n\xff"
    assert parse_pairs(table, "long.tsv", 2, most=2) == [("one", "eins"), ("two", "zwei")]
    with pytest.raises(BadLine, match="line 3"):
        parse_pairs(table, "long.tsv", 2, most=3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"a\tb\nno tab\n", r"line 2: expected source<TAB>target, columns found: 1"),
        (b"a\tb\tc\n", r"line 1: expected source<TAB>target, columns found: 3"),
        (b"a\tb\n\nc\td\n", r"line 2: .* columns found: 1"),
        (b"a\tb\nc\t \n", r"line 2: a column is empty"),
        (b"a\tb\n\xff\xfe\tb\n", r"line 2: not UTF-8"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"bad\.tsv.*{message}"):
        read_sentence_pairs(path)


@pytest.mark.parametrize("content", [b"not packed", gzip.compress(TABLE)[:-20]])
def test_a_broken_gzip_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tsv.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"bad\.tsv\.gz: not a readable gzip file"):
        read_sentence_pairs(path)


def test_references_are_gathered_by_source_in_order() -> None:
    pairs = [("你好", "Hello"), ("再见", "Bye"), ("你好", "Hi")]
    assert group_references(pairs) == [("你好", ["Hello", "Hi"]), ("再见", ["Bye"])]


def test_clean_composes_and_collapses() -> None:
    assert clean_text("  cafe\u0301 \u00a0 au\u200b \ufeff lait\n") == "café au lait"


# -- splitting


def test_sentences_are_compared_without_case_space_and_punctuation() -> None:
    assert sentence_key("I'm HERE, now!") == sentence_key("im herenow") == "imherenow"
    assert sentence_key("现在几点？") == sentence_key("现在几点") and sentence_key("Ａ１") == "a1"
    assert sentence_key("?!") == "?!"


def test_pairs_that_share_a_side_are_one_group() -> None:
    pairs = [("甲", "One."), ("乙", "one"), ("乙!", "Two"), ("丙", "Three")]
    assert sorted(map(len, connected_groups(pairs))) == [1, 3]


def test_a_source_and_a_target_of_the_same_text_do_not_join_groups() -> None:
    assert len(connected_groups([("OK", "甲"), ("乙", "OK")])) == 2


def test_the_split_is_whole_disjoint_and_the_same_every_time() -> None:
    pairs = [(source, target) for target, source in ROWS] + [(f"句子{HAN[0]}{HAN[0]}", "Another.")]
    parts = split_corpus(pairs, "salt")
    assert {name: len(part) for name, part in parts.items()} == {"train": 91, "valid": 5, "test": 5}
    assert sorted(chain.from_iterable(parts.values())) == sorted(pairs)
    assert split_corpus(pairs[::-1], "salt") == parts != split_corpus(pairs, "pepper")


def test_no_sentence_of_a_part_is_in_another() -> None:
    pairs = [(f"句{n // 2}", f"target {n // 3}") for n in range(0, 400, 2)]
    parts = split_corpus(pairs, "salt")
    for column in (0, 1):
        train, valid, test = ({sentence_key(pair[column]) for pair in parts[name]} for name in PARTS)
        assert not (train & valid or train & test or valid & test)
    assert parts["valid"] and parts["test"]


def test_a_large_cluster_goes_to_train() -> None:
    cluster = [("同一句", f"same {n}") for n in range(30)]
    parts = split_corpus([(chinese, english) for english, chinese in ROWS] + cluster, "salt")
    assert set(cluster) <= set(parts["train"])


def test_a_handful_of_pairs_is_not_split() -> None:
    with pytest.raises(ValueError, match="19 pairs are too few"):
        split_corpus([(chinese, english) for english, chinese in ROWS[:19]], "salt")
