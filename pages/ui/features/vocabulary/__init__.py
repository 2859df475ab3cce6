"""The page Vocabulary: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Name
from pages.ui.kit.feature import Feature

SIZES = ("50", "100", "200", "500", "1000")
"""The greatest numbers of pieces that can be chosen."""


@dataclass(frozen=True)
class VocabularyView:
    """Whose pieces are listed (`side`); whether a text of one's own is cut into parts of words or whole words (`cut`),
    and how many of them at most (`size`)."""

    side: Annotated[str, Name(("source", "target"))] = "source"
    cut: Annotated[str, Name(("pieces", "words"))] = "pieces"
    size: Annotated[str, Name(SIZES)] = "200"


VOCABULARY = Feature(
    "vocabulary",
    "Vocabulary",
    "The pieces a model knows, and how a text is cut into them.",
    "Learning",
    view=VocabularyView,
    scorer=False,
)
