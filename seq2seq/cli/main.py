"""The command line: parses the arguments and runs a function of `commands`.

A wrong argument or an unusable file ends with one line and exit code 2; Ctrl-C ends with 130.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from runpy import run_module

from seq2seq.cli.parser import parser
from seq2seq.config.places import HOUSE
from seq2seq.model.allocator import keep_freed_memory


def main(arguments: Sequence[str], program: str = "seq2seq") -> int:
    """Run a command and return its exit code. `program` is the name shown in messages."""
    options = parser(program).parse_args(arguments)
    if options.command == "serve":
        # Run the app under Streamlit in this process, so that stopping the command stops the app
        sys.argv = ["streamlit", "run", str(HOUSE / "app.py"), "--server.port", str(options.port)]
        run_module("streamlit", run_name="__main__")
        sys.exit()
    from seq2seq.cli.commands import COMMANDS  # torch is imported only for a command that is going to run

    keep_freed_memory()
    try:
        COMMANDS[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does: no message, now or at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OSError) as error:
        print(f"{program} {options.command}: {_line(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{program} {options.command}: stopped", file=sys.stderr)
        return 130
    return 0


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
