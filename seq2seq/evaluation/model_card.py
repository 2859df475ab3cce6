"""card.json: the measured figures of a checkpoint, with its data, licence and the command that trained it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seq2seq.checkpoints.catalog import find_entry, write_json
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.variants import attends
from seq2seq.data.examples import Example, read_examples
from seq2seq.data.families import FAMILIES, Family
from seq2seq.data.languages import PHONES, REGEX, SHELL
from seq2seq.decoding.corpus import translate_all_by_beam
from seq2seq.evaluation.align import (
    GoldSentence,
    align_all,
    alignment_report,
    forced_alignment_case,
    head_errors,
    read_sentences,
    score_parts,
)
from seq2seq.evaluation.alignment_metrics import best_offset
from seq2seq.evaluation.commands import all_command_figures
from seq2seq.evaluation.evaluate import median_milliseconds
from seq2seq.evaluation.metrics import (
    MeasuredCorpus,
    accuracy,
    attention_summary,
    corpus_scores,
    symbol_error_rate,
    translation_summary,
)
from seq2seq.evaluation.regexes import meaning_accuracy
from seq2seq.trace.links import Link

SHORT_TOKENS = 15
"""Pairs with at most this many tokens per side are also scored separately."""

_BEAM_SIZE = 5
"""The beam size of the BLEU that is given beside that of greedy search."""


def translation_figures(bundle: Bundle, measured: MeasuredCorpus) -> dict[str, Any]:
    """Figures of the translations, measures of attention if the model attends, and BLEU and chrF of beam search."""
    scores = corpus_scores(measured.translations, measured.references, bundle.target.spaced)
    by_beam = translate_all_by_beam(bundle, measured.sources, _BEAM_SIZE)
    beam = corpus_scores(by_beam, measured.references, bundle.target.spaced)
    attention = attention_summary(measured.figures) if attends(bundle.name) else {}
    return (
        translation_summary(measured.figures)
        | attention
        | {
            "bleu_signature": scores.bleu_signature,
            "chrf_signature": scores.chrf_signature,
            "beam": {"size": _BEAM_SIZE, "bleu": beam.bleu, "chrf": beam.chrf},
        }
    )


def alignment_figures(bundle: Bundle, sentences: Sequence[GoldSentence]) -> dict[str, Any]:
    """AER, precision and recall of the model and of the diagonal baseline, by reading: for all pairs, and for the short
    pairs if there are any."""
    return {reading: _by_size(bundle, sentences, links) for reading, links in align_all(bundle, sentences).items()}


def _by_size(
    bundle: Bundle, sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> dict[str, dict[str, Any]]:
    short = [i for i, sentence in enumerate(sentences) if sentence.longest <= SHORT_TOKENS]
    figures = {}
    for name, rows in {"all": range(len(sentences)), "short": short}.items():
        chosen, chosen_links = [sentences[i] for i in rows], [links[i] for i in rows]
        if chosen:
            parts = [part.to_dict() for part in score_parts(chosen, chosen_links)]
            figures[name] = alignment_report(bundle, chosen, chosen_links).to_dict() | {"parts": parts}
    return figures


def head_figures(bundle: Bundle, gold: Mapping[str, Sequence[GoldSentence]]) -> dict[str, Any]:
    """AER of each head by itself and of their mean on the short pairs of each gold set, or on all if none is short;
    nothing for a single head."""
    decoder = bundle.model.decoder
    if decoder.heads == 1:
        return {}
    figures = {}
    for name, sentences in gold.items():
        chosen = [sentence for sentence in sentences if sentence.longest <= SHORT_TOKENS] or list(sentences)
        mean, *heads = head_errors(bundle, chosen)
        figures[name] = {"layers": decoder.layers_that_attend, "mean": mean, "heads": heads}
    return {"heads": figures}


def measure_heads(name: str, gold: Mapping[str, Sequence[GoldSentence]], root: Path = PRETRAINED) -> dict[str, Any]:
    """Measure the heads of a model and write them into its card."""
    entry = find_entry(name, root)
    figures = head_figures(load_bundle(name, root), gold)
    write_json(entry.folder / "card.json", dict(entry.card) | figures)
    return figures


def offset_figures(bundle: Bundle, examples: Sequence[Example]) -> dict[str, Any]:
    """The row offset that agrees best with the hand-aligned examples; 0 shows that rows are assigned correctly. Nothing
    where no example has links."""
    cases = [
        forced_alignment_case(bundle, GoldSentence(example.source_tokens, example.target_tokens, example.links))
        for example in examples
        if example.links.possible
    ]
    if not cases:
        return {}
    offset = best_offset(cases, null=False)
    return {"offset": {"best": offset.best, "aer": {str(shift): aer for shift, aer in offset.aer.items()}}}


def make_card(
    bundle: Bundle,
    measured: MeasuredCorpus,
    gold: Mapping[str, Sequence[GoldSentence]],
    examples: Sequence[Example],
    training: Mapping[str, Any],
) -> dict[str, Any]:
    """The contents of card.json. `measured` is from the test split; `training` says how the model was trained: seconds,
    command, recipe. Speed is measured on the examples, so that anybody can repeat the measurement."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    return {
        "model": bundle.name,
        "parameters": sum(parameter.numel() for parameter in bundle.model.parameters()),
        "test": translation_figures(bundle, measured) | _own_figures(bundle, family, measured),
        "milliseconds": median_milliseconds(bundle, [example.source for example in examples]) if examples else None,
        "alignment": {name: alignment_figures(bundle, sentences) for name, sentences in gold.items()},
        **head_figures(bundle, gold),
        **offset_figures(bundle, examples),
        "training": dict(training),
        "data": {"corpus": family.corpus, "licence": family.licence, "credit": family.credit},
    }


