"""What stands around Streamlit on the way to a browser: headers, health, limits on messages, logs."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg, InstallSkillsRequestPayload
from streamlit.proto.ClientState_pb2 import ClientState

from pages.ui.server import entry, websocket
from pages.ui.server.headers import content_security_policy, security_headers, server_error
from pages.ui.server.logs import discreet_record
from pages.ui.server.middleware import BodiesInTime
from pages.ui.server.websocket import MOST_BYTES, TokenBucket, WebsocketLimits

SENTENCE = "我的密码是月亮"
get_option = config.get_option


async def fail(_request: Request) -> Response:
    raise RuntimeError(SENTENCE)


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_bytes(await socket.receive_bytes())


@pytest.fixture
def client() -> TestClient:
    """A server with our routes and middleware around a page, an error and an echo in place of Streamlit's."""
    page = Route("/", lambda _request: PlainTextResponse("page"))
    app = Starlette(
        routes=[*entry.routes(), page, Route("/fail", fail), WebSocketRoute("/echo", echo)],
        middleware=entry.middleware(),
        exception_handlers={Exception: server_error},
    )
    return TestClient(app, raise_server_exceptions=False)


# -- headers


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/healthz", 200), ("/nothing", 404), ("/fail", 500)])
def test_every_answer_has_the_security_headers(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in security_headers()} == security_headers()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_may_run_no_script_but_the_apps_own_and_the_one_in_streamlits_page() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{allowed}';" in content_security_policy("'self'")


def test_a_learning_platform_may_show_the_app_in_a_frame() -> None:
    policy = content_security_policy("'self' https://moodle.school.example https://*.canvas.example:8443")
    assert policy.endswith("; frame-ancestors 'self' https://moodle.school.example https://*.canvas.example:8443")


@pytest.mark.parametrize("sources", ["", "https://a.example; script-src *", "https://a.example,https://b.example", "*"])
def test_who_may_frame_the_app_is_refused_if_it_is_no_list_of_sources(sources: str) -> None:
    with pytest.raises(ValueError, match="GAZE_FRAME_ANCESTORS must be sources with spaces between"):
        content_security_policy(sources)


# -- health


def test_a_server_that_can_read_models_is_ready(
    client: TestClient, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(house))
    assert client.get("/healthz").text == "ok"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"models": 2})


