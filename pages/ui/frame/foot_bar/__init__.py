"""The bar at the foot of a phone: the pages and the scoring functions, within reach of a thumb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from streamlit.navigation.page import StreamlitPage

from pages.ui.address import state
from pages.ui.address.regions import SCORER, region, shows
from pages.ui.address.reports import ComponentReport, Numbered, read_numbered, read_text, unanswered
from pages.ui.engine import pretrained
from pages.ui.features import feature_at
from pages.ui.kit import controls, titles
from pages.ui.kit.component import Component
from pages.ui.kit.words import _

THUMB = Component("frame/foot_bar")


@dataclass(frozen=True)
class GoTo:
    """Another page."""

    page: str


@dataclass(frozen=True)
class ChooseScorer:
    """Another scoring function."""

    scorer: str


def read_menu(raw: object) -> GoTo | ChooseScorer:
    """What is chosen in one of the menus. Raises ValueError."""
    match raw:
        case {"kind": "page", "value": page}:
            return GoTo(read_text(page))
        case {"kind": "scorer", "value": scorer}:
            return ChooseScorer(read_text(scorer))
    raise ValueError("no choice of the bar")


MENU_CHOICE = ComponentReport("chosen", partial(read_numbered, read_menu))


@region(shows(*SCORER))
def bar(page: StreamlitPage, pages: Sequence[StreamlitPage]) -> None:
    """Draw both menus; the style sheet shows them only on a phone."""
    view = state.view()
    here = next((entry for entry in pages if entry.title == page.title), page)  # a page may have a second name
    data = {
        "pages": [{"value": _path(entry), "title": entry.title} for entry in pages],
        "page": _path(here),
        "groups": _groups() if feature_at(page.url_path).scorer and not view.blind else [],
        "scorer": "" if view.blind else view.scorer,
    }
    THUMB("thumb", data, MENU_CHOICE.listener(partial(_choose, [choice["value"] for choice in data["pages"]])))


def _path(page: StreamlitPage) -> str:
    return f"pages/{page.url_path or 'translate'}.py"


def _choose(pages: Sequence[str], chosen: Numbered[GoTo | ChooseScorer]) -> None:
    for action in unanswered([chosen], "thumb"):
        match action:
            case GoTo(page) if page in pages:
                state.go_to_page(page)
            case ChooseScorer(scorer):
                state.choose("scorer", scorer)


def _groups() -> list[dict[str, Any]]:
    """The scoring functions that can be chosen, in the groups of the sidebar."""
    models = pretrained.models(state.view().family)
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
