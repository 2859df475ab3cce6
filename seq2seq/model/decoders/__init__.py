"""The decoders, by name. A new one is a module with a class here, and a card in `seq2seq.config.network_cards`."""

from seq2seq.config.schema import ModelConfig
from seq2seq.model.decoders import recurrent, transformer
from seq2seq.model.decoders.decoder import DECODERS, Decoder, StepOutput, TeacherForced

__all__ = ["DECODERS", "Decoder", "StepOutput", "TeacherForced", "make_decoder", "recurrent", "transformer"]


def make_decoder(config: ModelConfig) -> Decoder:
    """A new decoder with untrained parameters."""
    return DECODERS[config.decoder_name](config)
