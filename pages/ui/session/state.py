"""What the visitor has chosen (see `view`): kept for the session, written in the URL, read back from it.

The only user of st.session_state and st.query_params.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.session import address as codec
from pages.ui.session.branches import BranchHistory
from pages.ui.session.view import FORGOTTEN, PROPERTIES, View, decode_address, encode_address


def begin() -> None:
    """Call first in every run. The URL is read when a session starts, and when the visitor goes back or forward."""
    if _went_back():
        st.session_state["visit"] = visit() + 1
        _read()
    st.session_state["place"] = "frame"


def finish() -> None:
    """Call last in every run: the URL follows the state."""
    write()
    st.session_state.update(place=None, again=False)


def write() -> None:
    """The URL follows the state; for a fragment, which runs without the frame."""
    written = encode_address(view())
    if st.query_params.to_dict() != written:
        st.query_params.from_dict(written)


def lost() -> bool:
    """Whether a page runs outside of the frame and has not yet tried to get into it."""
    place = st.session_state.get("place")
    st.session_state["place"] = place or "alone"
    return place is None


def view() -> View:
    """What is chosen now."""
    if "values" not in st.session_state:
        _read()
    return View(**st.session_state["values"])


def language() -> str:
    """The language of the app. Every word asks for it, and does without a whole View."""
    return st.session_state["values"]["lang"] if "values" in st.session_state else view().lang


def put(name: str, value: Any) -> None:
    """Choose `value` for the field `name` of View."""
    values = st.session_state["values"] | {name: value}
    for each in FORGOTTEN.get(name, ()):
        values[each] = PROPERTIES[each].default(values)
    if "branches" in FORGOTTEN.get(name, ()):
        st.session_state.update(past=(), future=())
    st.session_state["values"] = values
    st.session_state["ignored"] = ()


def reset(name: str) -> None:
    """Choose for the field `name` of View what it is at first."""
    put(name, PROPERTIES[name].default(st.session_state["values"]))


def branch(forest: BranchHistory) -> bool:
    """Choose these branches, such that it can be undone; unless no link could hold them."""
    before = view()
    if not _fits(replace(before, branches=forest)):
        return False
    if forest.grown != before.branches.grown:
        st.session_state.update(past=(*past(), before.branches), future=())
    put("branches", forest)
    return True


def begin_with(pieces: tuple[str, ...]) -> bool:
    """Choose how the translation begins where a search is shown; unless no link could hold it."""
    if not _fits(replace(view(), begun=pieces)):
        return False
    put("begun", pieces)
    return True


def head_for(page: str) -> None:
    """Remember a page to go to in the next whole run: a part of a page can't leave it."""
    st.session_state["bound"] = page


def bound() -> str:
    """The page to go to, if any."""
    return st.session_state.get("bound", "")


def leave_for(page: str) -> NoReturn:
    """Go to a page, as by its link: the address that is left stays what it is, lest Back lead to a bare one."""
    head_for("")
    st.switch_page(page, query_params=st.query_params.to_dict())


def refuse(reason: str) -> None:
    """Say once why something was not done."""
    st.session_state["refusal"] = reason


def refusal() -> str:
    """Why something was not done; said once."""
    return st.session_state.pop("refusal", "")


def past() -> tuple[BranchHistory, ...]:
    """The branches there were before each change, the last one last."""
    return st.session_state.get("past", ())


def future() -> tuple[BranchHistory, ...]:
    """The branches there were before each undoing, the last one last."""
    return st.session_state.get("future", ())


def undo() -> None:
    if past():
        *earlier, last = past()
        st.session_state.update(past=tuple(earlier), future=(*future(), view().branches))
        put("branches", last)


def redo() -> None:
    if future():
        *later, next_one = future()
        st.session_state.update(past=(*past(), view().branches), future=tuple(later))
        put("branches", next_one)


def ignored() -> tuple[str, ...]:
    """What the URL said that makes no sense, as `name=value`; empty once something else has been chosen."""
    return st.session_state["ignored"]


def visit() -> int:
    """A number that grows when going back or forward brings another state: what lives in the browser starts anew."""
    return st.session_state.get("visit", 0)


def rerun() -> NoReturn:
    """Run everything once more, without anybody having chosen anything."""
    st.session_state["again"] = True
    st.rerun()


def hold(key: str, value: Any) -> str:
    """The key of a widget that shall show `value`. Set in every run: a run may end before the browser has drawn the
    widget, which then begins with what the last run told it."""
    st.session_state[key] = value
    return key


def hold_named(key: str, value: Any) -> str:
    """The same for a list to select from. The browser knows its entries by their words: each language has its own."""
    return hold(f"{key}-{language()}", value)


def hold_typed(key: str, text: str) -> str | None:
    """The `value` of a text field of this key that shall show `text`. The field is set only where it differs, or that
    would undo what is being typed; otherwise it may begin with the text, if the browser has not drawn it yet."""
    if key in st.session_state and (st.session_state.get("again") or st.session_state[key] != text):
        st.session_state[key] = text
        return ""
    return text


def held(key: str) -> Any:
    """What the widget of this key shows."""
    return st.session_state[key]


def uploaded(key: str) -> bytes:
    """What the file uploader of this key holds; nothing where there is none."""
    file = st.session_state.get(key)
    return file.getvalue() if file else b""


def keep(name: str, value: Any) -> None:
    """Remember for this visitor alone what no link can hold: a file, and what came of it."""
    st.session_state[f"kept-{name}"] = value


def kept(name: str) -> Any:
    """What was kept under this name; None if nothing was."""
    return st.session_state.get(f"kept-{name}")


def take(name: str, key: str) -> None:
    """A callback: what the widget of this key shows is chosen for the field `name`; nothing chosen changes nothing."""
    if held(key) is not None:
        put(name, held(key))


def take_reported(name: str, key: str) -> None:
    """A callback of a component of this key, which has reported its value for the field `name`. Below 0 is none."""
    value = held(key)[name]
    put(name, value if value >= 0 else None)


def take_step(key: str) -> None:
    """A callback of the stage of this key. The stage has written the step in the URL itself."""
    st.session_state["values"] |= {"step": int(held(key)["step"])}


def take_sentence(key: str) -> None:
    """A callback of a component of this key that opens a sentence: it reports the text and how often it did."""
    put("text", str(held(key)["open"][0]))


def take_close(key: str) -> None:
    """A callback of the map of this key: whether it shows the sentence's own states from close by."""
    put("close", str(held(key)["close"]))


def take_unit(key: str) -> None:
    """A callback of a component of this key: the unit that was pressed."""
    put("unit", int(held(key)["unit"]))


def by_itself() -> bool:
    """Whether a fragment runs alone, because of its clock or of something in it, and not as a part of the page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def take_written(name: str, key: str) -> None:
    """A callback of a component that writes the field `name` itself, in the URL too; nonsense is left aside."""
    with suppress(ValueError):
        st.session_state["values"] |= {name: PROPERTIES[name].parse(str(held(key)[name]))}


def _fits(chosen: View) -> bool:
    """Whether a link can hold it."""
    try:
        return len(urlencode(encode_address(chosen))) <= codec.LONGEST_LINK
    except ValueError:
        return False


def _went_back() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _read() -> None:
    values, nonsense = decode_address(st.query_params.to_dict())
    st.session_state.update(values=values, ignored=nonsense, past=(), future=())
