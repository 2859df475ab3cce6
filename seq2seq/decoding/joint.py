"""Several models of one family that decode together: one with the attention weights of others, which read the same
source and the same output; or all with the mean of their probabilities, an ensemble."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import Edits, ReplaceWeights, TransferAttention
from seq2seq.config.schema import MAX_PIECES
from seq2seq.data.tsv import Progress, no_progress
from seq2seq.decoding.beam import BeamSettings, beam_search_batch
from seq2seq.decoding.corpus import BATCH, batches_by_length, decode_ids, encode_source
from seq2seq.model.batch import pad
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


@dataclass(frozen=True)
class EnsembleState:
    """The states of the members."""

    states: tuple[Any, ...]

    def pick(self, rows: Tensor) -> EnsembleState:
        """The states of the given rows, in that order."""
        return EnsembleState(tuple(state.pick(rows) for state in self.states))


@dataclass(frozen=True)
class Ensemble:
    """Models that predict together: the probabilities of a step are the mean over the members, its other outputs are
    those of the first member. A search uses it like any other model. The teacher in sequence-level distillation (Kim &
    Rush 2016, section 3.2)."""

    members: tuple[EncodedModel, ...]

    def start(self, memory: Memory) -> EnsembleState:
        count = len(memory.values)
        return EnsembleState(tuple(member.model.start(member.memory.expand(count)) for member in self.members))

    def step(
        self, prev: Tensor, state: EnsembleState, memory: Memory, edits: Edits | PerRowEdits
    ) -> tuple[StepOutput, EnsembleState]:
        count = len(prev)
        steps = [
            member.model.step(prev, member_state, member.memory.expand(count), edits)
            for member, member_state in zip(self.members, state.states, strict=True)
        ]
        logprobs = torch.stack([output.logits.log_softmax(dim=-1) for output, _ in steps])  # (models, B, V)
        mean = logprobs.logsumexp(dim=0) - math.log(len(steps))
        return replace(steps[0][0], logits=mean), EnsembleState(tuple(member_state for _, member_state in steps))


@torch.inference_mode()
def translate_ensemble(
    bundles: Sequence[Bundle], texts: Sequence[str], size: int = 5, progress: Progress = no_progress
) -> list[str]:
    """The best translation of each text by a beam search of this size with the mean of the models' probabilities and
    the default penalties; a beam of 1 is greedy search.

    The bundles must share their tokenizers. Raises ValueError for no bundle."""
    if not bundles:
        raise ValueError("expected at least one model")
    sources, translations = [encode_source(bundles[0], text) for text in texts], dict[int, str]()
    for rows in batches_by_length([len(source) for source in sources], BATCH // size):
        src, mask = pad([sources[row] for row in rows])
        members = tuple(EncodedModel(bundle.model, bundle.model.encode(src, mask).repeat(size)) for bundle in bundles)
        results = beam_search_batch(Ensemble(members), members[0].memory, BeamSettings(size, max_steps=MAX_PIECES))
        best = zip(rows, (result.finished[0].ids for result in results), strict=True)
        translations |= {row: decode_ids(bundles[0], texts[row], ids) for row, ids in best}
        progress("translate", len(translations), len(texts))
    return [translations[row] for row in range(len(texts))]
