"""What surrounds every page: style, navigation, and the choices that are the same everywhere."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui import cache, controls, searching, show, state

STYLE = Path(__file__).with_name("app.css")
ICON = str(Path(__file__).with_name("gaze.svg"))
PAGES = sorted(Path(__file__).parent.parent.glob("*.py"))
WORDMARK = str(Path(__file__).with_name("wordmark.svg"))
WITHOUT_SENTENCE = ("evidence",)
"""Pages on which no single sentence is shown."""


def surround(page: StreamlitPage) -> None:
    """Draw the page inside the frame."""
    state.begin()
    st.html(STYLE)
    st.logo(WORDMARK, size="large", icon_image=ICON)
    with st.sidebar:
        controls.family()
        controls.scorers()
        searching.popover()
        controls.grain()
        controls.language()
        show.credit(state.view().family)
    if page.url_path not in WITHOUT_SENTENCE:
        controls.sentence()
        show.script_hint(state.view().text, state.view().family)
    show.ignored()
    page.run()
    state.finish()
    cache.warm_up()


def enter() -> None:
    """The first line of every page. A folder called pages/ was once how Streamlit found pages: a server whose first
    visitor asks for one by its address runs it without app.py. The first use of st.navigation ends that for good; it
    must know the page that was asked for, lest it say that there is none."""
    if state.lost():
        st.navigation([st.Page(_nothing, default=True), *map(st.Page, PAGES)], position="hidden")
        st.rerun()


def _nothing() -> None:
    pass
