"""A model that decodes with the attention weights of other models, which read the same source and the same output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.config.edits import Edits, ReplaceWeights, TransferAttention
from seq2seq.model.decoders import StepOutput
from seq2seq.model.seq2seq import Seq2Seq

_Row = tuple[float, ...]


@dataclass(frozen=True)
class EncodedModel:
    """A model and the memory of a sentence, or of a batch, that it has encoded."""

    model: Seq2Seq
    memory: Memory

    @classmethod
    def of(cls, model: Seq2Seq, src: Tensor, mask: Tensor) -> EncodedModel:
        """Encode src, mask (1, S), a single sentence."""
        return cls(model, model.encode(src, mask))


@dataclass(frozen=True)
class TransferState:
    """The state of the model that borrows, and the states of its lenders by scoring function."""

    borrower: Any
    lenders: dict[str, Any]

    def pick(self, rows: Tensor) -> TransferState:
        """The states of the given rows, in that order."""
        return TransferState(self.borrower.pick(rows), {name: state.pick(rows) for name, state in self.lenders.items()})


@dataclass(frozen=True)
class AttentionTransfer:
    """A model that decodes with `TransferAttention` edits: at each step they are replaced by the lenders' weights. A
    search uses it like any other model."""

    model: Seq2Seq
    lenders: dict[str, EncodedModel]

    def start(self, memory: Memory) -> TransferState:
        count = len(memory.values)
        states = {name: lender.model.start(lender.memory.expand(count)) for name, lender in self.lenders.items()}
        return TransferState(self.model.start(memory), states)

    def step(
        self, prev: Tensor, state: TransferState, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[StepOutput, TransferState]:
        """prev (B,) → the output and the state after it. Every lender reads the last pieces too, and lends its weights,
        averaged over its heads."""
        states, rows = {}, dict[str, list[_Row]]()
        for name, lender in self.lenders.items():
            output, states[name] = lender.model.step(prev, state.lenders[name], lender.memory.expand(len(prev)))
            rows[name] = [tuple(row) for row in output.weights.mean(dim=1).tolist()]
        row_edits = edits.rows if isinstance(edits, PerRowEdits) else (edits,) * len(prev)
        filled_in = (fill_in_rows(row, {name: rows[name][b] for name in rows}) for b, row in enumerate(row_edits))
        output, borrower = self.model.step(prev, state.borrower, memory, PerRowEdits(tuple(filled_in)))
        return output, TransferState(borrower, states)


def donor_scorers(edits: Edits) -> set[str]:
    """The scoring functions whose models lend weights."""
    return {edit.scorer for edit in edits if isinstance(edit, TransferAttention)}


def fill_in_rows(edits: Edits, rows: dict[str, _Row]) -> Edits:
    """The edits, with each `TransferAttention` replaced by the row of weights of its lender at this step."""
    return tuple(
        ReplaceWeights(rows[edit.scorer], edit.step) if isinstance(edit, TransferAttention) else edit for edit in edits
    )
