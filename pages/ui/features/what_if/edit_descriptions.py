"""Descriptions of edits: the labels of those in force, and the titles and hints of those offered."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pages.ui.kit.words import _
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import (
    Edit,
    Edits,
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
    """All edits offered for these source pieces in this situation: those with a menu of options after the others."""
    offered: dict[str, list[dict[str, Any]]] = {}
    for name, group in (("rows", RowEdit), ("rules", RuleEdit)):
        offered[name] = []
        for offer in (offer for edit in edits_of(group) for offer in edit.offers(situation)):
            words = {"title": _(offer.title), "hint": _(offer.hint)}
            options = [(edit, edit_to_dict(edit)) for edit in offer.edits]
            if offer.by:
                titled = [{"title": _values(edit, pieces)[offer.by], "edit": written} for edit, written in options]
                offered[name].append(words | {"options": titled})
            else:
                offered[name].append(words | {"edit": options[0][1]})
    return offered | {"rows": sorted(offered["rows"], key=lambda offer: "options" in offer)}


def edit_labels(edits: Edits, pieces: Pieces) -> list[str]:
    """The labels of the edits in force; `pieces` are those of the source before all edits."""
    labels = []
    for edit in edits:
        # The title of the offer that this edit equals apart from its step, or else the title of its class.
        anywhere = edit.to_dict() | {"step": None}
        offered = [offer for offer in edit.offers(Situation()) if not offer.by]
        titles = [offer.title for offer in offered if offer.edits[0].to_dict() | {"step": None} == anywhere]
        label = _([*titles, edit.title][0]).format(**_values(edit, pieces))
        if isinstance(edit, RowEdit):
            where = _("every step") if edit.step is None else _("step {n}").format(n=edit.step + 1)
            label = _("{where}: {what}").format(where=where, what=label)
        labels.append(label)
        if isinstance(edit, SourceEdit):  # later edits refer to the pieces after it, unless it can't be carried out
            with suppress(InvalidRequest):
                pieces = tuple(edit.read(pieces, lambda _old, piece: piece))
    return labels


def spoken(prefix: Pieces, original: Pieces) -> str:
    """The label of a forced prefix, from its first piece that differs from the original."""
    same = [piece == other for piece, other in zip(prefix, original, strict=False)]
    first = same.index(False) if False in same else len(prefix) - 1
    return _("step {n}: {words}").format(n=first + 1, words=joined_label(prefix[first:]))


def _values(edit: Edit, pieces: Pieces) -> dict[str, str]:
    """The values of an edit's fields, as they are shown."""
    values = {}
    for name, form in forms(type(edit)).items():
        value = getattr(edit, name)
        match form.name:
            case _ if value is None:
                continue
            case "position":
                shown = piece_label(pieces[value]) if value < len(pieces) else _("piece {n}").format(n=value + 1)
            case "piece":
                shown = piece_label(value)
            case "place":
                shown = str(value + 1)
            case "scorer":
                shown = _(CARDS[value].title) if value in CARDS else value
            case "number":
                shown = f"{value:g}"
            case _:
                shown = str(value)
        values[name] = shown
    return values
