"""Beam search over many sentences at once: what `beam` ends with, without the tree that it keeps."""

from __future__ import annotations

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.config.penalties import Penalties, length_penalty
from seq2seq.decoding.search import Stepper, silenced
from seq2seq.text.special_ids import BOS, EOS

Ids = tuple[int, ...]


def beam_each(model: Stepper, memory: Memory, size: int, max_steps: int = 64) -> list[Ids]:
    """The ids of the best hypothesis of each sentence under the usual length penalty; `memory` holds each sentence
    `size` times, one after the other."""
    beams = [_Beam(size) for _ in range(len(memory.values) // size)]
    state = model.start(memory)
    for _ in range(max_steps):
        prev = torch.tensor([ids[-1] for beam in beams for ids in beam.live], device=memory.values.device)
        output, state = model.step(prev, state, memory, ())
        kept = [
            beam.grow(*likeliest) for beam, likeliest in zip(beams, _likeliest(output.logits, beams, size), strict=True)
        ]
        if all(beam.done for beam in beams):
            break
        rows = [at * size + row for at, own in enumerate(kept) for row in own]
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    return [beam.best for beam in beams]


def _likeliest(logits: Tensor, beams: list[_Beam], size: int) -> list[tuple[list[int], list[int], list[float]]]:
    """For each sentence: row in its beam, piece and log-probability of its 2 × `size` likeliest continuations."""
    logprobs = silenced(logits.log_softmax(dim=-1))
    totals = logprobs.new_tensor([total for beam in beams for total in beam.totals])
    best, index = (logprobs + totals[:, None]).view(len(beams), -1).topk(2 * size)  # (sentences, 2 × size)
    rows, pieces = index // logits.shape[1], index % logits.shape[1]
    return list(zip(rows.tolist(), pieces.tolist(), best.tolist(), strict=True))


class _Beam:
    """The hypotheses of one sentence: always `size` live rows, those that are not likely at all to fill up."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.live: list[Ids] = [(BOS,)] * size
        self.totals = [0.0] + [-torch.inf] * (size - 1)
        self.ended: list[tuple[float, Ids]] = []

    @property
    def done(self) -> bool:
        return len(self.ended) >= self.size or self.totals[0] == -torch.inf

    @property
    def best(self) -> Ids:
        """Those that hit the step limit count as they stand."""
        standing = [] if self.done else [self._scored(*row) for row in zip(self.totals, self.live, strict=True)]
        return max([*self.ended, *standing], key=lambda each: each[0])[1]

    def grow(self, rows: list[int], pieces: list[int], totals: list[float]) -> list[int]:
        """One step: which row each live hypothesis came from."""
        if self.done:
            return list(range(self.size))
        before, found = self.live, list[tuple[int, Ids, float]]()
        for row, piece, total in zip(rows, pieces, totals, strict=True):
            if len(found) == self.size or total == -torch.inf:
                break
            if piece == EOS:
                self.ended.append(self._scored(total, (*before[row], piece)))
            else:
                found.append((row, (*before[row], piece), total))
        found += [(0, (BOS,), -torch.inf)] * (self.size - len(found))
        kept, live, likelihoods = zip(*found, strict=True)
        self.live, self.totals = list(live), list(likelihoods)
        return list(kept)

    @staticmethod
    def _scored(total: float, ids: Ids) -> tuple[float, Ids]:
        return total / length_penalty(len(ids) - 1, Penalties().length), ids[1:]
