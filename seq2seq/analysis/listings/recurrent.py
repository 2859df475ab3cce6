"""A recurrent decoder in lines: what precedes every listing, and its boxes; and the equations of RNN, GRU and LSTM,
with torch's order of gates."""

from __future__ import annotations

from seq2seq.analysis.listings.attention import Looking
from seq2seq.analysis.listings.writing import Box, Facts, indented
from seq2seq.config.schema import Recurrence


def decoder_lines(facts: Facts) -> list[str]:
    """All steps, as short as torch's modules allow. Lists have the step, from 1, as their index; at 0 stands what is
    there before the first step. e[t] and alpha[t] are (S,), with several heads (N, S)."""
    config = facts.config
    first = config.order == "attend_first"
    attend = _attend_lines(facts)
    joined = "c[t]" if first else "readout[t - 1]" if config.input_feeding else ""
    steps = [
        f'input_t = tensors["decoder.embedding.weight"][{facts.read}[t - 1]]',
        *(attend if first else []),
        *([f"input_t = torch.cat((input_t, {joined}))"] if joined else []),
        *_advance_lines(facts),
        *([] if first else attend),
        'W, b = tensors["decoder.readout.weight"], tensors["decoder.readout.bias"]',
        "readout.append(torch.tanh(W @ torch.cat((s[t], c[t])) + b))",
        'logits.append(tensors["decoder.embedding.weight"] @ readout[t] + tensors["decoder.output_bias"])',
    ]
    functions = [] if facts.fixed else _looking(facts).functions()
    return [*functions, *_first_lines(facts), "for t in range(1, len(y)):", *indented(steps)]


def _first_lines(facts: Facts) -> list[str]:
    """What there is before the first step."""
    config = facts.config
    width, layers, several = config.decoder_hidden, config.decoder_layers, config.decoder_layers > 1
    nothing = "torch.zeros(len(h))" if facts.heads == 1 else f"torch.zeros({facts.heads}, len(h))"
    inputs = config.embedding
    if config.order == "attend_first":
        inputs += config.encoder_width
    elif config.input_feeding:
        inputs += config.embedding
    states = (
        [
            f"deep = [torch.tanh(W @ final + b).chunk({layers})]  # deep[t]: the states of all layers",
            f"s = [deep[0][-1]]  # s[t]: that of the last layer after step t, ({width},)",
        ]
        if several
        else [f"s = [torch.tanh(W @ final + b)]  # s[t]: the state after step t, ({width},)"]
    )
    memory = f"[[torch.zeros({width})] * {layers}]" if several else f"[torch.zeros({width})]"
    cells = (
        [
            "cells = []",
            f"for layer in range({layers}):",
            *indented(
                [
                    'names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")',
                    f"cell = {module(config.recurrence, f'{width} if layer else {inputs}, {width}', single=True)}",
                    'cell.load_state_dict({name: tensors[f"decoder.rnn.{name}_l{layer}"] for name in names})',
                    "cells.append(cell)",
                ]
            ),
        ]
        if several
        else [
            f"cell = {module(config.recurrence, f'{inputs}, {width}', single=True)}",
            'cell.load_state_dict({name[:-3]: w for name, w in under("decoder.rnn.").items()})',
        ]
    )
    return [
        'W, b = tensors["decoder.bridge.weight"], tensors["decoder.bridge.bias"]',
        *states,
        *([f"memory = {memory}  # memory[t]: the memory cell"] if config.cell == "lstm" else []),
        f"readout, e, alpha = [torch.zeros({config.embedding})], [None], [{nothing}]",
        "c, logits = [None], [None]  # c[t], logits[t]: of step t",
        *cells,
    ]


def _advance_lines(facts: Facts) -> list[str]:
    """From input_t to the state after step t."""
    lstm = facts.config.cell == "lstm"
    if facts.config.decoder_layers == 1:
        if lstm:
            return ["s_t, m_t = cell(input_t, (s[t - 1], memory[t - 1]))", "s.append(s_t)", "memory.append(m_t)"]
        return ["s.append(cell(input_t, s[t - 1]))"]
    before = "deep[t - 1][layer]"
    step = (
        [f"input_t, m_t = cell(input_t, ({before}, memory[t - 1][layer]))", "memory[t].append(m_t)"]
        if lstm
        else [f"input_t = cell(input_t, {before})"]
    )
    return [
        "deep.append([])",
        *(["memory.append([])"] if lstm else []),
        "for layer, cell in enumerate(cells):",
        *indented([*step, "deep[t].append(input_t)"]),
        "s.append(deep[t][-1])",
    ]


def _looking(facts: Facts) -> Looking:
    first = facts.config.order == "attend_first"
    query, symbol, made = ("s_before", "s_(t-1)", "s[t - 1]") if first else ("s_t", "s_t", "s[t]")
    return Looking(facts, query, symbol, made, "decoder.attention.scorer.")


