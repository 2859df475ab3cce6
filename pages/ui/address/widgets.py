"""Widgets: the keys that give them their values, and the values that visitors gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.ui.address import state

KeyOf = Callable[[str, Any], str]
"""`widget_key` or `popover_key`."""


def widget_key(key: str, value: Any) -> str:
    """The key of a widget that shows `value`. It is set in every run, as a run may end before the browser has drawn the
    widget, which then shows the value of the last run."""
    st.session_state[key] = value
    return key


def popover_key(key: str, value: Any) -> str:
    """The same for a widget in a popover. One that is closed is not told of a new value, and would send the old one
    with whatever is sent next: where another widget has chosen, it is a new one."""
    count = f"{key}-renewed"
    renewed = st.session_state.get(count, 0)
    if st.session_state.get(f"{key}-{renewed}" if renewed else key, value) != value:
        st.session_state[count] = renewed = renewed + 1
    return widget_key(f"{key}-{renewed}" if renewed else key, value)


def menu_key(key: str, value: Any) -> str:
    """The key of a menu that shows `value`: one per language, as the browser knows options by their words."""
    return widget_key(f"{key}-{state.language()}", value)


def text_field_value(key: str, text: str) -> str | None:
    """The `value` argument of a text field that shows `text`. The field itself is set only if its text differs, as
    setting it would undo what is being typed, and where everything runs again: then the browser may still have the
    field of another page. The argument is its text until the browser has drawn it."""
    if st.session_state.get("again") or st.session_state.get(key, text) != text:
        st.session_state[key] = text
        return ""
    return text


def is_new_widget(key: str) -> bool:
    """Whether this session has not drawn the widget of this key. If it has a value all the same, that is from a session
    that ended with its server: the browser sends it to the next one, without a call of `on_change`."""
    return key not in st.session_state


def widget_value(key: str) -> Any:
    """The value of the widget of this key."""
    return st.session_state[key]


def reports(key: str) -> Mapping[str, object]:
    """What the component of this key has reported, by name; nothing if it is new."""
    return {} if is_new_widget(key) else st.session_state[key]


def uploaded_bytes(key: str) -> bytes:
    """The content of the file in the uploader of this key; empty without a file."""
    file = st.session_state.get(key)
    return file.getvalue() if file else b""


def choose_from_widget(name: str, key: str) -> None:
    """A callback: choose for `name` the value of the widget of this key, unless that has none."""
    if widget_value(key) is not None:
        state.choose(name, widget_value(key))
