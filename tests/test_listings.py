"""The code beside the number: every listing is run, and gives what the trace and the explanation have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis import listings
from seq2seq.analysis.explain_step import explain_trace
from seq2seq.attention import SCORERS
from seq2seq.checkpoints.zoo import Bundle, save_model
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import pad
from tests.conftest import Untrained

TEXT = "我爱猫。"
LONGEST, WIDEST = 15, 100
NEAR = 1e-4


class Checked:
    """A sentence translated by a model, and all that its boxes show."""

    def __init__(self, bundle: Bundle, text: str, steps: int = 4, **request: Any) -> None:
        self.bundle = bundle
        self.trace = translate(bundle, Request(bundle.name, text, search=SearchConfig(max_steps=steps), **request))
        self.explanation = explain_trace(bundle, self.trace)
        self.names: dict[str, Any] = {}
        exec(listings.preamble(bundle, self.trace), self.names)

    def run(self, box: str, step: int, position: int, head: int) -> np.ndarray:
        """What a listing gives."""
        code = listings.listing(self.bundle, self.trace, box, step, position, head)
        assert len(code.splitlines()) <= LONGEST, code
        last = code.rstrip().rpartition("\n")[2]
        assert last.startswith("print(")
        names = dict(self.names)
        exec(code.removesuffix(last + "\n"), names)  # what it prints is in the way of what pytest prints
        shown = eval(last.removeprefix("print"), names)
        result = RESULTS.get(box)
        return np.asarray(names[result] if result else shown)

    def expected(self, box: str, step: int, position: int, head: int) -> np.ndarray:
        """What the trace has, or else the explanation."""
        trace, explanation = self.trace, self.explanation
        match box:
            case "piece":
                return np.array(explanation.parts.source_ids)
            case "embedding":
                return explanation.reading.embeddings[position]
            case "forward":
                return explanation.reading.directions[0][position]
            case "backward":
                return explanation.reading.directions[1][position]
            case "state":
                return trace.encoder[position]
            case "start":
                return self.first_state()
            case "input":
                return explanation.combination.inputs[step]
            case "score":
                return trace.scores[step, head, position]
            case "weight":
                return trace.weights[step, head, position]
            case "context":
                return trace.contexts[step]
            case "cell":
                return trace.states[step]
            case "readout":
                return explanation.combination.readouts[step]
            case "logits":
                decoder = self.bundle.model.decoder
                readout = torch.tensor(explanation.combination.readouts[step], dtype=torch.float32)
                return decoder.logits(readout).numpy()
            case "softmax":
                return self.probabilities(step)
        raise AssertionError(box)

    def first_state(self) -> np.ndarray:
        model = self.bundle.model
        ids, mask = pad([list(self.explanation.parts.source_ids)])
        memory = model.read(model.encoder.embedding(ids), mask)
        return model.start(memory).hidden[-1][0].numpy()

    def probabilities(self, step: int) -> np.ndarray:
        """Those of the candidates and of the chosen piece."""
        candidates = [candidate.logprob for candidate in self.trace.candidates[step]]
        return np.exp([*candidates, self.trace.logprobs[step]])

    def pick(self, probabilities: np.ndarray, step: int) -> np.ndarray:
        """The same ones of all."""
        says = self.bundle.says(self.trace.source.pieces)
        pieces = [*(candidate.piece for candidate in self.trace.candidates[step]), self.trace.pieces[step]]
        return probabilities[[says.id(piece) for piece in pieces]]

    def check(self) -> None:
        """Every listing at every step, for every piece and head, as far as they matter to a box."""
        assert listings.boxes(self.bundle.config)
        for box, step, position, head in self.cells():
            given, expected = self.run(box, step, position, head), self.expected(box, step, position, head)
            given = self.pick(given, step) if box == "softmax" else given
            np.testing.assert_allclose(given, expected, atol=NEAR, rtol=0, err_msg=box)

    def cells(self) -> Iterator[tuple[str, int, int, int]]:
        steps, heads, _ = self.trace.weights.shape
        pieces = len(self.explanation.parts.source_ids)
        for box in listings.boxes(self.bundle.config):
            of_piece = box in OF_PIECES
            of_step = box not in ENCODING
            of_head = box in OF_HEADS
            yield from product(
                [box],
                range(steps if of_step else 1),
                range(pieces if of_piece else 1),
                range(heads if of_head else 1),
            )


RESULTS = {"softmax": "p"}
"""The names of what is not printed whole."""
ENCODING = {"piece", "embedding", "forward", "backward", "state", "start"}
OF_PIECES = {"embedding", "forward", "backward", "state", "score", "weight"}
OF_HEADS = {"score", "weight"}


@pytest.fixture
def saved(untrained: Untrained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Untrained:
    """Makes a bundle whose checkpoint lies where its listings read it."""
    monkeypatch.chdir(tmp_path)

    def make(**changes: Any) -> Bundle:
        bundle = untrained(**changes)
        folder = tmp_path / "pretrained" / bundle.name
        save_model(bundle.model, folder, "fp32")
        (folder.parent / "source.model").write_bytes(bundle.source.model)
        return bundle

    return make


every_scorer = pytest.mark.parametrize("scorer", SCORERS)
BUILT: tuple[dict[str, Any], ...] = (
    {},
    {"order": "attend_first"},
    {"cell": "lstm"},
    {"cell": "rnn", "order": "attend_first"},
    {"input_feeding": True},
    {"encoder_layers": 2, "decoder_layers": 2},
    {"encoder_layers": 2, "decoder_layers": 3, "cell": "lstm", "order": "attend_first"},
    {"bidirectional": False, "encoder_hidden": 12},
    {"encoder": "lstm"},
    {"embedding": 12, "normalizer": "sparsemax"},
)


@every_scorer
@pytest.mark.parametrize("changes", BUILT, ids=lambda changes: "-".join(map(str, changes.values())))
def test_every_listing_gives_the_number(saved: Untrained, scorer: str, changes: dict[str, Any]) -> None:
    Checked(saved(scorer=scorer, **changes), TEXT).check()
