"""Common mistakes: what people get wrong who write attention themselves, as edits of the rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits.edit import AttentionRow, ScoringRule, Tensor, register_edit
from seq2seq.config.edits.forms import Count
from seq2seq.config.edits.rules import RuleEdit
from seq2seq.config.errors import InvalidRequest


@register_edit
@dataclass(frozen=True)
class NoPaddingMask(RuleEdit):
    """Pad the sentence, as beside a longer one in a batch, and forget to hide the padding from the attention.

    The encoder does leave it out: its states are 0. The padding stands in the trace, as pieces after the end."""

    kind = "no_padding_mask"
    code = "nomask"
    title = "No padding mask"
    hint = "A common mistake: the sentence is padded, and attention can look at the padding."
    explained = True
    pieces: Count = 4

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.pieces <= 16:
            raise InvalidRequest("the padding must be 1 to 16 pieces, not {pieces}", pieces=self.pieces)

    @property
    def padding(self) -> int:
        return self.pieces


@register_edit
@dataclass(frozen=True)
class WrongAxis(RuleEdit):
    """Normalise over the steps instead of the source pieces. A step decoded alone has only itself to be compared
    with: every weight is 1, and the context the sum of the states."""

    kind = "wrong_axis"
    code = "wrongaxis"
    title = "Softmax over the wrong axis"
    hint = "A common mistake: normalised over the steps instead of the pieces, so that every weight is 1."

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, over_steps=True)


@register_edit
@dataclass(frozen=True)
class IgnoreEncoder(RuleEdit):
    """Score as if every encoder state were 0. What compares contents then knows no difference between the pieces;
    what goes by position goes on as before."""

    kind = "ignore_encoder"
    code = "blind"
    title = "Scores that ignore the encoder"
    hint = "A common mistake: all encoder states count as zero, so scores by content can't tell the pieces apart."
    explained = True

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, blind=True)


@register_edit
@dataclass(frozen=True)
class ShiftRows(RuleEdit):
    """Use the row that was computed a step ago; the first step, which has none before it, keeps its own."""

    kind = "shift_rows"
    code = "shift"
    title = "Rows shifted by one"
    hint = "A common mistake: each step uses the weights of the previous step."

    def reweighed(self, row: AttentionRow) -> Tensor:
        return row.computed if row.step else row.weights
