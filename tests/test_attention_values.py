"""Each scoring function against numbers worked out by hand, or against somebody else's code."""

from math import cos, exp, inf, log, sin, sqrt, tanh

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.attention import Attention, AttentionHistory, Memory, Sizes, make_scorer
from seq2seq.attention.location import sinusoids
from seq2seq.config.schema import ModelConfig
from seq2seq.model.batch import pad
from seq2seq.model.encoders import make_encoder

S = [1.0, 2.0]  # the query s
H = [[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]  # the states h1, h2, h3
IDENTITY = [[1.0, 0.0], [0.0, 1.0]]

Parameters = dict[str, list]


def attention(name: str, parameters: Parameters, key: int = 2, **sizes: int) -> Attention:
    """With these parameters; query and value of width 2."""
    built = Attention(name, Sizes(query=2, value=2, key=key, **sizes))
    built.scorer.load_state_dict({part: torch.tensor(values) for part, values in parameters.items()})
    return built


def remember(built: Attention, states: list[list[float]] = H) -> Memory:
    values = torch.tensor([states])
    return Memory(values, torch.ones(1, len(states), dtype=torch.bool), values[:, -1], built.prepare(values))


def scores(built: Attention, states: list[list[float]] = H, step: int = 0, past: list[float] | None = None) -> list:
    """Raw scores of S for each state: (S,) or (N, S)."""
    memory = remember(built, states)
    last = torch.tensor([[past]]) if past else torch.zeros(1, built.heads, len(states))
    before = AttentionHistory(step, last, last)
    raw_scores = built(torch.tensor([[S]]), memory, before).scores[0, :, 0]
    return raw_scores[0].tolist() if built.heads == 1 else raw_scores.tolist()


def approx(values: list[float]) -> object:
    return pytest.approx(values, abs=1e-6)


# -- one by one


def test_dot() -> None:
    assert scores(attention("dot", {})) == [1, 2, 0]


def test_scaled_dot() -> None:
    parameters = {
        "query.weight": [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]],
        "key.weight": [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0]],
    }
    # W_q s = [1 2 0 0]; W_k h = [0 1 0 0], [1 0 0 0], [-1 2 0 0]; products 2, 1, 3; √4 = 2
    assert scores(attention("scaled_dot", parameters, key=4)) == [1, 0.5, 1.5]


def test_cosine() -> None:
    # |s| = √5, |h| = 1, 1, √5; s·h = 1, 2, 0; β = 3
    built = attention("cosine", {"log_sharpness": log(3)})  # type: ignore[dict-item]
    assert scores(built) == approx([3 / sqrt(5), 6 / sqrt(5), 0])


def test_general() -> None:
    # kept is √2 W with W = [1 2; 3 4]; W h = [1 3], [2 4], [0 2]
    projected = [[sqrt(2), 2 * sqrt(2)], [3 * sqrt(2), 4 * sqrt(2)]]
    assert scores(attention("general", {"key.weight": projected})) == approx([1 + 6, 2 + 8, 0 + 4])


ADDITIVE: Parameters = {"query.weight": IDENTITY, "key.weight": IDENTITY, "v.weight": [[1.0, -2.0]]}


def test_additive() -> None:
    # W s + U h + b = [2 2.5], [1 3.5], [3 1.5]
    built = attention("additive", ADDITIVE | {"key.bias": [0.0, 0.5]})
    assert scores(built) == approx([tanh(2) - 2 * tanh(2.5), tanh(1) - 2 * tanh(3.5), tanh(3) - 2 * tanh(1.5)])


def test_concat() -> None:
    # W [s; h] = s + 2 h = [3 2], [1 4], [5 0]
    built = attention(
        "concat", {"joint.weight": [[1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 2.0]], "v.weight": [[1.0, -2.0]]}
    )
    assert scores(built) == approx([tanh(3) - 2 * tanh(2), tanh(1) - 2 * tanh(4), tanh(5)])


def test_multi_head() -> None:
    # Head 1 multiplies the first components, head 2 the second; K/N = 1.
    built = attention("multi_head", {"query.weight": IDENTITY, "key.weight": IDENTITY}, heads=2)
    assert scores(built) == [[1, 0, 2], [0, 2, -2]]
    context = built(torch.tensor([[S]]), remember(built), AttentionHistory.start(remember(built), 2)).context[0, 0]
    first = (exp(1) * 1 + exp(2) * 2) / (exp(1) + 1 + exp(2))
    second = (exp(2) - exp(-2)) / (1 + exp(2) + exp(-2))
    assert context.tolist() == approx([first, second])


