"""Security headers on every answer of the server."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMES = "GAZE_FRAME_ANCESTORS"
"""The variable that names who may show the app in a frame, as a learning platform does."""
_FRAME_SOURCE = re.compile(r"'(self|none)'|https?:|(https?://)?(\*\.)?[\w.-]+(:(\d+|\*))?")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ANSWERS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")


class SecurityHeaders:
    """Middleware that puts `headers` on every answer, in place of others of the same name."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in _ANSWERS:
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


@cache
def security_headers() -> dict[str, str]:
    """The headers of this server. Raises ValueError if GAZE_FRAME_ANCESTORS is not a list of sources."""
    return {
        "Content-Security-Policy": content_security_policy(os.environ.get(FRAMES, "'self'")),
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def content_security_policy(frame_ancestors: str) -> str:
    """What a page may load, and who may frame it: sources with spaces between, such as `'self' https://lms.example`.

    Streamlit and plotly write style attributes and style sheets while they run, so styles may stand inline; a script
    may not, but for the one in Streamlit's own page. Raises ValueError if a source is none.
    """
    sources = frame_ancestors.split()
    if not sources or not all(_FRAME_SOURCE.fullmatch(source) for source in sources):
        raise ValueError(f"{FRAMES} must be sources with spaces between, not {frame_ancestors!r}")
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(map(_script_hash, _inline_scripts()))}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(sources)}",
        )
    )


async def server_error(_request: Request, _error: Exception) -> Response:
    """The answer to an error of the server itself, which no middleware sees."""
    return PlainTextResponse("Internal Server Error", status_code=500, headers=security_headers())


def _inline_scripts() -> list[str]:
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    return _INLINE_SCRIPT.findall(index.read_text("utf-8"))


def _script_hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
