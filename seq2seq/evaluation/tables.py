"""What cards and sentences say of the models of a family, side by side: one table for each figure that is drawn.

A row names its model in the column `scorer`. Whatever a card does not say is NaN, as is the p of the baseline itself,
and every figure of attention where nothing attends.
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
from seq2seq.evaluation.sentence_figures import ATTENTION_MEASURES, SENTENCES_FILE, Measured, Sentences
from seq2seq.evaluation.significance import Paired, paired

BINS = 6
"""Groups of equally many sentences, from sharp to spread out attention."""
NORMAL = 1.96
"""Standard errors on either side that hold 95 % of a normal distribution."""
NAN = float("nan")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A measured model: its card, and its sentences if they were kept."""

    scorer: str
    card: Mapping[str, Any]
    sentences: Sentences | None

    @property
    def test(self) -> Mapping[str, Any]:
        return self.card["test"]

    @property
    def attends(self) -> bool:
        return attends(self.scorer)

    @property
    def alignment(self) -> Mapping[str, Any]:
        """What was found on the gold sets; nothing where there is nothing to be aligned."""
        return self.card.get("alignment", {}) if self.attends else {}

    def agreement(self, gold: str, reading: str, size: str) -> Mapping[str, Any]:
        """What was found on a gold set; empty if nothing was."""
        return self.alignment.get(gold, {}).get(reading, {}).get(size, {})


def measured_checkpoints(entries: Iterable[Entry]) -> tuple[Checkpoint, ...]:
    """Those that work and whose cards have figures, in the order of the entries."""
    return tuple(
        Checkpoint(each.scorer, each.card, _sentences(each))
        for each in entries
        if not each.problem and isinstance(each.card.get("test"), dict) and "bleu" in each.card["test"]
    )


def golds(found: Sequence[Checkpoint]) -> tuple[str, ...]:
    """The gold sets that the models were scored on."""
    return tuple(dict.fromkeys(name for each in found for name in each.alignment))


def comparison_table(found: Sequence[Checkpoint], baseline: str, quality: Quality = "bleu") -> dict[str, Paired]:
    """Every other model against the baseline on the same sentences; p adjusted for as many models as there are."""
    against = next((each.sentences for each in found if each.scorer == baseline), None)
    if against is None:
        return {}
    systems = {
        each.scorer: getattr(each.sentences, quality)
        for each in found
        if each.sentences and each.scorer != baseline and len(each.sentences) == len(against)
    }
    return paired(quality, systems, getattr(against, quality))


def overview(
    found: Sequence[Checkpoint], gold: str, reading: AlignmentReading, against: Mapping[str, Paired] | None = None
) -> pd.DataFrame:
    """One row a model. BLEU, chrF and their ±; BLEU of a beam; AER of short pairs; what attention does; size, speed."""
    rows = []
    for each in found:
        test, other = each.test, (against or {}).get(each.scorer)
        aer = each.agreement(gold, reading, "short") or each.agreement(gold, reading, "all")
        rows.append(
            {
                "scorer": each.scorer,
                "bleu": test["bleu"],
                "bleu_ci": test.get("bleu_ci", NAN),
                "difference": other.difference if other else NAN,
                "p": other.p if other else NAN,
                "holm": other.holm if other else NAN,
                "chrf": test["chrf"],
                "chrf_ci": test.get("chrf_ci", NAN),
                "beam": test.get("beam", {}).get("bleu", NAN),
                "perplexity": test["perplexity"],
                "aer": 100 * aer["model"]["aer"] if aer else NAN,
                "aer_ci": 100 * aer.get("aer_ci", NAN) if aer else NAN,
                **{name: test.get(name, NAN) if each.attends else NAN for name in ATTENTION_MEASURES},
                "parameters": each.card["parameters"] / 1e6,
                "milliseconds": each.card.get("milliseconds") or NAN,
            }
        )
    return pd.DataFrame(rows)


