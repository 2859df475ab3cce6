"""Benchmark of the library on this machine, at the sizes other libraries were measured at: one thread, random weights.

E 512 (256 a direction), H 256, 8,000 pieces, 12 source to 12 target pieces. What is compared runs in turns, and the
fastest run of each counts, in processor time, so that other work on the machine matters little. The floor is the least
work that decoding and training can be (`seq2seq/cli/bench.py`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from seq2seq.config.schema import ModelConfig, Precision
from seq2seq.decoding.search import decode_batch, decode_steps, likeliest
from seq2seq.decoding.translate import CANDIDATES, step_arrays
from seq2seq.evaluation.evaluate import one_thread
from seq2seq.model.batch import Batch, collate, pad
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import BOS, EOS
from seq2seq.training.training import has_bf16, set_matmul_precision


@dataclass(frozen=True)
class FusedDecoder:
    """The matrices of a decoder, folded once for a model.

    `pieces` (V, 3H) is what each piece adds to the gates of the GRU. `state` (H, 3H + K + D) maps a state to its gates,
    query and part of the readout in one product. `context` (E, D) maps an encoder state to its part of the readout."""

    model: Seq2Seq
    pieces: Tensor
    state: Tensor
    state_bias: Tensor
    context: Tensor
    v: Tensor
    output: Tensor

    @classmethod
    def of(cls, model: Seq2Seq) -> FusedDecoder:
        """Fold the matrices of a model with additive attention and one GRU layer, without input feeding."""
        decoder = recurrent(model.decoder)
        scorer = decoder.attention.scorer.state_dict()
        w_input, w_hidden, b_input, b_hidden = decoder.rnn.all_weights[0]
        sides = (model.config.decoder_hidden, model.config.encoder_width)
        of_state, of_context = decoder.readout.weight.split(sides, dim=1)
        no_bias = torch.zeros(len(scorer["query.weight"]))
        return cls(
            model,
            decoder.embedding.weight @ w_input.mT + b_input,
            torch.cat((w_hidden, scorer["query.weight"], of_state)).mT.contiguous(),
            torch.cat((b_hidden, no_bias, decoder.readout.bias)),
            of_context.mT.contiguous(),
            scorer["v.weight"][0],
            decoder.embedding.weight.mT.contiguous(),
        )

    def decode(self, src: Tensor, mask: Tensor, steps: int) -> tuple[Tensor, Tensor]:
        """src, mask (B, S) without padding → the likeliest ids (B, T), never the end mark, and weights (B, T, S)."""
        memory = self.model.encode(src, mask)
        contexts = memory.values @ self.context  # (B, S, D)
        hidden = torch.tanh(recurrent(self.model.decoder).bridge(memory.final))
        width, bias = hidden.shape[1], self.model.decoder.output_bias
        sizes = (2 * width, width, memory.keys.shape[2], contexts.shape[2])
        reset_update, candidate, _, _ = torch.addmm(self.state_bias, hidden, self.state).split(sizes, dim=1)
        prev, ids, weights = torch.full((len(src),), BOS), [], []
        for _ in range(steps):
            piece_gates, piece_candidate = self.pieces[prev].split(sizes[:2], dim=1)
            reset, update = torch.sigmoid_(piece_gates + reset_update).chunk(2, dim=1)
            hidden = torch.lerp(torch.tanh_(torch.addcmul(piece_candidate, reset, candidate)), hidden, update)
            product = torch.addmm(self.state_bias, hidden, self.state)
            reset_update, candidate, query, readout = product.split(sizes, dim=1)
            scores = torch.tanh_(memory.keys + query.unsqueeze(1)) @ self.v  # (B, S)
            weights.append(torch.softmax(scores, dim=1).unsqueeze(1))
            readout = torch.tanh_(torch.baddbmm(readout.unsqueeze(1), weights[-1], contexts)[:, 0])
            logits = torch.addmm(bias, readout, self.output)
            prev = logits[:, EOS + 1 :].argmax(dim=1) + EOS + 1
            ids.append(prev)
        return torch.stack(ids, dim=1), torch.cat(weights, dim=1)


def floor_loss(model: Seq2Seq, batch: Batch) -> Tensor:
    """The mean cross-entropy of a batch without padding: all steps of the GRU at once, one attention, one output
    product."""
    decoder, memory = recurrent(model.decoder), model.encode(batch.src, batch.src_mask)
    scorer = decoder.attention.scorer.get_submodule
    table = decoder.embedding.weight
    hidden, _ = decoder.rnn(F.embedding(batch.trg_in, table), torch.tanh(decoder.bridge(memory.final)).unsqueeze(0))
    scores = scorer("v")(torch.tanh(scorer("query")(hidden).unsqueeze(2) + memory.keys.unsqueeze(1))).squeeze(3)
    context = torch.softmax(scores, dim=2) @ memory.values
    readout = torch.tanh(decoder.readout(torch.cat((hidden, context), dim=2))).flatten(0, 1)
    return F.cross_entropy(F.linear(readout, table, decoder.output_bias), batch.trg_out.flatten())


VOCABULARY, LENGTH, SENTENCES = 8000, 12, 64
Work = Callable[[], object]


def run_benchmark(repeats: int = 50) -> dict[str, Any]:
    """Run every measurement `repeats` times, batches and training a fifth as often, and return the fastest."""
    torch.manual_seed(0)
    try:
        with one_thread():
            return _measurements(repeats)
    finally:
        torch.set_float32_matmul_precision("highest")


def _measurements(repeats: int) -> dict[str, Any]:
    model, few = _random_model().for_decoding(), max(3, repeats // 5)
    return {
        "threads": 1,
        "decode_ms": _measure_decoding(model, repeats),
        "batch_sentences_per_s": _measure_batch(model, few),
        "training_pieces_per_s": _measure_training(few),
    }


@torch.inference_mode()
def _measure_decoding(model: Seq2Seq, repeats: int) -> dict[str, float]:
    """Milliseconds to decode one sentence with its trace, and by the floor; the ratio of both."""
    floor, sentence = FusedDecoder.of(model), _random_sources(1)
    seconds = _fastest(
        {
            "trace": lambda: _decode_for_trace(model, *sentence),
            "floor": lambda: floor.decode(*sentence, LENGTH),
        },
        repeats,
    )
    milliseconds = {name: 1000 * value for name, value in seconds.items()}
    return _rounded(milliseconds | {"ratio": seconds["trace"] / seconds["floor"]})


@torch.inference_mode()
def _measure_batch(model: Seq2Seq, repeats: int) -> dict[str, float]:
    """Sentences per second with their weights, in each precision and by the floor; fp32 as a share of the floor."""
    floor, sentences = FusedDecoder.of(model), _random_sources(SENTENCES)
    work: dict[str, Work] = {
        precision: _in_precision(precision, lambda: _decode_for_weights(model, *sentences))
        for precision in _usable("fp32", "medium")
    }
    work["floor"] = _in_precision("fp32", lambda: floor.decode(*sentences, LENGTH))
    speeds = {name: SENTENCES / value for name, value in _fastest(work, repeats).items()}
    return _rounded(speeds | {"share": speeds["fp32"] / speeds["floor"]})


def _measure_training(repeats: int) -> dict[str, float]:
    """Target pieces per second of training, forward, backward and Adam: in each precision, with input feeding, and by
    the floor."""
    ids = torch.randint(EOS + 1, VOCABULARY, (SENTENCES, 2, LENGTH - 1)).tolist()
    batch = collate([([*source, EOS], target) for source, target in ids])
    work = {precision: _training_update(batch, precision) for precision in _usable("fp32", "medium", "bf16")}
    work["input_feeding"] = _training_update(batch, "fp32", input_feeding=True)
    work["floor"] = _training_update(batch, "fp32", loss=floor_loss)
    return _rounded({name: batch.pieces / value for name, value in _fastest(work, repeats).items()})


def _random_model(input_feeding: bool = False) -> Seq2Seq:
    return Seq2Seq(ModelConfig(VOCABULARY, VOCABULARY, encoder_hidden=256, dropout=0.0, input_feeding=input_feeding))


def _usable(*precisions: Precision) -> list[Precision]:
    """Those of the precisions that this processor need not emulate."""
    return [name for name in precisions if name == "fp32" or has_bf16()]


def _in_precision(precision: Precision, work: Work) -> Work:
    def run() -> None:
        set_matmul_precision(precision)
        work()

    return run


def _decode_for_trace(model: Seq2Seq, src: Tensor, mask: Tensor) -> None:
    """Decode greedily and gather all that a trace holds: scores, weights, states, candidates."""
    decoded = decode_batch(model, model.encode(src, mask), argmax_without_end, LENGTH)
    step_arrays(decoded.steps)
    logprobs = torch.cat([step.logits for step in decoded.steps]).log_softmax(dim=-1)
    likeliest(logprobs, CANDIDATES)


def _decode_for_weights(model: Seq2Seq, src: Tensor, mask: Tensor) -> Tensor:
    """Decode a batch and return its weights (B, T, S)."""
    steps = decode_steps(model, model.encode(src, mask), argmax_without_end, LENGTH)
    return torch.cat([output.weights for _, output in steps], dim=1)


def argmax_without_end(logits: Tensor) -> Tensor:
    """Choose the likeliest piece but never the end mark, so that every decoding takes all its steps."""
    return logits[:, EOS + 1 :].argmax(dim=-1) + EOS + 1


def _training_update(
    batch: Batch,
    precision: Precision,
    input_feeding: bool = False,
    loss: Callable[[Seq2Seq, Batch], Tensor] = Seq2Seq.loss,
) -> Work:
    """One update of a new model on a batch."""
    model = _random_model(input_feeding)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)

    def update() -> None:
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            value = loss(model, batch)
        value.backward()
        optimizer.step()

    return _in_precision(precision, update)


def _fastest(work: Mapping[str, Work], repeats: int) -> dict[str, float]:
    """Seconds of processor time of the fastest run of each, after two runs that don't count."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(repeats + 2):
        for name, run in work.items():
            started = time.process_time()
            run()
            seconds[name].append(time.process_time() - started)
    return {name: min(values[2:]) for name, values in seconds.items()}


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    """The values with four significant digits; a second run has others from the third on."""
    return {name: float(f"{value:.4g}") for name, value in values.items()}


def _random_sources(count: int) -> tuple[Tensor, Tensor]:
    ids = torch.randint(EOS + 1, VOCABULARY, (count, LENGTH - 1)).tolist()
    return pad([[*row, EOS] for row in ids])
