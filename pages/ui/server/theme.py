"""What Streamlit tells a browser of the theme, looked up once.

Streamlit sends the whole theme with every run, and searches all its options each time: a tenth of what a new sentence
costs the server. They can't change while it runs, so the function that searches keeps what it found."""

from __future__ import annotations

from functools import cache

from streamlit import config


def look_theme_up_once() -> None:
    """Call once, when the configuration has been read."""
    config.get_options_for_section = cache(config.get_options_for_section)
