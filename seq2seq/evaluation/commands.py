"""How right commands of the shell are: word for word, up to their arguments, and by utilities and flags.

Commands are compared as texts; nothing here runs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from seq2seq.config.schema import Record
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.metrics import MeasuredCorpus, corpus_scores
from seq2seq.evaluation.significance import mean_interval
from seq2seq.evaluation.tables import Checkpoint
from seq2seq.text.special_ids import UNK
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.pieces import bare

_TOKEN = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s|;&()`"'\\])+|\|\||&&|[|;&()`]|["'\\]""")
_BEGINS = frozenset(["|", "||", "&&", ";", "&", "(", "`", "xargs", "sudo", "-exec", "-execdir", "-ok"])
"""After these comes a utility."""
_TYPES = (
    ("Number", re.compile(r"[+-]?\d+[a-zA-Z%]?")),
    ("Pattern", re.compile(r".*[*?\[\]^$\\].*", re.S)),
    ("Path", re.compile(r".*[/.~].*", re.S)),
)


@dataclass(frozen=True)
class CommandFigures(Record):
    """Of `count` descriptions, in percent: commands right word for word, and right as templates, where each argument is
    its type (number, pattern, path or text); BLEU; and the score of NLC2CMD from -100 to 100. `…_interval` is half the
    width of the 95 % interval over resamples of the descriptions."""

    count: int
    exact: float
    exact_interval: float
    template: float
    template_interval: float
    bleu: float
    nlc2cmd: float
    nlc2cmd_interval: float


def command_figures(measured: MeasuredCorpus, rows: Sequence[int]) -> CommandFigures:
    """The figures over some of the sentences; of several references the best one counts."""
    said = [measured.translations[row] for row in rows]
    right = [measured.references[row] for row in rows]
    pairs = list(zip(said, right, strict=True))
    exact = _percent([command in references for command, references in pairs])
    template = _percent([template_of(command) in map(template_of, references) for command, references in pairs])
    score = _percent([max(nlc2cmd_score(command, one) for one in references) for command, references in pairs])
    return CommandFigures(len(rows), *exact, *template, corpus_scores(said, right).bleu, *score)


def all_command_figures(measured: MeasuredCorpus, target: Tokenizer) -> Mapping[str, CommandFigures]:
    """Over all descriptions, those whose every command has a word that the vocabulary lacks (rare), and the others."""
    rare = [all(rare_words(target, command) for command in references) for references in measured.references]
    rows = {"all": range(len(rare)), "rare": np.flatnonzero(rare), "known": np.flatnonzero(~np.array(rare))}
    return {name: command_figures(measured, list(map(int, chosen))) for name, chosen in rows.items() if len(chosen)}


def command_table(checkpoints: Sequence[Checkpoint]) -> pd.DataFrame:
    """One row per model and part of the commands: scorer, part (`all`, `rare`, `known`), and the figures of
    `CommandFigures`; no rows for models that write no commands."""
    rows = [
        {"scorer": checkpoint.scorer, "part": part, **figures}
        for checkpoint in checkpoints
        for part, figures in checkpoint.test.get("commands", {}).items()
    ]
    names = [field.name for field in fields(CommandFigures)]
    return pd.DataFrame(rows, columns=["scorer", "part", *names])


def rare_words(target: Tokenizer, command: str) -> list[str]:
    """The words of a command that the vocabulary lacks; marks are none."""
    encoded = target.encode(command)
    words = zip(map(bare, encoded.pieces), encoded.ids, strict=True)
    return [word for word, id in words if id == UNK and (word[0].isalnum() or word[0] == "_")]


def rare_shares(source: Tokenizer, target: Tokenizer, pairs: Iterable[Pair]) -> dict[str, float]:
    """Percent of the commands that have a word which the vocabulary lacks, and of these words that stand in the
    description, where they could be copied."""
    rows = [({*map(bare, source.encode(words).pieces)}, rare_words(target, command)) for words, command in pairs]
    words = [word in described for described, rare in rows for word in rare]
    return {
        "rare_commands": 100 * float(np.mean([bool(rare) for _, rare in rows])),
        "copyable": 100 * float(np.mean(words)),
    }


def command_tokens(command: str) -> list[str]:
    """The tokens of a command as a shell reads them: quoted text is one token, operators are tokens of their own."""
    return _TOKEN.findall(command)


def template_of(command: str) -> tuple[str, ...]:
    """Utilities, flags and operators as they are, and the type of every argument."""
    tokens = command_tokens(command)
    return tuple(token if kept else _type(token) for token, kept in zip(tokens, _kept(tokens), strict=True))


def nlc2cmd_score(command: str, reference: str) -> float:
    """From -1 to 1: for each place of a utility, -1 if it is another one, else half of 1 + (2 |common flags| - |all
    flags|) / (the more flags of the two); the mean over the more utilities of the two. Agarwal et al. 2021."""
    said, right = _utilities(command), _utilities(reference)
    places = max(len(said), len(right))
    scores = (_utility_score(*pair) for pair in zip(said, right, strict=False))
    missing = -1.0 * abs(len(said) - len(right))
    return (sum(scores) + missing) / max(places, 1)


def _utility_score(said: tuple[str, frozenset[str]], right: tuple[str, frozenset[str]]) -> float:
    if said[0] != right[0]:
        return -1.0
    flags = max(len(said[1]), len(right[1]))
    common, either = len(said[1] & right[1]), len(said[1] | right[1])
    return (1 + (2 * common - either) / flags) / 2 if flags else 1.0


def _utilities(command: str) -> list[tuple[str, frozenset[str]]]:
    """Each utility with its flags, in order."""
    found: list[tuple[str, set[str]]] = []
    before = ";"
    for token in command_tokens(command):
        if before in _BEGINS and token not in _BEGINS:
            found.append((token, set()))
        elif token.startswith("-") and found:
            found[-1][1].add(token)
        before = token
    return [(utility, frozenset(flags)) for utility, flags in found]


def _kept(tokens: Sequence[str]) -> list[bool]:
    """Whether each token is a utility, a flag or an operator."""
    before = [";", *tokens[:-1]]
    return [
        last in _BEGINS or token in _BEGINS or token in (")", "{}", "\\;", "+") or token.startswith("-")
        for last, token in zip(before, tokens, strict=False)
    ]


def _type(token: str) -> str:
    bare = token.strip("\"'")
    return next((name for name, pattern in _TYPES if pattern.fullmatch(bare)), "Text")


def _percent(values: Sequence[float]) -> tuple[float, float]:
    """The mean in percent, and half the width of its interval."""
    return 100 * float(np.mean(values)), 100 * mean_interval(values)
