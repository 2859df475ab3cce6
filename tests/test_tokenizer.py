"""The tokenizer: every piece is laid over the typed text, whatever was typed."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seq2seq.text.special_ids import BOS, EOS, PAD, UNK
from seq2seq.text.tokenizer import Encoding, Tokenizer
from seq2seq.training.tokenizers import segment_words
from tests.conftest import PAIRS

Both = tuple[Tokenizer, Tokenizer]


def laid(tokenizer: Tokenizer, text: str) -> list[tuple[str, str]]:
    """Each piece and the typed text under it."""
    pieces = tokenizer.encode(text)
    return [(piece, text[begin:end]) for piece, (begin, end) in zip(pieces.pieces, pieces.spans, strict=True)]


def test_the_special_pieces_have_their_ids(tokenizers: Both) -> None:
    for tokenizer in tokenizers:
        assert tokenizer.pieces([PAD, UNK, BOS, EOS]) == ("<pad>", "<unk>", "<s>", "</s>")
        assert tokenizer.id("</s>") == EOS


def test_a_vocabulary_has_the_size_asked_for(tokenizers: Both) -> None:
    assert [len(tokenizer) for tokenizer in tokenizers] == [17, 29]


def test_without_spaces_a_piece_has_no_word_mark(tokenizers: Both) -> None:
    source, target = tokenizers
    assert not any("▁" in piece for piece in source.pieces(range(len(source))))
    assert target.encode("I").pieces[0] == "▁"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我爱猫。", [("我", "我"), ("爱", "爱"), ("猫", "猫"), ("。", "。")]),
        ("我 爱", [("我", "我"), ("▁", " "), ("爱", "爱")]),
        ("我  \t爱", [("我", "我"), ("▁", "  \t"), ("爱", "爱")]),
        ("  我", [("我", "我")]),
        ("我！爱", [("我", "我"), ("!", "！"), ("爱", "爱")]),
        ("我☃爱", [("我", "我"), ("☃", "☃"), ("爱", "爱")]),
        ("我👩\u200d👧爱", [("我", "我"), ("👩\u200d👧", "👩\u200d👧"), ("爱", "爱")]),
        ("e\u0301猫", [("é", "e\u0301"), ("猫", "猫")]),
        ("猫\u200b爱", [("猫", "猫"), ("▁", "\u200b"), ("爱", "爱")]),
        ("①猫", [("1", "①"), ("猫", "猫")]),
        ("<b>猫", [("<b>", "<b>"), ("猫", "猫")]),
    ],
    ids=lambda value: ascii(value) if isinstance(value, str) else "",
)
def test_pieces_lie_over_what_was_typed(tokenizers: Both, text: str, expected: list[tuple[str, str]]) -> None:
    assert laid(tokenizers[0], text) == expected


def test_capitals_are_read_as_small_letters_where_there_are_no_others() -> None:
    letters = Tokenizer.of_symbols("ehlo")
    assert laid(letters, "HEllo") == [("h", "H"), ("e", "E"), ("l", "l"), ("l", "l"), ("o", "o")]
    assert letters.encode("Hİo").unknown == (False, True, False)
    assert letters.ids("Hello") == letters.ids("hello")
    assert Tokenizer.of_symbols("ehLo").encode("HeLlo").unknown == (True, False, False, True, False)
    assert Tokenizer.of_symbols("我爱").encode("我A").pieces == ("我", "A")


def test_words_are_cut_into_pieces_that_join_to_them(tokenizers: Both) -> None:
    pieces = laid(tokenizers[1], "I love  cats.")
    assert "".join(typed for _, typed in pieces) == "I love  cats."
    assert "".join(piece for piece, _ in pieces) == "▁I▁love▁cats."


def test_what_the_model_does_not_know_is_marked(tokenizers: Both) -> None:
    encoded = tokenizers[0].encode("我☃爱")
    assert encoded.unknown == (False, True, False)
    assert encoded.ids[1] == UNK


ANY = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("我爱猫。！ \t\u200b\u0301\ufb00①👩Ⅷ▁"), max_size=40
)


@given(text=ANY)
@example("")
@example("ﬀ㍿Ⅷ")
@example("\x00\ufeff\u202e猫")
@example("▁▁我▁")
def test_spans_of_any_text_are_in_order_and_within_it(tokenizers: Both, text: str) -> None:
    for tokenizer in tokenizers:
        encoded = tokenizer.encode(text)
        ends = [place for span in encoded.spans for place in span]
        assert ends == sorted(ends)
        assert all(0 <= place <= len(text) for place in ends)
        assert len(encoded.pieces) == len(encoded.ids) == len(encoded.spans) == len(encoded.unknown)
        for number, piece, unknown in zip(encoded.ids, encoded.pieces, encoded.unknown, strict=True):
            assert unknown == (number == UNK)
            assert unknown or tokenizer.id(piece) == number


@given(text=ANY)
def test_ids_are_those_of_the_encoding(tokenizers: Both, text: str) -> None:
    assert all(tokenizer.ids(text) == list(tokenizer.encode(text).ids) for tokenizer in tokenizers)


@pytest.mark.parametrize("english", [english for _, english in PAIRS[::5]])
def test_english_comes_back_from_its_ids(tokenizers: Both, english: str) -> None:
    assert tokenizers[1].decode(tokenizers[1].ids(english)) == english


def test_special_ids_leave_no_trace_in_the_text(tokenizers: Both) -> None:
    target = tokenizers[1]
    assert target.decode([BOS, *target.ids("I love"), EOS, PAD, PAD]) == "I love"
    assert target.decode([*target.ids("I love"), UNK, *target.ids("cats"), EOS]) == "I love <unk> cats"
    assert target.decode([]) == ""


def test_a_piece_the_model_has_not_is_refused(tokenizers: Both) -> None:
    with pytest.raises(ValueError, match="no piece is called '☃'"):
        tokenizers[0].id("☃")
    assert tokenizers[0].id("<unk>") == UNK


def test_the_first_pieces_keep_all_that_is_known_of_them(tokenizers: Both) -> None:
    whole = tokenizers[0].encode("我☃爱")
    assert whole.first(2) == Encoding(("我", "☃"), (whole.ids[0], UNK), ((0, 1), (1, 2)), (False, True))
    assert whole.first(9) == whole


def test_a_tokenizer_is_the_same_when_learned_again_or_loaded(tokenizers: Both, tmp_path: Path) -> None:
    again = Tokenizer.train([source for source, _ in PAIRS], 17, spaced=False)
    assert again.model == tokenizers[0].model
    (tmp_path / "source.model").write_bytes(again.model)
    assert Tokenizer.load(tmp_path / "source.model").pieces(range(17)) == tokenizers[0].pieces(range(17))


@pytest.mark.parametrize("sentences", [[], ["我"], ["我爱猫。"] * 9])
def test_too_little_to_learn_from_is_an_error_in_a_word(sentences: list[str]) -> None:
    with pytest.raises(ValueError, match="the tokenizer could not be learned"):
        Tokenizer.train(sentences, 500)


# -- characters and words


def by_two(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def test_a_vocabulary_of_words_has_every_character_and_the_commonest_words() -> None:
    learned = Tokenizer.train_on_words(["我们学习中文"] * 3 + ["我们学习"] * 2 + ["中学"], 12, by_two)
    assert set(learned.pieces(range(4, 12))) == {"我", "们", "学", "习", "中", "文", "我们", "学习"}
    assert learned.encode("我们学习中文").pieces == ("我们", "学习", "中", "文")
    assert learned.encode("学们").pieces == ("学", "们")


def test_spaces_and_foreign_characters_keep_their_place() -> None:
    learned = Tokenizer.train_on_words(["我们 学习"] * 3, 11, by_two)
    encoded = learned.encode("我们 ☃")
    assert encoded.pieces == ("我们", "▁", "☃")
    assert encoded.spans == ((0, 2), (2, 3), (3, 4))
    assert encoded.unknown == (False, False, True)


def test_a_vocabulary_must_have_room_for_its_characters() -> None:
    with pytest.raises(ValueError, match="the tokenizer could not be learned"):
        Tokenizer.train_on_words(["我们学习中文"] * 3, 9, by_two)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("我不喝水", ["我", "不", "喝", "水"]),
        ("他们看起来很高兴", ["他们", "看起来", "很", "高兴"]),
        ("我有一本书", ["我", "有", "一", "本", "书"]),
        ("北京是中国的首都", ["北京", "是", "中国", "的", "首都"]),
    ],
)
def test_words_are_cut_as_a_learner_reads_them(text: str, pieces: list[str]) -> None:
    words = list(segment_words(text))
    assert "".join(words) == text
    assert words == pieces
