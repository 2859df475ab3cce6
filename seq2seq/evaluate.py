"""A model over many sentences: translations, perplexity, and attention under forced decoding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from seq2seq.batch import EOS, PAD, Batch, bucketed, collate, pad
from seq2seq.config import MAX_PIECES
from seq2seq.search import decode
from seq2seq.zoo import Bundle


def encode_source(bundle: Bundle, text: str) -> list[int]:
    """Ids of a source sentence with its end, cut to what the model reads. An empty text is its end alone."""
    return [*bundle.source.ids(text)[: MAX_PIECES - 1], EOS]


@torch.inference_mode()
def translate_all(bundle: Bundle, texts: Sequence[str], batch_size: int = 64) -> list[str]:
    """Greedy translations in the order of `texts`; the result does not depend on the batch size."""
    sources = [encode_source(bundle, text) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(sources[i]))
    found: dict[int, str] = {}
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        ids, mask = (t.to(device_of(bundle)) for t in pad([sources[i] for i in rows]))
        decoded = decode(bundle.model, bundle.model.encode(ids, mask), max_steps=MAX_PIECES)
        found |= {i: bundle.target.decode(row) for i, row in zip(rows, decoded.ids.tolist(), strict=True)}
    return [found[i] for i in range(len(texts))]


@dataclass(frozen=True)
class Fit:
    """How well given targets are predicted: cross-entropy in nats a piece, mean entropy of the weights in bits."""

    loss: float
    entropy: float

    @property
    def perplexity(self) -> float:
        return math.exp(self.loss)


@torch.inference_mode()
def fit(bundle: Bundle, pairs: Sequence[tuple[str, str]], batch_size: int = 64) -> Fit:
    """Teacher forcing over (source, target) texts."""
    loss = entropy = pieces = 0.0
    for batch in _batches(bundle, pairs, batch_size):
        taught = bundle.model(batch)
        real = batch.trg_out != PAD
        logprobs = bundle.model.decoder.logits(taught.readouts[real]).log_softmax(dim=-1)
        loss -= float(logprobs.gather(1, batch.trg_out[real][:, None]).sum())
        weights = taught.weights.mean(dim=1)[real]
        entropy -= float(torch.xlogy(weights, weights).sum()) / math.log(2)
        pieces += float(real.sum())
    return Fit(loss / pieces, entropy / pieces)


def forced_weights(bundle: Bundle, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
    """(T, N, S): the weights while `target` and then the end is forced; source ids with their end."""
    with torch.inference_mode():
        taught = bundle.model(collate([(list(source), list(target))]).to(device_of(bundle)))
    return taught.weights[0].transpose(0, 1).cpu().numpy()


def posterior_weights(bundle: Bundle, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
    """(T, S): p(i | y_t) ∝ w_ti p(y_t | s_t, c = h_i), the weights as a prior seen again once the piece is known.

    The weights are set before the decoder knows what it will say; this asks where it must have looked, given what
    it did say. Shankar & Sarawagi 2019, Posterior Attention Models, eq. 3, here for a model trained without it."""
    batch = collate([(list(source), list(target))]).to(device_of(bundle))
    with torch.inference_mode():
        memory = bundle.model.encode(batch.src, batch.src_mask)
        taught = bundle.model.decoder(batch.trg_in, memory)
        prior = taught.weights.mean(dim=1).log()
        posterior = prior + bundle.model.decoder.likelihood(taught.hidden, memory, batch.trg_out)
    return posterior[0].softmax(dim=-1).cpu().numpy()


def device_of(bundle: Bundle) -> torch.device:
    return bundle.model.decoder.output_bias.device


def _batches(bundle: Bundle, pairs: Iterable[tuple[str, str]], size: int) -> Iterator[Batch]:
    ids = [(encode_source(bundle, source), bundle.target.ids(target)) for source, target in pairs]
    for rows in bucketed(ids, size, None):
        yield collate(rows).to(device_of(bundle))
