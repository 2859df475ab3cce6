"""The checker of attention: every invariant on numbers worked by hand, every fault, and models that are intact."""

from __future__ import annotations

import numpy as np
import pytest

from seq2seq.analysis.broken_attention import break_attention, score_beside
from seq2seq.analysis.faults import FAULTS, BatchScores, gather_evidence, sound_weights
from seq2seq.analysis.invariants import INVARIANTS, AttentionEvidence, Violation, check_attention
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate

LN2, LN3 = np.log(2), np.log(3)
SCORES = BatchScores(
    own=np.array([[LN2, 0, 0], [0, LN3, 0]]),
    other=np.array([[0, LN3, 0], [LN2, 0, 0]]),
    mask=np.array([True, True, False]),
    width=4,
)
"""Two steps over two pieces and one of padding. Sound: 2/3 1/3 0, then 1/4 3/4 0."""


def weights(fault: str) -> np.ndarray:
    return FAULTS[fault].weigh(SCORES)


def violated(evidence: AttentionEvidence) -> set[str]:
    return {violation.invariant for violation in check_attention(evidence)}


def approx(*rows: list[float]) -> object:
    return pytest.approx(np.array(rows), abs=1e-9)


# -- faults, by hand


def test_sound_weights() -> None:
    assert sound_weights(SCORES) == approx([2 / 3, 1 / 3, 0], [1 / 4, 3 / 4, 0])


def test_weights_of_faults_by_hand() -> None:
    e = np.e
    assert weights("padding") == approx([2 / 4, 1 / 4, 1 / 4], [1 / 5, 3 / 5, 1 / 5])
    assert weights("axis") == approx([2 / 3, 1 / 4, 0], [1 / 3, 3 / 4, 0])
    assert weights("blind") == approx([1 / 2, 1 / 2, 0], [1 / 2, 1 / 2, 0])
    assert weights("shifted") == approx([2 / 3, 1 / 3, 0], [2 / 3, 1 / 3, 0])
    assert weights("frozen") == approx([2 / 3, 1 / 3, 0], [2 / 3, 1 / 3, 0])
    low, high = 1 / (1 + e ** (1 / 3)), 1 / (1 + e ** (1 / 2))
    assert weights("twice") == approx([1 - low, low, 0], [high, 1 - high, 0])
    assert weights("keys") == approx([1 / 4, 3 / 4, 0], [2 / 3, 1 / 3, 0])
    assert weights("unscaled") == approx([4 / 5, 1 / 5, 0], [1 / 10, 9 / 10, 0])
    first, second = 1 / (1 + e**3), 1 / (1 + 3 * e**3)
    assert weights("sink") == approx([first, 1 - first, 0], [second, 1 - second, 0])


def test_alone_there_is_no_padding_and_no_other_sentence() -> None:
    assert np.array_equal(SCORES.alone.own, SCORES.own[:, :2]) and np.array_equal(SCORES.alone.other, SCORES.alone.own)
    assert FAULTS["keys"].weigh(SCORES.alone) == approx([2 / 3, 1 / 3], [1 / 4, 3 / 4])


# -- invariants, by hand


SOUND = np.array([[0.9, 0.1], [0.2, 0.8]])
THREE = np.array([[0.2, 0.2, 0.6], [0.7, 0.2, 0.1]])
OTHER = np.array([[0.2, 0.2, 0.6], [0.1, 0.5, 0.4]])


