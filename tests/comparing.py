"""The page Compare under AppTest, for the tests of its parts."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.app import open_page, stage

SENTENCE = "我昨天买了一本书。"
REFERENCE = "I bought a book yesterday."


def compared(query: dict[str, str] | None = None) -> AppTest:
    return open_page("compare", query)


def panels(app: AppTest) -> list[dict[str, Any]]:
    return stage(app)["panels"]


def names(app: AppTest) -> list[str]:
    return [panel["name"] for panel in panels(app)]
