"""The catalogue of pretrained/: order, cards, what is wrong, and that none of it needs torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from seq2seq.checkpoints.catalog import (
    FILES,
    UnknownModel,
    catalog_families,
    family_entries,
    find_entry,
    list_entries,
    write_json,
)
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED, house


def build(root: Path, *names: str) -> Path:
    """Folders with the right files in them, and no more than that."""
    for name in names:
        (root / name).mkdir(parents=True)
        for file in FILES:
            (root / name / file).write_text('{"model": "' + name + '"}')
        (root / name).parent.joinpath("source.model").touch()
    return root


def test_the_house_is_the_checkout_or_what_is_installed_beside_the_library(tmp_path: Path) -> None:
    assert house(tmp_path / "seq2seq") == tmp_path
    (tmp_path / "gaze").mkdir()
    (tmp_path / "gaze" / "app.py").touch()
    assert house(tmp_path / "seq2seq") == tmp_path / "gaze"
    assert Path(__file__).resolve().parent.parent / "pretrained" == PRETRAINED


def test_models_come_family_by_family_in_the_order_of_the_cards(tmp_path: Path) -> None:
    names = ["zh-en/zebra", "zh-en/dot", "en-fr/local_p", "zh-en/additive", "zh-en/none", "en-fr/none", "zh-en/apple"]
    names_listed = [entry.name for entry in list_entries(build(tmp_path, *names))]
    inside = [name for name in CARDS if name in ("dot", "additive", "none")]
    assert names_listed == [
        *(f"zh-en/{name}" for name in inside),
        "zh-en/apple",
        "zh-en/zebra",
        *(f"en-fr/{name}" for name in CARDS if name in ("none", "local_p")),
    ]
    assert catalog_families(tmp_path) == ("zh-en", "en-fr")


def test_an_entry_has_its_card_and_knows_its_parts(tmp_path: Path) -> None:
    entry = find_entry("zh-en/dot", build(tmp_path, "zh-en/dot"))
    assert (entry.family, entry.scorer, entry.problem) == ("zh-en", "dot", "")
    assert entry.card == {"model": "zh-en/dot"}


def test_a_folder_without_tokenizers_is_no_family(tmp_path: Path) -> None:
    build(tmp_path, "zh-en/dot", "runs/dot")
    (tmp_path / "runs" / "source.model").unlink()
    assert catalog_families(tmp_path) == ("zh-en",)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_the_problem_of_its_model_alone(tmp_path: Path, file: str) -> None:
    build(tmp_path, "zh-en/dot", "zh-en/general")
    (tmp_path / "zh-en" / "dot" / file).unlink()
    problems = {entry.name: entry.problem for entry in list_entries(tmp_path)}
    assert problems == {"zh-en/dot": f"{file} is missing", "zh-en/general": ""}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b"null", b"3"])
def test_a_card_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes) -> None:
    build(tmp_path, "zh-en/dot").joinpath("zh-en", "dot", "card.json").write_bytes(content)
    (entry,) = list_entries(tmp_path)
    assert entry.problem.startswith("card.json")
    assert entry.card == {}


def test_an_empty_house_has_no_models(tmp_path: Path) -> None:
    assert list_entries(tmp_path) == ()
    assert list_entries(tmp_path / "nowhere") == ()
    with pytest.raises(UnknownModel, match="there are none"):
        find_entry("zh-en/dot", tmp_path)


def test_json_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    write_json(path, {"text": "我爱你"})
    with pytest.raises(TypeError):
        write_json(path, {"text": object()})
    assert "我爱你" in path.read_text("utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["card.json"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "rooms",
    [
        "checkpoints.catalog, config.cards, config.schema",
        "trace.trace, trace.links, evaluation.metrics, evaluation.tables, data.examples, data.corpus, __main__",
        "figures.alignment, figures.style, figures.matrix",
    ],
)
def test_what_the_first_screen_needs_is_there_without_torch(rooms: str) -> None:
    imports = "".join(f"import seq2seq.{room.strip()}; " for room in rooms.split(","))
    code = f"{imports} import sys; sys.exit('torch' in sys.modules or 'sentencepiece' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_family_is_listed_by_itself_and_its_models_are_named(tmp_path: Path) -> None:
    build(tmp_path, "zh-en/dot", "en-fr/dot")
    assert [entry.name for entry in family_entries("zh-en", tmp_path)] == ["zh-en/dot"]
    assert family_entries("unheard-of", tmp_path) == ()
    with pytest.raises(UnknownModel, match=r"no model is called 'zh-en/x'; there are zh-en/dot$"):
        find_entry("zh-en/x", tmp_path)
    with pytest.raises(UnknownModel, match="there are zh-en/…, en-fr/…"):
        find_entry("xx/dot", tmp_path)
