"""The address of the current view, to be copied or scanned as a QR code."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.ui.address import state
from pages.ui.kit import qr
from pages.ui.kit.component import Component
from pages.ui.kit.words import _

SHARE = Component("frame/share")


def share_button() -> None:
    """Draw the button that opens the dialog with the address."""
    if st.button(_("Share"), key="share", icon=":material/qr_code_2:", type="tertiary"):
        st.dialog(_("Share what is in view"), width="large")(_passed_on)()


def address() -> str:
    """The address of the current view, without presentation mode, as it is opened on phones."""
    query = urlencode(state.link(present=""))
    return f"{st.context.url or ''}?{query}" if query else st.context.url or ""


def _passed_on() -> None:
    link = address()
    SHARE("address", {"address": link, "modules": qr.modules(link), "here": qr.is_local(link)})
