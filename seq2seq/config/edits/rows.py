"""Edits of the weights of a step: another row in place of the one that was computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar, Self

from seq2seq.config.edits.edit import (
    AttentionRow,
    Count,
    Edit,
    Names,
    Number,
    Offer,
    Place,
    Position,
    ScorerName,
    Situation,
    Tensor,
    WeightRow,
    never_zero,
    register_edit,
)
from seq2seq.config.edits.source import require_piece
from seq2seq.config.records import InvalidRequest


class RowEdit(Edit):
    """Changes the weights of `step`, which counts output pieces from 0; None is every step. One that decides the
    `whole` row leaves nothing of those before it."""

    whole: ClassVar[bool] = True
    step: Place | None

    def at(self, step: int) -> bool:
        return self.step in (None, step)

    def replaces(self, earlier: Edit) -> bool:
        if not (isinstance(earlier, RowEdit) and self.whole and earlier.whole):
            return False
        return self.step in (None, earlier.step)


@register_edit
@dataclass(frozen=True)
class ReplaceWeights(RowEdit):
    """Put `weights` (one a source piece, renormalised to sum to 1) in place of the row of a step."""

    kind = "replace_weights"
    code = "weights"
    title = "weights by hand"
    weights: WeightRow
    step: Place | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "weights", tuple(self.weights))
        if not all(0 <= weight < inf for weight in self.weights) or not any(self.weights):
            raise InvalidRequest("replaced weights must be at least 0 and not all 0")

    def reweighed(self, row: AttentionRow) -> Tensor:
        shares = [weight / max(self.weights) for weight in self.weights]
        return row.normalised(row.weights.new_tensor(shares).expand_as(row.weights))

    def moved(self, before: Names, now: Names) -> Self:
        if len(self.weights) != len(before):
            raise InvalidRequest(
                "replacement weights: expected {n}, got {given}", given=len(self.weights), n=len(before)
            )
        weight = dict(zip(before, self.weights, strict=True))
        _require_left(any(weight.get(name, 0) for name in now))
        return replace(self, weights=tuple(weight.get(name, 0) for name in now))


@register_edit
@dataclass(frozen=True)
class Flatten(RowEdit):
    """Spread the weights of a step evenly over the source pieces that are not masked."""

    kind = "flatten"
    code = "flat"
    title = "Uniform"
    hint = "Every piece gets the same weight."
    step: Place | None = None

    def reweighed(self, row: AttentionRow) -> Tensor:
        return row.normalised(row.weights.new_ones(row.weights.shape))


@register_edit
@dataclass(frozen=True)
class OneHot(RowEdit):
    """Give the piece at `position` all the weight of a step; None is the piece that has most of it."""

    kind = "one_hot"
    code = "onehot"
    title = "all on {position}"
    position: Position | None = None
    step: Place | None = None

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        each = tuple(map(cls, range(situation.pieces)))
        return (
            Offer("All on the strongest", "The piece with the largest weight gets all of it.", (cls(),)),
            Offer("All on one piece…", "The decoder sees this piece alone.", each, by="position"),
        )

    def reweighed(self, row: AttentionRow) -> Tensor:
        best = row.weights.argmax(-1, keepdim=True)
        place = best if self.position is None else best.new_full(best.shape, self.position)
        return row.normalised(row.weights.new_zeros(row.weights.shape).scatter(-1, place, 1.0))

    def moved(self, before: Names, now: Names) -> Self:
        if self.position is None:
            return self
        require_piece(self.position, len(before))
        _require_left(before[self.position] in now)
        return replace(self, position=now.index(before[self.position]))


@register_edit
@dataclass(frozen=True)
class Shuffle(RowEdit):
    """Deal the weights of a step out anew among the pieces that are not masked. Jain & Wallace 2019, section 4.2.1.

    Same seed, same order; every step has its own."""

    kind = "shuffle"
    code = "shuffle"
    title = "Shuffled"
    hint = "The same weights, assigned to other pieces at random."
    seed: Count = 0
    step: Place | None = None

    def reweighed(self, row: AttentionRow) -> Tensor:
        return row.shuffled(1000 * self.seed + row.step)


@register_edit
@dataclass(frozen=True)
class Freeze(RowEdit):
    """Use the weights of the step before once more; the first step, which has none before it, keeps its own."""

    kind = "freeze"
    code = "freeze"
    title = "Frozen"
    hint = "The weights of the previous step, used again."
    step: Place | None = None

    def reweighed(self, row: AttentionRow) -> Tensor:
        return row.previous if row.step else row.weights


@register_edit
@dataclass(frozen=True)
class TransferAttention(RowEdit):
    """Take the weights of a step from the family's model with another scoring function, which follows the same
    output piece by piece and knows of no other edit of the attention. Several heads lend their mean.

    `decoding.joint` puts the numbers in its place before the attention sees it."""

    kind = "borrow"
    code = "borrow"
    title = "taken from {scorer}"
    scorer: ScorerName
    step: Place | None = None

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        hint = "The weights of a model with another scoring function at this step."
        return (Offer("Taken from…", hint, tuple(map(cls, situation.lenders)), by="scorer"),)


@register_edit
@dataclass(frozen=True)
class Sharpen(RowEdit):
    """Raise the weights of a step to `power` and renormalise; below 1 this softens."""

    kind = "sharpen"
    code = "sharpen"
    title = "weights to the power {power}"
    whole = False
    power: Number
    step: Place | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.power < inf:
            raise InvalidRequest("the power must be above 0, not {power}", power=self.power)

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        return (Offer("Sharper", "Each weight squared, then renormalised.", (cls(2.0),)),)

    def reweighed(self, row: AttentionRow) -> Tensor:
        return row.normalised((row.weights / never_zero(row.weights.amax(-1, keepdim=True))) ** self.power)


def _require_left(there: bool) -> None:
    if not there:
        raise InvalidRequest("an edit puts all the weight on pieces that a later edit deletes")
