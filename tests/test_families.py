"""The families: what an entry says, and which one fits a typed text."""

from dataclasses import FrozenInstanceError, replace

import pytest

from seq2seq.data import families
from seq2seq.data.families import FAMILIES, families_for, scripts
from seq2seq.data.languages import ENGLISH


def test_zh_en_translates_chinese_to_english_and_credits_its_corpus() -> None:
    family = FAMILIES["zh-en"]
    assert (family.name, family.title) == ("zh-en", "Chinese → English")
    assert (family.source.code, family.target.code) == ("zh", "en")
    assert family.url.startswith("https://") and family.member == "cmn.txt" and family.swapped
    assert family.licence == "CC BY 2.0 FR"
    for needed in (
        "https://tatoeba.org",
        "CC BY 2.0 FR",
        "manythings.org/anki",
        "converted to simplified characters",
    ):
        assert needed in family.credit


def test_the_registry_is_keyed_by_name_and_its_entries_cannot_change() -> None:
    assert all(name == family.name for name, family in FAMILIES.items())
    with pytest.raises(FrozenInstanceError):
        FAMILIES["zh-en"].name = "other"  # type: ignore[misc]


def test_only_letters_have_a_script() -> None:
    assert scripts("我用 Python 3！") == {"CJK": 2, "LATIN": 6}
    assert scripts("") == scripts("12 ！🙂\u202e") == {}
    assert scripts("שלום") == {"HEBREW": 4}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我爱你", ["zh-en"]),
        ("我用Python", ["en-fr", "zh-en"]),
        ("I love you", ["en-fr"]),
        ("Привет", []),
        ("", []),
        ("123 …", []),
    ],
)
def test_a_family_fits_when_its_source_script_occurs(text: str, names: list[str]) -> None:
    assert [family.name for family in families_for(text)] == names


def test_made_up_sentences_have_a_label_and_no_archive_and_are_never_offered() -> None:
    family = FAMILIES["small"]
    assert family.title == "Small: Chinese → English"
    assert (family.url, family.member, family.licence) == ("", "", "MIT")
    assert family not in families_for("我爱你")


@pytest.mark.parametrize(("text", "chinese"), [("我爱你。", True), ("我用Python", True), ("I", False), ("", False)])
def test_a_language_is_read_in_its_script(text: str, chinese: bool) -> None:
    assert FAMILIES["zh-en"].reads(text) == chinese


def test_the_family_with_most_letters_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    english = replace(FAMILIES["zh-en"], name="en-xx", source=ENGLISH)
    monkeypatch.setattr(families, "FAMILIES", {"zh-en": FAMILIES["zh-en"], "en-xx": english})
    assert [family.name for family in families_for("我用Python")] == ["en-xx", "zh-en"]
    assert [family.name for family in families_for("我在用它 ok")] == ["zh-en", "en-xx"]
