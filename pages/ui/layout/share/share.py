"""The address of the current view, to be copied or scanned as a QR code."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from pages.ui.components.component import Component
from pages.ui.session import state
from pages.ui.session.words import _

SHARE = Component("layout/share")
_HERE = ("localhost", "127.0.0.1", "::1")
"""Names of the machine itself, which other machines can't use."""


def share_button() -> None:
    """Draw the button that opens the dialog with the address."""
    if st.button(_("Share"), key="share", icon=":material/qr_code_2:", type="tertiary"):
        st.dialog(_("Share what is in view"), width="large")(_passed_on)()


def address() -> str:
    """The address of the current view, without presentation mode, as it is opened on phones."""
    query = urlencode(state.link(present=""))
    return f"{st.context.url or ''}?{query}" if query else st.context.url or ""


def modules(text: str) -> list[str]:
    """The rows of a text's QR code, in which `1` is dark; empty if the text is too long."""
    try:
        code = segno.make_qr(text, error="l", boost_error=False)
    except segno.DataOverflowError:
        return []
    return ["".join(map(str, row)) for row in code.matrix]


def is_local(link: str) -> bool:
    """Whether only this computer can open a link."""
    return urlsplit(link).hostname in _HERE


def _passed_on() -> None:
    link = address()
    SHARE("address", {"address": link, "modules": modules(link), "here": is_local(link)})
