"""Cards: one for each scoring function, and each says what a menu, a catalogue and a reader need."""

from dataclasses import fields

import pytest

from seq2seq.attention import SCORERS, Attention, Sizes, register
from seq2seq.attention.scorer import Scorer
from seq2seq.cards import CARDS, GROUPS, VARIANTS, Card, Variant, attends, card_and_variant, rank
from seq2seq.config import ModelConfig

every_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)


def test_there_are_fourteen_scoring_functions_each_with_its_card() -> None:
    assert set(SCORERS) == set(CARDS)
    assert len(CARDS) == 14


@every_card
def test_a_card_is_complete(card: Card) -> None:
    assert all((card.title, card.formula, card.authors, card.place, card.paper, card.hint))
    assert card.group in GROUPS
    assert 1990 <= card.year <= 2030
    assert len(card.hint) <= 100  # a line under a menu


@every_card
def test_a_formula_has_its_braces_in_pairs(card: Card) -> None:
    depth = 0
    for char in card.formula:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert card.formula.count(r"\left") <= card.formula.count(r"\right")


@every_card
def test_a_parameter_is_one_of_a_model_and_changes_it(card: Card) -> None:
    assert set(card.parameters) <= {field.name for field in fields(ModelConfig)}
    sizes = {"attention": "key", "heads": "heads", "window": "window", "max_length": "max_length"}
    usual = {"query": 12, "value": 12, "key": 12, "heads": 2, "window": 4, "max_length": 12}

    def made(**changes: int) -> str:
        scorer = Attention(card.name, Sizes(**(usual | changes))).scorer
        return f"{scorer} {scorer.heads} {getattr(scorer, 'window', '')}"

    changed = {name for name, size in sizes.items() if made(**{size: usual[size] // 2}) != made()}
    assert changed == set(card.parameters)


def test_cards_of_a_group_stand_together() -> None:
    groups = [card.group for card in CARDS.values()]
    assert groups == sorted(groups, key=GROUPS.index)


def test_titles_are_different() -> None:
    assert len({card.title for card in CARDS.values()}) == len(CARDS)


def test_a_scorer_without_a_card_is_not_registered() -> None:
    with pytest.raises(ValueError, match="write a card for 'telepathy'"):
        register("telepathy")(Scorer)
    assert "telepathy" not in SCORERS


# -- variants


def test_a_variant_has_the_card_of_its_scorer_and_says_how_it_differs() -> None:
    assert card_and_variant("additive") == (CARDS["additive"], None)
    assert card_and_variant("additive@attend_first") == (CARDS["additive"], VARIANTS["attend_first"])
    assert card_and_variant("dot@upside_down") == (CARDS["dot"], Variant("upside_down", "upside_down", ""))
    with pytest.raises(KeyError):
        card_and_variant("telepathy@attend_first")


def test_a_variant_stands_behind_its_scorer() -> None:
    names = ["zebra", "concat", "additive@input_feeding", "dot", "additive", "additive@attend_first"]
    behind = ["additive", "additive@attend_first", "additive@input_feeding"]
    assert sorted(names, key=rank) == ["dot", *behind, "concat", "zebra"]


def test_no_attention_alone_does_not_attend() -> None:
    assert [name for name, card in CARDS.items() if not card.attends] == ["none"]
    assert not attends("zh-en/none")
    assert not attends("en-fr/none@attend_first")
    assert all(map(attends, ("zh-en/uniform", "en-fr/additive@attend_first", "somewhere/else", "dot")))
