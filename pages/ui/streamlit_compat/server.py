"""The server of Streamlit: what it keeps, reads and looks up, bounded or done once.

Each function says why it is needed. `tests/hostile/test_uploads.py` and `test_sockets.py` fail if another release does
not call what is replaced here."""

from __future__ import annotations

from functools import cache, wraps
from inspect import unwrap
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.url_util import make_url_path
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = [
    "bound_kept_files",
    "is_for_developers",
    "is_host_allowed",
    "limit_message_size",
    "make_url_path",
    "write_theme_once",
]

MOST_OF_SESSION = 2
"""Files of a session: no page has more than one field, and a new file comes before the old one is put away."""
MOST_KEPT = 64 * 1024**2
"""Of all files that are kept."""
DEVELOPER_REQUESTS = {
    *("clear_cache", "set_run_on_save", "load_git_info"),
    *("debug_disconnect_websocket", "debug_shutdown_runtime"),
}
DEVELOPER_OPERATIONS = {"install_skills", "dismiss_skills_nudge"}
"""Streamlit's names of what is ignored here."""
_keep, _make_connection = unwrap(MemoryUploadedFileManager.add_file), unwrap(WebSocketsSansIOProtocol.__init__)
_write_theme = app_session._populate_theme_msg
"""The methods as they were, also where this module is loaded a second time."""


def write_theme_once() -> None:
    """Call once. Streamlit sends the whole theme with every run, and makes it of all its options each time: a tenth of
    what a sentence costs that the server has translated already. The options can't change while it runs."""

    @cache
    def written(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        _write_theme(theme, section)
        return theme

    def copy_theme(message: CustomThemeConfig, section: str = "theme") -> None:
        if written(section).ByteSize():  # a section that is not there stays so
            message.MergeFrom(written(section))

    app_session._populate_theme_msg = copy_theme


def limit_message_size(most_bytes: int) -> None:
    """Have the server refuse larger messages before it has unpacked them; once is enough. Streamlit has one limit for
    both directions, as large as the largest page, and what is compressed is unpacked before anybody can look at it."""

    @wraps(_make_connection)
    def make_limited(self: WebSocketsSansIOProtocol, config: Config, *rest: Any, **more: Any) -> None:
        config.ws_max_size = most_bytes
        _make_connection(self, config, *rest, **more)

    WebSocketsSansIOProtocol.__init__ = make_limited  # type: ignore[method-assign]


def is_for_developers(message: bytes) -> bool:
    """Whether it asks for what only developers need. To clear the caches, for one, would make all visitors wait for
    their models again. A message that can't be read is left to Streamlit, which closes the websocket."""
    request = BackMsg()
    try:
        request.ParseFromString(message)
    except DecodeError:
        return False
    operation = request.backend_operation_request.WhichOneof("payload")
    return request.WhichOneof("type") in DEVELOPER_REQUESTS or operation in DEVELOPER_OPERATIONS


def bound_kept_files() -> None:
    """Keep no more files in this process than it can hold; once is enough. A browser names its files itself, and
    Streamlit keeps them all until the session is over: who uploads one megabyte after the other would take all
    memory."""
    MemoryUploadedFileManager.add_file = _keep_and_bound  # type: ignore[method-assign]


@wraps(_keep)
def _keep_and_bound(self: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
    """What the session has uploaded first gives way, and then what those sessions have that hold most."""
    _keep(self, session_id, file)
    files = self.file_storage[session_id]
    while len(files) > MOST_OF_SESSION:
        self.remove_file(session_id, next(iter(files)))
    held = {session: sum(len(kept.data) for kept in files.values()) for session, files in self.file_storage.items()}
    while sum(held.values()) > MOST_KEPT:
        most = max(held, key=held.__getitem__)
        self.remove_session_files(most)
        del held[most]
