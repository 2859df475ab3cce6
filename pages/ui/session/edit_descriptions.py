"""Changes in words: what each edit is called where it is in force, and what is offered, with one sentence on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pages.ui.session.words import _
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import (
    DeletePiece,
    Edit,
    Edits,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    ShiftRows,
    Shuffle,
    SwapPiece,
    Temperature,
    TransferAttention,
    WrongAxis,
    edit_to_dict,
)
from seq2seq.trace.trace import EOS_PIECE, WORD_START


@dataclass(frozen=True)
class Offer:
    """Something one can do with one click: what it is called, one plain sentence, and the edits to choose from."""

    title: str
    hint: str
    edits: tuple[Edit, ...]


MISTAKES: tuple[Offer, ...] = (
    Offer(
        "No padding mask",
        "A common mistake: the sentence is padded, and attention can look at the padding.",
        (NoPaddingMask(),),
    ),
    Offer(
        "Softmax over the wrong axis",
        "A common mistake: normalised over the steps instead of the pieces, so that every weight is 1.",
        (WrongAxis(),),
    ),
    Offer(
        "Scores that ignore the encoder",
        "A common mistake: all encoder states count as zero, so scores by content can't tell the pieces apart.",
        (IgnoreEncoder(),),
    ),
    Offer(
        "Rows shifted by one",
        "A common mistake: each step uses the weights of the previous step.",
        (ShiftRows(),),
    ),
)
RULES: tuple[Offer, ...] = (
    Offer(
        "Softmax temperature…",
        "Below 1 the weights sharpen, above 1 they flatten.",
        tuple(Temperature(value) for value in (0.1, 0.25, 0.5, 2.0, 4.0, 10.0)),
    ),
    Offer("Sparsemax", "Small weights become exactly 0.", (Renormalize("sparsemax"),)),
    Offer("Dot product", "The same states, scored by their dot product.", (Rescore("dot"),)),
    Offer("Scaled", "The dot product divided by the root of its width: softer.", (Rescore("scaled"),)),
    Offer("Cosine", "The same states, scored by the angle between them.", (Rescore("cosine"),)),
    Offer("Uniform", "Every piece gets the same weight.", (Rescore("uniform"),)),
    Offer(
        "Constant added",
        "10 more for every score: the weights stay the same, since softmax depends only on differences.",
        (Offset(10.0),),
    ),
    *MISTAKES,
)
ROW_LABELS: tuple[Offer, ...] = (
    Offer("Uniform", "Every piece gets the same weight.", (Flatten(),)),
    Offer("All on the strongest", "The piece with the largest weight gets all of it.", (OneHot(),)),
    Offer("Shuffled", "The same weights, assigned to other pieces at random.", (Shuffle(),)),
    Offer("Frozen", "The weights of the previous step, used again.", (Freeze(),)),
    Offer("Sharper", "Each weight squared, then renormalised.", (Sharpen(2.0),)),
)
ON_ONE = Offer("All on one piece…", "The decoder sees this piece alone.", ())
BORROWED = Offer("Taken from…", "The weights of a model with another scoring function at this step.", ())


NOTHING: dict[str, list[dict[str, Any]]] = {"rows": [], "rules": []}
"""What is offered where nothing attends."""


def offers(pieces: tuple[str, ...], lenders: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """All that is offered over these source pieces, where these scoring functions can lend their weights."""
    menus = [
        _menu(ON_ONE, [(piece_text(piece), OneHot(position)) for position, piece in enumerate(pieces)]),
        _menu(BORROWED, [(_(CARDS[name].title), TransferAttention(name)) for name in lenders]),
    ]
    return {"rows": [*map(_offered, ROW_LABELS), *menus], "rules": [*map(_offered, RULES)]}


def _offered(offer: Offer) -> dict[str, Any]:
    edit, *others = offer.edits
    if others:
        return _menu(offer, [(_what(each, ()), each) for each in offer.edits])
    return {"title": _(offer.title), "hint": _(offer.hint), "edit": edit_to_dict(edit)}


def _menu(offer: Offer, choices: list[tuple[str, Edit]]) -> dict[str, Any]:
    options = [{"title": title, "edit": edit_to_dict(edit)} for title, edit in choices]
    return {"title": _(offer.title), "hint": _(offer.hint), "options": options}


def edit_labels(edits: Edits, pieces: tuple[str, ...]) -> list[str]:
    """The edits in force as chips have them. `pieces` are the source's before all of them."""
    chips = []
    for edit in edits:
        chips.append(_told(edit, pieces))
        pieces = _read_on(edit, pieces)
    return chips


