"""The encoder in lines: what precedes every listing, and its boxes."""

from __future__ import annotations

from typing import Literal

from seq2seq.analysis.listings.recurrent import SAYS, module, step_lines, tensor_lines
from seq2seq.analysis.listings.writing import Box, Facts, indented, quoted
from seq2seq.text.special_ids import EOS
from seq2seq.trace.pieces import JOINER


def encoder_lines(facts: Facts) -> list[str]:
    """From the ids to x, h and the final state, as short as torch's modules allow. What the last layer of cells or of
    convolutions reads is called `below`, what layers of self-attention read u[layer]."""
    config = facts.config
    match config.encoder_name:
        case "conv":
            layers = _convolutions(facts)
        case "self_attention":
            layers = _self_attention(facts)
        case _:
            layers = _recurrent(facts)
    half, width = config.encoder_hidden, config.encoder_width
    if config.encoder_cell is None:
        final = f"h.mean(dim=0)  # ({width},)"
    elif config.bidirectional:
        final = f"torch.cat((h[-1, :{half}], h[0, {half}:]))  # ({width},): where each direction ends"
    else:
        final = f"h[-1]  # ({width},)"
    padding = f"h = torch.nn.functional.pad(h, (0, 0, 0, {facts.padding}))  # padding that is not masked"
    return [
        f'x = tensors["encoder.embedding.weight"][ids]  # (S, {config.embedding})',
        *layers,
        f"h = states + {_shortcut(facts, 'x')}  # (S, {width})",
        f"final = {final}",
        *([padding] if facts.padding else []),
    ]


def _shortcut(facts: Facts, x: str) -> str:
    return f'{x} @ tensors["encoder.shortcut.weight"].T' if facts.has("encoder.shortcut.weight") else x


def _projected(facts: Facts) -> str:
    if not facts.has("encoder.project.weight"):
        return "x"
    return 'x @ tensors["encoder.project.weight"].T + tensors["encoder.project.bias"]'


def _recurrent(facts: Facts) -> list[str]:
    config, layers = facts.config, facts.config.encoder_layers
    cell = config.encoder_recurrence
    assert cell
    both = ", bidirectional=True" if config.bidirectional else ""
    sizes = f"{config.embedding}, {config.encoder_hidden}"
    lower = [
        f"lower = {module(cell, sizes, f', num_layers={layers - 1}{both}')}  # all layers but the last",
        'lower.load_state_dict(under("encoder.rnn."), strict=False)',
        "below = lower(x)[0]",
    ]
    return [
        *(lower if layers > 1 else []),
        f"rnn = {module(cell, sizes, (f', num_layers={layers}' if layers > 1 else '') + both)}",
        'rnn.load_state_dict(under("encoder.rnn."))',
        "states = rnn(x)[0]",
    ]


def _convolutions(facts: Facts) -> list[str]:
    config = facts.config
    return [
        f"places = torch.arange(len(ids)).clamp(max={config.max_length - 1})",
        f"project = {_projected(facts)}",
        'states = project + tensors["encoder.position.weight"][places]',
        f"for layer in range({config.encoder_layers}):",
        *indented(
            [
                "below = states",
                'W, b = (tensors[f"encoder.layers.{layer}.{name}"] for name in ("weight", "bias"))',
                "mixed = torch.conv1d(below.T, W, b, padding=W.shape[2] // 2).T",
                "states = (torch.nn.functional.glu(mixed) + below) * 0.5**0.5",
            ]
        ),
    ]


def _self_attention(facts: Facts) -> list[str]:
    width = facts.config.encoder_width
    return [
        f"project = {_projected(facts)}",
        f"u = [{width}**0.5 * project + sinusoids(len(ids), {width})]  # u[layer]: what a layer reads",
        f"for layer in range({facts.config.encoder_layers}):",
        *indented(
            [
                'name = f"encoder.layers.{layer}"',
                "u.append(feed_forward(name, attend_to_self(name, u[layer])))",
            ]
        ),
        'states = norm("encoder.norm", u[-1])',
    ]


def piece_box(facts: Facts) -> Box:
    """From the text to pieces and ids, by the tokenizer of the family alone."""
    model = quoted(f"{facts.folder.rpartition('/')[0] or '.'}/source.model")
    begin = (
        "from sentencepiece import SentencePieceProcessor",
        "",
        f"tokenizer = SentencePieceProcessor(model_file={model})",
        f"text = {quoted(facts.text)}",
    )
    ids = (
        f"[*tokenizer.piece_to_id(pieces)[:{facts.config.max_length - 1}], {EOS}]  # and </s>, the end of the sentence"
    )
    if not facts.typed:
        ids = f"[{', '.join(map(str, facts.ids))}]  # after the edits of the source"
    if facts.tokenizer == "words":
        lines = (
            "import re",
            "",
            *begin,
            "pieces = []",
            r'for match in re.finditer(r"\w+|[^\w\s]", text):',
            "    word, before, after = match[0], text[: match.start()][-1:], text[match.end() :][:1]",
            '    if not (word[0].isalnum() or word[0] == "_"):  # a mark: does it touch its neighbours?',
            f'        word = "{JOINER}" * bool(before.strip()) + word + "{JOINER}" * bool(after.strip())',
            "    pieces.append(word)",
            f"ids = {ids}",
        )
    else:
        small = ".lower()" if facts.tokenizer == "small" else ""
        lines = (*begin, f"pieces = tokenizer.encode(text{small}, out_type=str)", f"ids = {ids}")
    return Box("text → pieces → ids", (), lines, "ids")


