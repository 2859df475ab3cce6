"""The page Open: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Ordinal
from pages.ui.kit.feature import Feature
from seq2seq.trace.attention_files import MOST_SENTENCES


@dataclass(frozen=True)
class OpenView:
    """Which sentence of the file is shown (`opened`). The file itself stands in no address."""

    opened: Annotated[int, Ordinal((1, MOST_SENTENCES), resets=("step",))] = 0


OPEN = Feature(
    "open",
    "Open a file",
    "The attention of another program, from its file.",
    "Look",
    view=OpenView,
    sentence=False,
    search=False,
    grain=False,
)
