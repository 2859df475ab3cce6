"""A recurrent decoder in lines: what precedes every listing, and its boxes."""

from __future__ import annotations

from seq2seq.analysis.listings.cells import MODULES, SAYS, step_lines, tensor_lines
from seq2seq.analysis.listings.scoring import LINES, Scored, Scoring
from seq2seq.analysis.listings.writing import Box, Facts, indented


def heads_of(facts: Facts) -> int:
    """The rows of weights of a step."""
    match facts.config.scorer:
        case "multi_head":
            return facts.config.heads
        case "none":
            return facts.config.directions
        case _:
            return 1


def query_of(facts: Facts) -> tuple[str, str]:
    """The name of what asks the source and its symbol, s_t or s_t-1."""
    return ("s_before", "s_(t-1)") if facts.config.order == "attend_first" else ("s_t", "s_t")


def scoring_of(facts: Facts) -> Scoring:
    """The equation and the lines of the model's scoring function."""
    query, symbol = query_of(facts)
    return LINES[facts.config.scorer](Scored(facts, "decoder.attention.scorer.", query, symbol))


def normaliser_lines(facts: Facts) -> list[str]:
    """From the scores e_t of a head (S,) to its weights alpha_t."""
    if facts.config.normalizer == "sparsemax":
        return [
            "z = e_t.sort(descending=True).values",
            "support = 1 + torch.arange(1, len(z) + 1) * z > z.cumsum(dim=0)",
            "tau = (z[support].sum() - 1) / support.sum()",
            "alpha_t = (e_t - tau).clamp(min=0)  # (S,): what exceeds τ, which sums to 1",
        ]
    return [
        "powers = torch.exp(e_t - e_t.max())  # (S,)",
        "alpha_t = powers / powers.sum()",
    ]


def decoder_lines(facts: Facts) -> list[str]:
    """All steps, as short as torch's modules allow. Lists have the step, from 1, as their index; at 0 stands what is
    there before the first step. e[t] and alpha[t] are (S,), with several heads (N, S)."""
    config = facts.config
    width, layers = config.decoder_hidden, config.decoder_layers
    module = f"torch.nn.{MODULES[config.cell]}Cell"
    inputs = config.embedding + {"attend_first": config.encoder_width}.get(
        config.order, config.embedding if config.input_feeding else 0
    )
    lines = [
        'W, b = tensors["decoder.bridge.weight"], tensors["decoder.bridge.bias"]',
        f"s = [torch.tanh(W @ final + b)]  # s[t]: the state after step t, ({width},)",
    ]
    if layers > 1:
        lines[1:] = [
            f"deep = [torch.tanh(W @ final + b).chunk({layers})]  # deep[t]: the states of all layers",
            f"s = [deep[0][-1]]  # s[t]: the last layer's after step t, ({width},)",
        ]
    if config.cell == "lstm":
        zeros = f"torch.zeros({width})"
        lines.append(
            f"m = [[{zeros}] * {layers}]  # the memory cells"
            if layers > 1
            else f"m = [{zeros}]  # m[t]: the memory cell"
        )
    lines += [
        f"nothing = torch.zeros({'len(h)' if heads_of(facts) == 1 else f'{heads_of(facts)}, len(h)'})",
        f"readout, e, alpha = [torch.zeros({config.embedding})], [nothing], [nothing]",
        "c, logits = [None], [None]  # c[t], logits[t]: of step t",
    ]
    if layers > 1:
        lines.append("cells = []")
        lines.append(f"for layer in range({layers}):")
        lines += indented(
            [
                f"cell = {module}({width} if layer else {inputs}, {width})",
                'of_layer = {name[:-3]: w for name, w in under("decoder.rnn.").items() if name.endswith(str(layer))}',
                "cell.load_state_dict(of_layer)",
                "cells.append(cell)",
            ]
        )
    else:
        lines += [
            f"cell = {module}({inputs}, {width})",
            'cell.load_state_dict({name[:-3]: w for name, w in under("decoder.rnn.").items()})',
        ]
    body = [
        'input_t = tensors["decoder.embedding.weight"][y_read[t - 1]]'
        if config.copying
        else 'input_t = tensors["decoder.embedding.weight"][y[t - 1]]'
    ]
    attend = [*_attend_lines(facts)]
    if config.order == "attend_first":
        body += [*attend, "input_t = torch.cat((input_t, c[t]))"]
    elif config.input_feeding:
        body += ["input_t = torch.cat((input_t, readout[t - 1]))"]
    body += _advance_lines(facts)
    if config.order == "rnn_first":
        body += attend
    body += [
        'W, b = tensors["decoder.readout.weight"], tensors["decoder.readout.bias"]',
        "readout.append(torch.tanh(W @ torch.cat((s[t], c[t])) + b))",
        'logits.append(tensors["decoder.embedding.weight"] @ readout[t] + tensors["decoder.output_bias"])',
    ]
    return [*_functions(facts), *lines, "for t in range(1, len(y)):", *indented(body)]


