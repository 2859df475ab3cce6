"""What-if: how the edits of a Request change mask, scores and weights. Applied by `Attention` and nowhere else."""

from __future__ import annotations

import torch
from torch import Tensor

from seq2seq.config import (
    Edit,
    Flatten,
    MaskSource,
    Normalizer,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    Temperature,
)

Edits = tuple[Edit, ...]


def edit_mask(mask: Tensor, edits: Edits) -> Tensor:
    """mask (B, S) without the hidden pieces; a position beyond the sentence hides nothing."""
    hidden = [edit.position for edit in edits if isinstance(edit, MaskSource)]
    place = torch.arange(mask.shape[1], device=mask.device)
    return mask & ~torch.isin(place, torch.tensor(hidden, dtype=place.dtype, device=mask.device))


def edit_scores(scores: Tensor, edits: Edits) -> Tensor:
    """scores over the product of all temperatures."""
    for edit in edits:
        if isinstance(edit, Temperature):
            scores = scores / edit.value
    return scores


def edit_weights(weights: Tensor, mask: Tensor, step: int, edits: Edits) -> Tensor:
    """weights (B, N, 1, S) of one step after the edits of that step, in their order."""
    for edit in edits:
        match edit:
            case ReplaceWeights(step=at) | Flatten(step=at) | Sharpen(step=at) if at in (None, step):
                weights = _renormalised(_reweigh(weights, edit), mask)
    return weights


def chosen_normalizer(default: Normalizer, edits: Edits) -> Normalizer:
    """The last one asked for."""
    asked: list[Normalizer] = [edit.normalizer for edit in edits if isinstance(edit, Renormalize)]
    return asked[-1] if asked else default


def chosen_scorer(edits: Edits) -> str | None:
    """The name of the scoring function that stands in for the model's own, if any."""
    return next((edit.scorer for edit in reversed(edits) if isinstance(edit, Rescore)), None)


def _reweigh(weights: Tensor, edit: ReplaceWeights | Flatten | Sharpen) -> Tensor:
    match edit:
        case ReplaceWeights(weights=row):
            if len(row) != weights.shape[-1]:
                raise ValueError(f"replaced weights: expected {weights.shape[-1]} numbers, received {len(row)}")
            return weights.new_tensor([weight / max(row) for weight in row]).expand_as(weights)
        case Flatten():
            return torch.ones_like(weights)
        case Sharpen(power=power):
            return (weights / _above_zero(weights.amax(dim=-1, keepdim=True))) ** power


def _renormalised(weights: Tensor, mask: Tensor) -> Tensor:
    kept = weights * mask[:, None, None]
    return kept / _above_zero(kept.sum(dim=-1, keepdim=True))


def _above_zero(divisor: Tensor) -> Tensor:
    return divisor.clamp(min=torch.finfo(divisor.dtype).tiny)
