"""For notebooks: load a model, translate, and show the alignment as a table or a heatmap, in one line each.

from seq2seq.notebook import heatmap, load

model = load("zh-en/additive")
trace = model("我爱你")
trace.to_frame()  # one row per cell
heatmap(trace)
"""

from __future__ import annotations

from dataclasses import dataclass

from seq2seq.checkpoints import zoo
from seq2seq.config.edits import Edits
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.figures.alignment import alignment_heatmap as heatmap
from seq2seq.figures.alignment import alignment_table as table
from seq2seq.trace.trace import DecodeTrace

GREEDY = SearchConfig()


@dataclass(frozen=True)
class Translator:
    """A loaded model, to be called with a text."""

    bundle: zoo.Bundle

    def __call__(
        self,
        text: str,
        prefix: tuple[str, ...] = (),
        edits: Edits = (),
        search: SearchConfig = GREEDY,
    ) -> DecodeTrace:
        """Translate a text, with forced first pieces, edits and search settings. Raises the errors of `translate`."""
        return translate(self.bundle, Request(self.bundle.name, text, prefix, edits, search))


def load(name: str = "zh-en/additive") -> Translator:
    """Load the model called `family/scorer`. Raises UnknownModel or BrokenCheckpoint."""
    return Translator(zoo.load_bundle(name))


__all__ = ["Translator", "heatmap", "load", "table"]
