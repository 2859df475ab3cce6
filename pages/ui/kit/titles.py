"""What scoring functions, language pairs and saved pictures are called, and where a function comes from."""

from __future__ import annotations

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.kit.words import _
from seq2seq.config import variants
from seq2seq.config.cards import ASKED_AFTER, Card
from seq2seq.config.schema import ModelConfig, Order
from seq2seq.config.variants import VARIANTS, card_and_variant
from seq2seq.data.families import FAMILIES
from seq2seq.trace.pieces import visible


def origin(name: str) -> str:
    """Where a scoring function comes from, and what is otherwise here than there; a variant says that itself."""
    card, variant = card_and_variant(name)
    as_there = card.differs == ASKED_AFTER and order_of(name) == "attend_first"
    return f"{source(card)}." + (f" {_(card.differs)}" if card.differs and not variant and not as_there else "")


def order_of(name: str) -> Order:
    """The order of the decoder with this scorer, or variant of one, in the family in view; the usual one where there is
    no such model."""
    entry = pretrained.models(state.view().family).get(name)
    config = entry.read_config() if entry else None
    return config.order if config else "rnn_first"


def source(card: Card) -> str:
    """Where a scoring function comes from: authors, year, place, paper."""
    source = _("{authors} {year}, {place}: {paper}")
    return source.format(authors=_(card.authors), year=card.year, place=_(card.place), paper=card.paper)


def scorer_title(name: str) -> str:
    """Of a scorer, or of a variant of one: "Additive, attend first"."""
    card, variant = card_and_variant(name)
    if variant is None:
        return _(card.title)
    return _("{scorer}, {variant}").format(scorer=_(card.title), variant=_(variant.title))


def scorer_colour(name: str) -> str:
    """The colour of a scoring function in the visitor's theme, the same on every page."""
    return variants.scorer_colour(name, state.on_dark())


def encoder_title(name: str, config: ModelConfig | None) -> str:
    """The same among models with other encoders, where the one without a variant is named after its own."""
    card, variant = card_and_variant(name)
    if variant or config is None:
        return scorer_title(name)
    return _("{scorer}, {variant}").format(scorer=_(card.title), variant=_(VARIANTS[config.encoder_name].title))


def family_title(name: str) -> str:
    """That of a family, with its own name for one made from a table."""
    family = FAMILIES.get(name)
    if family is None:
        return name
    return f"{name}: {_(family.source.title)} → {_(family.target.title)}" if family.own else _(family.title)


def family_credit(name: str) -> str:
    """The credit for the sentences of a family, which is to be shown as plain text."""
    family = FAMILIES[name]
    if family.own:
        return _("A table of one's own; licence: {licence}").format(licence=family.licence)
    return _(family.credit)


_SEPARATOR = " · "


def caption(view: View) -> list[str]:
    """The caption of a picture of the chosen sentence and scoring function."""
    return caption_lines(view.family, view.text, *([] if view.blind else [scorer_title(view.scorer)]))


def caption_of_encoders() -> str:
    """A line for comparisons of encoders: in the picture itself, which may be seen without the page."""
    return _("Sizes and learning rates were chosen for the GRU, not for each encoder.")


def caption_lines(family: str, *shown: str) -> list[str]:
    """The lines of a caption: what is shown, without repetitions; then the app, the models, the source of the data."""
    content = _SEPARATOR.join(dict.fromkeys(visible(text) for text in shown if text.strip()))
    known = family in FAMILIES
    credited = [f"{family_title(family)} ({family})", family_credit(family)] if known else [family]
    return [*([content] if content else []), _SEPARATOR.join(["Gaze", *credited])]
