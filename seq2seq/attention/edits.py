"""What-if: attention under edits, which change the scoring rule, the mask, the scores and the weights of each row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from seq2seq.attention.content import PlainScaledDot
from seq2seq.attention.mechanism import Attended, Attention, mix
from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes, make_scorer
from seq2seq.config.edits import AttentionRow, Edits, Normalizer, ScoringRule, scoring_rule
from seq2seq.config.records import InvalidRequest


@dataclass(frozen=True)
class PerRowEdits:
    """Edits of their own for each of the B rows of a batch, under one rule."""

    rows: tuple[Edits, ...]

    @property
    def rule(self) -> ScoringRule:
        """What the whole batch is scored by; how scores become weights is each row's own. Raises ValueError where the
        rows do not agree."""
        scoring = (scoring_rule(edits) for edits in self.rows)
        rules = {ScoringRule(rule.scorer, blind=rule.blind, constants=rule.constants) for rule in scoring}
        if len(rules) > 1:
            raise ValueError("the rows of a batch must be scored by the same rule")
        return rules.pop()


def attend(
    attention: Attention, query: Tensor, memory: Memory, past: AttentionHistory, edits: Edits | PerRowEdits
) -> Attended:
    """query (B, T, H) → attention under edits; with any, T must be 1. All rows are scored together, then each row's
    weights are computed and edited by themselves."""
    if not edits:
        return attention(query, memory, past)
    per_row = edits if isinstance(edits, PerRowEdits) else PerRowEdits((edits,) * len(query))
    rule = per_row.rule
    own = attention.scorer
    scorer = own if rule.scorer is None else make_parameter_free_scorer(rule.scorer, attention.sizes)
    scorer = scorer.with_constants(dict(rule.constants))
    read = memory
    if rule.blind:
        nothing = torch.zeros_like(memory.values)
        read = replace(memory, values=nothing, keys=attention.prepare(nothing))
    scores = attention.score(query, read, past, None if scorer is own else scorer)
    computed, weights = [], []
    rows = zip(scores.split(1), memory.mask.split(1), past.split(), per_row.rows, strict=True)
    for row_scores, mask, row_past, row_edits in rows:
        mask = edit_mask(mask, row_edits)
        computed.append(normalised(edit_scores(row_scores, row_edits), mask, attention.normalizer, row_edits))
        weights.append(edit_weights(computed[-1], mask, row_past, row_edits))
    edited = torch.cat(weights)
    return Attended(scores, edited, mix(edited, memory.values), torch.cat(computed))


def make_parameter_free_scorer(name: str, sizes: Sizes) -> Scorer:
    """A scorer that needs no training. Raises InvalidRequest, a ValueError, for one with parameters to train."""
    scorer = PlainScaledDot(sizes) if name == "scaled" else make_scorer(name, sizes)
    if any(parameter.ndim for parameter in scorer.parameters()):
        raise InvalidRequest("{scorer} has parameters of its own and can't be used untrained", scorer=name)
    return scorer


class _Row(AttentionRow):
    def shuffled(self, seed: int) -> Tensor:
        places = self.mask[0, 0, 0].nonzero()[:, 0]
        order = torch.randperm(len(places), generator=torch.Generator().manual_seed(seed))
        return self.weights.index_copy(-1, places, self.weights[..., places[order]])


def edit_mask(mask: Tensor, edits: Edits) -> Tensor:
    """mask (1, S) without the hidden pieces, and with the padding if it is forgotten."""
    if any(edit.padding for edit in edits):
        mask = torch.ones_like(mask)
    hidden = [place for place in range(mask.shape[1]) if any(edit.hides(place) for edit in edits)]
    return mask.index_fill(1, torch.tensor(hidden, dtype=torch.long, device=mask.device), False)


def edit_scores(scores: Tensor, edits: Edits) -> Tensor:
    """scores over all temperatures, then each edit's own change of them."""
    scores = scores / scoring_rule(edits).temperature
    for edit in edits:
        scores = edit.rescored(scores)
    return scores


def normalised(scores: Tensor, mask: Tensor, default: Normalizer, edits: Edits) -> Tensor:
    """scores (1, N, 1, S), mask (1, S) → weights (1, N, 1, S), by the last normaliser asked for."""
    rule, seen = scoring_rule(edits), mask[:, None, None]
    normalize = NORMALIZERS[rule.normalizer or default]
    if rule.over_steps:
        return normalize(scores.mT, (seen & ~torch.isneginf(scores)).mT).mT
    return normalize(scores, seen)


def edit_weights(weights: Tensor, mask: Tensor, past: AttentionHistory, edits: Edits) -> Tensor:
    """weights (1, N, 1, S) of one step after the edits of that step, in their order."""
    previous, computed = past.weights.unsqueeze(2), past.computed.unsqueeze(2)
    for edit in edits:
        if edit.at(past.step):
            weights = edit.reweighed(_Row(past.step, weights, mask[:, None, None], previous, computed))
    return weights
