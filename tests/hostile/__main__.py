"""`python -m tests.hostile`: what the app does for somebody while somebody else floods it; on loopback, seeded, for a
few minutes. Figures are of the machine that this runs on, which should be quiet; what is asked are ratios."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, TemporaryFile

from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.trace.trace import NothingToTranslate
from tests import tiny
from tests.browser import serve
from tests.hostile.attacks import ATTACKS
from tests.hostile.sieges import besiege
from tests.hostile.test_library import SCORERS, draw_request, refusal

MOST_TIMES, MOST_MEGABYTES = 3.0, 1200.0


def ask_library(count: int, seed: int) -> str:
    """What became of so many hostile requests; anything else than a trace or a refusal raises."""
    outcomes = Counter[str]()
    with TemporaryDirectory() as folder:
        root = tiny.build(Path(folder), scorers=SCORERS)
        bundles = [load_bundle(f"zh-en/{scorer}", root) for scorer in SCORERS]
        for number in range(count):
            random = Random(f"{seed} {number}")
            try:
                outcomes[refusal(random.choice(bundles), Request.from_dict(draw_request(random))) and "refused"] += 1
            except NothingToTranslate:
                outcomes["nothing to translate"] += 1
            except ValueError:
                outcomes["unreadable"] += 1
    return f"{count} requests to the library: {outcomes.pop('')} translated, {dict(outcomes)}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ATTACK", help=", ".join(attack.__name__ for attack in ATTACKS))
    parser.add_argument("--seconds", type=float, default=20, help="of each attack")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true", help="fail where something is not as asked")
    parser.add_argument("--requests", type=int, default=20_000, help="that the library gets")
    options = parser.parse_args()
    chosen = [attack for attack in ATTACKS if not options.names or attack.__name__ in options.names]
    sieges = []
    for attack in chosen:
        with TemporaryFile("w+") as log, serve(PRETRAINED, log=log) as served:
            sieges.append(siege := besiege(served, [attack], options.seconds, options.seed))
            log.seek(0)
            print(siege, f"; {len(log.readlines())} lines of log", sep="", flush=True)
    if not options.names:
        print(ask_library(options.requests, options.seed), flush=True)
    missed = [siege for siege in sieges if siege.ratio > MOST_TIMES or siege.memory[1] > MOST_MEGABYTES]
    return int(options.check and bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
