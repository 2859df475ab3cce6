"""The states of a sentence after every layer of the encoder."""

from __future__ import annotations

import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Request
from seq2seq.model.batch import pad
from seq2seq.text.source_edits import apply_source_edits


@torch.inference_mode()
def layer_vectors(bundle: Bundle, request: Request) -> dict[str, Array]:
    """`encoder` (L, S, E) after each of L layers, without the shortcut from the embedding; its halves `forward` and
    `backward` where the encoder has these directions."""
    source = apply_source_edits(bundle.source, request.text, request.edits, bundle.config.max_length).ids
    ids, mask = pad([list(source)])
    encoder = bundle.model.encoder
    states = torch.cat(encoder.layer_states(encoder.embedding(ids), mask)).numpy()  # L of (1, S, E) → (L, S, E)
    half = bundle.config.encoder_hidden if bundle.config.encoder_cell else 0
    kinds = {"encoder": states, "forward": states[..., :half], "backward": states[..., half : 2 * half]}
    return {kind: vectors for kind, vectors in kinds.items() if vectors.shape[2]}
