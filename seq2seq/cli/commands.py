"""What each command of the command line does: read, call the library, print."""

from seq2seq.cli.inspect import align, baseline, bench, evaluate, firsts, models, results, translate, verify
from seq2seq.cli.produce import data, seen, teach, train
from seq2seq.cli.publish import clock, project, publish, record

__all__ = [
    "align",
    "baseline",
    "bench",
    "clock",
    "data",
    "evaluate",
    "firsts",
    "models",
    "project",
    "publish",
    "record",
    "results",
    "seen",
    "teach",
    "train",
    "translate",
    "verify",
]
