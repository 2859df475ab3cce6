"""Texts that a model is made to say."""

import numpy as np
import pytest

from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.corpus import encode_source
from seq2seq.decoding.translate import LONGEST_TARGET, translate_forced
from seq2seq.evaluation.evaluate import forced_weights
from tests.conftest import Untrained

TEXT = "我爱猫。"


def test_a_model_says_what_it_is_made_to_say_and_ends(untrained: Untrained) -> None:
    bundle = untrained(scorer="additive")
    request = Request(bundle.name, TEXT, prefix=("▁",), search=SearchConfig(beam=3, max_steps=2))
    trace = translate_forced(bundle, request, "I love cats.")
    assert trace.text == "I love cats." and trace.finished and trace.request.text == TEXT
    by_teaching = forced_weights(bundle, encode_source(bundle, TEXT), bundle.target.ids("I love cats."))
    np.testing.assert_allclose(trace.weights, by_teaching, atol=1e-5)


@pytest.mark.parametrize(
    ("target", "reason"), [("猫", "vocabulary cannot produce"), ("I love cats. " * LONGEST_TARGET, "too long")]
)
def test_what_a_model_cannot_be_made_to_say(untrained: Untrained, target: str, reason: str) -> None:
    bundle = untrained(scorer="dot")
    with pytest.raises(ValueError, match=reason):
        translate_forced(bundle, Request(bundle.name, TEXT), target)
