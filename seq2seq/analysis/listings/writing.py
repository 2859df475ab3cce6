"""What listings are written with: the facts of a model and a sentence, and boxes of lines. Text alone; no torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from seq2seq.config.schema import ModelConfig

INDENT = "    "
WIDTH = 100
"""No line is longer, but those that hold what a visitor typed."""
BINDINGS = {"t": "step, from 1", "i": "piece, from 0", "layer": "layer, from 0", "n": "head, from 0"}
"""What a box may depend on, by the name that its lines use."""


@dataclass(frozen=True)
class Facts:
    """A model and a sentence: `shapes` of its tensors by their names in the checkpoint; `pieces` with `ids`, and `said`
    with the ids `said_ids`, those of the source in front. copies: of a decoder that copies, the id of each source piece
    as the decoder says it. tokenizer: "words" for one of whole words and marks, "small" for one of sentencepiece that
    reads small letters alone, else empty."""

    config: ModelConfig
    shapes: Mapping[str, tuple[int, ...]]
    name: str
    text: str
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    said: tuple[str, ...]
    said_ids: tuple[int, ...]
    copies: tuple[int, ...] = ()
    tokenizer: Literal["", "small", "words"] = ""

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
        return (
            "\n".join((f"# {self.says}", *self.bound(values), *self.lines, f"print({self.shown or self.result})"))
            + "\n"
        )

    def bound(self, values: Mapping[str, int]) -> list[str]:
        """The line that gives what the lines depend on its values; none if that is nothing."""
        if not self.over:
            return []
        names, numbers = ", ".join(self.over), ", ".join(str(values[name]) for name in self.over)
        return [f"{names} = {numbers}  # {', '.join(BINDINGS[name] for name in self.over)}"]


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """The lines further to the right."""
    return [INDENT * levels + line if line else line for line in lines]


def quoted(text: str) -> str:
    """A Python literal of this text, on one line, with whatever is not printable escaped."""
    literal = repr(text)
    return f'"{literal[1:-1]}"' if literal[0] == "'" and '"' not in literal else literal
