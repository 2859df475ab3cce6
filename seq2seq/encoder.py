"""The encoder: source ids → one state a piece, and the final state. RNN, GRU or LSTM, one or two directions."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from seq2seq.batch import PAD
from seq2seq.config import Cell, ModelConfig

RECURRENT: dict[Cell, type[nn.RNNBase]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Encoder(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.source_vocab, config.embedding, padding_idx=PAD)
        self.rnn = RECURRENT[config.cell](
            config.embedding,
            config.encoder_hidden,
            config.encoder_layers,
            batch_first=True,
            bidirectional=config.bidirectional,
            dropout=config.dropout if config.encoder_layers > 1 else 0.0,
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, src: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """src (B, S), mask (B, S) → values (B, S, E), 0 on padding, and the top layer's final state (B, E).

        [forward; backward] in both: the final state is the forward one at the last piece beside the backward one at
        the first."""
        embedded = self.dropout(self.embedding(src))  # (B, S) → (B, S, embedding)
        if mask.all():
            values, hidden = self.rnn(embedded)
        else:
            packed = pack_padded_sequence(embedded, mask.sum(1).cpu(), batch_first=True, enforce_sorted=False)
            packed, hidden = self.rnn(packed)
            values, _ = pad_packed_sequence(packed, batch_first=True, total_length=src.shape[1])
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden  # an LSTM also returns its cells
        directions = 2 if self.rnn.bidirectional else 1
        final = hidden[-directions:].transpose(0, 1).flatten(1)  # (directions, B, ·) → (B, E)
        return self.dropout(values), final
