"""The programs of the clinic, what is said of each, and what was recorded when they ran. No torch.

A program stands in `listings/NAME.diff`: lines that begin with a space are in both versions, with a minus only in the
broken one, with a plus only in the mended one. `build.py` runs both and writes `recorded.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from seq2seq.checkpoints.catalog import write_json

_FOLDER = Path(__file__).parent
RECORD = _FOLDER / "recorded.json"
COMMON = _FOLDER / "toy.py"
"""What several programs import."""
Version = Literal["broken", "mended"]
VERSIONS: tuple[Version, ...] = get_args(Version)
SHOWN = ("covered", "broken", "mended", "difference")
"""What can be read of a program: the broken version while the answer is covered, then any, and both line by line."""
_MARKS: dict[Version, str] = {"broken": " -", "mended": " +"}
UPDATES = 5
"""Updates of a training whose mean loss is recorded as one number."""


@dataclass(frozen=True)
class Diagnosis:
    """What can be wrong: its name, and what one would see if it were this."""

    title: str
    sign: str


DIAGNOSES = {
    "missing-import": Diagnosis(
        "A name that is never imported", "In that case the traceback would end in a NameError."
    ),
    "undefined-attribute": Diagnosis(
        "An attribute that is never defined", "In that case the traceback would end in an AttributeError."
    ),
    "wrong-width": Diagnosis(
        "An output fed back without an embedding",
        "In that case the second step would stop with an error: its input is as wide as the vocabulary, not as an "
        "embedding.",
    ),
    "wrong-vocabulary": Diagnosis(
        "The embedding of the other vocabulary",
        "In that case an id beyond the table would raise an IndexError, and smaller ids would pass unnoticed.",
    ),
    "not-detached": Diagnosis(
        "A state carried over together with its graph",
        "In that case backward() would reach back into the previous update, whose graph is gone, and raise an error.",
    ),
    "no-end": Diagnosis(
        "No stop at the end symbol",
        "In that case every output would go on after </s>, up to the greatest length.",
    ),
    "not-shifted": Diagnosis(
        "A target that is not shifted",
        "In that case the decoder would predict the symbol that it reads: the loss would soon be almost 0, and what "
        "it writes by itself would be nonsense.",
    ),
    "forced-test": Diagnosis(
        "Teacher forcing in the test",
        "In that case the decoder would read the reference while it is tested, and its score would be better than "
        "what it can write by itself.",
    ),
    "dropout-on": Diagnosis("Dropout left on in the test", "In that case the same input would give different outputs."),
    "softmax-axis": Diagnosis(
        "Softmax over the batch",
        "In that case weights would sum to 1 over the texts of a batch: with a single text, every weight is 1.",
    ),
    "no-encoder": Diagnosis(
        "Scores without the encoder states",
        "In that case all positions would have the same score, and each row would be uniform.",
    ),
    "padding-attended": Diagnosis(
        "Padding that is not masked",
        "In that case some weight would fall on <pad>, and an output could depend on its neighbours in the batch.",
    ),
    "loss-on-padding": Diagnosis(
        "A loss that counts padding",
        "In that case the loss would be lower than that of the letters alone, as padding is easy to predict.",
    ),
    "state-dropped": Diagnosis(
        "A decoder state that is not passed on",
        "In that case the decoder would not know how far it is: it would repeat or skip letters, and the loss would "
        "stay high.",
    ),
    "double-softmax": Diagnosis(
        "Softmax before a loss that applies it too",
        "In that case the loss could not fall far: with eight symbols, it never falls below 1.27.",
    ),
}
"""By the name of the program that has it; all can be chosen from."""


@dataclass(frozen=True)
class Case:
    """What is said of a program: a title that gives nothing away, what one `expected` of it, what was `seen` instead,
    what the mended lines `change`; and the names of the diagnoses to choose from."""

    title: str
    expected: str
    seen: str
    change: str
    choices: tuple[str, ...]


CASES = {
    "missing-import": Case(
        "Attention weights",
        "Additive attention scores four encoder states. Its weights should sum to 1.",
        "The class can be defined, and an object of it made. The first call stops.",
        "Python looks a name up when the line runs, so nothing is noticed before forward is called. With the import, "
        "the weights sum to 1.",
        ("wrong-width", "missing-import", "undefined-attribute", "softmax-axis"),
    ),
    "undefined-attribute": Case(
        "The first state of an encoder",
        "A GRU reads four ids from a state of zeros. There should be a state for each id.",
        "It stops before anything is read.",
        "The method was defined as init_hidden and called as initHidden. nn.Module looks an unknown name up among its "
        "parameters and modules and then gives up. Called by its own name, it returns the zeros.",
        ("missing-import", "not-detached", "undefined-attribute", "wrong-width"),
    ),
    "wrong-width": Case(
        "A decoder, step by step",
        "A decoder makes three steps. At each one it should read its previous output.",
        "The first step works, the second does not.",
        "The five logits went back into a GRU that reads embeddings of width 20. Now the most probable symbol is "
        "chosen and embedded first, as the start symbol was.",
        ("undefined-attribute", "wrong-vocabulary", "no-end", "wrong-width"),
    ),
    "wrong-vocabulary": Case(
        "An encoder for digits",
        "An encoder reads digits. Each text of four digits should give five states, as the end symbol is read too.",
        "Two texts pass, the third stops.",
        "The embedding had one row per target symbol, and the ids of 5 to 9 lie beyond its end. With one row per "
        "source symbol, every digit has its own. Had the target vocabulary been the larger one, there would be no "
        "error at all.",
        ("wrong-vocabulary", "wrong-width", "undefined-attribute", "padding-attended"),
    ),
    "not-detached": Case(
        "A long stream, ten symbols at a time",
        "A GRU predicts the next digit of a long stream. Each update should go on from the state in which the last "
        "one ended, and the loss should fall.",
        "The first update works, the second stops.",
        "The state still led to the graph of the update before, which backward() had freed. detach() keeps its "
        "numbers and cuts the graph, so each update goes back through ten digits only.",
        ("state-dropped", "loss-on-padding", "not-detached", "dropout-on"),
    ),
    "no-end": Case(
        "Writing a translation",
        "The model is trained to write a letter for each digit, from the last to the first: 314 gives e b d.",
        "The right letters come first, but they are not all.",
        "The model does say when it has finished. What comes after </s> was never trained, since the loss ignores "
        "padding. Now the loop ends there.",
        ("not-shifted", "no-end", "state-dropped", "padding-attended"),
    ),
    "not-shifted": Case(
        "A training loop",
        "In 200 updates the model should learn to write a letter for each digit, from the last to the first.",
        "The loss is almost 0 after a few updates. What the model then writes is of no use.",
        "The decoder read a letter and was asked for that same letter, so it learned to copy its input. Moved by one, "
        "the target is the letter that comes next: the loss falls more slowly, and the model translates.",
        ("state-dropped", "no-end", "double-softmax", "not-shifted"),
    ),
    "forced-test": Case(
        "Testing a translator",
        "After a short training, the model is tested on 80 new texts of familiar length, and on 80 longer ones.",
        "Nothing stops and nothing looks odd. Whoever uses the model gets worse letters than these figures promise.",
        "The test gave the decoder the correct letters to read, also after a mistake of its own. Now it reads what it "
        "writes, as in use. The difference is larger on longer texts, where one mistake leads to the next.",
        ("dropout-on", "loss-on-padding", "forced-test", "no-end"),
    ),
    "dropout-on": Case(
        "Asking five times",
        "A trained model, trained with dropout, is asked for the same translation five times. Five times the same "
        "letters should come out.",
        "The answers differ, though nothing is sampled.",
        "A model stays in training mode until eval() is called, and in that mode dropout sets units to zero at "
        "random. With eval(), all answers are the same, and more new texts are translated without a mistake.",
        ("state-dropped", "dropout-on", "forced-test", "not-detached"),
    ),
    "softmax-axis": Case(
        "A trained attention",
        "The model writes from the last digit to the first. Its weights for 31402 should form a diagonal, and each "
        "row should sum to 1.",
        "The training runs without an error, the loss falls, and the weights look like this.",
        "Scores have the shape (batch, positions). dim=0 shared the weights out among the texts of a batch, so each "
        "row was a mere sum of states. With dim=1 each text has its own distribution over positions.",
        ("no-encoder", "softmax-axis", "padding-attended", "double-softmax"),
    ),
    "no-encoder": Case(
        "Additive attention",
        "The model writes from the last digit to the first. Its weights for 31402 should form a diagonal.",
        "The training runs without an error, the loss falls, and the weights look like this.",
        "The query was joined to itself, so every position had the same score and the context was the mean of all "
        "states. Joined to the states, each position has its own score.",
        ("softmax-axis", "padding-attended", "state-dropped", "no-encoder"),
    ),
    "padding-attended": Case(
        "Attention in a batch",
        "A model is trained on texts of five digits. 31402 should be translated in the same way, whatever stands "
        "beside it in the batch.",
        "The training is perfect. In a batch with a longer text, the weights look like this, and the translation of "
        "31402 changes.",
        "Where a text has ended, its row of states goes on with padding, and softmax gave weight to those as well. A "
        "score of -1e9 there becomes a weight of 0. In training all texts were of equal length, so the loss is the "
        "same.",
        ("padding-attended", "wrong-vocabulary", "loss-on-padding", "softmax-axis"),
    ),
    "loss-on-padding": Case(
        "Short and long texts",
        "A model is trained on texts of one to eight digits. The loss that is printed should be that of the letters.",
        "The loss looks better than it is: computed over the letters alone, it is higher.",
        "Short targets are filled up with <pad>, which is soon predicted without a mistake, and each of them counted "
        "as a success. With ignore_index, only letters and the end symbol count, and both numbers are the same.",
        ("padding-attended", "not-shifted", "loss-on-padding", "double-softmax"),
    ),
    "state-dropped": Case(
        "The loop of a decoder",
        "In 200 updates the model should learn to write a letter for each digit, from the last to the first: 2718 "
        "gives dbcc.",
        "The loss stops falling early, and letters are repeated or left out.",
        "The new state was thrown away, so each step began from the state after reading and knew only the letter "
        "before it. Passed on, the state says how far the decoder is.",
        ("no-end", "forced-test", "state-dropped", "no-encoder"),
    ),
    "double-softmax": Case(
        "The output of a decoder",
        "The loss should approach 0, and nearly all new texts should be translated without a mistake.",
        "Many texts are translated, but the loss stays far above 0.",
        "cross_entropy expects logits and applies softmax itself. Applied to probabilities, it can't tell 0 and 1 far "
        "apart, and gradients are small. With logits, the loss falls towards 0, and more texts are translated.",
        ("double-softmax", "softmax-axis", "loss-on-padding", "not-shifted"),
    ),
}
"""By name, in the order in which they are shown: first those that stop, then those that run."""
NAMES = tuple(CASES)


@dataclass(frozen=True)
class Listing:
    """A program in both versions: its lines, each with its mark."""

    lines: tuple[str, ...]

    def source(self, version: Version) -> str:
        """The program as it is run."""
        return "".join(f"{line[1:]}\n" for line in self.lines if line[:1] in _MARKS[version])

    @property
    def uses_toy(self) -> bool:
        """Whether it imports what `COMMON` has."""
        return any(f".{COMMON.stem} import" in line for line in self.lines)

    @property
    def difference(self) -> str:
        """Both versions, line by line."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class WeightMatrix:
    """Attention weights of one text, a row for each letter written and a column for each symbol read."""

    letters: tuple[str, ...]
    symbols: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """What a version did: what it printed, the traceback if it stopped, the loss of each `UPDATES` updates of its
    training, and the weights of its attention, where it has any."""

    printed: str
    traceback: str = ""
    losses: tuple[float, ...] = ()
    matrix: WeightMatrix | None = None


