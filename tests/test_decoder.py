"""The decoder: a whole sequence is the fold of `step`, the output layer is the embedding, states can be picked."""

import itertools
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from seq2seq.attention import SCORERS, Memory
from seq2seq.config.schema import Cell, ModelConfig, Order, Recurrence
from seq2seq.model.batch import collate
from seq2seq.model.decoders import StepOutput
from seq2seq.model.decoders.recurrent import RecurrentDecoder, State, recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import BOS
from tests.conftest import RECURRENCES, TINY, every_recurrence

BATCH = collate([([4, 5, 6, 7, 8, 9, 3], [4, 5, 6, 7, 8]), ([10, 11, 3], [9, 10, 11]), ([12, 3], [12])])
WIRINGS: dict[str, tuple[Order, bool]] = {
    "rnn_first": ("rnn_first", False),
    "input_feeding": ("rnn_first", True),
    "attend_first": ("attend_first", False),
}
every_wiring = pytest.mark.parametrize("wiring", WIRINGS)


def build(wiring: str = "rnn_first", **changes: object) -> Seq2Seq:
    torch.manual_seed(0)
    order, feeding = WIRINGS[wiring]
    config = replace(TINY, order=order, input_feeding=feeding, **changes)  # type: ignore[arg-type]
    return Seq2Seq(config).eval().requires_grad_(False)


def remember(model: Seq2Seq) -> Memory:
    return model.encode(BATCH.src, BATCH.src_mask)


def steps(model: Seq2Seq) -> tuple[list[StepOutput], list[State]]:
    """Teacher forcing by hand, one step after the other."""
    memory = remember(model)
    state, outputs, states = model.start(memory), [], []
    for prev in BATCH.trg_in.unbind(dim=1):
        output, state = model.step(prev, state, memory)
        outputs.append(output)
        states.append(state)
    return outputs, states


def same_as_folded(model: Seq2Seq) -> None:
    outputs, states = steps(model)
    taught = model(BATCH)
    torch.testing.assert_close(taught.readouts, torch.stack([state.readout for state in states], dim=1))
    torch.testing.assert_close(taught.weights, torch.stack([output.weights for output in outputs], dim=2))
    torch.testing.assert_close(taught.scores, torch.stack([output.scores for output in outputs], dim=2))
    logits = torch.stack([output.logits for output in outputs], dim=1)
    torch.testing.assert_close(model.decoder.logits(taught.readouts), logits)


@every_wiring
@pytest.mark.parametrize("layers", [1, 2])
@every_recurrence
def test_a_whole_sequence_is_the_fold_of_its_steps(wiring: str, recurrence: Recurrence, layers: int) -> None:
    same_as_folded(build(wiring, **RECURRENCES[recurrence], decoder_layers=layers))


@every_wiring
@pytest.mark.parametrize("scorer", SCORERS)
def test_a_whole_sequence_is_the_fold_of_its_steps_for_every_scorer(wiring: str, scorer: str) -> None:
    same_as_folded(build(wiring, scorer=scorer))


@every_wiring
def test_a_step_has_the_shapes_it_promises(wiring: str) -> None:
    outputs, _ = steps(build(wiring, scorer="multi_head"))
    shapes = {name: tuple(tensor.shape) for name, tensor in vars(outputs[0]).items() if tensor is not None}
    assert shapes == {
        "logits": (3, 29),
        "scores": (3, 2, 7),
        "weights": (3, 2, 7),
        "query": (3, 12),
        "context": (3, 12),
        "hidden": (3, 12),
    }


def test_recurrent_first_asks_with_the_new_state_and_attention_first_with_the_old() -> None:
    after, _ = steps(build("rnn_first"))
    assert all(torch.equal(step.query, step.hidden) for step in after)
    before, _ = steps(build("attend_first"))
    for last, this in itertools.pairwise(before):
        assert torch.equal(this.query, last.hidden)


@every_wiring
def test_only_attention_that_feeds_the_decoder_moves_its_states(wiring: str) -> None:
    """Another source with the same final state is felt by the next state, or not at all."""
    model = build(wiring)
    memory = remember(model)
    other = replace(memory, values=memory.values.flip(2), keys=memory.keys.flip(2))
    hidden_states = []
    for source in (memory, other):
        _, state = model.step(BATCH.trg_in[:, 0], model.start(source), source)
        hidden_states.append(model.step(BATCH.trg_in[:, 1], state, source)[0].hidden)
    assert torch.equal(*hidden_states) == (wiring == "rnn_first")


