"""A made-up language pair of eight Chinese words, small enough for models whose numbers all fit on a blackboard.

A sentence is subject, verb, object, optionally with 也 before the verb, for which English has "too" at the end:
我也爱你 → I love you too. 我 is "I" as subject and "me" as object.
"""

from __future__ import annotations

from itertools import product

SUBJECTS = {"我": "I", "你": "you", "猫": "cats", "鸟": "birds"}
OBJECTS = SUBJECTS | {"我": "me"}
_VERBS = {"爱": "love", "看": "see", "怕": "fear"}
TOO = ("也", "too")


def all_pairs() -> list[tuple[str, str]]:
    """All 72 pairs: each subject, verb and object, where subject and object differ, with and without 也."""
    triples = [(s, v, o) for s, v, o in product(SUBJECTS, _VERBS, OBJECTS) if s != o]
    clauses = [(s, v, o, f"{SUBJECTS[s]} {_VERBS[v]} {OBJECTS[o]}") for s, v, o in triples]
    also, too = TOO
    return [pair for s, v, o, text in clauses for pair in ((s + v + o, text), (s + also + v + o, f"{text} {too}"))]
