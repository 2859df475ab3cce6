"""A bound on how many files are uploaded at a time."""

from __future__ import annotations

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_UNDER_WAY = 16
"""Uploads at a time, of a megabyte each."""
UPLOADS = "/_stcore/upload_file/"


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
