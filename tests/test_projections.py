"""PCA, Procrustes, neighbours, the bent layouts, and single units: on cases worked by hand or by brute force."""

from __future__ import annotations

import numpy as np
import pytest

from seq2seq.analysis.paths import SentenceStates, StateIndex, path_distances
from seq2seq.analysis.projections import (
    LAYOUTS,
    column_correlations,
    fit_basis,
    nearest,
    procrustes,
    residual,
    transform_basis,
)
from seq2seq.data.families import FAMILIES, language_codes
from seq2seq.data.tasks import TASKS
from seq2seq.text.word_classes import LISTS, first_content_word, piece_classes, word_class

RANDOM = np.random.default_rng(5)
ROWS = RANDOM.normal(size=(80, 7)) * np.array([5, 3, 2, 1, 1, 0.5, 0.1]) + 4


def rotation(size: int) -> np.ndarray:
    return np.linalg.qr(RANDOM.normal(size=(size, size)))[0]


def test_the_first_axis_lies_along_the_spread() -> None:
    basis = fit_basis([np.array([[0.0, 0], [3, -4], [-3, 4], [6, -8], [-6, 8]])], 2)
    assert np.allclose(basis.axes[0], [-0.6, 0.8])  # the larger component is positive
    assert np.allclose(basis.shares, [1, 0]) and basis.total == pytest.approx(50)
    assert np.allclose(basis.project(np.array([[3.0, -4]])), [[-5, 0]])


def test_a_basis_is_orthonormal_and_its_signs_are_fixed() -> None:
    basis, mirrored = fit_basis([ROWS]), fit_basis([8 - ROWS])
    assert np.allclose(basis.axes @ basis.axes.T, np.eye(3))
    assert np.allclose(basis.axes, mirrored.axes)
    assert (basis.axes[range(3), np.abs(basis.axes).argmax(axis=1)] > 0).all()


def test_shares_are_those_of_the_singular_values() -> None:
    values = np.linalg.svd(ROWS - ROWS.mean(axis=0), compute_uv=False) ** 2
    assert np.allclose(fit_basis([ROWS]).shares, values[:3] / values.sum())


def test_each_kind_counts_alike_however_many_rows_it_has() -> None:
    few, many = RANDOM.normal(size=(5, 4)), RANDOM.normal(size=(9, 4))
    once, often = fit_basis([few, many]), fit_basis([few, np.tile(many, (30, 1))])
    assert np.allclose(once.axes, often.axes) and np.allclose(once.mean, often.mean)


def test_missing_dimensions_are_flat() -> None:
    basis = fit_basis([np.array([[1.0, 0], [2, 1], [4, 1]])])
    assert basis.axes.shape == (3, 2) and not basis.axes[2].any() and basis.shares.sum() == pytest.approx(1)
    assert fit_basis([np.ones((4, 3))]).shares.tolist() == [0, 0, 0]


def test_a_projection_keeps_weighted_means() -> None:
    weights = RANDOM.dirichlet(np.ones(80), size=6)
    basis = fit_basis([ROWS])
    assert np.allclose(basis.project(weights @ ROWS), weights @ basis.project(ROWS))


def test_procrustes_recovers_a_known_rotation() -> None:
    true = rotation(7)
    turn = procrustes(ROWS, (ROWS - 4) @ true + 9)
    assert np.allclose(turn.rotation, true)
    assert np.allclose(turn.apply(ROWS), (ROWS - 4) @ true + 9)
    assert residual(turn.apply(ROWS) - turn.target, (ROWS - 4) @ true + 9 - turn.target) < 1e-12


def test_the_residual_by_hand() -> None:
    onto = np.array([[2.0, 0], [-2, 0], [0, 1], [0, -1]])
    rows = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    assert residual(rows, onto) == pytest.approx(np.sqrt(2 / (10 + 4)))
    assert residual(rows, rows) == residual(rows * 0, rows * 0) == 0
    assert residual(rows, rows * 0) == 1


