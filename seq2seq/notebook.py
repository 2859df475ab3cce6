"""For notebooks, in one line each: load a model, translate, show the alignment as a table, a heatmap or step by step.

from seq2seq.notebook import heatmap, load, run

model = load("zh-en/additive")  # or the path of a checkpoint folder
trace = model("我爱你")  # at the end of a cell: its matrix, to be stepped through
trace.to_frame()  # one row per cell
heatmap(trace)
draw(trace, "matrix.pdf")  # or .svg, .png, .tex; .gif, .webp and .webm move; .html is stepped through
list(model.all(["我爱你", "我爱他"]))  # many, in batches
compare([model("我爱你"), load("zh-en/dot")("我爱你")])  # side by side
step(trace, 1)  # from the scores of one step to its weights
beam(model("我爱你", search=SearchConfig(beam=5)))  # what the search has found
run("zh-en/additive").epochs["bleu"]  # how it was trained
view(weights, source, target)  # the attention of any other model
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.catalog import find_folder
from seq2seq.config.edits import Edits
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.files import traces_of
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.training_record import TrainingRecord, read_record
from seq2seq.figures.alignment import alignment_heatmap as heatmap
from seq2seq.figures.alignment import alignment_table as table
from seq2seq.figures.alignment import comparison_heatmaps as compare
from seq2seq.figures.alignment import view
from seq2seq.figures.drawing import draw
from seq2seq.figures.drawing.html import html
from seq2seq.figures.drawing.layout import layout
from seq2seq.trace.trace import DecodeTrace

GREEDY = SearchConfig()
CONTROLS = 120
"""Height of what stands above the matrix, in pixels."""


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

    def all(
        self, texts: Iterable[str], edits: Edits = (), search: SearchConfig = GREEDY
    ) -> Iterator[DecodeTrace | None]:
        """The traces of many texts, in order, decoded in batches where there are no edits and the search is greedy;
        None for a text without pieces. Raises ValueError for an edit that cannot be applied."""
        return (trace for _, trace in traces_of(self.bundle, texts, search, edits))


def load(model: str | Path = "zh-en/additive") -> Translator:
    """Load the model in a checkpoint folder, or the shipped one called `family/scorer`. Raises UnknownModel or
    BrokenCheckpoint."""
    return Translator(zoo.open_model(model))


def step(trace: DecodeTrace, number: int) -> pd.DataFrame:
    """How the scores of a step, counted from 0, become its weights, a row for each source piece: score, score minus the
    largest, exp of that, and its share of their sum. Of several heads, the means, of which the weights are none.

    Raises IndexError for a step that does not exist, ValueError for a trace without attention."""
    if not trace.attends:
        raise ValueError(f"{trace.request.model} has no attention, so a step has no scores")
    scores, weights = trace.scores[number].mean(axis=0), trace.alignment[number]
    shifted = scores - scores.max()
    columns = {"score": scores, "minus max": shifted, "exp": np.exp(shifted), "weight": weights}
    return pd.DataFrame(columns, index=pd.Index(trace.source.pieces, name=trace.pieces[number]))


def beam(trace: DecodeTrace) -> pd.DataFrame:
    """The hypotheses that a beam search has ended with, the best first: their pieces, the log-probability of all (nats)
    and the score after the penalties. Raises ValueError for a trace of another search."""
    if trace.tree is None:
        raise ValueError("no beam search: translate with search=SearchConfig(beam=5)")
    nodes = [trace.tree.branches[index] for index in trace.tree.best]
    pieces = [" ".join(trace.tree.pieces(index)) for index in trace.tree.best]
    logprobs, scores = [node.total for node in nodes], [node.score for node in nodes]
    return pd.DataFrame({"pieces": pieces, "logprob": logprobs, "score": scores})


def run(model: str | Path = "zh-en/additive") -> TrainingRecord:
    """The training of the model in a checkpoint folder, or of the shipped one called `family/scorer`: its curves, and
    the weights of its probe sentences as it learned. Raises UnknownModel, or ValueError where no training was
    recorded."""
    return read_record(find_folder(model))


def stepper(trace: DecodeTrace) -> str:
    """What a notebook shows of a trace: a frame with the page that `draw` writes as .html. It needs no kernel and no
    network, and so also moves in a notebook that was saved, or exported as HTML."""
    drawing = layout(trace)
    page = escape(html(drawing).decode())
    look = "border: 0; width: 100%"
    return f'<iframe srcdoc="{page}" height="{drawing.height + CONTROLS:.0f}" style="{look}"></iframe>'


def load_ipython_extension(shell: Any) -> None:
    """Let this shell show a trace at the end of a cell by `stepper`."""
    shell.display_formatter.formatters["text/html"].for_type(DecodeTrace, stepper)


if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()):
    load_ipython_extension(shell)

__all__ = [
    "SearchConfig",
    "Translator",
    "beam",
    "compare",
    "draw",
    "heatmap",
    "load",
    "run",
    "step",
    "stepper",
    "table",
    "view",
]
