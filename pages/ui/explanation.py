"""The counterfactual suite: is attention an explanation here? A sentence, a picture, a table."""

from __future__ import annotations

from math import isnan
from typing import Any

import streamlit as st

from pages.ui import cache, charts, state
from pages.ui.text import visible
from pages.ui.words import _, told
from seq2seq.effect import Suite, Variant
from seq2seq.figures import suite as figures
from seq2seq.figures.style import ATTENTION, QUIET

VARIANTS = {
    "uniform": "uniform weights",
    "shuffled": "shuffled weights, median of {n}",
    "one_hot": "all on the strongest piece",
    "masked": "{piece} hidden",
}
VERDICTS = {
    0.6: "Largely yes: hiding a piece hurts most where the decoder looks most.",
    0.3: "In part: hiding a piece often hurts where the decoder looks, but not always.",
    -1.0: "Hardly: where the decoder looks says little about which piece it needs.",
}
"""The least rank correlation, and what one may say from there on."""
FLAT = "No answer: the weights are the same everywhere."


def draw(name: str) -> None:
    """What the suite finds on the branch in view, which is called `name`."""
    view = state.view()
    found = cache.work("seq2seq.whatif:suite", view.model, view.branches.now.of(view.request))
    st.text(_("Branch: {name}").format(name=visible(name)))
    if isinstance(found, cache.Problem):
        st.text(told(found))
        return
    st.text(verdict(found.correlation))
    st.text(robustness(found))
    titles = (_("Where it looked:\nweight"), _("What it needed:\n|Δ log p| when hidden"))
    accents = (charts.ATTENTION_ON_DARK if st.context.theme.type == "dark" else ATTENTION, QUIET)
    charts.chart(_("Looked and needed"), figures.beside(found, titles, accents), figures.numbers(found), "suite")
    names = {kind: _(words) for kind, words in VARIANTS.items()}
    names["shuffled"] = names["shuffled"].format(n=len(named(found, "shuffled")))
    st.dataframe(figures.variants(found, names), key="variants", column_config=_columns())


def verdict(correlation: float) -> str:
    """The rank correlation of weights and importance, in plain words."""
    if isnan(correlation):
        return _(FLAT)
    words = next(words for least, words in VERDICTS.items() if correlation >= least)
    return _("{verdict} Rank correlation {x}.").format(verdict=_(words), x=f"{correlation:.2f}".replace("-", "−"))


def robustness(found: Suite) -> str:
    """Whether the translation outlives other weights."""
    (uniform,), shuffled = named(found, "uniform"), named(found, "shuffled")
    changed = sum(each.changed for each in shuffled)
    if not uniform.changed and not changed:
        return _("The translation survives uniform weights and {n} shuffles.").format(n=len(shuffled))
    flat = _("With uniform weights it becomes: {text}") if uniform.changed else _("It survives uniform weights.")
    dealt = _("Shuffles that change the translation: {n} of {total}.").format(n=changed, total=len(shuffled))
    return f"{dealt} {flat.format(text=visible(uniform.text))}"


def named(found: Suite, name: str) -> list[Variant]:
    """The variants that ask for this."""
    return [each for each in found.variants if each.asked.name == name]


def _columns() -> dict[str, Any]:
    return {
        "variant": _("Change"),
        "delta_mean": st.column_config.NumberColumn(_("Mean |Δ log p|"), format="%.3f"),
        "kl_mean": st.column_config.NumberColumn(_("Mean KL, bits"), format="%.3f"),
        "changed": st.column_config.NumberColumn(_("Output changed"), format="percent"),
        "output": _("Output"),
    }
