"""The tree of hypotheses: its data for the component, and the actions that the component reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

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
from pages.ui.engine import work
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import _, refusal_text, refuse_too_long
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
