"""card.json: the figures of a checkpoint, as measured, with the data, the licence and the command that made it."""

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
from seq2seq.data.families import FAMILIES
from seq2seq.decoding.corpus import beam_all
from seq2seq.evaluation.align import (
    GoldSentence,
    align_all,
    alignment_report,
    forced_alignable,
    read_sentences,
    score_parts,
)
from seq2seq.evaluation.measure import milliseconds
from seq2seq.evaluation.metrics import Alignable, best_offset, corpus_scores
from seq2seq.evaluation.sentence_figures import Measured, attention_summary, summary
from seq2seq.trace.links import Link

_SHORT = 15
"""Pairs with at most this many tokens a side are also scored by themselves."""

_BEAM = 5
"""The size of the beam whose BLEU stands beside that of greedy search."""


def translation_figures(bundle: Bundle, measured: Measured) -> dict[str, Any]:
    """The summary of what was measured, what attention did if there is any, and BLEU and chrF of a beam."""
    scores = corpus_scores(measured.translations, measured.references)
    beam = corpus_scores(beam_all(bundle, measured.sources, _BEAM), measured.references)
    weighed = attention_summary(measured.figures) if attends(bundle.name) else {}
    return (
        summary(measured.figures)
        | weighed
        | {
            "bleu_signature": scores.bleu_signature,
            "chrf_signature": scores.chrf_signature,
            "beam": {"size": _BEAM, "bleu": beam.bleu, "chrf": beam.chrf},
        }
    )


def alignment_figures(bundle: Bundle, sentences: Sequence[GoldSentence]) -> dict[str, Any]:
    """By each reading AER, precision and recall of the model and the diagonal: all pairs, and the short ones where
    there are any."""
    return {reading: _by_size(bundle, sentences, links) for reading, links in align_all(bundle, sentences).items()}


def _by_size(
    bundle: Bundle, sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> dict[str, dict[str, Any]]:
    short = [i for i, sentence in enumerate(sentences) if sentence.longest <= _SHORT]
    figures = {}
    for name, rows in {"all": range(len(sentences)), "short": short}.items():
        chosen, found = [sentences[i] for i in rows], [links[i] for i in rows]
        if chosen:
            parts = [part.to_dict() for part in score_parts(chosen, found)]
            figures[name] = alignment_report(bundle, chosen, found).to_dict() | {"parts": parts}
    return figures


def offset_figures(bundle: Bundle, examples: Sequence[Example]) -> dict[str, Any]:
    """Which shift of the rows agrees best with the hand-aligned examples; 0 proves that none is needed."""
    cases = [_case(bundle, example) for example in examples]
    found = best_offset(cases, null=False)
    return {"best": found.best, "aer": {str(shift): aer for shift, aer in found.aer.items()}}


def make_card(
    bundle: Bundle,
    measured: Measured,
    gold: Mapping[str, Sequence[GoldSentence]],
    examples: Sequence[Example],
    training: Mapping[str, Any],
) -> dict[str, Any]:
    """All of card.json. `measured` on the test split; `training` says how the model was made: seconds, command,
    recipe. Speed is that of the examples, so that anybody can measure it again."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    return {
        "model": bundle.name,
        "parameters": sum(parameter.numel() for parameter in bundle.model.parameters()),
        "test": translation_figures(bundle, measured),
        "milliseconds": milliseconds(bundle, [example.source for example in examples]) if examples else None,
        "alignment": {name: alignment_figures(bundle, sentences) for name, sentences in gold.items()},
        "offset": offset_figures(bundle, examples),
        "training": dict(training),
        "data": {"corpus": family.corpus, "licence": family.licence, "credit": family.credit},
    }


def measure_speed(name: str, root: Path = PRETRAINED) -> float:
    """Milliseconds to translate an example, measured anew and written into the card. One model after the other on a
    quiet machine gives figures that can be set side by side."""
    found = find_entry(name, root)
    texts = [each.source for each in read_examples(found.folder.with_name("examples.tsv"))]
    measured = milliseconds(load_bundle(name, root), texts)
    write_json(found.folder / "card.json", dict(found.card) | {"milliseconds": measured})
    return measured


def gold_folder(folder: Path, swapped: bool) -> list[GoldSentence]:
    """Sentences of a folder with source.txt, target.txt, gold.txt and perhaps annotated.txt."""
    source, target = (folder / f"{side}.txt" for side in ("source", "target"))
    annotated = folder / "annotated.txt"
    sides = (target, source) if swapped else (source, target)
    return read_sentences(*sides, folder / "gold.txt", annotated if annotated.exists() else None, swapped)


def training(run: Path) -> dict[str, Any]:
    """How the model was made: what training left, or what a published model's card says of it."""
    if not (run / "training.json").is_file():
        return json.loads((run / "card.json").read_text("utf-8"))["training"]
    history = json.loads((run / "history.json").read_text("utf-8"))
    training = json.loads((run / "training.json").read_text("utf-8"))
    return training | {"seconds": history["epochs"][-1]["seconds"]}


def _case(bundle: Bundle, example: Example) -> Alignable:
    return forced_alignable(bundle, GoldSentence(example.source_tokens, example.target_tokens, example.links))
