"""Explanations of a decoding: from a loaded model and a request to a StepExplanation in plain numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from seq2seq.analysis.listings import listing, preamble
from seq2seq.analysis.recurrence import LayerWeights, Unrolled, unroll, unroll_encoder
from seq2seq.analysis.states import trace_states
from seq2seq.analysis.step_explainer import (
    Parts,
    SelfSide,
    StepExplanation,
    explanation_values,
    open_box,
    picture,
    self_arithmetic,
    self_values,
    sides,
)
from seq2seq.analysis.step_explainer.network import TOGETHER
from seq2seq.analysis.worksheet import Worksheet, refuse_unfit, worksheet
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from seq2seq.model.batch import pad
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.encoders.recurrent import RecurrentEncoder
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import BOS
from seq2seq.trace.trace import DecodeTrace

BROWSER_FIELDS = {
    **dict.fromkeys(("scale", "scale_symbol", "constants", "decoder", "queries", "keys", "values")),
    "reading": dict.fromkeys(("ids", "embeddings", "states")),
    "weighing": {"normalizer": None},
    "combination": dict.fromkeys(("inputs", "states", "readouts")),
    "prediction": dict.fromkeys(("entropy", "rest")),
}
"""The fields of an explanation that are sent to the browser; a leaf is None. The others are in the trace or computed in
the browser."""


def explain(bundle: Bundle, request: Request) -> StepExplanation:
    """Decode a request and explain the decoding. Raises the errors of `translate`."""
    return explain_trace(bundle, translate(bundle, request))


def explanation_json(bundle: Bundle, request: Request) -> str:
    """The trace and the `BROWSER_FIELDS` of its explanation as JSON, for all steps. Raises the errors of `translate`.

    A string, since it is cached for many requests and a StepExplanation is a hundred times as large."""
    explanation = explain(bundle, request)
    fields = _select(explanation_values(explanation), BROWSER_FIELDS)
    trace = explanation.trace.to_dict(vectors=False)
    asking = ["source", *sides(explanation)]
    return _json({"trace": trace, "explanation": fields, "asking": asking, "network": picture(explanation).to_dict()})


def box_json(bundle: Bundle, request: Request, box: str, entry: int | None) -> str:
    """A box of the network worked out at all its places, or one entry of it, as JSON. Raises InvalidRequest for a box
    that the model lacks, IndexError for such an entry, and the errors of `translate`."""
    return _json(open_box(explain(bundle, request), box, entry).to_dict())


def code(bundle: Bundle, request: Request, box: str, step: int, position: int, head: int) -> tuple[str, str]:
    """PyTorch that works out a box of the picture: what all listings begin with, and the lines of this box. Raises the
    errors of `listing`."""
    trace = translate(bundle, request)
    names = TOGETHER.get(box, (box,)) if trace.attends or box != "attention" else ("context",)
    parts = [listing(bundle, trace, name, step, position, head) for name in names]
    return preamble(bundle, trace), "\n".join(parts)


def step_worksheet(bundle: Bundle, request: Request, step: int) -> Worksheet:
    """The worksheet of a step. Raises its errors and those of `translate`."""
    refuse_unfit(bundle.config)
    return worksheet(explain(bundle, request), step)


def self_json(bundle: Bundle, request: Request, side: SelfSide) -> str:
    """The self-attention of one side, as a sheet of the same form as `explanation_json`. Raises InvalidRequest for a
    side without it, and the errors of `translate`."""
    explanation = explain(bundle, request)
    return _json(self_values(explanation, side) | {"asking": ["source", *sides(explanation)]})


def self_cell_json(bundle: Bundle, request: Request, side: SelfSide, position: int, head: int) -> str:
    """The arithmetic of one score of self-attention, for every piece that asks, as JSON. Raises IndexError for a piece
    that does not exist, and the errors of `self_json`."""
    return _json(self_arithmetic(explain(bundle, request), side, position, head).to_dict())


def cell_json(bundle: Bundle, request: Request, source: int, head: int) -> str:
    """The arithmetic of one source piece in one head, at all steps, as JSON.

    Raises IndexError for a piece or a head that does not exist, and the errors of `translate`."""
    return _json(explain(bundle, request).arithmetic(source, head).to_dict())


def _select(values: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The nested values that `fields` names; a leaf of `fields` is None."""
    return {name: values[name] if inner is None else _select(values[name], inner) for name, inner in fields.items()}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def explain_trace(bundle: Bundle, trace: DecodeTrace) -> StepExplanation:
    """Explain a trace of this model, which must include its vectors."""
    source = apply_source_edits(bundle.source, trace.request.text, trace.request.edits, bundle.config.max_length)
    parameters = {name: tensor.numpy() for name, tensor in bundle.model.state_dict().items()}
    vocabulary = bundle.target.pieces(range(len(bundle.target)))
    says = bundle.says(source.pieces)
    copies = tuple(says.copies(says.source))
    return StepExplanation(trace, Parts(bundle.config, parameters, source.ids, vocabulary, copies))


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


