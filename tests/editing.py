"""What the tests of edits share: a sentence, requests for it, forced translations, every model to try them on."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from seq2seq.analysis.counterfactual import measure_effect
from seq2seq.analysis.suite import CounterfactualResult
from seq2seq.attention import SCORERS
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import Edits
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import ARRAYS, DecodeTrace

TEXT = "我爱猫。"  # with its end: five pieces
SOURCES = 5
PREFIX = ("▁", "s", "e", "▁", "o", "s", "e")  # forced, so that all traces have the same steps
STEPS = 6
"""How long a translation may get by `ask`: random models seldom end by themselves."""
every_scorer = pytest.mark.parametrize("scorer", SCORERS)
both_orders = pytest.mark.parametrize("order", ["rnn_first", "attend_first"])

Edited = Callable[..., DecodeTrace]


def close(first: DecodeTrace, second: DecodeTrace) -> None:
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=1e-4, atol=1e-6, err_msg=name)


def ask(bundle: Bundle, edits: Edits = (), prefix: tuple[str, ...] = (), beam: int = 1) -> Request:
    return Request(bundle.name, TEXT, prefix, edits, SearchConfig(beam=beam, max_steps=STEPS))


def force(bundle: Bundle, trace: DecodeTrace, edits: Edits) -> DecodeTrace:
    """The same pieces under these edits."""
    return translate(bundle, Request(bundle.name, TEXT, trace.pieces, edits, SearchConfig(max_steps=len(trace))))


def distributions(bundle: Bundle, trace: DecodeTrace, edits: Edits) -> np.ndarray:
    """(T, V), read off states and contexts of a forced decoding."""
    again, decoder = force(bundle, trace, edits), bundle.model.decoder
    readouts = decoder.read(torch.tensor(again.states), torch.tensor(again.contexts))
    return decoder.logits(readouts).softmax(dim=-1).double().numpy()


def expect_effect_of_variant(bundle: Bundle, variant: CounterfactualResult, own: Edits) -> None:
    """A variant is what its edits do when nothing else is asked."""
    alone = measure_effect(bundle, ask(bundle, own), ask(bundle, own + variant.counterfactual.edits))
    np.testing.assert_allclose(variant.delta, alone.delta, atol=1e-5)
    np.testing.assert_allclose(variant.kl, alone.kl, atol=1e-5)
    assert (variant.text, variant.changed) == (alone.after.text, alone.changed)
