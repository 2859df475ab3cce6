"""Search over tiny random models, small enough for the whole tree of translations to be written down."""

from dataclasses import replace
from functools import partial

import pytest
import torch

from seq2seq.attention import Memory
from seq2seq.config.schema import SearchConfig
from seq2seq.decoding.beam import BeamSettings, beam_search
from seq2seq.decoding.search import decode_batch, greedy, likeliest, mask_disallowed, nucleus, sampler
from seq2seq.model.batch import pad
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS, PAD, UNK
from tests.conftest import TINY

WORDS = (4, 5, 6, 7, 8)
SOURCE = [[4, 5, 6, 3]]
LIMIT = 3


@pytest.fixture(autouse=True)
def _inference() -> object:
    with torch.inference_mode():
        yield


def random_model(seed: int = 0, vocabulary: int = 9, **changes: object) -> Seq2Seq:
    """Five words and the special pieces. Weights four times as large as a new model's, so that choices differ."""
    torch.manual_seed(seed)
    model = Seq2Seq(replace(TINY, target_vocab=vocabulary, **changes)).eval()  # type: ignore[arg-type]
    for parameter in model.parameters():
        parameter.mul_(4)
    return model


def remember(model: Seq2Seq, rows: list[list[int]] = SOURCE) -> Memory:
    return model.encode(*pad(rows))


def logprob(model: Seq2Seq, memory: Memory, ids: tuple[int, ...]) -> float:
    """Log-probability of a translation, by forcing it."""
    steps = decode_batch(model, memory, prefix=ids, max_steps=len(ids)).steps
    return sum(float(step.logits.log_softmax(-1)[0, piece]) for step, piece in zip(steps, ids, strict=True))


# -- greedy and forced


@pytest.mark.parametrize("seed", range(5))
def test_greedy_takes_the_likeliest_piece_at_every_step(seed: int) -> None:
    model = random_model(seed)
    decoded = decode_batch(model, remember(model), max_steps=7)
    for step, chosen in zip(decoded.steps, decoded.ids[0].tolist(), strict=True):
        assert chosen == max(range(EOS, 9), key=lambda piece: float(step.logits[0, piece]))


@pytest.mark.parametrize("seed", range(5))
def test_forcing_the_best_translation_gives_it_back(seed: int) -> None:
    model = random_model(seed)
    best = beam_search(model, remember(model), BeamSettings(4, max_steps=7)).finished[0]
    decoded = decode_batch(model, remember(model), prefix=best.ids, max_steps=7)
    assert tuple(decoded.ids[0].tolist()) == best.ids
    assert logprob(model, remember(model), best.ids) == pytest.approx(best.logprob, abs=1e-4)


def test_a_prefix_is_followed_and_the_rest_is_chosen() -> None:
    model = random_model(3)
    decoded = decode_batch(model, remember(model), prefix=(8, 4), max_steps=7)
    assert decoded.ids[0, :2].tolist() == [8, 4]
    longer = decode_batch(model, remember(model), prefix=decoded.ids[0, :4].tolist(), max_steps=7)
    assert longer.ids.tolist() == decoded.ids.tolist()


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_nothing_is_longer_than_the_limit(limit: int) -> None:
    model = random_model(1)
    model.decoder.output_bias[EOS] = -1e4  # it never ends by itself
    assert decode_batch(model, remember(model), max_steps=limit).ids.shape == (1, limit)
    assert {len(hyp.ids) for hyp in beam_search(model, remember(model), BeamSettings(3, max_steps=limit)).finished} == {
        limit
    }


def test_decoding_stops_when_all_have_ended() -> None:
    model = random_model(1)
    model.decoder.output_bias[EOS] = 1e4
    decoded = decode_batch(model, remember(model), max_steps=7)
    assert decoded.ids.tolist() == [[EOS]]
    assert len(decoded.steps) == 1


def test_the_unspeakable_is_never_chosen() -> None:
    model = random_model(1)
    model.decoder.output_bias[:EOS] = 50  # padding, unknown and begin would be likeliest
    picks = (greedy, sampler(1.0, seed=1), sampler(5.0, top_k=2, seed=1))
    translations = [decode_batch(model, remember(model), pick, max_steps=7).ids[0].tolist() for pick in picks]
    translations += [
        list(hyp.ids) for hyp in beam_search(model, remember(model), BeamSettings(4, max_steps=7)).finished
    ]
    assert min(min(ids) for ids in translations) >= EOS


