"""Loaded models take no more memory than they may, and go when nobody uses them."""

from __future__ import annotations

import pytest

from pages.ui.engine.loaded import UNUSED, ModelCache, bundle_bytes, model_memory
from tests.conftest import Untrained


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_models_are_bounded_by_their_bytes_and_the_one_unused_for_longest_goes(untrained: Untrained) -> None:
    bundle = untrained()
    assert bundle_bytes(bundle) > 4 * sum(values.numel() for values in bundle.model.parameters())
    models = ModelCache(3 * bundle_bytes(bundle))
    for name in ("one", "two", "three"):
        models[name] = bundle
    assert models["one"] is bundle
    models["four"] = bundle
    assert {*models} == {"one", "three", "four"}


def test_a_model_that_nobody_uses_is_let_go(untrained: Untrained) -> None:
    clock, bundle = Clock(), untrained()
    models = ModelCache(10 * bundle_bytes(bundle), clock)
    models["used"] = models["unused"] = bundle
    clock.now += UNUSED
    assert models["used"] is bundle
    clock.now += 1
    models.let_go()
    assert {*models} == {"used"} and models.currsize == bundle_bytes(bundle)


@pytest.mark.parametrize("written", ["", "0", "-5", "lots"])
def test_how_much_memory_models_may_take_is_a_number(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_MODEL_MEMORY", written)
    with pytest.raises(ValueError, match="GAZE_MODEL_MEMORY must be a number of megabytes above zero"):
        model_memory()
