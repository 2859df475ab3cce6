"""The component without a face: what the browser does on all pages alike."""

from __future__ import annotations

from pages.ui.components.component import Component

WINDOW = Component("layout/window")


def watch_window() -> None:
    """Part of every page, at the same place: the browser keeps it from one page to the next."""
    WINDOW("window", {})
