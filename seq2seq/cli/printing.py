"""What commands share: how figures and progress are printed, and the project's own examples."""

from __future__ import annotations

import json
from typing import Any

from tqdm import tqdm

from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import Example, read_examples, shown_sentences
from seq2seq.data.tsv import Progress


def say(values: dict[str, Any], as_json: bool = True) -> None:
    """As JSON, or a value a line."""
    if as_json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{name}: {value}" for name, value in values.items()))


def summed_up(card: Any) -> str:
    """The figures of a card in a line."""
    if "test" not in card:
        return "card.json has no figures"
    test = card["test"]
    errors = [
        f"AER {name}, {size}: {figures['model']['aer']:.1%} (posterior {found['posterior'][size]['model']['aer']:.1%})"
        for name, found in card["alignment"].items()
        for size, figures in found["weights"].items()
    ]
    parts = [
        f"BLEU {test['bleu']:.1f}",
        f"chrF {test['chrf']:.1f}",
        f"perplexity {test['perplexity']:.2f}",
        *errors,
    ]
    return ", ".join([*parts, f"{card['parameters'] / 1e6:.2f} M parameters"])


def shown_on(bar: tqdm[Any]) -> Progress:
    def progress(what: str, done: int, total: int) -> None:
        bar.set_description(what, refresh=False)
        bar.total = total or None
        bar.update(done - bar.n)

    return progress


def examples_of(family: str) -> list[Example]:
    return read_examples(PRETRAINED / family / "examples.tsv")


def shown_by(family: str) -> list[str]:
    """The sources of its examples and minimal pairs."""
    return shown_sentences(PRETRAINED / family)
