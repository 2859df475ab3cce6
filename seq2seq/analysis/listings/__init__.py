"""The code beside the number: plain PyTorch that works out what a box of the network shows, from the checkpoint."""

from __future__ import annotations

import re
from pathlib import Path

from seq2seq.analysis.listings.encoders import encoder_boxes, encoder_lines, piece_box
from seq2seq.analysis.listings.recurrent import decoder_boxes, decoder_lines
from seq2seq.analysis.listings.transformer import transformer_boxes, transformer_lines
from seq2seq.analysis.listings.writing import NETWORK_FUNCTIONS, Box, Facts, indented, quoted
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.edits import scoring_rule
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request
from seq2seq.config.variants import split_update
from seq2seq.decoding.translate import translate
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import BOS, UNK
from seq2seq.text.tokenizer import WordTokenizer
from seq2seq.trace.trace import DecodeTrace

BEGIN = "<s>"
"""The input of the decoder before its first piece."""


def preamble(bundle: Bundle, trace: DecodeTrace, folder: str = "") -> str:
    """What every listing of this sentence begins with: reads the checkpoint, has the ids of the sentence and of what
    the decoder said, and runs the network over them as shortly as torch's modules allow. Afterwards there are x, h,
    final, and by step t, from 1, s, e, alpha, c, readout and logits; y[t] are the ids, y[0] the beginning's. The
    checkpoint is read from `folder`, by default pretrained/FAMILY/NAME where one works."""
    return _preamble(_facts(bundle, trace, folder))


def listing(
    bundle: Bundle, trace: DecodeTrace, box: str, step: int = 0, position: int = 0, head: int = 0, folder: str = ""
) -> str:
    """At most fifteen lines which, after `preamble`, work out what a box shows at a step, for the source piece at a
    position and in a head (all from 0), and print it. Of a Transformer and of self-attention, the heads stand layer by
    layer. Raises InvalidRequest for a box that the network does not have, IndexError for a step, a piece or a head that
    there is not."""
    facts = _facts(bundle, trace, folder)
    if box not in (known := _boxes(facts)):
        raise InvalidRequest("this network has no box {box!r}; it has {boxes}", box=box, boxes=", ".join(known))
    heads, layers = _heads_and_layers(facts, box)
    pieces = len(facts.ids) + (facts.padding if box in ("score", "weight") else 0)
    if not (0 <= step < len(trace) and 0 <= position < pieces and 0 <= head < heads * layers):
        raise IndexError(f"there is no step {step}, piece {position} or head {head}")
    layer, within = divmod(head, heads)
    return known[box].listing({"t": step + 1, "i": position, "layer": layer, "n": within})


def script(bundle: Bundle, trace: DecodeTrace, step: int, folder: str = "") -> str:
    """A whole program, which needs torch and safetensors alone: all that the boxes show at a step, from 0, worked out
    from the checkpoint and printed, for all pieces and heads. Raises IndexError for a step that there is not."""
    if not 0 <= step < len(trace):
        raise IndexError(f"there is no step {step}")
    facts = _facts(bundle, trace, folder)
    lines = [
        "torch.set_printoptions(precision=6, sci_mode=False, linewidth=100)",
        f"t = {step + 1}  # the step in view, from 1: {quoted(trace.pieces[step])[1:-1]}",
    ]
    for name, box in _boxes(facts).items():
        if name == "piece":  # its tokenizer is not torch's
            continue
        heads, layers = _heads_and_layers(facts, name)
        pieces = "len(h)" if name in ("score", "weight") else "len(ids)"
        loops = {"i": pieces, "layer": str(layers), "n": str(heads)}
        over = [index for index in loops if index in box.over]
        words = {"i": "piece", "layer": "layer", "n": "head"}
        label = "".join(f", {words[index]} {{{index}}}" for index in over)
        printed = f'print({"f" if over else ""}"{name}{label}:", {box.printed})'
        lines += ["", f"# {box.says}"]
        for depth, index in enumerate(over):
            lines += indented([f"for {index} in range({loops[index]}):"], depth)
        lines += indented([*box.lines, printed], len(over))
    candidates = [candidate.piece for candidate in trace.candidates[step]]
    says = bundle.says(trace.source.pieces)
    return "\n".join(
        [
            _preamble(facts),
            *lines,
            "",
            "# The likeliest pieces",
            "candidates = {",
            *(f"    {says.id(piece)}: {quoted(piece)}," for piece in candidates),
            "}",
            "for number, piece in candidates.items():",
            '    print(f"p of {piece}:", p[number])',
            "",
        ]
    )


def step_script(bundle: Bundle, request: Request, step: int) -> str:
    """`script` of a request. Raises its errors and those of `translate`."""
    return script(bundle, translate(bundle, request), step)


