"""Streamlit sends its own scripts and style sheets as they lie on the disk: 9 MB for a page with a chart. Most classes
have no proxy that would compress them."""

from __future__ import annotations

import asyncio
import gzip
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPRESSIBLE = re.compile(r".*/static/(js|css)/[\w.-]+\.(js|css)")
_TYPES = ("text/javascript", "application/javascript", "text/css")


class CompressedScripts:
    """Middleware that sends scripts and style sheets compressed to whoever takes that. Each is compressed once and kept
    in memory: all of Streamlit's together are some megabytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, Response] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _wants_compressed(scope):
            await self._app(scope, receive, send)
            return
        async with self._one_at_a_time:  # a class that arrives together waits for one compression, not for sixty
            answer = self._kept.get(scope["path"])
            if answer is None:
                answer = await self._compress(scope, receive)
                if answer.status_code == 200 and "content-encoding" in answer.headers:
                    self._kept[scope["path"]] = answer
        await answer(scope, receive, send)  # without the lock: whoever reads slowly keeps nobody waiting

    async def _compress(self, scope: Scope, receive: Receive) -> Response:
        """The app's answer, compressed if it is a script or a style sheet."""
        start, body = {}, bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, take)
        headers, content = MutableHeaders(raw=start["headers"]), bytes(body)
        if headers.get("content-type", "").partition(";")[0] in _TYPES:
            content = await asyncio.to_thread(gzip.compress, content, 6)
            headers.update({"content-encoding": "gzip", "content-length": str(len(content))})
            headers.add_vary_header("Accept-Encoding")
            if tag := headers.get("etag"):
                headers["etag"] = f"W/{tag.removeprefix('W/')}"  # the same file, other bytes
        return Response(content, start["status"], dict(headers))


def _wants_compressed(scope: Scope) -> bool:
    """Whether the request is for a whole script or style sheet, by somebody who has none of it and takes gzip."""
    if scope["type"] != "http" or scope["method"] != "GET" or not COMPRESSIBLE.fullmatch(scope["path"]):
        return False
    headers = Headers(scope=scope)
    partial = {"range", "if-none-match", "if-modified-since"} & set(headers)
    return "gzip" in headers.get("accept-encoding", "") and not partial
