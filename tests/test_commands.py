"""How commands are scored: tokens, templates, utilities and flags, by hand; nothing is run."""

import numpy as np
import pytest

from seq2seq.evaluation.commands import (
    all_command_figures,
    command_tokens,
    nlc2cmd_score,
    rare_shares,
    rare_words,
    template_of,
)
from seq2seq.evaluation.evaluate import measure
from tests.copying import SENTENCE, SOURCE, TARGET, copier


def test_tokens_are_those_of_a_shell():
    assert command_tokens("find . -name '*.c' -exec rm {} \\; | wc -l") == [
        *("find", ".", "-name", "'*.c'", "-exec", "rm", "{}", "\\;", "|", "wc", "-l")
    ]
    assert command_tokens('echo "a \\" b"') == ["echo", '"a \\" b"']


def test_a_template_has_types_for_arguments():
    assert template_of("head -n 15 server.log") == ("head", "-n", "Number", "Path")
    assert template_of("find /srv -name '*.c' | grep lamp") == ("find", "Path", "-name", "Pattern", "|", "grep", "Text")


def test_templates_forget_which_file_but_not_which_flag():
    assert template_of("wc -l report.csv") == template_of("wc -l notes.txt") != template_of("wc -c notes.txt")


@pytest.mark.parametrize(
    ("said", "right", "score"),
    [
        ("wc -l a", "wc -l b", 1.0),  # arguments do not count
        ("wc a", "wc b", 1.0),
        ("cat a", "wc a", -1.0),
        ("wc -c a", "wc -l a", (1 + (0 - 2) / 1) / 2),
        ("wc -l -c a", "wc -l a", (1 + (2 - 2) / 2) / 2),
        ("find . | wc -l", "find .", (1 - 1) / 2),  # a utility too many
        ("find . -exec rm {} \\;", "find . -exec rm {} \\;", 1.0),
    ],
)
def test_utilities_and_flags_by_hand(said: str, right: str, score: float):
    assert nlc2cmd_score(said, right) == pytest.approx(score)


def test_rare_words_are_those_that_the_vocabulary_lacks():
    assert rare_words(TARGET, "rm notes -r *") == ["notes"]
    shares = rare_shares(SOURCE, TARGET, [(SENTENCE, "rm notes -r"), ("remove the file", "rm -f"), ("the", "rm file")])
    assert shares == {"rare_commands": pytest.approx(200 / 3), "copyable": pytest.approx(50)}


def test_figures_are_divided_by_rare_words():
    pairs = [(SENTENCE, "rm notes"), ("remove the file", "rm file"), ("remove the folder", "rm folder")]
    figures = all_command_figures(measure(copier(), pairs), TARGET)
    assert {name: part.count for name, part in figures.items()} == {"all": 3, "rare": 1, "known": 2}
    assert figures["all"].exact == pytest.approx(np.mean([figures["rare"].exact, *[figures["known"].exact] * 2]))