def _heads_and_layers(facts: Facts, box: str) -> tuple[int, int]:
    """The heads of a layer and the layers that a box has."""
    config = facts.config
    match box:
        case "self_attention" | "encoder_layer":
            return config.heads, config.encoder_layers
        case "decoder_self_attention":
            return config.heads, config.decoder_layers
        case _:
            return facts.heads, config.decoder_layers if config.decoder else 1


def _boxes(facts: Facts) -> dict[str, Box]:
    decoder = transformer_boxes(facts) if facts.config.decoder else decoder_boxes(facts)
    return {"piece": piece_box(facts), **encoder_boxes(facts), **decoder}


def _facts(bundle: Bundle, trace: DecodeTrace, folder: str) -> Facts:
    config, request = bundle.config, trace.request
    source = apply_source_edits(bundle.source, request.text, request.edits, config.max_length)
    typed = apply_source_edits(bundle.source, request.text, (), config.max_length)
    says, rule = bundle.says(source.pieces), scoring_rule(request.edits)
    given = [edit for edit in request.edits if not edit.explained]
    return Facts(
        config=config,
        shapes={name: tuple(tensor.shape) for name, tensor in bundle.model.state_dict().items()},
        name=bundle.name,
        folder=Path(folder).as_posix() if folder else f"pretrained/{split_update(bundle.name)[0]}",
        text=request.text,
        pieces=source.pieces,
        ids=source.ids,
        said=(BEGIN, *trace.pieces),
        said_ids=(BOS, *map(says.id, trace.pieces)),
        copies=tuple(says.copies(says.source)),
        tokenizer="words" if isinstance(bundle.source, WordTokenizer) else "small" if bundle.source.folds_case else "",
        typed=source.ids == typed.ids,
        scorer=rule.scorer or config.scorer,
        normalizer=rule.normalizer or config.normalizer,
        heads=trace.weights.shape[1] // trace.layers,
        temperature=rule.temperature,
        blind=rule.blind,
        hidden=tuple(place for place, hidden in enumerate(trace.source.hidden) if hidden),
        padding=len(trace.source.pieces) - len(source.ids),
        given={
            step + 1: trace.weights[step].tolist() for step in range(len(trace)) if any(edit.at(step) for edit in given)
        },
    )


def _preamble(facts: Facts) -> str:
    update = split_update(facts.name)[1]
    config = facts.config
    values = "model" if update is None else "moments"
    begin = f"{update}."
    lines = [
        f"# The model {facts.name} on {quoted(facts.text)}; needs torch and safetensors alone",
        "import json",
        "",
        "import torch",
        "from safetensors.torch import load_file",
        "",
        "torch.set_grad_enabled(False)",
        f"folder = {quoted(facts.folder)}",
        'with open(f"{folder}/config.json", encoding="utf-8") as file:',
        "    config = json.load(file)",
        f'stored = load_file(f"{{folder}}/{values}.safetensors")',
        "tensors = {name: tensor.float() for name, tensor in stored.items()}",
        *(
            [f'tensors = {{n[{len(begin)}:]: w for n, w in tensors.items() if n.startswith("{begin}")}}']
            if update is not None
            else [
                'for name in [name for name in tensors if name.endswith(":scale")]:  # of a matrix kept as int8',
                '    tensors[name.removesuffix(":scale")] *= tensors.pop(name)',
            ]
        ),
        "",
        "",
        "def under(prefix):",
        "    return {name.removeprefix(prefix): w for name, w in tensors.items() if name.startswith(prefix)}",
        *(NETWORK_FUNCTIONS if config.decoder or config.encoder == "self_attention" else ("", "")),
        *_ids("ids = torch.tensor(", facts.ids, facts.pieces),
        *_ids("y = torch.tensor(", facts.said_ids, facts.said),
    ]
    if config.copying:
        size = config.target_vocab
        lines += [
            f"y_read = torch.where(y < {size}, y, {UNK})  # a copied piece is read as the unknown one",
            *_ids("copies = torch.tensor(", facts.copies, facts.pieces),
        ]
    if facts.given:
        lines += ["given = {  # the weights that edits give, by step", *_rows(facts), "}"]
    decoder = transformer_lines(facts) if config.decoder else decoder_lines(facts)
    written = "\n".join([*lines, "", *encoder_lines(facts), *decoder]) + "\n"
    return re.sub("\n{4,}", "\n\n\n", written)  # between two functions


def _ids(begin: str, ids: tuple[int, ...], pieces: tuple[str, ...]) -> list[str]:
    """A tensor of ids, each beside its piece."""
    pairs = zip(ids, pieces, strict=True)
    return [begin, "    [", *(f"        {number},  # {quoted(piece)[1:-1]}" for number, piece in pairs), "    ]", ")"]


def _rows(facts: Facts) -> list[str]:
    """The given weights, a number a line."""
    lines = list[str]()
    for step, rows in facts.given.items():
        lines.append(f"    {step}: [")
        for row in rows:
            lines += ["        [", *(f"            {round(weight, 8)}," for weight in row), "        ],"]
        lines.append("    ],")
    return lines
