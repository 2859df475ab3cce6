"""For the wall: one line of controls, what is drawn as large as the window, everything else away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui.layout import controls
from pages.ui.layout.share import share
from pages.ui.session import state
from pages.ui.session.words import _

_STYLE = Path(__file__).with_name("present.css")
ON = {"light": "Black on white", "dark": "White on black"}


def present_button() -> None:
    """The way to the wall, which the key P presses too (see `window/`). It begins on the ground that the visitor has
    already."""
    _pressed(
        _("Present"),
        "present",
        ":material/tv:",
        _own_ground(),
        help=_("Presentation mode: P to enter, Escape to leave"),
    )


def control_line(page: StreamlitPage, pages: Sequence[StreamlitPage], asked: bool) -> None:
    """All one needs in front of a class. The playback joins it from the page; everything else is out of sight. A
    sentence is `asked` for where the page shows one."""
    st.html(_STYLE)
    ground = state.view().present
    other = next(each for each in ON if each != ground)
    with (
        st.container(key="upright" if ground == _own_ground() else "turned"),
        st.container(horizontal=True, vertical_alignment="center", wrap=False, key="line"),
    ):
        if asked:
            controls.sentence_field()
        controls.scorer_menu()
        with st.popover(page.title, key=f"pages-{page.url_path}"):  # on each page another one, closed
            for each in pages:
                st.page_link(each)
        _pressed(_(ON[other]), "ground", ":material/contrast:", other)
        share.share_button()
        _pressed(_("Leave"), "leave", ":material/close:", "")


def _own_ground() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def _pressed(label: str, key: str, icon: str, to: str, help: str | None = None) -> None:
    st.button(label, key=key, icon=icon, type="tertiary", help=help, on_click=state.choose, args=("present", to))
