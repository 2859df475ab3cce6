"""Training: a loop that yields an event an epoch, prints nothing, and can be picked up where it stopped."""

from __future__ import annotations

import json
import math
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch import distributed as dist

from seq2seq.batch import Pair, bucketed, collate
from seq2seq.catalog import write_json
from seq2seq.config import ModelConfig, TrainConfig
from seq2seq.data import grouped
from seq2seq.evaluate import encode_source, fit, forced_weights, translate_all
from seq2seq.metrics import corpus_scores
from seq2seq.model import Seq2Seq
from seq2seq.tokenizer import Tokenizer
from seq2seq.zoo import Bundle, save_model, save_tensors

MOMENTS = 12
"""How often, at log-spaced updates, the weights of the probe sentences are kept."""

RESUME = "resume.safetensors"
Texts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Corpus:
    """What a model learns from and is watched on. probes: (source, target) pairs whose weights history.json keeps."""

    source: Tokenizer
    target: Tokenizer
    train: Texts
    valid: Texts
    probes: Texts = ()


@dataclass(frozen=True)
class Update:
    """After each optimiser step: where we are, and the smoothed loss of that batch in nats a piece."""

    epoch: int
    update: int
    updates: int
    loss: float


@dataclass(frozen=True)
class Epoch:
    """After each epoch: training loss (smoothed), figures on valid, seconds and target pieces so far."""

    epoch: int
    loss: float
    valid_loss: float
    bleu: float
    chrf: float
    entropy: float
    seconds: float
    pieces: int


@dataclass
class History:
    """What history.json holds: one `Epoch` an epoch, and the probes' weights at each moment."""

    epochs: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    probes: list[dict[str, Any]] = field(default_factory=list)


def train(
    config: ModelConfig, recipe: TrainConfig, corpus: Corpus, out: Path, resume: bool = False
) -> Iterator[Update | Epoch]:
    """Train into the folder `out`. After each epoch it holds the model, its history, and a state to resume from.

    Under torchrun every process takes its share of each batch and gradients are summed, so that the update is that
    of one process. Raises FileNotFoundError if asked to resume where nothing was begun."""
    run = _Run(config, recipe, corpus, out)
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


def moments(updates: int, count: int = MOMENTS) -> tuple[int, ...]:
    """`count` log-spaced updates from 0 (untrained) to the last; fewer if there are fewer updates."""
    ratios = [i / (count - 2) for i in range(count - 1)]
    return tuple(sorted({0, *(round(updates**ratio) for ratio in ratios)}))


