"""The command `lens cells`: train and measure the encoders of the lens Which cell?."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from seq2seq.checkpoints.zoo import load_tokenizers, read_config
from seq2seq.config.places import PRETRAINED
from seq2seq.data.corpus import read_sentence_pairs
from seq2seq.training.lenses.cells import CellsData, record_cells

_FAMILY, _MODEL, _PHRASES = "zh-en", "additive", "phrases.tsv"


def run_cells(options: Namespace, path: Path) -> None:
    """Go on with the record at `path`, a line for each model that is measured."""
    house, corpus = PRETRAINED / _FAMILY, options.corpora / _FAMILY
    train, valid, test = (read_sentence_pairs(corpus / f"{part}.tsv.gz") for part in ("train", "valid", "test"))
    train += read_sentence_pairs(house / _PHRASES)
    data = CellsData(load_tokenizers(house), train, valid, test)
    for result in record_cells(data, options.epochs, path, read_config(house / _MODEL)):
        shape = result.shape
        print(
            f"{shape.cell} {shape.directions}×{shape.layers}: BLEU {result.bleu:.1f} ± {result.bleu_ci:.1f}, "
            f"chrF {result.chrf:.1f} ± {result.chrf_ci:.1f}, {result.seconds:.0f} s",
            flush=True,
        )
