"""The tables of docs/results.md, from the cards of the shipped models, as Markdown. No plotly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Any

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.cards import CARDS
from seq2seq.config.network_cards import ENCODER_CARDS
from seq2seq.config.variants import card_and_variant
from seq2seq.data.tasks import TASKS
from seq2seq.evaluation.commands import command_table
from seq2seq.evaluation.tables import Z_95, Checkpoint, gold_sets, measured_checkpoints
from seq2seq.evaluation.verdicts import FOREIGN, OWN, Verdicts, read_verdicts
from seq2seq.experiments.records import (
    MODEL_1,
    MODEL_1_READ,
    AlignerComparison,
    AlignerScore,
    EncoderSpeeds,
    cost_table,
    encoder_entries,
    read_comparison,
    read_speeds,
)

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

_PARTS = {"all": "all", "rare": "with a rare word", "known": "without"}
"""Part of the commands of the shell → what it is called."""
VERDICT_HEADS = ("own weights", "diagonal", "another sentence's", "columns permuted", "one row repeated", "random rows")


def results_tables(entries: Iterable[Entry]) -> dict[str, str]:
    """Name of a part of the document → its Markdown. Families without measured models have no part."""
    models = list(entries)
    families: dict[str, list[Entry]] = {}
    for model in models:
        families.setdefault(model.family, []).append(model)
    chosen = [model for model in models if model.name in _LINKS]
    linked = {model.name: checkpoint for model in chosen for checkpoint in measured_checkpoints([model])}
    compared = {model.name: scores for model in chosen if (scores := read_comparison(model.folder.parent))}
    parts = {name: _models(measured_checkpoints(families.get(name, ()))) for name in _FAMILIES}
    parts |= {"links": _links(linked), "tasks": _tasks(families), "readers": _encoders(families)}
    parts |= {"commands": _commands(models), "sounds": _sounds(models), "regexes": _regexes(models)}
    for folder in dict.fromkeys(model.folder.parent for name in _FAMILIES for model in families.get(name, ())):
        parts[f"verdicts-{folder.name}"] = verdicts_table(read_verdicts(folder))
    parts |= {"ibm-model-1": _aligners(compared)}
    return {name: text for name, text in parts.items() if text}


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


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown with this head, one line a row; "" without rows."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows)) if rows else ""


def _models(checkpoints: Sequence[Checkpoint]) -> str:
    """One row per model, and remarks; models without attention have no entropy and no alignment."""
    measured = gold_sets(checkpoints)
    errors = [f"{GOLD.get(gold, gold)} {what} %" for gold in measured for what in ("AER", "posterior")]
    head = ["BLEU", "BLEU, beam 5", "chrF", "perplexity", "entropy, bits", *errors, "M parameters", "ms"]
    table = _table(["", *head], [[_title(model.scorer), *_figures(model, measured)] for model in checkpoints])
    return f"{table}\n{_remarks(checkpoints)}" if table else ""


def _figures(checkpoint: Checkpoint, golds: Sequence[str]) -> list[str]:
    test = checkpoint.test
    errors = [_aer(checkpoint, gold, reading) for gold in golds for reading in ("weights", "posterior")]
    return [
        _interval(test["bleu"], test.get("bleu_ci")),
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
    columns = [(model, name, gold) for name, model in checkpoints.items() for gold in gold_sets([model])]
    head = ["", *(f"{name.replace('/', ' ')}, {GOLD.get(gold, gold)}" for _, name, gold in columns)]
    diagonal = ["the diagonal", *(_diagonal([model], gold) for model, _, gold in columns)]
    readings = [
        [words, *(_aer(model, gold, reading) for model, _, gold in columns)] for reading, words in _READINGS.items()
    ]
    return _table(head, [diagonal, *readings] if columns else [])


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
    return _table(["", *sets], [learned, *rows] if compared else [])


def _tasks(families: Mapping[str, Sequence[Entry]]) -> str:
    """One row per scoring function, one column per task with models: right answers and AER in percent."""
    by_task = {
        name: {checkpoint.scorer: checkpoint for checkpoint in measured_checkpoints(families[name])}
        for name in TASKS
        if name in families
    }
    rows = [[card.title, *(_answers(group.get(card.name)) for group in by_task.values())] for card in CARDS.values()]
    return _table(["", *(TASKS[name].title for name in by_task)], rows if by_task else [])


def _answers(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return "–"
    gold = next(iter(gold_sets([checkpoint])), "")
    return (
        f"{100 * checkpoint.test['accuracy']:.1f} · {_percent(checkpoint.agreement(gold, 'weights', 'all'), 'model')}"
    )


def _encoders(families: Mapping[str, Sequence[Entry]]) -> str:
    """One row per family and model whose encoder is another: quality with intervals, size, milliseconds and millions of
    multiplications to encode sources of some lengths."""
    rows = []
    for family, group in families.items():
        compared = encoder_entries(group)
        speeds = read_speeds(compared[0].folder.parent) if compared else None
        costs: Any = cost_table(compared, speeds or EncoderSpeeds((), {}))
        for entry in compared:
            # the one without a variant is called by its own encoder
            config = None if "@" in entry.scorer else entry.read_config()
            title = _title(entry.scorer) + (f", {ENCODER_CARDS[config.encoder_name].title} encoder" if config else "")
            own = costs[costs["scorer"] == entry.scorer]
            lengths = [" / ".join(f"{value:.2g}" for value in own[name]) or "–" for name in ("encoding", "products")]
            for checkpoint in measured_checkpoints([entry]):
                # where all are right, resampling has no width, which is no certainty
                scores = [(checkpoint.test[name], checkpoint.test.get(f"{name}_ci", 0)) for name in ("bleu", "chrf")]
                intervals = [_interval(score, half if score < 100 else None) for score, half in scores]
                size = f"{checkpoint.card['parameters'] / 1e6:.3g}"
                rows.append([family, title, *intervals, size, *lengths])
    return _table(["", "", "BLEU", "chrF", "M parameters", "ms", "M multiplications"], rows)


def _commands(entries: Iterable[Entry]) -> str:
    """One row per model and part of the commands of the shell: percent right word for word and as templates, BLEU, the
    score of NLC2CMD."""
    table: Any = command_table(measured_checkpoints(entries))
    rows = []
    for _, row in table.iterrows():
        exact, template, score = (
            _interval(row[name], row[f"{name}_interval"]) for name in ("exact", "template", "nlc2cmd")
        )
        part, count = _PARTS[row["part"]], f"{row['count']:,}"
        rows.append([_title(row["scorer"]), part, count, exact, template, f"{row['bleu']:.1f}", score])
    return _table(["", "commands", "number", "exact %", "template %", "BLEU", "NLC2CMD"], rows)


def _sounds(entries: Iterable[Entry]) -> str:
    """One row per model that writes the sounds of a word: percent of words right and of sounds wrong, perplexity."""
    rows = []
    for model in measured_checkpoints(entries):
        if "symbol_error_rate" in model.test:
            right, wrong = (model.test[name] for name in ("accuracy", "symbol_error_rate"))
            perplexity = f"{model.test['perplexity']:.2f}"
            rows.append([_title(model.scorer), _share(model, right), f"{100 * wrong:.1f}", perplexity])
    return _table(["", "words right, %", "sounds wrong, %", "perplexity"], rows)


def _regexes(entries: Iterable[Entry]) -> str:
    """One row per model that writes regular expressions: percent right symbol for symbol, and by meaning."""
    rows = []
    for model in measured_checkpoints(entries):
        if "same_meaning" in model.test:
            shares = (_share(model, model.test[name]) for name in ("accuracy", "same_meaning"))
            rows.append([_title(model.scorer), *shares, f"{model.test['perplexity']:.2f}"])
    return _table(["", "exact, %", "same meaning, %", "perplexity"], rows)


def _share(model: Checkpoint, share: float) -> str:
    """A share of the sentences of the test split in percent, with its interval by the normal approximation."""
    half = Z_95 * sqrt(share * (1 - share) / model.test["sentences"])
    return _interval(100 * share, 100 * half)


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
    return _table(["yes, %", *heads.values(), "sentences", "too short"], rows)


def _score(score: AlignerScore | None) -> str:
    return _interval(100 * score.aer, 100 * score.aer_ci).replace("-", "−") if score else "–"


def _aer(checkpoint: Checkpoint, gold: str, reading: str) -> str:
    return _percent(checkpoint.agreement(gold, reading, "short"), "model")


def _diagonal(checkpoints: Sequence[Checkpoint], gold: str) -> str:
    """AER of the diagonal in percent, which does not depend on the model."""
    return next(
        _percent(model.agreement(gold, "weights", "short"), "diagonal") for model in checkpoints if model.attends
    )


def _percent(figures: Mapping[str, Any], what: str) -> str:
    return f"{100 * figures[what]['aer']:.1f}" if figures else "–"


def _interval(value: float, half: float | None) -> str:
    return f"{value:.1f}" if half is None else f"{value:.1f} ± {half:.1f}"


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _title(scorer: str) -> str:
    card, variant = card_and_variant(scorer)
    return f"{card.title}, {variant.title}" if variant else card.title
