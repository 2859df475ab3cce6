"""Scripts and style sheets are sent compressed, each compressed once."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from pages.ui.server import middleware
from pages.ui.server.middleware import CompressedScripts

SCRIPT = "/static/js/index.D1-a_b.js"
TEXT = "const answer = 42;\n" * 1000


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A server of a script, a style sheet, a picture and a page."""
    files = {"js/index.D1-a_b.js": TEXT, "css/index.css": "p { color: red }\n" * 100, "js/page.html": "<p>"}
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    app = Starlette(routes=[Mount("/", StaticFiles(directory=tmp_path))], middleware=[Middleware(CompressedScripts)])
    return TestClient(app)


@pytest.mark.parametrize("path", [SCRIPT, "/static/css/index.css"])
def test_a_script_comes_compressed_and_whole(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 10
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]


def test_it_is_compressed_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = []

    def compress(content: bytes, level: int) -> bytes:
        levels.append(level)
        return packed(content, level)

    packed = gzip.compress
    monkeypatch.setattr(middleware.gzip, "compress", compress)
    assert [client.get(SCRIPT).text for _ in range(3)] == [TEXT] * 3
    assert len(levels) == 1


def test_who_has_it_is_told_so(client: TestClient) -> None:
    tag = client.get(SCRIPT).headers["ETag"]
    assert tag.startswith("W/")
    assert client.get(SCRIPT, headers={"If-None-Match": tag}).status_code == 304


def test_a_part_and_what_is_no_script_come_as_they_are(client: TestClient) -> None:
    part = client.get(SCRIPT, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.text) == (206, "const")
    assert "Content-Encoding" not in client.get("/static/js/page.html").headers


def test_what_is_missing_stays_missing(client: TestClient) -> None:
    assert client.get("/static/js/none.js").status_code == 404
    assert client.get(SCRIPT).text == TEXT


@pytest.mark.parametrize("slow", [SCRIPT, "/static/js/none.js"])
def test_a_slow_reader_keeps_nobody_waiting(client: TestClient, slow: str) -> None:
    """Also of a script that is missing, whose answer is not kept."""
    assert asyncio.run(asyncio.wait_for(_read_behind(client, slow), 5)) == TEXT


async def _read_behind(client: TestClient, slow: str) -> str:
    """The script as somebody gets it while somebody else takes nothing of an answer."""
    reads, never, body = asyncio.Event(), asyncio.Event(), bytearray()

    async def take_nothing(_message: Message) -> None:
        reads.set()
        await never.wait()

    async def take(message: Message) -> None:
        body.extend(message.get("body", b""))

    async def ask() -> None:
        await client.app(_request(slow), _stays, take_nothing)

    stuck = asyncio.create_task(ask())
    await reads.wait()
    await client.app(_request(SCRIPT), _stays, take)
    stuck.cancel()
    return gzip.decompress(body).decode()


def _request(path: str) -> dict[str, Any]:
    headers = [(b"accept-encoding", b"gzip")]
    return {"type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"", "headers": headers}


async def _stays() -> Message:
    """The reader neither sends more nor leaves."""
    return await asyncio.get_running_loop().create_future()


def test_an_answer_that_was_broken_off_is_not_kept() -> None:
    """As where somebody goes away while a script is sent: the next one gets all of it."""
    sizes = iter((100, len(TEXT)))

    async def breaks_off_once(_scope: Scope, _receive: Receive, send: Send) -> None:
        length = str(len(TEXT)).encode()
        headers = [(b"content-type", b"text/javascript"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": TEXT.encode()[: next(sizes)]})

    async def visits() -> str:
        app, body = CompressedScripts(breaks_off_once), bytearray()

        async def take(message: Message) -> None:
            body.extend(message.get("body", b""))

        await app(_request(SCRIPT), _stays, take)
        body.clear()
        await app(_request(SCRIPT), _stays, take)
        return gzip.decompress(body).decode()

    assert asyncio.run(visits()) == TEXT
