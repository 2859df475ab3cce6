"""Training: a loop that yields an event an epoch, prints nothing, and can be picked up where it stopped."""

from __future__ import annotations

import json
import math
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch import distributed as dist

from seq2seq.checkpoints.catalog import write_json
from seq2seq.checkpoints.resume import load_state, save_state
from seq2seq.checkpoints.zoo import Bundle, load_model, save_model
from seq2seq.config.schema import ModelConfig, TrainConfig
from seq2seq.data.corpus import group_references
from seq2seq.decoding.corpus import encode_source, translate_all
from seq2seq.evaluation.evaluate import likelihood
from seq2seq.evaluation.metrics import corpus_scores
from seq2seq.model.batch import IdPair, collate, make_batches
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.training.history import History, join_histories, moments, probe_pieces, probe_weights

RESUME, NOTES = "resume.safetensors", "notes"
Texts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Corpus:
    """What a model learns from and is watched on.

    train: pairs of every epoch. taught: a teacher's translations of their sources, in the same order, or nothing.
    once: pairs of a single epoch each, dealt out in equal shares, such as back-translations. probes: (source, target)
    pairs whose weights history.json keeps."""

    source: Tokenizer
    target: Tokenizer
    train: Texts
    valid: Texts
    probes: Texts = ()
    taught: Sequence[str] = ()
    once: Texts = ()


@dataclass(frozen=True)
class Update:
    """After each optimiser step: where we are, and the smoothed loss of that batch in nats a piece."""

    epoch: int
    update: int
    updates: int
    loss: float


@dataclass(frozen=True)
class Epoch:
    """After each epoch: training loss (smoothed), figures on valid, seconds of training and target pieces so far.
    Seconds are the processor's where it trains, the clock's on a GPU."""

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
) -> Iterator[Update | Epoch]:
    """Train into the folder `out`. After each epoch it holds the model, its history, and a state to resume from.

    It begins with random weights, or with those of the checkpoint in the folder `begin`, whose history goes on.

    Under torchrun every process takes its share of each batch and gradients are summed, so that the update is that
    of one process. Raises FileNotFoundError if asked to resume where nothing was begun."""
    run = _Run(config, recipe, corpus, out)
    if begin:
        run.begin(begin)
    if resume:
        run.restore()
    for epoch in range(len(run.history.epochs), recipe.epochs):
        yield from run.epoch(epoch)


def learning_rate(recipe: TrainConfig, update: int, updates: int) -> float:
    """Linear warm-up, then half a cosine down to 0 at the last update. Loshchilov & Hutter 2017, eq. 5."""
    if update < recipe.warmup:
        return recipe.learning_rate * (update + 1) / recipe.warmup
    done = (update - recipe.warmup) / max(1, updates - recipe.warmup)
    return recipe.learning_rate * (1 + math.cos(math.pi * done)) / 2


def without_mark(text: str) -> str:
    """The text without the punctuation it ends in; one that is nothing else stays."""
    end = len(text)
    while end and unicodedata.category(text[end - 1]).startswith("P"):
        end -= 1
    return text[:end] or text


@dataclass(frozen=True)
class _Choices:
    """The forms a training pair may come in, as ids: source with and without its final mark, own target first."""

    marked: list[int]
    bare: list[int]
    targets: tuple[list[int], ...]

    def drawn(self, bare: bool, taught: bool) -> IdPair:
        return self.bare if bare else self.marked, self.targets[-1 if taught else 0]


