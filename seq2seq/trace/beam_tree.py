"""Tree: every hypothesis a search looked at, kept, pruned or finished. A part of a DecodeTrace, read-only as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seq2seq.config.arrays import Array, array, from_rounded, rounded, to_lists
from seq2seq.config.penalties import Penalties

Status = Literal["kept", "pruned", "finished"]
END = "</s>"
PASSED_BY = 4
"""How many of the candidates it did not take stand beside the piece of a lone path."""


@dataclass(frozen=True)
class Candidate:
    """A piece the decoder could have chosen at a step, with its natural-log probability."""

    piece: str
    logprob: float


@dataclass(frozen=True)
class TreeNode:
    """One hypothesis: all of `parent`'s pieces (None: there are none yet) and one more, number `step` of the sentence.

    logprob is the piece's own and `total` that of all pieces, natural log; `score` is the total after both penalties.
    kept: it went on in the beam; finished: it ended; pruned: it was among the likeliest, and left out. `decided` is
    the last step at which it, or something that grew from it, was kept or finished: a pruned one's own.
    `reading` is the row of the tree's weights and candidates that the piece was chosen from.
    """

    parent: int | None
    piece: str
    step: int
    logprob: float
    total: float
    score: float
    status: Status
    decided: int
    reading: int


@dataclass(frozen=True, eq=False)
class BeamTree:
    """M branches, each behind its parent, step by step and likeliest first.

    `best` are the numbers of those the search ends with, best score first. The decoder read the sentence R times, once
    for each hypothesis it continued: weights (R, S) is where it looked, averaged over heads, and candidates are the
    likeliest pieces it read there. `dropped` counts, for each step, the continuations nobody looked at.
    """

    branches: tuple[TreeNode, ...]
    best: tuple[int, ...]
    weights: Array
    candidates: tuple[tuple[Candidate, ...], ...]
    dropped: tuple[int, ...]

    def __post_init__(self) -> None:
        self.weights.setflags(write=False)

    def path(self, branch: int | None) -> tuple[int, ...]:
        """The numbers of a branch and all it grew from, first piece first."""
        found: list[int] = []
        while branch is not None:
            found.append(branch)
            branch = self.branches[branch].parent
        return tuple(reversed(found))

    def pieces(self, branch: int | None) -> tuple[str, ...]:
        return tuple(self.branches[each].piece for each in self.path(branch))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, a column for each field of the branches."""
        columns = {name: [getattr(branch, name) for branch in self.branches] for name in _COLUMNS}
        return {
            "branches": columns | {name: [rounded(value) for value in columns[name]] for name in NUMBERS},
            "best": list(self.best),
            "weights": to_lists(self.weights),
            "candidates": [[[each.piece, rounded(each.logprob)] for each in row] for row in self.candidates],
            "dropped": list(self.dropped),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> BeamTree:
        """The inverse of `to_dict`."""
        columns = dict(values["branches"])
        columns |= {name: map(from_rounded, columns[name]) for name in NUMBERS}
        return cls(
            branches=tuple(TreeNode(*row) for row in zip(*(columns[name] for name in _COLUMNS), strict=True)),
            best=tuple(values["best"]),
            weights=array(values["weights"]),
            candidates=tuple(
                tuple(Candidate(piece, from_rounded(x)) for piece, x in row) for row in values["candidates"]
            ),
            dropped=tuple(values["dropped"]),
        )


_COLUMNS = tuple(TreeNode.__dataclass_fields__)
NUMBERS = ("logprob", "total", "score")


def single_path(
    pieces: Sequence[str],
    logprobs: Sequence[float],
    candidates: Sequence[Sequence[Candidate]],
    weights: Array,
    penalties: Penalties,
) -> BeamTree:
    """The tree of a search that follows a single path: that path, and of each step's candidates those it passed by.

    T pieces with their log-probabilities, weights (T, S). How many continuations were dropped is not known."""
    branches: list[TreeNode] = []
    parent, before = None, 0.0
    for step, (piece, row) in enumerate(zip(pieces, candidates, strict=True)):
        others = [each for each in row if each.piece != piece][:PASSED_BY]
        seen, first = weights[: step + 1].sum(axis=0), len(branches)
        for each in (Candidate(piece, float(logprobs[step])), *others):
            total = before + each.logprob
            taken: Status = "finished" if piece == END else "kept"
            status, last = (taken, len(pieces) - 1) if each.piece == piece else ("pruned", step)
            score = penalties.score(total, step + 1, seen)
            branches.append(TreeNode(parent, each.piece, step, each.logprob, total, score, status, last, step))
        parent, before = first, branches[first].total
    best = () if parent is None else (parent,)
    return BeamTree(tuple(branches), best, weights.copy(), tuple(tuple(row) for row in candidates), ())


def last_steps(parents: Sequence[int | None], steps: Sequence[int], statuses: Sequence[Status]) -> list[int]:
    """`decided` of every branch."""
    last = list(steps)
    for branch in reversed(range(len(last))):
        parent = parents[branch]
        if parent is not None and statuses[branch] != "pruned":
            last[parent] = max(last[parent], last[branch])
    return last
