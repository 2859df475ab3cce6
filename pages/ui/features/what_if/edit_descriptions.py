"""Descriptions of edits: the labels of those in force, and the titles and hints of those offered."""

from __future__ import annotations

from typing import Any

from pages.ui.kit.words import _
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import (
    Edit,
    Edits,
    Offer,
    RowEdit,
    RuleEdit,
    Situation,
    SourceEdit,
    edit_to_dict,
    edits_of,
    forms,
)
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.pieces import joined_label, piece_label

Pieces = tuple[str, ...]

NOTHING: dict[str, list[dict[str, Any]]] = {"rows": [], "rules": []}
"""The offers for a model without attention."""


def offers(pieces: Pieces, situation: Situation) -> dict[str, list[dict[str, Any]]]:
    """All edits offered for these source pieces in this situation."""
    rows, rules = (
        [_offered(offer, pieces) for edit in edits_of(group) for offer in edit.offers(situation)]
        for group in (RowEdit, RuleEdit)
    )
    return {"rows": sorted(rows, key=lambda offer: "options" in offer), "rules": rules}


def _offered(offer: Offer, pieces: Pieces) -> dict[str, Any]:
    words = {"title": _(offer.title), "hint": _(offer.hint)}
    if not offer.by:
        return words | {"edit": edit_to_dict(offer.edits[0])}
    options = [{"title": _values(edit, pieces)[offer.by], "edit": edit_to_dict(edit)} for edit in offer.edits]
    return words | {"options": options}


def edit_labels(edits: Edits, pieces: Pieces) -> list[str]:
    """The labels of the edits in force; `pieces` are those of the source before all edits."""
    chips = []
    for edit in edits:
        chips.append(_chip(edit, pieces))
        pieces = _read_on(edit, pieces)
    return chips


def spoken(prefix: Pieces, original: Pieces) -> str:
    """The label of a forced prefix, from its first piece that differs from the original."""
    same = [piece == other for piece, other in zip(prefix, original, strict=False)]
    first = same.index(False) if False in same else len(prefix) - 1
    return _("step {n}: {words}").format(n=first + 1, words=joined_label(prefix[first:]))


def _read_on(edit: Edit, pieces: Pieces) -> Pieces:
    """The source pieces after an edit, to which later edits refer; unchanged if the edit can't be carried out."""
    try:
        return tuple(edit.read(pieces, lambda _old, piece: piece)) if isinstance(edit, SourceEdit) else pieces
    except InvalidRequest:
        return pieces


def _chip(edit: Edit, pieces: Pieces) -> str:
    what = _(_title(edit)).format(**_values(edit, pieces))
    if not isinstance(edit, RowEdit):
        return what
    where = _("every step") if edit.step is None else _("step {n}").format(n=edit.step + 1)
    return _("{where}: {what}").format(where=where, what=what)


def _title(edit: Edit) -> str:
    """The title of the offer of this edit, or else the title of its class."""
    offered = [offer for offer in edit.offers(Situation()) if not offer.by]
    return next((offer.title for offer in offered if _same(offer.edits[0], edit)), edit.title)


def _same(offered: Edit, edit: Edit) -> bool:
    """Whether the edit equals the offered one, apart from the step."""
    return offered.to_dict() | {"step": None} == edit.to_dict() | {"step": None}


def _values(edit: Edit, pieces: Pieces) -> dict[str, str]:
    """The values of an edit's fields, as they are shown."""
    held = ((name, form.name, getattr(edit, name)) for name, form in forms(type(edit)).items())
    return {name: _value(form, value, pieces) for name, form, value in held if value is not None}


def _value(form: str, value: Any, pieces: Pieces) -> str:
    match form:
        case "position":
            return piece_label(pieces[value]) if value < len(pieces) else _("piece {n}").format(n=value + 1)
        case "piece":
            return piece_label(value)
        case "place":
            return str(value + 1)
        case "scorer":
            return _(CARDS[value].title) if value in CARDS else value
        case "number":
            return f"{value:g}"
    return str(value)
