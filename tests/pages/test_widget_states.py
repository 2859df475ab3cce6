"""What a browser sends for widgets, whatever it is, is read or left out: no page breaks, and no session is stuck."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import inf, nan
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.Common_pb2 import DoubleArray, SInt64Array, StringArray
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.ui.address.regions import run_outdated
from pages.ui.streamlit_compat import widgets as widget_states
from pages.ui.streamlit_compat.widgets import (
    DEEPEST_STATE,
    LONGEST_STATE,
    deeper_than,
    guard_widget_states,
    protect_callbacks,
    remember_sent,
)
from tests.app import choose, components, healthy, open_page, opened, stage_is_drawn


def sent(app: AppTest, widgets: Iterable[str], **value: Any) -> AppTest:
    """The run after a browser has sent this value for these widgets."""
    return app._run(WidgetStates(widgets=[WidgetState(id=widget, **value) for widget in widgets]))


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


UNREADABLE = {
    "empty": "",
    "cut off": "{",
    "no JSON": "step",
    "a number": "5",
    "a list": "[]",
    "another object": '{"value": {"step": 1}}',
    "a text for a number": '{"step": "1"}',
    "no number": '{"step": NaN}',
    "too long": json.dumps({"step": [2, 7], "more": "x" * LONGEST_STATE}),
} | {f"{levels} levels": f'{{"step": {nested(levels)}}}' for levels in (3, 30, 300, 3000, 100_000)}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_report_that_cannot_be_read_is_left_out(text: str) -> None:
    app = opened({"step": "1"})
    (stage,) = components(app)
    for _ in range(2):
        assert stage_is_drawn(healthy(sent(app, [stage.proto.id], json_value=text)))
        assert app.session_state["values"]["step"] == 0
    sent(app, [stage.proto.id], json_value='{"step": [2, 7]}')
    assert healthy(app).session_state["values"]["step"] == 2


HOSTILE: list[dict[str, Any]] = [
    {"string_value": "telepathy"},
    {"string_value": "{"},
    {"string_value": '{"selection": {"points": [5], "cells": [[99, "text"]]}}'},
    {"string_value": f'{{"selection": {nested(500)}}}'},
    {"string_array_value": StringArray(data=["telepathy"])},
    {"int_value": -7},
    {"int_array_value": SInt64Array(data=[99, -1])},
    {"double_value": nan},
    {"double_array_value": DoubleArray(data=[inf])},
    {"double_array_value": DoubleArray(data=[])},
    {"json_value": '{"actions": [{"kind": "undo"}], "chosen": 5, "seen": [], "open": {}, "piece": "x", "look": 7}'},
    {"json_value": nested(5000)},
    {"json_trigger_value": '[{"event": "actions", "value": 5}]'},
    {"bytes_value": b"\xff"},
]


FREE = {"text", "other", "reference", "links", "search", "settings"}
"""What may be any text, with what hangs on it; and sliders, which Streamlit sets to their least where it gets none."""


PAGES = (
    "",
    "step",
    "compare",
    "what-if",
    "states",
    "beam",
    "evidence",
    "predict",
    "lessons",
    "gallery",
    "broken-code",
    "training",
    "gradients",
    "vocabulary",
    "live",
    "rooms",
)


WITHOUT_GRAIN = ("lessons", "gallery", "broken-code", "live", "rooms", "vocabulary", "evidence")
"""Pages on which nothing is shown by words or by pieces."""


@pytest.mark.usefixtures("soon_over")
@pytest.mark.parametrize("page", PAGES)
def test_no_widget_of_any_page_breaks_it(page: str) -> None:
    app = opened({"search": "beam_3_1.0"})
    app._page_hash = calc_hash(page) if page else ""
    before = healthy(app.run()).session_state["values"]
    for number, value in enumerate(HOSTILE, PAGES.index(page)):
        widgets = {element.proto.id for element in app if getattr(getattr(element, "proto", None), "id", "")}
        assert len(widgets) > 10
        healthy(sent(app, widgets, **value))
        if number % 4 == 0:  # what stands there now comes back; after each value on four of the pages
            healthy(app.run())
        after = app.session_state["values"]
        assert {name for name in after if after[name] != before[name]} <= FREE
    name, value = ("lang", "zh") if page in WITHOUT_GRAIN else ("grain", "pieces")
    assert choose(app, name, value).session_state["values"][name] == value


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ([], {"pill", "panel", "menu", "new"}),
        (["pills"], {"pill", "menu", "new"}),
        (["page"], {"panel", "menu", "new"}),
    ],
)
def test_a_request_of_some_fragments_brings_no_old_states_of_others(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], kept: set[str]
) -> None:
    """What the server has chosen since is newer. The menu has changed; nothing is known of a new widget."""
    guard_widget_states()
    monkeypatch.setattr(widget_states, "asked_fragments", lambda: asked)
    monkeypatch.setattr(widget_states, "st", SimpleNamespace(session_state={}))
    sent = [WidgetState(id=widget, string_value="additive") for widget in ("pill", "panel", "menu", "new")]
    remember_sent(WidgetStates(widgets=[*sent[:2], WidgetState(id="menu", string_value="en")]))
    states = WStates()
    for widget, fragment in {"pill": "pills", "panel": "page", "menu": None}.items():
        states.set_widget_metadata(WidgetMetadata(widget, str, str, "string_value", fragment_id=fragment))
    for state in sent:
        states.set_widget_from_proto(state)
    assert {*states} == kept


def test_a_browser_sends_the_whole_numbers_of_a_field_as_such() -> None:
    app = open_page("live")
    (length, *_more) = app.number_input
    sent(app, [length.proto.id], int_value=5)
    assert healthy(app).session_state["values"]["settings"] == "length-5"


def test_what_was_typed_on_a_page_that_is_left_has_no_callback() -> None:
    """The browser may still send it, and the field has no value any more."""
    app = opened({"q": "我爱你"})
    (field,) = (element for element in app.text_input if element.label == "Sentence")
    app._page_hash = calc_hash("lessons")
    healthy(app.run())
    assert healthy(sent(app, [field.proto.id], string_value="你好")).session_state["values"]["text"] == "我爱你"


def test_a_button_that_is_pressed_while_the_next_page_is_being_drawn_has_its_callback() -> None:
    """With the request for a page a browser sends no button, as none is pressed; that removes their states."""
    guard_widget_states()
    states = WStates()
    states.set_widget_metadata(WidgetMetadata("leave", bool, str, "trigger_value"))
    states.set_widget_metadata(WidgetMetadata("text", str, str, "string_value"))
    states.remove_stale_widgets(frozenset(), None)
    assert {*states.widget_metadata} == {"leave"}


@given(value=st.recursive(st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_depth_is_counted_by_lists_and_objects(value: Any) -> None:
    def depth(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value
        return 0 if value is None else 1 + max(map(depth, inner), default=0)

    assert all(deeper_than(most, value) == (depth(value) > most) for most in range(DEEPEST_STATE))


class Stopped(Exception):
    pass


class CallingBack(SessionState):
    """A state with one callback, which chooses a step."""

    safe: SafeSessionState

    def on_script_will_rerun(self, *_fresh: Any, **_replayed: Any) -> None:
        self.safe["step"] = 5


def test_a_callback_is_carried_out_although_a_newer_run_stops_this_one() -> None:
    def stop() -> None:
        raise Stopped

    protect_callbacks(run_outdated)
    state = CallingBack()
    state.safe = SafeSessionState(state, stop)
    state.safe.on_script_will_rerun(None)
    assert state["step"] == 5
    with pytest.raises(Stopped):
        state.safe["step"] = 6
