"""Corpora: reading tables, splitting without leakage, preparing from file, folder or server, failing well."""

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

from seq2seq.data import PARTS, clean, grouped, groups, prepare, read_pairs, sameness, simplified, split
from seq2seq.families import ENGLISH, FAMILIES

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
    return {name: read_pairs(folder / f"{name}.tsv.gz") for name in PARTS}


# -- reading


def test_pairs_are_read_from_plain_and_packed_tables(tmp_path: Path) -> None:
    text = "\ufeff我爱你\tI love you\r\n现在几点\tWhat time is it now"
    (tmp_path / "a.tsv").write_bytes(text.encode())
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(text.encode()))
    expected = [("我爱你", "I love you"), ("现在几点", "What time is it now")]
    assert read_pairs(tmp_path / "a.tsv") == read_pairs(tmp_path / "a.tsv.gz") == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"a\tb\nno tab\n", r"line 2: expected source<TAB>target, found 1 columns"),
        (b"a\tb\tc\n", r"line 1: expected source<TAB>target, found 3 columns"),
        (b"a\tb\n\nc\td\n", r"line 2: .* found 1 columns"),
        (b"a\tb\nc\t \n", r"line 2: a column is empty"),
        (b"a\tb\n\xff\xfe\tb\n", r"line 2: not UTF-8"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"bad\.tsv.*{message}"):
        read_pairs(path)


@pytest.mark.parametrize("content", [b"not packed", gzip.compress(TABLE)[:-20]])
def test_a_broken_gzip_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tsv.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"bad\.tsv\.gz: not a readable gzip file"):
        read_pairs(path)


def test_references_are_gathered_by_source_in_order() -> None:
    pairs = [("你好", "Hello"), ("再见", "Bye"), ("你好", "Hi")]
    assert grouped(pairs) == [("你好", ["Hello", "Hi"]), ("再见", ["Bye"])]


def test_clean_composes_and_collapses() -> None:
    assert clean("  cafe\u0301 \u00a0 au\u200b \ufeff lait\n") == "café au lait"


# -- splitting


def test_sentences_are_compared_without_case_space_and_punctuation() -> None:
    assert sameness("I'm HERE, now!") == sameness("im herenow") == "imherenow"
    assert sameness("现在几点？") == sameness("现在几点") and sameness("Ａ１") == "a1"
    assert sameness("?!") == "?!"


def test_pairs_that_share_a_side_are_one_group() -> None:
    pairs = [("甲", "One."), ("乙", "one"), ("乙!", "Two"), ("丙", "Three")]
    assert sorted(map(len, groups(pairs))) == [1, 3]


def test_a_source_and_a_target_of_the_same_text_do_not_join_groups() -> None:
    assert len(groups([("OK", "甲"), ("乙", "OK")])) == 2


def test_the_split_is_whole_disjoint_and_the_same_every_time() -> None:
    pairs = [(source, target) for target, source in ROWS] + [(f"句子{HAN[0]}{HAN[0]}", "Another.")]
    parts = split(pairs, "salt")
    assert {name: len(part) for name, part in parts.items()} == {"train": 91, "valid": 5, "test": 5}
    assert sorted(chain.from_iterable(parts.values())) == sorted(pairs)
    assert split(pairs[::-1], "salt") == parts != split(pairs, "pepper")


def test_no_sentence_of_a_part_is_in_another() -> None:
    pairs = [(f"句{n // 2}", f"target {n // 3}") for n in range(0, 400, 2)]
    parts = split(pairs, "salt")
    for column in (0, 1):
        train, valid, test = ({sameness(pair[column]) for pair in parts[name]} for name in PARTS)
        assert not (train & valid or train & test or valid & test)
    assert parts["valid"] and parts["test"]


def test_a_large_cluster_goes_to_train() -> None:
    cluster = [("同一句", f"same {n}") for n in range(30)]
    parts = split([(chinese, english) for english, chinese in ROWS] + cluster, "salt")
    assert set(cluster) <= set(parts["train"])


def test_a_handful_of_pairs_is_not_split() -> None:
    with pytest.raises(ValueError, match="19 pairs are too few"):
        split([(chinese, english) for english, chinese in ROWS[:19]], "salt")


# -- preparing


def test_an_archive_becomes_a_corpus_with_the_source_first(tmp_path: Path) -> None:
    (tmp_path / "cmn-eng.zip").write_bytes(archive())
    report = prepare(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "out")
    parts = parts_of(tmp_path / "out")
    assert sorted(chain.from_iterable(parts.values())) == sorted((chinese, english) for english, chinese in ROWS)
    assert report.counts == {"train": 90, "valid": 5, "test": 5} and (report.read, report.pairs) == (100, 100)
    assert "not installed" in report.conversion and report.origin == "cmn-eng.zip"
    written = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert written == report.to_dict() and written["credit"] == FAMILY.credit


