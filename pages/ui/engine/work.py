"""The library as the pages call it: its functions by their own names, for a model by its name, worked out once.

Each returns what the library's function does, or the Problem why it can't. Most of them need torch: each imports what
it calls when it is called, so that the first screen comes before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pages.ui.engine import pretrained
from pages.ui.engine.results import Job, Problem, compute, compute_in_background, decode, learn
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.data.tsv import Pair
from seq2seq.trace.trace import DecodeTrace

if TYPE_CHECKING:
    from seq2seq.analysis.broken_attention import BrokenAttention
    from seq2seq.analysis.counterfactual import PieceNeighbour, Reliance
    from seq2seq.analysis.effect import Effect
    from seq2seq.analysis.gradients import GradientReach, ReceptiveField
    from seq2seq.analysis.paths import StateIndex, StateMaps, StateTrace
    from seq2seq.analysis.step_explainer import SelfSide
    from seq2seq.analysis.suite import Baseline, Suite
    from seq2seq.analysis.worksheet import Worksheet
    from seq2seq.evaluation.metrics import MeasuredCorpus
    from seq2seq.evaluation.searches import Outcome
    from seq2seq.text.tokenizer import Tokenizer


# -- decoding


def translate(request: Request) -> DecodeTrace | Problem:
    """The recorded trace of the request where there is one, or else a fresh one."""
    if recorded := pretrained.recorded_trace(request):
        return recorded
    from seq2seq.decoding.translate import translate

    return decode(translate, request.model, request)


def translate_forced(request: Request, target: str) -> DecodeTrace | Problem:
    """The trace of a model that says `target`."""
    from seq2seq.decoding.translate import translate_forced

    return decode(translate_forced, request.model, request, target)


def prefix_pieces(model: str, text: str, words: str) -> tuple[str, ...] | Problem:
    """Words as the pieces of a prefix of the translation of a text."""
    from seq2seq.decoding.translate import prefix_pieces

    return compute(prefix_pieces, model, text, words)


def portable(model: str) -> tuple[dict[str, Any], dict[str, Any]] | Problem:
    """The model and its tokenizers for a page that translates by itself; a Problem for one that it can't compute."""
    from seq2seq.checkpoints.portable import portable

    return compute(portable, model)


# -- vocabularies


def load_tokenizer(family: str, side: Literal["source", "target"]) -> Tokenizer | Problem:
    """The tokenizer of one side of a family, or why there is none."""
    from seq2seq.text.tokenizer import load_tokenizer

    try:
        return load_tokenizer(pretrained.root() / family / f"{side}.model")
    except (OSError, RuntimeError, ValueError) as error:
        return Problem.of(error)


def learn_vocabulary(text: str, size: int, words: bool) -> bytes | Problem:
    """The file of a tokenizer learned from a text, or why there is none."""
    from seq2seq.text.vocabulary import learn_vocabulary

    return learn(learn_vocabulary, text, size, words)


# -- one step


def explanation_json(request: Request) -> str | Problem:
    """The trace and its explanation, all steps."""
    from seq2seq.analysis.explain_step import explanation_json

    return compute(explanation_json, request.model, request)


def cell_json(request: Request, source: int, head: int) -> str | Problem:
    """The arithmetic of one source piece in one head, at all steps. Raises IndexError where there is none."""
    from seq2seq.analysis.explain_step import cell_json

    return compute(cell_json, request.model, request, source, head)


def box_json(request: Request, box: str, entry: int | None) -> str | Problem:
    """A box of the network worked out at all its places, or why the model has none. Raises IndexError for no such
    entry."""
    from seq2seq.analysis.explain_step import box_json

    return compute(box_json, request.model, request, box, entry)


def code(request: Request, box: str, step: int, position: int, head: int) -> tuple[str, str] | Problem:
    """PyTorch that works out a box of the network: what it begins with, and the lines of the box."""
    from seq2seq.analysis.explain_step import code

    return compute(code, request.model, request, box, step, position, head)


def step_script(request: Request, step: int) -> str | Problem:
    """One program of torch alone that prints all numbers of a step."""
    from seq2seq.analysis.listings import step_script

    return compute(step_script, request.model, request, step)


def step_notebook(request: Request, step: int) -> str | Problem:
    """The same program as a notebook, a cell for each box."""
    from seq2seq.analysis.listings import step_notebook

    return compute(step_notebook, request.model, request, step)


def step_worksheet(request: Request, step: int) -> Worksheet | Problem:
    """The step to work out by hand, or why it does not fit on paper."""
    from seq2seq.analysis.explain_step import step_worksheet

    return compute(step_worksheet, request.model, request, step)


def self_json(request: Request, side: SelfSide) -> str | Problem:
    """The self-attention of one side of the model, or why there is none."""
    from seq2seq.analysis.explain_step import self_json

    return compute(self_json, request.model, request, side)


def self_cell_json(request: Request, side: SelfSide, position: int, head: int) -> str | Problem:
    """The arithmetic of one of its scores. Raises IndexError where there is none."""
    from seq2seq.analysis.explain_step import self_cell_json

    return compute(self_cell_json, request.model, request, side, position, head)


# -- through the training


def pair_pieces(model: str, source: str, target: str) -> dict[str, Any] | Problem:
    """The pieces of both sides of a pair, as `source` and `target`."""
    from seq2seq.training.history import pair_pieces

    return compute(pair_pieces, model, source, target)