def test_the_residual_of_rows_without_anything_in_common_is_one() -> None:
    """Even where they are of different size; and rows that belong to others, in the order of chance, are such."""
    rows, others = RANDOM.normal(size=(2, 4000, 7)) * np.array([1.0, 3.0])[:, None, None]
    assert residual(rows, others) == pytest.approx(1, abs=0.02)
    assert residual(rows, RANDOM.permutation(rows)) == pytest.approx(1, abs=0.02)


def test_correlations_by_axis() -> None:
    points = np.array([[1.0, 1, 5], [2, 3, 5], [3, 2, 5]])
    others = np.array([[10.0, 1, 1], [20, 2, 2], [30, 3, 3]])
    assert column_correlations(points, others) == pytest.approx([1, 0.5, 0])


def test_a_turned_basis_projects_to_where_the_turn_leads() -> None:
    onto = ROWS @ rotation(7) + RANDOM.normal(size=(80, 7)) * 0.1
    turn, basis = procrustes(ROWS, onto), fit_basis([onto])
    brought = transform_basis(basis, turn, [ROWS])
    assert np.allclose(brought.axes @ brought.axes.T, np.eye(3))
    assert np.allclose(brought.project(ROWS), basis.project(turn.apply(ROWS)))
    assert np.allclose(brought.variances, brought.project(ROWS).var(axis=0))
    assert brought.total == pytest.approx(fit_basis([ROWS]).total)


def test_neighbours_against_brute_force() -> None:
    pool, queries = RANDOM.normal(size=(60, 5)), RANDOM.normal(size=(8, 5))
    allowed = RANDOM.random(60) < 0.7
    indices, distances = nearest(queries, pool, 4, allowed)
    for query, row, far in zip(queries, indices, distances, strict=True):
        brute = sorted((np.linalg.norm(query - point), i) for i, point in enumerate(pool) if allowed[i])[:4]
        assert row.tolist() == [i for _, i in brute]
        assert np.allclose(far, [distance for distance, _ in brute])
    assert nearest(queries, pool[:3], 9)[0].shape == (8, 3)


# -- other sentences


def sentence(text: str, *rows: list[float]) -> SentenceStates:
    vectors = np.array(rows, dtype=float)
    return SentenceStates(text, tuple(text), tuple(text.upper()), {"encoder": vectors, "decoder": vectors + 100})


SENTENCES = sentence("ab", [0, 1], [5, 0]), sentence("cd", [0, 2], [-7, 0]), sentence("e", [9, 9])
INDEX = StateIndex.of(SENTENCES)


def test_a_sentence_is_no_neighbour_of_itself() -> None:
    (first, second) = INDEX.neighbours(SENTENCES[0], "encoder", 2)
    assert [(near.sentence, near.position, near.distance) for near in first] == [(1, 0, 1), (1, 1, np.sqrt(50))]
    assert second[0].sentence == 1 and second[0].position == 0
    assert INDEX.neighbours(sentence("ab", [0, 2]), "decoder", 1)[0][0].sentence == 1
    assert StateIndex.of(()).neighbours(SENTENCES[0], "encoder", 3) == [[], []]


def test_what_drives_a_unit_stands_once_a_side_at_its_strongest_piece() -> None:
    high, low = INDEX.drivers("encoder", 0, 2)
    assert [(driver.sentence, driver.position, driver.distance) for driver in high] == [(2, 0, 9), (0, 1, 5)]
    assert [(driver.sentence, driver.position, driver.distance) for driver in low] == [(1, 1, -7), (0, 0, 0)]


def test_the_distance_between_two_paths_ends_with_the_shorter_one() -> None:
    short, long = np.array([[0.0, 0, 0], [1, 0, 0]]), np.array([[2.0, 3, 6], [1, 0, 0], [9, 9, 9]])
    assert path_distances(short, long).tolist() == path_distances(long, short).tolist() == [7, 0]


def test_a_cloud_is_thinned_out_evenly() -> None:
    basis = fit_basis([np.array([[0.0, 1], [5, 0], [0, 2], [-7, 0], [9, 9]])], 2)
    assert np.allclose(INDEX.cloud(basis, "encoder", 3), basis.project(np.array([[0, 1], [0, 2], [9, 9]])))
    assert INDEX.cloud(basis, "readout", 3).shape == (0, 2)


