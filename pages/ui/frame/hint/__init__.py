"""The line for newcomers on each page: it says what to do, with a button that does it. A hint does not come back once
it is done. What is proposed stands in the `Feature` of each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.ui.address import state
from pages.ui.address.regions import outdate_screen, region
from pages.ui.address.reports import ComponentReport
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature, Hint

HINT = Component("frame/hint")
COOKIE = "gaze_seen"


@dataclass(frozen=True)
class Follow:
    """Do what the hint proposes."""


@dataclass(frozen=True)
class Done:
    """The visitor did it without the button."""


@dataclass(frozen=True)
class Dismiss:
    """Close this hint and all other hints of its page."""


def read_hint(raw: object) -> Follow | Done | Dismiss:
    """Read from the browser how a hint ended. Raises ValueError."""
    match raw:
        case {"kind": "act"}:
            return Follow()
        case {"kind": "done"}:
            return Done()
        case {"kind": "dismiss"}:
            return Dismiss()
    raise ValueError("no way for a hint to end")


HINT_ENDED = ComponentReport("seen", read_hint)


def hint_line(page: Feature) -> None:
    """Show the first open hint of a page; none in a lesson or an assignment, or if none applies to the sentence. The
    container is always there, so that Streamlit keeps the elements below it when the hint disappears."""
    with st.container(key="hint"):
        _first_line(page)


def _open_hint(page: Feature) -> tuple[str, Hint] | None:
    """The first open hint of a page, with its name."""
    if state.chosen("lesson") or state.chosen("path") or state.chosen("assignment"):
        return None
    ended = _ended_hints()
    hints = {name: propose(state.view()) for name, propose in page.hints.items() if name not in ended}
    open_hints = [(name, hint) for name, hint in hints.items() if hint and not _was_done(name, hint)]
    return open_hints[0] if open_hints else None


@region(_open_hint)
def _first_line(page: Feature) -> None:
    if not (open_hint := _open_hint(page)):
        return
    (name, hint), names = open_hint, tuple(page.hints)
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
