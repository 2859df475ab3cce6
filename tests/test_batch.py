"""Batches: padding, masks, and the order in which sentences come."""

import functools
import itertools
import operator

import pytest
import torch

from seq2seq.model.batch import IdPair, collate, make_batches, pad
from seq2seq.text.special_ids import BOS, EOS, PAD

PAIRS: list[IdPair] = [([4] * (i * 7 % 5 + 1), [5] * (i * 3 % 4 + 1) + [i]) for i in range(23)]


def test_rows_are_padded_to_the_longest_and_the_mask_says_where() -> None:
    ids, mask = pad([[5, 6, 3], [7], [8, 9]])
    assert ids.tolist() == [[5, 6, 3], [7, PAD, PAD], [8, 9, PAD]]
    assert mask.tolist() == [[True, True, True], [True, False, False], [True, True, False]]
    assert ids.dtype == torch.int64


def test_a_piece_with_the_id_of_padding_is_still_a_piece() -> None:
    assert pad([[PAD, 5], [6, PAD]])[1].all()


@pytest.mark.parametrize("rows", [[], [[]], [[4], []]])
def test_no_rows_and_empty_rows_are_refused(rows: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="at least one row and no empty rows"):
        pad(rows)


def test_what_is_read_starts_with_begin_and_what_is_predicted_ends_with_end() -> None:
    batch = collate([([5, 3], [7, 8, 9]), ([6, 4, 3], [10])])
    assert batch.src.tolist() == [[5, 3, PAD], [6, 4, 3]]
    assert batch.trg_in.tolist() == [[BOS, 7, 8, 9], [BOS, 10, PAD, PAD]]
    assert batch.trg_out.tolist() == [[7, 8, 9, EOS], [10, EOS, PAD, PAD]]
    assert batch.pieces == 6


def test_an_empty_target_is_its_end_alone() -> None:
    batch = collate([([3], [])])
    assert (batch.trg_in.tolist(), batch.trg_out.tolist()) == ([[BOS]], [[EOS]])


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("size", [1, 4, 23, 100])
def test_every_pair_comes_once(size: int, seed: int | None) -> None:
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    batches = list(make_batches(PAIRS, size, generator))
    assert sorted(functools.reduce(operator.iadd, batches, [])) == sorted(PAIRS)
    assert sorted(len(batch) for batch in batches)[1:] == [size] * (len(batches) - 1)


def test_a_batch_holds_sources_of_like_length() -> None:
    for seed in range(3):
        batches = list(make_batches(PAIRS, 4, torch.Generator().manual_seed(seed)))
        spans = sorted((min(lengths), max(lengths)) for lengths in ([len(s) for s, _ in rows] for rows in batches))
        assert all(low[1] <= high[0] for low, high in itertools.pairwise(spans))


def test_a_generator_decides_ties_and_the_order_of_batches() -> None:
    def batches_of(seed: int) -> list[list[IdPair]]:
        return list(make_batches(PAIRS, 4, torch.Generator().manual_seed(seed)))

    assert batches_of(1) == batches_of(1)
    assert batches_of(1) != batches_of(2)
    assert sorted(map(str, batches_of(1))) != sorted(map(str, batches_of(2)))


def test_short_sentences_do_not_always_come_first() -> None:
    orders = {
        tuple(len(rows[0][0]) for rows in make_batches(PAIRS, 4, torch.Generator().manual_seed(i))) for i in range(9)
    }
    assert len(orders) > 5


def test_without_a_generator_the_order_is_by_length() -> None:
    lengths = [(len(source), len(target)) for rows in make_batches(PAIRS, 4, None) for source, target in rows]
    assert lengths == sorted(lengths)
