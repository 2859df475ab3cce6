"""DecodeTrace: the record of one decoding, as read-only numpy arrays. Pictures are drawn from traces, not from models.

A step of the decoder is an index into a trace, never a paused generator; an edit yields another trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seq2seq.config.arrays import Array, array, from_rounded, rounded, to_lists
from seq2seq.config.penalties import Penalties
from seq2seq.config.schema import Request
from seq2seq.config.variants import attends
from seq2seq.trace.beam_tree import END, BeamTree, Candidate, single_path


@dataclass(frozen=True)
class Source:
    """The pieces that the encoder read. `spans` are character ranges in the typed text; `cut` is the text beyond the
    length limit, which was not read.

    The other fields record edits. `origin` is the position of each piece without edits; a position that is missing was
    deleted. `swapped` says that an edit put another piece in place of the typed one, `hidden` that the attention is
    masked there. Pieces after the end of the sentence are padding that was left unmasked."""

    pieces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: tuple[bool, ...]
    cut: str = ""
    origin: tuple[int, ...] = ()
    swapped: tuple[bool, ...] = ()
    hidden: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.pieces)
        unedited = {"origin": tuple(range(count)), "swapped": (False,) * count, "hidden": (False,) * count}
        for name, value in unedited.items():
            object.__setattr__(self, name, getattr(self, name) or value)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "pieces": list(self.pieces),
            "spans": [list(span) for span in self.spans],
            "unknown": list(self.unknown),
            "cut": self.cut,
            "origin": list(self.origin),
            "swapped": list(self.swapped),
            "hidden": list(self.hidden),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Source:
        """The inverse of `to_dict`; what it says of edits may be missing."""
        return cls(
            tuple(values["pieces"]),
            tuple((begin, end) for begin, end in values["spans"]),
            tuple(values["unknown"]),
            values["cut"],
            *(tuple(values.get(mark, ())) for mark in ("origin", "swapped", "hidden")),
        )


if TYPE_CHECKING:
    import pandas as pd

EOS_PIECE = END
PAD_PIECE = "<pad>"


class NothingToTranslate(ValueError):
    """The text has no pieces: it is empty, or has only white space and invisible characters."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A finished translation of the search: its pieces, total natural-log probability and score after penalties."""

    pieces: tuple[str, ...]
    logprob: float
    score: float


