"""Tables of the figures of all models of a family, one for each chart, from their cards and sentence figures.

The column `scorer` names the model of a row. NaN stands for a figure that a card does not have, for the p of the
baseline itself, and for measures of attention of a model without attention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd

from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.schema import AlignmentReading, Quality
from seq2seq.config.variants import SECOND_SEED, attends
from seq2seq.evaluation.metrics import ATTENTION_MEASURES, SENTENCES_FILE, MeasuredCorpus, SentenceFigures, counted_bleu
from seq2seq.evaluation.significance import PairedTest, paired_tests

ENTROPY_BINS = 6
"""The number of equally large groups of sentences, from sharp to spread out attention."""
Z_95 = 1.96
"""The standard errors on either side that contain 95 % of a normal distribution."""
NAN = float("nan")
MEAN_OF_HEADS = "mean"


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A measured model: its card, and the figures of its sentences if they are stored."""

    scorer: str
    card: Mapping[str, Any]
    sentences: SentenceFigures | None

    @property
    def test(self) -> Mapping[str, Any]:
        return self.card["test"]

    @property
    def attends(self) -> bool:
        return attends(self.scorer)

    @property
    def alignment(self) -> Mapping[str, Any]:
        """The scores on all gold sets, empty for a model without attention."""
        return self.card.get("alignment", {}) if self.attends else {}

    def agreement(self, gold: str, reading: str, size: str) -> Mapping[str, Any]:
        """The scores on one gold set, empty if there are none."""
        return self.alignment.get(gold, {}).get(reading, {}).get(size, {})


def measured_checkpoints(entries: Iterable[Entry]) -> tuple[Checkpoint, ...]:
    """The usable models whose cards have figures, in the order of the entries."""
    return tuple(
        Checkpoint(entry.scorer, entry.card, _sentences(entry))
        for entry in entries
        if not entry.problem and isinstance(entry.card.get("test"), dict) and "bleu" in entry.card["test"]
    )


def gold_sets(checkpoints: Sequence[Checkpoint]) -> tuple[str, ...]:
    """The gold sets that the models were scored on."""
    return tuple(dict.fromkeys(name for checkpoint in checkpoints for name in checkpoint.alignment))


def comparison_table(
    checkpoints: Sequence[Checkpoint], baseline: str, quality: Quality = "bleu"
) -> dict[str, PairedTest]:
    """Paired tests of all other models against the baseline on the same sentences; `holm` allows for their number."""
    against = next((checkpoint.sentences for checkpoint in checkpoints if checkpoint.scorer == baseline), None)
    if against is None:
        return {}
    systems = {
        checkpoint.scorer: getattr(checkpoint.sentences, quality)
        for checkpoint in checkpoints
        if checkpoint.sentences and checkpoint.scorer != baseline and len(checkpoint.sentences) == len(against)
    }
    return paired_tests(quality, systems, getattr(against, quality))


def overview_table(
    checkpoints: Sequence[Checkpoint],
    gold: str,
    reading: AlignmentReading,
    against: Mapping[str, PairedTest] | None = None,
) -> pd.DataFrame:
    """One row per model: BLEU, chrF and their ±, BLEU of beam search, AER of short pairs if there is a gold set,
    attention, size, speed; of symbols first the percentages of right answers and of wrong symbols."""
    rows = []
    for checkpoint in checkpoints:
        test, comparison = checkpoint.test, (against or {}).get(checkpoint.scorer)
        aer = checkpoint.agreement(gold, reading, "short") or checkpoint.agreement(gold, reading, "all")
        rows.append(
            {
                "scorer": checkpoint.scorer,
                **{
                    name: 100 * test[name] for name in ("accuracy", "same_meaning", "symbol_error_rate") if name in test
                },
                "bleu": counted_bleu(test),
                "bleu_ci": test.get("bleu_ci", NAN) if counted_bleu(test) >= 0 else NAN,
                "difference": comparison.difference if comparison else NAN,
                "p": comparison.p if comparison else NAN,
                "holm": comparison.holm if comparison else NAN,
                "chrf": test["chrf"],
                "chrf_ci": test.get("chrf_ci", NAN),
                "beam": counted_bleu(test["beam"]) if "beam" in test else NAN,
                "perplexity": test["perplexity"],
                **({"aer": NAN, "aer_ci": NAN} if gold else {}),
                **({"aer": 100 * aer["model"]["aer"], "aer_ci": 100 * aer.get("aer_ci", NAN)} if aer else {}),
                **{name: test.get(name, NAN) if checkpoint.attends else NAN for name in ATTENTION_MEASURES},
                "parameters": checkpoint.card["parameters"] / 1e6,
                "milliseconds": checkpoint.card.get("milliseconds") or NAN,
            }
        )
    return pd.DataFrame(rows)


def seed_table(checkpoints: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row per model that was trained with two seeds: scorer, then for each quality (bleu, chrf) the figure of the
    first training, of the second (bleu_2) and their difference (bleu_difference)."""
    by_name = {checkpoint.scorer: checkpoint for checkpoint in checkpoints}
    trained_twice = [
        (checkpoint, second)
        for checkpoint in checkpoints
        if (second := by_name.get(f"{checkpoint.scorer}@{SECOND_SEED}"))
    ]
    rows = pd.DataFrame({"scorer": [checkpoint.scorer for checkpoint, _ in trained_twice]})
    for name in get_args(Quality):
        rows[name] = [checkpoint.test[name] for checkpoint, _ in trained_twice]
        rows[f"{name}_2"] = [second.test[name] for _, second in trained_twice]
        rows[f"{name}_difference"] = rows[f"{name}_2"] - rows[name]
    return rows


def length_table(checkpoints: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row per model and bucket of source lengths: scorer, at_most, sentences, bleu, bleu_ci, chrf, chrf_ci."""
    rows = [{"scorer": checkpoint.scorer, **row} for checkpoint in checkpoints for row in checkpoint.test["by_length"]]
    columns = ["scorer", "at_most", "sentences", "bleu", "bleu_ci", "chrf", "chrf_ci"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))


