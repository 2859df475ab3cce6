"""The component without a face: what the browser does on all pages alike."""

from __future__ import annotations

from pages.ui.kit.component import Component

WINDOW = Component("frame/window")


def watch_window(page: str, group: str, languages: tuple[str, str]) -> None:
    """Part of every page, at the same place: the browser keeps it from one page to the next. The menu has the `page`
    under this title, in the part called `group`; sentences and translations are in these `languages`."""
    WINDOW("window", {"page": page, "group": group, "languages": languages})
