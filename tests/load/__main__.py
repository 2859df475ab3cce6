"""`python -m tests.load`: how the app does under the load of a class, beside what is asked of it.

Times are of the machine that this runs on, and the load takes some of it; what is asked are ratios of one run. It
measures processor time with Linux's clock ticks of 10 ms, so a figure is the mean of many sentences.
"""

from __future__ import annotations

import argparse
import asyncio
from tempfile import TemporaryFile

from tests.load.report import QUICK, Size, measure
from tests.load.sentences import unique_sentences
from tests.load.server import started
from tests.load.soak import soak
from tests.load.table import Row, missed


def _minutes(written: str) -> float:
    """Seconds of `20m`."""
    return float(written.removesuffix("m")) * 60


def soak_afresh(seconds: float) -> list[Row]:
    """On a server of its own, whose log is read as well."""
    with TemporaryFile("w+") as log, started(log=log) as server:
        return asyncio.run(soak(server, log, unique_sentences(), seconds))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where something is not as asked")
    parser.add_argument("--quick", action="store_true", help="less of everything: to try it, not to measure")
    parser.add_argument("--soak", type=_minutes, metavar="20m", help="thirty visitors do this and that for so long")
    options = parser.parse_args()
    rows = soak_afresh(options.soak) if options.soak else asyncio.run(measure(QUICK if options.quick else Size()))
    print(*rows, sep="\n")
    return int(options.check and bool(missed(rows)))


if __name__ == "__main__":
    raise SystemExit(main())
