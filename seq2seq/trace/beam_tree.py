"""The tree of a search: every hypothesis that it kept, pruned or finished. Part of a DecodeTrace, and read-only too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seq2seq.config.arrays import Array, array, from_rounded, rounded, to_lists
from seq2seq.config.penalties import Penalties

Status = Literal["kept", "pruned", "finished"]
END = "</s>"
ALTERNATIVES_PER_STEP = 4
"""The number of candidates shown beside the chosen piece at each step of a single path."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that the decoder could choose at a step, with its natural-log probability."""

    piece: str
    logprob: float


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One hypothesis: all pieces of `parent` (None for the empty hypothesis) and one more, at position `step`.

    `logprob` is the natural-log probability of the last piece, `total` that of all pieces; `score` is the total after
    both penalties. `status` is "kept" for a hypothesis that stayed in the beam, "finished" for one that ended, and
    "pruned" for one that was among the likeliest but did not stay. `decided` is the last step at which the hypothesis
    or one of its continuations was kept or finished; for a pruned one it is its own step. `reading` is the row of the
    tree's weights and candidates that the piece was chosen from.
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
    """M branches, ordered by step and then by log-probability, so that each comes after its parent.

    `best` has the indices of the final hypotheses, best score first. The decoder ran R times, once for each hypothesis
    that it continued: weights (R, S) are its attention weights, averaged over heads, candidates (R rows) the likeliest
    next pieces, and unknown (R,) the log-probability of the unknown piece. `dropped` counts, for each step, the
    continuations that the search did not consider.
    """

    branches: tuple[TreeNode, ...]
    best: tuple[int, ...]
    weights: Array
    candidates: tuple[tuple[Candidate, ...], ...]
    dropped: tuple[int, ...]
    unknown: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        self.weights.setflags(write=False)

    def path(self, branch: int | None) -> tuple[int, ...]:
        """The indices of a branch and all its ancestors, root first; empty for None."""
        path: list[int] = []
        while branch is not None:
            path.append(branch)
            branch = self.branches[branch].parent
        return tuple(reversed(path))

    def pieces(self, branch: int | None) -> tuple[str, ...]:
        """All pieces of a branch, in the order of the sentence; none for None."""
        return tuple(self.branches[index].piece for index in self.path(branch))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, with one column for each field of the branches."""
        columns = {name: [getattr(branch, name) for branch in self.branches] for name in _COLUMNS}
        return {
            "branches": columns | {name: [rounded(value) for value in columns[name]] for name in NUMBERS},
            "best": list(self.best),
            "weights": to_lists(self.weights),
            "candidates": [[[choice.piece, rounded(choice.logprob)] for choice in row] for row in self.candidates],
            "dropped": list(self.dropped),
            "unknown": [rounded(value) for value in self.unknown],
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
                tuple(Candidate(piece, from_rounded(logprob)) for piece, logprob in row) for row in values["candidates"]
            ),
            dropped=tuple(values["dropped"]),
            unknown=tuple(map(from_rounded, values.get("unknown", ()))),
        )


_COLUMNS = tuple(TreeNode.__dataclass_fields__)
NUMBERS = ("logprob", "total", "score")


def single_path(
    pieces: Sequence[str],
    logprobs: Sequence[float],
    candidates: Sequence[Sequence[Candidate]],
    weights: Array,
    penalties: Penalties,
    unknown: tuple[float, ...] = (),
) -> BeamTree:
    """The tree of a search with a single path: that path and, at each step, the likeliest candidates not chosen.

    Takes T pieces with their T log-probabilities and rows of candidates, weights (T, S), and the T log-probabilities of
    the unknown piece. `dropped` is empty, as the number of continuations is not known."""
    branches: list[TreeNode] = []
    parent, total_before = None, 0.0
    for step, (piece, row) in enumerate(zip(pieces, candidates, strict=True)):
        chosen, chosen_index = Candidate(piece, float(logprobs[step])), len(branches)
        alternatives = [candidate for candidate in row if candidate.piece != piece][:ALTERNATIVES_PER_STEP]
        coverage = weights[: step + 1].sum(axis=0)
        for candidate in (chosen, *alternatives):
            total = total_before + candidate.logprob
            chosen_status: Status = "finished" if piece == END else "kept"
            status, decided = (chosen_status, len(pieces) - 1) if candidate is chosen else ("pruned", step)
            score = penalties.score(total, step + 1, coverage)
            branches.append(
                TreeNode(parent, candidate.piece, step, candidate.logprob, total, score, status, decided, step)
            )
        parent, total_before = chosen_index, branches[chosen_index].total
    best = () if parent is None else (parent,)
    return BeamTree(tuple(branches), best, weights.copy(), tuple(tuple(row) for row in candidates), (), unknown)


def decided_steps(parents: Sequence[int | None], steps: Sequence[int], statuses: Sequence[Status]) -> list[int]:
    """`TreeNode.decided` of every branch, from their parents, steps and statuses."""
    decided = list(steps)
    for branch in reversed(range(len(decided))):
        parent = parents[branch]
        if parent is not None and statuses[branch] != "pruned":
            decided[parent] = max(decided[parent], decided[branch])
    return decided
