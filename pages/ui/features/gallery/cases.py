"""The pictures of broken attention: which fault each has, in which model, and on which sentence."""

from __future__ import annotations

import random

from pages.ui.address.view import View
from pages.ui.engine import pretrained
from seq2seq.analysis.faults import FAULTS

_LENGTHS = range(5, 9)
"""Tokens of the sentences that are shown: short enough to be read, long enough to show a fault."""
_NARROW = "small"
"""The family whose keys are too narrow for some of the faults."""


def shuffled_faults(seed: int) -> list[str]:
    """The names of all faults in the order of this seed."""
    names = list(FAULTS)
    random.Random(seed).shuffle(names)
    return names


def model_with(view: View, fault: str) -> str:
    """The model with the chosen scoring function if that can have the fault, otherwise the first there is that can."""
    family, able = _family(view), FAULTS[fault].scorers
    ready = [name for name, entry in pretrained.models(family).items() if not entry.problem]
    preferred = [name for name in (view.scorer, *able) if name in able and name in ready]
    return f"{family}/{next(iter(preferred), able[0])}"


def sentences(view: View, number: int) -> tuple[str, str]:
    """An example, and the one that stands beside it in the batch: others for each `number`."""
    examples = pretrained.examples(_family(view))
    texts = [each.source for each in examples if len(each.source_tokens) in _LENGTHS]
    texts = texts or [each.source for each in examples]  # two sentences differ, else keys of the other are its own
    return (texts[number % len(texts)], texts[(number + 1) % len(texts)]) if texts else (view.text, view.text)


def _family(view: View) -> str:
    return next(iter(pretrained.families()), view.family) if view.family == _NARROW else view.family
