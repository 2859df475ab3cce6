"""Collects garbage while the server is idle, lets go of models that nobody uses, and gives back the memory that both
held. By default Streamlit searches all objects after every run of a page, which takes longer than the page;
`.streamlit/config.toml` switches that off."""

from __future__ import annotations

import gc
import threading
import time

from pages.ui.engine.loaded import let_go_of_unused_models
from seq2seq.model.allocator import return_freed_memory

CHECK_INTERVAL = 1.0
"""Seconds between two checks of how busy the server is."""
IDLE_SHARE = 0.05
"""The share of a processor below which the server counts as idle."""
LEAST_WORK = 10.0
"""Least processor seconds between two collections, since one of all objects takes some tenths of a second."""
LONGEST_DELAY = 20.0
"""Seconds after which garbage is collected even if the server is not idle. A class that never rests would otherwise
keep what each visitor held when a model was loaded, which sets all objects aside: with thirty busy visitors, 100 MB in
a minute."""
OLD_THRESHOLD = 1_000_000
"""Collections of young objects before Python collects the old ones by itself: so many that it never does."""


def collect_when_idle() -> None:
    """Start a thread that collects garbage until the process ends."""
    gc.set_threshold(*gc.get_threshold()[:2], OLD_THRESHOLD)
    threading.Thread(target=_collect_forever, daemon=True, name="garbage").start()


def _collect_forever() -> None:
    collected = used = time.process_time()
    last = time.monotonic()
    while True:
        time.sleep(CHECK_INTERVAL)
        let_go_of_unused_models()
        before, used = used, time.process_time()
        idle, late = used - before < IDLE_SHARE * CHECK_INTERVAL, time.monotonic() - last > LONGEST_DELAY
        if used - collected > LEAST_WORK and (idle or late):
            collect_everything()
            return_freed_memory()
            collected, last = time.process_time(), time.monotonic()


def collect_everything() -> None:
    """Collect all unreachable objects, and freeze the others: until the next call, no collection searches them."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
