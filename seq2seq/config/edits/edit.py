"""What an edit is: fields that a link can hold, words, and what it does; and the registry of all there are.

What an edit does to tensors it does by their own methods, so that nothing here imports torch."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache, reduce
from reprlib import repr as short
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, get_args, get_type_hints
from urllib.parse import unquote

from seq2seq.config.cards import CARDS
from seq2seq.config.records import Record

Normalizer = Literal["softmax", "sparsemax"]
STAND_INS = ("uniform", "dot", "scaled", "cosine", "none")
"""What can score in place of any scoring function, as it needs no training."""
MOST = 10**9
"""No place, step or seed is greater."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_counted(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= MOST


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= MOST)


def _is_row(value: object) -> bool:
    return isinstance(value, tuple | list) and all(map(_is_number, value))


@dataclass(frozen=True)
class Form:
    """How a value is written in a link and read from one, and which values there are: those that it `holds`, `wanted`
    in words. What is `optional` may be None."""

    name: str
    write: Callable[[Any], str] = str
    parse: Callable[[str], Any] = str
    holds: Callable[[object], bool] = _is_text
    wanted: str = "text"
    optional: bool = False

    def check(self, name: str, value: object) -> None:
        """Raises ValueError for what the field of this name can't hold."""
        if not (self.holds(value) or (self.optional and value is None)):
            raise ValueError(f"{name} must be {self.wanted}, not {short(value)}")


def _from_one(value: int) -> str:
    return str(value + 1)


def _place(written: str) -> int:
    return _whole(written) - 1