@dataclass(frozen=True)
class Step:
    """One step of a trace: scores and weights (N, S), query and state (H,), context (E,)."""

    piece: str
    logprob: float
    scores: Array
    weights: Array
    query: Array
    context: Array
    state: Array
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, eq=False)
class DecodeTrace:
    """The decoding of one sentence: T steps (end of sentence included), S source pieces, N heads.

    scores (T, N, S) are raw: before mask and normaliser; minus infinity where the scorer itself forbids a piece.
    weights (T, N, S) sum to 1 over S. logprobs (T,) are of the chosen pieces, natural log.
    queries (T, H) and contexts (T, E) are input and output of the attention, states (T, H) those of the decoder,
    encoder (S, E) those of the encoder.
    layers: of a Transformer, the heads of so many layers stand one layer after the other; queries, contexts and states
    are the last layer's. encoder_attention (layers, heads, S, S) and decoder_attention (layers, heads, T, T) are where
    pieces look among their own sentence and steps among those so far; None where nothing looks so.
    hypotheses and tree come from beam search: its n best translations, and every hypothesis that it considered.
    unknown (T,) is the log-probability of the unknown piece, which is a candidate only if the search allows it.
    generate (T,) is the probability to generate a piece, of a decoder that can also copy one; empty for all others.
    covers: whether the scoring function knows how much of each piece has been read before.
    """

    request: Request
    source: Source
    pieces: tuple[str, ...]
    text: str
    logprobs: Array
    scores: Array
    weights: Array
    queries: Array
    contexts: Array
    states: Array
    encoder: Array
    candidates: tuple[tuple[Candidate, ...], ...]
    hypotheses: tuple[Hypothesis, ...] = ()
    tree: BeamTree | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[float, ...] = ()
    layers: int = 1
    encoder_attention: Array | None = None
    decoder_attention: Array | None = None
    generate: tuple[float, ...] = ()
    covers: bool = False

    def __post_init__(self) -> None:
        steps, sources = len(self.pieces), len(self.source.pieces)
        for name in ("scores", "weights"):
            shape = getattr(self, name).shape
            if len(shape) != 3 or (shape[0], shape[2]) != (steps, sources):
                raise ValueError(f"{name}: expected ({steps}, heads, {sources}), received {shape}")
        for name in (*ARRAYS, *self.self_attention):
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.pieces)

    def __repr__(self) -> str:
        count = len(self.source.pieces)
        return f"<DecodeTrace {self.request.model}: {self.request.text!r} → {self.text!r}, {len(self)} × {count}>"

    @property
    def finished(self) -> bool:
        """Whether the decoder ended the sentence before the step limit."""
        return bool(self.pieces) and self.pieces[-1] == EOS_PIECE

    @property
    def attends(self) -> bool:
        """Whether the model attends. If not, every step has the same context, and there is no alignment."""
        return attends(self.request.model)

    @property
    def self_attention(self) -> tuple[str, ...]:
        """The matrices of self-attention that this trace has, by the names of their fields."""
        return tuple(name for name in SELF_ATTENTION if getattr(self, name) is not None)

    @cached_property
    def alignment(self) -> Array:
        """(T, S): the weights, averaged over heads."""
        return self.weights.mean(axis=1)

    @property
    def coverage(self) -> Array:
        """(T, S): the sum of the weights of all earlier steps. See, Liu & Manning 2017, eq. 10."""
        return self.alignment.cumsum(axis=0) - self.alignment

    @cached_property
    def entropy(self) -> Array:
        """(T,): entropy in bits of each row of the alignment."""
        return entropy(self.alignment)

    @cached_property
    def branches(self) -> BeamTree:
        """The tree of the beam search; for other searches, the tree of their single path."""
        search = self.request.search
        penalties = Penalties(search.length_penalty, search.coverage_penalty)
        return self.tree or single_path(
            self.pieces, self.logprobs.tolist(), self.candidates, self.alignment, penalties, self.unknown
        )

    @property
    def copied(self) -> tuple[tuple[int, ...], ...]:
        """For each step the positions of its piece in the source, where copying is likelier than generating there:
        (1 - p_gen) times the weights of these positions is more than half of the piece's probability. Of a decoder that
        does not copy, no positions."""
        return tuple(self._copied_from(step) if self.generate else () for step in range(len(self)))

    def _copied_from(self, step: int) -> tuple[int, ...]:
        places = [place for place, piece in enumerate(self.source.pieces) if piece == self.pieces[step]]
        share = (1 - self.generate[step]) * float(self.alignment[step, places].sum())
        return tuple(places) if share > 0.5 * float(np.exp(self.logprobs[step])) else ()

    def step(self, t: int) -> Step:
        """Step t, counted from 0."""
        rows = (self.scores[t], self.weights[t], self.queries[t], self.contexts[t], self.states[t])
        return Step(self.pieces[t], float(self.logprobs[t]), *rows, self.candidates[t])

    def to_frame(self) -> pd.DataFrame:
        """T·S rows, one for each step and source piece: step, target, position, source, weight, score, the last two
        averaged over heads."""
        import pandas as pd  # here, since it takes longer to import than all else that the first screen needs

        steps, sources = self.alignment.shape
        return pd.DataFrame(
            {
                "step": np.repeat(np.arange(steps), sources),
                "target": np.repeat(np.array(self.pieces, dtype=object), sources),
                "position": np.tile(np.arange(sources), steps),
                "source": np.tile(np.array(self.source.pieces, dtype=object), steps),
                "weight": self.alignment.ravel(),
                "score": self.scores.mean(axis=1).ravel(),
            }
        )

    def to_dict(self, vectors: bool = True) -> dict[str, Any]:
        """Plain JSON values; minus infinity becomes None. Without `vectors` the tree is left out too."""
        heads = {"weights": to_lists(self.weights), "scores": to_lists(self.scores)}
        values = {
            "text": self.request.text,
            "model": self.request.model,
            "request": self.request.to_dict(),
            "source": self.source.to_dict(),
            "target": {"pieces": list(self.pieces), "text": self.text, "logprobs": to_lists(self.logprobs)},
            "weights": to_lists(self.alignment),
            "scores": to_lists(self.scores.mean(axis=1)),
            "heads": heads if self.weights.shape[1] > 1 else None,
            "entropy": to_lists(self.entropy),
            "candidates": [[[choice.piece, rounded(choice.logprob)] for choice in row] for row in self.candidates],
            "hypotheses": [
                {"pieces": list(h.pieces), "logprob": rounded(h.logprob), "score": rounded(h.score)}
                for h in self.hypotheses
            ],
            "timings": dict(self.timings),
            "unknown": [rounded(value) for value in self.unknown],
            **({"layers": self.layers} if self.layers > 1 else {}),
            **self.pointing(),
        }
        if not vectors:
            return values
        tree = {"tree": self.tree.to_dict()} if self.tree else {}
        arrays = (*VECTORS, *self.self_attention)
        return values | {name: to_lists(getattr(self, name)) for name in arrays} | tree

    def pointing(self) -> dict[str, Any]:
        """What only some models have, as plain JSON values: the probability to generate at each step with what was
        copied; that the scoring function knows what has been read. Empty without copying and coverage."""
        values = {"generate": [*map(rounded, self.generate)], "copied": [*map(list, self.copied)]}
        return (values if self.generate else {}) | ({"covers": True} if self.covers else {})

    def to_json(self, vectors: bool = True) -> str:
        """`to_dict` as compact JSON on one line."""
        return json.dumps(self.to_dict(vectors), ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> DecodeTrace:
        """The inverse of `to_dict`. A trace written without its vectors comes back with vectors of width 0."""
        source, target = values["source"], values["target"]
        heads = values["heads"] or {name: [[row] for row in values[name]] for name in ("weights", "scores")}
        lengths = {name: len(source["pieces"]) if name == "encoder" else len(target["pieces"]) for name in VECTORS}
        vectors = {name: array(values.get(name, [[]] * lengths[name])) for name in VECTORS}
        return cls(
            request=Request.from_dict(values["request"]),
            source=Source.from_dict(source),
            pieces=tuple(target["pieces"]),
            text=target["text"],
            logprobs=array(target["logprobs"]),
            scores=array(heads["scores"]),
            weights=array(heads["weights"]),
            candidates=tuple(tuple(Candidate(*pair) for pair in row) for row in values["candidates"]),
            hypotheses=tuple(Hypothesis(tuple(h["pieces"]), h["logprob"], h["score"]) for h in values["hypotheses"]),
            tree=BeamTree.from_dict(values["tree"]) if "tree" in values else None,
            timings=values["timings"],
            unknown=tuple(map(from_rounded, values.get("unknown", ()))),
            layers=values.get("layers", 1),
            **{name: array(values[name]) for name in SELF_ATTENTION if name in values},
            generate=tuple(map(from_rounded, values.get("generate", ()))),
            covers=values.get("covers", False),
            **vectors,
        )

    @classmethod
    def from_json(cls, text: str) -> DecodeTrace:
        """The inverse of `to_json`."""
        return cls.from_dict(json.loads(text))


def entropy(weights: Array) -> Array:
    """weights (…, S) → (…): −Σ w log₂ w in bits, from 0 (all weight on one piece) to log₂ S (equal weights)."""
    return -(weights * np.log2(np.where(weights > 0, weights, 1))).sum(axis=-1) + 0.0


VECTORS = ("queries", "contexts", "states", "encoder")
SELF_ATTENTION = ("encoder_attention", "decoder_attention")
ARRAYS = tuple(f.name for f in fields(DecodeTrace) if f.type == "Array")


RECORDED_FILE = "recorded.json"
"""In the folder of a family: the translations that a visitor sees first, before torch is imported."""


def read_recorded(family: Path) -> list[DecodeTrace]:
    """The recorded traces in the folder of a family, none without a file.

    Raises ValueError, KeyError or TypeError for a damaged file."""
    path = family / RECORDED_FILE
    return [DecodeTrace.from_dict(values) for values in json.loads(path.read_text("utf-8"))] if path.is_file() else []


def write_recorded(family: Path, traces: Iterable[DecodeTrace]) -> None:
    """Write the traces without their vectors, one per line, atomically: a reader sees the old file or the new one."""
    partial = family / f"{RECORDED_FILE}.partial"
    partial.write_text("[\n" + ",\n".join(trace.to_json(vectors=False) for trace in traces) + "\n]\n", "utf-8")
    partial.replace(family / RECORDED_FILE)
