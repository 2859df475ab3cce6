"""What app.py gives to the server besides the pages: routes, middleware, and what is done at its start."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pages.ui.engine import pretrained
from pages.ui.engine.garbage import collect_when_idle
from pages.ui.engine.live import POOL
from pages.ui.features.rooms.settings import has_rooms, open_room_store
from pages.ui.features.rooms.store import RoomStore
from pages.ui.kit.component import remove_served_folder
from pages.ui.server.headers import SecurityHeaders, security_headers
from pages.ui.server.live_routes import LIVE_PATH, LiveRoutes
from pages.ui.server.logs import keep_visitors_out_of_logs
from pages.ui.server.middleware import (
    AllowedHosts,
    BodiesInTime,
    CompressedScripts,
    EndingStreams,
    OpenStreams,
    UploadsUnderWay,
    allow_many_connections,
)
from pages.ui.server.room_requests import RequestRates
from pages.ui.server.room_routes import ROOMS_PATH, RoomRoutes
from pages.ui.server.room_truth import model_truth
from pages.ui.server.turns import take_turns
from pages.ui.server.websocket import MOST_BYTES, WebsocketLimits, most_visitors
from pages.ui.streamlit_compat.server import (
    bound_kept_files,
    limit_message_size,
    make_url_path,
    write_theme_once,
)
from seq2seq.checkpoints.catalog import Entry
from seq2seq.model.allocator import share_arenas

STREAMS = OpenStreams()
"""Those of this process."""


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    keep_visitors_out_of_logs()
    share_arenas()
    collect_when_idle()
    write_theme_once()
    take_turns()
    limit_message_size(MOST_BYTES)
    bound_kept_files()
    allow_many_connections()
    STREAMS.end_when_stopped()
    yield
    await _rooms().close()
    remove_served_folder()


def middleware() -> list[Middleware]:
    """From the outside in. Raises ValueError if an environment variable is wrong."""
    return [
        Middleware(SecurityHeaders, headers=security_headers()),
        Middleware(AllowedHosts),
        Middleware(BodiesInTime),
        Middleware(UploadsUnderWay),
        Middleware(WebsocketLimits, most=most_visitors()),
        Middleware(EndingStreams, streams=STREAMS),
        Middleware(CompressedScripts),
    ]


def routes() -> list[Route]:
    """What the server answers besides the app, below its base path."""
    base = st.get_option("server.baseUrlPath")
    return [
        Route(make_url_path(base, "healthz"), _alive),
        Route(make_url_path(base, "readyz"), _ready),
        Route(make_url_path(base, "lenses"), _renamed),
        *_live(has_rooms()).routes(make_url_path(base, LIVE_PATH)),
        *(_rooms().routes(make_url_path(base, ROOMS_PATH)) if has_rooms() else ()),
    ]


async def _renamed(request: Request) -> RedirectResponse:
    """The page Experiments was once called Lenses: links of then lead there."""
    return RedirectResponse(f"experiments?{request.url.query}".removesuffix("?"), status_code=308)


@cache
def _rooms() -> RoomRoutes:
    """The rooms of this process."""
    return RoomRoutes(_store(), model_truth)


@cache
def _live(with_rooms: bool) -> LiveRoutes:
    """The live trainings of this process; who guesses codes of rooms there has guessed them here."""
    return LiveRoutes(POOL, _rooms().rates, _store()) if with_rooms else LiveRoutes(POOL, RequestRates())


@cache
def _store() -> RoomStore:
    return open_room_store()


async def _alive(_request: Request) -> Response:
    """/healthz: the process answers."""
    return PlainTextResponse("ok")


def _ready(_request: Request) -> Response:
    """/readyz: how many models can be read; 503 if there is none."""
    entries = [entry for family in pretrained.families() for entry in pretrained.models(family).values()]
    models = sum(map(_readable, entries))
    return JSONResponse({"models": models}, status_code=200 if models else 503)


def _readable(entry: Entry) -> bool:
    return not entry.problem and os.access(entry.folder / "model.safetensors", os.R_OK)
