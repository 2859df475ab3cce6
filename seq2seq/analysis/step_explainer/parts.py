"""What an explanation is given of a model: configuration, parameters as arrays, pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seq2seq.analysis.recurrence import LayerWeights
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True, eq=False)
class Parts:
    """`parameters` by the names of the checkpoint, `source_ids` (S,) of the sentence, `vocabulary` of target pieces."""

    config: ModelConfig
    parameters: Mapping[str, Array]
    source_ids: tuple[int, ...]
    vocabulary: tuple[str, ...]

    def under(self, prefix: str) -> dict[str, Array]:
        """The parameters whose names begin so, by the rest of their names."""
        return {name.removeprefix(prefix): own for name, own in self.parameters.items() if name.startswith(prefix)}


def layer_weights(parameters: Mapping[str, Array], layer: int, backward: bool = False) -> LayerWeights:
    """W, U and their biases, under the names that torch gives them, in double precision."""
    end = f"l{layer}_reverse" if backward else f"l{layer}"
    return tuple(parameters[f"{name}_{end}"].astype(float) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
