"""The panels of Compare: several traces go to the browser at once, where one cursor steps through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations
from typing import Any

import numpy as np

from pages.ui.address import state
from pages.ui.address.lineup import ALL, ENCODERS_SHOWN, replaced
from pages.ui.address.reports import ComponentReport, Numbered, answered, read_all_numbered, read_text, unanswered
from pages.ui.address.view import opening
from pages.ui.engine import work
from pages.ui.features.compare import CompareView
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import problem_text
from seq2seq.config.variants import other_networks
from seq2seq.data.families import writes_spaces
from seq2seq.evaluation import compare
from seq2seq.evaluation.alignment_metrics import AlignmentCase, AlignmentScore
from seq2seq.evaluation.compare import THRESHOLDS
from seq2seq.evaluation.metrics import sentence_bleu, sentence_chrf
from seq2seq.trace.links import parse_links
from seq2seq.trace.trace import DecodeTrace

_PANELS = Component("features/compare")
OFFSETS = (-1, 0, 1)
"""The row that an output piece's links are read from, relative to its own."""


@dataclass(frozen=True)
class Panel:
    """One panel: its name and title, the scoring function and the sentence, and the trace or the problem.

    When two sentences are compared, `runs` are runs of characters of the sentence, each with whether the other sentence
    lacks it."""

    name: str
    title: str
    scorer: str
    text: str
    outcome: DecodeTrace | work.Problem
    runs: Sequence[tuple[str, bool]] = ()

    @property
    def trace(self) -> DecodeTrace | None:
        return self.outcome if isinstance(self.outcome, DecodeTrace) else None

    @cached_property
    def displayed(self) -> DecodeTrace | None:
        """The trace as it is drawn: of words or of pieces."""
        return grain.displayed(self.trace) if self.trace else None

    @property
    def attending(self) -> DecodeTrace | None:
        """The displayed trace, if its model has attention weights to compare."""
        return self.displayed if self.displayed and self.displayed.attends else None


