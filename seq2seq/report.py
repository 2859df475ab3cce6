"""card.json: the figures of a checkpoint, as measured, with the data, the licence and the command that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seq2seq.align import READINGS, GoldSentence, Reading, align, alignable, read_sentences, score
from seq2seq.data import grouped
from seq2seq.evaluate import fit, translate_all
from seq2seq.examples import Example
from seq2seq.families import FAMILIES
from seq2seq.metrics import Alignable, best_offset, corpus_scores
from seq2seq.zoo import Bundle

SHORT = 15
"""Pairs with at most this many tokens a side are also scored by themselves."""

LENGTHS = (5, 8, 11, 15)
"""Upper bounds, in source pieces, of the buckets of quality by length; the last bucket has none."""


def translation_figures(bundle: Bundle, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """BLEU and chrF (greedy, all references of a source), perplexity, entropy, and BLEU by source length."""
    sources = grouped(pairs)
    found = translate_all(bundle, [source for source, _ in sources])
    references = [targets for _, targets in sources]
    scores, taught = corpus_scores(found, references), fit(bundle, pairs)
    return {
        "bleu": scores.bleu,
        "chrf": scores.chrf,
        "sentences": scores.count,
        "bleu_signature": scores.bleu_signature,
        "chrf_signature": scores.chrf_signature,
        "perplexity": taught.perplexity,
        "entropy": taught.entropy,
        "by_length": _by_length(bundle, sources, found),
    }


def alignment_figures(bundle: Bundle, sentences: Sequence[GoldSentence], reading: Reading) -> dict[str, Any]:
    """AER, precision, recall of the model and the diagonal: all pairs, and the short ones where there are any."""
    links = align(bundle, sentences, reading)
    short = [i for i, sentence in enumerate(sentences) if sentence.longest <= SHORT]
    sets = {"all": range(len(sentences)), "short": short}
    return {
        name: score(bundle, [sentences[i] for i in rows], [links[i] for i in rows]).to_dict()
        for name, rows in sets.items()
        if rows
    }


def offset_figures(bundle: Bundle, examples: Sequence[Example]) -> dict[str, Any]:
    """Which shift of the rows agrees best with the hand-aligned examples; 0 proves that none is needed."""
    cases = [_case(bundle, example) for example in examples]
    found = best_offset(cases, null=False)
    return {"best": found.best, "aer": {str(shift): aer for shift, aer in found.aer.items()}}


def card(
    bundle: Bundle,
    test: Sequence[tuple[str, str]],
    gold: Mapping[str, Sequence[GoldSentence]],
    examples: Sequence[Example],
    training: Mapping[str, Any],
) -> dict[str, Any]:
    """All of card.json. `training` says how the model was made: seconds, command, recipe."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    return {
        "model": bundle.name,
        "parameters": sum(parameter.numel() for parameter in bundle.model.parameters()),
        "test": translation_figures(bundle, test),
        "alignment": {
            name: {reading: alignment_figures(bundle, sentences, reading) for reading in READINGS}
            for name, sentences in gold.items()
        },
        "offset": offset_figures(bundle, examples),
        "training": dict(training),
        "data": {"corpus": family.corpus, "licence": family.licence, "credit": family.credit},
    }


def gold_folder(folder: Path, swapped: bool) -> list[GoldSentence]:
    """Sentences of a folder with source.txt, target.txt, gold.txt and perhaps annotated.txt."""
    source, target = (folder / f"{side}.txt" for side in ("source", "target"))
    annotated = folder / "annotated.txt"
    sides = (target, source) if swapped else (source, target)
    return read_sentences(*sides, folder / "gold.txt", annotated if annotated.exists() else None, swapped)


def _case(bundle: Bundle, example: Example) -> Alignable:
    return alignable(bundle, GoldSentence(example.source_tokens, example.target_tokens, example.links))


def _by_length(bundle: Bundle, sources: Sequence[tuple[str, list[str]]], found: Sequence[str]) -> list[dict[str, Any]]:
    buckets: dict[int, list[int]] = {}
    for i, (source, _) in enumerate(sources):
        length = len(bundle.source.ids(source))
        buckets.setdefault(sum(length > bound for bound in LENGTHS), []).append(i)
    rows = []
    for bucket, members in sorted(buckets.items()):
        scores = corpus_scores([found[i] for i in members], [sources[i][1] for i in members])
        most = LENGTHS[bucket] if bucket < len(LENGTHS) else None
        rows.append({"at_most": most, "sentences": len(members), "bleu": scores.bleu, "chrf": scores.chrf})
    return rows
