"""The code beside the number: plain PyTorch that works out what a box of the network shows, from the checkpoint."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain
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


@dataclass(frozen=True)
class Part:
    """Lines of a program that belong together, and what they say in front; `name` is that of their box, if they are of
    one."""

    says: str
    lines: tuple[str, ...]
    name: str = ""


def script(bundle: Bundle, trace: DecodeTrace, step: int, folder: str = "") -> str:
    """A whole program, which needs torch and safetensors alone: all that the boxes show at a step, from 0, worked out
    from the checkpoint and printed, for all pieces and heads. Raises IndexError for a step that there is not."""
    beginning, settings, *parts = _parts(bundle, trace, step, folder)
    blocks = (["", f"# {part.says}", *part.lines] for part in parts)
    return "\n".join([*beginning.lines, *settings.lines, *chain.from_iterable(blocks), ""])


def notebook(bundle: Bundle, trace: DecodeTrace, step: int, folder: str = "") -> str:
    """The same program as a notebook, in JSON of nbformat 4.5: a cell for each box, below its equation. Raises as
    `script` does."""
    texts = list[tuple[str, str]]()  # Markdown holds nothing that a visitor typed
    for part in _parts(bundle, trace, step, folder):
        heading = f"### {part.name}\n\n    {part.says}" if part.name else part.says
        texts += [("markdown", heading), ("code", "\n".join(part.lines).strip("\n"))]
    more = {"code": {"execution_count": None, "outputs": []}, "markdown": {}}
    cells = [
        {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        | more[kind]
        for number, (kind, text) in enumerate(texts)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _parts(bundle: Bundle, trace: DecodeTrace, step: int, folder: str) -> list[Part]:
    """What every listing begins with, how numbers are printed and which step it is, then box by box."""
    if not 0 <= step < len(trace):
        raise IndexError(f"there is no step {step}")
    facts = _facts(bundle, trace, folder)
    parts = [
        Part("The model and the sentence, run through torch's modules once.", tuple(_preamble(facts).splitlines())),
        Part(
            "The step in view.",
            (
                "torch.set_printoptions(precision=6, sci_mode=False, linewidth=100)",
                f"t = {step + 1}  # the step in view, from 1: {quoted(trace.pieces[step])[1:-1]}",
            ),
        ),
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
        lines = list[str]()
        for depth, index in enumerate(over):
            lines += indented([f"for {index} in range({loops[index]}):"], depth)
        parts.append(Part(box.says, (*lines, *indented([*box.lines, printed], len(over))), name))
    says = bundle.says(trace.source.pieces)
    candidates = [candidate.piece for candidate in trace.candidates[step]]
    lines = (
        "candidates = {",
        *(f"    {says.id(piece)}: {quoted(piece)}," for piece in candidates),
        "}",
        "for number, piece in candidates.items():",
        '    print(f"p of {piece}:", p[number])',
    )
    return [*parts, Part("The likeliest pieces", lines)]


def step_script(bundle: Bundle, request: Request, step: int) -> str:
    """`script` of a request. Raises its errors and those of `translate`."""
    return script(bundle, translate(bundle, request), step)


def step_notebook(bundle: Bundle, request: Request, step: int) -> str:
    """`notebook` of a request. Raises its errors and those of `translate`."""
    return notebook(bundle, translate(bundle, request), step)


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
        constants=dict(rule.constants),
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
        "from pathlib import Path",
        "",
        "import torch",
        "from safetensors.torch import load_file",
        "",
        "torch.set_grad_enabled(False)",
        "# in the folder where this runs, or in one around it",
        f"checkpoint = {quoted(facts.folder)}",
        "around = (place / checkpoint for place in (Path.cwd(), *Path.cwd().parents))",
        "folder = next(filter(Path.is_dir, around), Path(checkpoint))",
        'config = json.loads((folder / "config.json").read_text("utf-8"))',
        f'stored = load_file(folder / "{values}.safetensors")',
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