def spoken(prefix: tuple[str, ...], original: tuple[str, ...]) -> str:
    """A forced beginning as a chip has it: from the first piece on that is not the original's."""
    same = [piece == other for piece, other in zip(prefix, original, strict=False)]
    first = same.index(False) if False in same else len(prefix) - 1
    return _("step {n}: {words}").format(n=first + 1, words=joined_pieces(prefix[first:]))


def _read_on(edit: Edit, pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The source's pieces after an edit: those that later ones count."""
    match edit:
        case SwapPiece(at, piece) if at < len(pieces):
            return (*pieces[:at], piece, *pieces[at + 1 :])
        case DeletePiece(at):
            return pieces[:at] + pieces[at + 1 :]
        case MovePiece(at, to) if at < len(pieces):
            rest = pieces[:at] + pieces[at + 1 :]
            return (*rest[:to], pieces[at], *rest[to:])
    return pieces


def _told(edit: Edit, pieces: tuple[str, ...]) -> str:
    what = _what(edit, pieces)
    match edit:
        case ReplaceWeights() | Flatten() | OneHot() | Shuffle() | Freeze() | TransferAttention() | Sharpen():
            where = _("every step") if edit.step is None else _("step {n}").format(n=edit.step + 1)
            return _("{where}: {what}").format(where=where, what=what)
    return what


def _what(edit: Edit, pieces: tuple[str, ...]) -> str:
    """What an edit does, in a few words."""
    match edit:
        case MaskSource(position):
            return _("{piece} hidden").format(piece=_piece(pieces, position))
        case SwapPiece(position, piece):
            return _("{piece} becomes {other}").format(piece=_piece(pieces, position), other=piece_text(piece))
        case DeletePiece(position):
            return _("{piece} deleted").format(piece=_piece(pieces, position))
        case MovePiece(position, to):
            return _("{piece} moved to place {n}").format(piece=_piece(pieces, position), n=to + 1)
        case OneHot(position) if position is not None:
            return _("all on {piece}").format(piece=_piece(pieces, position))
        case ReplaceWeights():
            return _("weights by hand")
        case TransferAttention(scorer):
            return _("taken from {scorer}").format(scorer=_(CARDS[scorer].title) if scorer in CARDS else scorer)
        case Temperature(value):
            return _("temperature {x}").format(x=f"{value:g}")
    return next((_(offer.title) for offer in (*ROW_LABELS, *RULES) if _same(offer, edit)), edit.kind)


def _same(offer: Offer, edit: Edit) -> bool:
    """Whether the edit is the one that is offered, at whatever step."""
    values = edit.to_dict() | {"step": None}
    return any(type(each) is type(edit) and each.to_dict() | {"step": None} == values for each in offer.edits)


def _piece(pieces: tuple[str, ...], position: int) -> str:
    return piece_text(pieces[position]) if position < len(pieces) else _("piece {n}").format(n=position + 1)


def joined_pieces(pieces: tuple[str, ...]) -> str:
    """Pieces in a row as one reads them."""
    return piece_text("".join(pieces)).replace(WORD_START, " ").replace(EOS_PIECE, "↵")


def piece_text(piece: str) -> str:
    """A piece as it stands in a line of words."""
    return "↵" if piece == EOS_PIECE else piece.removeprefix(WORD_START) or "␣"