class _Run:
    """The moving parts of one training: model, optimiser, history."""

    def __init__(self, config: ModelConfig, recipe: TrainConfig, corpus: Corpus, out: Path) -> None:
        self.recipe, self.corpus, self.out = recipe, corpus, out
        self.rank, self.world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_float32_matmul_precision("highest" if recipe.precision == "fp32" else "medium")
        torch.manual_seed(recipe.seed)
        self.model = Seq2Seq(config).to(self.device)
        self.bundle = Bundle(out.name, self.model, corpus.source, corpus.target)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
        targets = [corpus.target.ids(target) for _, target in corpus.train]
        self.marked, self.bare = (
            [(encode_source(self.bundle, form(s)), ids) for (s, _), ids in zip(corpus.train, targets, strict=True)]
            for form in (str, without_mark)
        )
        self.updates = recipe.epochs * math.ceil(len(corpus.train) / recipe.batch_size)
        self.moments = set(moments(self.updates))
        self.update, self.pieces, self.seconds = 0, 0, 0.0
        self.history = History(probes=[self._probe_pieces(*pair) for pair in corpus.probes])

    def epoch(self, epoch: int) -> Iterator[Update | Epoch]:
        # Seeded by the epoch, so that a resumed run draws what the uninterrupted one would have drawn.
        torch.manual_seed(self.recipe.seed * 1000 + epoch)
        shuffle = torch.Generator().manual_seed(self.recipe.seed * 1000 + epoch)
        started, losses = time.perf_counter(), []
        for rows in bucketed(self._drawn(shuffle), self.recipe.batch_size, shuffle):
            self._keep_moment()
            losses.append(self._step(rows))
            yield Update(epoch, self.update, self.updates, losses[-1])
        self.seconds += time.perf_counter() - started
        if self.update == self.updates:
            self._keep_moment()
        event = self._measure(epoch, sum(losses) / len(losses))
        self.history.epochs.append(asdict(event))
        if self.rank == 0:
            self.save()
        yield event

    def _drawn(self, generator: torch.Generator) -> list[Pair]:
        """The epoch's pairs: each source with or without its final mark."""
        bare = (torch.rand(len(self.marked), generator=generator) < self.recipe.unpunctuated).tolist()
        return [b if drawn else a for a, b, drawn in zip(self.marked, self.bare, bare, strict=True)]

    def _step(self, rows: list[Pair]) -> float:
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

    def _backward(self, rows: list[Pair]) -> float:
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
        valid = grouped(self.corpus.valid)
        found = fit(self.bundle, self.corpus.valid)
        translations = translate_all(self.bundle, [source for source, _ in valid])
        scores = corpus_scores(translations, [references for _, references in valid])
        return Epoch(epoch + 1, loss, found.loss, scores.bleu, scores.chrf, found.entropy, self.seconds, self.pieces)

    def _keep_moment(self) -> None:
        if self.update in self.moments and self.update not in {kept["update"] for kept in self.history.moments}:
            self.model.eval()
            rows = [self._probe_weights(*pair) for pair in self.corpus.probes]
            self.history.moments.append({"update": self.update, "weights": rows})

    def _probe_weights(self, source: str, target: str) -> list[Any]:
        """T × N × S, to four decimals."""
        weights = forced_weights(self.bundle, encode_source(self.bundle, source), self.corpus.target.ids(target))
        return [[[round(w, 4) for w in head] for head in row] for row in weights.tolist()]

    def _probe_pieces(self, source: str, target: str) -> dict[str, Any]:
        sides = encode_source(self.bundle, source), [*self.corpus.target.ids(target), 3]
        return {
            "text": source,
            "source": list(self.corpus.source.pieces(sides[0])),
            "target": list(self.corpus.target.pieces(sides[1])),
        }

    def save(self) -> None:
        save_model(self.model, self.out)
        write_json(self.out / "history.json", asdict(self.history))
        notes = {
            "update": str(self.update),
            "pieces": str(self.pieces),
            "seconds": str(self.seconds),
            "history": json.dumps(asdict(self.history)),
        }
        save_tensors(self._tensors(), self.out / RESUME, notes)

    def restore(self) -> None:
        """Goes back to the state after the last whole epoch. Raises ValueError if it is damaged, or another model's."""
        try:
            self._restore()
        except (SafetensorError, KeyError, RuntimeError) as error:
            raise ValueError(f"{self.out / RESUME}: {shorten(str(error), 160)}") from error

    def _restore(self) -> None:
        with safe_open(self.out / RESUME, "pt") as kept:
            notes = kept.metadata()
            tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118 (no dict)
        self.update, self.pieces, self.seconds = (
            int(notes["update"]),
            int(notes["pieces"]),
            float(notes["seconds"]),
        )
        self.history = History(**json.loads(notes["history"]))
        names = [name for name, _ in self.model.named_parameters()]
        self.model.load_state_dict({name: tensors[f"model.{name}"] for name in names})
        moments_of = {i: {key: tensors[f"{key}.{name}"] for key in ADAM} for i, name in enumerate(names)}
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": moments_of, "param_groups": groups})

    def _tensors(self) -> dict[str, Tensor]:
        """The model and Adam's running means, by parameter name."""
        found = {}
        for name, parameter in self.model.named_parameters():
            found[f"model.{name}"] = parameter.detach().cpu()
            found |= {f"{key}.{name}": self.optimizer.state[parameter][key].cpu() for key in ADAM}
        return found


ADAM = ("exp_avg", "exp_avg_sq", "step")
