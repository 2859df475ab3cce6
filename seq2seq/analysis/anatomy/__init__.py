"""The anatomy of a decoding: all numbers between the query and the chosen word, worked out anew in plain numpy."""

from seq2seq.analysis.anatomy import content, position
from seq2seq.analysis.anatomy.arithmetic import Arithmetic
from seq2seq.analysis.anatomy.encoding import Reading
from seq2seq.analysis.anatomy.parts import Parts
from seq2seq.analysis.anatomy.predicting import Combination, Prediction, Scored
from seq2seq.analysis.anatomy.terms import OPERATIONS, SCORING, Scene, Term
from seq2seq.analysis.anatomy.weighing import Weighing
from seq2seq.analysis.anatomy.whole import Anatomy

__all__ = [
    "OPERATIONS",
    "SCORING",
    "Anatomy",
    "Arithmetic",
    "Combination",
    "Parts",
    "Prediction",
    "Reading",
    "Scene",
    "Scored",
    "Term",
    "Weighing",
    "content",
    "position",
]
