"""The training loop: yields an event for each update and epoch, prints nothing, and can be resumed."""

from __future__ import annotations

import json
import math
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch import distributed as dist

from seq2seq.checkpoints.catalog import claim_folder, require_same_configuration, write_json
from seq2seq.checkpoints.storage import require_shapes, shapes_of
from seq2seq.checkpoints.zoo import (
    Bundle,
    load_model,
    load_state,
    read_updates,
    save_model,
    save_state,
    save_updates,
    update_tensors,
)
from seq2seq.config.schema import ModelConfig, Precision, TrainConfig
from seq2seq.data.corpus import group_references
from seq2seq.decoding.corpus import encode_source, source_pieces, translate_all
from seq2seq.evaluation.evaluate import likelihood
from seq2seq.evaluation.metrics import corpus_scores
from seq2seq.model.batch import IdPair, SourceRow, collate, make_batches
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.links import Links
from seq2seq.training.history import History, begin_history, join_histories, log_spaced_updates, pair_weights


def learning_rate(recipe: TrainConfig, update: int, updates: int) -> float:
    """Linear warm-up, then half a cosine down to 0 at the last update. Loshchilov & Hutter 2017, eq. 5."""
    if update < recipe.warmup:
        return recipe.learning_rate * (update + 1) / recipe.warmup
    done = (update - recipe.warmup) / max(1, updates - recipe.warmup)
    return recipe.learning_rate * (1 + math.cos(math.pi * done)) / 2


def without_final_punctuation(text: str) -> str:
    """The text without its final punctuation; a text of punctuation alone is returned unchanged."""
    end = len(text)
    while end and unicodedata.category(text[end - 1]).startswith("P"):
        end -= 1
    return text[:end] or text


@dataclass(frozen=True)
class PairForms:
    """The variants of a training pair, as ids: source with and without final punctuation; own target, teacher's."""

    marked: SourceRow
    bare: SourceRow
    targets: tuple[list[int], ...]

    def choose(self, bare: bool, by_teacher: bool) -> IdPair:
        return self.bare if bare else self.marked, self.targets[-1 if by_teacher else 0]


def pair_forms(bundle: Bundle, source: str, *targets: str) -> PairForms:
    """The variants of a pair of texts. What a model copies is where both forms of the source have it."""
    bare = without_final_punctuation(source)
    rows = encode_source(bundle, source), encode_source(bundle, bare)
    says = bundle.says(source_pieces(bundle, bare))
    return PairForms(*rows, tuple(says.ids(target) for target in targets))


RESUME, NOTES = "resume.safetensors", "notes"
TextPairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Corpus:
    """The data of a training.

    train: pairs that every epoch reads. valid: pairs to measure on after each epoch. probes: (source, target) pairs
    whose weights are recorded in history.json. teacher_translations: translations of the sources of `train` by a
    teacher, in the same order, or empty. once: pairs that only one epoch reads, in equal shares, such as
    back-translations. monitored_links: gold links between the pieces of probes, by source, where they are known."""

    source: Tokenizer
    target: Tokenizer
    train: TextPairs
    valid: TextPairs
    probes: TextPairs = ()
    teacher_translations: Sequence[str] = ()
    once: TextPairs = ()
    monitored_links: Mapping[str, Links] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """The event after each optimiser step: its numbers, and the smoothed loss of its batch in nats per piece."""

    epoch: int
    update: int
    updates: int
    loss: float


@dataclass(frozen=True)
class Epoch:
    """The event after each epoch: training loss (smoothed, nats per piece), figures on valid, and the seconds of
    training and target pieces so far. Seconds are processor time on a CPU, wall-clock time on a GPU."""

    epoch: int
    loss: float
    valid_loss: float
    bleu: float
    chrf: float
    entropy: float
    seconds: float
    pieces: int


