"""The experiments that need no corpus, each measured from seeds alone: exposure, guidance, saturation, scaling.

A new one is a function here, an entry of `EXPERIMENTS`, its name in `records.EXPERIMENT_NAMES`, and its texts on the
page *Experiments*. `data.py` and `cells.py` have the experiments that need a corpus."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from seq2seq.config.arrays import Array
from seq2seq.evaluation.verify import CLOSE, Check
from seq2seq.experiments.records import Divergence, ExperimentCurve, ExperimentRecord, read_experiment, record_path
from seq2seq.text.special_ids import PAD
from seq2seq.training.live.measuring import say_freely
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

_RATIOS = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Shares of decoding steps that read the correct previous piece in training."""
_WITHOUT_ATTENTION = LiveSettings(scorer="none", rate=0.005)
"""Without attention eight letters are hard to remember, so that there are mistakes to go on from."""
_UPDATES = 1200


def measure_exposure(seed: int, updates: int = _UPDATES) -> Iterator[ExperimentCurve]:
    """How errors accumulate: panels `forced` and `free`, the share of errors at each position, a line for each ratio.

    A model trained with full teacher forcing has never seen its own errors, and one error leads to the next: exposure
    bias (Ranzato et al. 2016). Scheduled sampling (Bengio et al. 2015) lets it see some in training."""
    for ratio in _RATIOS:
        run = LiveRun(replace(_WITHOUT_ATTENTION, forcing=ratio, seed=seed))
        run.advance(torch.inf, updates)
        for panel, errors in errors_by_position(run).items():
            yield ExperimentCurve(panel, f"{ratio:g}", seed, tuple(range(1, len(errors) + 1)), errors)


def measure_divergence(seed: int, updates: int = _UPDATES) -> Divergence | None:
    """An example from the model trained with full teacher forcing."""
    run = LiveRun(replace(_WITHOUT_ATTENTION, seed=seed))
    run.advance(torch.inf, updates)
    return find_divergence(run)


def errors_by_position(run: LiveRun) -> dict[str, tuple[float, ...]]:
    """The share of held-out sentences whose piece is wrong at each position, `forced` and `free`."""
    targets = run.pairs.measured.batch.trg_out
    return {panel: _shares_wrong(guesses, targets) for panel, guesses in _guesses(run).items()}


def find_divergence(run: LiveRun) -> Divergence | None:
    """Of the held-out sentences the one in which going on from a mistake costs the most further ones, the first of
    equals; None if it costs none."""
    targets, guesses = run.pairs.measured.batch.trg_out, _guesses(run)
    forced, free = (((guesses[panel] != targets) & (targets != PAD)).sum(1) for panel in ("forced", "free"))
    worst = int((free - forced).argmax())
    if free[worst] <= forced[worst]:
        return None
    pair, pieces = run.pairs.held_out[worst], run.pairs.target
    length = len(pair.target) + 1
    target, forced, own = (
        tuple(pieces[number] for number in numbers[worst, :length].tolist())
        for numbers in (targets, guesses["forced"], guesses["free"])
    )
    return Divergence(pair.source, target, forced, own)


@torch.inference_mode()
def _guesses(run: LiveRun) -> dict[str, Tensor]:
    """(B, T) `forced` and `free`: what the model says of the held-out sentences."""
    batch, model = run.pairs.measured.batch, run.model.eval()
    forced = model.decoder.logits(model(batch).readouts).argmax(-1)
    return {"forced": forced, "free": say_freely(model, batch)}


def _shares_wrong(guesses: Tensor, targets: Tensor) -> tuple[float, ...]:
    """guesses and targets (B, T), where a sentence has ended PAD: the share of wrong ones in each column."""
    real = targets != PAD
    shares = ((guesses != targets) & real).sum(0) / real.sum(0)
    return tuple(round(share, 4) for share in shares.tolist())


_GUIDANCE_UPDATES = (0, 25, 50, 75, 100, 150, 200, 300, 400, 600, 800)
"""Updates after which it is measured."""
_TASKS = (
    LiveSettings(rate=0.005),
    LiveSettings(task="addition", length=3, alphabet=10, rate=0.005),
)
"""Letters, of which each comes from one place; and digits, of which each depends on several."""


def measure_guidance(seed: int, updates: tuple[int, ...] = _GUIDANCE_UPDATES) -> Iterator[ExperimentCurve]:
    """For each task the panels `aer` and `free`: alignment error, and the share of right pieces when the model goes on
    from its own; with guidance and without."""
    for task in _TASKS:
        for guided in (False, True):
            run = LiveRun(replace(task, guided=guided, seed=seed))
            aer, free = [], []
            for update in updates:
                run.advance(torch.inf, update - run.update)
                measured = run.report().measured
                aer.append(measured.aer or 0.0)
                free.append(measured.free)
            line = "guided" if guided else "plain"
            yield ExperimentCurve(f"{task.task}_aer", line, seed, updates, tuple(aer))
            yield ExperimentCurve(f"{task.task}_free", line, seed, updates, tuple(free))


