"""A live training: each update in three phases that can be made one at a time, reports, and snapshots to go on from."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.attention import Attended, Attention, AttentionHistory, Memory
from seq2seq.attention.mechanism import mix
from seq2seq.checkpoints.zoo import ADAM_STATE
from seq2seq.data.tsv import Pair
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import PAD
from seq2seq.training.live.measuring import LinkedBatch, LivePairs, measure_live
from seq2seq.training.live.report import LOSS_EVERY, MODEL_PARTS, PHASES, LiveReport, LossPoint, Phase, PhaseReport
from seq2seq.training.live.settings import LiveSettings


def sabotage(model: Seq2Seq, settings: LiveSettings) -> None:
    """Break what the settings ask for and is not in the pairs, the learning rate or the clipping."""
    if settings.sabotage == "frozen":
        model.encoder.requires_grad_(False)
    elif settings.sabotage == "shuffled":
        decoder = recurrent(model.decoder)
        shuffled = ShuffledAttention(settings.scorer, decoder.attention.sizes)
        shuffled.scorer = decoder.attention.scorer
        decoder.attention = shuffled


class ShuffledAttention(Attention):
    """Attention that, in training, deals out each row's weights to random source pieces."""

    def forward(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        attended = super().forward(query, memory, past)
        if not self.training:
            return attended
        order = torch.rand_like(attended.weights).argsort(-1)
        weights = attended.weights.gather(-1, order)
        return Attended(attended.scores, weights, mix(weights, memory.values), weights)


NOTES = "notes"


def pack_snapshot(
    parameters: Mapping[str, nn.Parameter], optimizer: torch.optim.Optimizer, notes: Mapping[str, Any]
) -> bytes:
    """Everything as bytes. A parameter that has had no gradient yet has no means."""
    tensors = {f"model.{name}": parameter.detach() for name, parameter in parameters.items()}
    for name, parameter in parameters.items():
        state = optimizer.state.get(parameter, {})
        tensors |= {f"{key}.{name}": state[key] for key in ADAM_STATE if key in state}
    tensors[NOTES] = torch.frombuffer(bytearray(json.dumps(notes).encode()), dtype=torch.uint8)
    return save({name: tensor.contiguous() for name, tensor in tensors.items()})


def unpack_snapshot(
    snapshot: bytes, parameters: Mapping[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> dict[str, Any]:
    """Put weights and means in their places; the notes. Raises ValueError for a snapshot of another model."""
    try:
        tensors = load(snapshot)
        for name, parameter in parameters.items():
            tensor = tensors[f"model.{name}"]
            if tensor.shape != parameter.shape:
                raise ValueError(f"expected the shape {tuple(parameter.shape)}, not {tuple(tensor.shape)}")
            parameter.data.copy_(tensor)
            state = {key: tensors[f"{key}.{name}"] for key in ADAM_STATE if f"{key}.{name}" in tensors}
            optimizer.state[parameter] = state
        return json.loads(bytes(tensors[NOTES].tolist()))
    except (SafetensorError, KeyError) as error:
        raise ValueError("this is no snapshot of such a run") from error


GUIDANCE = 1.0
"""The weight of the loss towards the known alignment, beside that of the target pieces."""


class LiveRun:
    """A model on its way. Every update depends on the settings, the update's number and the weights before it alone, so
    that a run that goes on from a snapshot is the run without one."""

    def __init__(self, settings: LiveSettings, table: Sequence[Pair] = ()) -> None:
        self.settings = settings
        self.pairs = LivePairs(settings, table)
        torch.manual_seed(settings.seed)
        sizes = len(self.pairs.source), len(self.pairs.target)
        self.model = Seq2Seq(settings.model(*sizes)).train()
        sabotage(self.model, settings)
        self._trained = {name: weights for name, weights in self.model.named_parameters() if weights.requires_grad}
        self._optimizer = torch.optim.AdamW(self._trained.values(), settings.applied_rate, weight_decay=0.0, fused=True)
        self.update, self.seconds, self.diverged = 0, 0.0, False
        self._block: list[tuple[float, float]] = []
        self._points: list[LossPoint] = []
        self._loss: Tensor | None = None
        self._phase: PhaseReport | None = None

    @property
    def next_phase(self) -> Phase:
        """The phase that comes next: `forward` between two updates."""
        if self._loss is None:
            return "forward"
        return "step" if self._phase and self._phase.name == "backward" else "backward"

    @property
    def phases(self) -> int:
        """The number of phases of the present update that are made."""
        return PHASES.index(self.next_phase)

    def advance(self, seconds: float, updates: int) -> None:
        """Make updates for so many seconds of the clock, and no more than so many; first finish the one under way."""
        end = time.monotonic() + seconds
        self._end_update()
        self._phase = None
        while updates and not self.diverged:
            started = time.process_time()
            loss = self._batch_loss()
            self._forget_gradients()
            loss.backward()
            self._finish(loss)
            self.seconds += time.process_time() - started
            updates -= 1
            if time.monotonic() >= end:
                break

    def make_phase(self) -> None:
        """Make the next phase, and keep what it did for the report."""
        if self.diverged:
            return
        make = {"forward": self.forward, "backward": self.backward, "step": self.apply}
        self._phase = make[self.next_phase]()

    def forward(self) -> PhaseReport:
        """The loss of the next batch."""
        self._loss = self._batch_loss()
        return PhaseReport("forward", _number(self._loss.item()))

    def backward(self) -> PhaseReport:
        """The gradients of that loss. Raises RuntimeError if there is none."""
        if self._loss is None:
            raise RuntimeError("there is no loss yet")
        self._forget_gradients()
        self._loss.backward()
        gradients = {part: _norm(w.grad for w in weights if w.grad is not None) for part, weights in self._parts()}
        norm = math.hypot(*gradients.values())
        factor = min(1.0, self.settings.applied_clip / norm) if norm else 1.0
        numbers = {part: _number(value) for part, value in gradients.items()}
        return PhaseReport("backward", _number(self._loss.item()), numbers, _number(norm), _number(factor))

    def apply(self) -> PhaseReport:
        """Move the weights. Raises RuntimeError if there are no gradients."""
        phase = self._phase
        if self._loss is None or phase is None or phase.name != "backward":
            raise RuntimeError("there are no gradients yet")
        before = {part: [weights.detach().clone() for weights in group] for part, group in self._parts()}
        self._finish(self._loss)
        moves = {part: _relative_change(before[part], group) for part, group in self._parts()}
        numbers = {part: _number(value) for part, value in moves.items()}
        return PhaseReport("step", phase.loss, phase.gradients, phase.norm, phase.factor, numbers)

    def report(self) -> LiveReport:
        """The present state; the points of the loss since the last report."""
        measured, sentences = measure_live(self.model, self.pairs, self.update)
        points, self._points = tuple(self._points), []
        return LiveReport(self.update, round(self.seconds, 3), points, measured, sentences, self._phase, self.diverged)

    def snapshot(self) -> bytes:
        """All that the run depends on between two updates, as safetensors. An update under way is not in it."""
        notes = {"update": self.update, "seconds": self.seconds, "block": self._block, "diverged": self.diverged}
        return pack_snapshot(self._trained, self._optimizer, notes)

    def restore(self, snapshot: bytes) -> None:
        """Go on from a snapshot of a run of the same settings. Raises ValueError for any other."""
        notes = unpack_snapshot(snapshot, self._trained, self._optimizer)
        self.update, self.seconds, self.diverged = notes["update"], notes["seconds"], notes["diverged"]
        self._block = [(loss, norm) for loss, norm in notes["block"]]
        self._points, self._loss, self._phase = [], None, None

    def _end_update(self) -> None:
        """Make the phases that are left of an update under way."""
        while self.next_phase != "forward":
            self.make_phase()

    def _finish(self, loss: Tensor) -> None:
        """Clip the gradients, move the weights, count the update."""
        norm = self._clip_gradients()
        self._optimizer.step()
        self._loss = None
        self.update += 1
        self._block.append((loss.item(), norm))
        self.diverged = not math.isfinite(self._block[-1][0])
        full = len(self._block) == LOSS_EVERY or self.diverged
        if full or self.update < LOSS_EVERY:
            means = (_number(sum(values) / len(values)) for values in zip(*self._block, strict=True))
            self._points.append(LossPoint(self.update, *means))
        if full:
            self._block = []

    def _forget_gradients(self) -> None:
        """What the optimiser's own method does, without its record for a profiler."""
        for weights in self._trained.values():
            weights.grad = None

    def _clip_gradients(self) -> float:
        """Scale the gradients to the limit, and return their norm; `clip_grad_norm_` scales those within it too."""
        norm = nn.utils.get_total_norm([weights.grad for weights in self._trained.values() if weights.grad is not None])
        if not norm + 1e-6 <= self.settings.applied_clip:  # what torch divides by, so that the two agree to the bit
            nn.utils.clip_grads_with_norm_(self._trained.values(), self.settings.applied_clip, norm)
        return float(norm)

    def _batch_loss(self) -> Tensor:
        # For what is drawn in this update; torch.manual_seed would also note down who asked, for a GPU to come.
        torch.default_generator.manual_seed(self.settings.seed * 1_000_003 + self.update)
        linked = self.pairs.batch(self.update)
        logits, weights = self._decode(linked)
        loss = F.cross_entropy(logits.flatten(0, 1), linked.batch.trg_out.flatten(), ignore_index=PAD)
        return loss + GUIDANCE * guidance_loss(weights, linked.links) if self.settings.guided else loss

    def _decode(self, linked: LinkedBatch) -> tuple[Tensor, Tensor]:
        """Logits (B, T, V) and weights (B, N, T, S), told all pieces of the target or the share of them."""
        memory = self.model.encode(linked.batch.src, linked.batch.src_mask)
        if self.settings.forcing < 1:
            return self._decode_freely(linked.batch.trg_in, memory)
        forced = self.model.decoder(linked.batch.trg_in, memory)
        return self.model.decoder.logits(forced.readouts), forced.weights

    def _decode_freely(self, trg_in: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """Scheduled sampling: at each step each sentence is told its target piece, or goes on from its own. Bengio et
        al. 2015, section 2.4."""
        told = torch.rand(trg_in.shape) < self.settings.forcing
        state, prev, steps = self.model.start(memory), trg_in[:, 0], list[tuple[Tensor, Tensor]]()
        for t in range(trg_in.shape[1]):
            output, state = self.model.step(torch.where(told[:, t], trg_in[:, t], prev), state, memory)
            prev = output.logits.argmax(-1)
            steps.append((output.logits, output.weights))
        return torch.stack([logits for logits, _ in steps], 1), torch.stack([weights for _, weights in steps], 2)

    def _parts(self) -> Iterator[tuple[str, list[nn.Parameter]]]:
        """Each part of the model that is trained, with its weights."""
        for part in MODEL_PARTS:
            weights = [weights for name, weights in self._trained.items() if part_of(name) == part]
            if weights:
                yield part, weights


def guidance_loss(weights: Tensor, links: Tensor) -> Tensor:
    """The cross-entropy of the heads' mean weights (B, N, T, S) from the links (B, T, S), over all rows with a link, in
    nats; 0 without links. A row with several links shares them evenly. Mi, Wang & Ittycheriah 2016, eq. 7."""
    logs = weights.mean(1).clamp(min=1e-9).log()
    wanted = links / links.sum(-1, keepdim=True).clamp(min=1)
    return -(wanted * logs).sum() / wanted.sum().clamp(min=1)


def part_of(name: str) -> str:
    """The part (see `MODEL_PARTS`) that a parameter belongs to."""
    return next(part for prefix, part in _PREFIXES.items() if name.startswith(prefix))


_PREFIXES = {
    "encoder.embedding": "source_embedding",
    "encoder.": "encoder",
    "decoder.embedding": "target_embedding",
    "decoder.attention": "attention",
    "decoder.readout": "output",
    "decoder.output_bias": "output",
    "decoder.": "decoder",
}


def _relative_change(before: Sequence[Tensor], after: Sequence[Tensor]) -> float:
    """The norm of the change as a share of the norm before it."""
    return _norm(new.detach() - old for old, new in zip(before, after, strict=True)) / max(_norm(before), 1e-12)


def _norm(tensors: Iterable[Tensor]) -> float:
    """The Euclidean norm of all tensors together."""
    return math.hypot(*(float(tensor.norm()) for tensor in tensors))


def _number(value: float) -> float | None:
    """Five digits of a number; None if it is none."""
    return float(f"{value:.5g}") if math.isfinite(value) else None
