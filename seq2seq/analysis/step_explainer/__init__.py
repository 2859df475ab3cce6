"""The explanation of a decoding: all numbers between the query and the chosen word, worked out anew in plain numpy."""

from seq2seq.analysis.step_explainer import content, position
from seq2seq.analysis.step_explainer.arithmetic import Arithmetic
from seq2seq.analysis.step_explainer.encoding import EncodedSource
from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.analysis.step_explainer.predicting import Combination, Prediction, Scored
from seq2seq.analysis.step_explainer.terms import OPERATIONS, SCORING, Operation, ScoringContext
from seq2seq.analysis.step_explainer.weighing import Weighing
from seq2seq.analysis.step_explainer.whole import StepExplanation

__all__ = [
    "OPERATIONS",
    "SCORING",
    "Arithmetic",
    "Combination",
    "EncodedSource",
    "Operation",
    "Parts",
    "Prediction",
    "Scored",
    "ScoringContext",
    "StepExplanation",
    "Weighing",
    "content",
    "position",
]
