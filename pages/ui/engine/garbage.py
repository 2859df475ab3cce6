"""Garbage is collected while nobody waits. Streamlit would search all objects after every run of a page, which takes
longer than the page; `.streamlit/config.toml` tells it not to."""

from __future__ import annotations

import gc
import threading
import time

LOOK = 1.0
"""Seconds between two looks at what the server is doing."""
IDLE_SHARE = 0.05
"""The share of a processor below which nobody is waiting for anything."""
WORTH = 10.0
"""Seconds of processor from one search to the next: that of all objects takes some tenths of a second itself."""
LONGEST = 60.0
"""Seconds until what has come since is searched, even though somebody may be waiting."""
NEVER = 1_000_000
"""So many collections of young objects would have to come before Python searched the old ones by itself."""


def collect_when_idle() -> None:
    """Begin to collect garbage in a thread of its own, for as long as the process lives."""
    gc.set_threshold(*gc.get_threshold()[:2], NEVER)
    threading.Thread(target=_collect_forever, daemon=True, name="garbage").start()


def _collect_forever() -> None:
    collected = used = time.process_time()
    last = time.monotonic()
    while True:
        time.sleep(LOOK)
        before, used = used, time.process_time()
        idle, late = used - before < IDLE_SHARE * LOOK, time.monotonic() - last > LONGEST
        if used - collected > WORTH and (idle or late):
            collect_everything() if idle else gc.collect()
            collected, last = time.process_time(), time.monotonic()


def collect_everything() -> None:
    """Collect all that nobody can reach any more. What lives is set aside: until this is done again, it is not
    searched."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
