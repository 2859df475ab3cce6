"""The code beside the number: every listing is run, and gives what the trace and the explanation have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis import listings
from seq2seq.analysis.explain_step import explain_trace
from seq2seq.analysis.step_explainer.network import boxes
from seq2seq.attention import SCORERS
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.checkpoints.zoo import Bundle, load_bundle, load_update, read_updates, save_model
from seq2seq.config.edits import (
    STAND_INS,
    DeletePiece,
    Deviation,
    Edit,
    Edits,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    Offset,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    Sharpness,
    ShiftRows,
    Shuffle,
    SwapPiece,
    Temperature,
    Window,
    WrongAxis,
)
from seq2seq.config.places import HOUSE, PRETRAINED
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig, Request, SearchConfig
from seq2seq.config.variants import at_update
from seq2seq.data.examples import EXAMPLES_FILE, read_examples
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import pad
from seq2seq.model.self_attention import with_positions
from tests.conftest import RunCommand, Untrained

TEXT = "我爱猫。"
LONGEST, WIDEST = 15, 100
NEAR = 1e-4


@pytest.fixture(autouse=True)
def grad_mode_stays() -> Iterator[None]:
    """A listing is a program of its own and switches gradients off for good: here, other tests follow."""
    with torch.set_grad_enabled(True):
        yield


@dataclass(frozen=True)
class Cell:
    """A box at a step, for a piece, in a head of a layer; all from 0, heads layer by layer."""

    box: str
    step: int
    piece: int
    head: int


class Checked:
    """A sentence translated by a model, and all that its boxes show."""

    def __init__(self, bundle: Bundle, request: Request) -> None:
        self.bundle, self.trace = bundle, translate(bundle, request)
        self.explanation = explain_trace(bundle, self.trace)
        self.names: dict[str, Any] = {}
        exec(listings.preamble(bundle, self.trace), self.names)

    def check(self, wanted: Callable[[Cell], bool] = lambda cell: True) -> None:
        """Every listing gives what the trace or else the explanation has: at every step, for every piece and head, as
        far as they matter to a box, and as far as is `wanted`."""
        assert {cell.box for cell in self.cells()} == {*boxes(self.bundle.config)}
        for cell in filter(wanted, self.cells()):
            given, expected = self.run(cell), EXPECTED[cell.box](self, cell)
            np.testing.assert_allclose(given, expected, atol=NEAR, rtol=0, err_msg=str(cell))

    def cells(self) -> Iterator[Cell]:
        config = self.bundle.config
        steps, heads, places = self.trace.weights.shape
        of_heads = {
            **{"score": heads, "weight": heads},
            **dict.fromkeys(("self_attention", "encoder_layer"), config.heads * config.encoder_layers),
            "decoder_self_attention": config.heads * config.decoder_layers,
        }
        of_pieces = {name: len(self.ids) for name in OF_PIECES} | {"score": places, "weight": places}
        for box in boxes(config):
            sizes = (1 if box in ENCODING else steps, of_pieces.get(box, 1), of_heads.get(box, 1))
            yield from (Cell(box, *at) for at in product(*(range(size) for size in sizes)))

    def run(self, cell: Cell) -> np.ndarray:
        """What a listing gives."""
        code = listings.listing(self.bundle, self.trace, cell.box, cell.step, cell.piece, cell.head)
        *lines, last = code.splitlines()
        assert len(lines) < LONGEST, code
        names = dict(self.names)
        exec("\n".join(lines), names)
        if cell.box == "softmax":
            assert last == "print(p[y[t]])"
            return np.asarray(names["p"])[self.candidates(cell.step)]
        return np.asarray(eval(last.removeprefix("print"), names))

    def candidates(self, step: int) -> list[int]:
        """The ids of the candidates and of what was chosen."""
        says = self.bundle.says(self.trace.source.pieces)
        return [
            *(says.id(candidate.piece) for candidate in self.trace.candidates[step]),
            says.id(self.trace.pieces[step]),
        ]

    def probabilities(self, step: int) -> np.ndarray:
        """Theirs."""
        return np.exp([*(candidate.logprob for candidate in self.trace.candidates[step]), self.trace.logprobs[step]])

    @property
    def ids(self) -> tuple[int, ...]:
        return self.explanation.parts.source_ids

    def first_state(self) -> np.ndarray:
        ids, mask = pad([list(self.ids)])
        model = self.bundle.model
        return model.start(model.read(model.encoder.embedding(ids), mask)).hidden[-1][0].numpy()

    def first_input(self, step: int) -> np.ndarray:
        """What the decoder's first layer reads."""
        embedded = self.explanation.combination.inputs[step]
        if not self.bundle.config.decoder:
            return embedded
        decoder: Any = self.bundle.model.decoder
        projected = decoder.project(torch.tensor(embedded, dtype=torch.float32))
        return with_positions(projected.expand(1, step + 1, -1))[0, step].numpy()

    def after_layer(self, layer: int) -> np.ndarray:
        """(S, E): what a layer of the encoder's self-attention makes of the pieces."""
        ids, mask = pad([list(self.ids)])
        encoder: Any = self.bundle.model.encoder
        states = with_positions(encoder.project(encoder.embedding(ids)))
        for block in encoder.layers[: layer + 1]:
            states = block.feed_forward(block.attend(states, mask[:, None, None])[0])
        return states[0].numpy()

    def after_last_layer(self, step: int) -> np.ndarray:
        """(H,): what the last layer of a Transformer's decoder hands on."""
        of_step = (torch.tensor(vectors[step]) for vectors in (self.trace.states, self.trace.contexts))
        decoder: Any = self.bundle.model.decoder
        return decoder.layers[-1].finish(*of_step).numpy()

    def logits(self, step: int) -> np.ndarray:
        readout = torch.tensor(self.explanation.combination.readouts[step], dtype=torch.float32)
        return self.bundle.model.decoder.logits(readout).numpy()

    def looking_around(self, head: int) -> np.ndarray:
        """(S, S): where the pieces look in a head of a layer."""
        assert self.trace.encoder_attention is not None
        return np.concatenate(self.trace.encoder_attention)[head]

    def looking_back(self, head: int) -> np.ndarray:
        """(T, T): where the steps look in a head of a layer."""
        assert self.trace.decoder_attention is not None
        return np.concatenate(self.trace.decoder_attention)[head]


