"""Ids → padded tensors and masks. All masks are made here: True = a real piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq.text.special_ids import BOS, EOS, PAD

SourceRow = Sequence[int] | Sequence[tuple[int, int]]
"""The ids of a source; for a decoder that copies, with the id of each piece as the decoder says it."""
IdPair = tuple[SourceRow, list[int]]


@dataclass(frozen=True)
class Batch:
    """A batch of sentence pairs: src and src_mask (B, S), trg_in = begin + pieces and trg_out = pieces + end, (B, T).
    For a decoder that copies src is (B, S, 2), as in `Seq2Seq.encode`. src, trg_in and trg_out are padded with PAD."""

    src: Tensor
    src_mask: Tensor
    trg_in: Tensor
    trg_out: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(tensor.to(device) for tensor in (self.src, self.src_mask, self.trg_in, self.trg_out)))

    @property
    def pieces(self) -> int:
        """The number of target pieces to predict, ends of sentence included."""
        return int((self.trg_out != PAD).sum())


def pad(rows: Sequence[SourceRow], width: int = 0) -> tuple[Tensor, Tensor]:
    """Rows of ids → ids (B, S), padded with PAD to the longest row or to `width` if that is more, and mask (B, S). Of
    rows of pairs the ids are (B, S, 2).

    Raises ValueError for no rows or an empty one."""
    if not rows or not all(rows):
        raise ValueError("expected at least one row and no empty rows")
    width = max(width, *map(len, rows))
    filler = (PAD, PAD) if isinstance(rows[0][0], tuple) else PAD
    ids = torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])
    mask = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
    return ids, mask


def split_copies(src: Tensor) -> tuple[Tensor, Tensor | None]:
    """src (B, S) or (B, S, 2) → ids (B, S), and the second of each pair (B, S), where there are pairs."""
    return (src[..., 0], src[..., 1]) if src.ndim == 3 else (src, None)


def collate(pairs: Sequence[IdPair]) -> Batch:
    """Pairs of (source ids with the end of sentence, target ids without) → one batch."""
    src, src_mask = pad([source for source, _ in pairs])
    trg_in, _ = pad([[BOS, *target] for _, target in pairs])
    trg_out, _ = pad([[*target, EOS] for _, target in pairs])
    return Batch(src, src_mask, trg_in, trg_out)


def make_batches(pairs: Sequence[IdPair], size: int, generator: torch.Generator | None) -> Iterator[list[IdPair]]:
    """Batches of pairs with similar source length, then similar target length.

    With a generator, pairs of equal lengths and the batches are in random order."""
    count = len(pairs)
    shuffled = torch.randperm(count, generator=generator).tolist() if generator else range(count)
    order = sorted(shuffled, key=lambda i: (len(pairs[i][0]), len(pairs[i][1])))
    starts = list(range(0, count, size))
    if generator:
        starts = [starts[i] for i in torch.randperm(len(starts), generator=generator).tolist()]
    for start in starts:
        yield [pairs[i] for i in order[start : start + size]]
