"""Commands in processes of their own that need not import torch each: one process has imported it, and forks.

What can be struck down, or talks with others like it, is a process; that `python -m seq2seq` starts one is the business
of `test_cli.py`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["seq2seq.cli.inspect", "seq2seq.cli.produce", "seq2seq.cli.publish", "torch._dynamo"])
"""The last is imported by the first optimiser of a process, and takes as long as torch itself."""


def started(arguments: Sequence[str], said: Path, environment: Mapping[str, str] | None = None) -> ForkServerProcess:
    """A process that carries out a command and ends with its exit code. All that it says is written to the file `said`.
    In its environment are these variables as well."""
    process = _CONTEXT.Process(target=_carry_out, args=(arguments, said, environment or {}), daemon=True)
    process.start()
    return process


def _carry_out(arguments: Sequence[str], said: Path, environment: Mapping[str, str]) -> None:
    import torch

    from seq2seq.__main__ import main

    torch.set_num_threads(1)
    # Tests that a shell started in the background ignore interrupts, and so would their processes.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(environment)
    file = os.open(said, os.O_WRONLY | os.O_CREAT)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    sys.exit(main(arguments))
