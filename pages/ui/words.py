"""`_`: a message in the language of the visitor."""

from __future__ import annotations

from pages.ui import state
from pages.ui.text import translate


def _(message: str) -> str:
    return translate(message, state.view().lang)