def _attend_lines(facts: Facts) -> list[str]:
    """From the query of step t to its context."""
    if facts.fixed:
        return [f"c.append({_fixed_context(facts)})"]
    looking, heads = _looking(facts), facts.heads
    keys = looking.compared
    covered = []
    if read := looking.read_before:
        covered = [f'keys = {keys} + {read}[:, None] * tensors["decoder.attention.coverage"]']
        keys = "keys"
    if heads == 1:
        given = ["if t in given:", "    alpha[t] = torch.tensor(given[t][0])"] if facts.given else []
        return [
            *covered,
            f"e.append(score({looking.made}, {keys}, torch.arange(len(h)), t))",
            "alpha.append(normalise(e[t]))",
            *given,
            "c.append(alpha[t] @ h)",
        ]
    given = ["if t in given:", "    alpha[t] = torch.tensor(given[t])"] if facts.given else []
    return [
        *covered,
        "everywhere = torch.arange(len(h))",
        f"e_t = [score({looking.made}, {keys}, everywhere, t, n) for n in range({heads})]",
        "e.append(torch.stack(e_t))",
        "alpha.append(torch.stack([normalise(e_t) for e_t in e[t]]))",
        *given,
        f"parts = h.chunk({heads}, dim=1)  # head n mixes the n-th slice of the states",
        "c.append(torch.cat([weights @ part for weights, part in zip(alpha[t], parts)]))",
    ]


def decoder_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes from the first state to the probabilities, by name."""
    layers = facts.config.decoder_layers
    start = Box(
        "s_0 = tanh(W final + b): the encoder's final state begins the decoder",
        (),
        (
            facts.take("W", "decoder.bridge.weight"),
            facts.take("b", "decoder.bridge.bias"),
            "s_0 = torch.tanh(W @ final + b)",
            *([f"s_0 = s_0.chunk({layers})[-1]  # that of the last layer"] if layers > 1 else []),
        ),
        "s_0",
    )
    embedded = Box(
        "the embedding of y_(t-1), the piece of the step before",
        ("t",),
        (facts.take("E", "decoder.embedding.weight"), f"input_t = E[{facts.read}[t - 1]]"),
        "input_t",
    )
    attention, cell = _attention_boxes(facts), {"cell": _cell(facts)}
    readout = Box(
        "readout_t = tanh(W [s_t; c_t] + b): Luong et al. 2015, eq. 5",
        ("t",),
        (
            facts.take("W", "decoder.readout.weight"),
            facts.take("b", "decoder.readout.bias"),
            "readout_t = torch.tanh(W @ torch.cat((s[t], c[t])) + b)",
        ),
        "readout_t",
    )
    return {
        "start": start,
        "input": embedded,
        **(attention | cell if facts.config.order == "attend_first" else cell | attention),
        "readout": readout,
        **prediction_boxes(facts),
    }


def _attention_boxes(facts: Facts) -> dict[str, Box]:
    if facts.fixed:
        lines = (f"c_t = {_fixed_context(facts)}  # ({facts.config.encoder_width},)",)
        return {"context": Box("c_t = where the encoder ends, the same at every step", ("t",), lines, "c_t")}
    context = (
        (f"c_t = alpha[t] @ h  # ({facts.config.encoder_width},)",)
        if facts.heads == 1
        else (
            f"parts = h.chunk({facts.heads}, dim=1)  # head n mixes the n-th slice of the states",
            "c_t = torch.cat([weights @ part for weights, part in zip(alpha[t], parts)])",
        )
    )
    looking = _looking(facts)
    return {
        "score": looking.score_box(),
        "weight": looking.weight_box(),
        "context": Box("c_t = Σ α_ti h_i", ("t",), context, "c_t"),
    }


def _fixed_context(facts: Facts) -> str:
    """Without attention: the state where each direction of the encoder ends, or that of the last piece."""
    return "final" if facts.config.encoder_cell else "h[-1]"


def _cell(facts: Facts) -> Box:
    config, top = facts.config, facts.config.decoder_layers - 1
    embedded = f'tensors["decoder.embedding.weight"][{facts.read}[t - 1]]'
    joined = "c[t]" if config.order == "attend_first" else "readout[t - 1]" if config.input_feeding else ""
    x = f"torch.cat(({embedded}, {joined}))" if joined else embedded
    lines = (
        *tensor_lines(facts, config.recurrence, "decoder.rnn.", f"l{top}"),
        f"input_t = {'deep[t][-2]  # the state of the layer below' if top else x}",
        *([f"m = memory[t - 1]{'[-1]' if top else ''}"] if config.cell == "lstm" else []),
        *step_lines(config.recurrence, "input_t", "s[t - 1]", "s_t"),
    )
    return Box(SAYS[config.recurrence].format("s_t", "s_(t-1)"), ("t",), lines, "s_t")


def prediction_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes after the readout, of any decoder."""
    logits = (
        facts.take("E", "decoder.embedding.weight"),
        facts.take("b", "decoder.output_bias"),
        "logits_t = E @ readout[t] + b",
    )
    says = "logits = E readout_t + b: E is the embedding of the decoder's input (Press & Wolf 2017)"
    return {"logits": Box(says, ("t",), logits, "logits_t"), "softmax": _softmax(facts)}


