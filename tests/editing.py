"""What the tests of edits share: a sentence, its forced translation, and every model to try them on."""

from collections.abc import Callable

import numpy as np
import pytest

from seq2seq.attention import SCORERS
from seq2seq.trace.trace import ARRAYS, DecodeTrace

TEXT = "我爱猫。"  # with its end: five pieces
SOURCES = 5
PREFIX = ("▁", "s", "e", "▁", "o", "s", "e")  # forced, so that all traces have the same steps
every_scorer = pytest.mark.parametrize("scorer", SCORERS)
both_orders = pytest.mark.parametrize("order", ["rnn_first", "attend_first"])

Edited = Callable[..., DecodeTrace]


def close(first: DecodeTrace, second: DecodeTrace) -> None:
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=1e-4, atol=1e-6, err_msg=name)
