"""Edits in a line: what is written is read again, and nonsense is refused."""

from typing import get_args
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.config import edits
from seq2seq.config.cards import CARDS
from seq2seq.config.edit_codec import (
    LONGEST_EDITS,
    parse_edit,
    parse_edits,
    parse_pieces,
    write_edit,
    write_edits,
    write_pieces,
)
from seq2seq.config.edits import EDITS, STAND_INS, Edit, Edits, Normalizer

WRITTEN = {
    "mask_3": edits.MaskSource(2),
    "swap_2_朋友": edits.SwapPiece(1, "朋友"),
    "swap_1_▁a_b-1": edits.SwapPiece(0, "▁a_b-1"),
    "swap_1_%7E%25": edits.SwapPiece(0, "~%"),
    "delete_1": edits.DeletePiece(0),
    "move_2_4": edits.MovePiece(1, 3),
    "weights_0.25_0.75": edits.ReplaceWeights((0.25, 0.75)),
    "weights_1.0_0.0-3": edits.ReplaceWeights((1, 0), 2),
    "flat": edits.Flatten(),
    "flat-1": edits.Flatten(0),
    "onehot_1-3": edits.OneHot(0, 2),
    "onehot-3": edits.OneHot(None, 2),
    "onehot": edits.OneHot(),
    "shuffle_7": edits.Shuffle(7),
    "shuffle_1000000000": edits.Shuffle(10**9),
    "mask_1000000001": edits.MaskSource(10**9),
    "freeze-2": edits.Freeze(1),
    "borrow_location_aware-2": edits.TransferAttention("location_aware", 1),
    "borrow_additive@attend_first": edits.TransferAttention("additive@attend_first"),
    "sharpen_0.000001-1": edits.Sharpen(1e-6, 0),
    "temp_0.5": edits.Temperature(0.5),
    "window_3": edits.Window(3),
    "sigma_0.5": edits.Deviation(0.5),
    "beta_20.0": edits.Sharpness(20),
    "offset_-3.0": edits.Offset(-3),
    "score_scaled": edits.Rescore("scaled"),
    "norm_sparsemax": edits.Renormalize("sparsemax"),
    "nomask_4": edits.NoPaddingMask(),
    "wrongaxis": edits.WrongAxis(),
    "blind": edits.IgnoreEncoder(),
    "shift": edits.ShiftRows(),
}


def test_every_kind_of_edit_has_its_code() -> None:
    assert {type(edit) for edit in WRITTEN.values()} == set(EDITS.values())


@pytest.mark.parametrize("text", WRITTEN)
def test_an_edit_is_written_so(text: str) -> None:
    assert write_edit(WRITTEN[text]) == text
    assert parse_edit(text) == WRITTEN[text]


def test_many_stand_in_their_order() -> None:
    assert parse_edits("mask_3~temp_0.5~mask_1") == (edits.MaskSource(2), edits.Temperature(0.5), edits.MaskSource(0))
    assert parse_edits("") == ()
    assert write_edits(()) == ""


