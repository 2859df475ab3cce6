"""What if: every change one can ask of a translation, as a small frozen value. Importing this fills the registry.

Edits are applied in their order. Those of the source are carried out where the text is read (`text.source_edits`), all
others by `Attention`. A `position` counts source pieces from 0, as they stand where the edit has its place in the list;
a `step` counts output pieces from 0, and None means every step.
"""

from seq2seq.config.edits.edit import (
    EDITS,
    AttentionRow,
    Edit,
    Edits,
    Names,
    Offer,
    ScoringRule,
    Situation,
    edit_from_dict,
    edit_to_dict,
    edits_of,
    forms,
    register_edit,
    scoring_rule,
)
from seq2seq.config.edits.forms import PIECE, STAND_INS, Form, Normalizer
from seq2seq.config.edits.mistakes import IgnoreEncoder, NoPaddingMask, ShiftRows, WrongAxis
from seq2seq.config.edits.rows import (
    Flatten,
    Freeze,
    OneHot,
    ReplaceWeights,
    RowEdit,
    Sharpen,
    Shuffle,
    TransferAttention,
)
from seq2seq.config.edits.rules import Offset, Renormalize, Rescore, RuleEdit, Temperature
from seq2seq.config.edits.source import DeletePiece, MaskSource, MovePiece, SourceEdit, SwapPiece

__all__ = [
    "EDITS",
    "PIECE",
    "STAND_INS",
    "AttentionRow",
    "DeletePiece",
    "Edit",
    "Edits",
    "Flatten",
    "Form",
    "Freeze",
    "IgnoreEncoder",
    "MaskSource",
    "MovePiece",
    "Names",
    "NoPaddingMask",
    "Normalizer",
    "Offer",
    "Offset",
    "OneHot",
    "Renormalize",
    "ReplaceWeights",
    "Rescore",
    "RowEdit",
    "RuleEdit",
    "ScoringRule",
    "Sharpen",
    "ShiftRows",
    "Shuffle",
    "Situation",
    "SourceEdit",
    "SwapPiece",
    "Temperature",
    "TransferAttention",
    "WrongAxis",
    "edit_from_dict",
    "edit_to_dict",
    "edits_of",
    "forms",
    "register_edit",
    "scoring_rule",
]
