"""The first page names Streamlit's files that it will need, so that a browser fetches them all at once.

Streamlit's code fetches what draws a kind of element when the first of that kind comes, then what that needs, and draws
the page anew after each. Over a slow network every such step takes a round trip."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ELEMENTS = ("BidiComponent", "Button", "ButtonGroup", "Html", "Selectbox", "TextInput", "rehype-katex")
"""Streamlit's names of the files that draw what stands on the page Translate."""
_STATIC = Path(streamlit.__file__).with_name("static")
_SCRIPTS = _STATIC / "static" / "js"
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


class PreloadHeader:
    """Middleware that puts the header `Link` on every page, which names the files to fetch beside it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["link"] = preload_links()
            await send(message)

        await self._app(scope, receive, send_with_links)


@cache
def preload_links() -> str:
    """The header's value: the files that draw these elements, and all that they import, but for what the page names."""
    return ", ".join(f"<./static/js/{name}>; rel=modulepreload" for name in _needed())


def _needed() -> list[str]:
    met = set(re.findall(r"\./static/js/([\w.-]+\.js)", (_STATIC / "index.html").read_text("utf-8")))
    needed: list[str] = []
    waiting = [path.name for name in ELEMENTS for path in _SCRIPTS.glob(f"{name}.*.js")]
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            needed.append(name)
            waiting += _IMPORT.findall((_SCRIPTS / name).read_text("utf-8"))
    return needed
