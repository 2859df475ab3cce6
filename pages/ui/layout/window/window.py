"""The component without a face: what the browser does on all pages alike."""

from __future__ import annotations

from streamlit.components import v2

from pages.ui.components.component import FOLDER, bundle_modules
from pages.ui.session import state

WINDOW = v2.component("gaze.window", js=bundle_modules(FOLDER / "layout/window"), isolate_styles=False)


def watch_window() -> None:
    """Part of every page, at the same place: the browser keeps it from one page to the next."""
    WINDOW(key="window", data={"lang": state.language()})
