"""The house is in order: linted, formatted, typed; its JavaScript is tested; nothing in it is pickled."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from tests import checks, sent_types

ROOT = Path(__file__).parent.parent


def run(*command: str) -> None:
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


def node() -> str:
    """The machine's Node, or the one that Playwright brings along."""
    return shutil.which("node") or str(compute_driver_executable()[0])


def test_no_lint() -> None:
    run(sys.executable, "-m", "ruff", "check", ".")


def test_formatted() -> None:
    run(sys.executable, "-m", "ruff", "format", "--check", ".")


@pytest.mark.slow
def test_typed(pytestconfig: pytest.Config) -> None:
    checks.passes("pyright", pytestconfig)


@pytest.mark.slow
def test_the_javascript_is_typed_and_linted(pytestconfig: pytest.Config) -> None:
    """By what package-lock.json pins. The README's commands need no npm; where it is, .ci/run installs that."""
    if shutil.which("npm") is None or not (ROOT / "node_modules").is_dir():
        pytest.skip("the JavaScript is checked where npm is: npm ci")
    checks.passes("npm", pytestconfig)


def test_the_browser_has_the_types_of_what_python_sends() -> None:
    """Else: `python -m tests.sent_types`."""
    assert sent_types.FILE.read_text("utf-8") == sent_types.declarations()


EACH = "for (const file of process.argv.slice(1)) await import(file);"
"""All in one process, which takes a sixth of the time of `node --test`: that starts one for each file."""


@pytest.mark.slow
def test_the_stage() -> None:
    files = sorted(path.as_uri() for path in (ROOT / "tests" / "js").glob("*.test.js"))
    run(node(), "--input-type=module", "--eval", EACH, "--", *files)


def test_shipped_models_stay_within_their_size() -> None:
    """fp16, at most 6.5 MB each, at most 260 MB in all."""
    models = sorted((ROOT / "pretrained").glob("*/*/model.safetensors"))
    assert all(path.stat().st_size <= 6.5e6 for path in models)
    assert sum(path.stat().st_size for path in (ROOT / "pretrained").rglob("*") if path.is_file()) <= 260e6
