"""The whole model: every combination of its parts learns, decodes, and comes back from a file as it was."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import torch

from seq2seq.attention import SCORERS
from seq2seq.checkpoints.zoo import load_model, save_model
from seq2seq.config.schema import Cell, EncoderName, ModelConfig, Order
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import Batch, collate
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import PAD
from tests.conftest import TINY

PAIRS = [([4, 5, 6, 7, 3], [8, 9, 10]), ([7, 6, 3], [11, 12, 8, 9, 7]), ([5, 3], [13])]
BATCH = collate(PAIRS)


def falls(model: Seq2Seq, batch: Batch = BATCH, updates: int = 12) -> bool:
    """Whether the loss falls by a third over a few updates."""
    optimizer = torch.optim.Adam(model.parameters(), 0.03)
    losses = []
    for _ in range(updates):
        optimizer.zero_grad()
        loss = model.loss(batch)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses[-1] < losses[0] * 2 / 3


def config_of(cell: Cell, bidirectional: bool, layers: int, order: Order, input_feeding: bool) -> ModelConfig:
    return replace(
        TINY,
        cell=cell,
        bidirectional=bidirectional,
        encoder_layers=layers,
        decoder_layers=layers,
        order=order,
        input_feeding=input_feeding,
        dropout=0.1,
    )


WIRINGS: list[tuple[Order, bool]] = [("rnn_first", False), ("rnn_first", True), ("attend_first", False)]
CELLS: list[Cell] = ["rnn", "gru", "lstm"]
COMBINATIONS = [
    config_of(cell, bidirectional, layers, *wiring)
    for cell, bidirectional, layers, wiring in product(CELLS, [True, False], [1, 2], WIRINGS)
]
OTHER_ENCODERS: list[EncoderName] = ["lstm", "conv", "self_attention"]
COMBINATIONS += [
    replace(TINY, encoder=name, bidirectional=False, encoder_hidden=12, order=order)
    for name, order in product(OTHER_ENCODERS, ["rnn_first", "attend_first"])
]


def named(config: ModelConfig) -> str:
    directions = "both ways" if config.bidirectional else "one way"
    cells = f"{config.encoder_name}, {config.cell}"
    return f"{cells}, {directions}, {config.encoder_layers}, {config.order}, {config.input_feeding}"


@pytest.mark.slow
@pytest.mark.parametrize("config", COMBINATIONS, ids=named)
def test_every_combination_learns_decodes_and_is_kept(config: ModelConfig, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Seq2Seq(config)
    assert falls(model.train())
    model.half().float()  # what a checkpoint keeps of it
    save_model(model, tmp_path / "kept")
    loaded = load_model(tmp_path / "kept")
    assert loaded.config == config
    with torch.inference_mode():
        trained_output, loaded_output = (
            decode_batch(network, network.encode(BATCH.src, BATCH.src_mask), max_steps=7)
            for network in (model.eval(), loaded)
        )
    assert trained_output.ids.shape[0] == 3
    assert torch.equal(trained_output.ids, loaded_output.ids)
    for a, b in zip(trained_output.steps, loaded_output.steps, strict=True):
        torch.testing.assert_close(a.logits, b.logits)
    assert all(torch.equal(tensor, loaded.state_dict()[name]) for name, tensor in model.state_dict().items())


@pytest.mark.slow
@pytest.mark.parametrize("normalizer", ["softmax", "sparsemax"])
@pytest.mark.parametrize("scorer", SCORERS)
def test_a_model_with_any_scorer_learns(scorer: str, normalizer: str) -> None:
    torch.manual_seed(0)
    assert falls(Seq2Seq(replace(TINY, scorer=scorer, normalizer=normalizer)))  # type: ignore[arg-type]


@pytest.mark.parametrize("scorer", SCORERS)
def test_the_loss_of_a_batch_is_the_mean_over_its_pieces(scorer: str) -> None:
    torch.manual_seed(0)
    model = Seq2Seq(replace(TINY, scorer=scorer)).eval()
    total = sum(model.loss(collate([pair])).item() * (len(pair[1]) + 1) for pair in PAIRS)
    assert model.loss(BATCH).item() == pytest.approx(total / BATCH.pieces, rel=1e-5)


def test_the_loss_is_the_cross_entropy_of_the_next_piece() -> None:
    torch.manual_seed(0)
    model = Seq2Seq(TINY).eval()
    logprobs = model.decoder.logits(model(BATCH).readouts).log_softmax(dim=-1)
    real = BATCH.trg_out != PAD
    chosen = logprobs.gather(2, BATCH.trg_out[..., None])[..., 0]
    torch.testing.assert_close(model.loss(BATCH), -chosen[real].mean())


def test_label_smoothing_shares_a_part_among_all_pieces() -> None:
    torch.manual_seed(0)
    model = Seq2Seq(TINY).eval()
    logprobs = model.decoder.logits(model(BATCH).readouts[BATCH.trg_out != PAD]).log_softmax(dim=-1)
    smoothed = 0.9 * model.loss(BATCH) - 0.1 * logprobs.mean()
    torch.testing.assert_close(model.loss(BATCH, smoothing=0.1), smoothed)


@pytest.mark.parametrize("scorer", SCORERS)
def test_a_gradient_reaches_every_parameter(scorer: str) -> None:
    torch.manual_seed(0)
    model = Seq2Seq(replace(TINY, scorer=scorer))
    model.loss(BATCH).backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_a_model_starts_from_its_seed() -> None:
    def weights(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return torch.cat([p.detach().flatten() for p in Seq2Seq(TINY).parameters()])

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_recurrent_matrices_start_orthogonal_biases_and_padding_at_zero() -> None:
    torch.manual_seed(0)
    state = Seq2Seq(TINY).state_dict()
    reset = state["decoder.rnn.weight_hh_l0"][: TINY.decoder_hidden]
    torch.testing.assert_close(reset @ reset.T, torch.eye(TINY.decoder_hidden), atol=1e-5, rtol=0)
    assert not any(tensor.any() for name, tensor in state.items() if "bias" in name)
    assert not state["encoder.embedding.weight"][PAD].any()
    assert not state["decoder.embedding.weight"][PAD].any()
