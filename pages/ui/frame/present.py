"""Presentation mode: one line of controls, drawings as large as the window, nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.ui.address import state
from pages.ui.features import doors
from pages.ui.frame.share import share_button
from pages.ui.kit import controls
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _

_STYLE = Path(__file__).with_name("present.css")
ON = {"light": "Black on white", "dark": "White on black"}


def present_button() -> None:
    """Draw the button of presentation mode, which the key P presses, too (see `window/`). The mode begins with the
    visitor's own background."""
    _pressed(
        _("Present"),
        "present",
        ":material/tv:",
        _own_ground(),
        help=_("Presentation mode: P to enter, Escape to leave"),
    )


def control_line(entry: Feature, asked: bool) -> None:
    """Draw the controls of presentation mode in one line, with the sentence if `asked`. The page adds its playback."""
    st.html(_STYLE)
    ground = state.view().present
    other = next(option for option in ON if option != ground)
    with (
        st.container(key="upright" if ground == _own_ground() else f"turned-{ground}"),
        st.container(horizontal=True, vertical_alignment="center", wrap=False, key="line"),
    ):
        controls.sentence_place(asked)
        if entry.scorer:
            controls.scorer_menu()
        with st.popover(_(entry.title), key=f"pages-{entry.name}"):  # one per page, so that it is closed on the next
            for door, behind in doors().items():
                if len(behind) > 1:
                    st.caption(_(door))
                for each in behind:
                    st.page_link(each.path, label=_(each.title))
        _pressed(_(ON[other]), "ground", ":material/contrast:", other)
        share_button(entry)
        _pressed(_("Leave"), "leave", ":material/close:", "")


def _own_ground() -> str:
    return "dark" if state.on_dark() else "light"


def _pressed(label: str, key: str, icon: str, to: str, help: str | None = None) -> None:
    st.button(label, key=key, icon=icon, type="tertiary", help=help, on_click=state.choose, args=("present", to))
