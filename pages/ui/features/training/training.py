"""The page Training: the recorded training of the shown scoring functions, which one slider in the browser moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.lineup import ALL, following, lineup
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.engine.pretrained import RecordedRun
from pages.ui.features.training import TrainingView
from pages.ui.kit import grain, titles
from pages.ui.kit.component import Component
from pages.ui.kit.replay import ReplayedPair, replay, replayed_pair, task_example
from pages.ui.kit.words import _
from seq2seq.config.variants import attends
from seq2seq.evaluation.training_record import CURVES, MonitoredSentence, gold_tokens

_TRAINING = Component("features/training")


def run_choices() -> None:
    """Draw the menu of shown scoring functions and the sentences that were recorded."""
    view = state.view()
    with st.container(horizontal=True, vertical_alignment="center", key="training"):
        run = pretrained.recorded_runs(view.family).get(view.scorer)
        texts = [probe.text for probe in run.record.probes] if run and not pretrained.keeps_updates(view.family) else []
        st.pills(
            _("Recorded sentences"),
            texts,
            key=widgets.widget_key("choose-probe", view.text if view.text in texts else None),
            on_change=widgets.choose_from_widget,
            args=("text", "choose-probe"),
            label_visibility="collapsed",
        )
        with st.popover(
            _("Functions"), icon=":material/tune:", type="tertiary", key="training-options", on_change="rerun"
        ) as options:
            if options.open:
                _shown_menu(view)


def draw_training() -> None:
    """Draw the curves and the weights of all shown functions, or say what is missing."""
    view = state.view()
    shown = _runs(view)
    probes = _monitored(view, shown)
    if not probes:
        st.text(_("No training run of this family was recorded."))
        return
    if view.text not in {probe.text for probe in probes.values()}:
        st.text(_("The weights of this sentence were not recorded. Below is the first recorded sentence."))
    _TRAINING(
        f"training-{state.navigation_count()}",
        _data(view, shown, probes),
        choices=("recorded_update", "history", "scorer"),
    )


def explanations() -> None:
    """Say what the curves are, and by which commands the models were trained."""
    view = state.view()
    with st.expander(
        _("What is shown, and how it was trained"), icon=":material/info:", key="training-about", on_change="rerun"
    ) as opened:
        if opened.open:
            st.markdown(_about(any(run.errors for run in _runs(view).values())))
            trainings = [pretrained.models(view.family)[name].card.get("training", {}) for name in _runs(view)]
            parts = [part for training in trainings for part in (training.get("before"), training)]
            commands = [part["command"] for part in parts if part and "command" in part]
            st.code("\n".join(commands), language="shell", wrap_lines=True)


def _shown_menu(view: View) -> None:
    chosen = view.of(TrainingView)
    names = list(pretrained.models(view.family))
    shown = [] if ALL in chosen.runs else lineup(chosen.runs, view.scorer, names)
    key = widgets.menu_key("choose-runs", shown)
    st.multiselect(
        _("Shown"),
        names,
        key=key,
        format_func=titles.scorer_title,
        on_change=_take_runs,
        args=(key,),
        placeholder=_("All of them"),
    )


def _take_runs(key: str) -> None:
    names = widgets.widget_value(key)
    state.choose("runs", following(names, state.view().scorer) if names else (ALL,))


def _runs(view: View) -> dict[str, RecordedRun]:
    """The recorded trainings of the shown functions; the chosen function is always among them."""
    page = view.of(TrainingView)
    recorded = pretrained.recorded_runs(view.family)
    known = [name for name in recorded if "@" not in name or name in page.runs]
    wanted = dict.fromkeys((view.scorer, *lineup(page.runs, view.scorer, known)))
    return {name: recorded[name] for name in wanted if name in recorded}


def _monitored(view: View, runs: dict[str, RecordedRun]) -> dict[str, MonitoredSentence]:
    """The sentence in view in each training: as it was recorded, or replayed with the parameters that were kept. If it
    is neither, the first sentence that was recorded."""
    texts = [probe.text for run in runs.values() for probe in run.record.probes]
    pair = replayed_pair(view) if view.text not in texts else None
    text = view.text if view.text in texts else next(iter(texts), "")
    probes = {name: _monitored_sentence(f"{view.family}/{name}", run, text, pair) for name, run in runs.items()}
    return {name: probe for name, probe in probes.items() if probe}


def _monitored_sentence(model: str, run: RecordedRun, text: str, pair: ReplayedPair | None) -> MonitoredSentence | None:
    if not pair:
        return run.record.probe(text)
    return replay(model, run.record, pair) if run.keeps_updates else None


def _data(view: View, runs: dict[str, RecordedRun], probes: dict[str, MonitoredSentence]) -> dict[str, Any]:
    shown = {name: probe.by_words() if grain.is_joined() else probe for name, probe in probes.items()}
    chosen = view.scorer if view.scorer in shown else next(iter(shown))
    return {
        "family": view.family,
        "text": shown[chosen].text,
        "source": shown[chosen].source,
        "target": shown[chosen].target,
        "links": _link_boxes(shown[chosen], view),
        "runs": [_run(name, view, runs[name], probe) for name, probe in shown.items()],
        "chosen": chosen,
        "caption": titles.caption_lines(view.family, shown[chosen].text),
    }


def _run(name: str, view: View, run: RecordedRun, shown: MonitoredSentence) -> dict[str, Any]:
    """One training as the browser draws it; weights are whole percents."""
    looks, record = attends(f"{view.family}/{name}"), run.record
    return {
        "name": name,
        "title": titles.scorer_title(name),
        "colour": titles.scorer_colour(name),
        "fixed": not looks,
        "weights": np.round(shown.weights * 100).astype(int).tolist() if looks else [],
        "updates": record.updates.tolist(),
        "seconds": _short(record.seconds),
        "aer": _short(run.errors) if looks else [],
        "entropy": _short(run.entropy) if looks else [],
        "begun": run.first_look if looks else None,
        "epochs": {curve: _short(record.epochs[curve]) for curve in (*CURVES, "seconds")}
        | {"update": record.epochs["update"].astype(int).tolist()},
    }


def _short(values: Iterable[float]) -> list[float]:
    """Three significant digits: all that a curve shows."""
    return [float(f"{value:.3g}") for value in values]


def _link_boxes(probe: MonitoredSentence, view: View) -> list[tuple[int, int, int, int, bool]]:
    """The hand-made links as first and last row, first and last column, and whether they are sure."""
    example = task_example(view.family, probe.text)
    gold = gold_tokens(probe, [example] if example else pretrained.examples(view.family))
    boxes = []
    if not gold:
        return boxes
    for source, target in sorted(gold.links.possible):
        rows, columns = gold.rows[target], gold.columns[source]
        if rows and columns:
            boxes.append((rows[0], rows[-1], columns[0], columns[-1], (source, target) in gold.links.sure))
    return boxes


def _about(aligned: bool) -> str:
    """What the curves are; of the alignment error only where there are gold links."""
    weights = _(
        "While a model was trained, its attention weights on these sentences were recorded at "
        "increasingly spaced updates; the translation is forced, so the rows are always the same."
    )
    error = _(
        "**Alignment error** (AER) compares each word's largest weight with its gold link, made by hand "
        "or, in a synthetic task, known exactly, over all recorded sentences. A model **aligns from** "
        "the first recorded update at which this error is below halfway between its first and its "
        "lowest value."
    )
    curves = _(
        "Loss and BLEU are measured on the validation split after each epoch; entropy is that of the "
        "weights on the recorded sentences. If training was continued in a second run, its first "
        "recorded updates are closely spaced again."
    )
    return "\n\n".join([weights, *([error] if aligned else []), curves])
