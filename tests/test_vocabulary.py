"""A vocabulary learned from any text, the ways to cut a sentence, and the page that shows both."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.config.places import PRETRAINED
from seq2seq.config.records import InvalidRequest
from seq2seq.text.tokenizer import Tokenizer, load_tokenizer
from seq2seq.text.vocabulary import MOST_CHARACTERS, learn_vocabulary
from tests.app import open_page

TEXT = "The cat sat on the mat. The dog sat on the cat.\nThe mat was flat, and that was that.\n"


def test_frequent_parts_become_pieces_and_what_never_occurred_is_unknown() -> None:
    learned = Tokenizer(learn_vocabulary(TEXT, 40))
    assert len(learned) <= 40 and len(learned.encode("the cat").ids) < len("the cat")
    assert learned.join(learned.encode("the cat sat").pieces) == "the cat sat"
    cut = learned.encode("cat 猫")
    assert [piece for piece, unknown in zip(cut.pieces, cut.unknown, strict=True) if unknown] == ["猫"]


def test_of_words_an_unseen_one_is_unknown_as_a_whole() -> None:
    learned = Tokenizer(learn_vocabulary(TEXT, 50, words=True))
    assert learned.encode("the cat").unknown == (False, False)
    assert learned.encode("cats").unknown == (True,)


def test_a_text_without_spaces_has_no_mark_of_a_word() -> None:
    learned = Tokenizer(learn_vocabulary("我爱你。你爱我。我爱学习。\n" * 3, 20))
    assert not learned.spaced and "▁" not in "".join(learned.encode("我爱学习").pieces)


@pytest.mark.parametrize(
    ("text", "size", "words", "reason"),
    [
        ("", 50, False, "nothing to learn from"),
        (" \n\t ", 50, False, "nothing to learn from"),
        ("\0\1\x1b", 50, False, "nothing to learn from"),
        ("\ud800", 50, False, "nothing to learn from"),
        ("▁▁▁", 50, False, "too short or too uniform"),
        ("我爱你", 50, True, "split at spaces"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 60))), 50, False, "different characters .60. for 50"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_a_word(text: str, size: int, words: bool, reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        learn_vocabulary(text, size, words)


@pytest.mark.parametrize(
    "text", ["a", "我", "😀🎉🙂", "a" * (10 * MOST_CHARACTERS), "<unk> <s> </s> abc", "\u202e\u200bx \ud800 y"]
)
def test_hostile_text_is_learned_from_as_any_other(text: str) -> None:
    assert 4 < len(Tokenizer(learn_vocabulary(text, 50))) <= 50


def test_only_the_first_characters_are_read() -> None:
    assert learn_vocabulary("ab " * MOST_CHARACTERS + "xyz", 50) == learn_vocabulary("ab " * MOST_CHARACTERS, 50)


def test_the_way_that_is_taken_has_the_largest_sum_of_scores() -> None:
    english = load_tokenizer(PRETRAINED / "zh-en" / "target.model")
    ways = english.alternatives("I love programming", 4)
    assert ways[0][0] == english.encode("I love programming").pieces == ("▁I", "▁love", "▁program", "m", "ing")
    sums = [total for _pieces, total in ways]
    assert len(ways) == 4 and sums == sorted(sums, reverse=True)
    for pieces, total in ways:
        assert total == pytest.approx(sum(english.scores(map(english.id, pieces))), abs=1e-3)


def test_whole_words_know_one_way() -> None:
    words = Tokenizer(learn_vocabulary(TEXT, 50, words=True))
    assert [pieces for pieces, _total in words.alternatives("the cat", 4)] == [words.encode("the cat").pieces]
    commands = load_tokenizer(PRETRAINED / "nl2bash" / "source.model")
    assert [pieces for pieces, _total in commands.alternatives("list files", 4)] == [("▁list", "▁files")]


# -- the page


def tables(app: AppTest) -> list[list[dict[str, object]]]:
    return [frame.value.to_dict("records") for frame in app.dataframe]


def texts(app: AppTest) -> str:
    return " ".join(text.value for text in app.text)


def test_the_page_shows_the_sentence_in_pieces_and_what_is_unknown() -> None:
    app = open_page("vocabulary", {"q": "我喜欢吃榴莲。"})
    cut = tables(app)[0]
    assert [row["Piece"] for row in cut] == ["我", "喜欢", "吃", "<unk>", "。"] and cut[3]["Typed"] == "榴莲"
    assert "so the model reads <unk>: 榴莲" in texts(app)


def test_all_pieces_can_be_searched_on_either_side() -> None:
    app = open_page("vocabulary", {"q": "我爱你", "side": "target"})
    app.text_input("search-pieces").set_value("program").run()
    found = tables(app)[-1]
    assert found and all("program" in str(row["Piece"]) for row in found)
    assert f"{len(found)} of 4,000" in texts(app)


def test_a_text_of_ones_own_makes_a_vocabulary_that_cuts_the_sentence() -> None:
    app = open_page("vocabulary", {"q": "I love cats", "family": "en-fr", "size": "50"})
    app.text_area("own-text").set_value(TEXT).run()
    assert "pieces learned, special ones included." in texts(app) and "Unknown" in texts(app)
    assert {"Count", "Piece", "Id", "Score"} == set(tables(app)[-1][0])


def test_what_cannot_be_learned_from_is_said_on_the_page() -> None:
    app = open_page("vocabulary", {"q": "我爱你", "cut": "words"})
    app.text_area("own-text").set_value("我爱你我爱你").run()
    assert not app.exception
    assert "choose pieces" in texts(app)
