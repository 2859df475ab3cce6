"""Several models in step: one that decodes, and others that follow its output and lend it their weights."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.edits import Edits, ReplaceWeights, TransferAttention
from seq2seq.model.decoder import State, StepOutput
from seq2seq.model.seq2seq import Seq2Seq

_Row = tuple[float, ...]


@dataclass(frozen=True)
class Donor:
    """A model and what it has read: the same sentence as the borrower."""

    model: Seq2Seq
    memory: Memory

    @classmethod
    def of(cls, model: Seq2Seq, src: Tensor, mask: Tensor) -> Donor:
        """src, mask (1, S): of one sentence."""
        return cls(model, model.encode(src, mask))


@dataclass(frozen=True)
class TransferState:
    """The state of the model that decodes, and those of its lenders."""

    own: State
    lent: dict[str, State]

    def pick(self, rows: Tensor) -> TransferState:
        return TransferState(self.own.pick(rows), {name: state.pick(rows) for name, state in self.lent.items()})


@dataclass(frozen=True)
class AttentionTransfer:
    """A model whose `TransferAttention` edits become rows of weights, step by step; a search sees a model."""

    model: Seq2Seq
    lenders: dict[str, Donor]

    def start(self, memory: Memory) -> TransferState:
        count = len(memory.values)
        lent = {name: each.model.start(each.memory.expand(count)) for name, each in self.lenders.items()}
        return TransferState(self.model.start(memory), lent)

    def step(
        self, prev: Tensor, state: TransferState, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[StepOutput, TransferState]:
        """Every lender reads the last pieces too; its weights, averaged over its heads, are what it lends."""
        lent, rows = {}, dict[str, list[_Row]]()
        for name, each in self.lenders.items():
            output, lent[name] = each.model.step(prev, state.lent[name], each.memory.expand(len(prev)))
            rows[name] = [tuple(row) for row in output.weights.mean(dim=1).tolist()]
        asked = edits.rows if isinstance(edits, PerRowEdits) else (edits,) * len(prev)
        settled = (fill_in_rows(row, {name: rows[name][b] for name in rows}) for b, row in enumerate(asked))
        output, own = self.model.step(prev, state.own, memory, PerRowEdits(tuple(settled)))
        return output, TransferState(own, lent)


def donor_scorers(edits: Edits) -> set[str]:
    """The scoring functions that lend weights."""
    return {edit.scorer for edit in edits if isinstance(edit, TransferAttention)}


def fill_in_rows(edits: Edits, rows: dict[str, _Row]) -> Edits:
    """The edits with numbers in place of what was to be borrowed at this step."""
    return tuple(
        ReplaceWeights(rows[edit.scorer], edit.step) if isinstance(edit, TransferAttention) else edit for edit in edits
    )
