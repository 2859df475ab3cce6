"""What `pip install .` installs: pyproject.toml names all that the app is made of, and its one list of requirements."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def test_the_app_its_pages_and_its_models_lie_in_one_folder_of_the_wheel() -> None:
    assert WHEEL["packages"] == ["seq2seq"]
    assert WHEEL["force-include"] == {
        path: f"gaze/{path}" for path in ("app.py", "pages", "pretrained", ".streamlit/config.toml")
    }
    assert all((ROOT / path).exists() for path in WHEEL["force-include"])


def test_requirements_are_listed_once() -> None:
    assert PROJECT["project"]["dynamic"] == ["dependencies"]
    assert PROJECT["tool"]["hatch"]["metadata"]["hooks"]["requirements_txt"]["files"] == ["requirements.txt"]
