"""Edits of the rule: how scores come about and become weights, at every step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, get_args

from seq2seq.config.edits.edit import (
    AttentionRow,
    Count,
    Edit,
    Normalizer,
    NormalizerName,
    Number,
    Offer,
    ScorerName,
    ScoringRule,
    Situation,
    Tensor,
    register_edit,
)
from seq2seq.config.records import InvalidRequest


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


class ConstantEdit(RuleEdit):
    """Sets the `constant` that the scoring functions `scorers` have, in equations `symbol`. `limits`: its least and
    greatest value; `options` are offered in a menu called `menu`."""

    explained = True
    constant: ClassVar[str]
    symbol: ClassVar[str]
    scorers: ClassVar[tuple[str, ...]]
    limits: ClassVar[tuple[float, float]]
    menu: ClassVar[str]
    options: ClassVar[tuple[float, ...]]
    value: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        least, most = self.limits
        if not least <= self.value <= most:
            raise InvalidRequest(
                "{name} must lie between {least} and {most}, not {value}",
                name=self.constant,
                least=least,
                most=most,
                value=self.value,
            )

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        if situation.scorer not in cls.scorers:
            return ()
        return (Offer(cls.menu, cls.hint, tuple(map(cls, cls.options)), by="value"),)

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        return replace(rule, constants=(*rule.constants, (self.constant, self.value)))


@register_edit
@dataclass(frozen=True)
class Window(ConstantEdit):
    """Let local attention look at `value` pieces on either side of its middle: its D, and half of that its σ."""

    kind = "window"
    code = "window"
    title = "window D = {value}"
    hint = "Only D pieces on either side of the middle can be looked at: all others score −∞ and get weight 0."
    constant = "window"
    symbol = "D"
    scorers = ("local_m", "local_p")
    limits = (1, 64)
    menu = "Window D…"
    options = (1, 2, 3, 4, 6, 8, 16)
    value: Count


@register_edit
@dataclass(frozen=True)
class Deviation(ConstantEdit):
    """Let the Gaussian of `local_p` have the standard deviation `value`, its σ, whatever its window is."""

    kind = "deviation"
    code = "sigma"
    title = "Gaussian σ = {value}"
    hint = "With a small σ the weight stays beside p_t; with a large one, content decides within the window."
    constant = "deviation"
    symbol = "σ"
    scorers = ("local_p",)
    limits = (0.01, 1000)
    menu = "Gaussian σ…"
    options = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
    value: Number


@register_edit
@dataclass(frozen=True)
class Sharpness(ConstantEdit):
    """Multiply the cosine by `value`, the β of `cosine`."""

    kind = "sharpness"
    code = "beta"
    title = "sharpness β = {value}"
    hint = "Scores lie between −β and β: with a small β the weights are nearly equal, with a large one they sharpen."
    constant = "sharpness"
    symbol = "β"
    scorers = ("cosine",)
    limits = (0.01, 1000)
    menu = "Sharpness β…"
    options = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
    value: Number


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
        return (Offer("Add a constant", hint, (cls(10.0),)),)

    def rescored(self, scores: Tensor) -> Tensor:
        return scores + self.value


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
    hint = "A common mistake: encoder states are zero when scored, so content-based scores can't distinguish pieces."
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