EXPECTED: dict[str, Callable[[Checked, Cell], Any]] = {
    "piece": lambda of, at: of.ids,
    "embedding": lambda of, at: of.explanation.reading.embeddings[at.piece],
    "forward": lambda of, at: of.explanation.reading.directions[0][at.piece],
    "backward": lambda of, at: of.explanation.reading.directions[1][at.piece],
    "window": lambda of, at: of.explanation.reading.directions[0][at.piece],
    "self_attention": lambda of, at: of.looking_around(at.head)[at.piece],
    "encoder_layer": lambda of, at: of.after_layer(at.head // of.bundle.config.heads)[at.piece],
    "state": lambda of, at: of.trace.encoder[at.piece],
    "start": lambda of, at: of.first_state(),
    "input": lambda of, at: of.first_input(at.step),
    "decoder_self_attention": lambda of, at: of.looking_back(at.head)[at.step, : at.step + 1],
    "cell": lambda of, at: of.trace.states[at.step],
    "score": lambda of, at: of.trace.scores[at.step, at.head, at.piece],
    "weight": lambda of, at: of.trace.weights[at.step, at.head, at.piece],
    "context": lambda of, at: of.trace.contexts[at.step],
    "layer": lambda of, at: of.after_last_layer(at.step),
    "readout": lambda of, at: of.explanation.combination.readouts[at.step],
    "logits": lambda of, at: of.logits(at.step),
    "softmax": lambda of, at: of.probabilities(at.step),
}
OF_PIECES = {"embedding", "forward", "backward", "window", "self_attention", "encoder_layer", "state"}
ENCODING = {"piece", "start", *OF_PIECES}


@pytest.fixture
def saved(untrained: Untrained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Untrained:
    """Makes a bundle whose checkpoint lies where its listings read it."""
    monkeypatch.chdir(tmp_path)

    def make(**changes: Any) -> Bundle:
        return save(untrained(**changes), tmp_path)

    return make


def save(bundle: Bundle, place: Path) -> Bundle:
    """Writes the checkpoint where listings read it that run in this folder."""
    folder = place / "pretrained" / bundle.name
    save_model(bundle.model, folder, "fp32")
    (folder.parent / "source.model").write_bytes(bundle.source.model)
    return bundle


def checked(bundle: Bundle, text: str = TEXT, steps: int = 3, edits: Edits = ()) -> Checked:
    return Checked(bundle, Request(bundle.name, text, edits=edits, search=SearchConfig(max_steps=steps)))


every_scorer = pytest.mark.parametrize("scorer", SCORERS)
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"order": "attend_first", "normalizer": "sparsemax"},
    {"decoder": "transformer", "decoder_layers": 2},
)
"""What a scoring function is asked by."""
BUILT: tuple[dict[str, Any], ...] = (
    {"cell": "lstm"},
    {"cell": "rnn", "order": "attend_first"},
    {"cell": "rnn", "nonlinearity": "relu"},
    {"cell": "rnn", "nonlinearity": "relu", "encoder_layers": 2, "decoder_layers": 2},
    {"input_feeding": True},
    {"encoder_layers": 2, "decoder_layers": 2},
    {"encoder_layers": 2, "decoder_layers": 3, "cell": "lstm", "order": "attend_first"},
    {"bidirectional": False, "encoder_hidden": 12},
    {"encoder": "lstm", "embedding": 12},
    {"encoder": "conv", "bidirectional": False, "encoder_hidden": 12, "encoder_layers": 2},
    {"encoder": "self_attention", "bidirectional": False, "encoder_hidden": 12, "encoder_layers": 2},
    {"decoder": "transformer", "embedding": 12, "normalizer": "sparsemax"},
    {"decoder": "transformer", "encoder": "self_attention", "bidirectional": False, "encoder_hidden": 12},
    {"decoder": "transformer", "encoder": "conv", "bidirectional": False, "encoder_hidden": 12, "embedding": 12},
)