def test_sound_weights_violate_nothing() -> None:
    mask, order = np.array([True, True]), np.array([1, 0])
    evidence = AttentionEvidence(SOUND, mask, np.log(SOUND), SOUND, SOUND[::-1], SOUND[:, ::-1], order)
    assert check_attention(evidence) == ()


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (AttentionEvidence(np.array([[0.9, 0.1], [0.2, 0.2]])), Violation("row_sums", 1, 0.4, 1)),
        (AttentionEvidence(SOUND, np.array([True, False])), Violation("padding", 1, 0.8, 0)),
        (AttentionEvidence(SOUND[[0, 0]]), Violation("steps", None, 0, 0)),
        (AttentionEvidence(SOUND, other_source=SOUND), Violation("encoder", None, 0, 0)),
        (AttentionEvidence(THREE, alone=OTHER), Violation("batch", 1, 0.7, 0.1)),
        (AttentionEvidence(SOUND, permuted=SOUND, order=np.array([1, 0])), Violation("permutation", 0, 0.9, 0.1)),
        (AttentionEvidence(THREE, scores=np.log(OTHER)), Violation("own_scores", 1, 0.7, 0.1)),
    ],
    ids=lambda value: value.invariant if isinstance(value, Violation) else "",
)
def test_a_violation_has_its_step_and_its_numbers(evidence: AttentionEvidence, expected: Violation) -> None:
    violation = next(check for check in check_attention(evidence) if check.invariant == expected.invariant)
    assert violation.step == expected.step
    assert (violation.found, violation.expected) == pytest.approx((expected.found, expected.expected))


def test_bounds_of_rows() -> None:
    assert violated(AttentionEvidence(np.array([[0.6, 0.4], [0.45, 0.55]]))) == {"contrast"}
    assert violated(AttentionEvidence(np.array([[1.0, 0, 0], [0, 0.99999, 0.00001]]))) == {"slope"}
    assert violated(AttentionEvidence(np.array([[0.3, 0.7], [0.2, 0.8], [0.9, 0.1]]))) == {"sink"}
    assert violated(AttentionEvidence(np.array([[1.0]]))) == set()


def test_a_violation_says_what_it_is() -> None:
    (violation,) = check_attention(AttentionEvidence(SOUND, np.array([True, False])))[:1]
    assert str(violation) == "Padding has weight 0: Step 2: 0.8 of the attention lies on padding."


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": np.zeros(3)},
        {"weights": SOUND, "mask": np.ones(3)},
        {"weights": SOUND, "scores": np.ones((2, 3))},
        {"weights": SOUND, "permuted": SOUND},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"expected|belong"):
        AttentionEvidence(**wrong)


def test_every_fault_is_named_by_an_invariant_of_its_own() -> None:
    named = [fault.invariant for fault in FAULTS.values()]
    assert len(set(named)) == len(named) == 9 and set(named) <= set(INVARIANTS)


# -- real decodings


SENTENCES = {
    "zh-en": ("我昨天买了一本书。", "他在北京工作。", "我的猫比你的狗大。"),
    "en-fr": ("She drinks tea every morning.", "I bought a book yesterday.", "My brother lives in Paris."),
    "small": ("我爱你", "你喝茶", "他不爱我"),
}
MODELS = (
    "zh-en/scaled_dot",
    "zh-en/additive",
    "en-fr/scaled_dot",
    "en-fr/general",
    "en-fr/dot",
    "small/general",
    "small/additive",
)


@pytest.fixture(scope="module", params=MODELS)
def bundle(request: pytest.FixtureRequest) -> Bundle:
    return load_bundle(request.param)


def test_an_intact_model_violates_nothing(bundle: Bundle) -> None:
    sentences = SENTENCES[bundle.name.partition("/")[0]]
    for text, other in zip(sentences, sentences[1:] + sentences[:1], strict=True):
        scores = score_beside(bundle, translate(bundle, Request(bundle.name, text)), other)
        assert check_attention(gather_evidence(sound_weights, scores)) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_caught(bundle: Bundle, fault: str) -> None:
    if (bundle.name.partition("/")[0], fault) == ("small", "unscaled"):
        pytest.skip("keys of width 4 need no scaling")
    text, other, _ = SENTENCES[bundle.name.partition("/")[0]]
    broken = break_attention(bundle, Request(bundle.name, text), other, fault)
    assert FAULTS[fault].invariant in {violation.invariant for violation in broken.violations}


def test_the_padding_is_seen_and_a_scorer_by_position_is_refused() -> None:
    broken = break_attention(load_bundle("small/dot"), Request("small/dot", "我爱你"), "你喝茶", "padding")
    assert broken.trace.source.pieces[-3:] == ("<pad>",) * 3
    assert broken.trace.weights[:, 0, -3:].sum() > 0
    with pytest.raises(ValueError, match="location"):
        break_attention(load_bundle("small/location"), Request("small/location", "我爱你"), "你喝茶", "padding")
