"""Actions of visitors in components. A component reports JSON with a `kind`; each kind becomes a class, which the page
matches to carry it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pages.ui.address import codec
from pages.ui.address.reports import ComponentReport, read_all_numbered, read_text, read_whole
from seq2seq.config.edits import Edit, edit_from_dict


def _read_number(raw: object) -> int:
    """Of a step, a branch or an edit."""
    return read_whole(raw, (0, codec.LONGEST_LINK))


def _read_spoken(raw: object) -> str:
    if text := read_text(raw):
        return text
    raise ValueError("a piece has at least one character")


def _read_pieces(raw: object) -> tuple[str, ...]:
    if isinstance(raw, list) and len(raw) <= codec.LONGEST_LINK:
        return tuple(map(_read_spoken, raw))
    raise ValueError("no pieces")


# -- on several pages


@dataclass(frozen=True)
class Undo:
    """Take the last change back."""


# -- on What if


@dataclass(frozen=True)
class Redo:
    """Change again what was taken back."""


@dataclass(frozen=True)
class Reset:
    """Nothing but the original."""


@dataclass(frozen=True)
class ChangeEdit:
    """Put an edit in force, or take it back if it is."""

    edit: Edit


@dataclass(frozen=True)
class ForcePiece:
    """Say a piece at a step."""

    step: int
    piece: str


@dataclass(frozen=True)
class ForceWords:
    """Say typed words from a step on."""

    step: int
    words: str


@dataclass(frozen=True)
class DropEdit:
    """Take back the edit of this number; behind the last, the forced beginning."""

    number: int


@dataclass(frozen=True)
class CompareWith:
    """Set a branch beside the one in view."""

    number: int


@dataclass(frozen=True)
class LookAt:
    """View a branch."""

    number: int


@dataclass(frozen=True)
class NameBranch:
    """Call the branch in view so."""

    name: str


@dataclass(frozen=True)
class CopyBranch:
    """Go on from a copy of the branch in view."""


@dataclass(frozen=True)
class PruneBranch:
    """Delete a branch."""

    number: int


BranchAction = (
    Reset
    | ChangeEdit
    | ForcePiece
    | ForceWords
    | DropEdit
    | CompareWith
    | LookAt
    | NameBranch
    | CopyBranch
    | PruneBranch
)
"""What makes other branches of those there are."""
WhatIfAction = Undo | Redo | BranchAction


def read_what_if(raw: object) -> WhatIfAction:
    match raw:
        case {"kind": "undo"}:
            return Undo()
        case {"kind": "redo"}:
            return Redo()
        case {"kind": "reset"}:
            return Reset()
        case {"kind": "change", "edit": dict(edit)}:
            return ChangeEdit(edit_from_dict(edit))
        case {"kind": "say", "step": step, "piece": piece}:
            return ForcePiece(_read_number(step), _read_spoken(piece))
        case {"kind": "write", "step": step, "words": words}:
            return ForceWords(_read_number(step), read_text(words))
        case {"kind": "drop", "number": number}:
            return DropEdit(_read_number(number))
        case {"kind": "compare", "number": number}:
            return CompareWith(_read_number(number))
        case {"kind": "look", "number": number}:
            return LookAt(_read_number(number))
        case {"kind": "name", "name": name}:
            return NameBranch(read_text(name))
        case {"kind": "copy"}:
            return CopyBranch()
        case {"kind": "prune", "number": number}:
            return PruneBranch(_read_number(number))
    raise ValueError("no action of What if")


WHAT_IF_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_what_if))


# -- on Beam


@dataclass(frozen=True)
class BeginWith:
    """Begin the translation with pieces, and a word of one's own behind them, unless that is empty."""

    pieces: tuple[str, ...]
    word: str


@dataclass(frozen=True)
class SendTo:
    """Open a hypothesis on another page."""

    page: str
    pieces: tuple[str, ...]


TreeAction = Undo | BeginWith | SendTo


def read_tree(raw: object) -> TreeAction:
    match raw:
        case {"kind": "undo"}:
            return Undo()
        case {"kind": "branch", "pieces": pieces, "word": word}:
            return BeginWith(_read_pieces(pieces), read_text(word))
        case {"kind": "send", "page": page, "pieces": pieces}:
            return SendTo(read_text(page), _read_pieces(pieces))
    raise ValueError("no action of Beam")


TREE_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_tree))


# -- on Compare


@dataclass(frozen=True)
class ShowAll:
    """Set all scoring functions side by side."""


@dataclass(frozen=True)
class ShowEncoders:
    """One scoring function with every encoder."""


@dataclass(frozen=True)
class ShowFew:
    """Those there were before."""


@dataclass(frozen=True)
class ReplaceScorer:
    """Another scoring function in the place of one."""

    old: str
    new: str


PanelsAction = ShowAll | ShowEncoders | ShowFew | ReplaceScorer


def read_panels(raw: object) -> PanelsAction:
    match raw:
        case {"kind": "all"}:
            return ShowAll()
        case {"kind": "readers"}:
            return ShowEncoders()
        case {"kind": "few"}:
            return ShowFew()
        case {"kind": "replace", "old": old, "new": new}:
            return ReplaceScorer(read_text(old), read_text(new))
    raise ValueError("no action of Compare")


PANELS_ACTIONS = ComponentReport("actions", partial(read_all_numbered, read_panels))
