"""The address of what is in view: copied, and as a QR code that a class reads off the wall."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from pages.ui.components.component import Component
from pages.ui.session import state
from pages.ui.session.words import _

SHARE = Component("layout/share")
_HERE = ("localhost", "127.0.0.1", "::1")
"""Names under which a machine knows itself, and no other knows it."""


def share_button() -> None:
    """Opens the address to pass on."""
    if st.button(_("Share"), key="share", icon=":material/qr_code_2:", type="tertiary"):
        st.dialog(_("Share what is in view"), width="large")(_passed_on)()


def address() -> str:
    """Where the browser finds what is in view; on a telephone nobody wants the view for the wall."""
    query = urlencode(state.link(present=""))
    return f"{st.context.url or ''}?{query}" if query else st.context.url or ""


def modules(text: str) -> list[str]:
    """The QR code of a text, row by row: `1` is dark. Empty where the text is too long for one."""
    try:
        code = segno.make_qr(text, error="l", boost_error=False)
    except segno.DataOverflowError:
        return []
    return ["".join(map(str, row)) for row in code.matrix]


def _passed_on() -> None:
    link = address()
    SHARE("address", {"address": link, "modules": modules(link), "here": urlsplit(link).hostname in _HERE})
