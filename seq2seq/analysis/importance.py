"""Importance of each source piece to the output: the sentence without it, and gradients with respect to its embedding.

Both measures are those of Jain & Wallace 2019, section 4.1. They multiply the gradient by the embedding and hold the
attention fixed; here the norm of the gradient is taken, and gradients flow through the attention too.
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
from seq2seq.decoding.corpus import source_row
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import pad, split_copies
from seq2seq.text.extended import ExtendedVocabulary
from seq2seq.text.source_edits import EditedSource, apply_source_edits
from seq2seq.trace.trace import Array


def encode_deletions(
    bundle: Bundle, request: Request, count: int, says: ExtendedVocabulary
) -> tuple[Memory, PerRowEdits | Edits]:
    """Encode the sentence of `count` pieces without each of them in turn: a row per deletion, and the edits that still
    apply to it. Copied pieces keep the ids that `says` gives them in the whole sentence.

    Raises InvalidRequest for a sentence of one piece, and the errors of `translate`."""
    rows = [_edited_source(bundle, request, DeletePiece(position)) for position in range(count)]
    sources = [source_row(row.ids, row.pieces, says) for row in rows]
    memory = bundle.model.encode(*pad(sources, max(rows[0].width, len(says.source))))
    edits = tuple(row.edits for row in rows)
    return memory, PerRowEdits(edits) if any(edits) else ()


def gradient_norms(bundle: Bundle, request: Request, ids: Sequence[int]) -> Array:
    """(T, S): norm of the gradient of log p of each of `ids` (T), which are forced, with respect to the embedding of
    each source piece. Simonyan, Vedaldi & Zisserman 2014; Li et al. 2016."""
    source = _edited_source(bundle, request)
    with torch.inference_mode(False), torch.enable_grad():
        src, mask = pad([source_row(source.ids, source.pieces, bundle.says(source.pieces))], source.width)
        typed, copies = split_copies(src)
        embedded = bundle.model.encoder.embedding(typed).detach().requires_grad_()  # (1, S, embedding)
        memory = bundle.model.read(embedded, mask, copies)
        steps = decode_batch(bundle.model, memory, max_steps=len(ids), prefix=ids, edits=source.edits).steps
        logprobs = [step.logits[0].log_softmax(dim=-1)[piece] for step, piece in zip(steps, ids, strict=True)]
        rows = [_gradient(logprob, embedded) for logprob in logprobs]
    return torch.cat(rows).numpy()


def _gradient(value: Tensor, embedded: Tensor) -> Tensor:
    """() → (1, S): norm of the gradient of a scalar with respect to each embedding."""
    return torch.autograd.grad(value, embedded, retain_graph=True)[0].norm(dim=-1)


def _edited_source(bundle: Bundle, request: Request, *deletions: DeletePiece) -> EditedSource:
    return apply_source_edits(bundle.source, request.text, (*request.edits, *deletions), bundle.config.max_length)
