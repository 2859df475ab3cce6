"""Corpora: prepared from a file, a folder or a server, and failing well."""

import gzip
import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

from seq2seq.data.corpus import PARTS, convert_characters, prepare_corpus, read_sentence_pairs
from seq2seq.data.families import FAMILIES
from seq2seq.data.languages import ENGLISH

FAMILY = FAMILIES["zh-en"]
HAN = "一二三四五六七八九十"
ROWS = [(f"Sentence {a}{b}.", f"句子{HAN[a]}{HAN[b]}。") for a in range(10) for b in range(10)]
TABLE = "".join(f"{english}\t{chinese}\tCC-BY 2.0 #{n}\n" for n, (english, chinese) in enumerate(ROWS)).encode()


@pytest.fixture(autouse=True)
def _without_opencc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the optional package is installed must not change what is tested."""
    monkeypatch.setitem(sys.modules, "opencc", None)


def archive(member: str = "cmn.txt", table: bytes = TABLE) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("_about.txt", "about")
        opened.writestr(member, table)
    return packed.getvalue()


@pytest.fixture
def server() -> Iterator[str]:
    """A loopback site with the archive, the archive cut short, and nothing else."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = archive()
            if self.path == "/missing.zip":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if self.path == "/short.zip" else body)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the test output quiet."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{site.server_address[1]}"
    site.shutdown()
    thread.join()
    site.server_close()


def parts_of(folder: Path) -> dict[str, list[tuple[str, str]]]:
    return {name: read_sentence_pairs(folder / f"{name}.tsv.gz") for name in PARTS}


# -- preparing


def test_an_archive_becomes_a_corpus_with_the_source_first(tmp_path: Path) -> None:
    (tmp_path / "cmn-eng.zip").write_bytes(archive())
    report = prepare_corpus(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "out")
    parts = parts_of(tmp_path / "out")
    assert sorted(chain.from_iterable(parts.values())) == sorted((chinese, english) for english, chinese in ROWS)
    assert report.counts == {"train": 90, "valid": 5, "test": 5} and (report.read, report.pairs) == (100, 100)
    assert "not installed" in report.conversion and report.origin == "cmn-eng.zip"
    stored = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert stored == report.to_dict() and stored["credit"] == FAMILY.credit


@pytest.mark.parametrize("name", ["cmn.txt", "pairs.tsv", "pairs.tsv.gz"])
def test_every_form_of_the_table_gives_the_same_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(TABLE) if name.endswith(".gz") else TABLE)
    (tmp_path / "cmn-eng.zip").write_bytes(archive())
    prepare_corpus(FAMILY, tmp_path / name, tmp_path / "one")
    prepare_corpus(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "two")
    for part in PARTS:
        assert (tmp_path / "one" / f"{part}.tsv.gz").read_bytes() == (tmp_path / "two" / f"{part}.tsv.gz").read_bytes()


def test_duplicates_are_dropped_after_cleaning(tmp_path: Path) -> None:
    (tmp_path / "cmn.txt").write_bytes(TABLE + "Sentence  00.\t句子一一。 \tsomeone\n".encode())
    report = prepare_corpus(FAMILY, tmp_path / "cmn.txt", tmp_path / "out")
    assert (report.read, report.pairs) == (101, 100)


@pytest.mark.parametrize("chinese_first", [True, False])
def test_a_folder_keeps_its_split_and_gets_the_source_first(tmp_path: Path, chinese_first: bool) -> None:
    parts = {"train": ROWS[:6], "valid": ROWS[6:8], "test": ROWS[8:10]}
    (tmp_path / "in").mkdir()
    for name, rows in parts.items():
        lines = (f"{c}\t{e}\n" if chinese_first else f"{e}\t{c}\n" for e, c in rows)
        (tmp_path / "in" / f"{name}.tsv.gz").write_bytes(gzip.compress("".join(lines).encode()))
    report = prepare_corpus(FAMILY, tmp_path / "in", tmp_path / "out")
    assert parts_of(tmp_path / "out") == {n: [(c, e) for e, c in rows] for n, rows in parts.items()}
    assert report.split == report.conversion == "kept as given"


def test_where_scripts_do_not_tell_the_family_says_which_column_is_the_source(tmp_path: Path) -> None:
    latin = replace(FAMILY, source=replace(ENGLISH, code="de"), opencc="")
    (tmp_path / "deu.tsv").write_text("".join(f"yes {n}\tja {n}\n" for n in range(20)), encoding="utf-8")
    report = prepare_corpus(latin, tmp_path / "deu.tsv", tmp_path / "out")
    assert all(source.startswith("ja") for source, _ in read_sentence_pairs(tmp_path / "out" / "train.tsv.gz"))
    assert report.conversion == "none"


def test_han_text_is_converted_where_opencc_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Table:
        def __init__(self, config: str) -> None:
            self.table = {"t2s": str.maketrans("愛學習", "爱学习")}[config]

        def convert(self, text: str) -> str:
            return text.translate(self.table)

    monkeypatch.setitem(sys.modules, "opencc", SimpleNamespace(OpenCC=Table))
    pairs = [("我愛學習", "I love learning"), ("我爱学习", "I love learning"), ("愛", "love")]
    seen: list[tuple[str, int, int]] = []
    converted, note = convert_characters(pairs, "t2s", lambda *args: seen.append(args))
    assert converted == [("我爱学习", "I love learning"), ("爱", "love")]
    assert note == "converted with OpenCC (t2s)" and seen == [("convert", 3, 3)]


# -- the network


def test_the_archive_is_fetched_with_progress(tmp_path: Path, server: str) -> None:
    reports: list[tuple[str, int, int]] = []
    report = prepare_corpus(
        FAMILY, None, tmp_path, url=f"{server}/cmn-eng.zip", progress=lambda *args: reports.append(args)
    )
    size = len(archive())
    assert reports[-1] == ("download", size, size)
    assert report.pairs == 100 and report.origin == f"{server}/cmn-eng.zip"


@pytest.mark.parametrize(("path", "message"), [("short.zip", "broke off|Incomplete"), ("missing.zip", "404")])
def test_a_broken_download_leaves_nothing(tmp_path: Path, server: str, path: str, message: str) -> None:
    with pytest.raises(ConnectionError, match=message):
        prepare_corpus(FAMILY, None, tmp_path / "out", url=f"{server}/{path}")
    assert not (tmp_path / "out").exists()


def test_no_server_and_no_web_address_are_one_line_errors(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match=r"could not fetch http://127\.0\.0\.1:9/x\.zip"):
        prepare_corpus(FAMILY, None, tmp_path, url="http://127.0.0.1:9/x.zip")
    with pytest.raises(ValueError, match="expected an address that begins with https://"):
        prepare_corpus(FAMILY, None, tmp_path, url="file:///etc/hosts")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>", "not a readable zip archive"),
        (archive(member="fra.txt"), "the archive has no file cmn.txt"),
        (archive(table=b"one column\n"), r"cmn-eng\.zip:cmn\.txt, line 1: .* columns found: 1"),
    ],
)
def test_a_bad_archive_is_named_and_leaves_nothing(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "cmn-eng.zip").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        prepare_corpus(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failed_write_keeps_the_corpus_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cmn.txt").write_bytes(TABLE)
    out = tmp_path / "out"
    prepare_corpus(FAMILY, tmp_path / "cmn.txt", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write = Path.write_bytes

    def full_disk(path: Path, data: bytes) -> int:
        if path.name.startswith("test"):
            raise OSError("no space left")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space left"):
        prepare_corpus(FAMILY, tmp_path / "cmn.txt", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
