"""A visitor's own table, to be trained live."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.engine.live import POOL
from pages.ui.features.live.lanes import base_settings
from pages.ui.kit.words import _
from seq2seq.data.tsv import Pair, parse_pairs
from seq2seq.training.live.settings import MOST_TABLE_PAIRS

_KEY = "live-table"
_LENGTH, _SYMBOLS = 12, 300
"""Of a table: the longest pairs that are read, in symbols, and how many symbols of a side are known, at first."""


def draw_uploader() -> None:
    """Draw the field for a file; a file that is taken becomes the task."""
    st.file_uploader(
        _("Your own table: sentence, tab, translation; at most 5,000 pairs"),
        type=["tsv", "txt"],
        key=_KEY,
        max_upload_size=1,
        on_change=_take,
        help=_("It is kept in the server's memory, and anyone with the link to this page can train on it."),
    )


def _take() -> None:
    data = widgets.uploaded_bytes(_KEY)
    if not data:
        return
    try:
        pairs = _read(data)
    except ValueError:
        state.refuse(_("This file can't be read: each line needs a sentence, a tab and a translation, in UTF-8."))
        return
    difficulty = {"length": _LENGTH, "alphabet": _SYMBOLS}
    state.choose("settings", replace(base_settings(), task=POOL.add_table(pairs), guided=False, **difficulty).code())


def _read(data: bytes) -> list[Pair]:
    """The first pairs of a file. Raises ValueError if it is no table."""
    return parse_pairs(data, "", max_columns=2, most=MOST_TABLE_PAIRS)
