"""A page names the files of Streamlit that it will need, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.ui.server import preload
from pages.ui.server.preload import PreloadHeader, preload_links

STATIC = Path(streamlit.__file__).with_name("static")


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", lambda _request: HTMLResponse("page")), Route("/text", lambda _request: PlainTextResponse(""))]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PreloadHeader)]))


def test_a_page_names_files_that_there_are_and_that_it_does_not_name_itself(client: TestClient) -> None:
    links = client.get("/").headers["link"].split(", ")
    names = [re.fullmatch(r"<\./static/js/([\w.-]+\.js)>; rel=modulepreload", link) for link in links]
    files = [name[1] for name in names if name]
    assert len(files) == len(links) == len(set(files)) > 20
    assert all((STATIC / "static" / "js" / file).is_file() for file in files)
    index = (STATIC / "index.html").read_text("utf-8")
    assert not [file for file in files if file in index]


@pytest.mark.parametrize("element", preload.ELEMENTS)
def test_streamlit_has_a_file_of_each_element(element: str) -> None:
    assert preload_links().count(f"/{element}.") == 1


def test_what_is_no_page_names_nothing(client: TestClient) -> None:
    assert "link" not in client.get("/text").headers