def name_of(changes: dict[str, Any]) -> str:
    return "-".join(map(str, changes.values())) or "usual"


@pytest.mark.slow
@every_scorer
@pytest.mark.parametrize("changes", ASKED, ids=name_of)
def test_every_listing_gives_the_number(saved: Untrained, scorer: str, changes: dict[str, Any]) -> None:
    checked(saved(scorer=scorer, **changes)).check()


@pytest.mark.slow
@pytest.mark.parametrize("scorer", ["multi_head", "none"])
@pytest.mark.parametrize("changes", BUILT, ids=name_of)
def test_whatever_the_model_is_built_of(saved: Untrained, scorer: str, changes: dict[str, Any]) -> None:
    checked(saved(scorer=scorer, **changes)).check()


@pytest.mark.parametrize("scorer", ["additive", "dot", "multi_head", "location_aware"])
@pytest.mark.parametrize(
    "changes",
    [
        {"copying": True},
        {"coverage": True},
        {"copying": True, "coverage": True, "order": "attend_first", "cell": "lstm"},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_a_decoder_that_copies_and_what_has_been_read(saved: Untrained, scorer: str, changes: dict[str, Any]) -> None:
    checked(saved(scorer=scorer, **changes)).check()


EDITS: tuple[Edit, ...] = (
    *(MaskSource(1), SwapPiece(0, "你"), DeletePiece(2), MovePiece(0, 2)),
    *(ReplaceWeights((1, 2, 3, 4, 5), 1), Flatten(1), Shuffle(3), Freeze(), Sharpen(2.0)),
    *(Temperature(0.5), Offset(5.0), Renormalize("sparsemax"), *map(Rescore, STAND_INS)),
    *(NoPaddingMask(3), WrongAxis(), IgnoreEncoder(), ShiftRows()),
)


@pytest.mark.slow
@pytest.mark.parametrize("scorer", ["location_aware", "multi_head", "none"])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_an_edit_is_followed(saved: Untrained, scorer: str, edit: Edit) -> None:
    checked(saved(scorer=scorer), edits=(edit, Temperature(3))).check()


@pytest.mark.parametrize(
    ("scorer", "edits"),
    [("local_m", (Window(1),)), ("local_p", (Window(1), Deviation(2.5))), ("cosine", (Sharpness(20.0),))],
)
def test_a_constant_that_is_set_is_followed(saved: Untrained, scorer: str, edits: Edits) -> None:
    checked(saved(scorer=scorer), edits=edits).check()


@pytest.mark.parametrize(
    "edit", [MaskSource(1), Flatten(1), NoPaddingMask(3), IgnoreEncoder()], ids=lambda edit: edit.kind
)
def test_an_edit_of_a_transformer_is_followed(saved: Untrained, edit: Edit) -> None:
    checked(saved(scorer="multi_head", decoder="transformer", decoder_layers=2), edits=(edit,)).check()


def checked_by_ruff(programs: Mapping[str, str], folder: Path, *command: str) -> None:
    """Each is a file of its own in a new folder. Raises AssertionError with what ruff says of them."""
    folder.mkdir()
    for name, program in programs.items():
        (folder / f"{name}.py").write_text(program, "utf-8")
    options = ("--isolated", "--line-length", str(WIDEST), str(folder))
    ruff = [sys.executable, "-m", "ruff", *command, *options]
    said = subprocess.run(ruff, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0, said.stdout + said.stderr


LINTED: tuple[dict[str, Any], ...] = (
    {"scorer": "location_aware", "encoder_layers": 2, "decoder_layers": 2, "cell": "lstm"},
    {"scorer": "local_p", "order": "attend_first", "normalizer": "sparsemax", "copying": True},
    {"scorer": "multi_head", "decoder": "transformer", "encoder": "self_attention", "bidirectional": False}
    | {"encoder_hidden": 12},
    {"scorer": "sinusoidal", "encoder": "conv", "bidirectional": False, "encoder_hidden": 12},
)


@pytest.mark.slow
@pytest.mark.parametrize("changes", LINTED, ids=lambda changes: changes["scorer"])
def test_listings_are_written_as_one_writes_python(saved: Untrained, tmp_path: Path, changes: dict[str, Any]) -> None:
    bundle = saved(**changes)
    trace = translate(bundle, Request(bundle.name, TEXT, edits=(Flatten(1),), search=SearchConfig(max_steps=3)))
    code = listings.preamble(bundle, trace)
    lines = {box: listings.listing(bundle, trace, box) for box in boxes(bundle.config)}
    whole = {box: of_box if box == "piece" else code + of_box for box, of_box in lines.items()}
    checked_by_ruff({"preamble": code, **lines}, tmp_path / "formatted", "format", "--diff", "--no-cache")
    checked_by_ruff(whole, tmp_path / "linted", "check", "--no-cache")


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in list_entries() if not entry.problem])
def test_listings_of_a_shipped_model(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence of its examples, at one step and piece."""
    monkeypatch.chdir(HOUSE)
    bundle = load_bundle(name)
    text = read_examples(PRETRAINED / name.partition("/")[0] / EXAMPLES_FILE)[0].source
    whole = Checked(bundle, Request(name, text))
    step, piece = min(1, len(whole.trace) - 1), min(1, len(whole.ids) - 1)
    whole.check(lambda cell: cell.step in (0, step) and cell.piece in (0, piece))


def test_listings_of_an_update(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOUSE)
    name = next(entry.name for entry in list_entries() if entry.keeps_updates)
    folder = PRETRAINED / name
    update = min(int(key.partition(".")[0]) for key in read_updates(folder))
    bundle = replace(load_bundle(name), name=at_update(name, update), model=load_update(folder, update))
    text = read_examples(folder.parent / EXAMPLES_FILE)[0].source
    Checked(bundle, Request(bundle.name, text, search=SearchConfig(max_steps=3))).check(lambda cell: cell.piece < 2)


@pytest.mark.parametrize("text", ['"""\\', "'\n\"", "{x}\u2028# 我", "我\u202e爱\u0000猫"])
def test_no_text_is_code(saved: Untrained, text: str) -> None:
    checked(saved(), text, steps=2).check()


