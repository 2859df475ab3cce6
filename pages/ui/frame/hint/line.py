"""The line for newcomers on each page: it says what to do, with a button that does it. A hint does not come back once
it is done. The first page has three, one after the other: type, step, switch."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui.address import state
from pages.ui.address.regions import outdate_screen, region
from pages.ui.frame.hint.endings import HINT_ENDED, Dismiss, Done, Follow
from pages.ui.frame.hint.hints import Hint, hint_for, hint_names
from pages.ui.kit.component import Component

HINT = Component("frame/hint")
COOKIE = "gaze_seen"


def hint_line(page: str) -> None:
    """Show the first open hint of a page; none during a lesson, or if no hint applies to the sentence. The container is
    always there, so that Streamlit keeps the elements below it when the hint disappears."""
    with st.container(key="hint"):
        _first_line(page)


def _open_hint(page: str) -> tuple[str, Hint] | None:
    """The first open hint of a page, with its name."""
    names = () if state.view().lesson else hint_names(page)
    hints = {name: hint_for(name) for name in names if name not in _ended_hints()}
    open_hints = [(name, hint) for name, hint in hints.items() if hint and not _was_done(name, hint)]
    return open_hints[0] if open_hints else None


@region(_open_hint)
def _first_line(page: str) -> None:
    if open_hint := _open_hint(page):
        _show(*open_hint, hint_names(page))


def _show(name: str, hint: Hint, names: tuple[str, ...]) -> None:
    """Show a hint, one of those called `names`."""
    data = {
        "name": name,
        "names": names,
        "place": f"{names.index(name) + 1} / {len(names)}" if len(names) > 1 else "",
        "words": hint.words,
        "button": hint.button,
        "key": hint.key,
        "shows": hint.shows,
        "seen": sorted(_ended_hints()),
    }
    HINT(f"hint-{name}", data, HINT_ENDED.listener(partial(_end, name, names, hint)))


def _ended_hints() -> frozenset[str]:
    """The names of the hints that were done or closed, in this browser or in this session."""
    written = st.context.cookies.get(COOKIE, "")
    return frozenset(filter(None, written.split("."))) | (state.remembered("seen") or frozenset())


def _end(name: str, names: tuple[str, ...], hint: Hint, how: Follow | Done | Dismiss) -> None:
    state.remember("seen", _ended_hints() | (set(names) if isinstance(how, Dismiss) else {name}))
    if isinstance(how, Follow) and hint.act:
        hint.act(*hint.given)
        outdate_screen()


def _was_done(name: str, hint: Hint) -> bool:
    """Whether the visitor has changed the choice of the hint since coming to the page."""
    memory, now = f"before-{name}", state.chosen(hint.field)
    before = state.remembered(memory)
    if before is None:
        state.remember(memory, (now,))
    done = before is not None and now not in (before[0], None)
    if done:
        state.remember("seen", _ended_hints() | {name})
    return done