def test_location() -> None:
    built = attention("location", {"position.weight": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [9.0, 9.0]]}, max_length=4)
    assert scores(built) == [1, 2, 3]  # the fourth position is beyond the sentence
    assert scores(built, [[7.0, 7.0]] * 3) == [1, 2, 3]


def test_location_beyond_its_reach_is_an_error() -> None:
    built = attention("location", {"position.weight": [S, S]}, max_length=2)
    with pytest.raises(ValueError, match="location handles at most 2 pieces, got 3"):
        scores(built)


def test_sinusoidal() -> None:
    # p_i = [sin i, cos i]
    built = attention("sinusoidal", {"query.weight": IDENTITY, "key.weight": IDENTITY})
    assert scores(built) == approx([(sin(i) + 2 * cos(i)) / sqrt(2) for i in range(3)])
    assert scores(built, [[7.0, 7.0]] * 3) == scores(built)


def test_position_codes_have_wavelengths_that_grow() -> None:
    # Vaswani et al. 2017, section 3.5, with d = 5: rates 1, 10000^(-2/5), 10000^(-4/5); an odd width ends in a sine
    rates = [1, 10000 ** (-2 / 5), 10000 ** (-4 / 5)]
    code = [f(3 * rate) for rate in rates for f in (sin, cos)][:5]
    assert sinusoids(4, 5)[3].tolist() == approx(code)


def test_location_aware() -> None:
    zeros = [[0.0, 0.0], [0.0, 0.0]]
    trail, feature = torch.zeros(16, 1, 5), torch.zeros(2, 16)
    trail[0, 0, 1] = 1  # filter 0 reads the weight of the piece before
    feature[0, 0] = 3
    parameters = {
        "query.weight": zeros,
        "key.weight": zeros,
        "key.bias": [0.0, 0.0],
        "trail.weight": trail.tolist(),
        "feature.weight": feature.tolist(),
        "v.weight": [[2.0, 0.0]],
    }
    built = attention("location_aware", parameters)
    assert scores(built, past=[0.5, 0.3, 0.2]) == approx([0, 2 * tanh(3 * 0.5), 2 * tanh(3 * 0.3)])
    assert scores(built) == [0, 0, 0]  # before the first step there is nothing to feel


GENERAL: Parameters = {"general.key.weight": [[sqrt(2), 0.0], [0.0, sqrt(2)]]}  # W = 1; s·h: 1, 2, 0


@pytest.mark.parametrize(
    ("step", "expected"), [(0, [1, 2, -inf]), (1, [1, 2, 0]), (2, [-inf, 2, 0]), (9, [-inf, 2, 0])]
)
def test_local_m_sees_one_piece_to_each_side_and_stays_on_the_last(step: int, expected: list[float]) -> None:
    assert scores(attention("local_m", GENERAL, window=1), step=step) == approx(expected)


def test_local_p() -> None:
    # v = 0: sigmoid is ½ and p = (5 - 1) / 2 = 2; D = 1, σ = ½: the neighbours lose 1² / (2 · ¼) = 2
    parameters = GENERAL | {"position.weight": IDENTITY, "v.weight": [[0.0, 0.0]]}
    states = [*H, [1.0, 1.0], [5.0, 5.0]]
    assert scores(attention("local_p", parameters, window=1), states) == approx([-inf, 2 - 2, 0, 3 - 2, -inf])


def test_local_p_goes_where_it_predicts() -> None:
    # tanh(W s) = [tanh 1, tanh 2]; p = 2 sigmoid(tanh 1 − tanh 2); D = 4, σ = 2
    built = attention("local_p", GENERAL | {"position.weight": IDENTITY, "v.weight": [[1.0, -1.0]]}, window=4)
    p = 2 / (1 + exp(tanh(2) - tanh(1)))
    assert scores(built) == approx([s - (i - p) ** 2 / 8 for i, s in enumerate((1, 2, 0))])


def test_uniform_looks_at_the_mean_of_the_states() -> None:
    built = attention("uniform", {})
    assert scores(built) == [0, 0, 0]
    attended = built(torch.tensor([[S]]), remember(built), AttentionHistory.start(remember(built), 1))
    assert attended.context[0, 0].tolist() == approx([(1 + 0 + 2) / 3, (0 + 1 - 1) / 3])


