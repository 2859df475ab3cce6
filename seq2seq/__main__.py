"""python -m seq2seq: see `seq2seq.cli`."""

import sys

from seq2seq.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
