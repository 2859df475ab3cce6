"""Several searches of one sentence: a table of their translations, and a chart by beam width."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.ui.address import state
from pages.ui.engine import pretrained, work
from pages.ui.kit import search_controls as searching
from pages.ui.kit import tables
from pages.ui.kit.words import _
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.trace.pieces import visible

_SIZES = (5, 10)
NUCLEUS = SearchConfig(temperature=1.0, top_p=0.9)
"""The searches compared with the chosen one: greedy, beams of these sizes, and nucleus sampling."""
HEAD_START = 0.1
"""Seconds for the tree to be drawn before the other searches take the processor. A later run of their own would leave
the old table in place until then."""


def strategy_table(request: Request) -> None:
    """Draw a table of the searches: translation, log-probability, and the score by the chosen penalties."""
    time.sleep(HEAD_START)
    chosen = request.search
    wide = replace(chosen, temperature=0.0, top_k=0, top_p=1.0, seed=0)
    greedy, nucleus = (replace(search, unknown=chosen.unknown) for search in (SearchConfig(), NUCLEUS))
    searches = dict.fromkeys((chosen, greedy, *(replace(wide, beam=size) for size in _SIZES), nucleus))
    outcomes = work.compare_searches(request, tuple(searches), references(request.text))
    if isinstance(outcomes, work.Problem):
        return
    texts = {
        _("Search"): [_search_label(outcome.search) for outcome in outcomes],
        _("Translation"): [visible(outcome.text) for outcome in outcomes],
        _("Length"): [outcome.length for outcome in outcomes],
    }
    numbers: dict[str, list[float | None]] = {
        _("Log p"): [outcome.logprob for outcome in outcomes],
        _("Search score"): [outcome.score for outcome in outcomes],
    }
    if outcomes[0].bleu is not None:
        numbers[_("BLEU")] = [outcome.bleu for outcome in outcomes]
    table = tables.format_columns(pd.DataFrame(texts | numbers), dict.fromkeys(numbers, "%.2f"))
    tables.table_container("strategies").dataframe(table, hide_index=True)


def _search_label(search: SearchConfig) -> str:
    """The search with all its settings, as in "sampling, top k 20, seed 7"."""
    parts = [searching.title(search)]
    if search.temperature > 0:
        parts += [_("top k {x}").format(x=search.top_k)] if search.top_k else []
        parts += [_("top p {x}").format(x=search.top_p)] if search.top_p < 1 else []
        parts += [_("seed {x}").format(x=search.seed)]
    return _(", ").join(parts)


def beam_widths(request: Request) -> None:
    """Draw the results of beams of size one to ten; computed, and plotly imported, when it is opened."""
    with st.expander(
        _("What a wider beam changes"), icon=":material/show_chart:", key="widths", on_change="rerun"
    ) as opened:
        if opened.open:
            outcomes = work.sweep(request, references(request.text))
            if not isinstance(outcomes, work.Problem):
                from pages.ui.kit import charts

                charts.beam_width_chart(outcomes)


def references(text: str) -> tuple[str, ...]:
    """The translations of this sentence among the examples."""
    return tuple(example.translation for example in pretrained.examples(state.view().family) if example.source == text)
