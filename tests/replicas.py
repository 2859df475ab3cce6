"""Several servers behind the proxy of deploy/, without containers: `with replicated(models, 2) as replicas: …`"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import browser

CONFIGURATION = browser.APP.parent / "deploy" / "haproxy.cfg"
HAPROXY = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
"""Debian installs it where only its administrator looks."""


@dataclass(frozen=True)
class Replicas:
    """The proxy's address, its process and log, and the servers behind it by the names that the log gives them."""

    address: str
    proxy: int
    log: Path
    servers: dict[str, browser.Served]

    def answers(self) -> list[tuple[str, str]]:
        """Which server answered which path, a line each."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [(server, path) for _, _, server, _, path, *rest in lines if "ms" in rest]


@contextmanager
def replicated(pretrained: Path, count: int, folder: Path) -> Iterator[Replicas]:
    """So many servers with these models, and HAProxy before them with the configuration of deploy/. `folder` is for
    its files."""
    with ExitStack() as stack:
        servers = [stack.enter_context(browser.serve(pretrained)) for _ in range(count)]
        names = {f"replica{number}": server for number, server in enumerate(servers, start=1)}
        port, file, log = browser.free_port(), folder / "haproxy.cfg", folder / "haproxy.log"
        file.write_text(configuration(port, names))
        command = [str(HAPROXY), "-db", "-f", str(file)]
        output = stack.enter_context(log.open("w"))
        environment = os.environ | {"GAZE_COOKIE": "attr SameSite=Lax"}
        proxy = stack.enter_context(subprocess.Popen(command, env=environment, stdout=output, stderr=output))
        stack.callback(proxy.terminate)
        address = f"http://localhost:{port}"
        browser.wait_for(f"{address}/readyz")
        yield Replicas(address, proxy.pid, log, names)


def configuration(port: int, servers: dict[str, browser.Served]) -> str:
    """The proxy's configuration with this port, and these servers in place of those that a container's name gives."""
    template = re.compile(r"^( *)server-template .*$", re.MULTILINE)
    lines = [f"    server {name} localhost:{served.address.rpartition(':')[2]}" for name, served in servers.items()]
    text = template.sub("\n".join(lines), CONFIGURATION.read_text())
    return text.replace("bind :8080", f"bind 127.0.0.1:{port}")
