"""The bar at the foot of a phone: the pages and the scoring functions, within reach of a thumb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streamlit.navigation.page import StreamlitPage

from pages.ui.components.component import Component
from pages.ui.engine import cache
from pages.ui.layout import controls
from pages.ui.session import state, titles
from pages.ui.session.words import _

THUMB = Component("layout/foot_bar")
KEY = "thumb"


def bar(page: StreamlitPage, pages: Sequence[StreamlitPage]) -> None:
    """Both menus; the style shows them on a phone alone."""
    here = next((each for each in pages if each.title == page.title), page)  # a page may have another name besides
    data = {
        "pages": [{"value": _path(each), "title": each.title} for each in pages],
        "page": _path(here),
        "groups": _groups(),
        "scorer": state.view().scorer,
    }
    THUMB(KEY, data, {"chosen": _choose})


def _path(page: StreamlitPage) -> str:
    return f"pages/{page.url_path or 'translate'}.py"


def _choose() -> None:
    """A callback of the bar. It stands on every page, and Streamlit tells each new page what it said last: that was
    answered before."""
    chosen = state.widget_value(KEY)["chosen"]
    if chosen["at"] <= (state.remembered("thumb") or 0):
        return
    state.remember("thumb", chosen["at"])
    if chosen["name"] == "page":
        state.go_to_page(chosen["value"])
    else:
        state.choose("scorer", chosen["value"])


def _groups() -> list[dict[str, Any]]:
    """The scoring functions that can be chosen, as they stand in the drawer."""
    models = cache.models(state.view().family)
    ready = {name for name, entry in models.items() if not entry.problem}
    chosen = {state.view().scorer}
    return [
        {
            "title": _(controls.GROUP_HEADINGS[group]),
            "scorers": [{"value": name, "title": titles.scorer_title(name)} for name in known],
        }
        for group, names in controls.scorer_groups().items()
        if (known := [name for name in names if name in ready | chosen])
    ]
