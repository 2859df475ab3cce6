"""The panels of Compare: hands several traces at once to the browser, where one cursor steps through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from pages.ui.components import captions
from pages.ui.components.component import Component, choice_listeners
from pages.ui.engine import cache
from pages.ui.session import grain, state, titles
from pages.ui.session.actions import PANELS_ACTIONS, PanelsAction, ReplaceScorer, ShowAll, ShowFew
from pages.ui.session.lineup import ALL, replaced
from pages.ui.session.numbered import Numbered, answered, unanswered
from pages.ui.session.opening import opening
from pages.ui.session.view import View
from pages.ui.session.words import problem_text
from seq2seq.evaluation import compare
from seq2seq.evaluation.alignment_metrics import AlignmentCase, AlignmentScore
from seq2seq.evaluation.compare import THRESHOLDS
from seq2seq.evaluation.metrics import sentence_bleu, sentence_chrf
from seq2seq.trace.links import parse_links
from seq2seq.trace.trace import DecodeTrace

_PANELS = Component("compare")
OFFSETS = (-1, 0, 1)
"""Which row an output piece's links are read from: the one before its own, its own, the one after."""


@dataclass(frozen=True)
class Panel:
    """One of those that are compared: what it is called, where it leads to, and its decoding, or why there is none.
    Where sentences are compared, `runs` is the sentence run by run, each with whether the other one lacks it."""

    name: str
    title: str
    scorer: str
    text: str
    outcome: DecodeTrace | cache.Problem
    runs: Sequence[tuple[str, bool]] = ()

    @property
    def trace(self) -> DecodeTrace | None:
        return self.outcome if isinstance(self.outcome, DecodeTrace) else None

    @cached_property
    def seen(self) -> DecodeTrace | None:
        """As it is drawn: of words or of pieces."""
        return grain.displayed(self.trace) if self.trace else None

    @property
    def attending(self) -> DecodeTrace | None:
        """The same where there are weights that can be compared."""
        return self.seen if self.seen and self.seen.attends else None


