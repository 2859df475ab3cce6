"""`python -m tests.hostile`: what the app does for somebody while somebody else floods it; on loopback, seeded, for a
few minutes. Figures are of the machine that this runs on, which should be quiet; what is asked are ratios."""

from __future__ import annotations

import argparse
from tempfile import TemporaryFile

from seq2seq.config.places import PRETRAINED
from tests.browser import serve
from tests.hostile.attacks import ATTACKS
from tests.hostile.sieges import besiege

MOST_TIMES, MOST_MEGABYTES = 3.0, 1200.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ATTACK", help=", ".join(attack.__name__ for attack in ATTACKS))
    parser.add_argument("--seconds", type=float, default=20, help="of each attack")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true", help="fail where something is not as asked")
    options = parser.parse_args()
    chosen = [attack for attack in ATTACKS if not options.names or attack.__name__ in options.names]
    sieges = []
    for attack in chosen:
        with TemporaryFile("w+") as log, serve(PRETRAINED, log=log) as served:
            sieges.append(siege := besiege(served, [attack], options.seconds, options.seed))
            log.seek(0)
            print(siege, f"; {len(log.readlines())} lines of log", sep="", flush=True)
    missed = [siege for siege in sieges if siege.ratio > MOST_TIMES or siege.memory[1] > MOST_MEGABYTES]
    return int(options.check and bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
