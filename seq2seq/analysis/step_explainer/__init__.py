"""The explanation of a decoding: all numbers between the query and the chosen piece, recomputed in plain numpy."""

from seq2seq.analysis.step_explainer import scores
from seq2seq.analysis.step_explainer.decoder import Combination, Prediction, ScoredCandidate
from seq2seq.analysis.step_explainer.encoder import EncodedSource, Parts
from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.network import BOXES, Network, OpenBox, open_box, picture
from seq2seq.analysis.step_explainer.scores import Weighing
from seq2seq.analysis.step_explainer.sheet import SelfSide, explanation_values, self_arithmetic, self_values, sides
from seq2seq.analysis.step_explainer.terms import OPERATIONS, SCORING, Arithmetic, Operation, ScoringContext

__all__ = [
    "BOXES",
    "OPERATIONS",
    "SCORING",
    "Arithmetic",
    "Combination",
    "EncodedSource",
    "Network",
    "OpenBox",
    "Operation",
    "Parts",
    "Prediction",
    "ScoredCandidate",
    "ScoringContext",
    "SelfSide",
    "StepExplanation",
    "Weighing",
    "explanation_values",
    "open_box",
    "picture",
    "scores",
    "self_arithmetic",
    "self_values",
    "sides",
]
