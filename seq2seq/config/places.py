"""Where the app and its models lie."""

from __future__ import annotations

from pathlib import Path

import seq2seq


def house(package: Path) -> Path:
    """The folder with app.py and pretrained/: `gaze` beside an installed library, else the checkout it stands in."""
    installed = package.parent / "gaze"
    return installed if (installed / "app.py").is_file() else package.parent


HOUSE = house(Path(seq2seq.__file__).resolve().parent)
PRETRAINED = HOUSE / "pretrained"
CORPORA = Path("corpora")
"""Where `data` writes, in the folder that a command is run in."""
