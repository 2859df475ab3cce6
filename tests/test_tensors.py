"""docs/tensors.md: it has every tensor of every model, with its shape, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import torch

from seq2seq.attention import SCORERS
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.checkpoints.storage import Shapes, read_shapes
from seq2seq.config.places import HOUSE
from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders import ENCODERS
from tests.conftest import Untrained

DOCUMENT = HOUSE / "docs" / "tensors.md"
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
SCORING = "decoder.attention.scorer."
OTHERWISE = {  # said in the row's last column
    (f"{SCORING}key.weight", "sinusoidal"): "K, K",
    (f"{SCORING}key.weight", "general"): "H, E",
    (f"{SCORING}position.weight", "local_p"): "K, H",
    ("decoder.readout.weight", "transformer"): "D, H",
}


@dataclass(frozen=True)
class Row:
    """A row of the document."""

    tensor: str
    shape: str
    additive: str
    equation: str


def rows() -> Iterator[Row]:
    for line in DOCUMENT.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch("`(en|de)coder[.].*`", cells[0]):
            yield Row(cells[0].strip("`"), *cells[1:])


ROWS = {row.tensor: row for row in rows()}


def row_of(tensor: str) -> Row:
    """The one row that a tensor has."""
    name = re.sub(r"decoder[.]layers[.]\d+[.]attention", "decoder.attention", tensor)
    name = re.sub(r"layers[.]\d+[.]", "layers.{n}.", re.sub(r"_l\d+", "_l0", name))
    return ROWS[name]


def sizes(config: ModelConfig, layer: int) -> dict[str, int]:
    """The letters of the document."""
    first = config.embedding + config.encoder_width * (config.order == "attend_first")
    return {
        **{"V_s": config.source_vocab, "V_t": config.target_vocab, "D": config.embedding, "K": config.attention},
        **{"R": config.encoder_hidden, "E": config.encoder_width, "H": config.decoder_hidden},
        **{"L": config.decoder_layers, "P": config.max_length, "C": config.kernel},
        "G": GATES.get(config.encoder_cell or "", 0),
        "Q": GATES[config.cell],
        "I": config.encoder_width if layer else config.embedding,
        "J": config.decoder_hidden if layer else first + config.embedding * config.input_feeding,
    }


def shape_of(written: str, values: dict[str, int]) -> tuple[int, ...]:
    """What is written of a shape, in numbers: a product by a space, a sum by a plus."""

    def number(term: str) -> int:
        product = 1
        for factor in term.split():
            product *= values[factor] if factor in values else int(factor)
        return product

    return tuple(sum(map(number, entry.split("+"))) for entry in filter(None, written.split(", ")))


def check(config: ModelConfig, shapes: Shapes) -> set[str]:
    """Every tensor has a row with its shape; the rows that it needed."""
    needed = set[str]()
    for tensor, shape in shapes.items():
        row = row_of(tensor)
        layer = int((re.search(r"_l(\d+)", tensor) or [0, "0"])[1])
        kind = config.decoder if row.tensor == "decoder.readout.weight" else config.scorer
        written = OTHERWISE.get((row.tensor, kind), row.shape)
        assert f"({written})" in row.equation or written == row.shape or kind == "transformer"
        assert shape_of(written, sizes(config, layer)) == shape, tensor
        needed.add(row.tensor)
    return needed


def test_every_shipped_model_is_described() -> None:
    for entry in list_entries():
        config = entry.read_config()
        assert config
        check(config, read_shapes(entry.folder / "model.safetensors"))


def test_every_tensor_there_can_be_is_described_and_no_other(untrained: Untrained) -> None:
    built: list[dict[str, object]] = [{"scorer": scorer} for scorer in SCORERS]
    for encoder in ENCODERS:
        directions = {} if encoder in GATES else {"bidirectional": False, "encoder_hidden": 12}
        built += [
            {"encoder": encoder, "encoder_layers": 2, "decoder_layers": 2, "order": "attend_first"} | directions,
            {"encoder": encoder, "embedding": 12, "input_feeding": True} | directions,
            *({"encoder": encoder, "decoder": "transformer", "scorer": scorer} | directions for scorer in SCORERS),
        ]
    built += [{"cell": cell, "copying": True, "coverage": True} for cell in GATES]
    needed = set[str]()
    for changes in built:
        bundle = untrained(**changes)
        shapes = {name: tuple(tensor.shape) for name, tensor in bundle.model.state_dict().items()}
        needed |= check(bundle.config, shapes)
    assert needed == {*ROWS}


def test_the_shapes_of_additive_are_those_of_its_file() -> None:
    entry = next(entry for entry in list_entries() if entry.name == "zh-en/additive")
    shapes = read_shapes(entry.folder / "model.safetensors")
    known = {row_of(tensor).tensor: ", ".join(map(str, shape)) for tensor, shape in shapes.items()}
    assert {tensor: row.additive for tensor, row in ROWS.items() if row.additive} == known


@pytest.mark.parametrize("scorer", SCORERS)
def test_a_scoring_function_with_tensors_is_named(untrained: Untrained, scorer: str) -> None:
    names = [name for name in untrained(scorer=scorer).model.state_dict() if name.startswith(SCORING)]
    if not names:
        assert f"`{scorer}`" in DOCUMENT.read_text("utf-8")
    for name in names:
        assert f"`{scorer}`" in row_of(name).equation, name


RECURRENT = {
    *("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"),
    *("weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"),
}


@pytest.mark.parametrize("module", [torch.nn.RNN, torch.nn.GRU, torch.nn.LSTM])
def test_recurrent_layers_call_their_tensors_as_torch_does(module: Callable[..., torch.nn.RNNBase]) -> None:
    assert set(module(1, 1, bidirectional=True).state_dict()) == RECURRENT
    assert {f"encoder.rnn.{name}" for name in RECURRENT} == {name for name in ROWS if name.startswith("encoder.rnn.")}
