"""Tokens ⇄ text ⇄ pieces."""

import pytest

from seq2seq.families import FRENCH
from seq2seq.tokens import token_groups, written


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("I love learning .", "I love learning."),
        ("I do n't know , Tom ’s mother said .", "I don't know, Tom’s mother said."),
        ("“ Hi ” ( $ 5 )", "“Hi” ($5)"),
    ],
)
def test_english_tokens_are_written_as_one_writes(tokens: str, text: str) -> None:
    assert written(tokens.split())[0] == text


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
    assert written(tokens.split(), apart=FRENCH.apart)[0] == text


def test_chinese_tokens_are_written_without_spaces() -> None:
    assert written(["我", "爱", "学习", "。"], spaced=False) == ("我爱学习。", [(0, 1), (1, 2), (2, 4), (4, 5)])


def test_bounds_point_at_the_tokens_in_the_text() -> None:
    tokens = ["He", "did", "n't", "say", "“", "no", "”", "."]
    text, bounds = written(tokens)
    assert [text[start:end] for start, end in bounds] == tokens


def test_pieces_are_grouped_by_the_characters_they_share_with_a_token() -> None:
    # "I love learning": pieces ▁I, ▁love, ▁learn, ing, </s>
    spans = [(0, 1), (1, 6), (6, 12), (12, 15), (15, 15)]
    assert token_groups(spans, written(["I", "love", "learning"])[1]) == [[0], [1], [2, 3]]


def test_a_piece_across_chinese_words_is_in_both() -> None:
    # 我|爱|学习 read as 我爱, 学, 习, </s>
    bounds = written(["我", "爱", "学习"], spaced=False)[1]
    assert token_groups([(0, 2), (2, 3), (3, 4), (4, 4)], bounds) == [[0], [0], [1, 2]]
    assert token_groups([(0, 1)], bounds) == [[0], [], []]
