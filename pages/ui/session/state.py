"""What the visitor has chosen (see `choices` and `view`): kept for the session, written in the URL, read back from it.

The only user of st.session_state and st.query_params.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.session import address as codec
from pages.ui.session.branches import BranchHistory
from pages.ui.session.choices import SURROUNDING, VIEW_CHOICES, decode_address, encode_address
from pages.ui.session.view import View


def begin() -> None:
    """Call first in every run. The URL is read when a session starts, and when the visitor goes back or forward."""
    context = get_script_run_ctx()
    if context and context.is_history_navigation:
        _read(st.query_params.to_dict())


@contextmanager
def inside_frame() -> Iterator[None]:
    """Around whatever a page draws: pages find out that they have their frame, and at last the URL follows the
    state."""
    st.session_state["place"] = "frame"
    yield
    write_address()
    st.session_state.update(place=None, again=False)


def write_address() -> None:
    """The URL follows the state; for a fragment, which runs without the frame."""
    written = link()
    if st.query_params.to_dict() != written:
        st.query_params.from_dict(written)


def needs_frame() -> bool:
    """Whether a page runs outside of the frame and has not yet tried to get into it."""
    place = st.session_state.get("place")
    st.session_state["place"] = place or "alone"
    return place is None


def view() -> View:
    """What is chosen now."""
    return View.from_values(_values())


def chosen(name: str) -> Any:
    """The value of one choice, by its name in the table."""
    return _values()[name]


def link(**changes: Any) -> dict[str, str]:
    """The query of a link to what is chosen now, but for `changes`. Raises ValueError where no link could hold it."""
    return encode_address({**_values(), **changes})


def language() -> str:
    """The language of the app."""
    return chosen("lang")


def choose(name: str, value: Any) -> None:
    """Choose `value` for the choice `name` of the table, unless no link could bring it back."""
    if not VIEW_CHOICES[name].holds(value, st.session_state["values"]):
        return
    values, resets = st.session_state["values"] | {name: value}, VIEW_CHOICES[name].resets
    for each in resets:
        values[each] = VIEW_CHOICES[each].default(values)
    if "branches" in resets:
        st.session_state.update(undo_stack=(), redo_stack=())
    st.session_state["values"] = values
    st.session_state["ignored"] = ()


def open_link(query: Mapping[str, str]) -> None:
    """Choose what a link says, and for all else what it is at first; what surrounds the page stays as it is."""
    _read({**query, **{name: written for name, written in link().items() if name in SURROUNDING}})


def reset(name: str) -> None:
    """Choose for `name` what it is at first."""
    choose(name, VIEW_CHOICES[name].default(st.session_state["values"]))


def choose_branches(forest: BranchHistory) -> bool:
    """Choose these branches, such that it can be undone; unless no link could hold them."""
    before: BranchHistory = chosen("branches")
    if not _fits(branches=forest):
        return False
    if forest.grown != before.grown:
        st.session_state.update(undo_stack=(*undo_stack(), before), redo_stack=())
    choose("branches", forest)
    return True


def choose_beginning(pieces: tuple[str, ...]) -> bool:
    """Choose how the translation begins where a search is shown; unless no link could hold it."""
    if fits := _fits(begun=pieces):
        choose("begun", pieces)
    return fits


def go_to_page(page: str) -> None:
    """Remember a page to go to in the next whole run: a part of a page can't leave it."""
    st.session_state["next_page"] = page


def next_page() -> str:
    """The page to go to, if any."""
    return st.session_state.get("next_page", "")


def switch_page(page: str) -> NoReturn:
    """Go to a page, as by its link: the address that is left stays what it is, lest Back lead to a bare one."""
    go_to_page("")
    st.switch_page(page, query_params=st.query_params.to_dict())


def refuse(reason: str) -> None:
    """Say once why something was not done."""
    st.session_state["refusal"] = reason


def refusal() -> str:
    """Why something was not done; said once."""
    return st.session_state.pop("refusal", "")


def undo_stack() -> tuple[BranchHistory, ...]:
    """The branches there were before each change, the last one last."""
    return st.session_state.get("undo_stack", ())


def redo_stack() -> tuple[BranchHistory, ...]:
    """The branches there were before each undoing, the last one last."""
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
    """What the URL said that makes no sense, as `name=value`; empty once something else has been chosen."""
    return st.session_state["ignored"]


def navigation_count() -> int:
    """A number that grows when another state is read from an address: what lives in the browser starts anew."""
    return st.session_state.get("navigations", -1)


def rerun() -> NoReturn:
    """Run everything once more, without anybody having chosen anything."""
    st.session_state["again"] = True
    st.rerun()


def widget_key(key: str, value: Any) -> str:
    """The key of a widget that shall show `value`. Set in every run: a run may end before the browser has drawn the
    widget, which then begins with what the last run told it."""
    st.session_state[key] = value
    return key


def menu_key(key: str, value: Any) -> str:
    """The same for a list to select from. The browser knows its entries by their words: each language has its own."""
    return widget_key(f"{key}-{language()}", value)


def text_field_value(key: str, text: str) -> str | None:
    """The `value` of a text field of this key that shall show `text`. The field is set only where it differs, or that
    would undo what is being typed; otherwise it may begin with the text, if the browser has not drawn it yet."""
    if key in st.session_state and (st.session_state.get("again") or st.session_state[key] != text):
        st.session_state[key] = text
        return ""
    return text


def is_new_widget(key: str) -> bool:
    """Whether this session has not drawn the widget of this key. What it shows all the same comes from a session that
    ended with its server: the browser sends it to the next one, without a call of `on_change`."""
    return key not in st.session_state


def widget_value(key: str) -> Any:
    """What the widget of this key shows."""
    return st.session_state[key]


def reported(key: str, name: str) -> object:
    """What the component of this key has reported under this name."""
    return st.session_state[key].get(name)


def uploaded_bytes(key: str) -> bytes:
    """What the file uploader of this key holds; nothing where there is none."""
    file = st.session_state.get(key)
    return file.getvalue() if file else b""


def remember(name: str, value: Any) -> None:
    """Remember for this visitor alone what no link can hold: a file, and what came of it."""
    st.session_state[f"remembered-{name}"] = value


def remembered(name: str) -> Any:
    """What was remembered under this name; None if nothing was."""
    return st.session_state.get(f"remembered-{name}")


def choose_from_widget(name: str, key: str) -> None:
    """A callback: what the widget of this key shows is chosen for the field `name`; nothing chosen changes nothing."""
    if widget_value(key) is not None:
        choose(name, widget_value(key))


def choose_reported(name: str, value: Any) -> None:
    """Choose what a component has reported. What the browser writes in the URL by itself leaves in place what was
    ignored of the URL."""
    if VIEW_CHOICES[name].browser:
        st.session_state["values"] |= {name: value}
    else:
        choose(name, value)


def _values() -> dict[str, Any]:
    """The value of every choice, by its name in the table."""
    return st.session_state.get("values") or _read(st.query_params.to_dict())


def _fits(**changes: Any) -> bool:
    """Whether a link can hold what is chosen now, with these changes."""
    try:
        return len(urlencode(link(**changes))) <= codec.LONGEST_LINK
    except ValueError:
        return False


def _read(query: Mapping[str, str]) -> dict[str, Any]:
    values, nonsense = decode_address(query)
    st.session_state["navigations"] = navigation_count() + 1
    st.session_state.update(values=values, ignored=nonsense, undo_stack=(), redo_stack=())
    return values
