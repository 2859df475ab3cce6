"""The settings of the allocator are known to glibc, and nothing breaks where there is another one."""

import ctypes
import platform
import subprocess
import sys

import pytest

from seq2seq.model.allocator import keep_freed_memory, return_freed_memory, share_arenas
from tests.browser import APP

only_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators have no such settings")


@only_glibc
def test_glibc_accepts_them() -> None:
    assert share_arenas() and keep_freed_memory()


@only_glibc
def test_what_is_free_between_blocks_in_use_is_given_back() -> None:
    """In a process of its own: what other tests have free would be given back here."""
    code = """
import psutil
from seq2seq.model.allocator import return_freed_memory
memory = psutil.Process().memory_info
blocks = [bytes(8_000) for _ in range(20_000)]
blocks = blocks[::20]
before = memory().rss
assert return_freed_memory()
print(before - memory().rss)
"""
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=APP.parent)
    assert int(printed.stdout) > 50e6


@only_glibc
def test_a_server_returns_large_blocks_at_once() -> None:
    """As the matrices of a model that is let go are, also between what is still in use."""
    code = """
import psutil
from seq2seq.model.allocator import share_arenas
memory = psutil.Process().memory_info
share_arenas()
len(b"x" * 30_000_000)  # after which glibc would keep blocks of this size
blocks = [(b"x" * 1_000_000, b"x" * 2_000) for _ in range(100)]
small, before = [small for _, small in blocks], memory().rss
del blocks
print(before - memory().rss)
"""
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=APP.parent)
    assert int(printed.stdout) > 90e6


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not share_arenas() and not keep_freed_memory() and not return_freed_memory()
