"""The first visitor of a server may come by a link to any page, and a server that is ended leaves nothing behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import opened, serve
from tests.tiny import build

pytestmark = pytest.mark.browser


def test_a_link_is_followed_on_a_fresh_server_which_leaves_nothing_behind(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serve(build(tmp_path, scorers=["additive"])) as served:
        page = opened(context, f"{served.address}/what-if")
        expect(page.locator(".what-side")).to_have_count(2)
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert list(temporary.glob("gaze-*/*.js")) != []
        page.close()
        os.kill(served.process, signal.SIGTERM)
        psutil.Process(served.process).wait(20)
    assert list(temporary.iterdir()) == []
