"""python -m seq2seq, and `gaze` where it is installed: see `seq2seq.cli.main`."""

import sys

from seq2seq.cli.main import main


def gaze() -> int:
    """The command `gaze`; returns the exit code."""
    return main(sys.argv[1:], "gaze")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