def test_what_there_is_no_listing_of(untrained: Untrained) -> None:
    bundle = untrained(scorer="none")
    trace = translate(bundle, Request(bundle.name, TEXT, search=SearchConfig(max_steps=2)))
    with pytest.raises(InvalidRequest, match="no box 'score'"):
        listings.listing(bundle, trace, "score")
    for step, piece, head in ((2, 0, 0), (0, 5, 0), (0, 0, 2), (-1, 0, 0)):
        with pytest.raises(IndexError):
            listings.listing(bundle, trace, "embedding", step, piece, head)


# -- the whole step


def run_alone(programs: Sequence[Path]) -> list[dict[str, np.ndarray]]:
    """What each program prints, by the words in front of it. They are run in their folders, one after the other, by a
    process that does not find the library: it imports torch once."""
    alone = [sys.executable, "-I", "-X", "utf8", "-c", ALONE, *map(str, programs)]
    said = subprocess.run(alone, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0, said.stderr
    return [numbers_in(printed) for printed in said.stdout.split(END)[:-1]]


END = "=== end of a program ===\n"
ALONE = f"""
import importlib.util, os, runpy, sys, torch
for path in sys.argv[1:]:
    os.chdir(os.path.dirname(path))
    assert importlib.util.find_spec("seq2seq") is None
    torch.set_grad_enabled(True)
    runpy.run_path(path)
    print({END.strip()!r})
assert not {{name for name in sys.modules if name.partition(".")[0] in {{"seq2seq", "sentencepiece"}}}}
"""


def numbers_in(printed: str) -> dict[str, np.ndarray]:
    parts = re.split(r"^([a-z_]+(?:, [a-z]+ \d+)*|p of .*): tensor", printed, flags=re.MULTILINE)[1:]
    return {
        label: np.array(re.findall(r"-?(?:\d[\d.e+-]*|inf)", numbers), dtype=float)
        for label, numbers in zip(parts[::2], parts[1::2], strict=True)
    }


def label_of(cell: Cell, config: ModelConfig, heads: int) -> str:
    """The words in front of a number of a program."""
    layer, within = divmod(cell.head, config.heads if "self" in cell.box or cell.box == "encoder_layer" else heads)
    words = {"piece": cell.piece, "layer": layer, "head": within}
    layered = bool(config.decoder) and cell.box in ("score", "weight")
    has = {
        "piece": cell.box in {*OF_PIECES, "score", "weight"},
        "layer": layered or "self" in cell.box or cell.box == "encoder_layer",
        "head": "self" in cell.box or (cell.box in ("score", "weight") and heads > 1),
    }
    return cell.box + "".join(f", {word} {number}" for word, number in words.items() if has[word])


STEPS: tuple[dict[str, Any], ...] = (
    {"scorer": "additive"},
    {"scorer": "location_aware", "cell": "lstm", "order": "attend_first", "encoder_layers": 2, "decoder_layers": 2},
    {"scorer": "multi_head", "copying": True, "coverage": True, "normalizer": "sparsemax"},
    {"scorer": "none", "cell": "rnn", "encoder": "conv", "bidirectional": False, "encoder_hidden": 12},
    {"scorer": "multi_head", "decoder": "transformer", "encoder": "self_attention", "bidirectional": False}
    | {"encoder_hidden": 12, "encoder_layers": 2, "decoder_layers": 2},
)


NOTED: dict[str, Any] = {"scorer": "multi_head", "cell": "lstm"}
"""Of the model whose step is written as a notebook, which lies in a folder next to pretrained/."""


@dataclass(frozen=True)
class Ran:
    """A step of a model, its program, and what that printed."""

    whole: Checked
    program: str
    printed: dict[str, np.ndarray]


@pytest.fixture(scope="module")
def ran(untrained: Untrained, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The programs of all STEPS and the cells of a notebook, by what they are asked of."""
    written = dict[str, tuple[Checked, Path]]()
    for changes in (*STEPS, NOTED):
        place = tmp_path_factory.mktemp("program")
        with pytest.MonkeyPatch.context() as patch, torch.set_grad_enabled(True):
            patch.chdir(place)
            whole = checked(save(untrained(**changes), place))
        path = place / "step.py" if changes in STEPS else place / "homework" / "cells.py"
        path.parent.mkdir(exist_ok=True)
        notebook = listings.notebook(whole.bundle, whole.trace, 1)
        program = listings.script(whole.bundle, whole.trace, 1)
        path.write_text(program if changes in STEPS else "\n".join(cells_of(notebook, "code")), "utf-8")
        written[name_of(changes)] = whole, path
    printed = run_alone([path for _, path in written.values()])
    return {
        name: Ran(whole, path.read_text("utf-8"), numbers)
        for (name, (whole, path)), numbers in zip(written.items(), printed, strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("changes", STEPS, ids=name_of)
def test_a_program_gives_all_numbers_of_a_step(ran: dict[str, Ran], changes: dict[str, Any]) -> None:
    assert_prints_the_step(ran[name_of(changes)].whole, ran[name_of(changes)].printed)


@pytest.mark.slow
def test_a_program_is_written_as_one_writes_python(ran: dict[str, Ran], tmp_path: Path) -> None:
    programs = {name: ran[name].program for name in map(name_of, STEPS)}
    checked_by_ruff(programs, tmp_path / "formatted", "format", "--diff", "--no-cache")
    checked_by_ruff(programs, tmp_path / "linted", "check", "--no-cache")


def assert_prints_the_step(whole: Checked, printed: dict[str, np.ndarray]) -> None:
    """Everything that the boxes show at the second step was printed."""
    config, heads = whole.bundle.config, whole.trace.weights.shape[1] // whole.trace.layers
    for cell in whole.cells():
        if cell.box == "piece" or cell.step not in (1, 0 if cell.box in ENCODING else 1):
            continue
        expected = whole.trace.logprobs[1:2] if cell.box == "softmax" else EXPECTED[cell.box](whole, cell)
        expected = np.exp(expected) if cell.box == "softmax" else expected
        given = printed[label_of(cell, config, heads)]
        np.testing.assert_allclose(given, np.atleast_1d(expected), atol=NEAR, rtol=0, err_msg=str(cell))
    for candidate in whole.trace.candidates[1]:
        assert printed[f"p of {candidate.piece}"] == pytest.approx(np.exp(candidate.logprob), abs=NEAR)


def cells_of(notebook: str, kind: str) -> list[str]:
    """The texts of the cells of a notebook of this kind."""
    read = json.loads(notebook)
    assert (read["nbformat"], read["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in read["cells"]}) == len(read["cells"])
    return ["".join(cell["source"]) for cell in read["cells"] if cell["cell_type"] == kind]


@pytest.mark.slow
def test_the_cells_of_a_notebook_give_all_numbers_wherever_it_lies(ran: dict[str, Ran]) -> None:
    """In a folder next to pretrained/, too."""
    noted = ran[name_of(NOTED)]
    cells = cells_of(listings.notebook(noted.whole.bundle, noted.whole.trace, 1), "code")
    assert len(cells) == len(boxes(noted.whole.bundle.config)) - 1 + 3  # "piece" needs more than torch
    assert noted.program == "\n".join(cells)
    assert_prints_the_step(noted.whole, noted.printed)


def test_what_was_typed_is_never_markdown(saved: Untrained) -> None:
    request = Request(saved().name, "**爱**\n# <b>", search=SearchConfig(max_steps=2))
    trace = translate(saved(), request)
    written = listings.step_notebook(saved(), request, 0)
    assert not set("爱#<") & set("".join(cells_of(written, "markdown")).replace("###", ""))
    code = "\n".join(line for cell in cells_of(written, "code") for line in cell.splitlines() if line)
    program = [line for line in listings.script(saved(), trace, 0).splitlines() if line]
    said = {part.splitlines()[-1].strip() for part in cells_of(written, "markdown")}
    assert code == "\n".join(line for line in program if line.removeprefix("# ") not in said)


def test_the_command_prints_a_program_or_a_box(output_of: RunCommand, tmp_path: Path) -> None:
    program = output_of("code", TEXT, "--model", "zh-en/dot", "--step", "2")
    assert "t = 2  # the step in view" in program
    assert "t = 2  # the step" in cells_of(output_of("code", TEXT, "--step", "2", "--notebook"), "code")[1]
    box = output_of("code", TEXT, "--model", "zh-en/dot", "--step", "2", "--box", "score", "--piece", "3")
    assert box.endswith(
        "t, i = 2, 2  # step, from 1; piece, from 0\ns_t = s[t]\nh_i = h[i]\ne_ti = h_i @ s_t\nprint(e_ti)\n"
    )


def test_a_request_has_the_program_of_its_trace(saved: Untrained) -> None:
    bundle = saved()
    request = Request(bundle.name, TEXT, search=SearchConfig(max_steps=2))
    trace = translate(bundle, request)
    assert listings.step_script(bundle, request, 1) == listings.script(bundle, trace, 1)
