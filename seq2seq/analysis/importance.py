"""How much each source piece matters to what is said: the sentence without it, and gradients by its embedding.

Both measures are those of Jain & Wallace 2019, section 4.1. They multiply the gradient by the embedding and hold the
attention fixed; here it is the norm, and the attention moves too.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.attention.edits import PerRowEdits
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import DeletePiece, Edits
from seq2seq.config.schema import Request
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import pad
from seq2seq.text.source_edits import EditedSource, apply_source_edits
from seq2seq.trace.trace import Array


def left_out(bundle: Bundle, request: Request, count: int) -> tuple[Memory, PerRowEdits | Edits]:
    """The sentence of `count` pieces without each of them in turn, encoded anew, a row each, and what is left of the
    edits. Raises InvalidRequest for a sentence of one piece, and as `translate` does."""
    rows = [_read(bundle, request, DeletePiece(at)) for at in range(count)]
    memory = bundle.model.encode(*pad([row.ids for row in rows], rows[0].width))
    edits = tuple(row.edits for row in rows)
    return memory, PerRowEdits(edits) if any(edits) else ()


def gradients(bundle: Bundle, request: Request, ids: Sequence[int]) -> Array:
    """(T, S): norm of the gradient of log p of each of `ids` (T) by the embedding of each source piece, while they are
    said. Simonyan, Vedaldi & Zisserman 2014; Li et al. 2016."""
    found = _read(bundle, request)
    with torch.inference_mode(False), torch.enable_grad():
        src, mask = pad([found.ids], found.width)
        embedded = bundle.model.encoder.embedding(src).detach().requires_grad_()  # (1, S, embedding)
        memory = bundle.model.read(embedded, mask)
        steps = decode_batch(bundle.model, memory, max_steps=len(ids), prefix=ids, edits=found.edits).steps
        said = [step.logits[0].log_softmax(dim=-1)[piece] for step, piece in zip(steps, ids, strict=True)]
        rows = [_gradient(logprob, embedded) for logprob in said]
    return torch.cat(rows).numpy()


def _gradient(value: Tensor, embedded: Tensor) -> Tensor:
    """() → (1, S)."""
    return torch.autograd.grad(value, embedded, retain_graph=True)[0].norm(dim=-1)


def _read(bundle: Bundle, request: Request, *more: DeletePiece) -> EditedSource:
    return apply_source_edits(bundle.source, request.text, (*request.edits, *more), bundle.config.max_length)
