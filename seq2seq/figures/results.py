"""What the cards of shipped models say, as Markdown: the tables of docs/results.md. No plotly."""

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

GOLD = {"eng-cmn-pud": "PUD", "eng-fra": "Hansards", "eng-fra-pud": "PUD"}
"""What people call the sets of word alignments that the cards name."""
_READINGS = {
    "weights": "`weights`, as the decoder set them",
    "posterior": "`posterior`",
    "mutual": "`mutual`: posterior links that both sides choose",
    "grown": "`grown`: those with their neighbours (grow-diag-final-and)",
}
_FAMILIES = ("zh-en", "en-fr")
_LINKS = ("zh-en/additive", "en-fr/additive")
"""The models whose readings stand side by side."""
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
"""What is said of a row, and which score it has: model ("" is the one in _LINKS), reading, and what is taken off."""


def results_tables(entries: Iterable[Entry]) -> dict[str, str]:
    """Name of a part of the document → its Markdown. Families without figures have no part."""
    listed = list(entries)
    families = {name: measured_checkpoints(each for each in listed if each.family == name) for name in _FAMILIES}
    chosen = [each for each in listed if each.name in _LINKS]
    linked = {each.name: found for each in chosen for found in measured_checkpoints([each])}
    compared = {each.name: found for each in chosen if (found := read_comparison(each.folder.parent))}
    parts = {name: f"{_models(found)}\n{_remarks(found)}" for name, found in families.items() if found}
    parts |= {"links": _links(linked)} if linked else {}
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
        document = marks.sub(lambda found, text=text: f"{found[1]}{text}{found[2]}", document)
    return document


def _models(found: Sequence[Checkpoint]) -> str:
    """A row a model; what does not attend has no entropy and no alignment."""
    measured = gold_sets(found)
    errors = [f"{GOLD.get(gold, gold)} {what} %" for gold in measured for what in ("AER", "posterior")]
    head = ["BLEU", "BLEU, beam 5", "chrF", "perplexity", "entropy, bits", *errors, "M parameters", "ms"]
    return _table(["", *head], [[_title(each.scorer), *_figures(each, measured)] for each in found])


def _figures(found: Checkpoint, golds: Sequence[str]) -> list[str]:
    test = found.test
    errors = [_aer(found, gold, reading) for gold in golds for reading in ("weights", "posterior")]
    return [
        f"{test['bleu']:.1f} ± {test['bleu_ci']:.1f}" if "bleu_ci" in test else f"{test['bleu']:.1f}",
        _number(test.get("beam", {}).get("bleu"), 1),
        _number(test["chrf"], 1),
        _number(test["perplexity"], 2),
        _number(test.get("entropy") if found.attends else None, 2),
        *errors,
        _number(found.card["parameters"] / 1e6, 2),
        _number(found.card.get("milliseconds"), 1),
    ]


def _remarks(found: Sequence[Checkpoint]) -> str:
    """What holds for the whole table: sentences, the diagonal, time of training."""
    sentences = max(each.test["sentences"] for each in found)
    lines = [f"Sentences of the test split: {sentences:,}."]
    diagonal = [f"{GOLD.get(gold, gold)} {_diagonal(found, gold)}" for gold in gold_sets(found)]
    lines += [f"AER of the diagonal alone, in percent: {', '.join(diagonal)}."] if diagonal else []
    minutes = [each.card["training"]["seconds"] / 60 for each in found if "training" in each.card]
    if minutes:
        low, middle, high = min(minutes), median(minutes), max(minutes)
        lines.append(f"Minutes of training: median {middle:.1f}, from {low:.1f} to {high:.1f}.")
    return " ".join(lines) + "\n"


def _links(found: Mapping[str, Checkpoint]) -> str:
    """AER in percent by reading, a column a model and gold set."""
    columns = [(name, gold) for name, each in found.items() for gold in gold_sets([each])]
    head = ["", *(f"{name.replace('/', ' ')}, {GOLD.get(gold, gold)}" for name, gold in columns)]
    diagonal = ["the diagonal", *(_diagonal([found[name]], gold) for name, gold in columns)]
    errors = {reading: [_aer(found[name], gold, reading) for name, gold in columns] for reading in _READINGS}
    return _table(head, [diagonal, *([words, *errors[reading]] for reading, words in _READINGS.items())])


def _aligners(compared: Mapping[str, AlignerComparison]) -> str:
    """AER in percent of IBM Model 1 and of a model, a column a family."""
    sets = [
        f"{name.partition('/')[0]}, {GOLD.get(found.gold, found.gold)} ({found.sentences:,} pairs)"
        for name, found in compared.items()
    ]
    learned = ["sentence pairs that Model 1 learned from", *(f"{found.pairs:,}" for found in compared.values())]
    rows = [
        [words, *(_score(found.score(model or name, *reading)) for name, found in compared.items())]
        for words, (model, *reading) in ALIGNERS
    ]
    return _table(["", *sets], [learned, *rows])


def _score(found: AlignerScore | None) -> str:
    return f"{100 * found.aer:.1f} ± {100 * found.aer_ci:.1f}".replace("-", "−") if found else "–"


def _aer(found: Checkpoint, gold: str, reading: str) -> str:
    return _percent(found.agreement(gold, reading, "short"), "model")


def _diagonal(found: Sequence[Checkpoint], gold: str) -> str:
    """The same for all models, as no model is in it."""
    return next(_percent(each.agreement(gold, "weights", "short"), "diagonal") for each in found if each.attends)


def _percent(figures: Mapping[str, Any], what: str) -> str:
    return f"{100 * figures[what]['aer']:.1f}" if figures else "–"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _title(scorer: str) -> str:
    card, variant = card_and_variant(scorer)
    return f"{card.title}, {variant.title}" if variant else card.title


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))