_SATURATION_UPDATES = (0, 10, 25, 50, 100, 200, 400, 800)
_SCORERS = ("dot", "scaled_dot", "additive")
_WIDE = LiveSettings(width=128, rate=0.005)
"""As wide as a live training may be: the wider, the larger is a sum of products."""
_CLOSED, _OPEN, _FLAT = 0.1, 0.9, 0.9
"""A gate below or above these hardly lets a gradient through, nor does a tanh beyond ± the last."""


def measure_saturation(seed: int, updates: tuple[int, ...] = _SATURATION_UPDATES) -> Iterator[ExperimentCurve]:
    """Panels `spread`, `softmax`, `gates` and `tanh` (see `read_saturation`) over updates, a line a scoring
    function."""
    for scorer in _SCORERS:
        run, rows = LiveRun(replace(_WIDE, scorer=scorer, seed=seed)), []
        for update in updates:
            run.advance(torch.inf, update - run.update)
            rows.append(read_saturation(run))
        for panel in rows[0]:
            yield ExperimentCurve(panel, scorer, seed, updates, tuple(row[panel] for row in rows))


@torch.inference_mode()
def read_saturation(run: LiveRun) -> dict[str, float]:
    """Of the held-out sentences: the standard deviation of a row's scores; the norm of the softmax's derivative; the
    share of the gates of the encoder's forward cells that are closed or open; the share of the readout's units whose
    tanh is flat."""
    batch, model = run.pairs.measured.batch, run.model.eval()
    embedded = model.encoder.embedding(batch.src)
    forced = model.decoder(batch.trg_in, model.read(embedded, batch.src_mask))
    rows = (batch.trg_out != PAD)[:, :, None] & batch.src_mask[:, None]  # (B, T, S)
    whole = rows.all(-1)  # steps of sentences without padding
    scores, weights = forced.scores[:, 0][whole], forced.weights[:, 0][whole]
    gates = _forward_gates(model.encoder.get_submodule("rnn"), embedded)[batch.src_mask]
    readouts = forced.readouts[batch.trg_out != PAD]
    model.train()
    shares = {
        "spread": scores.std(-1).mean(),
        "softmax": softmax_derivative(weights).mean(),
        "gates": ((gates < _CLOSED) | (gates > _OPEN)).float().mean(),
        "tanh": (readouts.abs() > _FLAT).float().mean(),
    }
    return {panel: round(float(value), 4) for panel, value in shares.items()}


def softmax_derivative(weights: Tensor) -> Tensor:
    """weights (…, S) → (…): the Frobenius norm of the softmax's derivative with respect to its scores, diag(p) - ppᵀ; 0
    where one weight is 1."""
    jacobian = torch.diag_embed(weights) - weights.unsqueeze(-1) * weights.unsqueeze(-2)
    return jacobian.flatten(-2).norm(dim=-1)


def _forward_gates(rnn: nn.Module, inputs: Tensor) -> Tensor:
    """inputs (B, S, D) of a GRU → its reset and update gates forwards (B, S, 2 H). Padding stands at the end, where it
    has no say in what comes before."""
    if not isinstance(rnn, nn.GRU):
        raise ValueError("only a GRU has these gates")
    states = rnn(inputs)[0][..., : rnn.hidden_size]
    before = nn.functional.pad(states, (0, 0, 1, 0))[:, :-1]
    gates = slice(0, 2 * rnn.hidden_size)  # of torch's three parts
    from_input, from_state, input_bias, state_bias = (weight[gates] for weight in rnn.all_weights[0])
    return torch.sigmoid(inputs @ from_input.T + before @ from_state.T + input_bias + state_bias)


_WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_SOURCES, _ROWS = 10, 400
"""Pieces to choose from, and rows to take the mean of."""


