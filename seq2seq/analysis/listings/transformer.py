"""A Transformer's decoder in lines: what precedes every listing, and its boxes."""

from __future__ import annotations

from seq2seq.analysis.listings.attention import Looking
from seq2seq.analysis.listings.encoders import self_attention_box
from seq2seq.analysis.listings.recurrent import prediction_boxes
from seq2seq.analysis.listings.writing import Box, Facts, indented


def transformer_lines(facts: Facts) -> list[str]:
    """All steps, one after the other. Lists have the step, from 1, as their index. e[t] and alpha[t] have a row for
    each head of each layer, (layers · N, S)."""
    heads, layers, width = facts.heads, facts.config.decoder_layers, facts.config.decoder_hidden
    looking = _looking(facts)
    arguments = f"{looking.compared}, torch.arange(len(h)), t, layer"
    scores = (
        [f"e[t] += [score(q_t, {arguments}, n) for n in range({heads})]"]
        if heads > 1
        else [f"e[t].append(score(q_t, {arguments}))"]
    )
    rows = f"layer * {heads} : layer * {heads} + {heads}"
    in_layer = [
        'name = f"decoder.layers.{layer}"',
        "d[layer].append(passed)",
        "hidden[t].append(attend_to_self(name, torch.stack(d[layer]))[-1])",
        'q_t = norm(f"{name}.source_norm", hidden[t][layer])',
        *scores,
        f"weights = [normalise(e_t) for e_t in e[t][-{heads}:]]",
        *(["if t in given:", f"    weights = [*torch.tensor(given[t])[{rows}]]"] if facts.given else []),
        "alpha[t] += weights",
        'parts = linear(f"{name}.source_value", h)' + f".chunk({heads}, dim=1)",
        "mixed = [row @ part for row, part in zip(weights, parts)]",
        'context = linear(f"{name}.source_output", torch.cat(mixed))',
        "passed = feed_forward(name, hidden[t][layer] + context)",
    ]
    step = [
        'input_t = tensors["decoder.embedding.weight"][y[t - 1]]',
        f"passed = {width}**0.5 * {_resized(facts, 'project', 'input_t')} + sinusoids(t, {width})[t - 1]",
        *("hidden.append([])", "e.append([])", "alpha.append([])"),
        f"for layer in range({layers}):",
        *indented(in_layer),
        "s.append(hidden[t][-1])",
        "c.append(context)",
        "last.append(passed)",
        'z = norm("decoder.norm", passed)',
        f"readout.append({_resized(facts, 'readout', 'z')})",
        'logits.append(tensors["decoder.embedding.weight"] @ readout[t] + tensors["decoder.output_bias"])',
    ]
    return [
        *looking.functions(),
        f"d = [[] for layer in range({layers})]  # d[layer][t - 1]: what a layer reads at step t",
        "hidden = [None]  # hidden[t][layer]: after its self-attention; the last layer's is s[t]",
        f"e, alpha = [None], [torch.zeros({layers * heads}, len(h))]",
        "s, c, last, readout, logits = [None], [None], [None], [None], [None]",
        "for t in range(1, len(y)):",
        *indented(step),
    ]


def _resized(facts: Facts, name: str, x: str) -> str:
    """W x + b, or x where no matrix is needed."""
    return f'linear("decoder.{name}", {x})' if facts.has(f"decoder.{name}.weight") else x


def _looking(facts: Facts) -> Looking:
    made = 'norm(f"decoder.layers.{layer}.source_norm", hidden[t][layer])'
    return Looking(facts, "q_t", "q_t", made, "decoder.layers.{layer}.attention.scorer.", ("layer",))


