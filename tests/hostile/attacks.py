"""What one laptop can send to the app, on loopback, until a moment of the monotonic clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from random import Random
from urllib.error import URLError
from urllib.parse import urlsplit

from httpx2 import AsyncClient, AsyncHTTPTransport, HTTPError, Limits
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from pages.ui.features.rooms.room import CODE_LENGTH, CODE_LETTERS
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.training.live.settings import LiveSettings
from tests.load.session import visiting
from tests.load.upload import put_file

REFUSED: tuple[type[Exception], ...] = (OSError, WebSocketException, TimeoutError)
"""What the server may do to who attacks it."""
CHARACTERS = "我你他爱看书猫水家学校朋友老师今天昨天"


def socket(address: str) -> connect:
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(stream, subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None)


def rerun(random: Random, page: str = "") -> bytes:
    """A request for the whole page with a sentence that nobody has typed."""
    message = BackMsg()
    message.rerun_script.query_string = f"q={''.join(random.choices(CHARACTERS, k=12))}"
    message.rerun_script.page_name = page
    return message.SerializeToString()


async def reruns(address: str, random: Random, end: float) -> None:
    """Twenty sockets ask for new sentences, as often as is permitted."""
    await asyncio.gather(*(_ask(address, random, 10, end) for _ in range(20)))


async def flood_of_reruns(address: str, random: Random, end: float) -> None:
    """Twenty sockets ask five times as often, come again whenever they are closed, and leave what they asked for."""
    await asyncio.gather(*(_ask(address, random, 50, end) for _ in range(20)))


async def _ask(address: str, random: Random, rate: float, end: float) -> None:
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await _while_read(connection, lambda: _send(connection, lambda: rerun(random), rate, end))
        await asyncio.sleep(0.1)


async def _while_read(connection: ClientConnection, send: Callable[[], Awaitable[None]]) -> None:
    async def read() -> None:
        async for _ in connection:
            pass

    reading = asyncio.create_task(read())
    try:
        await send()
    finally:
        reading.cancel()


async def _send(connection: ClientConnection, draw: Callable[[], bytes], rate: float, end: float) -> None:
    while time.monotonic() < end:
        await connection.send(draw())
        await asyncio.sleep(1 / rate)


async def bombs(address: str, random: Random, end: float) -> None:
    """Messages of 15 MB of zeros, which are some kilobytes on the way."""
    zeros = bytes(15_000_000)
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await connection.send(zeros)
                await asyncio.wait_for(connection.wait_closed(), 5)
        await asyncio.sleep(0.05 + random.random() / 20)


async def frames_of_text(address: str, random: Random, end: float) -> None:
    """Text where bytes are expected."""
    while time.monotonic() < end:
        with suppress(*REFUSED):
            async with socket(address) as connection:
                await connection.send("".join(random.choices(CHARACTERS, k=100)))
                await asyncio.wait_for(connection.wait_closed(), 5)
        await asyncio.sleep(0.02)


# -- rooms


def http(address: str, seat: str | None = None) -> AsyncClient:
    """A client; `seat` is the address on loopback that it comes from."""
    transport = AsyncHTTPTransport(limits=Limits(max_connections=None), trust_env=False, local_address=seat)
    return AsyncClient(base_url=address, timeout=10, transport=transport)


async def opened_room(client: AsyncClient) -> tuple[str, dict[str, str]]:
    """The path of a new room, and the headers of its teacher."""
    answer = (await client.post("/api/rooms", json={"address": "/", "hidden": [], "frozen": False})).json()
    return f"/api/rooms/{answer['code']}", {"Authorization": f"Bearer {answer['secret']}"}


async def guesses(address: str, random: Random, end: float) -> None:
    """Codes of rooms on every route, sixteen at a time; one that is found fails."""
    paths = ("", "/events", "/answers.csv", "/answer", "/here", "/lead")

    async def guess(client: AsyncClient) -> None:
        while time.monotonic() < end:
            path = random.choice(paths)
            code = "".join(random.choices(CODE_LETTERS, k=CODE_LENGTH))
            method, body = ("GET", None) if path in paths[:3] else ("POST", {})
            with suppress(HTTPError):
                answer = await client.request(method, f"/api/rooms/{code}{path}", json=body)
                assert answer.status_code in (404, 429), "a room was found"

    async with http(address) as client:
        await asyncio.gather(*(guess(client) for _ in range(16)))


async def openings(address: str, random: Random, end: float) -> None:
    """Rooms that nobody looks at."""
    async with http(address) as client:
        while time.monotonic() < end:
            with suppress(HTTPError):
                lead = {"address": f"/?q={random.random()}", "hidden": [], "frozen": False}
                await client.post("/api/rooms", json=lead)
            await asyncio.sleep(0.01)


async def results(address: str, random: Random, end: float) -> None:
    """A room with sixty streams, as many answers as it takes, their result, and then twenty leads a second."""

    async def listen(path: str) -> None:
        async with client.stream("GET", f"{path}/events") as stream:
            async for _ in stream.aiter_bytes():
                pass

    async with http(address) as client:
        with suppress(HTTPError, KeyError):
            path, teacher = await opened_room(client)
            question = {"kind": "row", "words": "", "choices": [], "address": "/none?family=none"}
            await client.post(f"{path}/ask", json=question, headers=teacher)
            weights = [0.005] * 200
            for number in range(150):
                body = {"browser": f"browser-{number}", "number": 1, "answer": {"kind": "row", "weights": weights}}
                await client.post(f"{path}/answer", json=body)
            await client.post(f"{path}/reveal", json={}, headers=teacher)
            streams = [asyncio.create_task(listen(path)) for _ in range(60)]
            while time.monotonic() < end:
                lead = {"address": f"/?q={random.random()}", "hidden": [], "frozen": False}
                await client.post(f"{path}/lead", json=lead, headers=teacher)
                await asyncio.sleep(0.05)
            for stream in streams:
                stream.cancel()


async def answers(address: str, random: Random, end: float) -> None:
    """Thirty rooms, and as many long answers in each as it takes."""
    weights = [0.005] * 200
    async with http(address) as client:
        with suppress(HTTPError, KeyError):
            rooms = [await opened_room(client) for _ in range(30)]
            for path, teacher in rooms:
                question = {"kind": "row", "words": "", "choices": [], "address": "/"}
                await client.post(f"{path}/ask", json=question, headers=teacher)
            while time.monotonic() < end:
                path, _ = random.choice(rooms)
                answer = {"kind": "row", "weights": weights}
                body = {"browser": f"browser-{random.randrange(10**9)}", "number": 1, "answer": answer}
                await client.post(f"{path}/answer", json=body)


# -- live trainings


async def _listen(client: AsyncClient, run: str, end: float) -> None:
    while time.monotonic() < end:
        with suppress(HTTPError):
            async with client.stream("GET", "/api/live/events", params={"run": run}) as stream:
                async for _ in stream.aiter_bytes():
                    pass
        await asyncio.sleep(0.2)


async def idle_streams(address: str, random: Random, end: float) -> None:
    """Five hundred streams of runs that nobody plays, from three addresses."""
    streams = []
    async with AsyncExitStack() as stack:
        for seat in ("127.0.0.2", "127.0.0.3", "127.0.0.4"):
            client = await stack.enter_async_context(http(address, seat))
            for number in range(42):
                body = {"browser": f"listener-{number}", "lanes": [LiveSettings(seed=random.randrange(9)).code()]}
                with suppress(HTTPError, KeyError):
                    run = (await client.post("/api/live/open", json=body)).json()["run"]
                    streams += [asyncio.create_task(_listen(client, run, end)) for _ in range(4)]
        await asyncio.sleep(max(0.0, end - time.monotonic()))
        for stream in streams:
            stream.cancel()


async def live_runs(address: str, random: Random, end: float) -> None:
    """Runs of forty invented browsers with four lanes each, all played, and twelve streams of each."""
    async with http(address) as client:
        streams = []
        for number in range(40):
            lanes = [LiveSettings(seed=random.randrange(900)).code() for _ in range(4)]
            with suppress(HTTPError, KeyError):
                opened = await client.post("/api/live/open", json={"browser": f"invented-{number}", "lanes": lanes})
                run = opened.json()["run"]
                await client.post("/api/live/act", json={"run": run, "action": "play"})
                streams += [asyncio.create_task(_listen(client, run, end)) for _ in range(12)]
        await asyncio.sleep(max(0.0, end - time.monotonic()))
        for stream in streams:
            stream.cancel()


# -- bodies and files


async def half_bodies(address: str, random: Random, end: float) -> None:
    """Three hundred requests that are never sent to their end."""
    where = urlsplit(address)
    writers = []
    try:
        for number in range(300):
            if time.monotonic() > end:
                break
            with suppress(OSError):
                _, writer = await asyncio.open_connection(where.hostname, where.port)
                head = f"POST /api/rooms HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
                writer.write(f"{head}Content-Length: {1000 + number}\r\n\r\n{{".encode())
                writers.append(writer)
        await asyncio.sleep(max(0.0, end - time.monotonic()))
    finally:  # whoever besieges ends an attack that is late
        for writer in writers:
            writer.close()


async def uploads(address: str, random: Random, end: float) -> None:
    """Twenty files of two thousand pairs on Evidence at once, again and again."""
    pairs = "".join(
        f"{''.join(random.choices(CHARACTERS, k=12))}。\tI love you number {number}.\n" for number in range(2000)
    )

    async def upload() -> None:
        with suppress(*REFUSED, HTTPError, KeyError):
            async with visiting(address, "evidence", "order=length") as visitor:  # with the list of sentences open
                while time.monotonic() < end:
                    key = next(key for key in visitor.widgets if key.startswith("pairs-"))
                    await asyncio.wait_for(visitor.upload(key, "pairs.tsv", pairs.encode()), 10)

    await asyncio.wait([asyncio.ensure_future(upload()) for _ in range(20)], timeout=max(0.1, end - time.monotonic()))


async def files(address: str, random: Random, end: float) -> None:
    """Files of a megabyte that no page has asked for, under names that the browser gives them, one after the other."""
    with suppress(*REFUSED):
        async with visiting(address) as visitor:
            while time.monotonic() < end:
                where = f"{address}/_stcore/upload_file/{visitor.session}/{random.randrange(10**9)}"
                with suppress(URLError):
                    await asyncio.to_thread(put_file, where, "pairs.tsv", random.randbytes(1_000_000))


async def walk(address: str, random: Random, end: float) -> None:
    """Ten sessions go over all pages, with models of chance."""
    models = [(entry.family, entry.scorer) for entry in list_entries() if not entry.problem]

    async def wander() -> None:
        while time.monotonic() < end:
            family, scorer = random.choice(models)
            with suppress(*REFUSED):
                async with visiting(address, "", f"family={family}&scorer={scorer}") as visitor:
                    for page in random.sample(list(visitor.pages), k=len(visitor.pages)):
                        if time.monotonic() > end:
                            return
                        await asyncio.wait_for(visitor.go(page), 10)

    await asyncio.wait([asyncio.ensure_future(wander()) for _ in range(10)], timeout=max(0.1, end - time.monotonic()))


ATTACKS: tuple[Callable[[str, Random, float], Awaitable[None]], ...] = (
    *(reruns, flood_of_reruns, bombs, frames_of_text),
    *(guesses, openings, results, answers),
    *(idle_streams, live_runs, half_bodies, uploads, files, walk),
)
