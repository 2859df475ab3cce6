"""What the visitor has chosen (see `choices` and `view`): kept for the session, written in the URL, read back from it.

Only this module uses st.query_params, and only this one and `widgets` use st.session_state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode

import streamlit as st

from pages.ui.address import codec
from pages.ui.address.branches import BranchHistory
from pages.ui.address.view import View, all_choices, decode_address, encode_address
from pages.ui.streamlit_compat.runs import follows_history

Derived = TypeVar("Derived")


def begin() -> None:
    """Call first in every run. The URL is read when a session starts, and when the visitor goes back or forward."""
    if follows_history():
        _read(st.query_params.to_dict())


@contextmanager
def inside_frame() -> Iterator[None]:
    """A context for drawing a page, which knows then that it is inside the frame."""
    st.session_state["place"] = "frame"
    yield
    st.session_state["place"] = None


def end_run() -> None:
    """Call last in every run of everything."""
    write_address()
    st.session_state["again"] = False


def write_address() -> None:
    """Write the state into the URL."""
    written = _derived("written", encode_address)
    if st.query_params.to_dict() != written:
        st.query_params.from_dict(written)
    st.session_state["unwritten"] = False


def write_choices() -> None:
    """Write the state into the URL if anything was chosen that the browser has not written there itself."""
    if st.session_state.get("unwritten"):
        write_address()


def needs_frame() -> bool:
    """Whether a page runs outside the frame and has not yet tried to enter it."""
    place = st.session_state.get("place")
    st.session_state["place"] = place or "alone"
    return place is None


def view() -> View:
    """All that is chosen now."""
    return _derived("view", View.from_values)


def chosen(name: str) -> Any:
    """The value of one choice, by its name in the table."""
    return _values()[name]


def all_chosen(names: Sequence[str]) -> tuple[Any, ...]:
    """The values of several choices."""
    values = _values()
    return tuple(values[name] for name in names)


def link(**changes: Any) -> dict[str, str]:
    """The query of a link to the current choices with `changes`. Raises ValueError if no link can hold them."""
    return encode_address({**_values(), **changes})


def language() -> str:
    """The language of the app."""
    return chosen("lang")


def on_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"


def choose(name: str, value: Any) -> None:
    """Choose `value` for the choice `name` of the table, unless a link could not restore it."""
    if not all_choices()[name].holds(value, st.session_state["values"]):
        return
    values, resets = st.session_state["values"] | {name: value}, all_choices()[name].resets
    for dependent in resets:
        values[dependent] = all_choices()[dependent].default(values)
    if "branches" in resets:
        st.session_state.update(undo_stack=(), redo_stack=())
    st.session_state.update(values=values, ignored=(), unwritten=True)


def open_link(query: Mapping[str, str]) -> None:
    """Choose what a link says, and the first value of all else; the choices that surround the page stay as they are."""
    surrounding = {choice.param for choice in all_choices().values() if choice.surrounds}
    _read({**query, **{param: written for param, written in link().items() if param in surrounding}})


def reset(name: str) -> None:
    """Choose the first value for `name`."""
    choose(name, all_choices()[name].default(st.session_state["values"]))


def choose_branches(history: BranchHistory) -> bool:
    """Choose these branches, which can be undone. Return False, and change nothing, if no link can hold them."""
    before: BranchHistory = chosen("branches")
    if not _fits(branches=history):
        return False
    if history.branches != before.branches:
        st.session_state.update(undo_stack=(*undo_stack(), before), redo_stack=())
    choose("branches", history)
    return True


def choose_beginning(pieces: tuple[str, ...]) -> bool:
    """Choose the first pieces of the translation. Return False, and change nothing, if no link can hold them."""
    if fits := _fits(begun=pieces):
        choose("begun", pieces)
    return fits


def go_to_page(page: str) -> None:
    """Remember a page to open in the next full run, since a fragment can't open one."""
    st.session_state["next_page"] = page


def next_page() -> str:
    """The page to open in this run; empty if there is none."""
    return st.session_state.get("next_page", "")


def switch_page(page: str) -> NoReturn:
    """Open a page with the current query, so that Back leads to an address with its query."""
    go_to_page("")
    st.session_state["again"] = True  # what this run has drawn may never come to the browser
    st.switch_page(page, query_params=st.query_params.to_dict())


def refuse(reason: str) -> None:
    """Remember the reason why something was not done, to be shown once."""
    st.session_state["refusal"] = reason


def refusal() -> str:
    """The reason why something was not done, which is then forgotten; empty if there is none."""
    return st.session_state.pop("refusal", "")


def undo_stack() -> tuple[BranchHistory, ...]:
    """The branches before each change, the latest last."""
    return st.session_state.get("undo_stack", ())


def redo_stack() -> tuple[BranchHistory, ...]:
    """The branches before each undo, the latest last."""
    return st.session_state.get("redo_stack", ())


def undo() -> None:
    if undo_stack():
        *earlier, last = undo_stack()
        st.session_state.update(undo_stack=tuple(earlier), redo_stack=(*redo_stack(), chosen("branches")))
        choose("branches", last)


def redo() -> None:
    if redo_stack():
        *later, next_one = redo_stack()
        st.session_state.update(undo_stack=(*undo_stack(), chosen("branches")), redo_stack=tuple(later))
        choose("branches", next_one)


def ignored() -> tuple[str, ...]:
    """The invalid parameters of the URL, as `name=value`; empty once something else has been chosen."""
    return st.session_state["ignored"]


def navigation_count() -> int:
    """A number that grows when the state is read from an address. It is in the keys of components, so that they are
    mounted anew."""
    return st.session_state.get("navigations", -1)


def rerun() -> NoReturn:
    """Run the whole page again although nothing was chosen."""
    st.session_state["again"] = True
    st.rerun()


def remember(name: str, value: Any) -> None:
    """Remember for this visitor what no link can hold, such as a file and its results."""
    st.session_state[f"remembered-{name}"] = value


def remembered(name: str) -> Any:
    """The value remembered under this name; None if there is none."""
    return st.session_state.get(f"remembered-{name}")


def choose_reported(name: str, value: Any) -> None:
    """Choose a value that a component has reported. A choice that the browser writes into the URL itself keeps the list
    of invalid parameters."""
    if all_choices()[name].browser:
        st.session_state["values"] = {**_values(), name: value}
    else:
        choose(name, value)


def _values() -> dict[str, Any]:
    """The value of every choice, by its name in the table."""
    return st.session_state.get("values") or _read(st.query_params.to_dict())


def _derived(name: str, derive: Callable[[dict[str, Any]], Derived]) -> Derived:
    """What follows from the values of all choices, worked out once for these values."""
    values, known = _values(), st.session_state.get(name)
    if known is None or known[0] is not values:
        known = st.session_state[name] = values, derive(values)
    return known[1]


def _fits(**changes: Any) -> bool:
    """Whether a link can hold the current choices with these changes."""
    try:
        return len(urlencode(link(**changes))) <= codec.LONGEST_LINK
    except ValueError:
        return False


def _read(query: Mapping[str, str]) -> dict[str, Any]:
    values, nonsense = decode_address(query)
    st.session_state["navigations"] = navigation_count() + 1
    st.session_state.update(values=values, ignored=nonsense, undo_stack=(), redo_stack=())
    return values