@dataclass(frozen=True)
class Gold:
    """Tokens of the sentence and of its reference, and the written links between them, as in `0-0 1?2`."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: str


# -- what the component reports


@dataclass(frozen=True)
class ShowAll:
    """Set all scoring functions side by side."""


@dataclass(frozen=True)
class ShowEncoders:
    """One scoring function with every encoder."""


@dataclass(frozen=True)
class ShowFew:
    """Those there were before."""


@dataclass(frozen=True)
class ReplaceScorer:
    """Another scoring function in the place of one."""

    old: str
    new: str


PanelsAction = ShowAll | ShowEncoders | ShowFew | ReplaceScorer


def read_panels(raw: object) -> PanelsAction:
    match raw:
        case {"kind": "all"}:
            return ShowAll()
        case {"kind": "readers"}:
            return ShowEncoders()
        case {"kind": "few"}:
            return ShowFew()
        case {"kind": "replace", "old": old, "new": new}:
            return ReplaceScorer(read_text(old), read_text(new))
    raise ValueError("no action of Compare")


PANELS_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_panels))


# -- what it is given


def draw_panels(
    panels: Sequence[Panel], base: str, reference: str, gold: Gold | None, offered: Mapping[str, str], pairs: bool
) -> None:
    """Draw the panels, each compared with the one named `base`.

    The links of `gold` are drawn over the panels whose output has its tokens. `offered` are the scoring functions (name
    to title) that can be chosen in place of a panel. With `pairs`, the weights of any two panels can be subtracted."""
    view = state.view()
    first = next((panel for panel in panels if panel.name == base), None)
    cases = {panel.name: _case(panel.attending, gold) for panel in panels}
    # The line-ups to choose from, each with whether it is chosen.
    known = ("few", ALL, *([ENCODERS_SHOWN] if other_networks(offered) else [])) if len(offered) > 1 else ()
    chosen = next((name for name in (ALL, ENCODERS_SHOWN) if name in view.of(CompareView).shown), "few")
    # The caption of a saved picture says what the titles of the panels do not.
    scorers = {panel.scorer for panel in panels}
    alike = [titles.scorer_title(name) for name in scorers] if len(scorers) == 1 else []
    caption = titles.caption_lines(view.family, *(panel.text for panel in panels), *alike)
    caption += [titles.caption_of_encoders()] if other_networks(scorers) else []
    _PANELS(
        f"panels-{state.navigation_count()}",
        {
            "panels": [_panel(panel, first and first.displayed, reference, cases[panel.name]) for panel in panels],
            "base": base,
            "pairs": _pairs(panels) if pairs else None,
            "gold": vars(gold) if gold else None,
            "lineups": {name: name == chosen for name in known},
            "offered": [list(item) for item in offered.items()],
            "answered": answered(),
            "thresholds": THRESHOLDS,
            "caption": caption,
            "opening": opening(view, first.trace) if first and first.trace else None,
        },
        PANELS_ACTIONS.listener(partial(_carry_out, [panel.name for panel in panels], offered)),
        choices=("step", "look", "links"),
    )


def _carry_out(names: Sequence[str], offered: Mapping[str, str], actions: Iterable[Numbered[PanelsAction]]) -> None:
    for action in unanswered(actions):
        view = state.view()
        match action:
            case ShowAll() | ShowEncoders():
                few = view.of(CompareView).shown
                if not {ALL, ENCODERS_SHOWN} & {*few}:
                    state.remember("few", few)
                state.choose("shown", (ALL if isinstance(action, ShowAll) else ENCODERS_SHOWN,))
            case ShowFew():
                state.choose("shown", state.remembered("few") or ())
            case ReplaceScorer(old, new) if old in names and new in offered:
                shown, chosen = replaced(names, view.scorer, old, new)
                state.choose("scorer", chosen)
                state.choose("shown", shown)


def agreements(panels: Sequence[Panel], gold: Gold, offset: int) -> dict[str, compare.Agreement]:
    """The agreement with the gold links by panel title, for the panels whose output has the tokens of `gold`."""
    cases = {panel.title: _case(panel.attending, gold) for panel in panels}
    return {title: compare.agreement(case, offset) for title, case in cases.items() if case}


def _case(trace: DecodeTrace | None, gold: Gold | None) -> AlignmentCase | None:
    """The trace to be scored against the gold links; None while there are none."""
    if not trace or not gold:
        return None
    case = compare.trace_alignment_case(trace, gold.source, gold.target, parse_links(gold.links))
    return case if case and case.gold.possible else None


def _panel(panel: Panel, first: DecodeTrace | None, reference: str, case: AlignmentCase | None) -> dict[str, Any]:
    """What the browser gets of one panel, which is compared with `first`: less of its trace than the attention view."""
    named = {"name": panel.name, "title": panel.title, "scorer": panel.scorer, "text": panel.text, "runs": panel.runs}
    trace = panel.outcome
    if isinstance(trace, work.Problem):
        return named | {"problem": problem_text(trace), "trace": None}
    displayed = grain.displayed(trace)
    facts = {"entropy": float(displayed.entropy.mean())} if trace.attends else {}
    facts["probability"] = float(np.exp(trace.logprobs.mean()))
    if reference.strip():
        spaced = writes_spaces(trace.request.model.partition("/")[0])
        facts["bleu"] = sentence_bleu(trace.text, [reference], spaced)
        facts["chrf"] = sentence_chrf(trace.text, [reference])
    return named | {
        "problem": "",
        "trace": {
            "source": {"pieces": displayed.source.pieces, "unknown": displayed.source.unknown},
            "target": {"pieces": displayed.pieces, "text": displayed.text},
            "weights": np.round(displayed.alignment.astype(float), 4).tolist(),
            **displayed.pointing(),
        }
        | grain.marks(trace),
        "differs": compare.differing_pieces(displayed, first) if first else (False,) * len(displayed),
        "facts": facts,
        "gold": _gold(case) if case else None,
    }


def _gold(case: AlignmentCase) -> dict[str, Any]:
    """First and last piece of each token; and for each offset which tokens the weights link, with their scores."""
    groups = {"rows": case.target_groups, "columns": case.source_groups}
    spans = {side: [(group[0], group[-1]) if group else None for group in tokens] for side, tokens in groups.items()}

    def rounded(score: AlignmentScore) -> tuple[float, ...]:
        return tuple(round(value, 4) for value in (score.aer, score.precision, score.recall))

    readings = {}
    for offset in OFFSETS:
        agreement = compare.agreement(case, offset)
        readings[str(offset)] = {
            "heaviest": sorted(agreement.heaviest),
            "best": rounded(agreement.best),
            "reach": agreement.reach,
            "curve": [rounded(score) for score in agreement.curve],
        }
    return spans | {"readings": readings}


def _pairs(panels: Sequence[Panel]) -> dict[str, Any]:
    """For any two panels with weights: the steps at which both output the same piece, the divergence there, and their
    words aligned."""
    pairs = {}
    traces = {panel.name: panel.attending for panel in panels if panel.attending}
    for one, other in combinations(traces, 2):
        divergence = compare.divergence(traces[one], traces[other])
        pairs[f"{one}*{other}"] = {
            "steps": divergence.steps,
            "bits": [round(bits, 4) for bits in divergence.bits],
            "mean": round(divergence.mean, 4) if divergence.bits else None,
            "words": compare.word_runs(traces[one], traces[other]),
        }
    return pairs
