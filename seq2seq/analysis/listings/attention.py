"""The look at the source in lines: scores, weights; of recurrent decoders and of a Transformer's layers."""

from __future__ import annotations

from dataclasses import dataclass

from seq2seq.analysis.listings.scoring import LINES, Scored, Scoring
from seq2seq.analysis.listings.writing import Box, Facts, defined


@dataclass(frozen=True)
class Looking:
    """How a decoder asks: the name of the query in the lines, its symbol, and how it is made from what the preamble
    has; where the tensors of the scoring function are; what depends on a layer."""

    facts: Facts
    query: str
    symbol: str
    made: str
    prefix: str
    over: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """What a row of weights depends on besides the step."""
        return (*self.over, "n") if self.facts.heads > 1 else self.over

    @property
    def row(self) -> str:
        """The row of a head among those of a step, as an index; empty where there is one row alone."""
        if not self.over:
            return "[n]" if self.facts.heads > 1 else ""
        return f"[layer * {self.facts.heads} + n]" if self.facts.heads > 1 else "[layer]"

    @property
    def scoring(self) -> Scoring:
        past = f"alpha[t - 1]{self.row}"
        return LINES[self.facts.scorer](Scored(self.facts, self.prefix, self.query, self.symbol, past))

    @property
    def compared(self) -> str:
        """The states that are scored, (S, E)."""
        return "torch.zeros_like(h)" if self.facts.blind else "h"

    def score_box(self) -> Box:
        key = "torch.zeros_like(h[i])" if self.facts.blind else "h[i]"
        if read := self.read_before:
            key = f'{key} + {read}[i] * tensors["decoder.attention.coverage"]'
        scoring = self.scoring
        return Box(
            scoring.says,
            ("t", "i", *self.heads),
            (f"{self.query} = {self.made}", f"h_i = {key}", *scoring.lines),
            "e_ti",
        )

    def weight_box(self) -> Box:
        name = "sparsemax" if self.facts.normalizer == "sparsemax" else "softmax"
        if self.facts.given:
            lines = (f"e_t = e[t]{self.row}  # (S,)", f"alpha_t = alpha[t]{self.row}  # given by an edit, not computed")
        else:
            lines = (f"e_t = e[t]{self.row}  # (S,)", *self.normaliser_lines())
        return Box(
            f"α_ti: {name} of the scores of all pieces",
            ("t", "i", *self.heads),
            (*lines, "alpha_ti = alpha_t[i]"),
            "alpha_ti",
        )

    @property
    def read_before(self) -> str:
        """How much of each piece was read before step t (S,), of a model with coverage; else empty."""
        if not self.facts.config.coverage:
            return ""
        return "sum(alpha[:t])" if self.facts.heads == 1 else "sum(alpha[:t]).mean(dim=0)"

    def normaliser_lines(self) -> list[str]:
        """From the scores e_t of a head (S,) to its weights alpha_t."""
        facts, lines = self.facts, list[str]()
        if facts.temperature != 1:
            lines.append(f"e_t = e_t / {facts.temperature:g}  # the temperature")
        if facts.hidden:
            places = ", ".join(map(str, facts.hidden))
            lines.append(f"e_t = e_t.index_fill(0, torch.tensor([{places}]), -torch.inf)  # hidden")
        if facts.normalizer == "sparsemax":
            return [
                *lines,
                "z = e_t.sort(descending=True).values",
                "support = 1 + torch.arange(1, len(z) + 1) * z > z.cumsum(dim=0)",
                "tau = (z[support].sum() - 1) / support.sum()",
                "alpha_t = (e_t - tau).clamp(min=0)  # what exceeds τ, which sums to 1",
            ]
        return [*lines, "powers = torch.exp(e_t - e_t.max())  # (S,)", "alpha_t = powers / powers.sum()"]

    def functions(self) -> list[str]:
        """What scores and normalises in the preamble."""
        scoring = self.scoring
        arguments = ", ".join((self.query, "h_i", "i", "t", *self.heads))
        return [
            *defined(f"score({arguments})", (f"# {scoring.says}", *scoring.lines, "return e_ti")),
            *defined("normalise(e_t)", (*self.normaliser_lines(), "return alpha_t")),
        ]

    def normalised(self, scores: str) -> str:
        """The weights of some scores (S,)."""
        return f"normalise({scores})"
