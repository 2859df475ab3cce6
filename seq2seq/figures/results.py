"""The tables of docs/results.md, from the cards of the shipped models, as Markdown. No plotly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.variants import card_and_variant
from seq2seq.evaluation.aligner_scores import MODEL_1, MODEL_1_READ, AlignerComparison, AlignerScore, read_comparison
from seq2seq.evaluation.tables import Checkpoint, gold_sets, measured_checkpoints
from seq2seq.evaluation.verdicts import FOREIGN, OWN, Verdicts, read_verdicts
from seq2seq.figures.command_results import commands_table
from seq2seq.figures.markdown import markdown_table
from seq2seq.figures.reader_results import readers_table
from seq2seq.figures.sound_results import sounds_table
from seq2seq.figures.task_results import tasks_table

GOLD = {"eng-cmn-pud": "PUD", "eng-fra": "Hansards", "eng-fra-pud": "PUD"}
"""Name of a set of gold word alignments in a card → its usual name."""
_READINGS = {
    "weights": "`weights`, as the decoder set them",
    "posterior": "`posterior`",
    "mutual": "`mutual`: posterior links that both sides choose",
    "grown": "`grown`: those with their neighbours (grow-diag-final-and)",
}
_FAMILIES = ("zh-en", "en-fr")
_LINKS = ("zh-en/additive", "en-fr/additive")
"""The models whose readings are compared."""
ALIGNERS = (
    ("Model 1, both directions agree (intersection)", (MODEL_1, "intersection", "")),
    ("Model 1, intersection, gold sentences read", (MODEL_1_READ, "intersection", "")),
    ("*Additive*, `mutual`", ("", "mutual", "")),
    ("Model 1, grow-diag-final-and", (MODEL_1, "grow-diag-final-and", "")),
    ("Model 1, grow-diag-final-and, gold sentences read", (MODEL_1_READ, "grow-diag-final-and", "")),
    ("*Additive*, `grown`", ("", "grown", "")),
    ("`mutual` less intersection, on the same resamples", ("", "mutual", "intersection")),
    ("`grown` less grow-diag-final-and, on the same resamples", ("", "grown", "grow-diag-final-and")),
)
"""Title of a row, and its score: model ("" is the one in _LINKS), reading, and the reading that is subtracted."""

VERDICT_HEADS = ("own weights", "diagonal", "another sentence's", "columns permuted", "one row repeated", "random rows")


def results_tables(entries: Iterable[Entry]) -> dict[str, str]:
    """Name of a part of the document → its Markdown. Families without measured models have no part."""
    models = list(entries)
    families = {name: measured_checkpoints(model for model in models if model.family == name) for name in _FAMILIES}
    chosen = [model for model in models if model.name in _LINKS]
    linked = {model.name: checkpoint for model in chosen for checkpoint in measured_checkpoints([model])}
    compared = {model.name: scores for model in chosen if (scores := read_comparison(model.folder.parent))}
    parts = {name: f"{_models(group)}\n{_remarks(group)}" for name, group in families.items() if group}
    parts |= {"links": _links(linked)} if linked else {}
    parts |= {"tasks": table} if (table := tasks_table(models)) else {}
    parts |= {"readers": table} if (table := readers_table(models)) else {}
    parts |= {"commands": table} if (table := commands_table(models)) else {}
    parts |= {"sounds": table} if (table := sounds_table(models)) else {}
    measured = {model.folder.parent for model in models if model.family in _FAMILIES}
    verdicts = {f"verdicts-{folder.name}": read_verdicts(folder) for folder in measured}
    parts |= {name: verdicts_table(counted) for name, counted in verdicts.items() if counted}
    return parts | ({"ibm-model-1": _aligners(compared)} if compared else {})


def update(document: Path, entries: Iterable[Entry]) -> None:
    """Put the tables into a document that has marks for them. Raises ValueError if a mark is missing."""
    document.write_text(update_document(document.read_text("utf-8"), results_tables(entries)), "utf-8")


def update_document(document: str, parts: Mapping[str, str]) -> str:
    """The document with each part put between its marks, `<!-- NAME -->` and `<!-- /NAME -->`.
    Raises ValueError if a mark is missing."""
    for name, text in parts.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(document):
            raise ValueError(f"there are no marks <!-- {name} --> and <!-- /{name} -->")
        document = marks.sub(lambda match, text=text: f"{match[1]}{text}{match[2]}", document)
    return document


def _models(checkpoints: Sequence[Checkpoint]) -> str:
    """One row per model; models without attention have no entropy and no alignment."""
    measured = gold_sets(checkpoints)
    errors = [f"{GOLD.get(gold, gold)} {what} %" for gold in measured for what in ("AER", "posterior")]
    head = ["BLEU", "BLEU, beam 5", "chrF", "perplexity", "entropy, bits", *errors, "M parameters", "ms"]
    return markdown_table(["", *head], [[_title(model.scorer), *_figures(model, measured)] for model in checkpoints])


def _figures(checkpoint: Checkpoint, golds: Sequence[str]) -> list[str]:
    test = checkpoint.test
    errors = [_aer(checkpoint, gold, reading) for gold in golds for reading in ("weights", "posterior")]
    return [
        f"{test['bleu']:.1f} ± {test['bleu_ci']:.1f}" if "bleu_ci" in test else f"{test['bleu']:.1f}",
        _number(test.get("beam", {}).get("bleu"), 1),
        _number(test["chrf"], 1),
        _number(test["perplexity"], 2),
        _number(test.get("entropy") if checkpoint.attends else None, 2),
        *errors,
        _number(checkpoint.card["parameters"] / 1e6, 2),
        _number(checkpoint.card.get("milliseconds"), 1),
    ]


def _remarks(checkpoints: Sequence[Checkpoint]) -> str:
    """Remarks on the whole table: number of sentences, AER of the diagonal, training time."""
    sentences = max(model.test["sentences"] for model in checkpoints)
    lines = [f"Sentences of the test split: {sentences:,}."]
    diagonal = [f"{GOLD.get(gold, gold)} {_diagonal(checkpoints, gold)}" for gold in gold_sets(checkpoints)]
    lines += [f"AER of the diagonal alone, in percent: {', '.join(diagonal)}."] if diagonal else []
    minutes = [model.card["training"]["seconds"] / 60 for model in checkpoints if "training" in model.card]
    if minutes:
        low, middle, high = min(minutes), median(minutes), max(minutes)
        lines.append(f"Minutes of training: median {middle:.1f}, from {low:.1f} to {high:.1f}.")
    return " ".join(lines) + "\n"


def _links(checkpoints: Mapping[str, Checkpoint]) -> str:
    """AER in percent by reading, one column per model and gold set."""
    columns = [(name, gold) for name, model in checkpoints.items() for gold in gold_sets([model])]
    head = ["", *(f"{name.replace('/', ' ')}, {GOLD.get(gold, gold)}" for name, gold in columns)]
    diagonal = ["the diagonal", *(_diagonal([checkpoints[name]], gold) for name, gold in columns)]
    errors = {reading: [_aer(checkpoints[name], gold, reading) for name, gold in columns] for reading in _READINGS}
    return markdown_table(head, [diagonal, *([words, *errors[reading]] for reading, words in _READINGS.items())])


def _aligners(compared: Mapping[str, AlignerComparison]) -> str:
    """AER in percent of IBM Model 1 and of a model, one column per family."""
    sets = [
        f"{name.partition('/')[0]}, {GOLD.get(scores.gold, scores.gold)} ({scores.sentences:,} pairs)"
        for name, scores in compared.items()
    ]
    learned = ["sentence pairs that Model 1 learned from", *(f"{scores.pairs:,}" for scores in compared.values())]
    rows = [
        [words, *(_score(scores.score(model or name, *reading)) for name, scores in compared.items())]
        for words, (model, *reading) in ALIGNERS
    ]
    return markdown_table(["", *sets], [learned, *rows])


def verdicts_table(counted: Sequence[Verdicts]) -> str:
    """The share of sentences with a yes, in percent, by model and kind of weights."""
    heads = dict(zip((OWN, *FOREIGN), VERDICT_HEADS, strict=True))
    rows = [
        [
            _title(counts.model.partition("/")[2]),
            *(f"{100 * counts.yes[kind] / counts.sentences:.1f}" for kind in heads),
            f"{counts.sentences:,}",
            f"{counts.too_short:,}",
        ]
        for counts in counted
    ]
    return markdown_table(["yes, %", *heads.values(), "sentences", "too short"], rows)


def _score(score: AlignerScore | None) -> str:
    return f"{100 * score.aer:.1f} ± {100 * score.aer_ci:.1f}".replace("-", "−") if score else "–"


def _aer(checkpoint: Checkpoint, gold: str, reading: str) -> str:
    return _percent(checkpoint.agreement(gold, reading, "short"), "model")


def _diagonal(checkpoints: Sequence[Checkpoint], gold: str) -> str:
    """AER of the diagonal in percent, which does not depend on the model."""
    return next(
        _percent(model.agreement(gold, "weights", "short"), "diagonal") for model in checkpoints if model.attends
    )


def _percent(figures: Mapping[str, Any], what: str) -> str:
    return f"{100 * figures[what]['aer']:.1f}" if figures else "–"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _title(scorer: str) -> str:
    card, variant = card_and_variant(scorer)
    return f"{card.title}, {variant.title}" if variant else card.title
