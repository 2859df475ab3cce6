"""A proxy for journeys, between the browser and the app, that counts the bytes on the wire."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit


@dataclass
class Relay:
    """`address` is what the browser opens in place of the app's own."""

    address: str
    received: int = 0

    def take_received(self) -> int:
        """Bytes that the browser has received since this was last asked."""
        count, self.received = self.received, 0
        return count


@contextmanager
def relayed(address: str) -> Iterator[Relay]:
    """A relay to the app at this address."""
    parts = urlsplit(address)
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
        relay = Relay(parts._replace(netloc=f"localhost:{port}").geturl())
        Thread(target=_accept, args=(server, ("localhost", parts.port), relay), daemon=True).start()
        yield relay
        server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, app: tuple[str, int], relay: Relay) -> None:
    with suppress(OSError):
        while True:
            browser, _ = server.accept()
            behind = socket.create_connection(app)
            Thread(target=_pass, args=(browser, behind), daemon=True).start()
            Thread(target=_pass, args=(behind, browser, relay), daemon=True).start()


def _pass(source: socket.socket, target: socket.socket, relay: Relay | None = None) -> None:
    """Hand on until one side has had enough."""
    with source, suppress(OSError):
        while data := source.recv(65536):
            if relay:
                relay.received += len(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
