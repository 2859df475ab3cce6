"""The page Broken attention: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Integer, Ordinal
from pages.ui.kit.feature import Feature


@dataclass(frozen=True)
class GalleryView:
    """Which picture (`case`) of those in the order of `seed`."""

    case: Annotated[int, Ordinal((1, 9))] = 0
    seed: Annotated[int, Integer((0, 9999))] = 0


GALLERY = Feature(
    "gallery",
    "Broken attention",
    "Attention with a mistake in it: find what is wrong.",
    "In class",
    view=GalleryView,
    sentence=False,
    scorer=False,
)