def _advance_lines(facts: Facts) -> list[str]:
    lstm = facts.config.cell == "lstm"
    if facts.config.decoder_layers == 1:
        if lstm:
            return ["s_t, m_t = cell(input_t, (s[t - 1], m[t - 1]))", "s.append(s_t)", "m.append(m_t)"]
        return ["s.append(cell(input_t, s[t - 1]))"]
    before = "deep[t - 1][layer]"
    step = (
        [f"input_t, m_t = cell(input_t, ({before}, m[t - 1][layer]))", "m[t].append(m_t)"]
        if lstm
        else [f"input_t = cell(input_t, {before})"]
    )
    return [
        "deep.append([])",
        *(["m.append([])"] if lstm else []),
        "for layer, cell in enumerate(cells):",
        *indented([*step, "deep[t].append(input_t)"]),
        "s.append(deep[t][-1])",
    ]


def _functions(facts: Facts) -> list[str]:
    if facts.config.scorer == "none":
        return []
    query, _ = query_of(facts)
    scoring = scoring_of(facts)
    return [
        "",
        "",
        f"def score({query}, h_i, i, t, n):  # {scoring.says}",
        *indented([*scoring.lines, "return e_ti"]),
        "",
        "",
        "def normalise(e_t):",
        *indented([*normaliser_lines(facts), "return alpha_t"]),
        "",
        "",
    ]


def _attend_lines(facts: Facts) -> list[str]:
    heads = heads_of(facts)
    if facts.config.scorer == "none":
        return ["c.append(final)"]
    query = "s[t - 1]" if facts.config.order == "attend_first" else "s[t]"
    covered = _covered(facts)
    keys = "keys" if covered else "h"
    lines = ["everywhere = torch.arange(len(h))"]
    if covered:
        lines += [f"keys = h + {covered[1]}[:, None] * {covered[0]}"]
    if heads == 1:
        return [
            *lines,
            f"e.append(score({query}, {keys}, everywhere, t, 0))",
            "alpha.append(normalise(e[t]))",
            "c.append(alpha[t] @ h)",
        ]
    return [
        *lines,
        f"e.append(torch.stack([score({query}, {keys}, everywhere, t, n) for n in range({heads})]))",
        "alpha.append(torch.stack([normalise(e_t) for e_t in e[t]]))",
        f"c.append(torch.cat([weights @ part for weights, part in zip(alpha[t], h.chunk({heads}, dim=1))]))",
    ]


def _covered(facts: Facts) -> tuple[str, str] | None:
    """The vector that coverage is multiplied by, and how much of each piece was read before step t (S,)."""
    if not facts.config.coverage:
        return None
    read = "sum(alpha[:t])" if heads_of(facts) == 1 else "sum(alpha[:t]).mean(dim=0)"
    return 'tensors["decoder.attention.coverage"]', read


