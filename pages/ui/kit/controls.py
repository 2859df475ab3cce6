"""The choices of every page: sentence, scoring function, family, language; and those that several pages have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Literal, TypeVar

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.address.languages import LANGUAGES, NATIVE
from pages.ui.address.regions import SCORER, region, shows
from pages.ui.address.view import all_choices, kept_updates
from pages.ui.engine import pretrained, work
from pages.ui.engine.results import unusable
from pages.ui.kit import titles
from pages.ui.kit.words import _, problem_text
from seq2seq.config.cards import CARDS, SCORER_GROUPS
from seq2seq.config.variants import card_and_variant, is_second_seed
from seq2seq.data.families import FAMILIES, has_symbols
from seq2seq.trace.pieces import visible
from seq2seq.trace.trace import DecodeTrace
from seq2seq.training.live.settings import LiveSettings

PAUSE = "300ms"
"""The pause in typing after which the text is translated."""
GROUP_HEADINGS = {
    "baseline": "Baselines",
    "content": "By content",
    "position": "By position",
    "both": "By content and position",
}
"""The headings of the groups of cards."""
_FIRST_SCORERS = ("none", "additive", "dot", "location", "multi_head")
"""Those seen without a click: the baseline, the two of 2015 by content, one by position, and that of Transformers."""
GRAIN_TITLES = {"words": "Words", "pieces": "Pieces"}
"""The units of rows and columns."""
_PLACE = "place of the sentence"
_SMALL = "small"
"""The family of models small enough to show all their numbers."""


def sentence_place(asked: bool) -> None:
    """Keep a place in the line at the top for the field of the sentence, if it is `asked` for."""
    state.remember(_PLACE, st.container() if asked else None)


def sentence_field() -> None:
    """Draw the field of the sentence, if it has a place: whatever shows the sentence draws the field, too, so that one
    region runs for what is typed."""
    if place := state.remembered(_PLACE):
        with place:
            _sentence_field()


def _sentence_field() -> None:
    new = widgets.is_new_widget("text")
    typed = st.text_input(
        _("Sentence"),
        widgets.text_field_value("text", state.view().text),
        key="text",
        live=PAUSE,
        on_change=widgets.choose_from_widget,
        args=("text", "text"),
        max_chars=codec.LONGEST_TEXT,
        placeholder=_("Type a sentence"),
        label_visibility="collapsed",
        autocomplete="off",
    )
    if new and typed is not None and typed != state.view().text:  # typed after the server of the session was gone
        state.choose("text", typed)


def scorer_groups() -> dict[str, list[str]]:
    """The scoring functions by group."""
    return {group: [card.name for card in CARDS.values() if card.group == group] for group in SCORER_GROUPS}


def variants() -> list[str]:
    """The variants of the family. Models of a second seed are compared on Evidence; here they are listed only when
    chosen."""
    view = state.view()
    return [name for name in pretrained.variants(view.family) if not is_second_seed(name) or name == view.scorer]


@region(shows(*SCORER))
def scorers() -> None:
    """Draw five scoring functions of the family and the chosen one; all of them by group, one click away; and its
    variants. Where which one is in view is to be found out, draw a button that tells it; in a room its teacher does."""
    view = state.view()
    if view.blind:
        if not view.room:
            st.button(_("Which function is this?"), key="unblind", on_click=state.choose, args=("scorer", view.scorer))
        return
    ready = [name for name, entry in pretrained.models(view.family).items() if not entry.problem and name in CARDS]
    first = sorted(ready, key=lambda name: name not in _FIRST_SCORERS)[: len(_FIRST_SCORERS)]
    beside = [name for name in CARDS if name in (*first, view.scorer)]
    _pills("first", _("Scoring function"), beside, widgets.widget_key)
    with st.popover(_("All scoring functions"), width="stretch"):
        for group, names in scorer_groups().items():
            _pills(group, _(GROUP_HEADINGS[group]), names, widgets.popover_key)
    _variant_menu()


def _variant_menu() -> None:
    """Draw a menu of the family's variants, if it has any, with the chosen function as it is among them."""
    names, chosen = variants(), state.view().scorer
    if not names:
        return
    menu(
        _("Encoder or variant"),
        "scorer",
        [chosen.partition("@")[0], *names],
        lambda name: titles.scorer_title(name) if "@" in name else _("None"),
        "scorer-variant",
        help="\n\n".join(map(_explained, names)),
    )


def _pills(group: str, label: str, names: list[str], key_of: widgets.KeyOf) -> None:
    models = pretrained.models(state.view().family)
    ready = {name for name in names if name in models and not models[name].problem}
    chosen = state.view().scorer
    key = key_of(f"scorer-{group}", chosen if chosen in names else None)
    st.pills(
        label,
        names,
        key=key,
        format_func=lambda name: _pill(name, name in ready),
        on_change=widgets.choose_from_widget,
        args=("scorer", key),
        help="\n\n".join(map(_explained, names)),
    )


