"""The encoder in lines: what precedes every listing, and its boxes."""

from __future__ import annotations

from seq2seq.analysis.listings.cells import MODULES, SAYS, step_lines, tensor_lines
from seq2seq.analysis.listings.writing import Box, Facts, indented, quoted
from seq2seq.text.special_ids import EOS
from seq2seq.trace.pieces import JOINER


def encoder_lines(facts: Facts) -> list[str]:
    """From the ids to x, h and the final state, as short as torch's modules allow; what the top layer reads is called
    `below` where there are several layers."""
    config = facts.config
    lines = [
        f'x = tensors["encoder.embedding.weight"][ids]  # (S, {config.embedding})',
        *_layers(facts),
        f"h = states + {_shortcut(facts, 'x')}  # (S, {config.encoder_width})",
    ]
    if config.encoder_cell is None:
        return [*lines, f"final = h.mean(dim=0)  # ({config.encoder_width},)"]
    half = config.encoder_hidden
    ends = f"torch.cat((h[-1, :{half}], h[0, {half}:]))" if config.bidirectional else "h[-1]"
    return [*lines, f"final = {ends}  # ({config.encoder_width},): where each direction ends"]


def _shortcut(facts: Facts, x: str) -> str:
    return f'{x} @ tensors["encoder.shortcut.weight"].T' if facts.has("encoder.shortcut.weight") else x


def _layers(facts: Facts) -> list[str]:
    config = facts.config
    cell = config.encoder_cell
    assert cell
    both = ", bidirectional=True" if config.bidirectional else ""
    sizes = f"{config.embedding}, {config.encoder_hidden}"
    module, layers = f"torch.nn.{MODULES[cell]}", config.encoder_layers
    under = 'under("encoder.rnn.")'
    lower = [
        f"lower = {module}({sizes}, num_layers={layers - 1}{both})  # all layers but the last",
        f"lower.load_state_dict({under}, strict=False)",
        "below = lower(x)[0]",
    ]
    return [
        *(lower if layers > 1 else []),
        f"rnn = {module}({sizes}{f', num_layers={layers}' if layers > 1 else ''}{both})",
        f"rnn.load_state_dict({under})",
        "states = rnn(x)[0]",
    ]


def piece_box(facts: Facts) -> Box:
    """From the text to pieces and ids, by the tokenizer of the family alone."""
    model = quoted(f"pretrained/{facts.name.partition('/')[0]}/source.model")
    cut = facts.config.max_length - 1
    begin = (
        "from sentencepiece import SentencePieceProcessor",
        "",
        f"tokenizer = SentencePieceProcessor(model_file={model})",
        f"text = {quoted(facts.text)}",
    )
    end = f"ids = [*ids[:{cut}], {EOS}]  # the end of the sentence, </s>, is a piece as well"
    if facts.tokenizer == "words":
        lines = (
            "import re",
            "",
            *begin,
            "pieces = []",
            r'for match in re.finditer(r"\w+|[^\w\s]", text):',
            "    before, after = text[: match.start()], text[match.end() :]",
            "    word = match[0]",
            '    if not (word[0].isalnum() or word[0] == "_"):  # a mark: whether it touches its neighbours',
            f'        word = "{JOINER}" * (before == before.rstrip() != "") + word',
            f'        word += "{JOINER}" * (after == after.lstrip() != "")',
            "    pieces.append(word)",
            "ids = tokenizer.piece_to_id(pieces)",
            end,
        )
    else:
        small = ".lower()" if facts.tokenizer == "small" else ""
        lines = (
            *begin,
            f"pieces = tokenizer.encode(text{small}, out_type=str)",
            "ids = tokenizer.piece_to_id(pieces)",
            end,
        )
    return Box("text → pieces → ids", (), lines, "ids")


def encoder_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes from the embedding to the states, by name."""
    embedding = Box(
        "x_i, row ids[i] of the embedding",
        ("i",),
        (facts.take("E", "encoder.embedding.weight"), "x_i = E[ids[i]]"),
        "x_i",
    )
    return {"embedding": embedding, **_directions(facts), "state": _state(facts)}


def _directions(facts: Facts) -> dict[str, Box]:
    config, boxes = facts.config, dict[str, Box]()
    cell, top = config.encoder_cell, config.encoder_layers - 1
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


def _state(facts: Facts) -> Box:
    config = facts.config
    shortcut = _shortcut(facts, "x[i]")
    added = "x_i" if shortcut == "x[i]" else "W x_i"
    says = f"h_i = what the layers make of piece i, plus {added}: a shortcut for the attention"
    return Box(says, ("i",), (f"h_i = states[i] + {shortcut}  # ({config.encoder_width},)",), "h_i")