def error_table(checkpoints: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row per model and group of sentences of similar entropy: scorer, entropy, error = 100 − chrF, ci of the mean
    error, sentences."""
    attending = (
        (checkpoint.scorer, checkpoint.sentences)
        for checkpoint in checkpoints
        if checkpoint.attends and checkpoint.sentences
    )
    return pd.DataFrame(
        [{"scorer": scorer, **row} for scorer, sentences in attending for row in _by_entropy(sentences)],
        columns=["scorer", "entropy", "error", "ci", "sentences"],
    )


def part_table(checkpoints: Sequence[Checkpoint], gold: str, reading: AlignmentReading) -> pd.DataFrame:
    """One row per model and fifth of the target sentences, over all pairs: scorer, part (from 1), aer in percent."""
    rows = [
        {"scorer": checkpoint.scorer, "part": number, "aer": 100 * part["aer"]}
        for checkpoint in checkpoints
        for number, part in enumerate(checkpoint.agreement(gold, reading, "all").get("parts", ()), start=1)
    ]
    return pd.DataFrame(rows, columns=["scorer", "part", "aer"])


def reading_table(checkpoints: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row per model, gold set, reading and size: AER, precision, recall and the diagonal's AER, in percent."""
    rows = [
        {
            "scorer": checkpoint.scorer,
            "gold": gold,
            "reading": reading,
            "pairs": size,
            **{name: 100 * figures["model"][name] for name in ("aer", "precision", "recall")},
            "aer_ci": 100 * figures.get("aer_ci", NAN),
            "diagonal": 100 * figures["diagonal"]["aer"],
            "sentences": figures["model"]["sentences"],
        }
        for checkpoint in checkpoints
        for gold, by_reading in checkpoint.alignment.items()
        for reading, by_size in by_reading.items()
        for size, figures in by_size.items()
    ]
    columns = ["scorer", "gold", "reading", "pairs", "aer", "aer_ci", "precision", "recall", "diagonal", "sentences"]
    return pd.DataFrame(rows, columns=columns)


def head_table(checkpoints: Sequence[Checkpoint], scorer: str) -> dict[str, pd.DataFrame]:
    """Gold set → one row per head of a model, and one for their mean: scorer (`LAYER.HEAD`, or `HEAD` in one layer),
    aer, aer_ci in percent; nothing for a model with one head."""
    measured = {checkpoint.scorer: checkpoint.card.get("heads", {}) for checkpoint in checkpoints}
    tables = {}
    for gold, figures in measured.get(scorer, {}).items():
        heads, layers = figures["heads"], figures["layers"]
        per_layer = len(heads) // layers
        names = [
            f"{at // per_layer + 1}.{at % per_layer + 1}" if layers > 1 else f"{at + 1}" for at in range(len(heads))
        ]
        rows = zip([*names, MEAN_OF_HEADS], [*heads, figures["mean"]], strict=True)
        tables[gold] = pd.DataFrame(
            [{"scorer": name, **{figure: 100 * value for figure, value in head.items()}} for name, head in rows]
        )
    return tables


def sentence_table(measured: MeasuredCorpus) -> pd.DataFrame:
    """One row per source sentence: source, translation, reference (several with slashes between), and its figures."""
    texts = {
        "source": measured.sources,
        "translation": measured.translations,
        "reference": [" / ".join(row) for row in measured.references],
    }
    return pd.DataFrame(texts | measured.figures.columns())


def all_tables(
    checkpoints: Sequence[Checkpoint], baseline: str, quality: Quality, gold: str, reading: AlignmentReading
) -> dict[str, list[dict[str, Any]]]:
    """All tables of a family as JSON values."""
    against = comparison_table(checkpoints, baseline, quality)
    tables = {
        "checkpoints": overview_table(checkpoints, gold, reading, against),
        "lengths": length_table(checkpoints),
        "errors": error_table(checkpoints),
        "parts": part_table(checkpoints, gold, reading),
        "readings": reading_table(checkpoints),
    }
    return {name: to_records(table) for name, table in tables.items()}


def to_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON values; NaN becomes None."""
    return [
        {name: None if isinstance(value, float) and np.isnan(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _by_entropy(sentences: SentenceFigures) -> list[dict[str, float]]:
    error, order = 100 - sentences.columns()["chrf"], np.argsort(sentences.entropy, kind="stable")
    return [
        {
            "entropy": float(sentences.entropy[rows].mean()),
            "error": float(error[rows].mean()),
            "ci": float(Z_95 * error[rows].std() / np.sqrt(len(rows))),
            "sentences": len(rows),
        }
        for rows in np.array_split(order, ENTROPY_BINS)
        if len(rows)
    ]


def _sentences(entry: Entry) -> SentenceFigures | None:
    try:
        return SentenceFigures.read(entry.folder / SENTENCES_FILE)
    except (OSError, ValueError):
        return None
