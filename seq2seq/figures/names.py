"""Names beside points: where they have room. Standard library and arrays; no plotly."""

from __future__ import annotations

from typing import Any

NAME, LINE = 0.3, 0.07
"""Width and height of a name beside its point, as shares of the figure."""


def sides(x: Any, y: Any) -> list[str]:
    """At which side of its point a name has room: on no other point, and on no name before it. The first has it always;
    others whose sides are both taken have none, which is empty."""
    across, up = (max(float(axis.max() - axis.min()), 1e-9) for axis in (x, y))
    points = [((at - x.min()) / across, height / up) for at, height in zip(x, y, strict=True)]
    taken: list[tuple[float, float]] = []
    found = []
    for at, height in points:
        starts = {"right": at, "left": at - NAME}
        free = [side for side, start in starts.items() if _has_room(start, height, points, taken)]
        side = (free or ([] if found else ["right"]) or [""])[0]
        found.append(side)
        taken += [(starts[side], height)] if side else []
    return found


def _has_room(start: float, height: float, points: list[tuple[float, float]], taken: list[tuple[float, float]]) -> bool:
    """Whether a name that starts here stays on the figure, and off these points and names."""
    inside = 0 <= start + NAME / 2 <= 1
    bare = all(not start < at < start + NAME or abs(height - up) > LINE / 2 for at, up in points)
    return inside and bare and all(abs(start - at) > NAME or abs(height - up) > LINE for at, up in taken)