def decoder_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes from the first state to the probabilities, by name."""
    config = facts.config
    y = "y_read" if config.copying else "y"
    last = f".chunk({config.decoder_layers})[-1]  # that of the last layer"
    boxes = {
        "start": Box(
            "s_0 = tanh(W final + b): the encoder's final state begins the decoder",
            (),
            (
                facts.take("W", "decoder.bridge.weight"),
                facts.take("b", "decoder.bridge.bias"),
                f"s_0 = torch.tanh(W @ final + b){'' if config.decoder_layers == 1 else last}",
            ),
            "s_0",
        ),
        "input": Box(
            "the embedding of y_(t-1), the piece of the step before",
            ("t",),
            (facts.take("E", "decoder.embedding.weight"), f"input_t = E[{y}[t - 1]]"),
            "input_t",
        ),
    }
    attention = _attention_boxes(facts)
    cell = {"cell": _cell(facts)}
    boxes |= attention | cell if config.order == "attend_first" else cell | attention
    return boxes | _prediction_boxes(facts)


def _attention_boxes(facts: Facts) -> dict[str, Box]:
    config, heads = facts.config, heads_of(facts)
    if config.scorer == "none":
        lines = (f"c_t = final  # ({config.encoder_width},)",)
        return {"context": Box("c_t = the encoder's final state, the same at every step", ("t",), lines, "c_t")}
    scoring, (query, _) = scoring_of(facts), query_of(facts)
    asked = "s[t - 1]" if query == "s_before" else "s[t]"
    some_heads = ("n",) if heads > 1 else ()
    row = "e[t][n]" if heads > 1 else "e[t]"
    key = "h[i]"
    if covered := _covered(facts):
        key = f"h[i] + {covered[1]}[i] * {covered[0]}"
    context = (
        ("c_t = alpha[t] @ h",)
        if heads == 1
        else (
            f"parts = h.chunk({heads}, dim=1)  # head n mixes the n-th slice of the states",
            "c_t = torch.cat([weights @ part for weights, part in zip(alpha[t], parts)])",
        )
    )
    normaliser = "sparsemax" if config.normalizer == "sparsemax" else "softmax"
    return {
        "score": Box(scoring.says, ("t", "i", *some_heads), (f"{query}, h_i = {asked}, {key}", *scoring.lines), "e_ti"),
        "weight": Box(
            f"α_ti: {normaliser} of the scores of all pieces",
            ("t", "i", *some_heads),
            (f"e_t = {row}  # (S,)", *normaliser_lines(facts), "alpha_ti = alpha_t[i]"),
            "alpha_ti",
        ),
        "context": Box("c_t = Σ α_ti h_i", ("t",), context, "c_t"),
    }


def _cell(facts: Facts) -> Box:
    config = facts.config
    y = "y_read" if config.copying else "y"
    embedded = f'tensors["decoder.embedding.weight"][{y}[t - 1]]'
    joined = {"attend_first": "c[t]"}.get(config.order, "readout[t - 1]" if config.input_feeding else "")
    top = config.decoder_layers - 1
    x = f"torch.cat(({embedded}, {joined}))" if joined else embedded
    memory = "m = m[t - 1][-1]" if top else "m = m[t - 1]"
    lines = (
        *tensor_lines(facts, config.cell, "decoder.rnn.", f"l{top}"),
        f"input_t = {'deep[t][-2]  # the state of the layer below' if top else x}",
        *([memory] if config.cell == "lstm" else []),
        *step_lines(config.cell, "input_t", "s[t - 1]", "s_t"),
    )
    return Box(SAYS[config.cell].format("s_t", "s_(t-1)"), ("t",), lines, "s_t")


def _prediction_boxes(facts: Facts) -> dict[str, Box]:
    readout = (
        facts.take("W", "decoder.readout.weight"),
        facts.take("b", "decoder.readout.bias"),
        "readout_t = torch.tanh(W @ torch.cat((s[t], c[t])) + b)",
    )
    return {
        "readout": Box("readout_t = tanh(W [s_t; c_t] + b): Luong et al. 2015, eq. 5", ("t",), readout, "readout_t"),
        "logits": logits_box(facts),
        "softmax": softmax_box(facts),
    }


def logits_box(facts: Facts) -> Box:
    """The logits of all pieces, by the embedding that the decoder reads with."""
    lines = (
        facts.take("E", "decoder.embedding.weight"),
        facts.take("b", "decoder.output_bias"),
        "logits_t = E @ readout[t] + b",
    )
    return Box(
        "logits = E readout_t + b: E is the embedding of the decoder's input (Press & Wolf 2017)",
        ("t",),
        lines,
        "logits_t",
    )


def softmax_box(facts: Facts) -> Box:
    """The probabilities of all pieces; of a decoder that copies, of those of the source too."""
    lines = [
        "powers = torch.exp(logits[t] - logits[t].max())",
        f"p = powers / powers.sum()  # ({facts.config.target_vocab},): of all pieces",
    ]
    says = "p(y_t) = softmax(logits), of which the step says y_t"
    if facts.config.copying:
        says = "p = p_gen softmax(logits) + (1 - p_gen) α where the source has the piece: See et al. 2017"
        lines = [
            facts.take("w", "decoder.pointer.gate.weight", "[0]"),
            facts.take("b", "decoder.pointer.gate.bias", "[0]"),
            'input_t = tensors["decoder.embedding.weight"][y_read[t - 1]]',
            "p_gen = torch.sigmoid(w @ torch.cat((c[t], s[t], input_t)) + b)",
            "generated = p_gen * torch.softmax(logits[t], dim=0)",
            "room = torch.zeros(len(copies))  # for pieces of the source that the vocabulary lacks",
            f"copied = (1 - p_gen) * alpha[t]{'' if heads_of(facts) == 1 else '.mean(dim=0)'}",
            "p = torch.cat((generated, room)).index_add(0, copies, copied)",
        ]
    return Box(says, ("t",), tuple(lines), "p", "p[y[t]]")
