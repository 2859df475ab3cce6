"""The parser of the command line: commands and their options. No torch."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from seq2seq.config.cards import CARDS
from seq2seq.config.places import CORPORA, HOUSE, PRETRAINED
from seq2seq.config.schema import PAPERS, AlignmentReading, ModelConfig, Quality, SearchConfig, Storage, TrainConfig
from seq2seq.data.families import FAMILIES
from seq2seq.data.own import NO_LICENCE, register_own_families
from seq2seq.experiments.clinic.collection import RECORD
from seq2seq.experiments.records import EXPERIMENT_NAMES, FROM_SEEDS

MODEL_CHOICES = frozenset({"source_vocab", "target_vocab", "scorer"})
"""Fields of ModelConfig that follow from the data and from --scorer."""


def add_fields(command: ArgumentParser, config: type, left_out: frozenset[str] = frozenset()) -> None:
    """Add one option for each field of a config dataclass, with its type, choices and default."""
    hints = get_type_hints(config)
    for field in fields(config):
        if field.name not in left_out:
            command.add_argument(f"--{field.name.replace('_', '-')}", **_option(field, hints[field.name]))


def read_fields(options: argparse.Namespace, config: type, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The values of the options that belong to the fields of a config dataclass."""
    return {field.name: getattr(options, field.name) for field in fields(config) if field.name not in left_out}


def _option(field: Field[Any], hint: Any) -> dict[str, Any]:
    shown = "none" if field.default == "" else "%(default)s"
    common = {"default": field.default, "help": f"{field.metadata['meaning']} (default: {shown})"}
    if hint is bool:
        return common | {"action": argparse.BooleanOptionalAction}
    if get_origin(hint) is Literal:
        return common | {"choices": get_args(hint)}
    return common | {"type": hint}