def train(
    config: ModelConfig,
    recipe: TrainConfig,
    corpus: Corpus,
    out: Path,
    resume: bool = False,
    begin: Path | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Iterator[Update | Epoch]:
    """Train into the folder `out`. After each epoch it holds the model, its history, and a state to resume from.
    `notes` stand in its training.json. No other training can write into the folder meanwhile.

    Training starts from random weights, or from the checkpoint in the folder `begin`, whose history is continued.

    Under torchrun every process takes its share of each batch and gradients are summed, so that the update is that
    of one process. Raises FileNotFoundError if there is nothing to resume, ValueError if another training is at work in
    the folder, it holds a model of another configuration, or parameters are to be kept though there is a `begin`."""
    if begin and recipe.keep_moments:
        raise ValueError("checkpoints can be kept only when training starts from random weights")
    first = not dist.is_initialized() or dist.get_rank() == 0
    with claim_folder(out) if first else nullcontext():
        require_same_configuration(config, out)
        if first and notes is not None:
            write_json(out / "training.json", notes)
        run = _Training(config, recipe, corpus, out)
        if begin:
            run.load_initial(begin)
        if resume:
            run.restore()
        for epoch in range(len(run.history.epochs), recipe.epochs):
            yield from run.epoch(epoch)


def training_device() -> torch.device:
    """The GPU if there is one, otherwise the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class _Training:
    """The state of one training: model, optimiser, history."""

    def __init__(self, config: ModelConfig, recipe: TrainConfig, corpus: Corpus, out: Path) -> None:
        self.recipe, self.corpus, self.out = recipe, corpus, out
        self.rank, self.world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.device = training_device()
        # Processor time on a CPU, so that runs beside other work are comparable.
        self._clock = time.process_time if self.device.type == "cpu" else time.perf_counter
        self.precision = choose_precision(recipe.precision, self.device).precision
        set_matmul_precision(self.precision)
        torch.manual_seed(recipe.seed)
        self.model = Seq2Seq(config).to(self.device)
        self.bundle = Bundle(out.name, self.model, corpus.source, corpus.target)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
        teacher_translations = corpus.teacher_translations or [target for _, target in corpus.train]
        self.every_epoch = [
            pair_forms(self.bundle, source, target, translation)
            for (source, target), translation in zip(corpus.train, teacher_translations, strict=True)
        ]
        self.once = [pair_forms(self.bundle, source, target) for source, target in corpus.once]
        sizes = (len(self.every_epoch) + len(self.once[epoch :: recipe.epochs]) for epoch in range(recipe.epochs))
        self.updates = sum(math.ceil(size / recipe.batch_size) for size in sizes)
        self.recorded_updates = set(log_spaced_updates(self.updates))
        self.update, self.pieces, self.seconds = 0, 0, 0.0
        self.earlier_history: History | None = None
        self.history = begin_history(self.bundle, corpus.probes, corpus.monitored_links)
        self.update_tensors: dict[str, Tensor] = {}

    def load_initial(self, folder: Path) -> None:
        """Coverage that the checkpoint lacks begins at 0, with which it changes nothing."""
        zeros = {name: zero for name, zero in self.model.state_dict().items() if name == "decoder.attention.coverage"}
        state = zeros | load_model(folder).state_dict()
        require_shapes(shapes_of(state), shapes_of(self.model.state_dict()))
        self.model.load_state_dict(state)
        self.earlier_history = History(**json.loads((folder / "history.json").read_text("utf-8")))

    def epoch(self, epoch: int) -> Iterator[Update | Epoch]:
        # Seeded by the epoch, so that a resumed run draws what the uninterrupted one would have drawn.
        torch.manual_seed(self.recipe.seed * 1000 + epoch)
        shuffle = torch.Generator().manual_seed(self.recipe.seed * 1000 + epoch)
        started, losses = self._clock(), []
        for rows in make_batches(self._draw_pairs(epoch, shuffle), self.recipe.batch_size, shuffle):
            self._record_update()
            # Make one update on this batch; returns its loss in nats per piece
            self.model.train()
            for group in self.optimizer.param_groups:
                group["lr"] = learning_rate(self.recipe, self.update, self.updates)
            self.optimizer.zero_grad()
            loss = self._backward(rows)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
            self.optimizer.step()
            self.update += 1
            losses.append(loss)
            yield Update(epoch, self.update, self.updates, losses[-1])
        self.seconds += self._clock() - started
        if self.update == self.updates:
            self._record_update()
        self.model.eval()
        valid = group_references(self.corpus.valid)
        fit = likelihood(self.bundle, self.corpus.valid)
        translations = translate_all(self.bundle, [source for source, _ in valid])
        scores = corpus_scores(translations, [references for _, references in valid], self.corpus.target.spaced)
        event = Epoch(
            epoch + 1,
            sum(losses) / len(losses),
            fit.loss,
            scores.bleu,
            scores.chrf,
            fit.entropy,
            self.seconds,
            self.pieces,
        )
        self.history.epochs.append(asdict(event))
        if self.rank == 0:
            self.save()
        yield event

    def _draw_pairs(self, epoch: int, generator: torch.Generator) -> list[IdPair]:
        """Draw the variants of the pairs of an epoch: with or without final punctuation, own or teacher's target."""
        pairs = self.every_epoch + self.once[epoch :: self.recipe.epochs]
        bare = (torch.rand(len(pairs), generator=generator) < self.recipe.unpunctuated).tolist()
        share = self.recipe.taught if self.corpus.teacher_translations else 0.0
        taught = (torch.rand(len(pairs), generator=generator) < share).tolist() if share else [False] * len(pairs)
        return [pair.choose(*choice) for pair, *choice in zip(pairs, bare, taught, strict=True)]

    def _backward(self, rows: list[IdPair]) -> float:
        """Compute the gradients of the mean loss per piece of the whole batch, of which this process has a share."""
        pieces = sum(len(target) + 1 for _, target in rows)
        self.pieces += pieces
        share = rows[self.rank :: self.world]
        total = torch.zeros((), device=self.device)
        if share:
            batch = collate(share).to(self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
                mean = self.model.loss(batch, self.recipe.label_smoothing, self.recipe.coverage_loss)
                loss = mean * (batch.pieces / pieces)
            loss.backward()
            total = loss.detach()
        if self.world > 1:
            dist.all_reduce(total)
            for parameter in self.model.parameters():
                parameter.grad = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
                dist.all_reduce(parameter.grad)
        return float(total)

    def _record_update(self) -> None:
        if self.update in self.recorded_updates and not self.history.has_update(self.update):
            self.model.eval()
            rows = [pair_weights(self.bundle, *pair) for pair in self.corpus.probes]
            self.history.moments.append({"update": self.update, "weights": rows})
            if self.recipe.keep_moments:
                self.update_tensors |= update_tensors(self.model, self.update)

    def save(self) -> None:
        save_model(self.model, self.out)
        whole = join_histories(self.earlier_history, self.history) if self.earlier_history else self.history
        write_json(self.out / "history.json", asdict(whole), indented=False)
        if self.recipe.keep_moments:
            save_updates(self.update_tensors, self.out)
        counts = {"update": self.update, "pieces": self.pieces, "seconds": self.seconds}
        notes = counts | {"history": asdict(self.history)}
        save_state(self.out / RESUME, self.model, self.optimizer, {NOTES: json.dumps(notes)})

    def restore(self) -> None:
        """Restore the state after the last complete epoch."""
        notes = load_state(self.out / RESUME, self.model, self.optimizer)
        try:
            counts = json.loads(notes[NOTES])
            self.update, self.pieces, self.seconds = counts["update"], counts["pieces"], counts["seconds"]
            self.history = History(**counts["history"])
            self.update_tensors = read_updates(self.out)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{self.out / RESUME}: its notes can't be read") from error


PROCESSOR = Path("/proc/cpuinfo")
_NATIVE = re.compile(r"\b(avx512_bf16|amx_bf16|bf16)\b")
"""Names of bf16 instructions on x86 and ARM."""


@dataclass(frozen=True)
class PrecisionChoice:
    """The precision to compute in, and in words why."""

    precision: Precision
    reason: str


def choose_precision(asked: Precision, device: torch.device) -> PrecisionChoice:
    """What was asked for; `auto` is bf16 on a GPU and on a CPU that has instructions for it, or else fp32."""
    emulated = device.type == "cpu" and not has_bf16()
    if asked == "auto" and emulated:
        return PrecisionChoice("fp32", "precision: fp32, as this processor says of no bf16 instructions")
    precision: Precision = "bf16" if asked == "auto" else asked
    slow = ", which this processor may have to emulate: fp32 could be many times as fast"
    return PrecisionChoice(precision, f"precision: {precision}{slow if emulated and precision != 'fp32' else ''}")


def has_bf16() -> bool:
    """Whether the processor says that it has instructions for bf16; one that can't be asked does not."""
    return PROCESSOR.is_file() and bool(_NATIVE.search(PROCESSOR.read_text("utf-8", "replace")))


def set_matmul_precision(precision: Precision) -> None:
    """Set how torch multiplies fp32 matrices in this process: exactly, or in bf16 for all precisions but fp32."""
    torch.set_float32_matmul_precision("highest" if precision == "fp32" else "medium")