Outcomes = Mapping[Version, Outcome]


def read_listing(name: str) -> Listing:
    """The program of this name. Raises OSError if there is none."""
    return Listing(tuple((_FOLDER / "listings" / f"{name}.diff").read_text("utf-8").splitlines()))


def write_outcomes(path: Path, outcomes: Mapping[str, Outcomes]) -> None:
    values = {
        name: {version: asdict(outcome) for version, outcome in versions.items()} for name, versions in outcomes.items()
    }
    write_json(path, values)


@cache
def read_outcomes(path: Path = RECORD) -> Mapping[str, Outcomes]:
    """What `write_outcomes` wrote. Raises OSError if it can't be read, ValueError for anything else in the file."""
    values = json.loads(path.read_text("utf-8"))
    try:
        return {
            name: {version: _read_outcome(versions[version]) for version in VERSIONS}
            for name, versions in values.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not the record of the clinic") from error


def _read_outcome(raw: Any) -> Outcome:
    matrix = raw["matrix"] and WeightMatrix(
        tuple(raw["matrix"]["letters"]),
        tuple(raw["matrix"]["symbols"]),
        tuple(map(tuple, raw["matrix"]["weights"])),
    )
    return Outcome(raw["printed"], raw["traceback"], tuple(raw["losses"]), matrix)
