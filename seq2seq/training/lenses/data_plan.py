"""What the lens Data trains, as plain values. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seq2seq.config.schema import TrainConfig
from seq2seq.training.lenses.record import LensRecord

DATA_SCORERS = ("additive", "none")
DATA_SHARES = (Fraction(1, 16), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))
"""Parts of the corpus, from the quickest training to the longest."""
DATA_SEED = 1
"""Of the one training of each model, and of the order from which the parts are taken."""
DROPOUT = 0.3


@dataclass(frozen=True)
class DataPlan:
    """How the models of a family are trained: epochs over the whole corpus, the rest of the recipe, and the set of gold
    alignments, whose links go from target to source where they are `swapped`."""

    epochs: int
    recipe: TrainConfig
    gold: str
    swapped: bool = False

    def epochs_of(self, share: Fraction) -> int:
        """More epochs the less there is to read, yet fewer updates: 1/√share times as many."""
        return round(self.epochs / float(share) ** 0.5)

    def notes(self) -> dict[str, Any]:
        """What a record says of how its models were trained."""
        epochs = {str(share): self.epochs_of(share) for share in DATA_SHARES}
        return self.recipe.to_dict() | {"epochs": epochs, "dropout": DROPOUT, "gold": self.gold}


DATA_PLANS: Mapping[str, DataPlan] = {
    "zh-en": DataPlan(5, TrainConfig(seed=DATA_SEED), "eng-cmn-pud", swapped=True),
    "en-fr": DataPlan(2, TrainConfig(seed=DATA_SEED, batch_size=128, learning_rate=2.5e-3), "eng-fra-pud"),
}


def missing_shares(record: LensRecord) -> dict[str, tuple[Fraction, ...]]:
    """Family → the parts that not all its models were trained on, of families that lack any. Parts are recorded from
    the smallest up."""
    done = {
        family: min(len(record.curve(f"{family}_bleu", scorer, DATA_SEED).x) for scorer in DATA_SCORERS)
        for family in DATA_PLANS
    }
    return {family: DATA_SHARES[count:] for family, count in done.items() if count < len(DATA_SHARES)}
