"""What Streamlit tells a browser of the theme, looked up once.

Streamlit sends the whole theme with every run, and each time makes it anew of all its options: a tenth of what a new
sentence costs the server. The options can't change while it runs, so what was made of them is kept."""

from __future__ import annotations

from functools import cache, wraps
from inspect import unwrap

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_make = unwrap(app_session._populate_theme_msg)
"""Streamlit's own function, also where this module is loaded a second time."""


def look_theme_up_once() -> None:
    """Call once, when the configuration has been read."""
    app_session._populate_theme_msg = _fill


@wraps(_make)
def _fill(message: CustomThemeConfig, section: str = "theme") -> None:
    message.MergeFrom(_theme(section))


@cache
def _theme(section: str) -> CustomThemeConfig:
    """What the options of this section say."""
    message = CustomThemeConfig()
    _make(message, section)
    return message
