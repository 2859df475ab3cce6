"""The page Collect: what the frame, the address and the menu know of it."""

from __future__ import annotations

from pages.ui.kit.feature import Feature

COLLECT = Feature(
    "collect",
    "Collect",
    "Read the answers of a class in one table.",
    "In class",
    sentence=False,
    scorer=False,
    family=False,
)
