"""The fonts of this machine, for formats that hold the shapes of letters: which has which characters."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from seq2seq.config.records import InvalidRequest

FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
)
"""Where Linux, macOS and Windows have them."""
PREFERRED = (
    *("NotoSans-Regular", "LiberationSans-Regular", "arial", "Arial", "Helvetica", "DejaVuSans"),
    *("NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansSC-Regular", "SourceHanSansSC-Regular", "PingFang"),
    *("Hiragino Sans GB", "msyh", "wqy-microhei", "DroidSansFallbackFull", "Arial Unicode", "seguisym"),
    *("NotoSansSymbols2-Regular", "NotoEmoji-Regular", "Symbola"),
)
"""Names of the files that are asked first: upright letters without serifs. The others follow by name."""
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
"""Variation selectors: they choose between shapes and have none."""


class MissingCharacters(InvalidRequest):
    """No font of this machine has these characters."""


@dataclass(frozen=True)
class Face:
    """A font: its file, its number in it, and the code points that it has."""

    path: Path
    number: int
    characters: frozenset[int]

    def covers(self, text: str) -> bool:
        return self.characters.issuperset(map(ord, text))


@dataclass(frozen=True)
class Run:
    """A part of a text that one font can show."""

    face: Face
    text: str


class Fonts:
    """Fonts that have all characters of some texts, between them. Raises MissingCharacters if there are none."""

    def __init__(self, texts: Sequence[str]) -> None:
        missing = {ord(char) for text in texts for char in _SELECTORS.sub("", text)}
        self._faces: list[Face] = []
        for path in _files():
            if not missing:
                break
            face = _face(path)
            if face and missing & face.characters:
                missing -= face.characters
                self._faces.append(face)
        if missing:
            named = ", ".join(f"{chr(point)} (U+{point:04X})" for point in sorted(missing)[:10])
            raise MissingCharacters(
                "no font of this machine has {characters}: install one that has, such as Noto, or draw an .svg or .tex",
                characters=named,
            )

    def runs(self, text: str) -> list[Run]:
        """The text in as few parts as its first fonts allow."""
        text = _SELECTORS.sub("", text)
        whole = next((face for face in self._faces if face.covers(text)), None)
        if whole:
            return [Run(whole, text)]
        runs: list[Run] = []
        for char in text:
            if runs and runs[-1].face.covers(char):
                runs[-1] = Run(runs[-1].face, runs[-1].text + char)
            else:
                runs.append(Run(next(face for face in self._faces if face.covers(char)), char))
        return runs


@cache
def _files() -> tuple[Path, ...]:
    """All font files of this machine, the preferred ones first."""
    rank = {name: place for place, name in enumerate(PREFERRED)}
    found = {
        path
        for folder in FOLDERS
        for path in Path(folder).expanduser().rglob("*")
        if path.suffix.lower() in _ENDINGS and path.is_file()
    }
    return tuple(sorted(found, key=lambda path: (rank.get(path.stem, len(rank)), path.stem, path)))


@cache
def _face(path: Path) -> Face | None:
    """The font of a file; of a collection that for simplified Chinese, else its first. None for one that cannot be read
    or has no outlines."""
    collected = path.suffix.lower() in (".ttc", ".otc")
    try:
        with path.open("rb") as file:
            fonts = TTCollection(file, lazy=True).fonts if collected else [TTFont(file, lazy=True)]
            chinese = (i for i, font in enumerate(fonts) if (font["name"].getDebugName(4) or "").endswith(" SC"))
            number = next(chinese, 0)
            outlines = "glyf" in fonts[number] or "CFF " in fonts[number]
            return Face(path, number, frozenset(fonts[number].getBestCmap() or ())) if outlines else None
    except (TTLibError, OSError, KeyError, AssertionError):
        return None