def pair_weights(model: str, source: str, target: str) -> list[Any] | Problem:
    """The weights (T, N, S) of a model that says `target`, without the rest of its trace."""
    from seq2seq.training.history import pair_weights

    return compute(pair_weights, model, source, target)


# -- gradients


def gradient_reach(model: str, text: str, target: str) -> GradientReach | Problem:
    """The gradients of the model while it is made to say `target`."""
    from seq2seq.analysis.gradients import gradient_reach

    return compute(gradient_reach, model, text, target)


def untrained_reach(model: str, cell: str, seed: int, text: str, target: str) -> GradientReach | Problem:
    """The same of an untrained model: with this cell, or with its own if that is empty."""
    from seq2seq.analysis.gradients import untrained_reach

    return compute(untrained_reach, model, cell, seed, text, target)


def receptive_field(model: str, text: str) -> ReceptiveField | Problem:
    """Which pieces reach the states of the encoder, after each of its layers."""
    from seq2seq.analysis.gradients import receptive_field

    return compute(receptive_field, model, text)


# -- what if


def measure_effect(before: Request, after: Request) -> Effect | Problem:
    """The effect of the second request compared with the first, both of one model."""
    from seq2seq.analysis.counterfactual import measure_effect

    return compute(measure_effect, before.model, before, after)


def reliance_on_attention(request: Request) -> Reliance | Problem:
    """How far the prediction of each step moves with other weights at that step alone."""
    from seq2seq.analysis.counterfactual import reliance_on_attention

    return compute(reliance_on_attention, request.model, request, pretrained.example_sources(request.model))


def embedding_neighbours(model: str, pieces: tuple[str, ...]) -> tuple[tuple[PieceNeighbour, ...], ...] | Problem:
    """For each source piece, the pieces with the nearest embeddings."""
    from seq2seq.analysis.counterfactual import embedding_neighbours

    return compute(embedding_neighbours, model, pieces)


def robustness_suite(request: Request) -> Suite | Problem:
    """Every counterfactual of the request, and the weights of other sentences."""
    from seq2seq.analysis.counterfactual import robustness_suite

    return compute(robustness_suite, request.model, request, pretrained.example_sources(request.model))


def uniform_baseline(request: Request) -> Baseline | Problem:
    """The sentence translated by the family's model that was trained with uniform weights."""
    from seq2seq.analysis.counterfactual import uniform_baseline

    return compute(uniform_baseline, request.model, request)


# -- faults


def break_attention(request: Request, other: str, fault: str) -> BrokenAttention | Problem:
    """The decoding with the weights of a fault, beside the sentence `other`, and what they violate."""
    from seq2seq.analysis.broken_attention import break_attention

    return compute(break_attention, request.model, request, other, fault)


# -- states


def trace_states(request: Request) -> StateTrace | Problem:
    """The request decoded, with all its states."""
    from seq2seq.analysis.states import trace_states

    return compute(trace_states, request.model, request)


def index_states(model: str, texts: tuple[str, ...], pairs: tuple[Pair, ...] = ()) -> Job[StateIndex]:
    """The job that collects the states among which neighbours are searched: of texts, and of training pairs."""
    from seq2seq.analysis.states import index_states

    return compute_in_background(index_states, model, texts, pairs)


def load_state_maps(model: str) -> StateMaps | Problem:
    """The maps of the model, stored or fitted now."""
    from seq2seq.analysis.maps import load_state_maps

    return compute(load_state_maps, model, pretrained.root())


def nonlinear_layout(
    requests: tuple[Request, ...], kinds: tuple[str, ...], layout: str
) -> list[dict[str, Array]] | Problem:
    """For each request, its states' points (L, 3) by kind, in one common layout. All requests are of one model."""
    from seq2seq.analysis.states import nonlinear_layout

    return compute(nonlinear_layout, requests[0].model, requests, kinds, layout)


def trace_gates(request: Request, cells: str, layer: int) -> Mapping[str, Array] | Problem:
    """Gate → its values (L, U) in these cells, those of the encoder in this layer, while the request was decoded."""
    from seq2seq.analysis.explain_step import trace_gates

    return compute(trace_gates, request.model, request, cells, layer)


def layer_vectors(request: Request) -> Mapping[str, Array] | Problem:
    """Kind of state → the states (L, S, U) after each layer of the encoder."""
    from seq2seq.analysis.explain_step import layer_vectors

    return compute(layer_vectors, request.model, request)


# -- searches and figures


def compare_searches(
    request: Request, searches: tuple[SearchConfig, ...], references: tuple[str, ...]
) -> tuple[Outcome, ...] | Problem:
    """The outcome of each search."""
    from seq2seq.evaluation.searches import compare_searches

    return compute(compare_searches, request.model, request, searches, references)


def sweep(request: Request, references: tuple[str, ...]) -> tuple[Outcome, ...] | Problem:
    """The outcomes of beams of all sizes."""
    from seq2seq.evaluation.searches import sweep

    return compute(sweep, request.model, request, references)


def measure(model: str, pairs: tuple[Pair, ...]) -> MeasuredCorpus | Problem:
    """The model measured on sentence pairs."""
    from seq2seq.evaluation.evaluate import measure

    return compute(measure, model, pairs)
