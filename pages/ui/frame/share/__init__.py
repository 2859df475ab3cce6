"""The address of the current view, or of its question as an assignment, to be copied or scanned as a QR code."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import LONGEST_TITLE
from pages.ui.kit import qr
from pages.ui.kit.assignment import assignment_query
from pages.ui.kit.component import Component
from pages.ui.kit.controls import PAUSE
from pages.ui.kit.feature import Feature
from pages.ui.kit.words import _

SHARE = Component("frame/share")
WAYS = {"view": "What is in view", "assignment": "As an assignment"}
"""What is shared."""


def share_button(entry: Feature) -> None:
    """Draw the button that opens the dialog with the address."""
    if st.button(_("Share"), key="share", icon=":material/qr_code_2:", type="tertiary"):
        st.dialog(_("Share what is in view"), width="large")(_passed_on)(entry)


def address() -> str:
    """The address of the current view, without presentation mode, as it is opened on phones."""
    return _with_query(state.link(present=""))


def _with_query(query: dict[str, str]) -> str:
    written = urlencode(query)
    return f"{st.context.url or ''}?{written}" if written else st.context.url or ""


def _passed_on(entry: Feature) -> None:
    if entry.assignable and _way() == "assignment":
        title = _title()
        if not title:
            return
        link = _with_query(assignment_query(entry, state.view(), title))
    else:
        link = address()
    SHARE("address", {"address": link, "modules": qr.modules(link), "here": qr.is_local(link)})


def _way() -> str:
    return st.segmented_control(
        _("What is shared"),
        list(WAYS),
        default="view",
        key="share-way",
        format_func=lambda way: _(WAYS[way]),
        required=True,
        label_visibility="collapsed",
    )


def _title() -> str:
    """Ask for the title of the assignment; it is empty until something is typed."""
    st.text(
        _(
            "Who opens this link answers the question in view, once, and saves the answer as a file. "
            "You drop all files on the page Collect."
        )
    )
    typed = st.text_input(
        _("Title of the assignment"), key="share-title", live=PAUSE, max_chars=LONGEST_TITLE, autocomplete="off"
    )
    return (typed or "").strip()
