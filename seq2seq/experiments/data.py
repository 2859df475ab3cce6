"""What more data bring: models with attention and without, trained on a sixteenth of a corpus up to all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from random import Random

from seq2seq.checkpoints.zoo import Bundle, load_model, load_tokenizers, read_config
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.data.corpus import group_references, read_sentence_pairs
from seq2seq.data.tsv import Pair
from seq2seq.decoding.corpus import translate_all
from seq2seq.evaluation.align import GoldSentence, aer_counts, align_corpus
from seq2seq.evaluation.model_card import SHORT_TOKENS, read_gold_folder
from seq2seq.evaluation.significance import (
    aer_from_counts,
    aer_interval,
    confidence_interval,
    corpus_quality,
    quality_counts,
)
from seq2seq.experiments.records import (
    DATA_PLANS,
    DATA_SCORERS,
    DATA_SEED,
    DATA_SHARES,
    DROPOUT,
    DataPlan,
    ExperimentCurve,
    ExperimentRecord,
)
from seq2seq.training.training import RESUME, Corpus, train

_WATCHED = 100
"""Valid pairs that are translated after each epoch."""


@dataclass(frozen=True)
class DataPlaces:
    """Where it is read and written: `corpora` and `root` have a folder a family, of sentences and of shipped models;
    `gold` has sets of alignments by name; `runs` gets the models."""

    corpora: Path
    gold: Mapping[str, Path]
    runs: Path
    root: Path = PRETRAINED


@dataclass(frozen=True)
class _Subject:
    """A family with what its models learn from and are measured on. `train` is in the order of which a part is the
    beginning, so that each part holds the smaller ones."""

    family: str
    plan: DataPlan
    train: Sequence[Pair]
    valid: Sequence[Pair]
    test: Sequence[Pair]
    gold: Sequence[GoldSentence]

    def part(self, share: Fraction) -> Sequence[Pair]:
        return self.train[: round(len(self.train) * share)]


def record_data(
    places: DataPlaces, record: ExperimentRecord, plans: Mapping[str, DataPlan] = DATA_PLANS
) -> Iterator[ExperimentRecord]:
    """The record after each further model, for the families that have a corpus. What it holds is not trained again, a
    training that was interrupted goes on. Panels `FAMILY_bleu` and `FAMILY_aer` over the number of pairs, a line a
    scoring function.

    Raises ValueError if there is no corpus, a family's gold set is missing, or the record is of another recipe."""
    families = [family for family in plans if (places.corpora / family).is_dir()]
    if not families:
        raise ValueError(f"{places.corpora} has none of {', '.join(plans)}: `python -m seq2seq data` makes them")
    for family in families:
        subject = _read_subject(places, family, plans[family])
        record = record.with_recipe(family, subject.plan.notes())
        for share in DATA_SHARES:
            for scorer in DATA_SCORERS:
                if len(subject.part(share)) not in record.curve(f"{family}_bleu", scorer, DATA_SEED).x:
                    record = record.extended(_measure(places, subject, share, scorer))
                    yield record


def _read_subject(places: DataPlaces, family: str, plan: DataPlan) -> _Subject:
    if plan.gold not in places.gold:
        raise ValueError(f"the alignments of {family} are measured on {plan.gold}: name its folder by --gold")
    parts = {
        part: list(read_sentence_pairs(places.corpora / family / f"{part}.tsv.gz"))
        for part in ("train", "valid", "test")
    }
    Random(DATA_SEED).shuffle(parts["train"])
    gold = read_gold_folder(places.gold[plan.gold], plan.swapped)
    short = [sentence for sentence in gold if sentence.longest <= SHORT_TOKENS]
    return _Subject(family, plan, **parts, gold=short)


def _measure(places: DataPlaces, subject: _Subject, share: Fraction, scorer: str) -> tuple[ExperimentCurve, ...]:
    """A point of BLEU and, of a model that attends, one of AER, in percent."""
    bundle, pairs = _trained(places, subject, share, scorer), len(subject.part(share))
    rows = group_references(subject.test)
    translations = translate_all(bundle, [source for source, _ in rows])
    counts = quality_counts("bleu", translations, [references for _, references in rows], bundle.target.spaced)
    panels = {"bleu": (corpus_quality("bleu", counts), confidence_interval("bleu", counts))}
    if CARDS[scorer].attends:
        links = aer_counts(subject.gold, align_corpus(bundle, subject.gold))
        panels["aer"] = 100 * float(aer_from_counts(links.sum(axis=0))), 100 * aer_interval(links)
    return tuple(
        ExperimentCurve(f"{subject.family}_{panel}", scorer, DATA_SEED, (pairs,), (round(value, 2),), (round(ci, 2),))
        for panel, (value, ci) in panels.items()
    )


def _trained(places: DataPlaces, subject: _Subject, share: Fraction, scorer: str) -> Bundle:
    """The model, as wide as the shipped ones of its family and with their tokenizers."""
    house = places.root / subject.family
    config = replace(read_config(house / "additive"), scorer=scorer, dropout=DROPOUT)
    recipe = replace(subject.plan.recipe, epochs=subject.plan.epochs_of(share))
    corpus = Corpus(*load_tokenizers(house), subject.part(share), subject.valid[:_WATCHED])
    out = places.runs / subject.family / f"{scorer}-{share.numerator}-{share.denominator}"
    for _ in train(config, recipe, corpus, out, resume=(out / RESUME).is_file()):
        pass
    return Bundle(f"{subject.family}/{scorer}", load_model(out), corpus.source, corpus.target)
