"""The bar at the foot of a phone: the pages and the scoring functions, within reach of a thumb."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from pages.ui.address import state
from pages.ui.address.regions import SCORER, region, shows
from pages.ui.address.reports import ComponentReport, Numbered, read_numbered, read_text, unanswered
from pages.ui.engine import pretrained
from pages.ui.features import FEATURES, doors
from pages.ui.kit import controls, titles
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature
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
def bar(entry: Feature) -> None:
    """Draw both menus; the style sheet shows them only on a phone."""
    view = state.view()
    data = {
        "doors": [
            {"title": _(door), "options": [{"value": each.path, "title": _(each.title)} for each in behind]}
            for door, behind in doors().items()
        ],
        "page": entry.path,
        "scorers": _scorers() if entry.scorer and not view.blind else [],
        "scorer": "" if view.blind else view.scorer,
    }
    THUMB("thumb", data, MENU_CHOICE.listener(partial(_choose, {each.path for each in FEATURES if each.offered()})))


def _choose(pages: Collection[str], chosen: Numbered[GoTo | ChooseScorer]) -> None:
    for action in unanswered([chosen], "thumb"):
        match action:
            case GoTo(page) if page in pages:
                state.go_to_page(page)
            case ChooseScorer(scorer):
                state.choose("scorer", scorer)


def _scorers() -> list[dict[str, Any]]:
    """The scoring functions that can be chosen, in the groups of the sidebar."""
    models = pretrained.models(state.view().family)
    ready = {name for name, entry in models.items() if not entry.problem}
    chosen = {state.view().scorer}
    groups = {_(controls.GROUP_HEADINGS[group]): names for group, names in controls.scorer_groups().items()}
    return [
        {"title": heading, "options": [{"value": name, "title": titles.scorer_title(name)} for name in known]}
        for heading, names in (groups | {_("Variants"): controls.variants()}).items()
        if (known := [name for name in names if name in ready | chosen])
    ]
