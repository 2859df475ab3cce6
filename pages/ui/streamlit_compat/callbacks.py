"""Callbacks of widgets run to their end.

Streamlit stops a run as soon as a newer one is asked for, wherever it next reads or writes the session's state, and
that may be in a callback. It has taken the widget's new value by then and does not call back again, so what was chosen
would be lost. Streamlit has no setting for this, so the method of `SafeSessionState` that calls back is replaced here
by one that does not stop. When all have been called, it is known which regions of the screen have to run."""

from __future__ import annotations

from functools import wraps
from inspect import unwrap
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state.safe_session_state import SafeSessionState

from pages.ui.address.regions import run_outdated
from pages.ui.streamlit_compat.widget_states import remember_sent

_call_back = unwrap(SafeSessionState.on_script_will_rerun)
"""Streamlit's own method, also where this module is loaded a second time."""


def protect_callbacks() -> None:
    """Protect the callbacks of all sessions; once is enough."""
    SafeSessionState.on_script_will_rerun = _call_back_to_the_end


@wraps(_call_back)
def _call_back_to_the_end(self: SafeSessionState, fresh_widget_states: WidgetStates | None, **replayed: Any) -> None:
    stop_if_asked = self._yield_callback
    object.__setattr__(self, "_yield_callback", _go_on)  # as Streamlit sets it: plain assignment sets a visitor's state
    try:
        _call_back(self, fresh_widget_states, **replayed)
        remember_sent(fresh_widget_states)
    finally:
        object.__setattr__(self, "_yield_callback", stop_if_asked)
    run_outdated(fresh_widget_states)


def _go_on() -> None:
    pass
