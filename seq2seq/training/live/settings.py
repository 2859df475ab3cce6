"""The settings of a live training, with their bounds, and how an address writes them. Standard library only."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from seq2seq.config.cards import CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import CHOICES, Cell, ModelConfig, Nonlinearity, Order, Record
from seq2seq.data.tasks import TASKS
from seq2seq.data.tasks.task import Symbols, TaskPair
from seq2seq.data.tsv import Pair

MOST_TABLE_PAIRS = 5000
SHORTEST = 64
"""Pairs that are taken where all are too long."""
_NAME = re.compile(r"table_[0-9a-f]{16}")


def table_name(pairs: Sequence[Pair]) -> str:
    """The name of a table as a task, which depends on its content alone."""
    return f"table_{hashlib.sha256(json.dumps(pairs).encode()).hexdigest()[:16]}"


def is_table(task: str) -> bool:
    """Whether a task is a table, by its name."""
    return _NAME.fullmatch(task) is not None


def split_symbols(texts: Sequence[str]) -> list[Symbols]:
    """The words of each text; its characters if none of them has a space."""
    spaced = any(len(text.split()) > 1 for text in texts)
    return [tuple(text.split()) if spaced else tuple(text.strip()) for text in texts]


def table_pairs(pairs: Sequence[Pair], seed: int, length: int) -> list[TaskPair]:
    """The pairs of which neither side is longer than `length` symbols, or the shortest ones if there are none, in an
    order that depends on the seed."""
    sources, targets = (split_symbols([pair[side] for pair in pairs]) for side in (0, 1))
    split = [TaskPair(source, target, ()) for source, target in zip(sources, targets, strict=True)]
    short = [pair for pair in split if _longest_side(pair) <= length] or sorted(split, key=_longest_side)[:SHORTEST]
    random.Random(seed).shuffle(short)
    return short


def _longest_side(pair: TaskPair) -> int:
    return max(len(pair.source), len(pair.target))


def frequent_symbols(texts: Iterable[Symbols], most: int) -> Symbols:
    """The most frequent symbols, in a fixed order."""
    counts = Counter(symbol for symbols in texts for symbol in symbols)
    return tuple(sorted(symbol for symbol, _ in counts.most_common(most)))


SABOTAGE = ("", "unclipped", "rate_10", "unmasked", "frozen", "shuffled")
"""What may be broken on purpose, or nothing: gradients are not clipped; the learning rate is ten times as high; padding
is not masked; the encoder is not trained; in training, each row's weights are dealt out to random source pieces."""
BOUNDS: dict[str, tuple[float, float]] = {
    "width": (8, 128),
    "rate": (1e-5, 1.0),
    "clip": (0.01, 100.0),
    "batch": (1, 128),
    "forcing": (0.0, 1.0),
    "seed": (0, 9999),
}
"""Least and greatest value of each number that no task bounds."""
TABLE_BOUNDS: dict[str, tuple[float, float]] = {"length": (2, 30), "alphabet": (2, 1000)}
"""Of a table of one's own: the longest pairs that are read, and how many symbols of a side are known."""
WIDTH_STEP = 8
"""Widths are multiples of it, so that directions and heads share them evenly."""
BETWEEN, SIGN = "~", "-"