def _pill(name: str, ready: bool) -> str:
    """The title of a pill; it is struck through if there is no model."""
    title = titles.scorer_title(name)
    return title if ready else f":gray[~~{title}~~]"


def _explained(name: str) -> str:
    """The hint and source of a scorer; for a variant, how it differs; why there is no model, if there is none."""
    card, variant = card_and_variant(name)
    text = _(variant.hint) if variant else f"{_(card.hint)} {titles.origin(name)}"
    problem = unusable(f"{state.view().family}/{name}")
    missing = _("Struck through: {reason}").format(reason=visible(problem_text(problem))) if problem else ""
    return f"**{titles.scorer_title(name)}**: {text} {missing}".strip()


@region(shows(*SCORER))
def scorer_menu() -> None:
    """Draw a menu of the family's scoring functions, unless which one is in view is to be found out."""
    if state.view().blind:
        return
    models = pretrained.models(state.view().family)
    chosen = state.view().scorer
    ready = [name for name, entry in models.items() if not entry.problem]
    key = widgets.menu_key("scorer-menu", chosen if chosen in ready else None)
    st.selectbox(
        _("Scoring function"),
        ready,
        key=key,
        format_func=titles.scorer_title,
        on_change=widgets.choose_from_widget,
        args=("scorer", key),
        label_visibility="collapsed",
    )


def family_choice() -> None:
    """Draw the menu of language pairs and that of synthetic tasks, if there are several of both together."""
    names = pretrained.families()
    if len(names) < 2:
        return
    tasks = [name for name in names if name in FAMILIES and FAMILIES[name].task]
    if len(tasks) < len(names):
        _family_menu("family", _("Languages"), [name for name in names if name not in tasks])
    if tasks:
        _family_menu("task", _("Synthetic task"), tasks)
    if (family := FAMILIES.get(state.view().family)) and family.summary:
        st.caption(_(family.summary))


def _family_menu(name: str, label: str, families: list[str]) -> None:
    chosen = state.view().family
    key = widgets.menu_key(name, chosen if chosen in families else None)
    st.selectbox(
        label,
        families,
        key=key,
        format_func=titles.family_title,
        on_change=_take_family,
        args=(key,),
        placeholder=label,
        label_visibility="collapsed",
    )


def _take_family(key: str) -> None:
    """Choose a family. What it does not have makes place: a variant for its scoring function, that for the one that
    everybody begins with, or for any; a sentence that it can't read for its first example."""
    widgets.choose_from_widget("family", key)
    view = state.view()
    usable = [name for name, entry in pretrained.models(view.family).items() if not entry.problem]
    wanted = (view.scorer, view.scorer.partition("@")[0], all_choices()["scorer"].first, *usable)
    if fitting := [name for name in wanted if name in usable]:
        state.choose("scorer", fitting[0])
    if not _reads(view.family, view.text):
        state.choose("text", pretrained.first_sentence(view.family))


def _reads(family: str, text: str) -> bool:
    """Whether a text is in the script of the family, and its model knows every piece."""
    known, view = FAMILIES.get(family), state.view()
    if known and not known.reads(text):
        return False
    trace = work.translate(replace(view.request, model=f"{family}/{view.scorer}", text=text))
    return isinstance(trace, DecodeTrace) and not any(trace.source.unknown)


def small_numbers() -> None:
    """Draw the switch to the family of small models and back, if it is installed."""
    if _SMALL in pretrained.families():
        key = widgets.widget_key("small", state.view().family == _SMALL)
        st.toggle(
            _("Small numbers"),
            key=key,
            help=_("A tiny model of the same kind: its states have 4 numbers, and all of them are shown."),
            on_change=_take_small,
            args=(key,),
        )
        view = state.view()
        if view.family == _SMALL and state.remembered("replaced") and view.text == pretrained.first_sentence(_SMALL):
            st.caption(_("The tiny model does not know all of your sentence, so this is one of its own."))


def _take_small(key: str) -> None:
    """Switch to the small models, or back to the family before; after a link, to the first family. The sentence stays
    if the small models can read it; otherwise their first example replaces it."""
    view, first = state.view(), next(iter(pretrained.families()))
    if widgets.widget_value(key):
        state.remember("large", (view.family, view.text))
        reads = _reads(_SMALL, view.text)
        state.remember("replaced", not reads)
        family, text = _SMALL, view.text if reads else pretrained.first_sentence(_SMALL)
    else:
        family, text = state.remembered("large") or (first, pretrained.first_sentence(first))
    state.choose("family", family)
    if text != view.text:
        state.choose("text", text)


