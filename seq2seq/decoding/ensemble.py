"""Several models of one family that translate together: the teacher of a student (Kim & Rush 2016, section 3.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import Edits
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.tsv import Progress, no_progress
from seq2seq.decoding.attention_transfer import Donor
from seq2seq.decoding.beam import beam_each
from seq2seq.decoding.corpus import BATCH, alike, encode_source
from seq2seq.model.batch import pad
from seq2seq.model.decoder import State, StepOutput


@dataclass(frozen=True)
class EnsembleState:
    """The state of every member."""

    states: tuple[State, ...]

    def pick(self, rows: Tensor) -> EnsembleState:
        return EnsembleState(tuple(state.pick(rows) for state in self.states))


@dataclass(frozen=True)
class Ensemble:
    """Models that predict together: the probabilities of a step are the mean of theirs, all else is the first one's.
    For any search it is a model like others."""

    members: tuple[Donor, ...]

    def start(self, memory: Memory) -> EnsembleState:
        count = len(memory.values)
        return EnsembleState(tuple(each.model.start(each.memory.expand(count)) for each in self.members))

    def step(
        self, prev: Tensor, state: EnsembleState, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[StepOutput, EnsembleState]:
        count = len(prev)
        steps = [
            each.model.step(prev, own, each.memory.expand(count), edits)
            for each, own in zip(self.members, state.states, strict=True)
        ]
        logprobs = torch.stack([output.logits.log_softmax(dim=-1) for output, _ in steps])  # (models, B, V)
        mean = logprobs.logsumexp(dim=0) - math.log(len(steps))
        return replace(steps[0][0], logits=mean), EnsembleState(tuple(after for _, after in steps))


@torch.inference_mode()
def translate_together(
    bundles: Sequence[Bundle], texts: Sequence[str], size: int = 5, progress: Progress = no_progress
) -> list[str]:
    """The best translation that a beam of this size finds for each text under the mean of the models' probabilities,
    by the usual length penalty; a beam of 1 is greedy search.

    The bundles share their tokenizers. Raises ValueError for no bundle."""
    if not bundles:
        raise ValueError("expected at least one model")
    sources, found = [encode_source(bundles[0], text) for text in texts], dict[int, str]()
    for rows in alike([len(source) for source in sources], BATCH // size):
        src, mask = pad([sources[row] for row in rows])
        members = tuple(Donor(each.model, each.model.encode(src, mask).repeat(size)) for each in bundles)
        best = beam_each(Ensemble(members), members[0].memory, size, MAX_PIECES)
        found |= {row: bundles[0].target.decode(each.finished[0].ids) for row, each in zip(rows, best, strict=True)}
        progress("translate", len(found), len(texts))
    return [found[row] for row in range(len(texts))]
