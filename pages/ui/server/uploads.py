"""Bounds on files: how many are under way at a time, and how much of what was uploaded is kept.

A browser names its files itself, and Streamlit keeps them all until the session is over: who uploads one megabyte after
the other would take all memory. `bound_kept_files` therefore replaces the method of Streamlit that keeps a file;
`tests/hostile/test_uploads.py` fails if another release does not call it."""

from __future__ import annotations

import asyncio
from functools import wraps
from inspect import unwrap

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

MOST_UNDER_WAY = 16
"""Uploads at a time, of a megabyte each."""
MOST_OF_SESSION = 2
"""Files of a session: no page has more than one field, and a new file comes before the old one is put away."""
MOST_BYTES = 64 * 1024**2
"""Of all files that are kept."""
UPLOADS = "/_stcore/upload_file/"
_keep = unwrap(MemoryUploadedFileManager.add_file)
"""Streamlit's own method, also where this module is loaded a second time."""


class UploadsUnderWay:
    """Middleware that ends the oldest upload where there are too many: most are through in a moment, and one that is
    never sent to its end must not keep others waiting."""

    def __init__(self, app: ASGIApp, most: int = MOST_UNDER_WAY) -> None:
        self._app, self._most = app, most
        self._under_way: list[asyncio.Future[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or UPLOADS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        if len(self._under_way) >= self._most:
            self._under_way.pop(0).cancel()
        upload = asyncio.ensure_future(self._app(scope, receive, send))
        self._under_way.append(upload)
        try:
            await asyncio.wait({upload})
        finally:
            if upload in self._under_way:
                self._under_way.remove(upload)
                upload.cancel()
        if upload.cancelled():
            await PlainTextResponse("Too many uploads", status_code=503)(scope, receive, send)
        else:
            upload.result()


def bound_kept_files() -> None:
    """Keep no more files in this process than it can hold; once is enough."""
    MemoryUploadedFileManager.add_file = _keep_and_bound  # type: ignore[method-assign]


@wraps(_keep)
def _keep_and_bound(self: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
    """What the session has uploaded first gives way, and then what those sessions have that hold most."""
    _keep(self, session_id, file)
    files = self.file_storage[session_id]
    while len(files) > MOST_OF_SESSION:
        self.remove_file(session_id, next(iter(files)))
    held = {session: sum(len(kept.data) for kept in files.values()) for session, files in self.file_storage.items()}
    while sum(held.values()) > MOST_BYTES:
        most = max(held, key=held.__getitem__)
        self.remove_session_files(most)
        del held[most]
