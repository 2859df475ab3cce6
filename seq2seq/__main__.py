"""The command line, `python -m seq2seq`, and `gaze` where it is installed: parses the arguments and runs a function of
`cli.inspect`, `cli.produce` or `cli.publish`.

A wrong argument or an unusable file ends with one line and exit code 2; Ctrl-C ends with 130.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from runpy import run_module
from typing import NoReturn

from seq2seq.cli.parser import parser
from seq2seq.config.places import HOUSE
from seq2seq.model.allocator import keep_freed_memory


def main(arguments: Sequence[str], program: str = "seq2seq") -> int:
    """Run a command and return its exit code. `program` is the name shown in messages."""
    options = parser(program).parse_args(arguments)
    try:
        if options.command == "serve":
            _serve(options.port, options.file)
        keep_freed_memory()
        commands()[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does: no message, now or at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OSError) as error:
        print(f"{program} {options.command}: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{program} {options.command}: stopped", file=sys.stderr)
        return 130
    return 0


def _serve(port: int, file: Path | None) -> NoReturn:
    """Run the app under Streamlit in this process, so that stopping the command stops the app. Raises ValueError or
    OSError for a file that the page Open can't show."""
    if file is not None:
        from seq2seq.trace.attention_files import open_attention

        open_attention(file)
        os.environ["GAZE_OPEN"] = str(file.resolve())
        print(f"{file} is at http://localhost:{port}/open")
    sys.argv = ["streamlit", "run", str(HOUSE / "app.py"), "--server.port", str(port)]
    run_module("streamlit", run_name="__main__")
    sys.exit()


def commands() -> dict[str, Callable[[Namespace], None]]:
    """The functions that run the commands, by name. torch is imported only for a command that is going to run."""
    from seq2seq.cli import inspect, produce, publish

    return {
        "align": inspect.run_align,
        "baseline": inspect.run_baseline,
        "bench": inspect.run_bench,
        "code": inspect.run_code,
        "draw": inspect.run_draw,
        "evaluate": inspect.run_evaluate,
        "firsts": inspect.run_firsts,
        "models": inspect.run_models,
        "results": inspect.run_results,
        "sheet": inspect.run_sheet,
        "show": inspect.run_show,
        "translate": inspect.run_translate,
        "verdicts": inspect.run_verdicts,
        "verify": inspect.run_verify,
        "worksheet": produce.run_worksheet,
        "data": produce.run_data,
        "clinic": produce.run_clinic,
        "experiment": produce.run_experiment,
        "export": produce.run_export,
        "sample": produce.run_sample,
        "seen": produce.run_seen,
        "teach": produce.run_teach,
        "train": produce.run_train,
        "clock": publish.run_clock,
        "heads": publish.run_heads,
        "project": publish.run_project,
        "publish": publish.run_publish,
        "record": publish.run_record,
    }


def gaze() -> int:
    """The command `gaze`; returns the exit code."""
    return main(sys.argv[1:], "gaze")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
