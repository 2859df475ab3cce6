"""The parts of a model that an explanation needs: configuration, parameters as arrays, vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seq2seq.analysis.recurrence import LayerWeights
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True, eq=False)
class Parts:
    """`parameters` by their checkpoint names, `source_ids` (S,) of the sentence, `vocabulary`: the target pieces.
    copies (S,): of a decoder that copies, the id of each source piece as the decoder says it."""

    config: ModelConfig
    parameters: Mapping[str, Array]
    source_ids: tuple[int, ...]
    vocabulary: tuple[str, ...]
    copies: tuple[int, ...] = ()

    def under(self, prefix: str) -> dict[str, Array]:
        """The parameters whose names start with `prefix`, by name without it."""
        return {name.removeprefix(prefix): array for name, array in self.parameters.items() if name.startswith(prefix)}


def layer_weights(parameters: Mapping[str, Array], layer: int, backward: bool = False) -> LayerWeights:
    """W, U and their biases of a recurrent layer, from torch's names, in double precision."""
    suffix = f"l{layer}_reverse" if backward else f"l{layer}"
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return tuple(parameters[f"{name}_{suffix}"].astype(float) for name in names)