STEPS = st.none() | st.integers(0, 99)
PLACES = st.integers(0, 70)
PIECES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SCORERS = st.sampled_from([*CARDS])
POSITIVE = st.floats(0, exclude_min=True, allow_infinity=False)
ANY: dict[type[Edit], st.SearchStrategy[Edit]] = {
    edits.MaskSource: st.builds(edits.MaskSource, PLACES),
    edits.SwapPiece: st.builds(edits.SwapPiece, PLACES, PIECES),
    edits.DeletePiece: st.builds(edits.DeletePiece, PLACES),
    edits.MovePiece: st.builds(edits.MovePiece, PLACES, PLACES),
    edits.ReplaceWeights: st.builds(
        edits.ReplaceWeights, st.lists(st.floats(0, 1), min_size=1, max_size=5).map(tuple).filter(any), STEPS
    ),
    edits.Flatten: st.builds(edits.Flatten, STEPS),
    edits.OneHot: st.builds(edits.OneHot, st.none() | PLACES, STEPS),
    edits.Shuffle: st.builds(edits.Shuffle, st.integers(0, 10**9), STEPS),
    edits.Freeze: st.builds(edits.Freeze, STEPS),
    edits.TransferAttention: st.builds(edits.TransferAttention, SCORERS, STEPS),
    edits.Sharpen: st.builds(edits.Sharpen, POSITIVE, STEPS),
    edits.Temperature: st.builds(edits.Temperature, st.floats(1e-6, 1e6)),
    edits.Window: st.builds(edits.Window, st.integers(1, 64)),
    edits.Deviation: st.builds(edits.Deviation, st.floats(0.01, 1000)),
    edits.Sharpness: st.builds(edits.Sharpness, st.floats(0.01, 1000)),
    edits.Offset: st.builds(edits.Offset, st.floats(-1e3, 1e3)),
    edits.Rescore: st.builds(edits.Rescore, st.sampled_from(STAND_INS)),
    edits.Renormalize: st.builds(edits.Renormalize, st.sampled_from(get_args(Normalizer))),
    edits.NoPaddingMask: st.builds(edits.NoPaddingMask, st.integers(1, 16)),
    edits.WrongAxis: st.just(edits.WrongAxis()),
    edits.IgnoreEncoder: st.just(edits.IgnoreEncoder()),
    edits.ShiftRows: st.just(edits.ShiftRows()),
}


@given(changes=st.lists(st.one_of(*(ANY[kind] for kind in EDITS.values())), max_size=6).map(tuple))
def test_any_edits_come_back_or_are_too_long(changes: Edits) -> None:
    try:
        text = write_edits(changes)
    except ValueError:
        assert len(quote("~".join(map(write_edit, changes)))) > LONGEST_EDITS
        return
    assert parse_edits(text) == changes


@given(pieces=st.lists(PIECES, max_size=9).map(tuple))
def test_any_pieces_come_back(pieces: tuple[str, ...]) -> None:
    assert parse_pieces(write_pieces(pieces)) == pieces


@given(text=st.text(max_size=30) | st.from_regex(r"[a-z]{1,9}(_[0-9a-z.]{0,3}){0,3}(-[0-9]{0,2})?", fullmatch=True))
def test_anything_is_understood_or_refused(text: str) -> None:
    try:
        edits = parse_edits(text)
    except ValueError:
        return
    assert parse_edits(write_edits(edits)) == edits


NONSENSE = [
    *(
        "x",
        "mask",
        "mask_",
        "mask_0",
        "mask_-1",
        "mask_1_2",
        "mask_１",
        "mask_1000000000000",
        "~",
        "mask_1~",
        " mask_1",
    ),
    *("temp", "temp_nan", "temp_1e5", "temp_0", "temp_0.5-1", "sharpen_-1", "weights", "weights_0_0", "weights_a"),
    *("flat_", "flat-0", "flat-", "flat_1", "wrongaxis_1", "wrongaxis-1", "swap_1", "swap_1_", "score_telepathy"),
    *("norm_hardmax", "borrow_telepathy-1", "nomask_99", "move_1", "move_1_2_3", "onehot_1_2"),
]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_edits(text)


def test_what_does_not_fit_in_a_link_is_refused_with_a_word() -> None:
    fits = tuple(edits.MaskSource(9) for _ in range(186))  # mask_10 and a tilde: eight characters
    assert len(write_edits(fits)) < LONGEST_EDITS
    with pytest.raises(ValueError, match="too long for a link: 1503 characters, at most 1500"):
        write_edits((*fits, *fits[:2]))
    with pytest.raises(ValueError, match="too long for a link"):
        write_edits((edits.SwapPiece(0, "爱" * 200),))  # nine characters each, as a link has them
    with pytest.raises(ValueError, match="too long for a link"):
        parse_edits("mask_1~" * 400)


def test_a_row_of_a_long_sentence_fits() -> None:
    row = edits.ReplaceWeights(tuple(round(1 / (at + 1), 3) for at in range(64)), 63)
    assert len(write_edits((row, row, row))) < LONGEST_EDITS