def encoder_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes from the embedding to the states, by name."""
    embedding = Box(
        "x_i, row ids[i] of the embedding",
        ("i",),
        (facts.take("E", "encoder.embedding.weight"), "x_i = E[ids[i]]"),
        "x_i",
    )
    match facts.config.encoder_name:
        case "conv":
            inside = {"window": _window(facts)}
        case "self_attention":
            inside = {"self_attention": self_attention_box(facts, "encoder"), "encoder_layer": layer_box()}
        case _:
            inside = _directions(facts)
    return {"embedding": embedding, **inside, "state": _state(facts)}


def _directions(facts: Facts) -> dict[str, Box]:
    config, boxes = facts.config, dict[str, Box]()
    cell, top = config.encoder_recurrence, config.encoder_layers - 1
    assert cell
    x = "below" if top else "x"
    for name in ("forward", "backward")[: config.directions]:
        suffix, result = f"l{top}" + ("_reverse" if name == "backward" else ""), f"h_{name}"
        read = f"{x}[: i + 1]" if name == "forward" else f"{x}[i:].flip(0)"
        neighbour = "h_(i-1)" if name == "forward" else "h_(i+1)"
        zeros = 'torch.zeros(config["encoder_hidden"])'
        lines = (
            *tensor_lines(facts, cell, "encoder.rnn.", suffix),
            f"m = {result} = {zeros}" if cell == "lstm" else f"{result} = {zeros}",
            f"for x_i in {read}:",
            *indented(step_lines(cell, "x_i", result, result)),
        )
        boxes[name] = Box(SAYS[cell].format("h_i", neighbour) + f", {name}", ("i",), lines, result)
    return boxes


def _window(facts: Facts) -> Box:
    own = f"encoder.layers.{facts.config.encoder_layers - 1}"
    lines = (
        facts.take("W", f"{own}.weight"),
        facts.take("b", f"{own}.bias"),
        "width = W.shape[2]",
        "padded = torch.nn.functional.pad(below.T, (width // 2, width // 2))  # 0 beyond the ends",
        "window = padded[:, i : i + width]  # the piece and its neighbours",
        'mixed, gate = (torch.einsum("oek,ek->o", W, window) + b).chunk(2)',
        "h_window = (mixed * torch.sigmoid(gate) + below[i]) * 0.5**0.5",
    )
    says = "a gated convolution over a window of pieces, plus the piece: Gehring et al. 2017"
    return Box(says, ("i",), lines, "h_window")


def self_attention_box(facts: Facts, side: Literal["encoder", "decoder"]) -> Box:
    """Where a piece, or a step, looks in a head of a layer among those of its own sentence."""
    config = facts.config
    width = (config.encoder_width if side == "encoder" else config.decoder_hidden) // config.heads
    own = side + ".layers.{layer}"
    asks, states = ("i", "u[layer]") if side == "encoder" else ("-1", "torch.stack(d[layer][:t])")
    lines = (
        f'name, rows = f"{own}", slice(n * {width}, (n + 1) * {width})  # the rows of head n',
        'W_q, b_q = tensors[f"{name}.query.weight"][rows], tensors[f"{name}.query.bias"][rows]',
        'W_k, b_k = tensors[f"{name}.key.weight"][rows], tensors[f"{name}.key.bias"][rows]',
        f'z = norm(f"{{name}}.norm", {states})',
        f"query = W_q @ z[{asks}] + b_q  # ({width},)",
        "keys = z @ W_k.T + b_k",
        f"scores = keys @ query / {width}**0.5",
        "powers = torch.exp(scores - scores.max())",
        "self_weights = powers / powers.sum()",
    )
    index = "i" if side == "encoder" else "t"
    says = f"where {index} looks: softmax of (W_q z_{index} + b) · (W_k z_j + b) / √(K/N) over j, z = norm(u)"
    return Box(says, (index, "layer", "n"), lines, "self_weights")


def layer_box() -> Box:
    """What a layer of the encoder makes of a piece."""
    lines = (
        'name = f"encoder.layers.{layer}"',
        'z = norm(f"{name}.norm", u[layer])',
        'q, k, v = (split(linear(f"{name}.{part}", z)) for part in ("query", "key", "value"))',
        "weights = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, dim=-1)  # (N, S, S)",
        "mixed = (weights @ v).transpose(0, 1).flatten(1)  # (S, E)",
        'x_i = (u[layer] + linear(f"{name}.output", mixed))[i]',
        'wide = torch.relu(linear(f"{name}.widen", norm(f"{name}.second_norm", x_i)))',
        'u_i = x_i + linear(f"{name}.narrow", wide)',
    )
    says = "x_i = u_i + W_o heads(norm(u))_i, then x_i + W_2 relu(W_1 norm(x_i)): Vaswani et al. 2017"
    return Box(says, ("i", "layer"), lines, "u_i")


def _state(facts: Facts) -> Box:
    shortcut = _shortcut(facts, "x[i]")
    added = "x_i" if shortcut == "x[i]" else "W x_i"
    says = f"h_i = what the layers make of piece i, plus {added}: a shortcut for the attention"
    lines = (f"h_i = states[i] + {shortcut}  # ({facts.config.encoder_width},)",)
    return Box(says, ("i",), lines, "h_i")
