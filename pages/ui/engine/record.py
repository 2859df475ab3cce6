"""Records what a new visitor sees first: `python -m pages.ui.engine.record`, to be run again when a model has changed.

For each family the first example sentence, decoded by every available scoring function, is written to `recorded.json`,
so that the app shows a finished translation before it has imported torch.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from pages.ui.engine.cache import RECORDED
from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.zoo import load
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import translate


def record(root: Path, family: str) -> Path:
    """Writes the recording of a family and returns where it lies."""
    sentence = read_examples(root / family / "examples.tsv")[0].source
    usable = [entry.name for entry in catalog.entries(root) if entry.family == family and not entry.problem]
    lines = [
        translate(load(name, root), Request(name, sentence)).to_json(vectors=False) for name in tqdm(usable, family)
    ]
    path = root / family / RECORDED
    partial = path.with_name(path.name + ".partial")
    partial.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    partial.replace(path)
    return path


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else PRETRAINED
    for name in catalog.families(root):
        record(root, name)