def transformer_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes from the input of a step to the probabilities, by name."""
    looking = _looking(facts)
    return {
        "input": _input(facts),
        "decoder_self_attention": self_attention_box(facts, "decoder"),
        "cell": _looks_back(facts),
        "score": looking.score_box(),
        "weight": looking.weight_box(),
        "context": _context(facts),
        "layer": _feed_forward(facts),
        "readout": _readout(facts),
        **prediction_boxes(facts),
    }


def _last_layer(facts: Facts) -> str:
    """The name of the last layer in the checkpoint."""
    return f"decoder.layers.{facts.config.decoder_layers - 1}"


def _input(facts: Facts) -> Box:
    """What the first layer reads at a step."""
    project, width = _resized(facts, "project", "E[y[t - 1]]"), facts.config.decoder_hidden
    return Box(
        "√H times the embedding of y_(t-1), plus the sinusoids of the place t - 1",
        ("t",),
        (
            facts.take("E", "decoder.embedding.weight"),
            f"rate = 10000 ** (-torch.arange(0, {width}, 2) / {width})",
            "angle = (t - 1) * rate",
            f"p_t = torch.stack((angle.sin(), angle.cos()), dim=-1).flatten()[:{width}]",
            f"input_t = {width}**0.5 * {project} + p_t  # ({width},)",
        ),
        "input_t",
    )


def _looks_back(facts: Facts) -> Box:
    """Self-attention of the last layer."""
    top, own, width = facts.config.decoder_layers - 1, _last_layer(facts), facts.config.decoder_hidden
    return Box(
        "s_t = u + W_o heads(norm(u)): the last layer looks back at the steps so far",
        ("t",),
        (
            f'so_far, name = torch.stack(d[{top}][:t]), "{own}"  # ({"t"}, {width})',
            'z = norm(f"{name}.norm", so_far)',
            'q, k, v = (split(linear(f"{name}.{part}", z)) for part in ("query", "key", "value"))',
            "weights = torch.softmax(q[:, -1:] @ k.mT / q.shape[-1] ** 0.5, dim=-1)  # (N, 1, t)",
            's_t = so_far[-1] + linear(f"{name}.output", (weights @ v).flatten())',
        ),
        "s_t",
    )


def _context(facts: Facts) -> Box:
    """What the last layer takes from the source."""
    own, heads, first_row = _last_layer(facts), facts.heads, (facts.config.decoder_layers - 1) * facts.heads
    return Box(
        "c_t = W_o Σ α_ti (W_v h_i + b) + b, of the last layer",
        ("t",),
        (
            facts.take("W_v", f"{own}.source_value.weight"),
            facts.take("b_v", f"{own}.source_value.bias"),
            facts.take("W_o", f"{own}.source_output.weight"),
            facts.take("b_o", f"{own}.source_output.bias"),
            f"parts = (h @ W_v.T + b_v).chunk({heads}, dim=1)  # head n mixes the n-th slice",
            f"mixed = [weights @ part for weights, part in zip(alpha[t][{first_row}:], parts)]",
            "c_t = W_o @ torch.cat(mixed) + b_o",
        ),
        "c_t",
    )


def _feed_forward(facts: Facts) -> Box:
    """The last part of the last layer."""
    own = _last_layer(facts)
    return Box(
        "u_t = x + W_2 relu(W_1 norm(x) + b_1) + b_2, x = s_t + c_t: the feed-forward part of the last layer",
        ("t",),
        (
            facts.take("W_1", f"{own}.widen.weight"),
            facts.take("b_1", f"{own}.widen.bias"),
            facts.take("W_2", f"{own}.narrow.weight"),
            facts.take("b_2", f"{own}.narrow.bias"),
            "x_t = s[t] + c[t]",
            f'wide = torch.relu(W_1 @ norm("{own}.second_norm", x_t) + b_1)',
            "u_t = x_t + W_2 @ wide + b_2",
        ),
        "u_t",
    )


def _readout(facts: Facts) -> Box:
    """What the logits are made of."""
    return Box(
        "readout_t = W norm(u_t) + b" if facts.has("decoder.readout.weight") else "readout_t = norm(u_t)",
        ("t",),
        (
            "u_t = last[t]",
            "centred = u_t - u_t.mean()",
            "z = centred / (centred.square().mean() + 1e-5).sqrt()",
            'z = z * tensors["decoder.norm.weight"] + tensors["decoder.norm.bias"]',
            f"readout_t = {_resized(facts, 'readout', 'z')}",
        ),
        "readout_t",
    )