def _whole(written: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", written):
        raise ValueError(f"{written!r} is no number")
    return int(written)


def _number(written: str) -> float:
    if not re.fullmatch("-?[0-9]+([.][0-9]+)?", written):
        raise ValueError(f"{written!r} is no number")
    return float(written)


def _plainly(value: float) -> str:
    """All digits that bring the number back, without an exponent."""
    return format(Decimal(repr(float(value) + 0.0)), "f")


def _scorer(written: str) -> str:
    if written.partition("@")[0] not in {*CARDS, *STAND_INS}:  # the name of a variant has an @
        raise ValueError(f"no scoring function is called {written!r}")
    return written


def _escaped(piece: str) -> str:
    return piece.replace("%", "%25").replace("~", "%7E")


def _unescaped(written: str) -> str:
    if not written:
        raise ValueError("a piece has at least one character")
    return unquote(written)


def _row(weights: tuple[float, ...]) -> str:
    return "_".join(map(_plainly, weights))


def _parsed_row(written: str) -> tuple[float, ...]:
    return tuple(map(_number, written.split("_")))


PIECE = Form("piece", _escaped, _unescaped)

_COUNTED = f"a whole number from 0 to {MOST}"
Position = Annotated[int, Form("position", _from_one, _place, _is_counted, _COUNTED)]
"""A source piece, by where it stands. People count it, and all places and steps, from 1."""
Place = Annotated[int, Form("place", _from_one, _place, _is_counted, _COUNTED)]
Count = Annotated[int, Form("count", str, _whole, _is_counted, _COUNTED)]
Number = Annotated[float, Form("number", _plainly, _number, _is_number, "a number")]
WeightRow = Annotated[tuple[float, ...], Form("weights", _row, _parsed_row, _is_row, "a row of numbers")]
PieceText = Annotated[str, PIECE]
ScorerName = Annotated[str, Form("scorer", str, _scorer)]
NormalizerName = Annotated[Normalizer, Form("normalizer")]


Tensor = Any
"""One of torch's."""
P = TypeVar("P")
Names = Sequence[int]
"""What every column of the source is called, wherever it moves: its origin, below 0 for padding."""


@dataclass(frozen=True)
class ScoringRule:
    """How scores come about and become weights. None is what the model has of its own; `blind`: as if every encoder
    state were 0; `over_steps`: normalised over the steps instead of the source pieces; `constants` (name, value) in
    place of those of the scoring function, of which the last of a name counts."""

    scorer: str | None = None
    normalizer: Normalizer | None = None
    temperature: float = 1.0
    blind: bool = False
    over_steps: bool = False
    constants: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class AttentionRow(ABC):
    """The attention of step `step` in one sentence. weights (1, N, 1, S): as the edits before left them; mask (1, 1,
    1, S); of the step before: `previous`, the weights it used, and `computed`, those it had before its edits."""

    step: int
    weights: Tensor
    mask: Tensor
    previous: Tensor
    computed: Tensor

    def normalised(self, values: Tensor) -> Tensor:
        """Values (1, N, 1, S) of at least 0, those of hidden pieces left out, over their sum; all 0 stays so."""
        kept = values * self.mask
        return kept / never_zero(kept.sum(-1, keepdim=True))

    @abstractmethod
    def shuffled(self, seed: int) -> Tensor:
        """The weights of the pieces that are not hidden in another order, the same for every head."""


def never_zero(divisor: Tensor) -> Tensor:
    """1 in place of 0."""
    return divisor + (divisor == 0)


@dataclass(frozen=True)
class Situation:
    """What a menu is offered over: how many source pieces, the scoring functions that can lend their weights, whether
    one without parameters can score the model's states: those of a Transformer it can't; and the model's own
    scoring function."""

    pieces: int = 0
    lenders: tuple[str, ...] = ()
    comparable: bool = True
    scorer: str = ""


@dataclass(frozen=True)
class Offer:
    """Something one can do with one click: what it is called, and one plain sentence. One of several edits is chosen
    from a menu, which names each by its field `by`."""

    title: str
    hint: str
    edits: tuple[Edit, ...]
    by: str = ""


class Edit(Record):
    """A change of a translation, as a small frozen value. What a kind of edit does not change, it inherits from here.

    `kind` is its name in JSON, `code` in links. `title` is what it is called where it is in force, with its fields in
    braces. Edits without fields that must be given are offered under their title with `hint`, if there is one.
    `explained`: whether the explanation of a step works it out by itself, or has to take the weights from the trace."""

    kind: ClassVar[str]
    code: ClassVar[str]
    title: ClassVar[str]
    hint: ClassVar[str] = ""
    explained: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name, form in forms(type(self)).items():
            form.check(name, getattr(self, name))

    @classmethod
    def offers(cls, situation: Situation) -> tuple[Offer, ...]:
        """What the page What if offers of this kind."""
        return (Offer(cls.title, cls.hint, (cls(),)),) if cls.hint else ()

    def replaces(self, earlier: Edit) -> bool:
        """Whether nothing of an earlier edit is left once this one is in force."""
        return False

    @property
    def padding(self) -> int:
        """Pieces of padding behind the source."""
        return 0

    def moved(self, before: Names, now: Names) -> Self | None:
        """The edit for the places that its pieces have `now`; None if nothing of them is left to change. Raises
        InvalidRequest if that makes no sense."""
        return self

    def hides(self, place: int) -> bool:
        """Whether the source piece at this place is hidden from the attention."""
        return False

    def ruled(self, rule: ScoringRule) -> ScoringRule:
        """The rule as this changes it."""
        return rule

    def rescored(self, scores: Tensor) -> Tensor:
        """scores (1, N, 1, S), over all temperatures → those that are normalised."""
        return scores

    def at(self, step: int) -> bool:
        """Whether it changes the weights of this step."""
        return True

    def reweighed(self, row: AttentionRow) -> Tensor:
        """The weights (1, N, 1, S) in place of those of the row."""
        return row.weights


Edits = tuple[Edit, ...]
EDITS: dict[str, type[Edit]] = {}
"""Kind → class. Links, menus and descriptions are all fed from here."""
E = TypeVar("E", bound=Edit)


def register_edit(edit: type[E]) -> type[E]:
    """Class decorator. Raises ValueError for a kind or a code that is taken."""
    if any(edit.kind == other.kind or edit.code == other.code for other in EDITS.values()):
        raise ValueError(f"an edit called {edit.kind!r}, or written {edit.code!r}, is registered already")
    EDITS[edit.kind] = edit
    return edit


def edits_of(group: type[E]) -> list[type[E]]:
    """The kinds of edits that are of this group."""
    return [edit for edit in EDITS.values() if issubclass(edit, group)]


@cache
def forms(edit: type[Edit]) -> Mapping[str, Form]:
    """How the value of each field is written, in their order."""
    hints = get_type_hints(edit, include_extras=True)
    return {each.name: _form(hints[each.name]) for each in fields(edit)}  # type: ignore[arg-type]


def _form(hint: Any) -> Form:
    """The form that `Place` carries, or `Place | None`."""
    parts = [hint, *get_args(hint)]
    form = next(form for part in parts for form in get_args(part) if isinstance(form, Form))
    return replace(form, optional=type(None) in parts)


def scoring_rule(edits: Edits) -> ScoringRule:
    """The rule under all edits, in their order."""
    return reduce(lambda rule, edit: edit.ruled(rule), edits, ScoringRule())


def edit_to_dict(edit: Edit) -> dict[str, Any]:
    return {"kind": edit.kind, **edit.to_dict()}


def edit_from_dict(values: Mapping[str, Any]) -> Edit:
    """The inverse of `edit_to_dict`. Raises ValueError for an unknown kind, and for fields that it does not have, that
    are missing, or that hold something else."""
    if not isinstance(values, Mapping):
        raise ValueError(f"an edit is read from names with values, not from {short(values)}")
    rest = dict(values)
    kind = rest.pop("kind", None)
    if not isinstance(kind, str) or kind not in EDITS:
        raise ValueError(f"no edit is called {short(kind)}; there are {', '.join(EDITS)}")
    return EDITS[kind].from_dict(rest)
