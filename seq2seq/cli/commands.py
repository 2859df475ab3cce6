"""What each command of the command line does: read, call the library, print."""

from seq2seq.cli.inspect import align, baseline, bench, evaluate, firsts, models, results, translate, verify
from seq2seq.cli.produce import card, clock, data, project, seen, teach, train

__all__ = [
    "align",
    "baseline",
    "bench",
    "card",
    "clock",
    "data",
    "evaluate",
    "firsts",
    "models",
    "project",
    "results",
    "seen",
    "teach",
    "train",
    "translate",
    "verify",
]
