"""The names of models: a scoring function, or a variant of one, such as `additive@attend_first`; with the number of an
update, `reverse/additive#128`, the model as it was then in its training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seq2seq.config.cards import CARDS, STATE_BEFORE, UNKNOWN, Card, Symbol
from seq2seq.config.network_cards import DECODER_CARDS, ENCODER_CARDS
from seq2seq.config.schema import Order


@dataclass(frozen=True)
class Variant:
    """What differs in a variant of a scoring function, such as `additive@attend_first`: the decoder, the encoder, the
    cells of both or the random numbers. `other_network` is True where either alone is of another kind."""

    name: str
    title: str
    hint: str
    other_network: bool = False


_AT_UPDATE = "#"
_TOWARDS_WHITE = 0.38
"""How far the colours of scoring functions go towards white on a dark ground."""

SECOND_SEED = "second_seed"
"""The variant that was trained again from another seed, with all that its recipe makes anew."""

_VARIANTS = (
    *(
        Variant(card.name, card.title, card.hint, "cell" not in card.parameters)
        for card in DECODER_CARDS.values()
        if card.name != "rnn_first"
    ),
    Variant(
        "input_feeding",
        "input feeding",
        "As in Luong et al. 2015, section 3.3: the decoder cell also reads h̃ = tanh(W [c; s]) of the last step.",
    ),
    Variant(
        SECOND_SEED,
        "second seed",
        "Trained again with another seed; in Chinese → English also with a new teacher, back-translations and phrases, "
        "and stored in int8.",
    ),
    Variant(
        "copy",
        "copying",
        "As in See et al. 2017, section 2.2: each step generates a word or copies one of the source, by its attention.",
    ),
    Variant(
        "coverage",
        "coverage",
        "As in See et al. 2017, section 2.3: the score knows how much of each piece has been read before.",
    ),
    Variant(
        "copy_coverage",
        "copying and coverage",
        "Both of See et al. 2017: words can be copied, and a loss counts against reading a piece again.",
    ),
    Variant("gru_cells", "GRU cells", "Encoder and decoder have GRU cells, whose gates decide what of a state stays."),
    Variant(
        "lstm_cells",
        "LSTM cells",
        "Encoder and decoder have LSTM cells, which keep a memory cell beside their state.",
    ),
    Variant(
        "relu_cells",
        "RNN cells with ReLU",
        "Encoder and decoder have plain RNN cells with ReLU in place of tanh: entries are never negative, nor bounded.",
    ),
    Variant(
        "two_layers",
        "two layers, one direction",
        "Encoder and decoder have two layers; the encoder only reads forward, so a state knows no later pieces.",
    ),
    *(Variant(card.name, f"{card.title} encoder", card.hint, True) for card in ENCODER_CARDS.values()),
)

VARIANTS: dict[str, Variant] = {variant.name: variant for variant in _VARIANTS}


def formula(card: Card, order: Order) -> str:
    """That of a scoring function in a decoder of this order: one that attends first asks with the state before the
    step."""
    return card.formula.replace("s_t", "s_{t-1}") if order == "attend_first" else card.formula


def symbols(card: Card, order: Order) -> tuple[Symbol, ...]:
    """Those of this formula."""
    first = order == "attend_first"
    return tuple(STATE_BEFORE if first and symbol.name == "s_t" else symbol for symbol in card.symbols)


def card_and_variant(name: str) -> tuple[Card, Variant | None]:
    """The card of a scorer and, of `additive@attend_first`, the variant: None where the decoder is as usual.

    A variant that the project does not know has its name alone. Raises KeyError for another scorer."""
    scorer, mark, variant = name.partition("@")
    return CARDS[scorer], VARIANTS.get(variant, Variant(variant, variant, "")) if mark else None


def scorer_colour(scorer: str, dark: bool = False) -> str:
    """The colour of a scoring function on a light or a dark ground, and of its variants."""
    card = CARDS.get(scorer.partition("@")[0])
    colour = card.colour if card else UNKNOWN
    if not dark:
        return colour
    channels = bytes.fromhex(colour.removeprefix("#"))
    return "#" + bytes(round(one + _TOWARDS_WHITE * (255 - one)) for one in channels).hex()


def at_update(model: str, update: int) -> str:
    """The name of a model as it was after so many updates."""
    return f"{model}{_AT_UPDATE}{update}"


def split_update(model: str) -> tuple[str, int | None]:
    """The name of a trained model, and the update that the name ends with; None for the end of its training."""
    name, mark, update = model.partition(_AT_UPDATE)
    return name, int(update) if mark else None


def attends(model: str) -> bool:
    """Whether a model of this name, `zh-en/additive`, looks at the source anew at each step."""
    scorer = split_update(model)[0].rpartition("/")[2].partition("@")[0]
    return scorer not in CARDS or CARDS[scorer].attends


def other_networks(names: Iterable[str]) -> list[str]:
    """Of these models those whose encoder or decoder is of another kind, and the scorers that they are variants of;
    none if there is no such variant."""
    known = list(names)
    networks = {name for name in known if (variant := card_and_variant(name)[1]) and variant.other_network}
    return [name for name in known if name in networks or any(name == other.partition("@")[0] for other in networks)]


def rank(name: str) -> tuple[int, str]:
    """What to sort names of models by: the order of the cards, a variant behind its scorer, others by alphabet."""
    order = list(CARDS)
    scorer = name.partition("@")[0]
    return (order.index(scorer) if scorer in CARDS else len(order), name)


def is_second_seed(name: str) -> bool:
    """Whether a model's name is that of a second training of the same scoring function."""
    return name.partition("@")[2] == SECOND_SEED
