"""The code beside the number: plain PyTorch that works out what a box of the network shows, from the checkpoint."""

from __future__ import annotations

from seq2seq.analysis.listings.decoders import decoder_boxes, decoder_lines
from seq2seq.analysis.listings.encoders import encoder_boxes, encoder_lines, piece_box
from seq2seq.analysis.listings.writing import Box, Facts, quoted
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.text.special_ids import BOS, UNK
from seq2seq.text.tokenizer import WordTokenizer
from seq2seq.trace.trace import DecodeTrace

BEGIN = "<s>"
"""The input of the decoder before its first piece."""


def boxes(config: ModelConfig) -> tuple[str, ...]:
    """The names of the boxes of such a network, in the order of the computation."""
    directions = ("forward", "backward")[: config.directions]
    attention = ("score", "weight", "context") if CARDS[config.scorer].attends else ("context",)
    decoder = (*attention, "cell") if config.order == "attend_first" else ("cell", *attention)
    return ("piece", "embedding", *directions, "state", "start", "input", *decoder, "readout", "logits", "softmax")


def preamble(bundle: Bundle, trace: DecodeTrace) -> str:
    """What every listing of this sentence begins with: reads the checkpoint, has the ids of the sentence and of what
    the decoder said, and runs the network over them as shortly as torch's modules allow. Afterwards there are x, h,
    final, and by step t, from 1, s, e, alpha, c, readout and logits; y[t] are the ids, y[0] the beginning's."""
    return _preamble(_facts(bundle, trace))


def listing(bundle: Bundle, trace: DecodeTrace, box: str, step: int = 0, position: int = 0, head: int = 0) -> str:
    """At most fifteen lines which, after `preamble`, work out what a box shows at a step, for the source piece at a
    position and in a head (all from 0), and print it. Raises InvalidRequest for a box that the network does not have,
    IndexError for a step, a piece or a head that there is not."""
    facts = _facts(bundle, trace)
    if not (0 <= step < len(trace) and 0 <= position < len(facts.ids) and 0 <= head < trace.weights.shape[1]):
        raise IndexError(f"there is no step {step}, piece {position} or head {head}")
    if box not in (known := written_boxes(facts)):
        raise InvalidRequest("this network has no box {box!r}; it has {boxes}", box=box, boxes=", ".join(known))
    layer, within = divmod(head, trace.weights.shape[1] // trace.layers)
    return known[box].listing({"t": step + 1, "i": position, "layer": layer, "n": within})


def written_boxes(facts: Facts) -> dict[str, Box]:
    """The boxes with their lines, by name."""
    return {"piece": piece_box(facts), **encoder_boxes(facts), **decoder_boxes(facts)}


def _facts(bundle: Bundle, trace: DecodeTrace) -> Facts:
    source = apply_source_edits(bundle.source, trace.request.text, trace.request.edits, bundle.config.max_length)
    says = bundle.says(source.pieces)
    return Facts(
        config=bundle.config,
        shapes={name: tuple(tensor.shape) for name, tensor in bundle.model.state_dict().items()},
        name=bundle.name,
        text=trace.request.text,
        pieces=source.pieces,
        ids=source.ids,
        said=(BEGIN, *trace.pieces),
        said_ids=(BOS, *map(says.id, trace.pieces)),
        copies=tuple(says.copies(says.source)),
        tokenizer="words" if isinstance(bundle.source, WordTokenizer) else "small" if bundle.source.folds_case else "",
    )


def _preamble(facts: Facts) -> str:
    lines = [
        f"# The model {facts.name} on {quoted(facts.text)}; needs torch and safetensors alone",
        "import json",
        "",
        "import torch",
        "from safetensors.torch import load_file",
        "",
        "torch.set_grad_enabled(False)",
        f"folder = {quoted(f'pretrained/{facts.name}')}",
        'with open(f"{folder}/config.json", encoding="utf-8") as file:',
        "    config = json.load(file)",
        'stored = load_file(f"{folder}/model.safetensors")',
        "tensors = {name: tensor.float() for name, tensor in stored.items()}",
        'for name in [name for name in tensors if name.endswith(":scale")]:  # of a matrix kept as int8',
        '    tensors[name.removesuffix(":scale")] *= tensors.pop(name)',
        "",
        "",
        "def under(prefix):",
        "    return {name.removeprefix(prefix): w for name, w in tensors.items() if name.startswith(prefix)}",
        "",
        "",
        *_ids("ids = torch.tensor(", facts.ids, facts.pieces),
        *_ids("y = torch.tensor(", facts.said_ids, facts.said),
    ]
    if facts.config.copying:
        size = facts.config.target_vocab
        lines += [
            f"y_read = torch.where(y < {size}, y, {UNK})  # a copied piece is read as the unknown one",
            *_ids("copies = torch.tensor(", facts.copies, facts.pieces),
        ]
    return "\n".join([*lines, "", *encoder_lines(facts), *decoder_lines(facts)]) + "\n"


def _ids(begin: str, ids: tuple[int, ...], pieces: tuple[str, ...]) -> list[str]:
    """A tensor of ids, each beside its piece."""
    pairs = zip(ids, pieces, strict=True)
    return [
        f"{begin}",
        "    [",
        *(f"        {number},  # {quoted(piece)[1:-1]}" for number, piece in pairs),
        "    ]",
        ")",
    ]
