"""All lenses that are measured from seeds alone, by name; `data.py` and `cells.py` have those that need a corpus. A new
one is a module here, an entry of `LENSES`, its name in `record.LENS_NAMES`, and its texts on the page *Lenses*."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seq2seq.evaluation.verify import CLOSE, Check
from seq2seq.training.lenses.exposure import measure_exposure, measure_parting
from seq2seq.training.lenses.guidance import measure_guidance
from seq2seq.training.lenses.record import LensCurve, LensRecord, read_lens_record, record_path
from seq2seq.training.lenses.saturation import measure_saturation
from seq2seq.training.lenses.scaling import measure_scaling

LENSES: dict[str, Callable[[int], Iterator[LensCurve]]] = {
    "exposure": measure_exposure,
    "guidance": measure_guidance,
    "saturation": measure_saturation,
    "scaling": measure_scaling,
}
"""Lens → the curves that it measures from a seed."""


def check_lens(name: str) -> list[Check]:
    """The curves that ship, measured again. Those of `scaling`, which trains nothing, are equal. A training need not
    be, even on one processor: a last digit of a sum makes another model after hundreds of updates. Of those only what
    the page says of its curves is expected again."""
    shipped = read_lens_record(record_path(name))
    return [
        Check(f"lenses/{name}", "experiment", f"{curve.panel}.{curve.line}.{curve.seed}.{x:g}", y, found, CLOSE)
        for curve, again in zip(shipped.curves, record_lens(name, shipped.seeds).curves, strict=True)
        for x, y, found in zip(curve.x, curve.y, again.y, strict=True)
    ]


def record_lens(name: str, seeds: int) -> LensRecord:
    """The curves of a lens from the seeds 1, 2 …"""
    curves = tuple(curve for seed in range(1, seeds + 1) for curve in LENSES[name](seed))
    return LensRecord(name, seeds, curves, parting=measure_parting(1) if name == "exposure" else None)
