"""The files of deploy/ fit the app and each other: ports, paths, names, bounds."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pages.ui.features.rooms.settings import REDIS_URL
from pages.ui.server import entry
from pages.ui.server.headers import FRAMES
from pages.ui.server.room_events import STREAM_LIFE
from tests.replicas import HAPROXY

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
PROXY = (DEPLOY / "haproxy.cfg").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
KUBERNETES, REDIS_THINGS = (
    {thing["kind"]: thing for thing in yaml.safe_load_all((DEPLOY / name).read_text("utf-8"))}
    for name in ("kubernetes.yaml", "redis.yaml")
)
GAZE, BEFORE = COMPOSE["services"]["gaze"], COMPOSE["services"]["proxy"]
POD = KUBERNETES["Deployment"]["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
PORT = "8501"
SHUT = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}
PATHS = {route.path for route in entry.routes()}


def test_all_speak_of_one_port() -> None:
    assert f"EXPOSE {PORT}" in DOCKERFILE and f"--server.port={PORT}" in DOCKERFILE
    assert GAZE["expose"] == [PORT] and f"gaze:{PORT} " in PROXY
    assert [port["containerPort"] for port in CONTAINER["ports"]] == [int(PORT)]
    (inside,) = re.findall(r"bind :(\d+)", PROXY)
    assert BEFORE["ports"] == [f"${{GAZE_PORT:-{inside}}}:{inside}"]


def probes() -> Iterator[str]:
    yield from (CONTAINER[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness"))
    yield from re.findall(r"http-check send meth GET uri (\S+)", PROXY)
    yield from re.findall(rf"http://127\.0\.0\.1:{PORT}(/\w+)", DOCKERFILE)


def test_health_is_asked_for_where_the_app_answers() -> None:
    probe_list = list(probes())
    assert probe_list == ["/readyz", "/readyz", "/healthz", "/readyz", "/healthz"] and set(probe_list) <= PATHS


def test_a_replica_is_nobody_in_a_read_only_container_without_a_way_out() -> None:
    assert GAZE.items() >= SHUT.items() and BEFORE.items() >= SHUT.items()
    assert GAZE["networks"] == ["inside"] and COMPOSE["networks"]["inside"] == {"internal": True}
    (user,) = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert POD["securityContext"]["runAsNonRoot"] and POD["securityContext"]["runAsUser"] == int(user) > 0
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in CONTAINER["volumeMounts"]] == ["/tmp"]
    to_redis, to_names = KUBERNETES["NetworkPolicy"]["spec"]["egress"]
    assert to_redis["to"] == [{"podSelector": {"matchLabels": {"app": "gaze-redis"}}}]
    assert {port["port"] for port in to_names["ports"]} == {53}


def test_replicas_share_rooms_in_a_redis_that_writes_nothing_and_that_nobody_else_reaches() -> None:
    redis, (container,) = (
        COMPOSE["services"]["redis"],
        REDIS_THINGS["Deployment"]["spec"]["template"]["spec"]["containers"],
    )
    assert redis.items() >= SHUT.items() and redis["networks"] == ["inside"] and "ports" not in redis
    assert redis["command"] == container["args"] and redis["image"] == container["image"]
    assert redis["command"][:5] == ["redis-server", "--save", "", "--appendonly", "no"]
    service = REDIS_THINGS["Service"]["metadata"]["name"]
    urls = {entry["name"]: entry["value"] for entry in CONTAINER["env"]}
    assert (GAZE["environment"][REDIS_URL], urls[REDIS_URL]) == ("redis://redis:6379/0", f"redis://{service}:6379/0")
    (allowed,) = REDIS_THINGS["NetworkPolicy"]["spec"]["ingress"]
    assert allowed["from"] == [{"podSelector": {"matchLabels": {"app": "gaze"}}}]
    assert REDIS_THINGS["NetworkPolicy"]["spec"]["egress"] == []


def test_a_replica_may_end_its_streams() -> None:
    """A server that is stopped waits for the events of rooms."""
    assert POD["terminationGracePeriodSeconds"] > STREAM_LIFE
    assert int(GAZE["stop_grace_period"].removesuffix("s")) > STREAM_LIFE


def test_a_browser_stays_on_its_replica() -> None:
    assert re.search(r"^ +cookie gaze-replica insert .*dynamic", PROXY, re.MULTILINE)
    notes = KUBERNETES["Ingress"]["metadata"]["annotations"]
    assert notes["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert notes["nginx.ingress.kubernetes.io/session-cookie-name"] == "gaze-replica"
    assert KUBERNETES["Service"]["spec"]["sessionAffinity"] == "ClientIP"


def test_no_proxy_logs_what_stands_in_an_address() -> None:
    (line,) = re.findall(r'log-format "(.*)"', PROXY)
    assert "%HPO" in line and not re.search(r"%(r|HQ|HU|HP)\b|%hr|%\[", line)
    notes = KUBERNETES["Ingress"]["metadata"]["annotations"]
    assert notes["nginx.ingress.kubernetes.io/enable-access-log"] == "false"


def test_the_manifests_belong_together() -> None:
    label = {"app": "gaze"}
    assert KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"] == label
    assert KUBERNETES["Deployment"]["spec"]["selector"]["matchLabels"] == label
    assert KUBERNETES["Service"]["spec"]["selector"] == label
    assert KUBERNETES["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == label
    assert KUBERNETES["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == label
    assert KUBERNETES["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "gaze"
    names = {FRAMES, REDIS_URL, "FORWARDED_ALLOW_IPS"}
    assert {entry["name"] for entry in CONTAINER["env"]} == names <= set(GAZE["environment"])


def test_the_image_takes_what_the_app_needs_and_leaves_the_rest() -> None:
    copied = {words[1] for line in DOCKERFILE.splitlines() if (words := line.split())[:1] == ["COPY"]}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    wanted = {line[1:] for line in ignored if line.startswith("!")}
    assert {"app.py", ".streamlit", "pages", "seq2seq", "pretrained"} <= copied
    assert wanted == (copied - {"--from=build"}) | {"constraints.txt", "deploy/slim.sh"}
    assert all((ROOT / path).exists() for path in wanted)


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 160


@pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed (Debian: apt-get install haproxy)")
@pytest.mark.parametrize("cookie", ["attr SameSite=Lax", "attr SameSite=None secure"])
def test_the_proxy_understands_its_configuration(monkeypatch: pytest.MonkeyPatch, cookie: str) -> None:
    monkeypatch.setenv("GAZE_COOKIE", cookie)
    checked: Any = subprocess.run(
        [str(HAPROXY), "-c", "-f", str(DEPLOY / "haproxy.cfg")], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_what_slims_the_image_is_a_script_that_a_shell_can_read() -> None:
    assert subprocess.run(["sh", "-n", str(DEPLOY / "slim.sh")]).returncode == 0
