"""Reading of sentence pairs: from the network, an archive or a compressed file, and from the table inside.

Every error is a ValueError or an OSError that names the file or the address, and the line if there is one.
"""

from __future__ import annotations

import gzip
import http.client
import io
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

Pair = tuple[str, str]
Progress = Callable[[str, int, int], None]
"""A function that is called with the name of the work, how much of it is done, and the total (0 when unknown)."""

TIMEOUT = 30
CHUNK = 1 << 16
# The site answers 406 to urllib's own User-Agent.
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; gaze)"}


NOT_UTF8 = "not UTF-8"
WRONG_COLUMNS = "expected source<TAB>target, columns found: {columns}"
EMPTY = "a column is empty"


class BadLine(ValueError):
    """A line that is not a pair: its number, counted from 1, the reason, which is one of those above, and the number of
    columns that the reason mentions."""

    def __init__(self, name: str, line: int, reason: str, columns: int = 0) -> None:
        super().__init__(f"{name}, line {line}: {reason.format(columns=columns)}")
        self.line, self.reason, self.columns = line, reason, columns


def no_progress(_what: str, _done: int, _total: int) -> None:
    """A `Progress` that does nothing."""


def download(url: str, progress: Progress) -> bytes:
    """The content at `url`, kept in memory so that a broken download leaves no file.

    Raises ValueError for another address than http or https, ConnectionError for a download that fails."""
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


def read_member(archive: bytes, member: str, name: str) -> bytes:
    """The file `member` of a zip archive. Raises ValueError if the archive is damaged or has no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            return opened.read(member)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{name}: not a readable zip archive ({error})") from error
    except KeyError as error:
        raise ValueError(f"{name}: the archive has no file {member}") from error


def read_bytes(path: Path) -> bytes:
    """The content of a file, decompressed if its name ends in .gz. Raises ValueError if that is damaged."""
    if path.suffix != ".gz":
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path}: not a readable gzip file ({error})") from error


def read_lines(path: Path) -> list[str]:
    """The non-empty lines of a text file, decompressed if its name ends in .gz. Raises ValueError if it is not
    UTF-8."""
    try:
        return [line for line in read_bytes(path).decode().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: {NOT_UTF8}") from error


def parse_pairs(data: bytes, name: str, max_columns: int, most: int | None = None) -> list[Pair]:
    """The first two columns of a table with two to `max_columns` columns; with `most`, of so many lines, and no others
    are looked at.

    Raises BadLine for a line that is not a pair, ValueError for an empty table; both name the file by `name`."""
    pairs = list(islice(_rows(data, name, max_columns, most or -1), most))
    if not pairs:
        raise ValueError(f"{name}: the file is empty")
    return pairs


def _rows(data: bytes, name: str, max_columns: int, most: int) -> Iterator[Pair]:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", most)
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, start=1):
        try:
            columns = line.decode().rstrip("\r").split("\t")
        except UnicodeDecodeError as error:
            raise BadLine(name, number, NOT_UTF8) from error
        if not 2 <= len(columns) <= max_columns:
            raise BadLine(name, number, WRONG_COLUMNS, len(columns))
        if not columns[0].strip() or not columns[1].strip():
            raise BadLine(name, number, EMPTY)
        yield columns[0], columns[1]
