"""How a text is read: what edits of the source do to pieces, spans and marks, and to the places of other edits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.config.edits import (
    DeletePiece,
    Edit,
    Flatten,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    OneHot,
    ReplaceWeights,
    SwapPiece,
)
from seq2seq.text.source_edits import EditedSource, apply_source_edits
from seq2seq.text.special_ids import EOS
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.trace import EOS_PIECE

TEXT = "我爱猫。"  # with its end: five pieces
Tokenizers = tuple[Tokenizer, Tokenizer]


def reading(tokenizers: Tokenizers, *edits: Edit) -> EditedSource:
    return apply_source_edits(tokenizers[0], TEXT, edits)


def test_nothing_edited_is_the_text_as_it_stands(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers)
    assert edited.ids == (*tokenizers[0].ids(TEXT), EOS)
    assert (edited.width, edited.edits) == (5, ())
    source = edited.source
    assert source.pieces == ("我", "爱", "猫", "。", EOS_PIECE)
    assert source.spans == ((0, 1), (1, 2), (2, 3), (3, 4), (4, 4))
    assert (source.origin, source.swapped, source.hidden) == ((0, 1, 2, 3, 4), (False,) * 5, (False,) * 5)


def test_a_swapped_piece_keeps_its_place_and_says_that_it_is_another(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, SwapPiece(2, "书"))
    assert edited.ids == (*tokenizers[0].ids("我爱书。"), EOS)
    assert edited.source.pieces[2] == "书"
    assert edited.source.spans[2] == (2, 3)
    assert edited.source.swapped == (False, False, True, False, False)


def test_a_deleted_piece_leaves_no_gap_but_is_missing_in_the_origins(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, DeletePiece(1))
    assert edited.ids == (*tokenizers[0].ids("我猫。"), EOS)
    assert edited.source.origin == (0, 2, 3, 4)
    assert edited.source.spans == ((0, 1), (2, 3), (3, 4), (4, 4))


@pytest.mark.parametrize(("to", "text"), [(0, "猫我爱。"), (1, "我猫爱。"), (2, "我爱猫。"), (3, "我爱。猫")])
def test_a_moved_piece_stands_where_it_was_sent(tokenizers: Tokenizers, to: int, text: str) -> None:
    edited = reading(tokenizers, MovePiece(2, to))
    assert "".join(edited.source.pieces) == text + EOS_PIECE
    assert edited.source.origin[to] == 2
    assert edited.source.spans[to] == (2, 3)


def test_positions_are_those_of_the_moment(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, DeletePiece(0), SwapPiece(0, "看"), MovePiece(0, 2), DeletePiece(0))
    assert edited.source.pieces == ("。", "看", EOS_PIECE)
    assert edited.source.origin == (3, 1, 4)
    assert edited.source.swapped == (False, True, False)


def test_a_mask_goes_where_its_piece_goes(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, MaskSource(2), DeletePiece(0), MovePiece(0, 3))
    assert edited.source.pieces == ("猫", "。", EOS_PIECE, "爱")
    assert edited.edits == (MaskSource(0),)
    assert edited.source.hidden == (True, False, False, False)


def test_a_mask_set_after_a_change_means_the_piece_that_then_stands_there(tokenizers: Tokenizers) -> None:
    assert reading(tokenizers, DeletePiece(0), MaskSource(2)).source.hidden == (False, False, True, False)


def test_a_mask_of_what_is_deleted_is_gone(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, MaskSource(1), DeletePiece(1))
    assert edited.edits == ()
    assert not any(edited.source.hidden)


def test_weights_go_where_their_pieces_go(tokenizers: Tokenizers) -> None:
    row = ReplaceWeights((0.1, 0.2, 0.3, 0.4, 0.5), 2)
    edited = reading(tokenizers, row, OneHot(3), MovePiece(0, 4), DeletePiece(0), Flatten(1))
    assert edited.source.origin == (2, 3, 4, 0)
    assert edited.edits == (ReplaceWeights((0.3, 0.4, 0.5, 0.1), 2), OneHot(1), Flatten(1))


def test_padding_stands_after_the_end_and_gets_no_weight_from_before(tokenizers: Tokenizers) -> None:
    edited = reading(tokenizers, ReplaceWeights((1, 2, 3, 4, 5)), NoPaddingMask(2), OneHot(6), DeletePiece(4))
    assert edited.source.pieces == ("我", "爱", "猫", "。", "<pad>", "<pad>")
    assert edited.width == 6
    assert len(edited.ids) == 4
    assert edited.source.origin == (0, 1, 2, 3, 5, 6)
    assert edited.edits == (ReplaceWeights((1, 2, 3, 4, 0, 0)), NoPaddingMask(2), OneHot(5))


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([DeletePiece(5)], "there is no source piece 6: the last is 5"),
        ([SwapPiece(9, "我")], "there is no source piece 10"),
        ([MovePiece(0, 5)], "there is no source piece 6"),
        ([OneHot(5)], "there is no source piece 6"),
        ([MaskSource(98)], "there is no source piece 99: the last is 5"),
        ([DeletePiece(0), MaskSource(4)], "there is no source piece 5: the last is 4"),
        ([NoPaddingMask(2), DeletePiece(5)], "there is no source piece 6"),
        ([SwapPiece(0, "北京")], "no piece is called '北京'"),
        ([DeletePiece(0)] * 5, "nothing would be left to read"),
        ([OneHot(1), DeletePiece(1)], "puts all the weight on pieces that a later edit deletes"),
        ([ReplaceWeights((0, 1, 0, 0, 0)), DeletePiece(1)], "puts all the weight on pieces that a later edit deletes"),
        ([ReplaceWeights((1, 1, 1, 1))], "replacement weights: expected 5, got 4"),
        ([DeletePiece(0), ReplaceWeights((1, 1, 1, 1, 1))], "replacement weights: expected 4, got 5"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_is_not_there_is_refused_with_a_word(tokenizers: Tokenizers, edits: list[Edit], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        reading(tokenizers, *edits)


PLACES = st.integers(0, 6)
SOURCE_EDITS = st.one_of(
    st.builds(DeletePiece, PLACES),
    st.builds(MovePiece, PLACES, PLACES),
    st.builds(SwapPiece, PLACES, st.sampled_from("你看书☃")),
    st.builds(MaskSource, PLACES),
    st.builds(OneHot, PLACES),
    st.builds(NoPaddingMask, st.integers(1, 3)),
)


@given(edits=st.lists(SOURCE_EDITS, max_size=6))
def test_any_edits_are_refused_or_leave_a_source_that_tells_the_truth(
    tokenizers: Tokenizers, edits: list[Edit]
) -> None:
    try:
        edited = reading(tokenizers, *edits)
    except ValueError:
        return
    source, before = edited.source, reading(tokenizers).source
    assert edited.width == len(source.pieces) >= len(edited.ids) >= 1
    assert len(set(source.origin)) == len(source.origin)
    for piece, span, origin, swapped in zip(source.pieces, source.spans, source.origin, source.swapped, strict=True):
        if origin < len(before.pieces):
            assert span == before.spans[origin]
            assert swapped or piece == before.pieces[origin]
    hidden = [edit.position for edit in edited.edits if isinstance(edit, MaskSource)]
    assert [place for place, mark in enumerate(source.hidden) if mark] == sorted(set(hidden))
