"""The page Broken attention: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Integer, Ordinal
from pages.ui.address.view import View
from pages.ui.features.gallery.cases import model_with, sentences, shuffled_faults
from pages.ui.kit.feature import Asked, Asks, Assignable, ClassQuestion, Feature
from pages.ui.kit.words import _
from seq2seq.analysis.faults import FAULTS


@dataclass(frozen=True)
class GalleryView:
    """Which picture (`case`) of those in the order of `seed`."""

    case: Annotated[int, Ordinal((1, 9))] = 0
    seed: Annotated[int, Integer((0, 9999))] = 0


def _asked(view: View) -> Asked:
    page = view.of(GalleryView)
    fault = shuffled_faults(page.seed)[page.case]
    return Asked(
        _("What is wrong with this attention?"),
        "diagnosis",
        fault,
        sentences(view, page.seed + page.case)[0],
        model_with(view, fault),
        choices=tuple((name, _(known.title)) for name, known in FAULTS.items()),
        signs=tuple(_(known.sign) for known in FAULTS.values()),
    )


def _offered(view: View) -> dict[str, ClassQuestion]:
    return {"diagnosis": ClassQuestion(_("What is wrong here?"), "", tuple(FAULTS))}


GALLERY = Feature(
    "gallery",
    "Broken attention",
    "Attention with a mistake in it: find what is wrong.",
    "In class",
    view=GalleryView,
    sentence=False,
    scorer=False,
    assignable=Assignable(("family", "scorer", "case", "seed"), _asked),
    asks=Asks((), _offered),
)
