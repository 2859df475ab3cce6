"""The way to a training that runs live, with the function in view."""

from __future__ import annotations

import streamlit as st

from pages.ui.address import state
from pages.ui.kit.words import _
from seq2seq.training.live.settings import LiveSettings


def live_link() -> None:
    """Draw a button that opens the page Live with this function; a variant is trained as the function it is one of."""
    label = _("Watch a small model learn with this function")
    scorer = state.view().scorer.partition("@")[0]
    st.button(label, key="live-link", icon=":material/model_training:", type="tertiary", on_click=_open, args=(scorer,))


def _open(scorer: str) -> None:
    state.choose("settings", LiveSettings(scorer=scorer).code())
    state.go_to_page("pages/live.py")