def measure_scaling(seed: int) -> Iterator[ExperimentCurve]:
    """Panels `spread`, the standard deviation of the scores, and `softmax`, the norm of the softmax's derivative: for
    queries and keys of independent N(0, 1), whose products have the variance K. Vaswani et al. 2017, footnote 4."""
    generator = torch.Generator().manual_seed(seed)
    spread: dict[str, list[float]] = {"scaled": [], "plain": []}
    through: dict[str, list[float]] = {"scaled": [], "plain": []}
    for width in _WIDTHS:
        query = torch.randn(_ROWS, 1, width, generator=generator)
        keys = torch.randn(_ROWS, _SOURCES, width, generator=generator)
        scores = (query * keys).sum(-1)
        for line, divisor in {"scaled": math.sqrt(width), "plain": 1.0}.items():
            spread[line].append(round(float((scores / divisor).std()), 4))
            through[line].append(round(float(softmax_derivative((scores / divisor).softmax(-1)).mean()), 4))
    for line in spread:
        yield ExperimentCurve("spread", line, seed, _WIDTHS, tuple(spread[line]))
        yield ExperimentCurve("softmax", line, seed, _WIDTHS, tuple(through[line]))


EXPERIMENTS: dict[str, Callable[[int], Iterator[ExperimentCurve]]] = {
    "exposure": measure_exposure,
    "guidance": measure_guidance,
    "saturation": measure_saturation,
    "scaling": measure_scaling,
}
"""Experiment → the curves that it measures from a seed."""


def check_experiment(name: str) -> list[Check]:
    """The experiment measured again. The curves of `scaling`, which trains nothing, are equal. A training need not be,
    even on one processor: a last digit of a sum makes another model after hundreds of updates. Of a trained experiment
    only what the page says of its curves is expected again: `findings`."""
    shipped = read_experiment(record_path(name))
    record = record_experiment(name, shipped.seeds)
    if name in _FINDINGS:
        return [
            Check(f"experiments/{name}", "experiment", finding, 1.0, float(holds), 0.0)
            for finding, holds in findings(record).items()
        ]
    return [
        Check(f"experiments/{name}", "experiment", f"{curve.panel}.{curve.line}.{curve.seed}.{x:g}", y, found, CLOSE)
        for curve, again in zip(shipped.curves, record.curves, strict=True)
        for x, y, found in zip(curve.x, curve.y, again.y, strict=True)
    ]


def findings(record: ExperimentRecord) -> dict[str, bool]:
    """What the page says of the mean curves of a trained experiment → whether it holds in this record."""
    lines: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    for curve in record.curves:
        lines.setdefault((curve.panel, curve.line), []).append(curve.y)
    means = {line: np.mean(values, axis=0) for line, values in lines.items()}
    return _FINDINGS[record.name](means, np.array(record.curves[0].x))


_Means = Mapping[tuple[str, str], Array]


def _exposure_findings(means: _Means, _positions: Array) -> dict[str, bool]:
    middle, found = slice(2, 7), {}
    for ratio in _RATIOS:
        forced, free = means["forced", f"{ratio:g}"], means["free", f"{ratio:g}"]
        found[f"{ratio:g}: errors accumulate"] = bool((free[middle] > free[0] + 0.1).all())
        found[f"{ratio:g}: one's own errors cost more"] = bool((free[middle] > forced[middle]).all())
    return found


def _saturation_findings(means: _Means, _updates: Array) -> dict[str, bool]:
    found = {}
    for line in ("dot", "scaled_dot"):
        spread, slope = means["spread", line], means["softmax", line]
        found[f"{line}: scores spread to about 10"] = 8 < spread[-1] < 12
        found[f"{line}: the derivative shrinks"] = bool(slope[-1] < slope[0] / 3)
    found["additive: scores spread less"] = bool(means["spread", "additive"][-1] < 4)
    found["additive: the derivative ends no smaller"] = bool(
        means["softmax", "additive"][-1] >= means["softmax", "additive"][0]
    )
    return found


def _guidance_findings(means: _Means, updates: Array) -> dict[str, bool]:
    ahead = means["reverse_free", "guided"] - means["reverse_free", "plain"]
    further = means["addition_free", "guided"] - means["addition_free", "plain"]
    return {
        "reverse: ahead up to update 100": bool((ahead[(updates >= 50) & (updates <= 100)] > 0).all()),
        "reverse: behind from 150 to 400": bool((ahead[(updates >= 150) & (updates <= 400)] < 0).all()),
        "addition: far more are right from update 300 on": bool((further[updates >= 300] > 0.1).all()),
    }


_FINDINGS: dict[str, Callable[[_Means, Array], dict[str, bool]]] = {
    "exposure": _exposure_findings,
    "guidance": _guidance_findings,
    "saturation": _saturation_findings,
}


def record_experiment(name: str, seeds: int) -> ExperimentRecord:
    """The curves of an experiment from the seeds 1, 2 …"""
    curves = tuple(curve for seed in range(1, seeds + 1) for curve in EXPERIMENTS[name](seed))
    return ExperimentRecord(name, seeds, curves, divergence=measure_divergence(1) if name == "exposure" else None)