def trace_gates(bundle: Bundle, request: Request, cells: str, layer: int = -1) -> dict[str, Array]:
    """Gate → values (L, H) of the cells `decoder`, `forward` or `backward` while a request is decoded; none for an RNN.
    `layer` is that of the encoder, from 0, by default its last.

    Raises ValueError for a direction that the encoder does not have, and the errors of `translate`."""
    states = trace_states(bundle, request)
    vectors = states.sentence.vectors
    if cells == "decoder":
        return decoder_gates(bundle, states.trace, vectors["readout"]).gates
    directions = encoder_gates(bundle, vectors["embedded"], layer)
    if cells not in directions:
        raise ValueError(f"this encoder has no {cells} cells")
    return directions[cells].gates


def encoder_gates(bundle: Bundle, embedded: Array, layer: int = -1) -> dict[str, Unrolled]:
    """Direction → the steps of a layer of the encoder, by default the last, over the embedded pieces (S, embedding);
    nothing for an encoder that is not recurrent."""
    if not isinstance(bundle.model.encoder, RecurrentEncoder):
        return {}
    weights, count = _weights(bundle.model.encoder.rnn), bundle.config.directions
    layers = [weights[start : start + count] for start in range(0, len(weights), count)]
    return unroll_encoder(bundle.model.encoder.recurrence, layers[: layer % len(layers) + 1], embedded)


@torch.inference_mode()
def decoder_gates(bundle: Bundle, trace: DecodeTrace, readouts: Array) -> Unrolled:
    """The steps of the last decoder layer over its inputs at all steps of the trace; readouts (T, embedding)."""
    decoder, says = recurrent(bundle.model.decoder), bundle.says(trace.source.pieces)
    ids = torch.tensor([BOS, *map(says.id, trace.pieces[:-1])])
    below = decoder.embed(ids).numpy()  # (T, embedding)
    if bundle.config.order == "attend_first":
        below = np.concatenate([below, trace.contexts], axis=1)
    elif bundle.config.input_feeding:
        below = np.concatenate([below, np.vstack([np.zeros_like(readouts[:1]), readouts[:-1]])], axis=1)
    states = torch.tensor(trace.encoder)[None]
    final = bundle.model.encoder.final(states, torch.ones(states.shape[:2], dtype=torch.bool))[0]
    start = torch.tanh(decoder.bridge(final)).chunk(decoder.rnn.num_layers)
    run = Unrolled(below, {})
    for weights, hidden in zip(_weights(decoder.rnn), start, strict=True):
        run = unroll(bundle.config.recurrence, weights, run.states, hidden.numpy())
    return run


def _weights(rnn: torch.nn.RNNBase) -> list[LayerWeights]:
    return [[weight.detach().numpy() for weight in layer] for layer in rnn.all_weights]
