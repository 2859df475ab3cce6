"""What-if: how edits change mask, keys, scores and weights. Applied by `Attention` and nowhere else, row by row."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.scorer import AttentionHistory
from seq2seq.config.edits import (
    Edits,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    NoPaddingMask,
    Normalizer,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    ShiftRows,
    Shuffle,
    Temperature,
    WrongAxis,
)


@dataclass(frozen=True)
class ScoringRule:
    """What the whole batch is scored by: a scoring function that stands in for the model's own, and whether the
    encoder is ignored."""

    scorer: str | None = None
    blind: bool = False


@dataclass(frozen=True)
class PerRowEdits:
    """Edits of their own for each of the B rows of a batch, under one rule."""

    rows: tuple[Edits, ...]

    @property
    def rule(self) -> ScoringRule:
        """Raises ValueError where the rows do not agree."""
        found = {scoring_rule(row) for row in self.rows}
        if len(found) > 1:
            raise ValueError("the rows of a batch must be scored by the same rule")
        return found.pop()


def scoring_rule(edits: Edits) -> ScoringRule:
    """The last scoring function asked for."""
    asked = [edit.scorer for edit in edits if isinstance(edit, Rescore)]
    return ScoringRule(asked[-1] if asked else None, IgnoreEncoder() in edits)


def edit_mask(mask: Tensor, edits: Edits) -> Tensor:
    """mask (1, S) without the hidden pieces, and with the padding if it is forgotten."""
    if any(isinstance(edit, NoPaddingMask) for edit in edits):
        mask = torch.ones_like(mask)
    for edit in edits:
        if isinstance(edit, MaskSource):
            mask = mask.clone()
            mask[:, edit.position] = False
    return mask


def edit_scores(scores: Tensor, edits: Edits) -> Tensor:
    """scores over all temperatures, then all offsets added."""
    for edit in edits:
        if isinstance(edit, Temperature):
            scores = scores / edit.value
    for edit in edits:
        if isinstance(edit, Offset):
            scores = scores + edit.value
    return scores


def normalised(scores: Tensor, mask: Tensor, default: Normalizer, edits: Edits) -> Tensor:
    """scores (1, N, 1, S), mask (1, S) → weights (1, N, 1, S), by the last normaliser asked for."""
    asked: list[Normalizer] = [edit.normalizer for edit in edits if isinstance(edit, Renormalize)]
    normalize, seen = NORMALIZERS[asked[-1] if asked else default], mask[:, None, None]
    if WrongAxis() in edits:
        return normalize(scores.mT, (seen & ~torch.isneginf(scores)).mT).mT
    return normalize(scores, seen)


def edit_weights(weights: Tensor, mask: Tensor, past: AttentionHistory, edits: Edits) -> Tensor:
    """weights (1, N, 1, S) of one step after the edits of that step, in their order."""
    for edit in edits:
        match edit:
            case ShiftRows() if past.step:
                weights = past.computed.unsqueeze(2)
            case Freeze(step=at) if at in (None, past.step) and past.step:
                weights = past.weights.unsqueeze(2)
            case Shuffle(step=at) if at in (None, past.step):
                weights = _dealt(weights, mask, 1000 * edit.seed + past.step)
            case ReplaceWeights(step=at) | Flatten(step=at) | OneHot(step=at) | Sharpen(step=at):
                if at in (None, past.step):
                    weights = _renormalised(_reweigh(weights, edit), mask)
    return weights


def _reweigh(weights: Tensor, edit: ReplaceWeights | Flatten | OneHot | Sharpen) -> Tensor:
    match edit:
        case ReplaceWeights(weights=row):
            return weights.new_tensor([weight / max(row) for weight in row]).expand_as(weights)
        case Flatten():
            return torch.ones_like(weights)
        case OneHot(position=position):
            best = weights.argmax(dim=-1, keepdim=True)
            place = best if position is None else torch.full_like(best, position)
            return torch.zeros_like(weights).scatter(-1, place, 1.0)
        case Sharpen(power=power):
            return (weights / _above_zero(weights.amax(dim=-1, keepdim=True))) ** power


def _dealt(weights: Tensor, mask: Tensor, seed: int) -> Tensor:
    """The weights of the pieces that are not masked in another order, the same for every head."""
    places = mask[0].nonzero()[:, 0]
    order = torch.randperm(len(places), generator=torch.Generator().manual_seed(seed))
    return weights.index_copy(-1, places, weights[..., places[order]])


def _renormalised(weights: Tensor, mask: Tensor) -> Tensor:
    kept = weights * mask[:, None, None]
    return kept / _above_zero(kept.sum(dim=-1, keepdim=True))


def _above_zero(divisor: Tensor) -> Tensor:
    return divisor.clamp(min=torch.finfo(divisor.dtype).tiny)
