"""Edits of the rule: how scores come about and become weights, at every step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from seq2seq.config.edits.edit import Edit, Offer, ScoringRule, Situation, Tensor, register_edit
from seq2seq.config.edits.forms import Normalizer, NormalizerName, Number, ScorerName
from seq2seq.config.errors import InvalidRequest


class RuleEdit(Edit):
    """Changes every step. There is one of a kind."""

    def replaces(self, earlier: Edit) -> bool:
        return type(self) is type(earlier)


@register_edit
@dataclass(frozen=True)
class Temperature(RuleEdit):
    """Divide the scores by `value` before they are normalised."""

    kind = "temperature"
    code = "temp"
    title = "temperature {value}"
    explained = True
    value: Number

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1e-6 <= self.value <= 1e6:
            raise InvalidRequest("the softmax temperature must lie between 1e-6 and 1e6, not {value}", value=self.value)

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        each = tuple(map(cls, (0.1, 0.25, 0.5, 2.0, 4.0, 10.0)))
        return (Offer("Softmax temperature…", "Below 1 the weights sharpen, above 1 they flatten.", each, by="value"),)

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, temperature=rule.temperature * self.value)


@register_edit
@dataclass(frozen=True)
class Renormalize(RuleEdit):
    """Use another normaliser on the same scores."""

    kind = "renormalize"
    code = "norm"
    title = "normalised by {normalizer}"
    explained = True
    normalizer: NormalizerName

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.normalizer not in get_args(Normalizer):
            raise ValueError(f"no normaliser is called {self.normalizer!r}")

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        return (Offer("Sparsemax", "Small weights become exactly 0.", (cls("sparsemax"),)),)

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, normalizer=self.normalizer)


@register_edit
@dataclass(frozen=True)
class Rescore(RuleEdit):
    """Let another scoring function without parameters, one of `STAND_INS`, score on the same states."""

    kind = "rescore"
    code = "score"
    title = "scored by {scorer}"
    explained = True
    scorer: ScorerName

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        if not situation.comparable:
            return ()
        return (
            Offer("Dot product", "The same states, scored by their dot product.", (cls("dot"),)),
            Offer("Scaled", "The dot product divided by the root of its width: softer.", (cls("scaled"),)),
            Offer("Cosine", "The same states, scored by the angle between them.", (cls("cosine"),)),
            Offer("Uniform", "Every piece gets the same weight.", (cls("uniform"),)),
        )

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, scorer=self.scorer)


@register_edit
@dataclass(frozen=True)
class Offset(RuleEdit):
    """Add `value` to every score, after all temperatures. It changes nothing, and that is the lesson."""

    kind = "offset"
    code = "offset"
    title = "{value} added to every score"
    explained = True
    value: Number

    def __post_init__(self) -> None:
        super().__post_init__()
        if not -1e3 <= self.value <= 1e3:
            raise InvalidRequest("the offset must lie between -1000 and 1000, not {value}", value=self.value)

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        hint = "10 more for every score: the weights stay the same, since softmax depends only on differences."
        return (Offer("Constant added", hint, (cls(10.0),)),)

    def rescored(self, scores: Tensor) -> Tensor:
        return scores + self.value