def test_the_unknown_piece_is_said_where_it_is_asked_for_and_padding_and_begin_never() -> None:
    model = random_model(1)
    model.decoder.output_bias[:EOS] = 50
    picks = (partial(greedy, unknown=True), sampler(1.0, seed=1, unknown=True), sampler(5.0, top_k=1, unknown=True))
    translations = [decode_batch(model, remember(model), pick, max_steps=7).ids[0].tolist() for pick in picks]
    translations += [
        list(beam_search(model, remember(model), BeamSettings(4, max_steps=7, unknown=True)).finished[0].ids)
    ]
    assert translations == [[UNK] * 7] * 4


def test_what_may_be_said_keeps_its_scores() -> None:
    scores = torch.arange(8.0)[None]
    assert mask_disallowed(scores)[0].tolist() == [-torch.inf] * 3 + [3, 4, 5, 6, 7]
    assert mask_disallowed(scores, unknown=True)[0].tolist() == [-torch.inf, 1, -torch.inf, 3, 4, 5, 6, 7]


def test_the_likeliest_and_the_greedy_choice_are_of_what_may_be_said() -> None:
    scores = torch.tensor([[9.0, 5.0, 9.0, 1.0, 4.0, 6.0], [9.0, 7.0, 9.0, 2.0, 1.0, 0.0]])
    assert greedy(scores).tolist() == [5, EOS]
    assert greedy(scores, unknown=True).tolist() == [5, UNK]
    assert [part.tolist() for part in likeliest(scores, 2)] == [[[6, 4], [2, 1]], [[5, 4], [EOS, 4]]]
    assert [part.tolist() for part in likeliest(scores, 2, unknown=True)] == [[[6, 5], [7, 2]], [[5, UNK], [UNK, EOS]]]
    assert likeliest(scores, 10)[1].shape == (2, 3)


def test_a_beam_can_be_made_to_say_what_it_would_not() -> None:
    model = random_model(1)
    assert beam_search(model, remember(model), BeamSettings(4, max_steps=5), prefix=(8, UNK)).finished[0].ids[:2] == (
        8,
        UNK,
    )


# -- batches

ROWS = [[4, 5, 6, 7, 8, 9, 3], [10, 3], [3], [11, 12, 13, 3], [14, 15, 16, 4, 5, 3]]


@pytest.mark.parametrize("scorer", ["additive", "none", "location_aware", "local_m", "multi_head"])
def test_a_batch_is_decoded_as_its_sentences_one_by_one(scorer: str) -> None:
    model = random_model(2, vocabulary=23, scorer=scorer)
    model.decoder.output_bias[EOS] = 6
    together = decode_batch(model, remember(model, ROWS), max_steps=11)
    lengths = set()
    for at, row in enumerate(ROWS):
        alone = decode_batch(model, remember(model, [row]), max_steps=11)
        length = alone.ids.shape[1]
        lengths.add(length)
        assert together.ids[at, :length].tolist() == alone.ids[0].tolist()
        assert set(together.ids[at, length:].tolist()) <= {PAD}
        for own_step, all_ in zip(alone.steps, together.steps, strict=False):
            torch.testing.assert_close(own_step.weights[0], all_.weights[at, :, : len(row)], rtol=1e-4, atol=1e-5)
    assert len(lengths) > 1  # some ended before others


# -- sampling


def draws(logits: list[float], count: int = 4000, **options: float) -> list[float]:
    """How often each of the pieces from EOS on is drawn."""
    chosen = sampler(**options)(torch.tensor([[9.0, 9.0, 9.0, *logits]]).expand(count, -1))  # type: ignore[arg-type]
    return [float((chosen == EOS + i).float().mean()) for i in range(len(logits))]


def test_the_same_seed_draws_the_same() -> None:
    model = random_model(2)
    first, same, other = (
        decode_batch(model, remember(model), sampler(2.0, seed=seed), max_steps=11).ids.tolist() for seed in (1, 1, 2)
    )
    assert first == same
    assert first != other


@pytest.mark.parametrize("seed", range(3))
def test_sampling_from_the_single_best_is_greedy(seed: int) -> None:
    model = random_model(seed)
    sampled = decode_batch(model, remember(model), sampler(3.0, top_k=1, seed=seed), max_steps=7)
    assert torch.equal(sampled.ids, decode_batch(model, remember(model), max_steps=7).ids)


def test_draws_follow_the_softmax() -> None:
    logits = torch.tensor([0.0, 1.0, 2.0])
    assert draws([0.0, 1.0, 2.0], temperature=1.0) == pytest.approx(logits.softmax(0).tolist(), abs=0.03)
    assert draws([0.0, 1.0, 2.0], temperature=2.0) == pytest.approx((logits / 2).softmax(0).tolist(), abs=0.03)


