"""The page Plan: what the frame, the address and the menu know of it."""

from __future__ import annotations

from pages.ui.kit.feature import Feature

PLAN = Feature(
    "plan",
    "Plan",
    "A lesson as stops, led with one key.",
    "In class",
    sentence=False,
    scorer=False,
    family=False,
)
