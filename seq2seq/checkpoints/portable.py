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
    """`portable_model` and `portable_tokenizers`."""
    return portable_model(bundle), portable_tokenizers(bundle)


def portable_model(bundle: Bundle) -> dict[str, Any]:
    """Its configuration, its tensors as a safetensors file in base64, and the most steps of a translation.

    Raises ValueError for a model with parts that the page can't compute, with their names."""
    config = bundle.config
    if parts := _beyond(config):
        raise ValueError(f"{bundle.name} can't be exported: it has {', '.join(parts)}")
    tensors = b64encode(packed_file(bundle.model.state_dict(), STORAGE)).decode()
    return {"name": bundle.name, "config": config.to_dict(), "tensors": tensors, "steps": SearchConfig().max_steps}


def portable_tokenizers(bundle: Bundle) -> dict[str, Any]:
    """What all models of a family share: the tokenizers, and the codes of both languages, empty if unknown. Raises
    ValueError for tokenizers that the page can't be."""
    family = FAMILIES.get(bundle.name.partition("/")[0])
    return {
        "source": bundle.source.tables(),
        "target": bundle.target.tables(),
        "languages": [family.source.code, family.target.code] if family else ["", ""],
    }


def _beyond(config: ModelConfig) -> list[str]:
    """What the page does not compute."""
    parts = {
        f"the encoder {config.encoder_name}": config.encoder_cell is None,
        f"the decoder {config.decoder_name}": bool(config.decoder),
        "copying": config.copying,
        "coverage": config.coverage,
    }
    return [name for name, is_there in parts.items() if is_there]
