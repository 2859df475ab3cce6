"""What listings are written with: the facts of a model and a sentence, and boxes of lines. Text alone; no torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from seq2seq.config.edits import Normalizer
from seq2seq.config.schema import ModelConfig

INDENT = "    "
BINDINGS = {"t": "step, from 1", "i": "piece, from 0", "layer": "layer, from 0", "n": "head, from 0"}
"""What a box may depend on, by the name that its lines use."""


@dataclass(frozen=True)
class Facts:
    """A model and a translation. `shapes` are those of its tensors, by their names in the checkpoint, which is
    in `folder`. `pieces` with
    `ids`, and `said` with `said_ids`, the beginning in front. copies: of a decoder that copies, the id of each source
    piece as the decoder says it. tokenizer: "words" for one of whole words and marks, "small" for one of sentencepiece
    that reads small letters alone, else empty.

    The rest is what edits may change: how `heads` of a layer score and normalise; `blind`, as if all states were 0;
    `hidden` places; so many pieces of `padding`; weights that are `given`, by step from 1; and `constants` in place of
    those of the scoring function."""

    config: ModelConfig
    shapes: Mapping[str, tuple[int, ...]]
    name: str
    folder: str
    text: str
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    said: tuple[str, ...]
    said_ids: tuple[int, ...]
    copies: tuple[int, ...]
    tokenizer: Literal["", "small", "words"]
    typed: bool
    scorer: str
    normalizer: Normalizer
    heads: int
    temperature: float
    blind: bool
    hidden: tuple[int, ...]
    padding: int
    given: Mapping[int, list[list[float]]]
    constants: Mapping[str, float]

    def take(self, name: str, tensor: str, pick: str = "", note: str = "") -> str:
        """The line that calls a tensor `name`. With {layer} in its name it is that of a layer."""
        shape = self.shapes[tensor.replace("{layer}", "0")]
        shape = shape[1:] if pick else shape
        written = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})" if shape else "a number"
        prefix = "f" if "{" in tensor else ""
        return f'{name} = tensors[{prefix}"{tensor}"]{pick}  # {written}{note and f": {note}"}'

    def has(self, tensor: str) -> bool:
        """Whether the model has such a tensor."""
        return tensor.replace("{layer}", "0") in self.shapes

    @property
    def fixed(self) -> bool:
        """Whether the context is the encoder's final state at every step, and nothing is scored."""
        return self.scorer == self.config.scorer == "none" and not self.config.decoder and not self.given

    @property
    def read(self) -> str:
        """The ids that the decoder reads: of one that copies, not those of pieces that its vocabulary lacks."""
        return "y_read" if self.config.copying else "y"


@dataclass(frozen=True)
class Box:
    """The lines that give what a box shows, called `result`, and what they say in front. `over` are names of
    `BINDINGS` that the lines use; `shown` is what of the result is printed, if not all."""

    says: str
    over: tuple[str, ...]
    lines: tuple[str, ...]
    result: str
    shown: str = ""

    def listing(self, values: Mapping[str, int]) -> str:
        """The lines by themselves: for these values of what they depend on."""
        return "\n".join((f"# {self.says}", *self._bound(values), *self.lines, f"print({self.printed})")) + "\n"

    @property
    def printed(self) -> str:
        return self.shown or self.result

    def _bound(self, values: Mapping[str, int]) -> list[str]:
        """The line that gives what the lines depend on its values; none if that is nothing."""
        if not self.over:
            return []
        names, numbers = ", ".join(self.over), ", ".join(str(values[name]) for name in self.over)
        return [f"{names} = {numbers}  # {'; '.join(BINDINGS[name] for name in self.over)}"]


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """The lines further to the right."""
    return [INDENT * levels + line if line else line for line in lines]


def defined(head: str, lines: Iterable[str]) -> list[str]:
    """A function with these lines, and what stands around it."""
    return ["", "", f"def {head}:", *indented(lines), "", ""]


def quoted(text: str) -> str:
    """A Python literal of this text, on one line, with whatever is not printable escaped."""
    literal = repr(text)
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal else literal


NETWORK_FUNCTIONS = (
    *defined("linear(name, x)", ('return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]',)),
    *defined(
        "norm(name, x)",
        (
            "x = x - x.mean(dim=-1, keepdim=True)",
            "x = x / (x.square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()",
            'return x * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]',
        ),
    ),
    *defined("split(x)", ('return x.unflatten(-1, (config["heads"], -1)).transpose(0, 1)  # (N, S, E/N)',)),
    *defined(
        "sinusoids(length, width)",
        (
            "rate = 10000 ** (-torch.arange(0, width, 2) / width)",
            "angle = torch.arange(length)[:, None] * rate",
            "return torch.stack((angle.sin(), angle.cos()), dim=-1).flatten(-2)[:, :width]",
        ),
    ),
    *defined(
        "attend_to_self(name, u)",
        (
            'z = norm(f"{name}.norm", u)',
            'q, k, v = (split(linear(f"{name}.{part}", z)) for part in ("query", "key", "value"))',
            "weights = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, dim=-1)  # (N, S, S)",
            'return u + linear(f"{name}.output", (weights @ v).transpose(0, 1).flatten(1))',
        ),
    ),
    *defined(
        "feed_forward(name, u)",
        (
            'wide = torch.relu(linear(f"{name}.widen", norm(f"{name}.second_norm", u)))',
            'return u + linear(f"{name}.narrow", wide)',
        ),
    ),
)
"""What the lines of self-attention and of a Transformer call. Vaswani et al. 2017, sections 3.2, 3.3 and 3.5."""
