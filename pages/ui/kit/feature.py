"""What a page says of itself: `pages/ui/features/<page>/__init__.py` holds one `Feature`, and the menu, the address,
the frame and the lessons read it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import work
from pages.ui.kit import grain, titles
from pages.ui.kit.words import _
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import DecodeTrace


@dataclass(frozen=True)
class Hint:
    """What a newcomer may do, the words on the button, and what it does: a call of `act` with what is `given`, or a
    `key` press in the browser. A change of the choice `field` counts as doing it without the button. `shows`: the key
    of the container that comes into view, where what changes may lie further down."""

    words: str
    button: str
    field: str
    act: Callable[..., object] | None = None
    given: tuple[object, ...] = ()
    key: str = ""
    shows: str = ""


Propose = Callable[[View], Hint | None]
"""The hint for what is in view; None where there is nothing to propose."""


def for_trace(propose: Callable[[View, DecodeTrace], Hint | None]) -> Propose:
    """Decorate what proposes a hint about the translation in view: it is asked only where there is one."""

    @wraps(propose)
    def of_view(view: View) -> Hint | None:
        trace = work.translate(view.request)
        return None if isinstance(trace, work.Problem) else propose(view, trace)

    return of_view


def propose_scorer(field: str, others: Sequence[str], words: str, button: str, shows: str = "") -> Hint | None:
    """A hint that proposes one of these scoring functions for the choice `field`, preferably one with a different
    alignment; None if there is none. `button` has a place for `{scorer}`."""
    if not others:
        return None
    other = next((name for name in ("location", "dot") if name in others), others[0])
    title = button.format(scorer=titles.scorer_title(other))
    return Hint(words, title, field, state.choose, (field, other), shows=shows)


def quoted_piece(pieces: Sequence[str], at: int) -> str:
    """A piece as it is shown, in quotation marks."""
    return _("“{words}”").format(words=piece_label(grain.piece_labels(pieces)[at]))


@dataclass(frozen=True)
class Asked:
    """A question that a page asks, in `words`, and its right answer: the weights of the `pieces` of a row, the next
    piece, which is empty at the end of the sentence, or the name of a diagnosis. `sentence` and `model` say what it is
    about; `choices` are the diagnoses as (name, title), `signs` what one would see with each, in the same order."""

    words: str
    kind: Literal["row", "piece", "diagnosis"]
    right: tuple[float, ...] | str
    sentence: str = ""
    model: str = ""
    pieces: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignable:
    """How the question of a page becomes an assignment: the names of the choices on which it depends, and what is
    `asked` in a view; a Problem where nothing can be."""

    choices: tuple[str, ...]
    asked: Callable[[View], Asked | work.Problem]


@dataclass(frozen=True)
class ClassQuestion:
    """What a class in a room can be asked: a short `title`, in `words` if the room has none for questions of its kind,
    and what there is to choose from: texts in the visitor's language, or names of diagnoses."""

    title: str
    words: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Asks:
    """What a class in a room can be asked about a page that shows no sentence: the names of the `choices` on which that
    depends; what is `offered` in a view by kind of question; of bets on a training, the number of the choice that
    turned out right for each kind, as far as that of a room has come (`decided`)."""

    choices: tuple[str, ...]
    offered: Callable[[View], Mapping[str, ClassQuestion]]
    decided: Callable[[View, str], Mapping[str, int]] | None = None


@dataclass(frozen=True)
class Feature:
    """A page: its address, its title, one sentence on what it is for, and the door that it shares with others."""

    name: str
    title: str
    purpose: str
    group: str = ""
    view: type[Any] | None = None
    """The frozen dataclass that declares the choices of the page (see `address/choices.py`)."""
    sentence: bool | Callable[[View], bool] = True
    """Whether a sentence is typed on it."""
    scorer: bool = True
    """Whether a scoring function is chosen for it."""
    search: bool = True
    """Whether what it shows depends on the search."""
    grain: bool = True
    """Whether it shows words or pieces, as one likes."""
    family: bool = True
    """Whether a language pair is chosen for it."""
    names_scorer: bool = True
    """Whether it says which scoring function is in view, so that it is not shown while a class is asked that."""
    hints: Mapping[str, Propose] = field(default_factory=dict)
    """The hints for newcomers by name, in their order; a browser remembers the names of those that were read."""
    decoded: Callable[[View], DecodeTrace | work.Problem] = lambda view: work.translate(view.request)
    """The translation that the page shows, which the tasks of lessons ask about."""
    assignable: Assignable | None = None
    """The question that can be handed in as an assignment, if the page asks one."""
    asks: Asks | None = None
    """What a class in a room can be asked here, if that is not about a sentence."""
    offered: Callable[[], bool] = lambda: True
    """Whether this server has it."""

    @property
    def door(self) -> str:
        """The entry of the menu that leads to it: one by itself bears its title."""
        return self.group or self.title

    @property
    def path(self) -> str:
        """The file that draws it."""
        return f"pages/{self.name}.py"

    def asks_sentence(self, view: View) -> bool:
        return self.sentence(view) if callable(self.sentence) else self.sentence
