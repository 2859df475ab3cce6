"""The page Beam: the tree of hypotheses with its actions, a table of other searches, and a chart by beam width."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from pages.ui.address import codec, state
from pages.ui.address.branches import Branch
from pages.ui.address.reports import (
    ComponentReport,
    Numbered,
    Undo,
    answered,
    read_all_numbered,
    read_piece,
    read_text,
    unanswered,
)
from pages.ui.engine import pretrained, work
from pages.ui.kit import grain, tables, titles
from pages.ui.kit import search_controls as searching
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, refusal_text, refuse_too_long
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.trace.pieces import visible
from seq2seq.trace.trace import DecodeTrace

_TREE = Component("features/beam")
_WHAT_IF = "pages/what-if.py"
TREE_WORDS = {"pages/step.py": "Step", _WHAT_IF: "What if"}
"""Pages on which a hypothesis can be opened, and their titles."""


@dataclass(frozen=True)
class BeginWith:
    """Begin the translation with pieces, and a word of one's own behind them, unless that is empty."""

    pieces: tuple[str, ...]
    word: str


@dataclass(frozen=True)
class SendTo:
    """Open a hypothesis on another page."""

    page: str
    pieces: tuple[str, ...]


TreeAction = Undo | BeginWith | SendTo


def _read_pieces(raw: object) -> tuple[str, ...]:
    if isinstance(raw, list) and len(raw) <= codec.LONGEST_LINK:
        return tuple(map(read_piece, raw))
    raise ValueError("no pieces")


def read_tree(raw: object) -> TreeAction:
    match raw:
        case {"kind": "undo"}:
            return Undo()
        case {"kind": "branch", "pieces": pieces, "word": word}:
            return BeginWith(_read_pieces(pieces), read_text(word))
        case {"kind": "send", "page": page, "pieces": pieces}:
            return SendTo(read_text(page), _read_pieces(pieces))
    raise ValueError("no action of Beam")


TREE_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_tree))


@st.fragment
def draw_tree(trace: DecodeTrace) -> None:
    """Draw the tree.

    A step reported by the component reruns only this fragment, with the same arguments, so that nothing is redrawn."""
    view, record = state.view(), trace.branches.to_dict()
    # How the last piece of a hypothesis is displayed depends on the pieces before it.
    paths: list[tuple[str, ...]] = []
    for parent, piece in zip(record["branches"]["parent"], record["branches"]["piece"], strict=True):
        paths.append((*(paths[parent] if parent is not None else ()), piece))
    record["branches"]["displayed"] = [grain.piece_labels(path)[-1] for path in paths]
    data = {
        "text": trace.request.text,
        "tree": record,
        "fixed": not trace.attends,
        "languages": grain.languages(view.family),
        "source": {"pieces": grain.piece_labels(trace.source.pieces), "unknown": list(trace.source.unknown)},
        "prefix": list(trace.request.prefix),
        "request": {"search": {"unknown": trace.request.search.unknown}},
        "pages": [{"path": path, "title": _(title)} for path, title in TREE_WORDS.items()],
        "caption": titles.caption(view),
        "notice": state.refusal(),
        "answered": answered(),
    }
    _TREE(f"tree-{state.navigation_count()}", data, TREE_ACTIONS.listener(_carry_out), choices=("step",))


def _carry_out(actions: Iterable[Numbered[TreeAction]]) -> None:
    for action in unanswered(actions):
        view = state.view()
        match action:
            case BeginWith(pieces, word):
                written = work.prefix_pieces(view.model, view.text, word) if word else ()
                if isinstance(written, work.Problem):
                    state.refuse(refusal_text(written))
                elif not state.choose_beginning((*pieces, *written)):
                    refuse_too_long()
            case Undo():
                state.choose_beginning(without_last_word(view.begun))
            case SendTo(page, pieces) if page in TREE_WORDS:
                # What if compares the hypothesis with the model's own translation, Step explains the translation that
                # begins with it. The step is that of its last piece, which the browser may not have reported yet.
                extended = view.branches.add(Branch(0, pieces))
                if state.choose_branches(extended) if page == _WHAT_IF else state.choose_beginning(pieces):
                    state.choose("step", len(pieces) - 1)
                    state.go_to_page(page)
                else:
                    refuse_too_long()


def without_last_word(pieces: tuple[str, ...]) -> tuple[str, ...]:
    starts = [index for index, piece in enumerate(pieces) if piece.startswith("▁")]
    return pieces[: starts[-1]] if starts else ()


# -- other searches

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
