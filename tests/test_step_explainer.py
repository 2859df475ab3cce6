"""The explanation: another way to the same numbers, for every scoring function; and worked by hand."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from seq2seq.analysis.explain_step import explain
from seq2seq.analysis.step_explainer import SCORING, StepExplanation, explanation_values
from seq2seq.analysis.step_explainer.scores import weigh
from seq2seq.attention import SCORERS
from seq2seq.config.edits import (
    STAND_INS,
    DeletePiece,
    Deviation,
    Edit,
    Flatten,
    Freeze,
    IgnoreEncoder,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    Offset,
    OneHot,
    Renormalize,
    ReplaceWeights,
    Rescore,
    Sharpen,
    Sharpness,
    ShiftRows,
    Shuffle,
    SwapPiece,
    Temperature,
    Window,
    WrongAxis,
)
from seq2seq.config.schema import MAX_PIECES, Recurrence, Request, SearchConfig
from seq2seq.trace.trace import entropy
from tests.conftest import RECURRENCES, Untrained, every_recurrence

TEXT = "我爱猫。"
every_scorer = pytest.mark.parametrize("scorer", SCORERS)


STEPS = 9
"""Steps of most translations here: enough for an edit of a step to be felt later."""


def opened(
    untrained: Untrained, scorer: str, edits: tuple[Edit, ...] = (), steps: int = STEPS, **changes: Any
) -> StepExplanation:
    bundle = untrained(scorer=scorer, **changes)
    return explain(bundle, Request(bundle.name, TEXT, edits=edits, search=SearchConfig(max_steps=steps)))


def test_every_scoring_function_has_its_arithmetic() -> None:
    assert set(SCORING) == {*SCORERS, *STAND_INS}


@pytest.mark.slow
@every_scorer
@pytest.mark.parametrize("order", ["rnn_first", "attend_first"])
@every_recurrence
def test_the_numbers_are_those_of_the_trace(
    untrained: Untrained, scorer: str, order: str, recurrence: Recurrence
) -> None:
    explanation = opened(untrained, scorer, steps=MAX_PIECES, order=order, **RECURRENCES[recurrence])
    assert max(explanation.differences().values()) < 1e-5


@pytest.mark.slow
@every_scorer
@pytest.mark.parametrize(
    "changes",
    [
        {"input_feeding": True},
        {"encoder_layers": 2, "decoder_layers": 2},
        {"bidirectional": False, "encoder_hidden": 12},
        {"encoder": "lstm", "encoder_layers": 2},
        {"encoder": "conv", "bidirectional": False, "encoder_hidden": 12, "encoder_layers": 2},
        {"encoder": "self_attention", "bidirectional": False, "encoder_hidden": 12, "encoder_layers": 2},
        {"embedding": 12, "normalizer": "sparsemax"},
        {"decoder": "transformer", "decoder_layers": 2, "encoder_layers": 2},
        {"decoder": "transformer", "embedding": 12, "normalizer": "sparsemax"},
    ],
    ids=lambda changes: "-".join(map(str, next(iter(changes.items())))),
)
def test_whatever_the_model_is_built_of(untrained: Untrained, scorer: str, changes: dict[str, Any]) -> None:
    assert max(opened(untrained, scorer, **changes).differences().values()) < 1e-5


EDITS: tuple[Edit, ...] = (
    *(MaskSource(1), SwapPiece(0, "你"), DeletePiece(2), MovePiece(0, 2)),
    *(ReplaceWeights((1, 2, 3, 4, 5)), Flatten(1), OneHot(2, 1), Shuffle(3), Freeze(), Sharpen(2.0)),
    *(Temperature(0.5), Offset(5.0), Renormalize("sparsemax"), *map(Rescore, STAND_INS)),
    *(NoPaddingMask(3), WrongAxis(), IgnoreEncoder(), ShiftRows()),
)


@pytest.mark.slow
@every_scorer
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_an_edit_is_followed(untrained: Untrained, scorer: str, edit: Edit) -> None:
    assert max(opened(untrained, scorer, (edit, Temperature(3))).differences().values()) < 1e-5


CONSTANTS = {"local_m": (Window(1),), "local_p": (Window(3), Deviation(0.5)), "cosine": (Sharpness(20.0),)}
"""Scoring function → edits of what it has."""


@pytest.mark.parametrize("scorer", CONSTANTS)
def test_a_constant_that_is_set_stands_in_the_arithmetic(untrained: Untrained, scorer: str) -> None:
    explanation = opened(untrained, scorer, CONSTANTS[scorer])
    assert max(explanation.differences().values()) < 1e-5
    lines = {term["symbol"]: term["value"] for term in explanation.arithmetic(0).to_dict()["terms"]}
    expected = {"local_m": {"D": [1]}, "local_p": {"D": [3], "σ": [0.5]}, "cosine": {"β": [20]}}[scorer]
    assert {symbol: lines[symbol] for symbol in expected} == expected


@every_scorer
def test_the_arithmetic_of_a_cell_ends_in_its_score(untrained: Untrained, scorer: str) -> None:
    explanation = opened(untrained, scorer)
    steps, heads, source = explanation.trace.scores.shape
    for head in range(heads):
        for place in range(source):
            last = explanation.arithmetic(place, head).terms[-1]
            expected = explanation.trace.scores[:, head, place]
            np.testing.assert_allclose(np.broadcast_to(last.value, steps), expected, atol=1e-5)
            assert last.symbol == "score"


@every_scorer
def test_shares_sum_to_the_context(untrained: Untrained, scorer: str) -> None:
    explanation = opened(untrained, scorer)
    np.testing.assert_allclose(explanation.shares.sum(axis=-1), 1)
    np.testing.assert_allclose(explanation.contexts, explanation.trace.contexts, atol=1e-6)


@every_scorer
def test_it_all_goes_to_the_browser(untrained: Untrained, scorer: str) -> None:
    explanation = opened(untrained, scorer)
    json.dumps([explanation_values(explanation), explanation.arithmetic(0).to_dict()], allow_nan=False)


def test_what_the_distribution_is_like(untrained: Untrained) -> None:
    prediction = opened(untrained, "dot").prediction
    assert entropy(np.array([0.5, 0.25, 0.25])) == 1.5
    np.testing.assert_allclose(prediction.mass + prediction.rest, 1)
    for row, mass in zip(prediction.candidates, prediction.mass, strict=True):
        assert sum(candidate.prob for candidate in row) == pytest.approx(mass)


def test_a_cell_that_there_is_not(untrained: Untrained) -> None:
    explanation = opened(untrained, "dot")
    for source, head in ((5, 0), (-1, 0), (0, 1)):
        with pytest.raises(IndexError, match="there is no source piece"):
            explanation.arithmetic(source, head)


def test_adding_a_constant_to_all_scores_changes_nothing(untrained: Untrained) -> None:
    explanation = opened(untrained, "dot")
    config, mask = explanation.parts.config, np.ones(5, dtype=bool)
    for normalizer in ("softmax", "sparsemax"):
        chosen = replace(config, normalizer=normalizer)
        np.testing.assert_allclose(
            weigh(explanation.scores + 7, chosen, (), mask).weights,
            weigh(explanation.scores, chosen, (), mask).weights,
            atol=1e-12,
        )