def test_a_server_without_models_is_alive_and_not_ready(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (503, {"models": 0})


# -- messages


def test_a_message_that_is_too_large_closes_the_websocket(client: TestClient) -> None:
    with client.websocket_connect("/echo") as socket:
        socket.send_bytes(b"\0" * MOST_BYTES)
        assert len(socket.receive_bytes()) == MOST_BYTES
        socket.send_bytes(b"x" * (MOST_BYTES + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 1009


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null", "http://["])
def test_a_page_of_another_address_gets_no_websocket(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/echo", headers={"Origin": origin}),
    ):
        pass
    assert refused.value.status_code == 403
    assert refused.value.headers["X-Content-Type-Options"] == "nosniff"


def test_the_apps_own_pages_get_one(client: TestClient) -> None:
    with client.websocket_connect("/echo", headers={"Origin": "http://testserver"}) as socket:
        socket.send_bytes(b"here")
        assert socket.receive_bytes() == b"here"


@pytest.mark.parametrize(
    "request_",
    [
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
        BackMsg(load_git_info=True),
        BackMsg(debug_disconnect_websocket=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(backend_operation_request=BackendOperationRequest(install_skills=InstallSkillsRequestPayload())),
    ],
    ids=str,
)
def test_what_is_for_developers_is_not_for_visitors(client: TestClient, request_: BackMsg) -> None:
    rerun = BackMsg(rerun_script=ClientState(query_string="text=我")).SerializeToString()
    with client.websocket_connect("/echo") as socket:
        socket.send_bytes(request_.SerializeToString())
        socket.send_bytes(rerun)
        assert socket.receive_bytes() == rerun


def test_who_takes_too_many_tokens_waits_until_they_are_back() -> None:
    now = [100.0]
    bucket = TokenBucket(rate=2.0, burst=3.0, clock=lambda: now[0])
    assert [bucket.take(1) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    now[0] += 60
    assert [bucket.take(3), bucket.take(1)] == [0, 0.5]


def message(size: int = 1) -> Message:
    return {"type": "websocket.receive", "bytes": b"x" * size}


class Browser:
    """A browser that has sent these messages, and what the app got of them until it was told that the browser has
    gone."""

    def __init__(self, *messages: Message, stays: bool = False) -> None:
        self.messages, self.stays = list(messages), stays
        self.arrived: list[Message] = []
        self.closed: list[int] = []

    async def receive(self) -> Message:
        if self.messages:
            return self.messages.pop(0)
        await asyncio.sleep(60 if self.stays else 0)
        return {"type": "websocket.disconnect", "code": 1001}

    async def send(self, message: Message) -> None:
        self.closed.append(message["code"])

    async def app(self, _scope: object, receive: websocket.Receive, _send: object) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.arrived.append(message)

    async def visit(self, limits: WebsocketLimits | None = None, address: str = "192.0.2.1") -> Browser:
        scope = {"type": "websocket", "headers": [], "client": (address, 1)}
        with suppress(TimeoutError):
            await asyncio.wait_for((limits or WebsocketLimits(self.app, 9))(scope, self.receive, self.send), 3)
        return self


@pytest.mark.slow
def test_who_sends_too_often_is_slowed_and_all_of_it_arrives() -> None:
    began = time.monotonic()
    browser = asyncio.run(Browser(*[message()] * 60, stays=True).visit())
    assert len(browser.arrived) == 60 and not browser.closed
    assert time.monotonic() - began > 1.5


def test_what_a_browser_has_sent_that_has_gone_is_dropped() -> None:
    """The burst may arrive; what waits for its turn does not."""
    browser = asyncio.run(Browser(*[message()] * 60).visit())
    assert len(browser.arrived) <= websocket.BURST + 1


def test_who_sends_far_too_often_is_disconnected() -> None:
    browser = asyncio.run(Browser(*[message()] * 400, stays=True).visit())
    assert browser.closed == [1008]
    assert len(browser.arrived) <= websocket.BURST + 1


def test_text_closes_the_websocket_with_one_line_of_log(caplog: pytest.LogCaptureFixture) -> None:
    browser = asyncio.run(Browser({"type": "websocket.receive", "text": SENTENCE}, stays=True).visit())
    assert (browser.closed, browser.arrived) == ([1003], [])
    assert [record.getMessage() for record in caplog.records] == ["a websocket was closed: it sent text"]


def test_when_all_places_are_taken_the_address_with_the_most_gives_way() -> None:
    async def visit() -> tuple[list[Browser], Browser]:
        async def serve(_scope: object, receive: websocket.Receive, _send: object) -> None:
            while (await receive())["type"] != "websocket.disconnect":
                pass

        limits = WebsocketLimits(serve, 3)
        crowd = [Browser(stays=True) for _ in range(3)]
        tasks = []
        for browser in crowd:
            tasks.append(asyncio.create_task(browser.visit(limits)))
            await asyncio.sleep(0.01)
        other = Browser(stays=True)
        tasks.append(asyncio.create_task(other.visit(limits, "192.0.2.2")))
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        return crowd, other

    crowd, other = asyncio.run(visit())
    assert [browser.closed for browser in crowd] == [[], [], [1013]]
    assert other.closed == []


def test_addresses_of_one_network_count_as_one() -> None:
    assert websocket.network("2001:db8::1") == websocket.network("2001:db8:0:0:ffff::2")
    assert websocket.network("2001:db8:0:1::1") != websocket.network("2001:db8::1")
    assert websocket.network("192.0.2.1") != websocket.network("192.0.2.2")


@pytest.mark.parametrize("written", ["", "0", "-1", "many", "٣"])
def test_how_many_visitors_there_may_be_is_a_number(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_VISITORS", written)
    with pytest.raises(ValueError, match="GAZE_VISITORS must be a number above zero"):
        websocket.most_visitors()


# -- the door


def test_other_names_than_the_hosts_own_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = {"Host": "evil.example", "Origin": "http://evil.example"}
    lead = {"address": "/", "hidden": [], "frozen": False}
    assert client.post("/api/rooms", json=lead, headers=evil).status_code == 201, (
        "every name is one until a list is set"
    )
    hosts = {"server.allowedHosts": ["school.example", "*.school.example"]}
    monkeypatch.setattr(config, "get_option", lambda name: hosts.get(name) or get_option(name))
    assert client.post("/api/rooms", json=lead, headers=evil).status_code == 421
    assert client.post("/api/rooms", json=lead, headers={"Host": "gaze.school.example:8501"}).status_code == 201
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8501"}).status_code == 200
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/echo", headers=evil):
        pass


def test_a_body_that_does_not_come_in_time_is_refused() -> None:
    async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(str(len(await Request(scope, receive).body())))(scope, receive, send)

    async def answer(*parts: Message) -> int:
        coming, sent = list(parts), list[Message]()

        async def receive() -> Message:
            if not coming:
                await asyncio.sleep(60)
            return coming.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await BodiesInTime(read_all, 0.1)({"type": "http", "method": "POST", "headers": []}, receive, send)
        return sent[0]["status"] if sent else 0

    half: Message = {"type": "http.request", "body": b"half", "more_body": True}
    assert asyncio.run(answer(half, half | {"more_body": False})) == 200
    assert asyncio.run(answer(half, half)) == 408
    assert asyncio.run(answer(half, {"type": "http.disconnect"})) == 0, "nobody is there any more"


# -- logs


def formatted(level: int, message: str, *arguments: object, error: BaseException | None = None) -> str:
    where = (type(error), error, error.__traceback__) if error else None
    return logging.Formatter().format(discreet_record("test", level, "file.py", 1, message, arguments, where))


def test_an_error_is_logged_with_its_place_and_without_its_words() -> None:
    try:
        try:
            raise KeyError(SENTENCE)
        except KeyError as cause:
            raise ValueError(f"unknown: {SENTENCE}") from cause
    except ValueError as error:
        line = formatted(logging.ERROR, "Uncaught app execution", error=error)
    assert "Uncaught app execution" in line and "KeyError" in line and line.endswith("ValueError")
    assert f'File "{__file__}", line' in line
    assert SENTENCE not in line


def test_debugging_output_has_no_values() -> None:
    assert formatted(logging.DEBUG, "Received the following back message:\n%s", SENTENCE).startswith("Received")
    assert SENTENCE not in formatted(logging.DEBUG, "Received: %s", SENTENCE)
    assert formatted(logging.INFO, "%d models", 3) == "3 models"
