"""A model as JSON, for a reader that has neither torch nor sentencepiece: the page that `export` writes."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from seq2seq.checkpoints.storage import packed_file
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import ModelConfig, SearchConfig, Storage
from seq2seq.data.families import FAMILIES

STORAGE: Storage = "int8"
"""What matrices are kept in: a quarter of the bytes of the float32 that they are computed in."""


def portable(bundle: Bundle) -> tuple[dict[str, Any], dict[str, Any]]:
    """The model: its configuration, its tensors as a safetensors file in base64, and the most steps of a translation;
    and what all models of its family share: the tokenizers, and the codes of both languages, empty if unknown.

    Raises ValueError for a model with parts that the page can't compute, with their names, and for tokenizers that it
    can't be."""
    config = bundle.config
    if parts := _beyond(config):
        raise ValueError(f"{bundle.name} can't be exported: it has {', '.join(parts)}")
    tensors = b64encode(packed_file(bundle.model.state_dict(), STORAGE)).decode()
    family = FAMILIES.get(bundle.name.partition("/")[0])
    return (
        {"name": bundle.name, "config": config.to_dict(), "tensors": tensors, "steps": SearchConfig().max_steps},
        {
            "source": bundle.source.tables(),
            "target": bundle.target.tables(),
            "languages": [family.source.code, family.target.code] if family else ["", ""],
        },
    )


def _beyond(config: ModelConfig) -> list[str]:
    """What the page does not compute."""
    parts = {
        f"the encoder {config.encoder_name}": config.encoder_cell is None,
        f"the decoder {config.decoder_name}": bool(config.decoder),
        "copying": config.copying,
        "coverage": config.coverage,
    }
    return [name for name, is_there in parts.items() if is_there]
