"""All lenses that are measured from seeds alone, by name; `data.py` and `cells.py` have those that need a corpus. A new
one is a module here, an entry of `LENSES`, its name in `record.LENS_NAMES`, and its texts on the page *Lenses*."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seq2seq.training.lenses.exposure import measure_exposure, measure_parting
from seq2seq.training.lenses.guidance import measure_guidance
from seq2seq.training.lenses.record import LensCurve, LensRecord
from seq2seq.training.lenses.saturation import measure_saturation
from seq2seq.training.lenses.scaling import measure_scaling

LENSES: dict[str, Callable[[int], Iterator[LensCurve]]] = {
    "exposure": measure_exposure,
    "guidance": measure_guidance,
    "saturation": measure_saturation,
    "scaling": measure_scaling,
}
"""Lens → the curves that it measures from a seed."""


def record_lens(name: str, seeds: int) -> LensRecord:
    """The curves of a lens from the seeds 1, 2 …"""
    curves = tuple(curve for seed in range(1, seeds + 1) for curve in LENSES[name](seed))
    return LensRecord(name, seeds, curves, parting=measure_parting(1) if name == "exposure" else None)
