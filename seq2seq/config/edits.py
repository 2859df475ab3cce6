"""What if: every change one can ask of a translation, as small frozen values. Standard library only.

Edits are applied in their order. Those of the source are carried out where the text is read (`text.source_edits`), all
others by `Attention`. A `position` counts source pieces from 0, as they stand where the edit has its place in the list;
a `step` counts output pieces from 0, and None means every step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, ClassVar, Literal, get_args

from seq2seq.config.errors import InvalidRequest
from seq2seq.config.records import Record

Normalizer = Literal["softmax", "sparsemax"]
STAND_INS = ("uniform", "dot", "scaled", "cosine", "none")
"""What can score in place of any scoring function, as it needs no training."""
_MOST = 10**9
"""No place, step or seed is greater."""


@dataclass(frozen=True)
class _Counted(Record):
    """Gives an edit the check that what it counts is counted from 0."""

    def __post_init__(self) -> None:
        for name in ("position", "to", "step", "seed"):
            value = getattr(self, name, None)
            if value is not None and not (isinstance(value, int) and 0 <= value <= _MOST):
                raise ValueError(f"{name} must be a whole number from 0 to {_MOST}, not {value!r}")


# -- the source


@dataclass(frozen=True)
class MaskSource(_Counted):
    """Hide the source piece at `position` from the attention at every step; the encoder still reads it."""

    kind: ClassVar[str] = "mask_source"
    position: int


@dataclass(frozen=True)
class SwapPiece(_Counted):
    """Let the encoder read `piece` in place of the one at `position`."""

    kind: ClassVar[str] = "swap_piece"
    position: int
    piece: str


@dataclass(frozen=True)
class DeletePiece(_Counted):
    """Leave the piece at `position` out of what the encoder reads."""

    kind: ClassVar[str] = "delete_piece"
    position: int


@dataclass(frozen=True)
class MovePiece(_Counted):
    """Take the piece at `position` out and put it in again so that it stands at `to`."""

    kind: ClassVar[str] = "move_piece"
    position: int
    to: int


# -- the weights of a step


@dataclass(frozen=True)
class ReplaceWeights(_Counted):
    """Put `weights` (one a source piece, renormalised to sum to 1) in place of the row of a step."""

    kind: ClassVar[str] = "replace_weights"
    weights: tuple[float, ...]
    step: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "weights", tuple(self.weights))
        if not all(0 <= weight < inf for weight in self.weights) or not any(self.weights):
            raise InvalidRequest("replaced weights must be at least 0 and not all 0")


@dataclass(frozen=True)
class Flatten(_Counted):
    """Spread the weights of a step evenly over the source pieces that are not masked."""

    kind: ClassVar[str] = "flatten"
    step: int | None = None


@dataclass(frozen=True)
class OneHot(_Counted):
    """Give the piece at `position` all the weight of a step; None is the piece that has most of it."""

    kind: ClassVar[str] = "one_hot"
    position: int | None = None
    step: int | None = None


@dataclass(frozen=True)
class Shuffle(_Counted):
    """Deal the weights of a step out anew among the pieces that are not masked. Jain & Wallace 2019, section 4.2.1.

    Same seed, same order; every step has its own."""

    kind: ClassVar[str] = "shuffle"
    seed: int = 0
    step: int | None = None


@dataclass(frozen=True)
class Freeze(_Counted):
    """Use the weights of the step before once more; the first step, which has none before it, keeps its own."""

    kind: ClassVar[str] = "freeze"
    step: int | None = None


@dataclass(frozen=True)
class TransferAttention(_Counted):
    """Take the weights of a step from the family's model with another scoring function, which follows the same
    output piece by piece and knows of no other edit of the attention. Several heads lend their mean."""

    kind: ClassVar[str] = "borrow"
    scorer: str
    step: int | None = None


@dataclass(frozen=True)
class Sharpen(_Counted):
    """Raise the weights of a step to `power` and renormalise; below 1 this softens."""

    kind: ClassVar[str] = "sharpen"
    power: float
    step: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.power < inf:
            raise InvalidRequest("the power must be above 0, not {power}", power=self.power)


# -- the rule


@dataclass(frozen=True)
class Temperature(Record):
    """Divide the scores by `value` before they are normalised, at every step."""

    kind: ClassVar[str] = "temperature"
    value: float

    def __post_init__(self) -> None:
        if not 1e-6 <= self.value <= 1e6:
            raise InvalidRequest("the softmax temperature must lie between 1e-6 and 1e6, not {value}", value=self.value)


@dataclass(frozen=True)
class Offset(Record):
    """Add `value` to every score, after all temperatures. It changes nothing, and that is the lesson."""

    kind: ClassVar[str] = "offset"
    value: float

    def __post_init__(self) -> None:
        if not -1e3 <= self.value <= 1e3:
            raise InvalidRequest("the offset must lie between -1000 and 1000, not {value}", value=self.value)


@dataclass(frozen=True)
class Rescore(Record):
    """Let another scoring function without parameters, one of `STAND_INS`, score on the same states."""

    kind: ClassVar[str] = "rescore"
    scorer: str


@dataclass(frozen=True)
class Renormalize(Record):
    """Use another normaliser on the same scores."""

    kind: ClassVar[str] = "renormalize"
    normalizer: Normalizer

    def __post_init__(self) -> None:
        if self.normalizer not in get_args(Normalizer):
            raise ValueError(f"no normaliser is called {self.normalizer!r}")


# -- common mistakes


@dataclass(frozen=True)
class NoPaddingMask(Record):
    """Pad the sentence, as beside a longer one in a batch, and forget to hide the padding from the attention.

    The encoder does leave it out: its states are 0. The padding stands in the trace, as pieces after the end."""

    kind: ClassVar[str] = "no_padding_mask"
    pieces: int = 4

    def __post_init__(self) -> None:
        if not (isinstance(self.pieces, int) and 1 <= self.pieces <= 16):
            raise InvalidRequest("the padding must be 1 to 16 pieces, not {pieces}", pieces=self.pieces)


@dataclass(frozen=True)
class WrongAxis(Record):
    """Normalise over the steps instead of the source pieces. A step decoded alone has only itself to be compared
    with: every weight is 1, and the context the sum of the states."""

    kind: ClassVar[str] = "wrong_axis"


@dataclass(frozen=True)
class IgnoreEncoder(Record):
    """Score as if every encoder state were 0. What compares contents then knows no difference between the pieces;
    what goes by position goes on as before."""

    kind: ClassVar[str] = "ignore_encoder"


@dataclass(frozen=True)
class ShiftRows(Record):
    """Use the row that was computed a step ago; the first step, which has none before it, keeps its own."""

    kind: ClassVar[str] = "shift_rows"


SourceEdit = SwapPiece | DeletePiece | MovePiece
RowEdit = ReplaceWeights | Flatten | OneHot | Shuffle | Freeze | TransferAttention | Sharpen
RuleEdit = Temperature | Offset | Rescore | Renormalize
Mistake = NoPaddingMask | WrongAxis | IgnoreEncoder | ShiftRows
Edit = MaskSource | SourceEdit | RowEdit | RuleEdit | Mistake
Edits = tuple[Edit, ...]
EDITS: dict[str, type[Edit]] = {edit.kind: edit for edit in get_args(Edit)}


def edit_to_dict(edit: Edit) -> dict[str, Any]:
    return {"kind": edit.kind, **edit.to_dict()}


def edit_from_dict(values: Mapping[str, Any]) -> Edit:
    """The inverse of `edit_to_dict`. Raises ValueError for an unknown kind."""
    rest = dict(values)
    kind = rest.pop("kind", None)
    if kind not in EDITS:
        raise ValueError(f"no edit is called {kind!r}; there are {', '.join(EDITS)}")
    return EDITS[kind].from_dict(rest)
