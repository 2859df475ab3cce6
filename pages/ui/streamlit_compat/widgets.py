"""States of widgets that Streamlit could not read are dropped, those that are too long or too deep, and stale ones; and
the files of components are served from a checkout.

Streamlit stores what a browser sends for a widget, and reads it in every later run. Text that is not JSON, or an index
beyond the options of a menu, would therefore end every later run of that session. Streamlit has no hook between a
message and its widgets, so three methods of `WStates` are replaced here. The one that stores a state drops it where the
widget is known from the run before and can't read it. The one that reads takes it as never sent; this serves widgets
that are not there yet. `tests/pages/test_widget_states.py` fails if another release of Streamlit does not call them.

With every request a browser sends the states of all widgets, also of those for which the server has just chosen another
value that the browser has not drawn yet. Streamlit would take that for a choice of the visitor, and undo the server's.
So where a request is for fragments that a widget is not in, a state that was sent before is stale, and dropped.

A browser that still draws the last page also sends the states of widgets that the server has removed. Streamlit would
call back, and the callback might look for the value of a widget of the same key that has none yet. So the third method,
which removes the states of widgets that are no longer drawn, forgets those widgets altogether. Buttons have no value to
look for, and are kept: one of the frame is pressed while the next page, which has it as well, is still being drawn.

Callbacks of widgets run to their end.

Streamlit stops a run as soon as a newer one is asked for, wherever it next reads or writes the session's state, and
that may be in a callback. It has taken the widget's new value by then and does not call back again, so what was chosen
would be lost. Streamlit has no setting for this, so the method of `SafeSessionState` that calls back is replaced here
by one that does not stop. When all have been called, it is known which regions of the screen have to run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import unwrap
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import Serialized, WStates

from pages.ui.streamlit_compat.runs import asked_fragments

LONGEST_STATE, DEEPEST_STATE = 500_000, 12
"""Bytes and levels of a widget's state. What the components here report has five levels at most."""
_SENT = "remembered-sent"
_store, _read = unwrap(WStates.set_widget_from_proto), unwrap(WStates.__getitem__)
_remove = unwrap(WStates.remove_stale_widgets)
_call_back = unwrap(SafeSessionState.on_script_will_rerun)
"""Streamlit's own methods, also where this module is loaded a second time."""


def guard_widget_states() -> None:
    """Guard the widgets of all sessions; once is enough."""
    WStates.set_widget_from_proto, WStates.__getitem__ = _store_readable, _read_guarded
    WStates.remove_stale_widgets = _remove_with_callbacks


@wraps(_store)
def _store_readable(self: WStates, widget_state: WidgetState) -> None:
    if _is_stale(widget_state, self.widget_metadata.get(widget_state.id)):
        return
    _store(self, widget_state)
    if widget_state.id in self.widget_metadata and widget_state.id not in self:
        del self.states[widget_state.id]


@wraps(_read)
def _read_guarded(self: WStates, k: str) -> Any:
    """Raises KeyError for what can't be read, as though it was never sent."""
    sent, widget = self.states.get(k), self.widget_metadata.get(k)
    if widget is None or not isinstance(sent, Serialized):
        return _read(self, k)
    if not _suits(sent.value, widget):
        raise KeyError(k)
    try:
        value = _read(self, k)
    except Exception as error:  # each widget reads in its own way, and fails in its own way
        raise KeyError(k) from error
    if deeper_than(DEEPEST_STATE, value):
        self.states[k] = sent  # it must not count as read
        raise KeyError(k)
    return value


@wraps(_remove)
def _remove_with_callbacks(
    self: WStates, active_widget_ids: frozenset[str], fragment_ids_this_run: list[str] | None
) -> None:
    _remove(self, active_widget_ids, fragment_ids_this_run)
    for widget in [*self.widget_metadata.values()]:
        elsewhere = fragment_ids_this_run and widget.fragment_id not in fragment_ids_this_run
        if widget.id not in active_widget_ids and not elsewhere and widget.value_type != "trigger_value":
            del self.widget_metadata[widget.id]


def protect_callbacks(then: Callable[[WidgetStates | None], None]) -> None:
    """Have the callbacks of all sessions run to their end, and `then` be called with the states of widgets that were
    sent; once is enough."""

    @wraps(_call_back)
    def call_back_to_the_end(self: SafeSessionState, fresh_widget_states: WidgetStates | None, **replayed: Any) -> None:
        stop_if_asked = self._yield_callback
        object.__setattr__(self, "_yield_callback", _go_on)  # plain assignment would set a visitor's state
        try:
            _call_back(self, fresh_widget_states, **replayed)
            remember_sent(fresh_widget_states)
        finally:
            object.__setattr__(self, "_yield_callback", stop_if_asked)
        then(fresh_widget_states)

    SafeSessionState.on_script_will_rerun = call_back_to_the_end


def remember_sent(sent: WidgetStates | None) -> None:
    """Call after the callbacks of a request, with the states of widgets that were `sent`."""
    if sent is not None:
        st.session_state[_SENT] = {widget.id: widget for widget in sent.widgets}


def _go_on() -> None:
    pass


def _is_stale(sent: WidgetState, widget: WidgetMetadata[Any] | None) -> bool:
    """Whether the same state of the widget was sent before, and this run is one of fragments that it is not in."""
    asked = asked_fragments()
    if widget is None or not asked or widget.fragment_id in asked:
        return False
    return st.session_state.get(_SENT, {}).get(sent.id) == sent


def _suits(sent: WidgetState, widget: WidgetMetadata[Any]) -> bool:
    """Whether it is of the widget's type, and not too long. A field that was emptied is of no type; a browser sends the
    whole numbers of a field as such, although Streamlit calls the field one of floating-point numbers."""
    kind = sent.WhichOneof("value")
    suits = kind in (widget.value_type, None) or {kind, widget.value_type} == {"int_value", "double_value"}
    return suits and sent.ByteSize() <= LONGEST_STATE


def deeper_than(levels: int, value: object) -> bool:
    """Whether lists and objects are nested in more than so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else None
    return inner is not None and (levels == 0 or any(deeper_than(levels - 1, item) for item in inner))


def register_component(package: str, name: str, folder: Path) -> bool:
    """Have the server serve the files in a folder for a component, as though a package were installed that has it.
    Return False if it does so already: once per server is enough, and in tests each app has its own server."""
    manager = get_bidi_component_manager()
    if manager.get_component_path(f"{package}.{name}") is not None:
        return False
    manifest = ComponentManifest(package, version="", components=[ComponentConfig(name, asset_dir=".")])
    manager.register_from_manifest(manifest, folder)
    return True
