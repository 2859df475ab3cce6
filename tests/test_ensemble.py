"""Several models that translate together: the mean of their probabilities, searched as one model is."""

import numpy as np
import pytest
import torch

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.decoding.corpus import encode_source, translate_all, translate_all_by_beam
from seq2seq.decoding.joint import EncodedModel, Ensemble, translate_ensemble
from tests.conftest import PAIRS, Untrained

TEXTS = [source for source, _ in PAIRS[::9]]


def members(*bundles: Bundle) -> tuple[EncodedModel, ...]:
    src = torch.tensor([encode_source(bundles[0], TEXTS[0])])
    return tuple(EncodedModel.of(bundle.model, src, torch.ones_like(src, dtype=torch.bool)) for bundle in bundles)


def test_a_step_predicts_the_mean_of_the_probabilities(untrained: Untrained) -> None:
    bundles = untrained(seed=1), untrained(seed=2, scorer="dot")
    together = Ensemble(members(*bundles))
    memory, prev = together.members[0].memory, torch.tensor([5])
    with torch.inference_mode():
        output, _ = together.step(prev, together.start(memory), memory, ())
        own = [
            member.model.step(prev, member.model.start(member.memory), member.memory)[0].logits
            for member in together.members
        ]
    mean = sum(logits.softmax(dim=-1) for logits in own) / 2
    np.testing.assert_allclose(output.logits.exp(), mean, atol=1e-6)


def test_one_model_by_itself_says_what_it_always_says(untrained: Untrained) -> None:
    bundle = untrained(seed=3)
    assert translate_ensemble([bundle], TEXTS, size=3) == translate_all_by_beam(bundle, TEXTS, 3)
    assert translate_ensemble([bundle], TEXTS, size=1) == translate_all(bundle, TEXTS)


def test_equal_models_say_what_one_says(untrained: Untrained) -> None:
    bundles = [untrained(seed=4)] * 3
    assert translate_ensemble(bundles, TEXTS) == translate_ensemble(bundles[:1], TEXTS)


def test_without_a_model_there_is_nothing_to_ask() -> None:
    with pytest.raises(ValueError, match="at least one model"):
        translate_ensemble([], TEXTS)
