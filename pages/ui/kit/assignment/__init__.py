"""An assignment: a question that a link holds, with a title. A student answers it on a sheet and saves that as a file,
which her teacher drops on the page Collect. The server keeps nothing of it."""

from __future__ import annotations

from urllib.parse import urlencode

from pages.ui.address import state
from pages.ui.address.view import HIDDEN, View, all_choices
from pages.ui.engine.work import Problem
from pages.ui.kit.component import Component
from pages.ui.kit.feature import Feature

SHEET = Component("kit/assignment")


def is_assigned() -> bool:
    """Whether the question in view is an assignment."""
    return bool(state.view().assignment)


def question_address(feature: Feature, view: View) -> str:
    """The address of the question in a view, below that of the app. It has all that the question depends on, also where
    that is a first value: another server may begin with others."""
    return f"/{feature.name}?{urlencode(_question(feature, view))}"


def assignment_query(feature: Feature, view: View, title: str) -> dict[str, str]:
    """The query of a link that sets the question in a view as an assignment. Nothing else is to be pressed there."""
    around = {"assignment": title, "hide": HIDDEN}
    return _question(feature, view) | {all_choices()[name].param: _written(name, around[name]) for name in around}


def _question(feature: Feature, view: View) -> dict[str, str]:
    if feature.assignable is None:
        raise ValueError(f"the page {feature.name} asks nothing")
    values = {**view.values, "scorer": view.scorer}  # also where the address hides it
    return {all_choices()[name].param: _written(name, values[name]) for name in feature.assignable.choices}


def _written(name: str, value: object) -> str:
    """A step that was not chosen is the first one: there the pages that ask begin."""
    return all_choices()[name].write(0 if value is None else value)


def draw_sheet(feature: Feature) -> None:
    """Draw the sheet of the question in view: the title, what there is to choose from, a name, a button that saves the
    answer. What is answered on the page itself, the sheet hears of in the browser."""
    view = state.view()
    asked = feature.assignable.asked(view) if feature.assignable else None
    if asked is None or isinstance(asked, Problem):
        return
    address = question_address(feature, view)
    given = {"title": view.assignment, "address": address, "question": vars(asked)}
    SHEET(f"sheet-{state.navigation_count()}", given)