def test_the_output_layer_is_the_target_embedding() -> None:
    decoder = build().decoder
    assert [name for name, p in decoder.named_parameters() if TINY.target_vocab in p.shape] == [
        "output_bias",
        "embedding.weight",
    ]
    readout = torch.randn(3, TINY.embedding)
    decoder.output_bias.normal_()
    torch.testing.assert_close(
        decoder.logits(readout), readout @ decoder.embedding.weight.T + decoder.output_bias, rtol=1e-5, atol=1e-6
    )


def gru(decoder: RecurrentDecoder, below: Tensor, hidden: Tensor) -> Tensor:
    """A GRU cell by its equations (Cho et al. 2014): reset, update, candidate."""
    w_ih, w_hh, b_ih, b_hh = decoder.rnn.all_weights[0]
    x_r, x_z, x_n = (below @ w_ih.T + b_ih).chunk(3, dim=1)
    h_r, h_z, h_n = (hidden @ w_hh.T + b_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    return (1 - update) * torch.tanh(x_n + reset * h_n) + update * hidden


def test_one_step_by_the_equations() -> None:
    """s = GRU(y, bridge), c = Σ softmax(v·tanh(W s + U h)) h, logits = E tanh(R [s; c]) + b."""
    model = build(scorer="additive")
    decoder, memory = recurrent(model.decoder), remember(model)
    weight = decoder.state_dict()
    prev = BATCH.trg_in[:, 0]
    assert (prev == BOS).all()
    first = torch.tanh(memory.final @ weight["bridge.weight"].T + weight["bridge.bias"])
    s = gru(decoder, weight["embedding.weight"][prev], first)
    query = (s @ weight["attention.scorer.query.weight"].T).unsqueeze(1)
    answered = memory.values @ weight["attention.scorer.key.weight"].T + weight["attention.scorer.key.bias"]
    scores = torch.tanh(query + answered) @ weight["attention.scorer.v.weight"][0]
    weights = scores.masked_fill(~memory.mask, -torch.inf).softmax(dim=-1)
    c = (weights.unsqueeze(-1) * memory.values).sum(dim=1)
    readout = torch.tanh(torch.cat((s, c), dim=1) @ weight["readout.weight"].T + weight["readout.bias"])
    output, state = model.step(prev, model.start(memory), memory)
    torch.testing.assert_close(output.hidden, s)
    torch.testing.assert_close(output.weights[:, 0], weights)
    torch.testing.assert_close(output.context, c)
    torch.testing.assert_close(state.readout, readout)
    torch.testing.assert_close(output.logits, readout @ weight["embedding.weight"].T + weight["output_bias"])


@every_wiring
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_picked_rows_go_on_as_they_would_have(wiring: str, cell: Cell) -> None:
    model = build(wiring, cell=cell, scorer="location_aware", decoder_layers=2)
    memory, rows = remember(model), torch.tensor([2, 0, 2])
    _, state = model.step(torch.tensor([4, 5, 6]), model.start(memory), memory)
    together, _ = model.step(torch.tensor([7, 8, 9]), state, memory)
    picked = memory.pick(rows)
    alone, after = model.step(torch.tensor([9, 7, 9]), state.pick(rows), picked)
    torch.testing.assert_close(alone.logits, together.logits[rows])
    assert after.past.step == 2


def test_a_step_changes_neither_its_state_nor_the_model() -> None:
    model = build("input_feeding", cell="lstm", scorer="location_aware")
    memory, prev = remember(model), BATCH.trg_in[:, 0]
    _, state = model.step(prev, model.start(memory), memory)
    copies = [tensor.clone() for tensor in (*state.hidden, *state.cell, state.readout, state.past.weights, prev)]
    first, _ = model.step(prev, state, memory)
    second, _ = model.step(prev, state, memory)
    assert all(map(torch.equal, copies, (*state.hidden, *state.cell, state.readout, state.past.weights, prev)))
    assert torch.equal(first.logits, second.logits)


def test_input_feeding_is_for_recurrent_first_only() -> None:
    with pytest.raises(ValueError, match="input_feeding belongs to rnn_first"):
        ModelConfig(7, 7, order="attend_first", input_feeding=True)