def seeds(found: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row a model that was trained twice, from different random numbers: scorer, then of each quality (bleu, chrf)
    the first training's, the second's (bleu_2) and the difference (bleu_difference)."""
    by_name = {each.scorer: each for each in found}
    twice = [(each, again) for each in found if (again := by_name.get(f"{each.scorer}@{SECOND_SEED}"))]
    rows = pd.DataFrame({"scorer": [each.scorer for each, _ in twice]})
    for name in get_args(Quality):
        rows[name] = [each.test[name] for each, _ in twice]
        rows[f"{name}_2"] = [again.test[name] for _, again in twice]
        rows[f"{name}_difference"] = rows[f"{name}_2"] - rows[name]
    return rows


def length_table(found: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row a model and bucket of source lengths: scorer, at_most, sentences, bleu, bleu_ci, chrf, chrf_ci."""
    rows = [{"scorer": each.scorer, **row} for each in found for row in each.test["by_length"]]
    columns = ["scorer", "at_most", "sentences", "bleu", "bleu_ci", "chrf", "chrf_ci"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))


def errors(found: Sequence[Checkpoint]) -> pd.DataFrame:
    """Sentences of each model in groups of like entropy: scorer, entropy, error = 100 − chrF, ci of its mean."""
    known = ((each.scorer, each.sentences) for each in found if each.attends and each.sentences)
    return pd.DataFrame(
        [{"scorer": scorer, **row} for scorer, measured in known for row in _by_entropy(measured)],
        columns=["scorer", "entropy", "error", "ci", "sentences"],
    )


def part_table(found: Sequence[Checkpoint], gold: str, reading: AlignmentReading) -> pd.DataFrame:
    """AER in percent of each fifth of the target sentence, over all pairs: scorer, part from 1, aer."""
    rows = [
        {"scorer": each.scorer, "part": number, "aer": 100 * part["aer"]}
        for each in found
        for number, part in enumerate(each.agreement(gold, reading, "all").get("parts", ()), start=1)
    ]
    return pd.DataFrame(rows, columns=["scorer", "part", "aer"])


def readings(found: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row a model, gold set, reading and size: AER, precision, recall and the diagonal's AER, in percent."""
    rows = [
        {
            "scorer": each.scorer,
            "gold": gold,
            "reading": reading,
            "pairs": size,
            **{name: 100 * figures["model"][name] for name in ("aer", "precision", "recall")},
            "aer_ci": 100 * figures.get("aer_ci", NAN),
            "diagonal": 100 * figures["diagonal"]["aer"],
            "sentences": figures["model"]["sentences"],
        }
        for each in found
        for gold, by_reading in each.alignment.items()
        for reading, by_size in by_reading.items()
        for size, figures in by_size.items()
    ]
    columns = ["scorer", "gold", "reading", "pairs", "aer", "aer_ci", "precision", "recall", "diagonal", "sentences"]
    return pd.DataFrame(rows, columns=columns)


def sentence_table(measured: Measured) -> pd.DataFrame:
    """One row a source sentence: source, translation, reference (several with slashes between), and its figures."""
    texts = {
        "source": measured.sources,
        "translation": measured.translations,
        "reference": [" / ".join(row) for row in measured.references],
    }
    return pd.DataFrame(texts | measured.figures.columns())


def everything(
    found: Sequence[Checkpoint], baseline: str, quality: Quality, gold: str, reading: AlignmentReading
) -> dict[str, list[dict[str, Any]]]:
    """All tables as plain JSON values."""
    against = comparison_table(found, baseline, quality)
    tables = {
        "checkpoints": overview(found, gold, reading, against),
        "lengths": length_table(found),
        "errors": errors(found),
        "parts": part_table(found, gold, reading),
        "readings": readings(found),
    }
    return {name: to_records(table) for name, table in tables.items()}


def to_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON values; NaN becomes None."""
    return [
        {name: None if isinstance(value, float) and np.isnan(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _by_entropy(sentences: Sentences) -> list[dict[str, float]]:
    error, order = 100 - sentences.columns()["chrf"], np.argsort(sentences.entropy, kind="stable")
    return [
        {
            "entropy": float(sentences.entropy[rows].mean()),
            "error": float(error[rows].mean()),
            "ci": float(NORMAL * error[rows].std() / np.sqrt(len(rows))),
            "sentences": len(rows),
        }
        for rows in np.array_split(order, BINS)
        if len(rows)
    ]


def _sentences(entry: Entry) -> Sentences | None:
    try:
        return Sentences.read(entry.folder / SENTENCES_FILE)
    except (OSError, ValueError):
        return None
