"""The vocabulary of the family in view, the sentence cut by it, and one learned from a text of one's own."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from pages.ui.address.view import View
from pages.ui.engine import work
from pages.ui.features.vocabulary import SIZES, VocabularyView
from pages.ui.kit.controls import segments
from pages.ui.kit.words import _, ngettext, problem_text
from seq2seq.text.special_ids import FIRST_SYMBOL
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.text.vocabulary import MOST_CHARACTERS
from seq2seq.trace.pieces import visible

SIDE_TITLES = {"source": "Source vocabulary", "target": "Target vocabulary"}
CUT_TITLES = {"pieces": "Pieces", "words": "Words"}
_WAYS = 5
"""Ways to cut the sentence that are listed."""


def draw_vocabulary(view: View) -> None:
    """Draw the three parts of the page."""
    source = work.load_tokenizer(view.family, "source")
    if isinstance(source, work.Problem):
        st.text(_("This model is not available."))
        return
    st.subheader(_("Your sentence in pieces"), anchor=False)
    _draw_cut(source, view.text)
    _draw_ways(source, view.text)
    st.subheader(_("All pieces"), anchor=False)
    side = view.of(VocabularyView).side
    segments(_("Side"), "side", SIDE_TITLES)
    shown = work.load_tokenizer(view.family, "target" if side == "target" else "source")
    if isinstance(shown, work.Problem):
        st.text(_("This model is not available."))
    else:
        _draw_pieces(shown, "")
    st.subheader(_("From a text of your own"), anchor=False)
    _draw_own(view)


def _draw_table(table: pd.DataFrame) -> None:
    explained = _("The logarithm of the probability of the piece. Special pieces such as <unk> have none.")
    score = st.column_config.NumberColumn(format="%.2f", help=explained)
    st.dataframe(table, hide_index=True, column_config={_("Score"): score})


def _draw_cut(tokenizer: Tokenizer, text: str) -> bool:
    """A row for each piece of a text; False if it has none."""
    encoded = tokenizer.encode(text)
    if not encoded.ids:
        st.text(_("Type a sentence, or pick an example."))
        return False
    typed = [text[begin:end] for begin, end in encoded.spans]
    rows = {
        _("Piece"): [
            tokenizer.pieces([id])[0] if unknown else piece
            for piece, id, unknown in zip(encoded.pieces, encoded.ids, encoded.unknown, strict=True)
        ],
        _("Typed"): list(map(visible, typed)),
        _("Id"): list(encoded.ids),
        _("Score"): tokenizer.scores(encoded.ids),
    }
    _draw_table(pd.DataFrame(rows))
    count = len(encoded.ids)
    st.text(ngettext("{n} piece", "{n} pieces", count).format(n=count))
    if unknown := [visible(each) for each, lost in zip(typed, encoded.unknown, strict=True) if lost]:
        st.text(_("Unknown, so the model reads <unk>: {words}").format(words=_(", ").join(unknown)))
    return True


def _draw_ways(tokenizer: Tokenizer, text: str) -> None:
    """The likeliest ways to cut the sentence."""
    ways = tokenizer.alternatives(text, _WAYS)
    if len(ways) < 2:
        return
    rows = {_("Pieces"): [" ".join(pieces) for pieces, _score in ways], _("Score"): [score for _pieces, score in ways]}
    st.caption(
        _(
            "Other ways to cut it. The score of a piece is the logarithm of its probability; those of a sentence are "
            "added, and the way with the largest sum is taken."
        )
    )
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, column_config={_("Score"): st.column_config.NumberColumn(format="%.2f")}
    )


def _draw_pieces(tokenizer: Tokenizer, learned_from: str) -> None:
    """All pieces that contain what is searched for, with ids and scores; of a learned vocabulary, how often they occur
    in the text that it was `learned_from`."""
    key = "search-own" if learned_from else "search-pieces"
    sought = st.text_input(_("Search"), key=key, max_chars=40, placeholder=_("Part of a piece, or an id")).strip()
    ids = list(range(len(tokenizer)))
    table = pd.DataFrame({_("Id"): ids, _("Piece"): tokenizer.pieces(ids), _("Score"): tokenizer.scores(ids)})
    table.loc[: FIRST_SYMBOL - 1, _("Score")] = None  # special pieces have none
    if learned_from:
        counts = Counter(id for line in learned_from.splitlines() for id in tokenizer.ids(line))
        table[_("Count")] = [counts[id] for id in ids]
    if sought:
        fits = table[_("Piece")].str.contains(sought, case=False, regex=False) | (table[_("Id")].astype(str) == sought)
        table = table.loc[fits]
    _draw_table(table)
    st.text(_("{n} of {total}").format(n=f"{len(table):,}", total=f"{len(tokenizer):,}"))


def _draw_own(view: View) -> None:
    """A vocabulary learned from what is pasted, and the sentence cut by it."""
    page = view.of(VocabularyView)
    text = st.text_area(
        _("Your text"),
        key="own-text",
        max_chars=MOST_CHARACTERS,
        height=160,
        placeholder=_("Paste some sentences, up to 20,000 characters."),
    )
    st.caption(_("The text stays on this server, in its memory; links do not hold it."))
    segments(_("Cut into"), "cut", CUT_TITLES)
    segments(_("At most"), "size", {size: size for size in SIZES})
    if not text.strip():
        return
    file = work.learn_vocabulary(text, int(page.size), page.cut == "words")
    if isinstance(file, work.Problem):
        st.text(problem_text(file))
        return
    learned = Tokenizer(file)
    count = len(learned)
    st.text(
        ngettext(
            "{n} piece learned, special ones included.", "{n} pieces learned, special ones included.", count
        ).format(n=count)
    )
    st.caption(_("Your sentence, cut by this vocabulary"))
    _draw_cut(learned, view.text)
    _draw_pieces(learned, text)