def positive_integer(text: str) -> int:
    """Parse a whole number of at least 1. Raises ArgumentTypeError for a smaller one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


DEFAULT_MODEL = "zh-en/additive"


class _Parser(ArgumentParser):
    def error(self, message: str) -> Any:
        """Exit with one line instead of the whole usage."""
        self.exit(2, f"{self.prog}: {message}\n")


def parser(program: str = "seq2seq") -> ArgumentParser:
    """The parser of all commands and their options. It knows the families of one's own, too."""
    for folder in (PRETRAINED, CORPORA):
        register_own_families(folder)
    top = _Parser(prog=program, description="Gaze: translate, look, measure, train.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name, (words, add_options) in _COMMANDS.items():
        add_options(commands.add_parser(name, help=words))
    return top


# -- options that several commands have


def _model(command: ArgumentParser, default: str = DEFAULT_MODEL) -> None:
    command.add_argument("--model", default=default, help="family/scorer or a checkpoint folder (default: %(default)s)")


def _models_of(command: ArgumentParser, count: str) -> None:
    command.add_argument("models", nargs=count, help="family/scorer, or a family for all of its models")


def _corpus(command: ArgumentParser, use: str = "") -> None:
    what = "folder that `data` wrote (default: corpora/FAMILY)"
    command.add_argument("--corpus", type=Path, help=f"{what}; {use}" if use else what)


def _gold(command: ArgumentParser) -> None:
    command.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of gold word alignments")
    command.add_argument("--swapped", action="store_true", help="those go from target to source")


def _reading(command: ArgumentParser, default: AlignmentReading) -> None:
    command.add_argument(
        "--reading", choices=get_args(AlignmentReading), default=default, help="of links (default: %(default)s)"
    )


def _storage(command: ArgumentParser, help: str) -> None:
    command.add_argument("--storage", choices=get_args(Storage), help=help)


def _json(command: ArgumentParser, help: str = "print JSON") -> None:
    command.add_argument("--json", action="store_true", help=help)


# -- the commands, in the order of --help: the options of each; what runs it is in `inspect`, `produce` or `publish`

_COMMANDS: dict[str, tuple[str, Callable[[ArgumentParser], None]]] = {}
"""Name → what it does, and the function that adds its options."""


def _command(words: str) -> Callable[[Callable[[ArgumentParser], None]], Callable[[ArgumentParser], None]]:
    """A decorator: the function adds the options of the command that has its name."""

    def add(options: Callable[[ArgumentParser], None]) -> Callable[[ArgumentParser], None]:
        _COMMANDS[options.__name__] = (words, options)
        return options

    return add


@_command("start the app and serve it to browsers")
def serve(command: ArgumentParser) -> None:
    command.add_argument(
        "file", nargs="?", type=Path, help="attention of another program, which the page Open shows everybody"
    )
    command.add_argument("--port", type=positive_integer, default=8501, help="(default: %(default)s)")


@_command("translate a sentence and show where each piece looked")
def translate(command: ArgumentParser) -> None:
    command.add_argument("text", nargs="?", help="a sentence; none with --file")
    command.add_argument("--file", type=Path, help="sentences, one a line, - for standard input, taken in batches")
    command.add_argument("--out", type=Path, help="with --file: a .jsonl, .parquet or .npz; else translations alone")
    command.add_argument("--fields", nargs="*", default=[], help="with --out: arrays of each trace, as weights encoder")
    _model(command)
    command.add_argument("--edits", default="", help="what to change, as in mask_2~onehot_1-3~temp_0.5")
    add_fields(command, SearchConfig)
    _json(command, "print the whole trace as JSON")


@_command("draw where each piece looked, into a file for paper or slides")
def draw(command: ArgumentParser) -> None:
    command.add_argument("text")
    command.add_argument(
        "--out", type=Path, required=True, help="file: .svg .pdf .png .tex; .gif .webp .webm move; in .html one steps"
    )
    _model(command)
    command.add_argument("--edits", default="", help="what to change, as in mask_2~onehot_1-3~temp_0.5")
    command.add_argument("--head", type=positive_integer, help="from 1, layer by layer (default: the mean of all)")
    add_fields(command, SearchConfig)


@_command("print a program of torch alone that works out a step of a translation")
def code(command: ArgumentParser) -> None:
    command.add_argument("text")
    _model(command)
    command.add_argument("--edits", default="", help="what to change, as in mask_2~onehot_1-3~temp_0.5")
    command.add_argument("--step", type=positive_integer, default=1, help="from 1 (default: %(default)s)")
    command.add_argument("--box", default="", help="of one box alone, such as score; any other name lists them")
    command.add_argument("--piece", type=positive_integer, default=1, help="of the source, from 1, for a box of pieces")
    command.add_argument("--head", type=positive_integer, default=1, help="from 1, layer by layer, for a box of heads")
    command.add_argument("--notebook", action="store_true", help="the whole program as a notebook, a cell for each box")


@_command("print a worksheet of a step, HTML with blanks to fill in and the solution")
def sheet(command: ArgumentParser) -> None:
    command.add_argument("text")
    _model(command, "small/additive")
    command.add_argument("--edits", default="", help="what to change, as in mask_2~onehot_1-3~temp_0.5")
    command.add_argument("--step", type=positive_integer, default=1, help="from 1 (default: %(default)s)")


@_command("write a lesson as a worksheet, or its key, one HTML file to print")
def worksheet(command: ArgumentParser) -> None:
    command.add_argument("lesson", help="its name, such as one-step; any other name lists them")
    command.add_argument("--lang", default="en", help="one of the app's languages (default: %(default)s)")
    command.add_argument("--paper", choices=PAPERS, default="a4", help="(default: %(default)s)")
    command.add_argument("--key", action="store_true", help="with all answers")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")


@_command("write a page, one HTML file that translates, or shows translations, without a server or a network")
def export(command: ArgumentParser) -> None:
    models = command.add_mutually_exclusive_group(required=True)
    models.add_argument("--live", nargs="+", metavar="MODEL", help="models that translate in the page")
    models.add_argument("--replay", nargs="+", metavar="MODEL", help="models whose translations of --texts it shows")
    command.add_argument("--texts", type=Path, metavar="FILE", help="sentences, one a line, - for standard input")
    command.add_argument("--html", type=Path, metavar="FILE", help="the file to write")
    command.add_argument("--scorm", type=Path, metavar="FILE", help="the page as a SCORM 1.2 package (.zip)")


@_command("list the shipped models with their cards")
def models(command: ArgumentParser) -> None:
    _json(command)


@_command("the tables of docs/results.md, from the cards of the models")
def results(command: ArgumentParser) -> None:
    command.add_argument("--update", type=Path, metavar="FILE", help="write them between the marks of this document")


@_command("BLEU, chrF, perplexity, attention on a file of pairs; all models of a family")
def evaluate(command: ArgumentParser) -> None:
    _model(command)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", type=Path, help="source<TAB>target lines, .tsv or .tsv.gz")
    what.add_argument("--examples", action="store_true", help="the project's own sentences of the model's family")
    command.add_argument(
        "--commands", action="store_true", help="also score shell commands, with OOV cases reported separately"
    )
    what.add_argument("--all", action="store_true", help="what the cards say of all models of a family, as JSON")
    command.add_argument("--family", choices=FAMILIES, default="zh-en", help="family for --all (default: %(default)s)")
    command.add_argument(
        "--against", metavar="SCORER", default="none", help="baseline family for --all (default: %(default)s)"
    )
    command.add_argument(
        "--quality", choices=get_args(Quality), default="bleu", help="metric that --all compares (default: %(default)s)"
    )
    _reading(command, "posterior")
    _storage(command, "measure it as if its matrices were kept in this")
    command.add_argument("--batch-size", type=positive_integer, default=64)
    command.add_argument("--output", type=Path, help="also write the translations here, one a line")
    _json(command)


@_command("how many sentences of a file each model of a family gets right")
def firsts(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    command.add_argument("--data", type=Path, required=True, help="source<TAB>reference lines, one a reference")
    command.add_argument("--models", nargs="+", default=[], metavar="SCORER", help="(default: all of the family)")
    command.add_argument("--table", type=Path, help="also write a Markdown table by sentence and model here")
    _json(command)


@_command("word alignments by forced decoding, and their error rate")
def align(command: ArgumentParser) -> None:
    _model(command)
    command.add_argument("--source", type=Path, required=True, help="tokens separated by spaces, one sentence a line")
    command.add_argument("--target", type=Path, required=True)
    command.add_argument("--gold", type=Path, help="gold links, one line a sentence: 0-0 sure, 1?2 possible")
    command.add_argument("--annotated", type=Path, help="first indices of the gold links that were annotated at all")
    command.add_argument("--swapped", action="store_true", help="the gold links go from target to source")
    _reading(command, "weights")
    command.add_argument("--longest", type=positive_integer, help="only pairs with at most this many tokens a side")
    command.add_argument("--heads", action="store_true", help="with --gold: also the AER of each layer and head")
    _json(command)


@_command("show attention or links that another program has written, and what is odd about them")
def show(command: ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="its format is recognised by what is in it")
    command.add_argument("--sentence", type=positive_integer, default=1, help="from 1 (default: %(default)s)")
    command.add_argument("--links", type=Path, help="gold links between the pieces, one line a sentence: 0-0 sure, 1?2")
    _json(command)


@_command("how often weights get a yes on What if, and weights of no sentence")
def verdicts(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    command.add_argument(
        "--data", type=Path, required=True, help="pairs, source<TAB>target, that no model was trained on"
    )
    command.add_argument(
        "--limit", type=positive_integer, default=200, help="sources to measure (default: %(default)s)"
    )
    command.add_argument("--keep", action="store_true", help="keep the counts beside the models, for `results`")
    _json(command)


@_command("IBM Model 1 on gold word alignments, models beside it")
def baseline(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    command.add_argument("--data", type=Path, required=True, help="pairs to learn from, source<TAB>target, .tsv or .gz")
    command.add_argument("--gold", type=Path, required=True, help="folder with source.txt, target.txt and gold.txt")
    command.add_argument("--swapped", action="store_true", help="it goes from target to source")
    command.add_argument("--longest", type=positive_integer, help="only pairs with at most this many tokens a side")
    command.add_argument("--models", nargs="*", default=[], metavar="MODEL", help="family/scorer, to set beside it")
    command.add_argument("--keep", action="store_true", help="keep the figures beside the models, for `results`")
    _json(command)


@_command("fetch and prepare the corpus of a family")
def data(command: ArgumentParser) -> None:
    command.add_argument("family", help=f"{', '.join(FAMILIES)}, or a name for one of your own")
    command.add_argument("--from", dest="table", type=Path, help="a local archive, table or folder of parts")
    command.add_argument("--source", metavar="CODE", help="of a family of your own: language of the first column")
    command.add_argument("--target", metavar="CODE", help="of a family of your own: language of the second column")
    command.add_argument("--licence", default=NO_LICENCE, help="of the sentences of your own (default: %(default)s)")
    command.add_argument("--out", type=Path, help="folder to write (default: corpora/FAMILY)")


@_command("train a model of a family")
def train(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    command.add_argument("--scorer", choices=CARDS, default="additive", metavar="SCORER", help="one of %(choices)s")
    _corpus(command)
    command.add_argument("--out", type=Path, help="checkpoint folder (default: runs/FAMILY/SCORER)")
    command.add_argument(
        "--vocabulary", type=positive_integer, nargs=2, help="pieces a side, for tokenizers not yet there"
    )
    command.add_argument("--also", type=Path, nargs="*", default=[], help="extra pairs, used in every epoch")
    command.add_argument(
        "--once", type=Path, nargs="*", default=[], help="extra pairs split evenly across epochs, each used once"
    )
    command.add_argument("--teacher", type=Path, help="a teacher's translations of the sources, as `teach` writes them")
    command.add_argument(
        "--without", type=Path, nargs="*", default=[], help="tables of source sentences to exclude from training"
    )
    command.add_argument("--reversed", action="store_true", help="from target to source, for back-translations")
    command.add_argument("--begin", type=Path, help="checkpoint folder with the weights to begin with")
    command.add_argument("--resume", action="store_true", help="go on where an interrupted run stopped")
    add_fields(command, TrainConfig)
    add_fields(command, ModelConfig, MODEL_CHOICES)


@_command("translate sentences for a student to learn from, by several models")
def teach(command: ArgumentParser) -> None:
    command.add_argument("runs", type=Path, nargs="+", help="checkpoint folders; their probabilities are averaged")
    command.add_argument("--texts", type=Path, required=True, help="sentences, or a table with them in column 1")
    command.add_argument("--beam", type=positive_integer, default=5, help="1 is greedy search (default: %(default)s)")
    command.add_argument("--back", action="store_true", help="write the translation first: a back-translation")
    command.add_argument("--out", type=Path, required=True, help="the table to write")


@_command("run the small training experiments shown on the Experiments page")
def experiment(command: ArgumentParser) -> None:
    command.add_argument("experiment", choices=EXPERIMENT_NAMES)
    command.add_argument("--seeds", type=positive_integer, default=5, help="not of data, cells (default: %(default)s)")
    command.add_argument("--out", type=Path, help="file to write or go on with (default: where the app reads it)")
    command.add_argument("--corpora", type=Path, default=CORPORA, help="of data, cells (default: %(default)s)")
    command.add_argument("--gold", type=Path, nargs="*", default=[], help="of data: folders of gold word alignments")
    command.add_argument("--epochs", type=positive_integer, default=3, help="of cells (default: %(default)s)")


@_command("run the programs of the Broken code page, both versions of each, and record what they do")
def clinic(command: ArgumentParser) -> None:
    command.add_argument("--out", type=Path, default=RECORD, help="file to write (default: where the app reads it)")


@_command("measure trained models and put them into pretrained/")
def publish(command: ArgumentParser) -> None:
    command.add_argument("runs", type=Path, nargs="+", help="checkpoint folders of training runs, all of one family")
    _corpus(command, "its test split is translated, maps are fitted on its training split")
    command.add_argument("--test", type=Path, help="pairs to measure on in place of that test split")
    _gold(command)
    _storage(command, "keep the matrices in this (default: as the training did, in fp16)")
    command.add_argument("--decimals", type=positive_integer, help="round every parameter to so many decimals first")
    command.add_argument("--clock", action="store_true", help="measure anew how fast all models of the family decode")
    command.add_argument("--house", type=Path, default=HOUSE, help="project root, containing pretrained/ and docs/")


@_command("(publish step) fit the state maps stored with the models")
def project(command: ArgumentParser) -> None:
    _models_of(command, "+")
    command.add_argument(
        "--data", type=Path, help="training pairs to fit on, .tsv or .tsv.gz (default: the example sentences)"
    )


@_command("a step of it: translate the first example for new visitors")
def record(command: ArgumentParser) -> None:
    command.add_argument("families", nargs="+", choices=FAMILIES, metavar="FAMILY", help="one of %(choices)s")


@_command("a step of it: measure how fast models decode, for their cards")
def clock(command: ArgumentParser) -> None:
    _models_of(command, "+")
    command.add_argument("--encoders", action="store_true", help="of families: how fast they encode, by length")


@_command("a step of it: alignment error of each head, for the cards")
def heads(command: ArgumentParser) -> None:
    _models_of(command, "+")
    _gold(command)


@_command("record fingerprints of a family's training sentences")
def seen(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    _corpus(command)
    command.add_argument("--also", type=Path, nargs="*", default=[], help="further pairs that were trained on")
    command.add_argument("--without", type=Path, nargs="*", default=[], help="tables of sources that were left out")
    command.add_argument("--out", type=Path, help="file to write (default: pretrained/FAMILY/trained-on.gz)")


@_command("keep a sample of a family's training pairs, among which the page States finds neighbours")
def sample(command: ArgumentParser) -> None:
    command.add_argument("family", choices=FAMILIES)
    _corpus(command)
    command.add_argument("--out", type=Path, help="file to write (default: pretrained/FAMILY/sample.tsv.gz)")


@_command("recompute the published figures and compare; exit code 1 if any differ")
def verify(command: ArgumentParser) -> None:
    _models_of(command, "*")
    command.add_argument("--corpus", type=Path, help="folder that `data` wrote: translate its test split, fit the maps")
    command.add_argument("--claims", action="store_true", help="run the tests of docs/what-bears-it-out.md too")
    command.add_argument(
        "--experiments",
        nargs="+",
        default=[],
        choices=FROM_SEEDS,
        metavar="EXPERIMENT",
        help="measure these again, in minutes: equal curves, or after a training what the page says of them",
    )
    _gold(command)
    _json(command, "print every figure as JSON")


@_command("speed of decoding, batches and training")
def bench(command: ArgumentParser) -> None:
    command.add_argument("--repeats", type=positive_integer, default=50)
    _json(command)
