"""Tokens ⇄ text ⇄ pieces."""

from itertools import pairwise

import pytest

from seq2seq.data.languages import FRENCH
from seq2seq.text.words import detokenize, locate_tokens, piece_spans, token_groups, word_spans, word_starts


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("I love learning .", "I love learning."),
        ("I do n't know , Tom ’s mother said .", "I don't know, Tom’s mother said."),
        ("“ Hi ” ( $ 5 )", "“Hi” ($5)"),
    ],
)
def test_english_tokens_are_written_as_one_writes(tokens: str, text: str) -> None:
    assert detokenize(tokens.split())[0] == text


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Où est l' école ?", "Où est l'école ?"),
        ("Comment vous appelez -vous ?", "Comment vous appelez-vous ?"),
        ("« Oui ! » , dit -il .", "« Oui ! », dit-il."),
        ("J' ai vu aujourd'hui les « bons » .", "J'ai vu aujourd'hui les « bons »."),
    ],
)
def test_french_sets_some_marks_apart_and_elides(tokens: str, text: str) -> None:
    assert detokenize(tokens.split(), spaced_marks=FRENCH.spaced_marks)[0] == text


def test_chinese_tokens_are_written_without_spaces() -> None:
    assert detokenize(["我", "爱", "学习", "。"], spaced=False) == ("我爱学习。", [(0, 1), (1, 2), (2, 4), (4, 5)])


def test_bounds_point_at_the_tokens_in_the_text() -> None:
    tokens = ["He", "did", "n't", "say", "“", "no", "”", "."]
    text, bounds = detokenize(tokens)
    assert [text[start:end] for start, end in bounds] == tokens


def test_pieces_are_grouped_by_the_characters_they_share_with_a_token() -> None:
    # "I love learning": pieces ▁I, ▁love, ▁learn, ing, </s>
    spans = [(0, 1), (1, 6), (6, 12), (12, 15), (15, 15)]
    assert token_groups(spans, detokenize(["I", "love", "learning"])[1]) == [[0], [1], [2, 3]]


def test_a_piece_across_chinese_words_is_in_both() -> None:
    # 我|爱|学习 read as 我爱, 学, 习, </s>
    bounds = detokenize(["我", "爱", "学习"], spaced=False)[1]
    assert token_groups([(0, 2), (2, 3), (3, 4), (4, 4)], bounds) == [[0], [0], [1, 2]]
    assert token_groups([(0, 1)], bounds) == [[0], [], []]


def test_words_and_marks_stand_by_themselves() -> None:
    text = "I don't know, Tom!"
    assert [text[begin:end] for begin, end in word_spans(text)] == ["I", "don't", "know", ",", "Tom", "!"]


def test_what_french_elides_is_a_word_what_english_contracts_is_not() -> None:
    text = "L'eau qu'il m’a aujourd'hui I'm don’t"
    words_of = [text[begin:end] for begin, end in word_spans(text)]
    assert words_of == ["L'", "eau", "qu'", "il", "m’", "a", "aujourd'hui", "I'm", "don’t"]


def test_without_spaces_every_character_is_a_word() -> None:
    assert word_spans("我爱Python3 です") == [(0, 1), (1, 2), (2, 9), (10, 11), (11, 12)]


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ("▁I ▁live ▁in ▁Be i j ing . </s>", "▁I ▁live ▁in ▁Beijing . </s>"),
        ("▁I ▁don ' t ▁k now , ▁Tom ! </s>", "▁I ▁don't ▁know , ▁Tom ! </s>"),
        ("▁C ' est ▁l ' eau </s>", "▁C' est ▁l' eau </s>"),
        ("我 爱 北京 ▁P y thon 。 </s>", "我 爱 北京 ▁Python 。 </s>"),
        ("▁ x ▁y </s>", "▁x ▁y </s>"),
        ("▁Thi </s> s <pad>", "▁Thi </s> s <pad>"),
        ("</s>", "</s>"),
        ("", ""),
    ],
)
def test_pieces_are_joined_to_words_and_marks(pieces: str, joined: str) -> None:
    piece_list = pieces.split()
    groups = pairwise((*word_starts(piece_list), len(piece_list)))
    assert ["".join(piece_list[begin:end]) for begin, end in groups] == joined.split()


def test_a_piece_across_two_words_belongs_to_the_first() -> None:
    assert word_starts(["▁he", "llo▁wor", "ld", "."]) == (0, 3)


def test_tokens_are_found_in_the_text_that_they_make_up() -> None:
    assert locate_tokens(["I", "do", "n't", "know", "."], "I don't know.") == [
        (0, 1),
        (2, 4),
        (4, 7),
        (8, 12),
        (12, 13),
    ]
    assert locate_tokens(["我", "爱"], " 我爱 ") == [(1, 2), (2, 3)]
    assert locate_tokens([], " ") == []


@pytest.mark.parametrize("text", ["我爱你", "我", "爱我", ""])
def test_tokens_of_another_text_are_not_found(text: str) -> None:
    assert locate_tokens(["我", "爱"], text) is None


def test_output_pieces_stand_where_they_spell_the_text() -> None:
    pieces = ("▁I", "▁lo", "ve", ".", "</s>")
    assert piece_spans(pieces) == [(0, 1), (1, 4), (4, 6), (6, 7), (7, 7)]
    assert piece_spans(("我", "爱", "</s>")) == [(0, 1), (1, 2), (2, 2)]
