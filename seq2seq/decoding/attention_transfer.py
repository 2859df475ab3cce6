"""Several models in step: one that decodes, and others that follow its output and lend it their weights."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import EachRow
from seq2seq.config.edits import Borrow, Edits, ReplaceWeights
from seq2seq.model.decoder import State, StepOutput
from seq2seq.model.seq2seq import Seq2Seq

Row = tuple[float, ...]


@dataclass(frozen=True)
class Lender:
    """A model and what it has read: the same sentence as the borrower."""

    model: Seq2Seq
    memory: Memory

    @classmethod
    def of(cls, model: Seq2Seq, src: Tensor, mask: Tensor) -> Lender:
        """src, mask (1, S): of one sentence."""
        return cls(model, model.encode(src, mask))


@dataclass(frozen=True)
class Together:
    """The state of the model that decodes, and those of its lenders."""

    own: State
    lent: dict[str, State]

    def pick(self, rows: Tensor) -> Together:
        return Together(self.own.pick(rows), {name: state.pick(rows) for name, state in self.lent.items()})


@dataclass(frozen=True)
class Borrowing:
    """A model whose `Borrow` edits become rows of weights, step by step; for any search it is a model like others."""

    model: Seq2Seq
    lenders: dict[str, Lender]

    def start(self, memory: Memory) -> Together:
        count = len(memory.values)
        lent = {name: each.model.start(each.memory.expand(count)) for name, each in self.lenders.items()}
        return Together(self.model.start(memory), lent)

    def step(
        self, prev: Tensor, state: Together, memory: Memory, edits: Edits | EachRow
    ) -> tuple[StepOutput, Together]:
        """Every lender reads the last pieces too; its weights, averaged over its heads, are what it lends."""
        lent, rows = {}, dict[str, list[Row]]()
        for name, each in self.lenders.items():
            output, lent[name] = each.model.step(prev, state.lent[name], each.memory.expand(len(prev)))
            rows[name] = [tuple(row) for row in output.weights.mean(dim=1).tolist()]
        asked = edits.rows if isinstance(edits, EachRow) else (edits,) * len(prev)
        settled = (settle(row, {name: rows[name][b] for name in rows}) for b, row in enumerate(asked))
        output, own = self.model.step(prev, state.own, memory, EachRow(tuple(settled)))
        return output, Together(own, lent)


def borrowed(edits: Edits) -> set[str]:
    """The scoring functions that lend weights."""
    return {edit.scorer for edit in edits if isinstance(edit, Borrow)}


def settle(edits: Edits, rows: dict[str, Row]) -> Edits:
    """The edits with numbers in place of what was to be borrowed at this step."""
    return tuple(ReplaceWeights(rows[edit.scorer], edit.step) if isinstance(edit, Borrow) else edit for edit in edits)
