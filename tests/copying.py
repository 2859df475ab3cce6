"""What tests of copying share: a shell of five words, and models over it that may copy."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from seq2seq.checkpoints.catalog import write_json
from seq2seq.checkpoints.zoo import Bundle, save_model
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import WordTokenizer

SOURCE = WordTokenizer.learn(["remove the file in the folder", "remove the file in the folder"])
TARGET = WordTokenizer.learn(["rm file -r folder", "rm file -r folder"])
SENTENCE = "remove notes in the folder notes"
"""`notes` is in neither vocabulary, `folder` in both, `the` in that of the source alone."""

CONFIG = ModelConfig(
    source_vocab=len(SOURCE),
    target_vocab=len(TARGET),
    embedding=10,
    encoder_hidden=6,
    decoder_hidden=12,
    attention=8,
    heads=2,
    window=3,
    dropout=0.0,
    copying=True,
)


MODELS: dict[str, dict[str, Any]] = {
    "additive": {"copying": False},
    "additive@copy": {},
    "additive@copy_coverage": {"coverage": True},
    "dot@copy": {"scorer": "dot"},
}
"""What a model of the family changes in the configuration."""


def build(root: Path) -> Path:
    """Writes the family with these models, untrained, under `root`, and returns `root`."""
    folder = root / "nl2bash"
    folder.mkdir(parents=True)
    shutil.copy(PRETRAINED / "nl2bash" / "examples.tsv", folder)
    for side, tokenizer in {"source": SOURCE, "target": TARGET}.items():
        (folder / f"{side}.model").write_bytes(tokenizer.model)
    for name, changes in MODELS.items():
        save_model(copier(**changes).model, folder / name)
        write_json(folder / name / "card.json", {"bleu": 0.0})
    return root


def copier(seed: int = 0, **changes: Any) -> Bundle:
    """A model with random weights that may copy, and its two tokenizers."""
    torch.manual_seed(seed)
    model = Seq2Seq(replace(CONFIG, **changes))
    for name, parameter in model.named_parameters():
        if name.endswith(("coverage", "gate.bias")):
            torch.nn.init.normal_(parameter)  # they begin at 0, where they do nothing
    return Bundle("nl2bash/additive", model.eval().requires_grad_(False), SOURCE, TARGET)
