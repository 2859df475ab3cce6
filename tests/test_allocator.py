"""The settings of the allocator are known to glibc, and nothing breaks where there is another one."""

import ctypes
import platform

import pytest

from seq2seq.model.allocator import keep_freed_memory, share_arenas


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators have no such settings")
def test_glibc_accepts_them() -> None:
    assert share_arenas() and keep_freed_memory()


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not share_arenas() and not keep_freed_memory()
