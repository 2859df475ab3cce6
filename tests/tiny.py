"""A family of tiny, untrained models for tests: all that the app needs of pretrained/, made in seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import torch

from seq2seq.checkpoints.catalog import write_json
from seq2seq.checkpoints.zoo import save_model
from seq2seq.cli.publish import record_first_sentence
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig
from seq2seq.config.variants import SECOND_SEED
from seq2seq.data.examples import read_examples
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS
from seq2seq.text.tokenizer import Tokenizer

EXAMPLES = PRETRAINED / "zh-en" / "examples.tsv"


def build(root: Path, family: str = "zh-en", scorers: Iterable[str] = CARDS) -> Path:
    """Writes a family with these scorers, examples and a recording under `root`, and returns `root`."""
    folder = root / family
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLES, folder / "examples.tsv")
    shutil.copy(EXAMPLES.with_name("pairs.tsv"), folder / "pairs.tsv")
    examples = read_examples(EXAMPLES)
    sides = {
        "source": [example.source for example in examples],
        "target": [example.translation for example in examples],
    }
    for side, vocabulary in {"source": 240, "target": 160}.items():
        (folder / f"{side}.model").write_bytes(Tokenizer.train(sides[side] * 3, vocabulary).model)
    for scorer in scorers:
        add_model(folder, scorer)
    record_first_sentence(family, root)
    return root


def _unsaid(target: Tokenizer) -> list[int]:
    """What a model never says of itself. No end: every translation takes all the steps there are. Nothing that goes on
    with a word: there are as many words as pieces."""
    pieces = target.pieces(range(len(target)))
    return [
        EOS,
        *(number for number, piece in enumerate(pieces) if not (piece.startswith("▁") and piece[1:].isalpha())),
    ]


VARIANT_CHANGES: dict[str, dict[str, object]] = {
    "": {},
    "attend_first": {"order": "attend_first"},
    SECOND_SEED: {},
    "conv": {"encoder": "conv", "bidirectional": False, "encoder_hidden": 16},
    "self_attention": {"encoder": "self_attention", "bidirectional": False, "encoder_hidden": 16},
    "transformer": {
        "encoder": "self_attention",
        "bidirectional": False,
        "encoder_hidden": 16,
        "decoder": "transformer",
        "decoder_layers": 2,
    },
}
"""What a variant changes in the configuration."""


def add_model(folder: Path, name: str) -> None:
    """One untrained checkpoint of a scorer, or of one of the variants that are known here."""
    scorer, _, variant = name.partition("@")
    torch.manual_seed(sum(map(ord, name)))
    source, target = (Tokenizer.load(folder / f"{side}.model") for side in ("source", "target"))
    config = ModelConfig(
        *(len(source), len(target)),
        scorer=scorer,
        embedding=8,
        encoder_hidden=8,
        decoder_hidden=16,
        attention=8,
        heads=2,
    )
    model = Seq2Seq(ModelConfig.from_dict(config.to_dict() | VARIANT_CHANGES[variant]))
    with torch.no_grad():
        model.decoder.output_bias[_unsaid(target)] = -100
    save_model(model, folder / name)
    write_json(folder / name / "card.json", {"bleu": 0.0})