@region(shows("grain"))
def grain() -> None:
    """Draw the choice of words or pieces, for all pages, unless the pieces are symbols of a task."""
    if has_symbols(state.view().family):
        return
    words = _("Models read and write pieces, which may be shorter than a word.")
    segments(_("Rows and columns"), "grain", GRAIN_TITLES, "grain", help=words)


def language_choice() -> None:
    """Draw the choice of the app's language."""
    key = widgets.widget_key("lang", state.view().lang)
    st.segmented_control(
        _("Language"),
        LANGUAGES,
        key=key,
        format_func=NATIVE.__getitem__,
        on_change=widgets.choose_from_widget,
        args=("lang", key),
        required=True,
        label_visibility="collapsed",
    )


def segments(
    label: str,
    name: str,
    titles: Mapping[str, str],
    key: str = "",
    *,
    help: str | None = None,
    labelled: bool = True,
) -> None:
    """Draw the choice `name` as a row of segments. `titles` are its values, and what they are called in English."""
    key = widgets.widget_key(key or f"choose-{name}", state.chosen(name))
    st.segmented_control(
        label,
        list(titles),
        key=key,
        format_func=lambda value: _(titles[value]),
        help=help,
        on_change=widgets.choose_from_widget,
        args=(name, key),
        required=True,
        label_visibility="visible" if labelled else "collapsed",
    )


Option = TypeVar("Option")


def menu(
    label: str,
    name: str,
    options: Sequence[Option],
    shown: Callable[[Option], str],
    key: str = "",
    *,
    help: str | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw the choice `name` as a menu of `options`, each `shown` as these words; what is chosen is the first of them
    where it is not among them."""
    chosen = state.chosen(name)
    key = widgets.menu_key(key or f"choose-{name}", chosen if chosen in options else options[0])
    st.selectbox(
        label,
        options,
        key=key,
        format_func=shown,
        help=help,
        on_change=widgets.choose_from_widget,
        args=(name, key),
        width=width,
    )


def opener(label: str) -> None:
    """Draw, on a phone alone, a line that shows and hides everything else in the container that it stands in."""
    st.html(f'<details class="gaze-fold"><summary>{escape(label)}</summary></details>')


def chosen_layer(layer: int | None, layers: int) -> int:
    """The number of the layer, from 0: the last unless another one is chosen that there is."""
    return layers - 1 if layer is None else min(layer, layers - 1)


def layer_choice(layers: int) -> None:
    """Draw the choice; nothing for a single layer."""
    if layers < 2:
        return
    st.segmented_control(
        _("Layer of the encoder"),
        list(range(layers)),
        key=widgets.widget_key("choose-layer", chosen_layer(state.chosen("layer"), layers)),
        format_func=lambda layer: _("Layer {n}").format(n=layer + 1),
        on_change=_take_layer,
        args=(layers,),
        required=True,
    )


def _take_layer(layers: int) -> None:
    layer = widgets.widget_value("choose-layer")
    state.choose("layer", None if layer == layers - 1 else layer)


def update_slider() -> None:
    """Draw the slider, or nothing for a family whose models keep no updates."""
    view = state.view()
    updates = kept_updates(view, view.scorer)
    if len(updates) < 2:
        return
    last = len(updates) - 1
    shown = last if view.recorded_update is None else min(view.recorded_update, last)
    st.select_slider(
        _("Training update"),
        range(len(updates)),
        key=widgets.widget_key("choose-update", shown),
        format_func=lambda index: _("Update {n}").format(n=f"{updates[index]:,}"),
        on_change=_take_update,
        args=(last,),
    )


def _take_update(last: int) -> None:
    chosen = widgets.widget_value("choose-update")
    state.choose("recorded_update", None if chosen == last else chosen)


def live_link() -> None:
    """Draw a button that opens the page Live with this function; a variant is trained as the function it is one of."""
    label = _("Watch a small model learn with this function")
    scorer = state.view().scorer.partition("@")[0]
    st.button(
        label, key="live-link", icon=":material/model_training:", type="tertiary", on_click=_open_live, args=(scorer,)
    )


def _open_live(scorer: str) -> None:
    state.choose("settings", LiveSettings(scorer=scorer).code())
    state.go_to_page("pages/live.py")


def page_button(key: str, icon: str, label: str, choice: str, number: int, *, disabled: bool) -> None:
    """Draw a button that turns to another of several numbered things, by choosing its number."""
    st.button(
        label, key=key, icon=icon, type="tertiary", disabled=disabled, on_click=state.choose, args=(choice, number)
    )