def _own_figures(bundle: Bundle, family: Family, measured: MeasuredCorpus) -> dict[str, Any]:
    """What is measured in this kind of family only."""
    if family.task:
        return {"accuracy": accuracy(measured)}
    if family.target == PHONES:
        return {"accuracy": accuracy(measured), "symbol_error_rate": symbol_error_rate(measured)}
    if family.target == REGEX:
        return {"accuracy": accuracy(measured), "same_meaning": meaning_accuracy(measured)}
    if family.target == SHELL:
        parts = all_command_figures(measured, bundle.target)
        return {"commands": {name: part.to_dict() for name, part in parts.items()}}
    return {}


def measure_speed(name: str, root: Path = PRETRAINED) -> float:
    """Measure the milliseconds to translate an example and write them into the card. Figures are comparable if models
    are measured one after the other on an idle machine."""
    catalog_entry = find_entry(name, root)
    texts = [example.source for example in read_examples(catalog_entry.folder.with_name("examples.tsv"))]
    speed = median_milliseconds(load_bundle(name, root), texts)
    write_json(catalog_entry.folder / "card.json", dict(catalog_entry.card) | {"milliseconds": speed})
    return speed


def read_gold_folder(folder: Path, swapped: bool) -> list[GoldSentence]:
    """Read the sentences of a folder with source.txt, target.txt, gold.txt and optionally annotated.txt."""
    source, target = (folder / f"{side}.txt" for side in ("source", "target"))
    annotated = folder / "annotated.txt"
    sides = (target, source) if swapped else (source, target)
    return read_sentences(*sides, folder / "gold.txt", annotated if annotated.exists() else None, swapped)


def read_training_notes(run: Path) -> dict[str, Any]:
    """How the model of a run was trained: from the notes of the training, or from the card of a published model."""
    if not (run / "training.json").is_file():
        return json.loads((run / "card.json").read_text("utf-8"))["training"]
    history = json.loads((run / "history.json").read_text("utf-8"))
    training = json.loads((run / "training.json").read_text("utf-8"))
    return training | {"seconds": history["epochs"][-1]["seconds"]}
