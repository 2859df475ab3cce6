"""Regular expressions with complement and intersection: which lines one matches, and whether two mean the same."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seq2seq.config.places import PRETRAINED
from seq2seq.data.languages import REGEX
from seq2seq.evaluation import regexes
from seq2seq.evaluation.metrics import MeasuredCorpus
from seq2seq.evaluation.regexes import LONGEST_LINE, matches, meaning_accuracy, means_the_same, parse_expression
from seq2seq.text.tokenizer import load_tokenizer


@pytest.mark.parametrize(
    ("expression", "right", "wrong"),
    [
        ("(dog)(.*)", ["dog", "dogs bark"], ["a dog", ""]),
        (r"\b.*dog.*\b", ["the dog", "dog"], ["the dog ", "cat"]),
        ("~(.*[AEIOUaeiou].*)", ["rhythm", "", "42"], ["Oh", "yes"]),
        ("([0-9]){3,}", ["101", "2024"], ["42", "12a"]),
        ("(.*dog.*)&(.*truck.*)", ["dog in a truck", "truckdog"], ["dog", "truck"]),
        ("~(dog)&~(truck)", ["", "dogs", "cat"], ["dog", "truck"]),
        ("dog|truck+", ["dog", "truck", "trucktruck"], ["trucks", "dogtruck"]),
        (".*~([a-z])", ["", "Dog", "dog "], []),
    ],
)
def test_an_expression_matches_whole_lines(expression: str, right: list[str], wrong: list[str]) -> None:
    assert all(matches(expression, line) for line in right) and not any(matches(expression, line) for line in wrong)


CLASSES = [symbol for symbol in REGEX.symbols if symbol.startswith("[") or symbol.isalpha()] + [".", ".*", r"\b"]
PYTHONS = st.recursive(
    st.sampled_from(CLASSES),
    lambda inner: (
        st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "{2,}", ""]))
        | st.builds("({})|({})".format, inner, inner)
        | st.builds("{}{}".format, inner, inner)
    ),
    max_leaves=6,
)
LINES = st.lists(st.sampled_from([*"dogAEbz09_ .", "dog", "truck"]), max_size=8).map("".join)


@given(expression=PYTHONS, line=LINES)
def test_without_complement_and_intersection_it_agrees_with_python(expression: str, line: str) -> None:
    assert matches(expression, line) == bool(re.fullmatch(expression, line))


@given(one=PYTHONS, other=PYTHONS, line=LINES)
def test_complement_and_intersection_are_those_of_sets_of_lines(one: str, other: str, line: str) -> None:
    first, second = matches(one, line), matches(other, line)
    assert matches(f"~({one})", line) != first
    assert matches(f"({one})&({other})", line) == (first and second)
    if means_the_same(one, other):
        assert first == second


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (".*[0-9].*", ".*.*[0-9].*.*", True),
        ("~(~(dog))", "dog", True),
        ("([a-z]){2,}", "[a-z]([a-z])+", True),
        ("([A-Z])|([a-z])", "[A-Za-z]", True),
        ("([A-Z])&([a-z])", "(dog)&(truck)", True),
        ("~((dog)|(truck))", "~(dog)&~(truck)", True),
        ("(dog)(.*)", ".*dog.*", False),
        (r"\b.*", ".*", False),
        ("[A-Za-z]", "[a-z]", False),
        ("((dog)", "((dog)", False),
    ],
)
def test_two_expressions_mean_the_same_where_they_match_the_same_lines(one: str, other: str, same: bool) -> None:
    assert means_the_same(one, other) is same


@pytest.mark.parametrize("text", ["", "(", "(dog", "dog)", "*", "a|", "|dog", "cat", "~", "{3,}"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expression|bracket|unexpected"):
        parse_expression(text)


def test_no_line_and_no_expression_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's `re` would try 2 to the 40th ways here."""
    assert not matches("(([a-z]+)+)+[0-9]", "a" * LONGEST_LINE)
    with pytest.raises(ValueError, match=f"at most {LONGEST_LINE} characters"):
        matches(".*", "a" * (LONGEST_LINE + 1))
    monkeypatch.setattr(regexes, "MOST_STATES", 3)
    assert not means_the_same(".*dog.*truck.*", ".*dog.*ring.*truck.*")


def test_a_translation_is_right_by_meaning_if_it_means_one_of_its_references() -> None:
    said = ("dog", "(dog)", "truck", "(((")
    references = (("dog",), ("truck", "dog"), ("dog",), ("(((",))
    assert meaning_accuracy(MeasuredCorpus(said, references, said, None)) == 0.75  # pyright: ignore[reportArgumentType]


def test_the_shipped_tokenizer_cuts_an_expression_into_its_symbols() -> None:
    encoded = load_tokenizer(PRETRAINED / "nl-regex" / "target.model").encode(r"\b~([A-Za-z]).*((dog){3,})\b")
    assert encoded.pieces == (r"\b", "~", "(", "[A-Za-z]", ")", ".*", "(", "(", "dog", ")", "{3,}", ")", r"\b")


def test_the_readme_of_the_family_says_what_there_is() -> None:
    """Six models of about 200,000 parameters each, and expressions of 25 symbols."""
    cards = [json.loads(path.read_text("utf-8")) for path in (PRETRAINED / "nl-regex").glob("*/card.json")]
    assert len(cards) == 6 and all(185_000 < card["parameters"] < 215_000 for card in cards)
    assert len(REGEX.symbols) == 25
    attending = [card["test"]["same_meaning"] for card in cards if not card["model"].endswith("/none")]
    assert min(attending) > 0.6 > 0.5 > next(c["test"]["same_meaning"] for c in cards if c["model"].endswith("/none"))
