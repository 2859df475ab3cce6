"""The counterfactual suite: is attention an explanation here? A verdict with its figures, a chart and a table."""

from __future__ import annotations

import re
from math import exp

import streamlit as st

from pages.ui.address import state
from pages.ui.engine import work
from pages.ui.kit import charts, tables
from pages.ui.kit.words import _, ngettext, problem_text
from seq2seq.analysis.suite import Baseline, CounterfactualResult, Suite
from seq2seq.figures import alignment as figures
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET
from seq2seq.trace.pieces import visible

REWEIGHING_TITLES = {
    "uniform": "uniform weights",
    "shuffled": "shuffled weights, median of {n}",
    "one_hot": "all on the strongest piece",
    "deleted": "{piece} deleted from the input",
}
MEASURES = {
    "variation": "Deletion: total variation",
    "kl": "Deletion: KL",
    "gradient": "Gradient of log p",
}
VERDICTS = {
    "yes": "Yes: the weights rank the pieces by the effect of deleting them better than weights unrelated to this "
    "sentence do.",
    "too_short": "Too short to tell: {n} pieces have so few orders that chance finds the right one more often than "
    "once in forty.",
    "flat": "No answer: the weights are the same everywhere.",
    "diagonal": "No: a diagonal, which depends on positions alone, ranks the pieces by the effect of deleting them at "
    "least as well.",
    "permuted": "No: with their columns in a random order, the weights rank the pieces by the effect of deleting them "
    "at least as well more often than once in forty.",
    "others": "No: the weights of other sentences rank the pieces by the effect of deleting them at least as well more "
    "often than once in forty.",
}
"""The verdict; where it is no, by the rival that does best."""
BY_HAND = "Weights put in by hand are compared with what matters to the model when it computes its own."
SOURCES = (
    "Deleting a piece of the input, total variation, gradients and Kendall's τ are from Jain & Wallace 2019, section "
    "4.1; their gradient is multiplied by the embedding and holds the attention fixed, here it is the norm and the "
    "attention moves too. The mean over the steps, the three comparisons and the verdict are ours. In Chinese → "
    "English and English → French, of 200 test sentences a function, the weights of another sentence got a Yes in at "
    "most 9 %, permuted columns in at most 2 %; docs/results.md has the table. In other families the level was not "
    "measured: where positions decide, as in Reverse, the weights of another sentence know as much. A weight "
    "multiplies the state of its piece, so some agreement is built in. The model trained with uniform weights is a "
    "baseline of Wiegreffe & Pinter 2019, section 3.2; they compare scores over a test set, as the page Evidence does."
)
"""The sources of each part of the suite."""


def draw_explanation(name: str) -> None:
    """Draw the results of the suite for the branch in view, which is called `name`."""
    view = state.view()
    request = view.branches.now.of(view.request)
    suite = work.robustness_suite(request)
    st.text(_("Branch: {name}").format(name=visible(name)))
    if isinstance(suite, work.Problem):
        st.text(problem_text(suite))
        return
    number, checkbox = st.column_config.NumberColumn, st.column_config.CheckboxColumn
    st.text(verdict(suite))
    correlations = {
        "tau": number(_("Kendall's τ")),
        "diagonal": number(_("Diagonal")),
        "permuted": number(_("Permuted columns, 97.5 %")),
        "others": number(_("Other sentences, 97.5 %")),
    }
    measures = figures.measures(suite, {name: _(words) for name, words in MEASURES.items()})
    tables.table_container("measures").dataframe(
        tables.format_columns(measures, dict.fromkeys(correlations, "%.2f")),
        column_config={"measure": _("Measure"), **correlations, "above": checkbox(_("Above all three"))},
    )
    st.text(robustness(suite))
    if not re.search("/uniform$|@", request.model):  # else the family has no model with uniform weights and its wiring
        baseline = work.uniform_baseline(request)
        if isinstance(baseline, Baseline):
            st.text(trained_uniform(baseline))
    titles = (_("Attention:\nweight"), _("Importance:\ntotal variation when deleted"))
    accents = (charts.ATTENTION_ON_DARK if st.context.theme.type == "dark" else ATTENTION_COLOUR, QUIET)
    charts.chart(
        _("Weight and importance"),
        figures.weight_and_deletion_heatmaps(suite, titles, accents),
        figures.piece_table(suite),
        "suite",
    )
    names = {kind: _(words) for kind, words in REWEIGHING_TITLES.items()}
    names["shuffled"] = names["shuffled"].format(n=len(variants_of(suite, "shuffled")))
    tables.table_container("variants").dataframe(
        figures.reweighing_table(suite, names),
        column_config={
            "variant": _("Change"),
            "delta_mean": number(_("Mean |Δ log p|"), format="%.3f"),
            "kl_mean": number(_("Mean KL, bits"), format="%.3f"),
            "variation_mean": number(_("Mean total variation"), format="%.3f"),
            "changed": number(_("Output changed"), format="percent"),
            "output": _("Output"),
        },
    )
    st.caption(_(SOURCES))


def verdict(suite: Suite) -> str:
    """Whether the weights explain the predictions better than weights that know nothing of the sentence, with the
    figures."""
    correlation = suite.rank_correlations["variation"]
    answer = correlation.strongest[0] if correlation.verdict == "no" else correlation.verdict
    figures = _(
        "Kendall's τ {tau}; a diagonal has {diagonal}, 97.5 % of permuted columns stay below {permuted} and 97.5 % of "
        "other sentences below {others}."
    )
    names = ("tau", "diagonal", "permuted", "others")
    numbers = {name: tables.format_number(getattr(correlation, name)).replace("nan", "–") for name in names}
    parts = [
        _(VERDICTS[answer]).format(n=correlation.pieces),
        figures.format(**numbers) if correlation.verdict != "flat" else "",
        _(BY_HAND) if suite.has_row_edits else "",
    ]
    return " ".join(filter(None, parts))


def trained_uniform(baseline: Baseline) -> str:
    """The translation of the model trained with uniform weights, and how probable it finds this one."""
    same = _("The model trained with uniform weights outputs the same translation.")
    other = _("The model trained with uniform weights outputs: {text}").format(text=visible(baseline.text))
    figures = _(
        "Geometric mean probability of the pieces here: {theirs}, against {own} for this model; mean total variation "
        "between the two: {apart}."
    )
    shares = {
        "theirs": f"{exp(baseline.uniform_logprob):.0%}",
        "own": f"{exp(baseline.original_logprob):.0%}",
        "apart": f"{baseline.variation:.2f}",
    }
    return "\n".join((same if baseline.same else other, figures.format(**shares)))


def robustness(suite: Suite) -> str:
    """Whether the translation stays the same with uniform and with shuffled weights."""
    (uniform,), shuffled = variants_of(suite, "uniform"), variants_of(suite, "shuffled")
    changed = sum(variant.changed for variant in shuffled)
    if not uniform.changed and not changed:
        return _("The translation stays the same with uniform weights and with {n} shuffles.").format(n=len(shuffled))
    flat = (
        _("With uniform weights it becomes: {text}")
        if uniform.changed
        else _("With uniform weights it stays the same.")
    )
    dealt = ngettext(
        "{n} of {total} shuffles changes the translation.", "{n} of {total} shuffles change the translation.", changed
    )
    return f"{dealt.format(n=changed, total=len(shuffled))} {flat.format(text=visible(uniform.text))}"


def variants_of(suite: Suite, name: str) -> list[CounterfactualResult]:
    """The variants with this kind of counterfactual."""
    return [variant for variant in suite.variants if variant.counterfactual.name == name]
