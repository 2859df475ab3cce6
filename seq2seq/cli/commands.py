"""The functions that run the commands of the command line, by name."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from seq2seq.cli.inspect import (
    run_align,
    run_baseline,
    run_bench,
    run_evaluate,
    run_firsts,
    run_models,
    run_results,
    run_translate,
    run_verdicts,
    run_verify,
)
from seq2seq.cli.produce import run_data, run_experiment, run_seen, run_teach, run_train
from seq2seq.cli.publish import run_clock, run_heads, run_project, run_publish, run_record

COMMANDS: dict[str, Callable[[Namespace], None]] = {
    "align": run_align,
    "baseline": run_baseline,
    "bench": run_bench,
    "clock": run_clock,
    "data": run_data,
    "evaluate": run_evaluate,
    "firsts": run_firsts,
    "heads": run_heads,
    "experiment": run_experiment,
    "models": run_models,
    "project": run_project,
    "publish": run_publish,
    "record": run_record,
    "results": run_results,
    "seen": run_seen,
    "teach": run_teach,
    "train": run_train,
    "translate": run_translate,
    "verdicts": run_verdicts,
    "verify": run_verify,
}
