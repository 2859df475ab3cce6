"""Whether the server is alive, and whether it can serve: for proxies and orchestrators."""

from __future__ import annotations

import os

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pages.ui.engine import pretrained
from seq2seq.checkpoints.catalog import Entry


async def alive(_request: Request) -> Response:
    """/healthz: the process answers."""
    return PlainTextResponse("ok")


def ready(_request: Request) -> Response:
    """/readyz: how many models can be read; 503 if there is none."""
    entries = [entry for family in pretrained.families() for entry in pretrained.models(family).values()]
    models = sum(map(_readable, entries))
    return JSONResponse({"models": models}, status_code=200 if models else 503)


def _readable(entry: Entry) -> bool:
    return not entry.problem and os.access(entry.folder / "model.safetensors", os.R_OK)
