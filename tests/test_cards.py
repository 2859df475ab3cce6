"""Cards: one for each scoring function, and each says what a menu, a catalogue and a reader need."""

import re
from dataclasses import fields
from functools import partial
from types import SimpleNamespace

import pytest

from pages.ui.kit import titles, words
from seq2seq.attention import SCORERS, Attention, Sizes, register
from seq2seq.attention.scorer import Scorer
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.checkpoints.zoo import read_config
from seq2seq.config.cards import ASKED_AFTER, CARDS, SCORER_GROUPS, Card
from seq2seq.config.schema import ModelConfig
from seq2seq.config.variants import VARIANTS, Variant, attends, card_and_variant, formula, rank, symbols

every_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)


def test_each_scoring_function_has_its_card() -> None:
    assert set(SCORERS) == set(CARDS)


@every_card
def test_a_card_is_complete(card: Card) -> None:
    assert all((card.title, card.formula, card.authors, card.place, card.paper, card.hint))
    assert card.group in SCORER_GROUPS
    assert 1990 <= card.year <= 2030
    assert len(card.hint) <= 100  # a line under a menu
    assert len(card.differs) <= 115  # in a tooltip, behind the paper


@every_card
def test_a_formula_has_its_braces_in_pairs(card: Card) -> None:
    depth = 0
    for char in card.formula:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert card.formula.count(r"\left") <= card.formula.count(r"\right")


LETTER = re.compile(r"(\\alpha|\\beta|\\sigma|\\cos|\\tanh|\\top|[A-Za-z])(?:_(?:\{([^}]*)\}|(\w)))?(?:\^(n))?")
PLAIN = {r"\alpha": "α", r"\beta": "β", r"\sigma": "σ", r"\cos": "cos", r"\tanh": "tanh", r"\top": "⊤"}
UNNAMED = re.compile(r"\\(?:mathrm\{score\}_?|begin\{aligned\}|end\{aligned\}|frac|tfrac|sqrt|over\w+arrow|le)")


def written(formula: str) -> set[str]:
    """The symbols of a formula, as `W_q^n`."""
    plain = re.sub(r"\{(\w)\}_", r"\1_", UNNAMED.sub(" ", formula))
    letters = (match.groups("") for match in LETTER.finditer(plain))
    parts = (
        (PLAIN.get(letter, letter), (long or short).replace("-", "−"), above) for letter, long, short, above in letters
    )
    return {letter + (f"_{below}" if below else "") + (f"^{above}" if above else "") for letter, below, above in parts}


@every_card
def test_every_symbol_of_a_formula_is_explained(card: Card) -> None:
    names = [symbol.name for symbol in symbols(card, "rnn_first")]
    assert len(set(names)) == len(names)
    assert set(names) == written(card.formula)


def test_what_attends_first_asks_with_the_state_before() -> None:
    card = CARDS["additive"]
    assert formula(card, "attend_first") == r"\mathrm{score}(s_{t-1}, h_i) = v^\top \tanh(W s_{t-1} + U h_i + b)"
    assert {symbol.name for symbol in symbols(card, "attend_first")} >= {"s_t−1"}
    assert formula(card, "rnn_first") == card.formula
    assert symbols(card, "rnn_first") == card.symbols


def test_each_model_is_shown_the_formula_of_its_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.state, "language", lambda: "en")
    for entry in list_entries():
        monkeypatch.setattr(titles.state, "view", partial(SimpleNamespace, family=entry.family))
        order = read_config(entry.folder).order
        assert titles.order_of(entry.scorer) == order
        assert order == "rnn_first" or ASKED_AFTER not in titles.origin(entry.scorer)
    assert ASKED_AFTER in titles.origin("additive")  # of the last family


@every_card
def test_a_formula_has_a_bias_where_the_function_has_one(card: Card) -> None:
    scorer = Attention(card.name, Sizes(query=12, value=12, key=12, heads=2)).scorer
    biased = any(name.endswith("bias") for name, _ in scorer.named_parameters())
    assert ("b" in written(card.formula)) == biased


def test_equations_are_numbered_as_in_the_papers() -> None:
    """Luong et al. 2015 number location (8) and the two of local-p (9) and (10); the other scores stand after (7)
    without a number. Chorowski et al. 2015 number theirs (9), Graves et al. 2014 (5) and (6), Vaswani et al. (1)."""
    luong = {name: card.place for name, card in CARDS.items() if card.authors == "Luong et al."}
    assert luong == {
        **dict.fromkeys(("dot", "general", "concat"), "section 3.1"),
        "location": "equation 8",
        "local_m": "section 3.2",
        "local_p": "equations 9 and 10",
    }
    others = {name: CARDS[name].place for name in ("location_aware", "cosine", "scaled_dot", "none")}
    assert others == {
        "location_aware": "equation 9",
        "cosine": "equations 5 and 6",
        "scaled_dot": "equation 1",
        "none": "equation 1",
    }


def test_each_side_of_a_product_has_its_own() -> None:
    sides = {symbol.name: symbol.side for symbol in CARDS["additive"].symbols}
    assert (sides["W"], sides["s_t"], sides["U"], sides["h_i"], sides["v"]) == (*["decoder"] * 2, *["source"] * 2, "")


@every_card
def test_a_parameter_is_one_of_a_model_and_changes_it(card: Card) -> None:
    assert set(card.parameters) <= {field.name for field in fields(ModelConfig)}
    sizes = {"attention": "key", "heads": "heads", "window": "window", "max_length": "max_length"}
    usual = {"query": 12, "value": 12, "key": 12, "heads": 2, "window": 4, "max_length": 12}

    def spoken_formula(**changes: int) -> str:
        scorer = Attention(card.name, Sizes(**(usual | changes))).scorer
        return f"{scorer} {scorer.heads} {getattr(scorer, 'window', '')}"

    changed = {name for name, size in sizes.items() if spoken_formula(**{size: usual[size] // 2}) != spoken_formula()}
    assert changed == set(card.parameters)


def test_cards_of_a_group_stand_together() -> None:
    groups = [card.group for card in CARDS.values()]
    assert groups == sorted(groups, key=SCORER_GROUPS.index)


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
