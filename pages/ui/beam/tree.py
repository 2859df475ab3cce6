"""The tree: hands all hypotheses of a search to the browser, and carries out what is asked for there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.ui.components import captions
from pages.ui.components.component import Component
from pages.ui.engine import cache, work
from pages.ui.session import actions, grain, state
from pages.ui.session.address import LONGEST_LINK
from pages.ui.session.branches import Branch
from pages.ui.session.words import _
from seq2seq.trace.trace import DecodeTrace

_TREE = Component("beam/tree_view")
STEP, WHAT_IF = "pages/step.py", "pages/what-if.py"
TREE_WORDS = {STEP: "Step", WHAT_IF: "What if"}
"""Where a hypothesis can be sent, and what it is called there."""


@st.fragment
def draw_tree(trace: DecodeTrace, step: int | None) -> None:
    """The tree, at `step` when it is new in the page. A step that is reported back reruns this fragment alone, with the
    very same arguments, so that nothing is drawn again; an action reruns the page, or leads to another one."""
    key = f"tree-{state.navigation_count()}"
    heard = {**state.listeners(key, "step"), "actions": lambda: _apply_actions(key)}
    _TREE(key, _data(trace, step), heard)
    if state.view().searched != trace.request or state.next_page():
        st.rerun()


def _data(trace: DecodeTrace, step: int | None) -> dict[str, Any]:
    source = {"pieces": grain.piece_labels(trace.source.pieces), "unknown": list(trace.source.unknown)}
    record = trace.branches.to_dict()
    record["branches"]["told"] = _told(record["branches"])
    return {
        "text": trace.request.text,
        "tree": record,
        "fixed": not trace.attends,
        "source": source,
        "prefix": list(trace.request.prefix),
        "request": {"search": {"unknown": trace.request.search.unknown}},
        "pages": [{"path": path, "title": _(title)} for path, title in TREE_WORDS.items()],
        "caption": captions.of(state.view()),
        "step": step,
        "notice": state.refusal(),
        "answered": actions.answered(),
    }


def _told(branches: dict[str, Any]) -> list[str]:
    """How each hypothesis's own piece is shown, after those that it grew from."""
    paths: list[tuple[str, ...]] = []
    for parent, piece in zip(branches["parent"], branches["piece"], strict=True):
        paths.append((*(paths[parent] if parent is not None else ()), piece))
    return [grain.piece_labels(path)[-1] for path in paths]


def _apply_actions(key: str) -> None:
    """Begin the translation with a word, take the last one back, or open a hypothesis on another page."""
    for action in actions.made(key):
        match action["kind"]:
            case "branch":
                _begin(tuple(action["pieces"]), action["word"])
            case "undo":
                state.choose_beginning(without_last_word(state.view().begun))
            case "send" if action["page"] in TREE_WORDS:
                _send(tuple(action["pieces"]), action["page"])


def _begin(pieces: tuple[str, ...], word: str) -> None:
    said = work.prefix_pieces(state.view().model, word) if word else ()
    if isinstance(said, cache.Problem):
        state.refuse(actions.impossible(said))
    else:
        _fitted(state.choose_beginning((*pieces, *said)))


def _send(pieces: tuple[str, ...], page: str) -> None:
    """What if sets the hypothesis beside the model's own translation; Step opens up the one that begins with it. The
    step is that of its last piece, which the browser may not have told yet."""
    forest = state.view().what_if.branches
    grown = forest.grow(Branch(0, pieces))
    if _fitted(state.choose_branches(grown) if page == WHAT_IF else state.choose_beginning(pieces)):
        state.choose("step", len(pieces) - 1)
        state.go_to_page(page)


def _fitted(fits: bool) -> bool:
    if not fits:
        state.refuse(_(actions.TOO_LONG).format(n=f"{LONGEST_LINK:,}"))
    return fits


def without_last_word(pieces: tuple[str, ...]) -> tuple[str, ...]:
    starts = [at for at, piece in enumerate(pieces) if piece.startswith("▁")]
    return pieces[: starts[-1]] if starts else ()
