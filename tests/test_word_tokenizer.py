"""Whole words and single marks: what is a piece, that texts come back, and that files say their kind."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.config.records import InvalidRequest
from seq2seq.text.special_ids import UNK
from seq2seq.text.tokenizer import Tokenizer, WordTokenizer, load_tokenizer

COMMAND = """find . -name "*.txt" -exec rm {} \\;"""
KNOWN = WordTokenizer.learn([COMMAND, COMMAND, "foo"])


def test_words_are_whole_and_marks_say_what_they_touch():
    pieces = KNOWN.encode(COMMAND).pieces
    assert " ".join(pieces) == '▁find ▁. ▁-￭ ▁name ▁"￭ ▁￭*￭ ▁￭.￭ ▁txt ▁￭" ▁-￭ ▁exec ▁rm ▁{￭ ▁￭} ▁\\￭ ▁￭;'


def test_a_word_is_the_same_piece_wherever_it_stands():
    for text in ('"foo"', "foo.txt", "a foo b", "/foo/"):
        assert "▁foo" in KNOWN.encode(text).pieces


def test_what_was_seen_once_is_one_unknown_piece_named_as_written():
    encoded = KNOWN.encode("rm foo")
    assert encoded.pieces == ("▁rm", "▁foo") and encoded.unknown == (False, True) and encoded.ids[1] == UNK
    assert encoded.spans == ((0, 2), (3, 6))


def test_the_commonest_pieces_come_first_and_rare_ones_not_at_all():
    learned = WordTokenizer.learn(["b b b a a c"])
    assert learned.pieces(range(len(learned))) == ("<pad>", "<unk>", "<s>", "</s>", "▁b", "▁a")


def test_a_command_is_written_again_from_its_pieces():
    assert KNOWN.join(KNOWN.encode(COMMAND).pieces) == COMMAND == KNOWN.decode(KNOWN.ids(COMMAND))


@given(st.text(alphabet="ab_1 -./\"'{}|*é中", max_size=30))
def test_any_line_comes_back_from_its_pieces(line: str):
    text = " ".join(line.split())
    assert KNOWN.join(KNOWN.encode(text).pieces) == text


def test_half_a_character_is_refused():
    with pytest.raises(InvalidRequest, match="invalid character"):
        KNOWN.encode("rm \ud800")


def test_a_file_says_of_what_kind_it_is(tmp_path: Path):
    (tmp_path / "words.model").write_bytes(KNOWN.model)
    (tmp_path / "letters.model").write_bytes(Tokenizer.of_symbols("abc").model)
    words, letters = (load_tokenizer(tmp_path / f"{name}.model") for name in ("words", "letters"))
    assert isinstance(words, WordTokenizer) and words.spaced and words.encode("rm foo").pieces == ("▁rm", "▁foo")
    assert not isinstance(letters, WordTokenizer)
