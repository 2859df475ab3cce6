"""A made-up language pair of eight Chinese words, small enough for models whose every number fits on a blackboard.

Subject, verb, object, and 也 before the verb, which English has at the end: 我也爱你 → I love you too; 我 is I or me.
"""

from __future__ import annotations

from itertools import product

SUBJECTS = {"我": "I", "你": "you", "猫": "cats", "鸟": "birds"}
OBJECTS = SUBJECTS | {"我": "me"}
_VERBS = {"爱": "love", "看": "see", "怕": "fear"}
TOO = ("也", "too")


def all_pairs() -> list[tuple[str, str]]:
    """All 72 pairs: nobody loves, sees or fears himself."""
    chosen = [(s, v, o) for s, v, o in product(SUBJECTS, _VERBS, OBJECTS) if s != o]
    plain = [(s, v, o, f"{SUBJECTS[s]} {_VERBS[v]} {OBJECTS[o]}") for s, v, o in chosen]
    also, too = TOO
    return [pair for s, v, o, said in plain for pair in ((s + v + o, said), (s + also + v + o, f"{said} {too}"))]