@dataclass(frozen=True)
class LiveSettings(Record):
    """All that a live training depends on. Equal settings give equal numbers on one machine.

    `width` is that of embeddings, encoder states (of all directions together), decoder and keys. `clip` is the greatest
    norm of the gradient, `forcing` the share of target pieces that the decoder is told instead of its own last piece
    (scheduled sampling, Bengio et al. 2015). `nonlinearity` is that of RNN cells. `guided` adds a loss towards the
    known alignment (Mi et al. 2016)."""

    task: str = "reverse"
    length: int = 8
    alphabet: int = 26
    scorer: str = "additive"
    cell: Cell = "gru"
    bidirectional: bool = True
    width: int = 48
    order: Order = "rnn_first"
    rate: float = 0.001
    clip: float = 1.0
    batch: int = 32
    forcing: float = 1.0
    guided: bool = False
    seed: int = 1
    sabotage: str = ""
    nonlinearity: Nonlinearity = "tanh"

    def __post_init__(self) -> None:
        self.check_types()
        for name, values in _NAMES.items():
            if getattr(self, name) not in values and not (name == "task" and is_table(self.task)):
                raise InvalidRequest("{name}: there is no {value}", name=name, value=getattr(self, name))
        for name, limits in bounds(self.task).items():
            _require_between(name, getattr(self, name), *limits)
        if self.width % WIDTH_STEP:
            raise InvalidRequest(
                "the width must be a multiple of {step}, not {width}", step=WIDTH_STEP, width=self.width
            )
        if self.nonlinearity != "tanh" and self.cell != "rnn":
            raise InvalidRequest("only RNN cells can have another nonlinearity than tanh")
        if self.guided and not self.linked:
            raise InvalidRequest("your own table has no known alignment, so guided attention is not available")
        if (self.guided or self.sabotage == "shuffled") and not self.chooses:
            raise InvalidRequest(
                "{scorer} does not choose where to look: there is nothing to guide or to shuffle", scorer=self.scorer
            )

    @property
    def chooses(self) -> bool:
        """Whether the scoring function chooses where to look; the baselines have fixed weights."""
        return CARDS[self.scorer].group != "baseline"

    @property
    def linked(self) -> bool:
        """Whether the exact links of the task are known."""
        return not is_table(self.task)

    @property
    def applied_rate(self) -> float:
        """The learning rate, sabotage included."""
        return self.rate * 10 if self.sabotage == "rate_10" else self.rate

    @property
    def applied_clip(self) -> float:
        """The greatest norm of the gradient, sabotage included."""
        return float("inf") if self.sabotage == "unclipped" else self.clip

    def model(self, source_vocab: int, target_vocab: int) -> ModelConfig:
        """The model of these settings, without dropout, as every update sees new pairs."""
        return ModelConfig(
            source_vocab,
            target_vocab,
            scorer=self.scorer,
            cell=self.cell,
            nonlinearity=self.nonlinearity,
            embedding=self.width,
            encoder_hidden=self.width // 2 if self.bidirectional else self.width,
            bidirectional=self.bidirectional,
            decoder_hidden=self.width,
            order=self.order,
            attention=self.width,
            dropout=0.0,
        )

    def code(self) -> str:
        """What differs from the first settings, as `length-10~rate-0.01`."""
        return BETWEEN.join(f"{name}{SIGN}{_written(value)}" for name, value in differences(self, LiveSettings()))


def _require_between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidRequest(
            "{name} must lie between {least} and {most}, not {value}", name=name, least=least, most=most, value=value
        )


def bounds(task: str) -> dict[str, tuple[float, float]]:
    """The least and greatest value of each number; of length and alphabet, what the task allows."""
    if is_table(task):
        return {**TABLE_BOUNDS, **BOUNDS}
    easiest, hardest = TASKS[task].easiest, TASKS[task].hardest
    difficulty = {"length": (easiest.length, hardest.length), "alphabet": (easiest.alphabet, hardest.alphabet)}
    return {**difficulty, **BOUNDS}


def read_settings(code: str, base: LiveSettings | None = None) -> LiveSettings:
    """The inverse of `code`, by default from the first settings. Raises ValueError for what it does not write."""
    changes: dict[str, Any] = {}
    kinds = {field.name: type(field.default) for field in fields(LiveSettings)}
    for part in filter(None, code.split(BETWEEN)):
        name, _, written = part.partition(SIGN)
        if name not in kinds or name in changes:
            raise ValueError(f"{part!r} has no place here")
        changes[name] = bool(int(written)) if kinds[name] is bool else kinds[name](written)
        if _written(changes[name]) != written:
            raise ValueError(f"nobody writes {part!r}")
    return replace(base or LiveSettings(), **changes)


def differences(settings: LiveSettings, base: LiveSettings) -> tuple[tuple[str, Any], ...]:
    """The (name, value) of each setting in which `settings` differs from `base`."""
    names = [field.name for field in fields(LiveSettings)]
    return tuple((name, getattr(settings, name)) for name in names if getattr(settings, name) != getattr(base, name))


def _written(value: str | float | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else f"{value}"


_NAMES: dict[str, Sequence[str]] = {
    "task": tuple(TASKS),
    "scorer": tuple(CARDS),
    "cell": CHOICES["Cell"],
    "nonlinearity": CHOICES["Nonlinearity"],
    "order": CHOICES["Order"],
    "sabotage": SABOTAGE,
}
"""The values of settings that are chosen by name."""
