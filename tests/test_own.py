"""Families of one's own: made from a table, known by their folder, and what is refused."""

import json
from pathlib import Path

import pytest

from seq2seq.checkpoints.catalog import catalog_families
from seq2seq.cli.publish import copy_family_files
from seq2seq.data.corpus import prepare_corpus, read_sentence_pairs
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import FAMILY_FILE, own_family, read_own_family, register_own_families
from seq2seq.training.tokenizers import train_missing_tokenizers
from tests.conftest import PAIRS


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), "utf-8")
    return path


@pytest.fixture
def corpora(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of corpora with that of the family mine; it is forgotten afterwards."""
    family = own_family("mine", ("zh", "en"), PAIRS, "CC BY 4.0 *by me*")
    prepare_corpus(family, table, tmp_path / "corpora" / "mine")
    monkeypatch.setitem(FAMILIES, "mine", family)
    monkeypatch.delitem(FAMILIES, "mine")
    return tmp_path / "corpora"


def test_a_table_becomes_a_family_that_its_folder_describes(corpora: Path) -> None:
    assert "mine" not in FAMILIES
    register_own_families(corpora)
    family = FAMILIES["mine"]
    assert family == own_family("mine", ("zh", "en"), PAIRS, "CC BY 4.0 *by me*")
    assert (family.title, family.licence) == ("mine: Chinese → English", "CC BY 4.0 *by me*")
    assert family.reads("我爱你") and not family.reads("I love you")
    examples = read_examples(corpora / "mine" / "examples.tsv")
    assert {(example.source, example.translation) for example in examples} <= set(
        read_sentence_pairs(corpora / "mine" / "test.tsv.gz")
    )


def test_its_tokenizers_have_as_many_pieces_as_its_sentences_give(corpora: Path, tmp_path: Path) -> None:
    register_own_families(corpora)
    train_missing_tokenizers(FAMILIES["mine"], PAIRS, tmp_path)
    assert all((tmp_path / f"{side}.model").is_file() for side in ("source", "target"))


def test_the_catalogue_knows_it_where_its_models_lie(corpora: Path) -> None:
    (corpora / "mine" / "source.model").touch()
    assert catalog_families(corpora) == ("mine",)
    assert FAMILIES["mine"].own


def test_an_unknown_language_is_written_as_its_sentences_are() -> None:
    family = own_family("ru-ja", ("ru", "ja"), [("я люблю тебя", "君を愛してる"), ("да", "はい")])
    assert (family.source.script, family.source.spaced) == ("CYRILLIC", True)
    assert (family.target.title, family.target.spaced) == ("ja", False)


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("Mine", "zh", "a name has up to 32 small letters, digits and hyphens, not 'Mine'"),
        ("../x", "zh", "a name has up to 32"),
        ("small", "zh", "small is a family of the project"),
        ("mine", "<b>", "a code of a language looks like zh or pt-BR, not '<b>'"),
    ],
)
def test_what_can_be_no_name_is_refused(name: str, code: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
        own_family(name, (code, "en"), PAIRS)


@pytest.mark.parametrize(
    "change", [{"name": "zh-en"}, {"name": "other"}, {"source": {"code": "<b>"}}, {"source": None}, None]
)
def test_a_damaged_description_is_left_out(corpora: Path, change: dict | None) -> None:
    path = corpora / "mine" / FAMILY_FILE
    path.write_text("[" if change is None else json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(ValueError, match=r"family|code|Expecting"):
        read_own_family(path)
    register_own_families(corpora)
    assert "mine" not in FAMILIES


def test_its_description_and_examples_go_along_with_its_models_and_replace_nothing(
    corpora: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pretrained" / "mine"
    copy_family_files(corpora / "mine", folder)
    assert sorted(path.name for path in folder.iterdir()) == ["examples.tsv", FAMILY_FILE]
    (folder / "examples.tsv").write_text("by hand")
    copy_family_files(corpora / "mine", folder)
    assert (folder / "examples.tsv").read_text() == "by hand"
