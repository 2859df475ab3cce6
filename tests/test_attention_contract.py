"""What every scoring function promises, over the registry: a new one is tested by being registered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from seq2seq.attention import (
    SCORERS,
    Attended,
    Attention,
    AttentionHistory,
    Memory,
    Scorer,
    Sizes,
    make_scorer,
    register,
)
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import Normalizer

BATCH, STEPS, SOURCE, HEADS = 3, 5, 7, 2
SIZES = Sizes(query=22, value=22, key=26, heads=HEADS, window=2, max_length=11)
LENGTHS = (7, 4, 1)

pytestmark = pytest.mark.parametrize("name", SCORERS)
both_normalizers = pytest.mark.parametrize("normalizer", ["softmax", "sparsemax"])


@dataclass(frozen=True)
class Case:
    """An attention with a batch to read; `past` is what is known before the first step."""

    attention: Attention
    query: Tensor
    memory: Memory
    past: AttentionHistory

    def attend(self) -> Attended:
        return self.attention(self.query, self.memory, self.past)


def remember(attention: Attention, values: Tensor, mask: Tensor) -> Memory:
    return Memory(values, mask, values[:, 0], attention.prepare(values))


def make_case(name: str, normalizer: Normalizer = "softmax", seed: int = 0, dtype: torch.dtype = torch.float32) -> Case:
    torch.manual_seed(seed)
    attention = Attention(name, SIZES, normalizer).to(dtype)
    values = torch.randn(BATCH, SOURCE, SIZES.value).to(dtype)
    mask = torch.arange(SOURCE) < torch.tensor(LENGTHS)[:, None]
    memory = remember(attention, values, mask)
    query = torch.randn(BATCH, STEPS, SIZES.query).to(dtype)
    return Case(attention, query, memory, AttentionHistory.start(memory, attention.heads))


def row(memory: Memory, past: AttentionHistory, at: int) -> tuple[Memory, AttentionHistory]:
    """One sentence of a batch."""
    values, mask, final, keys = (
        tensor[at : at + 1] for tensor in (memory.values, memory.mask, memory.final, memory.keys)
    )
    alone = Memory(values, mask, final, keys)
    return alone, past.pick(torch.tensor([at]))


def test_scores_are_a_number_a_step_and_piece_for_each_head(name: str) -> None:
    case = make_case(name)
    scorer, steps = case.attention.scorer, 1 if case.attention.scorer.sequential else STEPS
    scores = scorer.score(case.query[:, :steps], case.memory, case.past)
    assert scores.shape == ((BATCH, steps, SOURCE) if scorer.heads == 1 else (BATCH, scorer.heads, steps, SOURCE))


def test_attention_gives_scores_weights_and_contexts_of_all_steps(name: str) -> None:
    case = make_case(name)
    attended, heads = case.attend(), case.attention.heads
    assert attended.scores.shape == attended.weights.shape == (BATCH, heads, STEPS, SOURCE)
    assert attended.context.shape == (BATCH, STEPS, SIZES.value)


@both_normalizers
def test_weights_sum_to_one(name: str, normalizer: Normalizer) -> None:
    weights = make_case(name, normalizer).attend().weights
    assert (weights >= 0).all()
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(weights.shape[:-1]))


@both_normalizers
def test_weights_on_padding_are_exactly_zero(name: str, normalizer: Normalizer) -> None:
    case = make_case(name, normalizer)
    padding = ~case.memory.mask[:, None, None].expand_as(case.attend().weights)
    assert padding.any()
    assert (case.attend().weights[padding] == 0).all()


def test_the_context_is_the_weighted_mean_of_the_states_a_slice_a_head(name: str) -> None:
    case = make_case(name)
    attended, width = case.attend(), SIZES.value // case.attention.heads
    slices = case.memory.values.split(width, dim=-1)
    for head, states in enumerate(slices):
        mean = torch.einsum("bts,bse->bte", attended.weights[:, head], states)
        torch.testing.assert_close(attended.context[..., head * width : (head + 1) * width], mean)


@both_normalizers
def test_more_padding_changes_nothing(name: str, normalizer: Normalizer) -> None:
    case = make_case(name, normalizer)
    values = torch.cat((case.memory.values, torch.randn(BATCH, 3, SIZES.value)), dim=1)
    mask = torch.cat((case.memory.mask, torch.zeros(BATCH, 3, dtype=torch.bool)), dim=1)
    memory = remember(case.attention, values, mask)
    wide = case.attention(case.query, memory, AttentionHistory.start(memory, case.attention.heads))
    narrow = case.attend()
    torch.testing.assert_close(wide.weights[..., :SOURCE], narrow.weights)
    torch.testing.assert_close(wide.context, narrow.context)
    assert (wide.weights[..., SOURCE:] == 0).all()


@pytest.mark.parametrize("at", range(BATCH))
def test_a_sentence_alone_is_read_as_in_a_batch(name: str, at: int) -> None:
    case = make_case(name)
    memory, past = row(case.memory, case.past, at)
    short = remember(case.attention, memory.values[:, : LENGTHS[at]], memory.mask[:, : LENGTHS[at]])
    together = case.attend()
    for alone in (memory, short):
        past = AttentionHistory.start(alone, case.attention.heads)
        attended = case.attention(case.query[at : at + 1], alone, past)
        length = alone.values.shape[1]
        torch.testing.assert_close(attended.weights[0], together.weights[at, ..., :length])
        torch.testing.assert_close(attended.context[0], together.context[at])


def test_a_finite_gradient_reaches_every_parameter_and_state(name: str) -> None:
    case = make_case(name)
    values = case.memory.values.requires_grad_()
    memory = remember(case.attention, values, case.memory.mask)
    context = case.attention(case.query, memory, case.past).context
    (context * torch.randn_like(context)).sum().backward()
    reached = {part: p.grad for part, p in case.attention.named_parameters()} | {"values": values.grad}
    assert all(gradient is not None and gradient.isfinite().all() for gradient in reached.values())
    assert [part for part, gradient in reached.items() if gradient is None or not gradient.any()] == []


def test_nothing_given_is_modified(name: str) -> None:
    case = make_case(name)
    case = replace(case, past=AttentionHistory(1, *[torch.rand(BATCH, case.attention.heads, SOURCE)] * 2))
    arguments = [case.query, case.past.weights, case.memory.values, case.memory.mask]
    arguments += [case.memory.final, case.memory.keys]
    copies = [tensor.clone() for tensor in arguments]
    case.attend()
    assert all(torch.equal(tensor, copy) for tensor, copy in zip(arguments, copies, strict=True))


def stored(module: nn.Module) -> Iterator[tuple[str, Any]]:
    """All that a module and its parts hold, to the last attribute."""
    for path, part in module.named_modules():
        for key, value in vars(part).items():
            yield f"{path}.{key}", dict(value) if isinstance(value, dict) else value


def test_nothing_is_stored_on_the_module(name: str) -> None:
    case = make_case(name)
    attributes = {key: repr(value) for key, value in stored(case.attention)}
    tensors = {key: value.clone() for key, value in case.attention.state_dict().items()}
    case.attend()
    assert {key: repr(value) for key, value in stored(case.attention)} == attributes
    after = case.attention.state_dict()
    assert after.keys() == tensors.keys()
    assert all(torch.equal(after[key], value) for key, value in tensors.items())


def fold(case: Case) -> Attended:
    """All steps, one after the other, as decoding does."""
    past, steps = case.past, []
    for query in case.query.split(1, dim=1):
        steps.append(case.attention(query, case.memory, past))
        past = past.then(steps[-1].weights, steps[-1].computed)
    scores, weights = (torch.cat([getattr(step, part) for step in steps], dim=2) for part in ("scores", "weights"))
    return Attended(scores, weights, torch.cat([step.context for step in steps], dim=1), weights)


@both_normalizers
def test_a_whole_sequence_is_attended_as_step_by_step(name: str, normalizer: Normalizer) -> None:
    case = make_case(name, normalizer)
    whole, folded = case.attend(), fold(case)
    torch.testing.assert_close(whole.scores, folded.scores)
    torch.testing.assert_close(whole.weights, folded.weights)
    torch.testing.assert_close(whole.context, folded.context)


def test_two_sentences_decoded_in_turns_do_not_disturb_each_other(name: str) -> None:
    first, second = make_case(name), make_case(name, seed=1)
    second = replace(second, attention=first.attention)
    second = replace(second, memory=remember(first.attention, second.memory.values, second.memory.mask))
    alone, pasts, steps = fold(first), [first.past, second.past], []
    for t in range(STEPS):
        for which, case in enumerate((first, second)):
            attended = first.attention(case.query[:, t : t + 1], case.memory, pasts[which])
            pasts[which] = pasts[which].then(attended.weights, attended.computed)
            steps += [attended.context] if case is first else []
    assert torch.equal(torch.cat(steps, dim=1), alone.context)


@both_normalizers
def test_double_precision_is_kept(name: str, normalizer: Normalizer) -> None:
    double, single = make_case(name, normalizer, dtype=torch.float64).attend(), make_case(name, normalizer).attend()
    assert double.scores.dtype == double.weights.dtype == double.context.dtype == torch.float64
    torch.testing.assert_close(double.weights.float(), single.weights, rtol=1e-3, atol=1e-5)


def test_only_a_sequential_scorer_reads_the_last_weights(name: str) -> None:
    case = make_case(name)
    query, scorer = case.query[:, :1], case.attention.scorer
    other_history = replace(case.past, weights=torch.rand_like(case.past.weights))
    same = torch.equal(scorer.score(query, case.memory, case.past), scorer.score(query, case.memory, other_history))
    assert same is not scorer.sequential


def test_a_class_is_final_and_has_its_card(name: str) -> None:
    assert SCORERS[name].__bases__ == (Scorer,)
    assert name in CARDS


def test_a_name_is_taken_once(name: str) -> None:
    with pytest.raises(ValueError, match="registered already"):
        register(name)(SCORERS[name])


def test_a_fresh_scorer_is_of_its_class_and_of_nobody_elses_parameters(name: str) -> None:
    first, second = make_scorer(name, SIZES), make_scorer(name, SIZES)
    assert type(first) is SCORERS[name]
    assert not {id(p) for p in first.parameters()} & {id(p) for p in second.parameters()}


def test_states_of_another_width_are_read_or_refused_with_a_word(name: str) -> None:
    sizes = replace(SIZES, query=17)
    try:
        attention = Attention(name, sizes)
    except ValueError as error:
        if str(error) != f"{name} compares states directly: decoder width 17 ≠ encoder width 22":
            raise
        return
    memory = remember(attention, torch.randn(BATCH, SOURCE, 22), torch.ones(BATCH, SOURCE, dtype=torch.bool))
    attended = attention(torch.randn(BATCH, STEPS, 17), memory, AttentionHistory.start(memory, attention.heads))
    assert attended.context.shape == (BATCH, STEPS, 22)
