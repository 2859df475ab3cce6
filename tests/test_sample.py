"""The sample of training pairs: of common words, of all lengths, small, and what the models were trained on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from seq2seq.config.places import PRETRAINED
from seq2seq.data.shipped import (
    COMMON,
    SAMPLE_FILE,
    SAMPLED,
    SEEN_FILE,
    UNSUITABLE,
    SeenSentences,
    read_sample,
    sample_pairs,
    write_sample,
)
from tests.conftest import RunCommand

FAMILIES = sorted(path.parent.name for path in PRETRAINED.glob(f"*/{SAMPLE_FILE}"))
MOST_BYTES = 3_000_000


def test_pairs_of_common_words_are_spread_over_all_lengths() -> None:
    pairs = [("字" * (1 + number), f"go {'on ' * (number % 3)}") for number in range(COMMON * 4)]
    rare, unfit = ("她走", "she strolls"), ("他开枪", "go, he shot")
    taken = sample_pairs([*pairs, rare, unfit, pairs[0]], 8)
    assert [len(source) for source, _ in taken] == [1, 11, 21, 31, 41, 51, 61, 71]
    assert sample_pairs([*pairs, rare, unfit], 1000) == sorted(pairs, key=lambda pair: len(pair[0]))
    assert not UNSUITABLE.search("Hello, the violin is dying to numb us") and UNSUITABLE.search("They KILLED it")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    pairs = [("我爱你。", "I love you."), ("a", "b")]
    write_sample(pairs, tmp_path / SAMPLE_FILE)
    first = (tmp_path / SAMPLE_FILE).read_bytes()
    write_sample(pairs, tmp_path / SAMPLE_FILE)
    assert (tmp_path / SAMPLE_FILE).read_bytes() == first and read_sample(tmp_path) == tuple(pairs)
    assert read_sample(tmp_path / "none") == ()
    (tmp_path / SAMPLE_FILE).write_bytes(b"no gzip")
    with pytest.raises(ValueError, match="sample"):
        read_sample(tmp_path)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_ships_was_trained_on_and_is_small(family: str) -> None:
    pairs, seen = read_sample(PRETRAINED / family), SeenSentences.read(PRETRAINED / family / SEEN_FILE)
    assert len(pairs) == len({source for source, _ in pairs}) == SAMPLED
    assert Counter(seen.has_source(source) for source, _ in pairs)[True] == SAMPLED
    assert (PRETRAINED / family / SAMPLE_FILE).stat().st_size < MOST_BYTES
    assert f"`{SAMPLE_FILE}`" in (PRETRAINED / family / "README.md").read_text("utf-8")


def test_the_command_keeps_what_was_trained_on(output_of: RunCommand, tmp_path: Path) -> None:
    pairs = [(source, "I am here.") for source, _ in read_sample(PRETRAINED / "zh-en")[: 2 * COMMON]]
    write_sample([("从未见过的一个句子", "I am here."), *pairs], tmp_path / "train.tsv.gz")
    said = output_of("sample", "zh-en", "--corpus", tmp_path, "--out", tmp_path / SAMPLE_FILE)
    assert f"pairs: {len(pairs)}" in said and set(read_sample(tmp_path)) == set(pairs)