class _Run:
    """The moving parts of one training: model, optimiser, history."""

    def __init__(self, config: ModelConfig, recipe: TrainConfig, corpus: Corpus, out: Path) -> None:
        self.recipe, self.corpus, self.out = recipe, corpus, out
        self.rank, self.world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        # On a processor its own time, so that runs beside other work can be compared.
        self._clock = time.process_time if self.device.type == "cpu" else time.perf_counter
        torch.set_float32_matmul_precision("highest" if recipe.precision == "fp32" else "medium")
        torch.manual_seed(recipe.seed)
        self.model = Seq2Seq(config).to(self.device)
        self.bundle = Bundle(out.name, self.model, corpus.source, corpus.target)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
        taught = corpus.taught or [target for _, target in corpus.train]
        self.always = [
            self._choices(source, target, other) for (source, target), other in zip(corpus.train, taught, strict=True)
        ]
        self.once = [self._choices(source, target) for source, target in corpus.once]
        sizes = (len(self.always) + len(self.once[epoch :: recipe.epochs]) for epoch in range(recipe.epochs))
        self.updates = sum(math.ceil(size / recipe.batch_size) for size in sizes)
        self.moments = set(moments(self.updates))
        self.update, self.pieces, self.seconds = 0, 0, 0.0
        self.before: History | None = None
        self.history = History(probes=[probe_pieces(self.bundle, *pair) for pair in corpus.probes])

    def begin(self, folder: Path) -> None:
        self.model.load_state_dict(load_model(folder).state_dict())
        self.before = History(**json.loads((folder / "history.json").read_text("utf-8")))

    def epoch(self, epoch: int) -> Iterator[Update | Epoch]:
        # Seeded by the epoch, so that a resumed run draws what the uninterrupted one would have drawn.
        torch.manual_seed(self.recipe.seed * 1000 + epoch)
        shuffle = torch.Generator().manual_seed(self.recipe.seed * 1000 + epoch)
        started, losses = self._clock(), []
        for rows in make_batches(self._drawn(epoch, shuffle), self.recipe.batch_size, shuffle):
            self._keep_moment()
            losses.append(self._step(rows))
            yield Update(epoch, self.update, self.updates, losses[-1])
        self.seconds += self._clock() - started
        if self.update == self.updates:
            self._keep_moment()
        event = self._measure(epoch, sum(losses) / len(losses))
        self.history.epochs.append(asdict(event))
        if self.rank == 0:
            self.save()
        yield event

    def _choices(self, source: str, *targets: str) -> _Choices:
        marked, bare = (encode_source(self.bundle, form(source)) for form in (str, without_mark))
        return _Choices(marked, bare, tuple(self.corpus.target.ids(target) for target in targets))

    def _drawn(self, epoch: int, generator: torch.Generator) -> list[IdPair]:
        """The epoch's pairs: each source with or without its final mark, its own target or the teacher's."""
        pairs = self.always + self.once[epoch :: self.recipe.epochs]
        bare = (torch.rand(len(pairs), generator=generator) < self.recipe.unpunctuated).tolist()
        share = self.recipe.taught if self.corpus.taught else 0.0
        taught = (torch.rand(len(pairs), generator=generator) < share).tolist() if share else [False] * len(pairs)
        return [pair.drawn(*each) for pair, *each in zip(pairs, bare, taught, strict=True)]

    def _step(self, rows: list[IdPair]) -> float:
        """One update on this batch; returns its loss in nats a piece."""
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.recipe, self.update, self.updates)
        self.optimizer.zero_grad()
        loss = self._backward(rows)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.update += 1
        return loss

    def _backward(self, rows: list[IdPair]) -> float:
        """Gradients of the mean loss a piece of the whole batch, whatever share of it this process computes."""
        pieces = sum(len(target) + 1 for _, target in rows)
        self.pieces += pieces
        share = rows[self.rank :: self.world]
        total = torch.zeros((), device=self.device)
        if share:
            batch = collate(share).to(self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.precision == "bf16"):
                loss = self.model.loss(batch, self.recipe.label_smoothing) * (batch.pieces / pieces)
            loss.backward()
            total = loss.detach()
        if self.world > 1:
            self._sum_over_processes(total)
        return float(total)

    def _sum_over_processes(self, loss: Tensor) -> None:
        dist.all_reduce(loss)
        for parameter in self.model.parameters():
            parameter.grad = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            dist.all_reduce(parameter.grad)

    def _measure(self, epoch: int, loss: float) -> Epoch:
        self.model.eval()
        valid = group_references(self.corpus.valid)
        found = likelihood(self.bundle, self.corpus.valid)
        translations = translate_all(self.bundle, [source for source, _ in valid])
        scores = corpus_scores(translations, [references for _, references in valid])
        return Epoch(epoch + 1, loss, found.loss, scores.bleu, scores.chrf, found.entropy, self.seconds, self.pieces)

    def _keep_moment(self) -> None:
        if self.update in self.moments and not self.history.kept(self.update):
            self.model.eval()
            rows = [probe_weights(self.bundle, *pair) for pair in self.corpus.probes]
            self.history.moments.append({"update": self.update, "weights": rows})

    def save(self) -> None:
        save_model(self.model, self.out)
        write_json(
            self.out / "history.json",
            asdict(join_histories(self.before, self.history) if self.before else self.history),
        )
        notes = {
            "update": self.update,
            "pieces": self.pieces,
            "seconds": self.seconds,
            "history": asdict(self.history),
        }
        save_state(self.out / RESUME, self.model, self.optimizer, {NOTES: json.dumps(notes)})

    def restore(self) -> None:
        """Goes back to the state after the last whole epoch."""
        notes = json.loads(load_state(self.out / RESUME, self.model, self.optimizer)[NOTES])
        self.update, self.pieces, self.seconds = notes["update"], notes["pieces"], notes["seconds"]
        self.history = History(**notes["history"])