def _softmax(facts: Facts) -> Box:
    """The probabilities of all pieces; of a decoder that copies, of those of the source too."""
    says = "p(y_t) = softmax(logits), of which the step says y_t"
    lines = [
        "powers = torch.exp(logits[t] - logits[t].max())",
        f"p = powers / powers.sum()  # ({facts.config.target_vocab},): of all pieces",
    ]
    if facts.config.copying:
        says = "p = p_gen softmax(logits) + (1 - p_gen) α where the source has the piece: See et al. 2017"
        mean = "" if facts.heads == 1 else ".mean(dim=0)"
        lines += [
            facts.take("w", "decoder.pointer.gate.weight", "[0]"),
            facts.take("b", "decoder.pointer.gate.bias", "[0]"),
            f'input_t = tensors["decoder.embedding.weight"][{facts.read}[t - 1]]',
            "p_gen = torch.sigmoid(w @ torch.cat((c[t], s[t], input_t)) + b)",
            f"copied = (1 - p_gen) * alpha[t]{mean}[: len(copies)]",
            "room = torch.zeros(len(copies))  # for pieces of the source that the vocabulary lacks",
            "p = torch.cat((p_gen * p, room)).index_add(0, copies, copied)",
        ]
    return Box(says, ("t",), tuple(lines), "p", "p[y[t]]")


# -- cells

SAYS: dict[Recurrence, str] = {
    "rnn": "{0} = tanh(W x + b + U {1} + d): Elman 1990",
    "rnn_relu": "{0} = relu(W x + b + U {1} + d): Le, Jaitly & Hinton 2015",
    "gru": "{0} = (1 - z) n + z {1}: Cho et al. 2014",
    "lstm": "{0} = o tanh(m), m = f m + i g: Hochreiter & Schmidhuber 1997, f: Gers et al. 2000",
}
_MODULES: dict[Recurrence, str] = {"rnn": "RNN", "rnn_relu": "RNN", "gru": "GRU", "lstm": "LSTM"}
_GATES: dict[Recurrence, str] = {"gru": "r, z, n, one below the other", "lstm": "i, f, g, o, one below the other"}


def module(cell: Recurrence, sizes: str, more: str = "", single: bool = False) -> str:
    """The call that makes torch's module of these sizes, with `more` arguments; `single`: the cell of one step."""
    nonlinearity = ', nonlinearity="relu"' if cell == "rnn_relu" else ""
    return f"torch.nn.{_MODULES[cell]}{'Cell' if single else ''}({sizes}{more}{nonlinearity})"


def tensor_lines(facts: Facts, cell: Recurrence, prefix: str, suffix: str) -> list[str]:
    """W, U, b and d of a layer: `prefix` as "encoder.rnn.", `suffix` as "l0_reverse"."""
    return [
        facts.take("W", f"{prefix}weight_ih_{suffix}", note=_GATES.get(cell, "")),
        facts.take("U", f"{prefix}weight_hh_{suffix}"),
        facts.take("b", f"{prefix}bias_ih_{suffix}"),
        facts.take("d", f"{prefix}bias_hh_{suffix}"),
    ]


def step_lines(cell: Recurrence, x: str, before: str, after: str) -> list[str]:
    """From the input `x` and the state `before` to the state `after`; an LSTM goes from m to m besides."""
    match cell:
        case "rnn":
            return [f"{after} = torch.tanh(W @ {x} + b + U @ {before} + d)"]
        case "rnn_relu":
            return [f"{after} = torch.relu(W @ {x} + b + U @ {before} + d)"]
        case "gru":
            return [
                f"r_x, z_x, n_x = (W @ {x} + b).chunk(3)",
                f"r_h, z_h, n_h = (U @ {before} + d).chunk(3)",
                "r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)  # reset, update",
                "n = torch.tanh(n_x + r * n_h)  # the candidate",
                f"{after} = (1 - z) * n + z * {before}",
            ]
        case "lstm":
            return [
                f"i_x, f_x, g_x, o_x = (W @ {x} + b + U @ {before} + d).chunk(4)",
                "i_gate, f_gate, o_gate = torch.sigmoid(i_x), torch.sigmoid(f_x), torch.sigmoid(o_x)",
                "m = f_gate * m + i_gate * torch.tanh(g_x)  # the memory cell: forget, write",
                f"{after} = o_gate * torch.tanh(m)",
            ]
