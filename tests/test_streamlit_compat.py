"""What `pages/ui/streamlit_compat` uses of Streamlit beyond what it documents: a release that lacks it fails here."""

from __future__ import annotations

from dataclasses import fields
from inspect import signature, unwrap
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import RerunData, ScriptRunContext
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import Serialized, SessionState, WStates
from streamlit.url_util import make_url_path
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from pages.ui.streamlit_compat.server import DEVELOPER_OPERATIONS, DEVELOPER_REQUESTS, write_theme_once

CALLS = {
    SafeSessionState.on_script_will_rerun: ["self", "fresh_widget_states"],
    WStates.set_widget_from_proto: ["self", "widget_state"],
    WStates.__getitem__: ["self", "k"],
    WStates.remove_stale_widgets: ["self", "active_widget_ids", "fragment_ids_this_run"],
    AppSession.request_rerun: ["self", "client_state"],
    ScriptRequests.on_scriptrunner_ready: ["self"],
    ScriptRequests.on_scriptrunner_yield: ["self"],
    ScriptRequests.request_rerun: ["self", "new_data"],
    MemoryUploadedFileManager.add_file: ["self", "session_id", "file"],
    MemoryUploadedFileManager.remove_file: ["self", "session_id", "file_id"],
    MemoryUploadedFileManager.remove_session_files: ["self", "session_id"],
    BidiComponentManager.get_component_path: ["self", "name"],
    BidiComponentManager.register_from_manifest: ["self", "manifest", "package_root"],
    WebSocketsSansIOProtocol.__init__: ["self", "config"],
    app_session._populate_theme_msg: ["msg", "section"],
    is_host_allowed: ["host"],
    make_url_path: ["base_url", "path"],
}
"""What is replaced or called, with the parameters that it is given by their places."""
FIELDS = {
    ScriptRunContext: {
        *("is_history_navigation", "fragment_ids_this_run", "fragment_storage", "script_requests", "session_id"),
        *("query_string", "page_script_hash", "cached_message_hashes", "context_info"),
    },
    RerunData: {
        *("query_string", "page_script_hash", "fragment_id", "fragment_id_queue", "is_fragment_scoped_rerun"),
        *("replay_trigger_states", "cached_message_hashes", "context_info"),
    },
    WidgetMetadata: {"id", "value_type", "fragment_id"},
    Serialized: {"value"},
    ComponentManifest: {"name", "version", "components"},
    ComponentConfig: {"name", "asset_dir"},
}
"""Dataclasses, with the fields that are read or given."""


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__qualname__)
def test_what_is_replaced_or_called_takes_what_it_is_given(function: Any) -> None:
    original = unwrap(function)
    names = [*signature(original).parameters]
    assert names[: len(CALLS[function])] == CALLS[function]


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_a_record_has_the_fields_that_are_read(kind: Any) -> None:
    assert FIELDS[kind] <= {each.name for each in fields(kind)} | {*dir(kind)}


def test_objects_hold_what_is_read_of_them() -> None:
    requests, states = ScriptRequests(), WStates()
    assert hasattr(requests, "_state") and hasattr(requests, "_rerun_data") and hasattr(ScriptRequestType, "STOP")
    assert states.states == {} and states.widget_metadata == {}
    assert callable(SafeSessionState(SessionState(), lambda: None)._yield_callback)
    assert MemoryUploadedFileManager("").file_storage == {}


def test_messages_have_the_parts_that_are_looked_at() -> None:
    def parts(message: Any, choice: str) -> set[str]:
        return {each.name for each in message.DESCRIPTOR.oneofs_by_name[choice].fields}

    assert parts(BackMsg(), "type") >= DEVELOPER_REQUESTS
    assert parts(BackMsg().backend_operation_request, "payload") >= DEVELOPER_OPERATIONS
    assert parts(WidgetState(), "value") >= {"int_value", "double_value"}


@pytest.mark.parametrize("section", ["theme", "theme.light", "theme.dark", "theme.sidebar", "theme.dark.sidebar"])
def test_the_theme_that_is_written_once_is_the_one_that_streamlit_writes(
    section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {
        "theme": {"font": "'Own Sans', sans-serif", "base": "dark", "headingFontWeights": 600},
        "theme.dark": {"primaryColor": "#8fa8ff", "showWidgetBorder": False},
        "theme.dark.sidebar": {"backgroundColor": "#171b24"},
    }
    monkeypatch.setattr("streamlit.config.get_options_for_section", lambda name: chosen.get(name, {}))
    monkeypatch.setattr(app_session, "_populate_theme_msg", write := app_session._populate_theme_msg)
    expected, written = CustomThemeConfig(), [CustomThemeConfig(), CustomThemeConfig()]
    write(expected, section)
    write_theme_once()
    for message in written:  # the second is a copy
        app_session._populate_theme_msg(message, section)
    assert written == [expected, expected]
    assert bool(expected.ByteSize()) == (section in chosen)
