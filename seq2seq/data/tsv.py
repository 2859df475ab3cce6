"""Where sentence pairs come from: the network, an archive, a packed file, and the table inside.

Every error is a ValueError or an OSError that names the file or the address, and the line where there is one.
"""

from __future__ import annotations

import gzip
import http.client
import io
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

Pair = tuple[str, str]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and the total (0 when unknown)."""

TIMEOUT = 30
CHUNK = 1 << 16
# The site answers 406 to the name urllib gives itself.
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; gaze)"}


NOT_UTF8 = "not UTF-8"
WRONG_COLUMNS = "expected source<TAB>target, columns found: {columns}"
EMPTY = "a column is empty"


class BadLine(ValueError):
    """A line that is no pair: its number from 1, and why, as one of the reasons above with what is filled in."""

    def __init__(self, name: str, line: int, reason: str, columns: int = 0) -> None:
        super().__init__(f"{name}, line {line}: {reason.format(columns=columns)}")
        self.line, self.reason, self.columns = line, reason, columns


def silent(_what: str, _done: int, _total: int) -> None:
    """The progress of someone who does not watch."""


def download(url: str, progress: Progress) -> bytes:
    """The body at `url`, held in memory so that a broken download leaves nothing behind."""
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url}: expected an address that begins with https://")
    body = io.BytesIO()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=HEADERS), timeout=TIMEOUT) as answer:
            total = int(answer.headers.get("Content-Length", 0))
            while chunk := answer.read(CHUNK):
                body.write(chunk)
                progress("download", body.tell(), total)
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(f"could not fetch {url}: {error}") from error
    if total and body.tell() != total:
        raise ConnectionError(f"could not fetch {url}: it broke off after {body.tell()} of {total} bytes")
    return body.getvalue()


def member(archive: bytes, member: str, name: str) -> bytes:
    """The file `member` of a zip archive. Raises ValueError when it is broken or has no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            return opened.read(member)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{name}: not a readable zip archive ({error})") from error
    except KeyError as error:
        raise ValueError(f"{name}: the archive has no file {member}") from error


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked if it ends in .gz. Raises ValueError when that cannot be done."""
    if path.suffix != ".gz":
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path}: not a readable gzip file ({error})") from error


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, unpacked if it ends in .gz, but empty ones. Raises ValueError if not UTF-8."""
    try:
        return [line for line in read_bytes(path).decode().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: {NOT_UTF8}") from error


def parse(data: bytes, name: str, most: int) -> list[Pair]:
    """The first two columns of a table that has two to `most`."""
    pairs = list(_rows(data, name, most))
    if not pairs:
        raise ValueError(f"{name}: the file is empty")
    return pairs


def _rows(data: bytes, name: str, most: int) -> Iterator[Pair]:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, start=1):
        try:
            columns = line.decode().rstrip("\r").split("\t")
        except UnicodeDecodeError as error:
            raise BadLine(name, number, NOT_UTF8) from error
        if not 2 <= len(columns) <= most:
            raise BadLine(name, number, WRONG_COLUMNS, len(columns))
        if not columns[0].strip() or not columns[1].strip():
            raise BadLine(name, number, EMPTY)
        yield columns[0], columns[1]
