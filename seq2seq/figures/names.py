"""Placement of names beside points. Only arrays and the standard library; no plotly."""

from __future__ import annotations

from typing import Any

NAME, LINE = 0.3, 0.07
"""Width and height of a name beside its point, as shares of the figure."""


def label_sides(x: Any, y: Any) -> list[str]:
    """The side of each point, "right" or "left", at which its name overlaps no point and no earlier name; ""
    where there is none. The first point always has a side."""
    across, up = (max(float(axis.max() - axis.min()), 1e-9) for axis in (x, y))
    points = [((at - x.min()) / across, height / up) for at, height in zip(x, y, strict=True)]
    placed: list[tuple[float, float]] = []
    sides: list[str] = []
    for at, height in points:
        starts = {"right": at, "left": at - NAME}
        free = [side for side, start in starts.items() if _has_room(start, height, points, placed)]
        side = (free or ([] if sides else ["right"]) or [""])[0]
        sides.append(side)
        placed += [(starts[side], height)] if side else []
    return sides


def _has_room(
    start: float, height: float, points: list[tuple[float, float]], placed: list[tuple[float, float]]
) -> bool:
    """Whether a name that starts here stays inside the figure and overlaps no point and no placed name."""
    inside = 0 <= start + NAME / 2 <= 1
    off_points = all(not start < at < start + NAME or abs(height - up) > LINE / 2 for at, up in points)
    return inside and off_points and all(abs(start - at) > NAME or abs(height - up) > LINE for at, up in placed)