@dataclass(frozen=True)
class Gold:
    """Tokens of the sentence and of its reference, and the links between them as they are written."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: str


def draw_panels(
    panels: Sequence[Panel], base: str, reference: str, gold: Gold | None, offered: Mapping[str, str], pairs: bool
) -> None:
    """The panels, told apart from the one called `base`. With `gold` its links lie over those that say its tokens;
    those `offered`, names with their titles, may stand in the place of others; with `pairs` any two can be
    subtracted."""
    view = state.view()
    first = next((panel for panel in panels if panel.name == base), None)
    cases = {panel.name: _case(panel.attending, gold) for panel in panels}
    _PANELS(
        f"panels-{state.navigation_count()}",
        {
            "panels": [_panel(panel, first and first.seen, reference, cases[panel.name]) for panel in panels],
            "base": base,
            "pairs": _pairs(panels) if pairs else None,
            "gold": vars(gold) if gold else None,
            "offered": [list(each) for each in offered.items()],
            "answered": answered(),
            "thresholds": THRESHOLDS,
            "look": view.compare.look,
            "caption": _caption(view, panels),
            "step": opening(view, first.trace) if first and first.trace else view.step,
        },
        *choice_listeners("step", "look", "links"),
        PANELS_ACTIONS.listener(partial(_carry_out, [panel.name for panel in panels], offered)),
    )


def _caption(view: View, panels: Sequence[Panel]) -> list[str]:
    """What the titles of the panels do not say."""
    scorers = {panel.scorer for panel in panels}
    alike = [titles.scorer_title(name) for name in scorers] if len(scorers) == 1 else []
    return captions.lines(view.family, *(panel.text for panel in panels), *alike)


def _carry_out(names: Sequence[str], offered: Mapping[str, str], actions: Iterable[Numbered[PanelsAction]]) -> None:
    for action in unanswered(actions):
        view = state.view()
        match action:
            case ShowAll():
                state.remember("few", view.compare.shown)
                state.choose("shown", (ALL,))
            case ShowFew():
                state.choose("shown", state.remembered("few") or ())
            case ReplaceScorer(old, new) if old in names and new in offered:
                shown, chosen = replaced(names, view.scorer, old, new)
                state.choose("scorer", chosen)
                state.choose("shown", shown)


def agreements(panels: Sequence[Panel], gold: Gold, offset: int) -> dict[str, compare.Agreement]:
    """By title, for those that say the tokens of `gold`."""
    cases = {panel.title: _case(panel.attending, gold) for panel in panels}
    return {title: compare.agreement(case, offset) for title, case in cases.items() if case}


def _panel(panel: Panel, first: DecodeTrace | None, reference: str, case: AlignmentCase | None) -> dict[str, Any]:
    named = {"name": panel.name, "title": panel.title, "scorer": panel.scorer, "text": panel.text, "runs": panel.runs}
    if isinstance(panel.outcome, cache.Problem):
        return named | {"problem": problem_text(panel.outcome), "trace": None}
    seen = grain.displayed(panel.outcome)
    return named | {
        "problem": "",
        "trace": _slim(seen) | grain.marks(panel.outcome),
        "differs": compare.differing_pieces(seen, first) if first else (False,) * len(seen),
        "facts": _facts(panel.outcome, seen, reference),
        "gold": _gold(case) if case else None,
    }


def _slim(trace: DecodeTrace) -> dict[str, Any]:
    """What the panels draw of a trace: less than the stage needs of one."""
    return {
        "source": {"pieces": trace.source.pieces, "unknown": trace.source.unknown},
        "target": {"pieces": trace.pieces, "text": trace.text},
        "weights": np.round(trace.alignment.astype(float), 4).tolist(),
    }


def _facts(trace: DecodeTrace, seen: DecodeTrace, reference: str) -> dict[str, float]:
    """Mean entropy in bits of what is seen, if anything attends; the mean probability of a piece, geometric; BLEU and
    chrF if there is a reference."""
    known = {"entropy": float(seen.entropy.mean())} if trace.attends else {}
    known["probability"] = float(np.exp(trace.logprobs.mean()))
    if not reference.strip():
        return known
    return known | {"bleu": sentence_bleu(trace.text, [reference]), "chrf": sentence_chrf(trace.text, [reference])}


def _pairs(panels: Sequence[Panel]) -> dict[str, Any]:
    """Any two that attend: the steps at which both say the same, how far apart they look there, and their words
    aligned."""
    traces = {panel.name: panel.attending for panel in panels if panel.attending}
    return {
        f"{one}*{other}": _pair(traces[one], traces[other])
        for at, one in enumerate(traces)
        for other in list(traces)[at + 1 :]
    }


def _pair(one: DecodeTrace, other: DecodeTrace) -> dict[str, Any]:
    found = compare.divergence(one, other)
    return {
        "steps": found.steps,
        "bits": [round(bits, 4) for bits in found.bits],
        "mean": round(found.mean, 4) if found.bits else None,
        "words": compare.word_runs(one, other),
    }


def _case(trace: DecodeTrace | None, gold: Gold | None) -> AlignmentCase | None:
    return (
        compare.trace_alignment_case(trace, gold.source, gold.target, parse_links(gold.links))
        if trace and gold
        else None
    )


def _gold(case: AlignmentCase) -> dict[str, Any]:
    """Where each token's pieces stand, and for each offset which tokens the weights link, and how well."""
    groups = {"rows": case.target_groups, "columns": case.source_groups}
    spans = {side: [(group[0], group[-1]) if group else None for group in each] for side, each in groups.items()}
    return spans | {"readings": {str(offset): _reading(case, offset) for offset in OFFSETS}}


def _reading(case: AlignmentCase, offset: int) -> dict[str, Any]:
    found = compare.agreement(case, offset)
    return {
        "heaviest": sorted(found.heaviest),
        "best": _three(found.best),
        "reach": found.reach,
        "curve": [_three(score) for score in found.curve],
    }


def _three(score: AlignmentScore) -> tuple[float, ...]:
    return tuple(round(value, 4) for value in (score.aer, score.precision, score.recall))