def test_none_reads_the_last_state_forwards_and_the_first_backwards() -> None:
    built = attention("none", {}, directions=2)
    assert scores(built) == [[-inf, -inf, 0], [0, -inf, -inf]]
    attended = built(torch.tensor([[S]]), remember(built), AttentionHistory.start(remember(built), 2))
    assert attended.context[0, 0].tolist() == [2, 0]


@pytest.mark.parametrize("bidirectional", [True, False])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_context_of_none_is_the_encoders_final_state(cell: str, bidirectional: bool) -> None:
    torch.manual_seed(0)
    config = ModelConfig(13, 13, cell=cell, embedding=5, encoder_hidden=3, bidirectional=bidirectional, dropout=0.0)  # type: ignore[arg-type]
    values, final = make_encoder(config)(*pad([[4, 5, 6, 7, 3], [8, 3]]))
    built = Attention("none", Sizes.of(config))
    memory = Memory(values, pad([[1] * 5, [1] * 2])[1], final, built.prepare(values))
    context = built(
        torch.randn(2, 7, config.decoder_hidden), memory, AttentionHistory.start(memory, built.heads)
    ).context
    torch.testing.assert_close(context, final.unsqueeze(1).expand(-1, 7, -1))


# -- against other implementations


def random_tensor(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


MASK = torch.tensor([[True] * 7, [True] * 4 + [False] * 3])


def test_scaled_dot_agrees_with_torchs_scaled_dot_product_attention() -> None:
    torch.manual_seed(0)
    built = Attention("scaled_dot", Sizes(query=5, value=11, key=13))
    query, values = random_tensor(2, 3, 5), random_tensor(2, 7, 11)
    memory = Memory(values, MASK, values[:, 0], built.prepare(values))
    weight = built.scorer.state_dict()
    theirs = F.scaled_dot_product_attention(
        query @ weight["query.weight"].T, values @ weight["key.weight"].T, values, attn_mask=MASK[:, None]
    )
    torch.testing.assert_close(built(query, memory, AttentionHistory.start(memory, 1)).context, theirs)


def test_multi_head_agrees_with_torchs_multi_head_attention() -> None:
    torch.manual_seed(0)
    width, heads = 22, 2
    built = Attention("multi_head", Sizes(query=width, value=width, key=width, heads=heads))
    weight, identity = built.scorer.state_dict(), torch.eye(width)
    theirs = nn.MultiheadAttention(width, heads, bias=False, batch_first=True)
    in_proj = torch.cat((weight["query.weight"], weight["key.weight"], identity))
    theirs.load_state_dict({"in_proj_weight": in_proj, "out_proj.weight": identity})
    query, values = random_tensor(2, 3, width), random_tensor(2, 7, width)
    context, weights = theirs(query, values, values, key_padding_mask=~MASK, average_attn_weights=False)
    memory = Memory(values, MASK, values[:, 0], built.prepare(values))
    attended = built(query, memory, AttentionHistory.start(memory, heads))
    torch.testing.assert_close(attended.context, context)
    torch.testing.assert_close(attended.weights, weights)


def test_heads_must_divide_the_widths() -> None:
    with pytest.raises(ValueError, match="3 heads do not divide key width 26 and value width 21"):
        make_scorer("multi_head", Sizes(query=5, value=21, key=26, heads=3))


def test_concat_is_additive_written_with_one_matrix_and_no_bias() -> None:
    torch.manual_seed(0)
    sizes = Sizes(query=5, value=11, key=13)
    concat, additive = Attention("concat", sizes), Attention("additive", sizes)
    weight = concat.scorer.state_dict()
    of_query, of_value = weight["joint.weight"].split((5, 11), dim=1)
    same = {
        "query.weight": of_query,
        "key.weight": of_value,
        "key.bias": torch.zeros(13),
        "v.weight": weight["v.weight"],
    }
    additive.scorer.load_state_dict(same)
    query, values = random_tensor(2, 3, 5), random_tensor(2, 7, 11)
    concat_memory, additive_memory = (
        Memory(values, MASK, values[:, 0], scorer.prepare(values)) for scorer in (concat, additive)
    )
    torch.testing.assert_close(
        concat(query, concat_memory, AttentionHistory.start(concat_memory, 1)).scores,
        additive(query, additive_memory, AttentionHistory.start(additive_memory, 1)).scores,
    )
