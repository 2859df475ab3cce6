"""What an encoder computes to read a source, counted from its configuration. Standard library only."""

from __future__ import annotations

from seq2seq.config.schema import Cell, ModelConfig

_MATRICES: dict[Cell, int] = {"rnn": 1, "gru": 3, "lstm": 4}
"""Of a cell: a matrix for its state, and one for each gate or candidate."""


def encoder_products(config: ModelConfig, sources: int) -> int:
    """The multiplications within all products of matrices and vectors while the encoder reads `sources` pieces; not
    those number by number, such as gates. A product of (m, n) with n numbers has m · n. Borders of a convolution count
    as what lies within."""
    embedding, width = config.embedding, config.encoder_width
    resize = 0 if embedding == width else embedding * width
    if config.encoder_cell:
        return sources * (_recurrent(config, config.encoder_cell) + resize)
    layer = sources * 2 * width * width * config.kernel
    if config.encoder_name == "self_attention":
        # Four projections and a layer of 4 E a piece; scores and mixtures of all pairs.
        layer = sources * (4 + 8) * width**2 + 2 * sources**2 * width
    return sources * 2 * resize + config.encoder_layers * layer


def _recurrent(config: ModelConfig, cell: Cell) -> int:
    """Those of all layers and directions for one piece."""
    hidden, inputs = config.encoder_hidden, [config.embedding] + [config.encoder_width] * (config.encoder_layers - 1)
    return sum(_MATRICES[cell] * config.directions * hidden * (width + hidden) for width in inputs)


def encoder_steps(config: ModelConfig, sources: int) -> int:
    """How many layers must wait for one another: with a cell, every piece waits for the one before; without, all pieces
    of a layer are read at once."""
    return config.encoder_layers * (sources if config.encoder_cell else 1)
