"""The explanation of a decoding: all numbers between the query and the chosen piece, recomputed in plain numpy."""

from seq2seq.analysis.step_explainer import content, position
from seq2seq.analysis.step_explainer.arithmetic import Arithmetic
from seq2seq.analysis.step_explainer.encoding import EncodedSource
from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.analysis.step_explainer.predicting import Combination, Prediction, ScoredCandidate
from seq2seq.analysis.step_explainer.self_sheet import SelfSide, self_arithmetic, self_values, sides
from seq2seq.analysis.step_explainer.sheet import explanation_values
from seq2seq.analysis.step_explainer.terms import OPERATIONS, SCORING, Operation, ScoringContext
from seq2seq.analysis.step_explainer.weighing import Weighing

__all__ = [
    "OPERATIONS",
    "SCORING",
    "Arithmetic",
    "Combination",
    "EncodedSource",
    "Operation",
    "Parts",
    "Prediction",
    "ScoredCandidate",
    "ScoringContext",
    "SelfSide",
    "StepExplanation",
    "Weighing",
    "content",
    "explanation_values",
    "position",
    "self_arithmetic",
    "self_values",
    "sides",
]
