"""`Seq2Seq.step` takes the fast step unless something is edited or dropped out; it gives what `Decoder.step` gives."""

from dataclasses import replace

import pytest
import torch

from seq2seq.attention import SCORERS, Memory
from seq2seq.config.edits import Normalizer, Sharpen
from seq2seq.config.schema import Order, Recurrence
from seq2seq.model.batch import pad
from seq2seq.model.decoders import StepOutput
from seq2seq.model.decoders.recurrent import State
from seq2seq.model.seq2seq import Seq2Seq
from tests.conftest import RECURRENCES, TINY, every_recurrence

WIRINGS: dict[str, tuple[Order, bool]] = {
    "rnn_first": ("rnn_first", False),
    "input_feeding": ("rnn_first", True),
    "attend_first": ("attend_first", False),
}
every_wiring = pytest.mark.parametrize("wiring", WIRINGS)
PIECES = torch.tensor([[4, 5, 6], [7, 8, 9], [10, 4, 0], [5, 6, 0]])  # four steps of three sentences
SENTENCES = [[4, 5, 6, 7, 8, 9, 3], [10, 11, 3], [12, 3]]


def build(wiring: str = "rnn_first", **changes: object) -> Seq2Seq:
    torch.manual_seed(0)
    order, feeding = WIRINGS[wiring]
    return Seq2Seq(replace(TINY, order=order, input_feeding=feeding, **changes)).for_decoding()  # type: ignore[arg-type]


def encode(model: Seq2Seq, sentences: list[list[int]] = SENTENCES) -> Memory:
    return model.encode(*pad(sentences))


def tensors(output: StepOutput, state: State) -> list[torch.Tensor]:
    """All tensors of a step, in one order."""
    outputs = [tensor for tensor in vars(output).values() if tensor is not None]
    return [*outputs, *state.hidden, *state.cell, state.readout, state.past.weights, state.past.computed]


def assert_same_steps(model: Seq2Seq, memory: Memory) -> None:
    """Compare the two step by step, each going on from its own state."""
    fast = defined = model.start(memory)
    for prev in PIECES[:, : len(memory.values)]:
        fast_output, fast = model.step(prev, fast, memory)
        output, defined = model.decoder.step(prev, defined, memory)
        torch.testing.assert_close(tensors(fast_output, fast), tensors(output, defined))
        assert fast.past.step == defined.past.step


@pytest.mark.slow
@every_wiring
@pytest.mark.parametrize("normalizer", ["softmax", "sparsemax"])
@pytest.mark.parametrize("scorer", SCORERS)
def test_every_scorer_in_every_wiring(wiring: str, scorer: str, normalizer: Normalizer) -> None:
    model = build(wiring, scorer=scorer, normalizer=normalizer)
    assert_same_steps(model, encode(model))
    assert_same_steps(model, encode(model, SENTENCES[:1]))


@every_wiring
@pytest.mark.parametrize("layers", [1, 2])
@every_recurrence
def test_every_cell_in_every_wiring(wiring: str, recurrence: Recurrence, layers: int) -> None:
    model = build(wiring, **RECURRENCES[recurrence], decoder_layers=layers, dropout=0.5)
    assert_same_steps(model, encode(model))


@every_wiring
def test_rows_are_picked_from_its_states_as_from_any(wiring: str) -> None:
    model, rows = build(wiring, scorer="location_aware", cell="lstm"), torch.tensor([2, 0, 2])
    memory = encode(model)
    picked = memory.pick(rows)
    _, state = model.step(PIECES[0], model.start(memory), memory)
    torch.testing.assert_close(
        tensors(*model.step(PIECES[1], state.pick(rows), picked)),
        tensors(*model.decoder.step(PIECES[1], state.pick(rows), picked)),
    )


def test_with_edits_the_step_is_the_decoder_s_own() -> None:
    model = build()
    memory, edits = encode(model), (Sharpen(2.0),)
    edited = model.step(PIECES[0], model.start(memory), memory, edits)
    own = model.decoder.step(PIECES[0], model.start(memory), memory, edits)
    assert all(map(torch.equal, tensors(*edited), tensors(*own)))
    assert not torch.allclose(edited[0].weights, model.step(PIECES[0], model.start(memory), memory)[0].weights)


def test_in_training_the_step_has_dropout() -> None:
    model = build(dropout=0.5).train()
    memory = encode(model)
    state = model.start(memory)
    assert not torch.equal(*(model.step(PIECES[0], state, memory)[0].logits for _ in range(2)))


def test_parameters_that_change_are_read_anew() -> None:
    model = build()
    other = {name: tensor + 0.1 for name, tensor in model.state_dict().items()}
    model.load_state_dict(other)
    assert_same_steps(model, encode(model))
    for parameter in model.parameters():
        parameter.data = parameter.data * 0.5
    assert_same_steps(model, encode(model))