# -- bent layouts


@pytest.mark.parametrize("name", LAYOUTS)
def test_groups_stay_together_and_the_picture_is_always_the_same(name: str) -> None:
    groups = np.concatenate([RANDOM.normal(size=(12, 9)) + 6 * number for number in range(3)])
    places = LAYOUTS[name](groups)
    assert places.shape == (36, 3) and np.isfinite(places).all()
    assert np.array_equal(places, LAYOUTS[name](groups))
    near, _ = nearest(places, places, 2)
    assert (near[:, 1] // 12 == np.arange(36) // 12).mean() > 0.9


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_a_handful_of_points_is_laid_out_too(name: str, count: int) -> None:
    places = LAYOUTS[name](np.eye(6)[:count])
    assert places.shape == (count, 3) and np.isfinite(places).all()
    assert np.isfinite(LAYOUTS[name](np.zeros((count, 4)))).all()


# -- word classes


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        *(("我", "zh", "pronoun"), ("吗", "zh", "question"), ("。", "zh", "mark"), ("猫", "zh", "content")),
        *(("▁The", "en", "determiner"), ("</s>", "en", "mark"), ("▁", "en", "mark"), ("▁cat", "en", "content")),
        *(("▁est", "fr", "helper"), ("dans", "fr", "particle"), ("▁Katze", "", "content"), ("!", "", "mark")),
    ],
)
def test_a_word_has_the_class_of_its_list(word: str, language: str, name: str) -> None:
    assert word_class(word, language) == name


@pytest.mark.parametrize(
    ("word", "english", "french"),
    [
        *(("on", "particle", "pronoun"), ("son", "content", "determiner"), ("the", "determiner", "content")),
        *(("car", "content", "particle"), ("a", "determiner", "helper"), ("me", "pronoun", "pronoun")),
    ],
)
def test_a_word_of_two_languages_has_its_class_in_each(word: str, english: str, french: str) -> None:
    assert (word_class(word, "en"), word_class(word, "fr")) == (english, french)


def test_no_word_stands_in_two_lists_of_a_language() -> None:
    for language, lists in LISTS.items():
        words = [word for listed in lists.values() for word in listed.split()]
        assert len(words) == len(set(words)), language


def test_a_family_says_in_which_languages_its_words_are_looked_up() -> None:
    codes = {name: language_codes(name) for name in FAMILIES if name not in TASKS}
    assert codes == {
        **{"zh-en": ("zh", "en"), "en-fr": ("en", "fr"), "small": ("zh", "en")},
        **{"nl2bash": ("en", ""), "nl-regex": ("en", ""), "g2p": ("", "")},
    }
    assert {code for pair in codes.values() for code in pair} - {""} == set(LISTS)
    assert language_codes("reverse") == ("", "")
    assert language_codes("unheard-of") == ("", "")


def test_a_piece_has_the_class_of_its_word() -> None:
    assert piece_classes(("▁w", "ould", "▁c", "at", ".", "</s>"), "en") == (
        *("helper", "helper", "content", "content"),
        *("mark", "mark"),
    )
    assert piece_classes(("我", "爱", "你"), "zh") == ("pronoun", "content", "pronoun")


@pytest.mark.parametrize(
    ("pieces", "language", "step"),
    [
        ("▁I ▁love ▁you . </s>", "en", 1),
        ("▁The ▁w ould ▁c at s . </s>", "en", 3),
        ("▁My ▁son ▁is ▁on ▁it . </s>", "en", 1),
        ("▁Je ▁t ' aime </s>", "fr", 3),
        ("▁On ▁a ▁son ▁chat . </s>", "fr", 3),
        ("▁Where ▁are ▁you ? </s>", "en", 0),
        ("▁It ▁is . </s>", "en", 0),
        ("▁ ▁I ▁did . </s>", "en", 1),
        (". </s>", "en", 0),
        ("", "en", 0),
    ],
)
def test_a_sentence_is_opened_at_its_first_word_with_a_meaning(pieces: str, language: str, step: int) -> None:
    assert first_content_word(pieces.split(), language) == step
