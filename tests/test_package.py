"""What `pip install .` installs: pyproject.toml names all that the app is made of, and its one list of requirements."""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def required(path: Path) -> list[Requirement]:
    lines = [line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def test_the_app_its_pages_and_its_models_lie_in_one_folder_of_the_wheel() -> None:
    assert WHEEL["packages"] == ["seq2seq"]
    assert WHEEL["force-include"] == {
        path: f"gaze/{path}" for path in ("app.py", "pages", "pretrained", ".streamlit/config.toml")
    }
    assert all((ROOT / path).exists() for path in WHEEL["force-include"])


def test_requirements_are_listed_once() -> None:
    assert PROJECT["project"]["dynamic"] == ["dependencies"]
    assert PROJECT["tool"]["hatch"]["metadata"]["hooks"]["requirements_txt"]["files"] == ["requirements.txt"]


def test_the_lock_has_a_version_of_every_requirement_that_it_admits() -> None:
    locked = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()[1:])
    requirements = [item for name in ("requirements.txt", "requirements-dev.txt") for item in required(ROOT / name)]
    assert not [str(item) for item in requirements if not item.specifier.contains(locked.get(item.name, "0"))]


def test_the_licences_of_all_packages_are_listed() -> None:
    printed = subprocess.run([sys.executable, ROOT / ".ci" / "licences"], capture_output=True, text=True, check=True)
    listed = set((ROOT / "docs" / "licences.md").read_text("utf-8").splitlines())
    rows = [line for line in printed.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) > 50 and not [row for row in rows if row not in listed or row.endswith("|  |")]
