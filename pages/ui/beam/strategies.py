"""Several searches of one sentence beside each other: a table, and a chart of what a wider beam changes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.ui.engine import cache, work
from pages.ui.layout import search_controls as searching
from pages.ui.layout import tables
from pages.ui.session import state
from pages.ui.session.words import _
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.trace.labels import visible

if TYPE_CHECKING:
    from seq2seq.evaluation.searches import Outcome

_SIZES = (5, 10)
NUCLEUS = SearchConfig(temperature=1.0, top_p=0.9)
"""What stands beside the chosen search: greedy, beams of these sizes, and drawing from a nucleus."""
HEAD_START = 0.1
"""Seconds the tree has for itself before the other searches take the processor. In a run of their own, later, they
would be missing until then: Streamlit leaves the table before where it is as long as the run goes on."""


def strategy_table(request: Request) -> None:
    """Each search with its translation, log-probability and score, by the penalties of the chosen one."""
    time.sleep(HEAD_START)
    found = work.compare_searches(request, _beside(request.search), references(request.text))
    if not isinstance(found, cache.Problem):
        frame = _frame(found)
        patterns = dict.fromkeys(frame.columns.intersection([_("Log p"), _("Score"), _("BLEU")]), "%.2f")
        tables.table_container("strategies").dataframe(tables.format_columns(frame, patterns), hide_index=True)


def _beside(chosen: SearchConfig) -> tuple[SearchConfig, ...]:
    wide = replace(chosen, temperature=0.0, top_k=0, top_p=1.0, seed=0)
    greedy, nucleus = (replace(each, unknown=chosen.unknown) for each in (SearchConfig(), NUCLEUS))
    return tuple(dict.fromkeys((chosen, greedy, *(replace(wide, beam=size) for size in _SIZES), nucleus)))


def _frame(found: tuple[Outcome, ...]) -> pd.DataFrame:
    columns = {
        _("Search"): [_described(each.search) for each in found],
        _("Translation"): [visible(each.text) for each in found],
        _("Length"): [each.length for each in found],
        _("Log p"): [each.logprob for each in found],
        _("Score"): [each.score for each in found],
    }
    measured = {_("BLEU"): [each.bleu for each in found]}
    return pd.DataFrame(columns | (measured if found[0].bleu is not None else {}))


def _described(search: SearchConfig) -> str:
    """A search with all that makes it differ from others of its kind."""
    parts = [searching.title(search)]
    if search.temperature > 0:
        parts += [_("top k {x}").format(x=search.top_k)] if search.top_k else []
        parts += [_("top p {x}").format(x=search.top_p)] if search.top_p < 1 else []
        parts += [_("seed {x}").format(x=search.seed)]
    return _(", ").join(parts)


def beam_widths(request: Request) -> None:
    """What beams of one to ten find; worked out, and plotly imported, when somebody looks."""
    with st.expander(
        _("What a wider beam changes"), icon=":material/show_chart:", key="widths", on_change="rerun"
    ) as opened:
        if opened.open:
            found = work.sweep(request, references(request.text))
            if not isinstance(found, cache.Problem):
                from pages.ui.layout import charts

                charts.beam_width_chart(found)


def references(text: str) -> tuple[str, ...]:
    """The translations that the examples give of this sentence."""
    return tuple(each.translation for each in cache.examples(state.view().family) if each.source == text)
