"""Helpers of the commands: printing of results and progress, and the project's own examples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import EXAMPLES_FILE, Example, read_examples, shown_sentences
from seq2seq.data.tsv import Progress
from seq2seq.evaluation.metrics import counted_bleu


def print_result(values: Mapping[str, Any], as_json: bool, lines: Iterable[str] | None = None) -> None:
    """Print what a command found: as JSON, or in these lines; without any, one for each value."""
    if as_json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        print("\n".join(value_lines(values) if lines is None else lines))


def value_lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}: {value}" for name, value in values.items()]


def card_summary(card: Any) -> str:
    """The figures of a card in one line."""
    if "test" not in card:
        return "card.json has no figures"
    test = card["test"]
    errors = [
        f"AER {gold}, {size}: {scores['model']['aer']:.1%} (posterior {scored['posterior'][size]['model']['aer']:.1%})"
        for gold, scored in card["alignment"].items()
        for size, scores in scored["weights"].items()
    ]
    parts = [
        *([f"{test['accuracy']:.1%} right"] if "accuracy" in test else []),
        *([f"{test['same_meaning']:.1%} right by meaning"] if "same_meaning" in test else []),
        *([f"{test['symbol_error_rate']:.1%} of symbols wrong"] if "symbol_error_rate" in test else []),
        f"BLEU {bleu:.1f}" if (bleu := counted_bleu(test)) >= 0 else "BLEU –",
        f"chrF {test['chrf']:.1f}",
        f"perplexity {test['perplexity']:.2f}",
        *errors,
    ]
    return ", ".join([*parts, f"{card['parameters'] / 1e6:.2f} M parameters"])


def progress_on(bar: tqdm[Any]) -> Progress:
    def progress(what: str, done: int, total: int) -> None:
        bar.set_description(what, refresh=False)
        bar.total = total or None
        bar.update(done - bar.n)

    return progress


def family_folder(family: str, otherwise: Path) -> Path:
    """The folder with the example sentences of a family: that of its models, or one for a family without models."""
    shipped = PRETRAINED / family
    return shipped if (shipped / EXAMPLES_FILE).is_file() else otherwise


def family_examples(family: str) -> list[Example]:
    return read_examples(PRETRAINED / family / "examples.tsv")


def family_sentences(family: str) -> list[str]:
    """The sources of the examples and minimal pairs of a family."""
    return shown_sentences(PRETRAINED / family)
