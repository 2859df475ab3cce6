"""What visitors can send to the app: addresses, reports of components, files. Each is read, or ignored with a name, or
refused with a word."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from pages.ui.address import reports
from pages.ui.address.branches import BranchHistory
from pages.ui.address.reports import ComponentReport, choice_report
from pages.ui.address.view import View, all_choices, decode_address, encode_address
from pages.ui.features.beam import beam
from pages.ui.features.compare import panels
from pages.ui.features.evidence import upload
from pages.ui.features.what_if import branching
from pages.ui.frame.foot_bar import MENU_CHOICE
from pages.ui.frame.hint import HINT_ENDED
from seq2seq.config.edits import EDITS, forms
from tests import tiny
from tests.hostile.tries import draw_either, draw_json, draw_scalar, draw_text, run_tries

REPORTS = [
    *map(choice_report, all_choices()),
    *(MENU_CHOICE, HINT_ENDED),
    *(
        value
        for module in (reports, branching, beam, panels)
        for value in vars(module).values()
        if isinstance(value, ComponentReport)
    ),
]
KINDS = (
    *("undo", "redo", "reset", "change", "say", "write", "drop", "compare", "look", "name", "copy", "prune"),
    *("branch", "send", "all", "few", "replace", "page", "scorer", "act", "dismiss"),
)
PARAMS = [choice.param for choice in all_choices().values()]


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        root: Path = tiny.build(tmp_path_factory.mktemp("models"), scorers=("dot", "additive"))
        patch.setenv("GAZE_PRETRAINED", str(root))
        patch.setattr(upload, "_", str)
        yield


# -- addresses


WRITTEN = (
    *("2", "0", "-1", "1.5", "zh-en", "en", "zh", "dot", "additive", "dot*additive", "beam_3_1.0"),
    *("1!0**flat-1~mask_2*", "2.1!0*▁He**a*0**swap_1_x*", "0!", "draw-ribbons.pins-dot*cosine", "view-matrix.head-2"),
)


def draw_query(random: Random) -> dict[str, str]:
    params = [random.choice((*PARAMS, draw_text(random))) for _ in range(random.randrange(1, 6))]
    return {
        param: random.choice((random.choice(WRITTEN), draw_text(random), str(draw_scalar(random)))) for param in params
    }


def open_address(query: dict[str, str]) -> None:
    """A link to what was understood brings the very same, and nothing of it is ignored."""
    values, ignored = decode_address(query)
    View.from_values(values)
    assert all(part.partition("=")[0] in query for part in ignored)
    assert decode_address(encode_address(values)) == (values, ())


def test_an_address_is_read_and_what_makes_no_sense_is_named() -> None:
    run_tries(2500, draw_query, open_address)


# -- reports of components


def draw_action(random: Random) -> Any:
    edit = random.choice(list(EDITS.values()))
    usual = {
        "edit": {"kind": edit.kind} | {name: draw_either(random, random.randrange(5)) for name in forms(edit)},
        "pieces": [draw_text(random) for _ in range(3)],
        **dict.fromkeys(("step", "number", "at"), random.randrange(5)),
        **dict.fromkeys(("piece", "words", "word", "name", "page", "old", "new", "value"), draw_text(random)),
    }
    fields = random.sample(list(usual), k=random.randrange(3, len(usual)))
    kind = draw_either(random, random.choice(KINDS))
    return {"kind": kind} | {field: draw_either(random, usual[field]) for field in fields}


def draw_report(random: Random) -> tuple[ComponentReport[Any], object]:
    action = draw_action(random)
    return random.choice(REPORTS), random.choice((draw_json(random), action, [action], [action, draw_action(random)]))


def test_a_report_is_read_or_ignored() -> None:
    run_tries(4500, draw_report, lambda drawn: drawn[0].listener(lambda _: None).hear(drawn[1]))


def test_a_selection_is_read_or_ignored() -> None:
    def draw(random: Random) -> object:
        point, cell = {"customdata": draw_either(random, [0, 0, 2])}, [draw_scalar(random), draw_text(random)]
        return draw_either(random, {"selection": draw_either(random, {"points": [point], "cells": [cell]})})

    def use(selection: object) -> None:
        assert reports.pressed_bucket(selection, 5) in (None, *range(5))
        assert reports.pressed_row(selection, 3) in (None, 0, 1, 2)

    run_tries(1000, draw, use)


def test_branches_grow_or_say_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branching, "_decoded_pieces", lambda _: ("▁He", "</s>"))
    monkeypatch.setattr(branching.work, "prefix_pieces", lambda _model, _text, words: tuple(words))
    excluded = (reports.Undo, branching.Redo)

    def use(raws: list[Any]) -> None:
        history = BranchHistory()
        for raw in raws:
            try:
                action = branching.read_what_if(raw)
                history = history if isinstance(action, excluded) else branching.apply_action(history, action)
            except ValueError:
                continue
        assert len(history) >= 1 and history[0] == BranchHistory()[0]

    run_tries(1000, lambda random: [draw_action(random) for _ in range(random.randrange(1, 5))], use)


# -- files


def draw_line(random: Random) -> str:
    return random.choice(("我爱你。\tI love you.", "\t".join(draw_text(random) for _ in range(random.randrange(4)))))


def draw_file(random: Random) -> bytes:
    text = random.choice(("\n", "\r\n", "\r", "\x0b", "\u2028")).join(draw_line(random) for _ in range(3))
    data = text.encode(random.choice(("utf-8", "utf-8", "utf-16")), random.choice(("surrogatepass", "replace")))
    place = random.randrange(len(data) + 1)
    damaged = data[:place] + random.randbytes(3) + data[place:]
    return random.choice((data, data[:place], damaged, data * random.randrange(4), b"\x00" * 1_000_001))


def test_a_file_is_read_or_refused_with_a_word() -> None:
    def use(data: bytes) -> None:
        pairs = upload._read(data)
        assert 0 < len(pairs) <= upload.MOST_PAIRS
        assert all(source.strip() and target.strip() for source, target in pairs)

    run_tries(2500, draw_file, use, upload.InvalidUpload)
