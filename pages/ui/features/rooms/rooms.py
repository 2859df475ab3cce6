"""The door of rooms, and the room that a visitor is in: a line at the foot of every page, on the wall its code."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

import streamlit as st

from pages.ui.address import state
from pages.ui.address.codec import write_alias
from pages.ui.address.regions import region
from pages.ui.engine import pretrained
from pages.ui.features.rooms.settings import has_rooms
from pages.ui.kit import qr, titles
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _
from seq2seq.analysis.faults import FAULTS
from seq2seq.config.variants import attends
from seq2seq.experiments.clinic.collection import DIAGNOSES

ROOM_LINE = Component("features/rooms/room_panel")


def _shown(page: Feature) -> object:
    asks = state.all_chosen(page.asks.choices) if page.asks else ()
    return state.chosen("room") and (page.name, state.view().scorer, asks)


@region(_shown)
def room_panel(page: Feature) -> None:
    """Part of every page, at the same place: the browser keeps it, and its connection, from one page to the next. The
    server has no part in what happens there."""
    code = state.chosen("room") if has_rooms() else ""
    given = {"code": code, "wall": state.view().wall, "hide": state.chosen("hide"), "read": state.navigation_count()}
    ROOM_LINE("room-panel", {**given, **(_inside(page, code) if code else {})})


def _inside(page: Feature, code: str) -> dict[str, Any]:
    """What is needed in a room alone: the link for students with its QR code, and the scoring functions among which a
    class can be asked to find the one in view, each with an alias for the address; what can be wrong; what else the
    page can be asked about. Where nothing attends, nobody can be asked where the model looks."""
    view = state.view()
    link = join_link(code)
    ready = [name for name, entry in pretrained.models(view.family).items() if not entry.problem and "@" not in name]
    scorers = [
        {
            "value": name,
            "title": titles.scorer_title(name),
            "alias": write_alias(name),
            "attends": attends(f"{view.family}/{name}"),
        }
        for name in ready
    ]
    return {
        "link": link,
        "lang": state.language(),
        "modules": _modules(link),
        "here": qr.is_local(link),
        "scorers": scorers,
        "diagnoses": [{"value": name, "title": _(known.title)} for name, known in (FAULTS | DIAGNOSES).items()],
        "asks": {kind: asdict(each) for kind, each in page.asks.offered(view).items()} if page.asks else {},
        "alias": write_alias(view.scorer),
        "attends": attends(view.model),
    }


def join_link(code: str) -> str:
    """The address that takes a student into a room."""
    return f"{urljoin(st.context.url or '', '.')}?room={code}"


@lru_cache(64)
def _modules(link: str) -> tuple[str, ...]:
    """The QR code of a link, which is the same for a whole class."""
    return tuple(qr.modules(link))


ROOM_DOOR = Component("features/rooms/room_door")


def draw_door() -> None:
    """A field for the code, and a button for teachers. The browser itself asks the server and goes in."""
    ROOM_DOOR("room-door", {})
