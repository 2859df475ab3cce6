"""The first visitor of a server may come by a link to any page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import opened, serve
from tests.tiny import build

pytestmark = pytest.mark.browser


def test_a_link_to_a_page_is_followed_on_a_fresh_server(context: BrowserContext, tmp_path: Path) -> None:
    with serve(build(tmp_path, scorers=["additive"])) as served:
        page = opened(context, f"{served.address}/what-if")
        expect(page.locator(".what-side")).to_have_count(2)
        expect(page.get_by_role("dialog")).to_have_count(0)
