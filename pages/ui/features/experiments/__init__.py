"""The page Experiments: what the frame, the address and the menu know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Name
from pages.ui.kit.feature import Feature
from seq2seq.experiments.records import EXPERIMENT_NAMES


@dataclass(frozen=True)
class ExperimentsView:
    """The experiment whose `effect` is shown."""

    effect: Annotated[str, Name(EXPERIMENT_NAMES)] = "exposure"


EXPERIMENTS = Feature(
    "experiments",
    "Experiments",
    "Experiments with many small models.",
    "Learning",
    view=ExperimentsView,
    sentence=False,
    scorer=False,
    family=False,
)