def test_draws_from_the_top_leave_the_rest_out() -> None:
    counts = draws([1.0, 0.0, 1.0, -1.0], temperature=1.0, top_k=2)
    assert counts == pytest.approx([0.5, 0, 0.5, 0], abs=0.03)
    assert counts[1] == counts[3] == 0
    assert draws([1.0, 0.0], temperature=1.0, top_k=99) == draws([1.0, 0.0], temperature=1.0)


def test_the_nucleus_by_hand() -> None:
    """Probabilities 0.5, 0.05, 0.3, 0.15: the two likeliest hold 0.8, three hold 0.95."""
    logits = torch.tensor([[0.5, 0.05, 0.3, 0.15]]).log()
    probs = {top_p: nucleus(logits, top_p).softmax(-1)[0].tolist() for top_p in (0.0, 0.5, 0.6, 0.79, 0.9, 0.96)}
    assert probs[0.0] == probs[0.5] == [1, 0, 0, 0]
    assert probs[0.6] == probs[0.79] == pytest.approx([5 / 8, 0, 3 / 8, 0])
    assert probs[0.9] == pytest.approx([10 / 19, 0, 6 / 19, 3 / 19])
    assert probs[0.96] == pytest.approx([0.5, 0.05, 0.3, 0.15])


def test_every_row_has_a_nucleus_of_its_own() -> None:
    logits = torch.tensor([[0.9, 0.1, 0.0], [0.4, 0.35, 0.25]]).log()
    assert (nucleus(logits, 0.7) > -torch.inf).tolist() == [[True, False, False], [True, True, False]]


def test_draws_from_the_nucleus_of_what_the_top_leaves() -> None:
    """Of 0.5, 0.3, 0.15 and 0.05 the three likeliest are 10/19, 6/19 and 3/19; the first two hold 0.84 of that."""
    logits = torch.tensor([0.5, 0.3, 0.15, 0.05]).log().tolist()
    counts = draws(logits, temperature=1.0, top_k=3, top_p=0.84)
    assert counts == pytest.approx([5 / 8, 3 / 8, 0, 0], abs=0.03)
    assert counts[2] == counts[3] == 0
    assert draws(logits, temperature=1.0, top_p=1.0) == draws(logits, temperature=1.0)


@pytest.mark.parametrize("seed", range(3))
def test_the_least_nucleus_is_greedy(seed: int) -> None:
    model = random_model(seed)
    sampled = decode_batch(model, remember(model), sampler(3.0, top_p=0.0, seed=seed), max_steps=7)
    assert torch.equal(sampled.ids, decode_batch(model, remember(model), max_steps=7).ids)


@pytest.mark.parametrize("temperature", [1e-3, 1e-30, 1e-300, 1e30])
def test_an_extreme_temperature_still_draws_a_piece(temperature: float) -> None:
    counts = draws([1.0, 0.0, 2.0], temperature=temperature)
    assert counts == pytest.approx([0, 0, 1] if temperature < 1 else [1 / 3] * 3, abs=0.03)


# -- what may be asked


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"beam": 0}, "beam must lie between 1 and 20, not 0"),
        ({"beam": 21}, "beam must lie between 1 and 20, not 21"),
        ({"temperature": -0.1}, "temperature must lie between 0 and 100"),
        ({"temperature": float("nan")}, "temperature must lie between 0 and 100"),
        ({"temperature": 1.0, "beam": 2}, "sampling and beam search exclude each other"),
        ({"max_steps": 0}, "max_steps must lie between 1 and 200, not 0"),
        ({"max_steps": 201}, "max_steps must lie between 1 and 200, not 201"),
        ({"length_penalty": 1e6}, "length_penalty must lie between"),
        ({"length_penalty": float("nan")}, "length_penalty must lie between"),
        ({"top_k": -1}, "top_k must lie between"),
        ({"seed": 2**64}, "seed must lie between"),
        ({"top_p": 1.1}, "top_p must lie between 0 and 1, not 1.1"),
        ({"top_p": float("nan")}, "top_p must lie between"),
        ({"coverage_penalty": -0.1}, "coverage_penalty must lie between 0 and 10"),
    ],
    ids=str,
)
def test_a_search_that_cannot_be_is_refused(options: dict[str, float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        SearchConfig(**options)  # type: ignore[arg-type]
