"""The static site of the documents: all of them are in it, all links lead somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import subprocess
import sys
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from seq2seq.config.places import HOUSE

pytestmark = pytest.mark.slow
LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href"}


class Page(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids, self.links, self.loaded = set[str](), list[str](), list[str]()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if address := values.get(LOADED.get(tag, ""), ""):
            self.loaded.append(address)


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def pages(self) -> dict[Path, Page]:
        return {path: Page(path) for path in self.folder.rglob("*.html") if path.name != "demo.html"}

    def leads_somewhere(self, start: Path, link: str) -> bool:
        parts = urlsplit(link)
        there = (start.parent / unquote(parts.path)).resolve() if parts.path else start
        known = self.pages.get(there)
        return there.is_file() and (known is None or not parts.fragment or parts.fragment in known.ids)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, of which the generator has warned of nothing."""
    folder = tmp_path_factory.mktemp("site") / "site"
    made = subprocess.run([sys.executable, HOUSE / ".ci" / "site", folder], capture_output=True, text=True)
    assert (made.returncode, made.stderr) == (0, "")
    return Site(folder)


def test_every_document_is_a_page(site: Site) -> None:
    documents = {path.stem for path in (HOUSE / "docs").glob("*.md")} | {"index"}
    families = {path.parent.name for path in (HOUSE / "pretrained").glob("*/README.md")}
    made = {str(path.relative_to(site.folder).with_suffix("").as_posix()) for path in site.pages}
    assert made >= documents | {f"models/{family}" for family in families}


def test_every_link_of_the_site_leads_somewhere(site: Site) -> None:
    inner = [(path, link) for path, page in site.pages.items() for link in page.links if not urlsplit(link).scheme]
    assert len(inner) > 500
    assert [(path.name, link) for path, link in inner if not site.leads_somewhere(path, link)] == []


def test_the_site_loads_nothing_from_elsewhere(site: Site) -> None:
    loaded = [(path, address) for path, page in site.pages.items() for address in page.loaded]
    assert (
        loaded and [(path.name, address) for path, address in loaded if not site.leads_somewhere(path, address)] == []
    )


def test_the_first_page_leads_to_one_that_translates(site: Site) -> None:
    assert "demo.html" in site.pages[site.folder / "index.html"].links
    assert "我爱你" in (site.folder / "demo.html").read_text("utf-8")
