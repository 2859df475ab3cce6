"""The page Live: what the frame, the address and the menu know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pages.ui.address import codec
from pages.ui.address.choices import Choice, Name, Ordinal
from pages.ui.address.view import View
from pages.ui.kit.feature import Asks, ClassQuestion, Feature
from seq2seq.training.live.settings import read_settings

MOST_RIVALS = 3
"""Runs that race beside the first one."""


@dataclass(frozen=True)
class Settings(Choice):
    """The code of the settings of a training."""

    def read(self, written: str) -> str:
        read_settings(written)
        return written


@dataclass(frozen=True)
class Lanes(Choice):
    """The codes of runs that race beside the first one."""

    def read(self, written: str) -> tuple[str, ...]:
        lanes = tuple(written.split(codec.BETWEEN))
        for lane in lanes:
            read_settings(lane)
        if len(lanes) > MOST_RIVALS or len(set(lanes)) < len(lanes):
            raise ValueError(f"these are too many or equal: {written!r}")
        return lanes

    def write(self, value: tuple[str, ...]) -> str:
        return codec.write_names(value)


@dataclass(frozen=True)
class LiveView:
    """The code of its `settings`, those of the runs that `race` beside, each as what differs; the `clock` of the
    curves, and which held-out pair is shown (`probe`)."""

    settings: Annotated[str, Settings()] = ""
    race: Annotated[tuple[str, ...], Lanes()] = ()
    clock: Annotated[str, Name(("updates", "seconds"), browser=True)] = "updates"
    probe: Annotated[int, Ordinal((1, 8), browser=True)] = 0


def _offered(view: View) -> Mapping[str, ClassQuestion]:
    from pages.ui.features.live.bets import offered

    return offered(view)


def _decided(view: View, room: str) -> Mapping[str, int]:
    from pages.ui.features.live.bets import decided

    return decided(view, room)


LIVE = Feature(
    "live",
    "Live",
    "Train a small model and watch every update.",
    "Learning",
    view=LiveView,
    sentence=False,
    scorer=False,
    family=False,
    asks=Asks(("settings", "race"), _offered, _decided),
)
