"""Long checks by other programs, which run beside the tests: begun with them, of low priority, and awaited by their own
tests, the last. Tests wait for browsers and servers much of the time; a check takes the processor then."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "pyright": (sys.executable, "-m", "pyright", "--pythonpath", sys.executable),
    "npm": ("npm", "run", "check", "--silent"),
}
TESTS = {"test_typed": "pyright", "test_the_javascript_is_typed_and_linted": "npm"}
LOW_PRIORITY = 10
PATIENCE = 900
"""Seconds."""
RUN = """
import subprocess, sys
from pathlib import Path
said, code, *command = sys.argv[1:]
with open(said, "w") as file:
    ended = subprocess.run(command, stdout=file, stderr=file).returncode
Path(code + "-unfinished").write_text(str(ended))
Path(code + "-unfinished").rename(code)
"""


def folder(config: pytest.Config) -> Path | None:
    """What all workers of a run share; None without workers."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    return Path(str(config.getoption("basetemp"))).parent / "checks"


def begin(session: pytest.Session) -> None:
    """Start the checks that the tests of this run ask for, if there are several workers."""
    shared = folder(session.config)
    if shared is None or os.environ["PYTEST_XDIST_WORKER"] != "gw0":
        return
    shared.mkdir()
    for name in sorted({TESTS[item.name] for item in session.items if item.name in TESTS}):
        files = (str(shared / f"{name}.txt"), str(shared / name))
        process = subprocess.Popen([sys.executable, "-c", RUN, *files, *COMMANDS[name]], cwd=ROOT)
        session.config.add_cleanup(partial(_await, process))
        if sys.platform != "win32":
            os.setpriority(os.PRIO_PROCESS, process.pid, LOW_PRIORITY)


def _await(process: subprocess.Popen[bytes]) -> None:
    process.wait()


def passes(name: str, config: pytest.Config) -> None:
    """Wait until a check has ended, or run it where none was begun. Fails with what it says."""
    shared = folder(config)
    if shared is None:
        process = subprocess.run(COMMANDS[name], cwd=ROOT, capture_output=True, text=True, check=False)
        assert process.returncode == 0, process.stdout + process.stderr
        return
    end = time.monotonic() + PATIENCE
    while not (shared / name).exists():
        assert time.monotonic() < end, f"{name} has not ended"
        time.sleep(0.2)
    assert (shared / name).read_text() == "0", (shared / f"{name}.txt").read_text()
