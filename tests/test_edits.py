"""Edits as plain values: what they refuse, what any number does, and their form as a dict."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.attention import Attention, AttentionHistory, Memory, Sizes
from seq2seq.attention.edits import attend
from seq2seq.config.edits import EDITS as KINDS
from seq2seq.config.edits import (
    DeletePiece,
    Deviation,
    Edit,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    Sharpness,
    ShiftRows,
    Shuffle,
    Situation,
    SwapPiece,
    Temperature,
    TransferAttention,
    Window,
    WrongAxis,
    edit_from_dict,
    edit_to_dict,
)

# -- nonsense


@pytest.mark.parametrize("weights", [(1.0, -0.1), (0.0, 0.0), (), (math.nan, 1.0), (math.inf, 1.0)])
def test_replaced_weights_are_numbers_above_zero(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="replaced weights"):
        ReplaceWeights(weights)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_a_temperature_or_a_power_is_a_number_above_zero(value: float) -> None:
    with pytest.raises(ValueError, match="temperature"):
        Temperature(value)
    with pytest.raises(ValueError, match="power"):
        Sharpen(value)


@pytest.mark.parametrize(
    ("kind", "value"), [(Window, 0), (Window, 65), (Deviation, 0.0), (Sharpness, -1.0), (Sharpness, math.nan)]
)
def test_a_constant_lies_between_its_limits(kind: Callable[[float], Edit], value: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        kind(value)


def test_a_constant_is_offered_to_the_functions_that_have_it() -> None:
    offered = {
        scorer: [edit.code for edit in (Window, Deviation, Sharpness) if edit.offers(Situation(scorer=scorer))]
        for scorer in ("local_m", "local_p", "cosine", "additive", "")
    }
    local_p = ["window", "sigma"]
    assert offered == {"local_m": ["window"], "local_p": local_p, "cosine": ["beta"], "additive": [], "": []}


def attended(*edits: Edit) -> torch.Tensor:
    """The weights of a step whose scores are 1, −20 and 3."""
    attention = Attention("dot", Sizes(query=1, value=1, key=1))
    values = torch.tensor([[[1.0], [-20.0], [3.0]]])
    memory = Memory(values, torch.ones(1, 3, dtype=torch.bool), values[:, 0], values)
    return attend(attention, torch.ones(1, 1, 1), memory, AttentionHistory.start(memory, 1), edits).weights[0, 0, 0]


@given(number=st.floats(), kind=st.sampled_from([Temperature, Sharpen]))
def test_any_number_is_refused_or_leaves_weights_that_sum_to_one(number: float, kind: Callable[[float], Edit]) -> None:
    try:
        edit = kind(number)
    except ValueError:
        return
    weights = attended(edit)
    assert weights.sum().item() == pytest.approx(1, abs=1e-5)
    assert weights[2] >= weights[0] >= weights[1]


@given(weights=st.tuples(*[st.floats()] * 3))
def test_any_weights_are_refused_or_renormalised(weights: tuple[float, float, float]) -> None:
    try:
        edit = ReplaceWeights(weights)
    except ValueError:
        return
    assert attended(edit).sum().item() == pytest.approx(1, abs=1e-5)


# -- as plain values

EDITS: tuple[Edit, ...] = (
    MaskSource(2),
    SwapPiece(1, "爱"),
    DeletePiece(0),
    MovePiece(3, 1),
    ReplaceWeights((0.5, 0.5), 1),
    Flatten(),
    OneHot(2, 3),
    Shuffle(7, 1),
    Freeze(2),
    TransferAttention("dot"),
    Sharpen(2.0, 3),
    Temperature(0.5),
    Offset(-3.0),
    Rescore("dot"),
    Renormalize("sparsemax"),
    Window(3),
    Deviation(0.5),
    Sharpness(20.0),
    NoPaddingMask(2),
    WrongAxis(),
    IgnoreEncoder(),
    ShiftRows(),
)


def test_every_kind_is_tried() -> None:
    assert {type(edit) for edit in EDITS} == set(KINDS.values())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_an_edit_goes_to_a_dict_and_back(edit: Edit) -> None:
    assert edit_from_dict(edit_to_dict(edit)) == edit


def test_an_unknown_edit_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no edit is called 'wish'; there are .*mask_source, swap_piece"):
        edit_from_dict({"kind": "wish"})


@pytest.mark.parametrize("value", [-1, 0.5, "1", 10**10])
def test_places_and_steps_are_counted(value: object) -> None:
    for make in (MaskSource, DeletePiece, OneHot, Flatten, Shuffle, lambda step: Sharpen(2.0, step)):
        with pytest.raises(ValueError, match="must be a whole number from 0"):
            make(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("edit", [lambda: Offset(math.inf), lambda: NoPaddingMask(0), lambda: NoPaddingMask(99)])
def test_an_offset_and_padding_have_their_limits(edit: Callable[[], Edit]) -> None:
    with pytest.raises(ValueError, match="must"):
        edit()


def test_an_unknown_normaliser_is_refused() -> None:
    with pytest.raises(ValueError, match="no normaliser is called 'hardmax'"):
        Renormalize("hardmax")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"kind": ["flatten"]}, "no edit is called"),
        ({"kind": "mask_source"}, "MaskSource needs a field position"),
        ({"kind": "mask_source", "position": None}, "position must be a whole number"),
        ({"kind": "swap_piece", "position": 0, "piece": 5}, "piece must be text, not 5"),
        ({"kind": "temperature", "value": "0.5"}, "value must be a number"),
        ({"kind": "temperature", "value": None}, "value must be a number"),
        ({"kind": "offset", "value": [1]}, "value must be a number"),
        ({"kind": "sharpen", "power": 10**400}, "power must be a number"),
        ({"kind": "replace_weights", "weights": "12"}, "weights must be a row of numbers"),
        ({"kind": "replace_weights", "weights": [[1.0]]}, "weights must be a row of numbers"),
        ({"kind": "borrow", "scorer": {}}, "scorer must be text"),
        ({"kind": "no_padding_mask", "pieces": 1.5}, "pieces must be a whole number"),
    ],
)
def test_a_dict_that_is_no_edit_is_refused(values: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        edit_from_dict(values)