@pytest.mark.parametrize("name", ["cmn.txt", "pairs.tsv", "pairs.tsv.gz"])
def test_every_form_of_the_table_gives_the_same_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(TABLE) if name.endswith(".gz") else TABLE)
    (tmp_path / "cmn-eng.zip").write_bytes(archive())
    prepare(FAMILY, tmp_path / name, tmp_path / "one")
    prepare(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "two")
    for part in PARTS:
        assert (tmp_path / "one" / f"{part}.tsv.gz").read_bytes() == (tmp_path / "two" / f"{part}.tsv.gz").read_bytes()


def test_duplicates_are_dropped_after_cleaning(tmp_path: Path) -> None:
    (tmp_path / "cmn.txt").write_bytes(TABLE + "Sentence  00.\t句子一一。 \tsomeone\n".encode())
    report = prepare(FAMILY, tmp_path / "cmn.txt", tmp_path / "out")
    assert (report.read, report.pairs) == (101, 100)


@pytest.mark.parametrize("chinese_first", [True, False])
def test_a_folder_keeps_its_split_and_gets_the_source_first(tmp_path: Path, chinese_first: bool) -> None:
    given = {"train": ROWS[:6], "valid": ROWS[6:8], "test": ROWS[8:10]}
    (tmp_path / "in").mkdir()
    for name, rows in given.items():
        lines = (f"{c}\t{e}\n" if chinese_first else f"{e}\t{c}\n" for e, c in rows)
        (tmp_path / "in" / f"{name}.tsv.gz").write_bytes(gzip.compress("".join(lines).encode()))
    report = prepare(FAMILY, tmp_path / "in", tmp_path / "out")
    assert parts_of(tmp_path / "out") == {n: [(c, e) for e, c in rows] for n, rows in given.items()}
    assert report.split == report.conversion == "kept as given"


def test_where_scripts_do_not_tell_the_family_says_which_column_is_the_source(tmp_path: Path) -> None:
    latin = replace(FAMILY, source=replace(ENGLISH, code="de"), opencc="")
    (tmp_path / "deu.tsv").write_text("".join(f"yes {n}\tja {n}\n" for n in range(20)), encoding="utf-8")
    report = prepare(latin, tmp_path / "deu.tsv", tmp_path / "out")
    assert all(source.startswith("ja") for source, _ in read_pairs(tmp_path / "out" / "train.tsv.gz"))
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
    converted, note = simplified(pairs, "t2s", lambda *args: seen.append(args))
    assert converted == [("我爱学习", "I love learning"), ("爱", "love")]
    assert note == "converted with OpenCC (t2s)" and seen == [("convert", 3, 3)]


# -- the network


def test_the_archive_is_fetched_with_progress(tmp_path: Path, server: str) -> None:
    seen: list[tuple[str, int, int]] = []
    report = prepare(FAMILY, None, tmp_path, url=f"{server}/cmn-eng.zip", progress=lambda *args: seen.append(args))
    size = len(archive())
    assert seen[-1] == ("download", size, size)
    assert report.pairs == 100 and report.origin == f"{server}/cmn-eng.zip"


@pytest.mark.parametrize(("path", "message"), [("short.zip", "broke off|Incomplete"), ("missing.zip", "404")])
def test_a_broken_download_leaves_nothing(tmp_path: Path, server: str, path: str, message: str) -> None:
    with pytest.raises(ConnectionError, match=message):
        prepare(FAMILY, None, tmp_path / "out", url=f"{server}/{path}")
    assert not (tmp_path / "out").exists()


def test_no_server_and_no_web_address_are_one_line_errors(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match=r"could not fetch http://127\.0\.0\.1:9/x\.zip"):
        prepare(FAMILY, None, tmp_path, url="http://127.0.0.1:9/x.zip")
    with pytest.raises(ValueError, match="expected an address that begins with https://"):
        prepare(FAMILY, None, tmp_path, url="file:///etc/hosts")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>", "not a readable zip archive"),
        (archive(member="fra.txt"), "the archive has no file cmn.txt"),
        (archive(table=b"one column\n"), r"cmn-eng\.zip:cmn\.txt, line 1: .* found 1 columns"),
    ],
)
def test_a_bad_archive_is_named_and_leaves_nothing(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "cmn-eng.zip").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        prepare(FAMILY, tmp_path / "cmn-eng.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failed_write_keeps_the_corpus_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cmn.txt").write_bytes(TABLE)
    out = tmp_path / "out"
    prepare(FAMILY, tmp_path / "cmn.txt", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write = Path.write_bytes

    def full_disk(path: Path, data: bytes) -> int:
        if path.name.startswith("test"):
            raise OSError("no space left")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space left"):
        prepare(FAMILY, tmp_path / "cmn.txt", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
