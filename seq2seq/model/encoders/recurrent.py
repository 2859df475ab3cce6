"""Recurrent encoders: RNN, GRU and LSTM, in one or two directions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from seq2seq.config.schema import ModelConfig, Recurrence
from seq2seq.model.encoders.encoder import Encoder, register_encoder

RECURRENT: dict[Recurrence, Callable[..., nn.RNNBase]] = {
    "rnn": nn.RNN,
    "rnn_relu": partial(nn.RNN, nonlinearity="relu"),
    "gru": nn.GRU,
    "lstm": nn.LSTM,
}


class RecurrentEncoder(Encoder):
    """Layers of one cell. States and final state are [forward; backward]: the final state has the forward half of the
    last piece and the backward half of the first, where each direction has read the whole sentence."""

    def add_layers(self, config: ModelConfig) -> None:
        """The layers of the cell."""
        assert config.encoder_recurrence, "the registry has this class for cells alone"
        self.recurrence: Recurrence = config.encoder_recurrence
        self.rnn = RECURRENT[self.recurrence](
            config.embedding,
            config.encoder_hidden,
            config.encoder_layers,
            batch_first=True,
            bidirectional=config.bidirectional,
            dropout=config.dropout if config.encoder_layers > 1 else 0.0,
        )

    def states(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """(B, S, embedding) → (B, S, E), all layers at once."""
        return _run(self.rnn, embedded, mask)

    def layer_states(self, embedded: Tensor, mask: Tensor) -> list[Tensor]:
        """(B, S, embedding) → (B, S, E) a layer, one after the other, without dropout between them; no gradient
        reaches the parameters."""
        layers, states = [], embedded
        for number in range(self.rnn.num_layers):
            states = _run(self._layer(number), states, mask)
            layers.append(states)
        return layers

    def final(self, values: Tensor, mask: Tensor) -> Tensor:
        """values (B, S, E) → (B, E), the state of each direction where it has read all pieces."""
        last = values[torch.arange(len(values), device=values.device), mask.sum(1) - 1]  # (B, E)
        if not self.rnn.bidirectional:
            return last
        half = values.shape[2] // 2
        return torch.cat((last[:, :half], values[:, 0, half:]), dim=1)

    def _layer(self, number: int) -> nn.RNNBase:
        """One layer by itself, with the parameters that it has in the whole, as constants."""
        rnn = self.rnn
        width = rnn.hidden_size * (1 + rnn.bidirectional) if number else rnn.input_size
        with torch.device("meta"):
            layer = RECURRENT[self.recurrence](
                width, rnn.hidden_size, batch_first=True, bidirectional=rnn.bidirectional
            )
        names = {name: name.replace("_l0", f"_l{number}") for name, _ in layer.named_parameters()}
        layer.load_state_dict({name: getattr(rnn, whole).detach() for name, whole in names.items()}, assign=True)
        return layer.requires_grad_(False)


def _run(rnn: nn.RNNBase, inputs: Tensor, mask: Tensor) -> Tensor:
    """inputs (B, S, D) → (B, S, E). Packs the batch only if it has padding, as packing takes time."""
    if mask.all():
        return rnn(inputs)[0]
    packed = pack_padded_sequence(inputs, mask.sum(1).cpu(), batch_first=True, enforce_sorted=False)
    return pad_packed_sequence(rnn(packed)[0], batch_first=True, total_length=mask.shape[1])[0]


@register_encoder("rnn")
class RnnEncoder(RecurrentEncoder):
    """h_i = tanh(W x_i + U h_{i-1} + b). Elman 1990. With ReLU in place of tanh: Le, Jaitly & Hinton 2015."""


@register_encoder("gru")
class GruEncoder(RecurrentEncoder):
    """h_i = (1 - z_i) n_i + z_i h_{i-1}, with an update gate z and a reset gate inside n. Cho et al. 2014, section
    2.3."""


@register_encoder("lstm")
class LstmEncoder(RecurrentEncoder):
    """h_i = o_i tanh(m_i), m_i = f_i m_{i-1} + i_i g_i, with three gates. Hochreiter & Schmidhuber 1997; the forget
    gate: Gers et al. 2000."""
