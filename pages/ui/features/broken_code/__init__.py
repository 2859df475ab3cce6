"""The page Broken code: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import state
from pages.ui.address.choices import Name, Ordinal
from pages.ui.address.view import View
from pages.ui.kit.feature import Asked, Asks, Assignable, ClassQuestion, Feature, Hint
from pages.ui.kit.words import _
from seq2seq.experiments.clinic.collection import CASES, DIAGNOSES, NAMES, SHOWN


@dataclass(frozen=True)
class BrokenCodeView:
    """Which `listing`, by its number, as a name would give the mistake away; and which `version` of it is read: the
    broken one until the mistake is found."""

    listing: Annotated[int, Ordinal((1, len(CASES)), resets=("version",))] = 0
    version: Annotated[str, Name(SHOWN)] = "covered"


_SILENT = NAMES.index("softmax-axis")
"""The first listing whose picture shows the mistake, while nothing stops."""


def _see_silent(view: View) -> Hint | None:
    """Propose a program that runs to its end."""
    if view.of(BrokenCodeView).listing >= _SILENT:
        return None
    words = _("The first listings stop with an error. Most mistakes raise none: there only the outcome looks wrong.")
    return Hint(words, _("Open one that runs"), "listing", state.choose, ("listing", _SILENT))


def _asked(view: View) -> Asked:
    name = NAMES[view.of(BrokenCodeView).listing]
    case = CASES[name]
    return Asked(
        f"{_('What is wrong with this code?')} {_(case.title)}",
        "diagnosis",
        name,
        choices=tuple((choice, _(DIAGNOSES[choice].title)) for choice in case.choices),
        signs=tuple(_(DIAGNOSES[choice].sign) for choice in case.choices),
    )


def _offered(view: View) -> dict[str, ClassQuestion]:
    case = CASES[NAMES[view.of(BrokenCodeView).listing]]
    return {"diagnosis": ClassQuestion(_("What is wrong here?"), "", case.choices)}


BROKEN_CODE = Feature(
    "broken-code",
    "Broken code",
    "Short programs with a mistake in them: find the line.",
    "In class",
    view=BrokenCodeView,
    sentence=False,
    scorer=False,
    family=False,
    hints={"broken-code": _see_silent},
    assignable=Assignable(("listing",), _asked),
    asks=Asks(("listing",), _offered),
)
