"""What is uploaded and never used takes little memory, and what is never sent to its end keeps nobody waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.ui.server.middleware import UPLOADS, UploadsUnderWay
from pages.ui.streamlit_compat import server
from pages.ui.streamlit_compat.server import bound_kept_files
from seq2seq.config.places import PRETRAINED
from tests.browser import serve
from tests.hostile.sieges import megabytes
from tests.load.sentences import unique_sentences
from tests.load.session import visiting
from tests.load.upload import put_file

MEGABYTE = bytes(1_000_000)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", MemoryUploadedFileManager.add_file)
    bound_kept_files()
    return MemoryUploadedFileManager("/upload")


def put(manager: MemoryUploadedFileManager, session: str, name: str, data: bytes = b"x") -> None:
    manager.add_file(session, UploadedFileRec(name, name, "text/plain", data))


def names(manager: MemoryUploadedFileManager, session: str) -> list[str]:
    return [file.file_id for file in manager.get_files(session, ["one", "two", "three"])]


def test_a_session_keeps_its_newest_files(kept: MemoryUploadedFileManager) -> None:
    for name in ("one", "two", "three"):
        put(kept, "mine", name)
    put(kept, "yours", "one")
    assert (names(kept, "mine"), names(kept, "yours")) == (["two", "three"], ["one"])


def test_of_all_sessions_those_that_hold_most_give_way(
    kept: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_KEPT", 100)
    put(kept, "small", "one", bytes(10))
    for session in range(9):
        put(kept, f"flood-{session}", "one", bytes(40))
    assert names(kept, "small") == ["one"]
    assert sum(names(kept, f"flood-{session}") == ["one"] for session in range(9)) == 2


def test_an_upload_that_is_never_sent_to_its_end_keeps_nobody() -> None:
    async def take(request: Request) -> Response:
        return Response(str(len(await request.body())))

    app = UploadsUnderWay(Starlette(routes=[Route(f"{UPLOADS}{{name}}", take, methods=["PUT"])]), most=2)

    async def upload(*parts: Message) -> int:
        coming, sent = list(parts), list[Message]()

        async def receive() -> Message:
            if not coming:
                await asyncio.sleep(60)
            return coming.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {"type": "http", "method": "PUT", "path": f"{UPLOADS}one", "headers": []}
        await app(scope, receive, send)
        return sent[0]["status"]

    async def all_at_once() -> list[int]:
        half: Message = {"type": "http.request", "body": b"half", "more_body": True}
        held = [asyncio.create_task(upload(half)) for _ in range(2)]
        await asyncio.sleep(0.05)
        statuses = [await asyncio.wait_for(upload(half, half | {"more_body": False}), 5)]
        statuses.append(await asyncio.wait_for(held[0], 5))
        held[1].cancel()
        return statuses

    assert asyncio.run(all_at_once()) == [200, 503]


@pytest.mark.slow
def test_who_uploads_without_end_takes_no_memory_from_others() -> None:
    """This fails, too, if another release of Streamlit keeps files in another way."""

    async def flood(address: str, count: int) -> None:
        async with visiting(address) as visitor:
            await visitor.type(next(texts))  # the model is loaded
            for number in range(count):
                where = f"{address}/_stcore/upload_file/{visitor.session}/file-{number}"
                await asyncio.to_thread(put_file, where, "pairs.tsv", MEGABYTE)

    texts = unique_sentences(7)
    with serve(PRETRAINED) as served:
        asyncio.run(flood(served.address, 3))  # whatever else comes first has come
        before = megabytes(served)
        asyncio.run(flood(served.address, 150))
        assert megabytes(served) - before < 60
