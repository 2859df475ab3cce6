"""The encoders, by name. A new one is a module with a class here, and a card in `seq2seq.config.network_cards`."""

from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders import parallel, recurrent
from seq2seq.model.encoders.encoder import ENCODERS, Encoder

__all__ = ["ENCODERS", "Encoder", "make_encoder", "parallel", "recurrent"]


def make_encoder(config: ModelConfig) -> Encoder:
    """A new encoder with untrained parameters."""
    return ENCODERS[config.encoder_name](config)
