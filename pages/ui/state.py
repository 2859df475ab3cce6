"""What the visitor has chosen: kept for the session, written in the URL, read back from it.

The only user of st.session_state and st.query_params. The table `PROPERTIES` names all that can be chosen; a link
holds whatever differs from the defaults. What a URL holds beyond that, or in a wrong form, is ignored and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui import cache, codec, text
from pages.ui.forest import Forest
from seq2seq.cards import CARDS
from seq2seq.config import Request, SearchConfig

FAMILY, SCORER = "zh-en", "additive"
"""What one meets first."""


@dataclass(frozen=True)
class View:
    """The whole state of the app: a request and what is being looked at. `step` None is the last one."""

    lang: str
    family: str
    scorer: str
    text: str
    search: SearchConfig
    step: int | None
    branches: Forest

    @property
    def model(self) -> str:
        return f"{self.family}/{self.scorer}"

    @property
    def request(self) -> Request:
        return Request(self.model, self.text, search=self.search)


@dataclass(frozen=True)
class Property:
    """One field of View: its name in the URL, its default where the fields before it are chosen, and its form there.
    `parse` raises ValueError."""

    param: str
    default: Callable[[Mapping[str, Any]], Any]
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _one_of(names: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    def parse(written: str) -> str:
        if written not in names():
            raise ValueError(f"{written!r} is none of {', '.join(names())}")
        return written

    return parse


def _scorers() -> tuple[str, ...]:
    """All that there are cards of, trained or not, and all variants in pretrained/."""
    return (*CARDS, *(name for family in cache.families() for name in cache.variants(family)))


PROPERTIES: dict[str, Property] = {
    "lang": Property("lang", lambda _: text.closest(st.context.locale), _one_of(lambda: text.LANGUAGES)),
    "family": Property("family", lambda _: next(iter(cache.families()), FAMILY), _one_of(cache.families)),
    "scorer": Property("scorer", lambda _: SCORER, _one_of(_scorers)),
    "text": Property("q", lambda chosen: cache.first_sentence(chosen["family"]), codec.parse_text),
    "search": Property("search", lambda _: SearchConfig(), codec.parse_search, codec.write_search),
    "step": Property("step", lambda _: None, codec.parse_step, codec.write_step),
    "branches": Property("branches", lambda _: Forest(), codec.parse_forest, codec.write_forest),
}
FORGOTTEN: dict[str, dict[str, Any]] = {
    "text": {"step": None, "branches": Forest()},
    "family": {"branches": Forest()},
}
"""What another choice of a field leaves no sense in. Another sentence is first seen whole, and nothing is changed."""
PARAMS = {each.param for each in PROPERTIES.values()}


def begin() -> None:
    """Call first in every run. The URL is read when a session starts, and when the visitor goes back or forward."""
    if _went_back():
        st.session_state["visit"] = visit() + 1
        _read()
    st.session_state["place"] = "frame"


def finish() -> None:
    """Call last in every run: the URL follows the state."""
    write()
    st.session_state["place"] = None


def write() -> None:
    """The URL follows the state; for a fragment, which runs without the frame."""
    written = encode(view())
    if st.query_params.to_dict() != written:
        st.query_params.from_dict(written)


def lost() -> bool:
    """Whether a page runs outside of the frame and has not yet tried to get into it."""
    place = st.session_state.get("place")
    st.session_state["place"] = place or "alone"
    return place is None


def asked() -> str:
    """The name of the page in the address, where it is not the first page."""
    context = get_script_run_ctx()
    return (context and context.pages_manager.intended_page_name) or ""


def view() -> View:
    """What is chosen now."""
    if "values" not in st.session_state:
        _read()
    return View(**st.session_state["values"])


def put(name: str, value: Any) -> None:
    """Choose `value` for the field `name` of View."""
    if name in FORGOTTEN:
        st.session_state.update(past=(), future=())
    st.session_state["values"] |= {name: value} | FORGOTTEN.get(name, {})
    st.session_state["ignored"] = ()


def branch(forest: Forest) -> bool:
    """Choose these branches, such that it can be undone; unless no link could hold them."""
    before = view()
    if not _fits(replace(before, branches=forest)):
        return False
    if forest.grown != before.branches.grown:
        st.session_state.update(past=(*past(), before.branches), future=())
    put("branches", forest)
    return True


def refuse(reason: str) -> None:
    """Say once why something was not done."""
    st.session_state["refusal"] = reason


def refusal() -> str:
    """Why something was not done; said once."""
    return st.session_state.pop("refusal", "")


def past() -> tuple[Forest, ...]:
    """The branches there were before each change, the last one last."""
    return st.session_state.get("past", ())


def future() -> tuple[Forest, ...]:
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


def hold(key: str, value: Any) -> str:
    """The key of a widget that shall show `value`. Set only where it differs, lest it undo what is being typed."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def held(key: str) -> Any:
    """What the widget of this key shows."""
    return st.session_state[key]


def take(name: str, key: str) -> None:
    """A callback: what the widget of this key shows is chosen for the field `name`."""
    put(name, held(key))


def take_step(key: str) -> None:
    """A callback of the stage of this key. The stage has written the step in the URL itself."""
    st.session_state["values"] |= {"step": int(held(key)["step"])}


def encode(chosen: View) -> dict[str, str]:
    """The query of a URL that leads to this view: all that differs from the defaults."""
    values = vars(chosen)
    named = ((PROPERTIES[name], value) for name, value in values.items())
    return {each.param: each.write(value) for each, value in named if value != each.default(values)}


def decode(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(the fields of a View, what was ignored). Every field has a value."""
    values: dict[str, Any] = {}
    nonsense = [f"{param}={written}" for param, written in query.items() if param not in PARAMS]
    for name, each in PROPERTIES.items():
        values[name] = each.default(values)
        if each.param in query:
            try:
                values[name] = each.parse(query[each.param])
            except ValueError:
                nonsense.append(f"{each.param}={query[each.param]}")
    return values, tuple(nonsense)


def _fits(chosen: View) -> bool:
    """Whether a link can hold it."""
    try:
        return len(urlencode(encode(chosen))) <= codec.LONGEST_LINK
    except ValueError:
        return False


def _went_back() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _read() -> None:
    values, nonsense = decode(st.query_params.to_dict())
    st.session_state.update(values=values, ignored=nonsense, past=(), future=())
