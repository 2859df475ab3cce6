"""The page Live under AppTest: settings and the address, races, sabotage, impossible settings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address.view import View, decode_address
from pages.ui.engine.live import POOL, TrainingPool
from pages.ui.engine.live_playing import Seen
from pages.ui.features.live.bets import ALIGNED_AER, LEARNED, aligned_in, decided, first_to_learn
from pages.ui.features.live.titles import SABOTAGE_SIGNS
from pages.ui.features.rooms.reading import LONGEST_CHOICE
from seq2seq.config.cards import CARDS
from seq2seq.training.live.report import Measurement
from seq2seq.training.live.settings import LiveSettings
from tests.app import healthy, open_page


@pytest.fixture(autouse=True)
def without_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TrainingPool, "warm_up", lambda _pool: None)


def lanes(app: AppTest) -> list[dict[str, Any]]:
    """What the component is told of each lane."""
    parts = [json.loads(part.proto.bytes) for part in app.get("bidi_component")]
    return next(part["lanes"] for part in parts if "lanes" in part)


def titles(app: AppTest) -> list[str]:
    return [lane["title"] for lane in lanes(app)]


def test_the_first_settings_are_those_of_the_library() -> None:
    app = open_page("live")
    assert [(lane["code"], lane["title"]) for lane in lanes(app)] == [("", "Additive, GRU")]
    assert [field.value for field in app.number_input[:2]] == [8, 26]


def test_an_address_holds_settings_race_clock_and_sentence() -> None:
    query = {"settings": "length-10~rate-0.01", "race": "scorer-none*scorer-dot", "clock": "seconds", "probe": "3"}
    app = open_page("live", query)
    assert titles(app) == ["Additive", "No attention", "Dot product"]
    assert [lane["code"] for lane in lanes(app)] == [
        "length-10~rate-0.01",
        "length-10~scorer-none~rate-0.01",
        "length-10~scorer-dot~rate-0.01",
    ]
    parts = [json.loads(part.proto.bytes) for part in app.get("bidi_component")]
    assert next(part["choices"] for part in parts if "lanes" in part) == {"clock": ["seconds", 0], "probe": [2, 0]}
    assert {name: app.query_params[name] for name in query} == query


def test_a_widget_changes_the_run() -> None:
    app = open_page("live")
    changed = healthy(app.number_input[0].set_value(5).run())
    assert lanes(changed)[0]["code"] == "length-5"
    assert changed.query_params["settings"] == "length-5"


def test_a_table_of_ones_own_says_what_it_lacks() -> None:
    said = "Your own table has no gold alignment, so there is no alignment error and no guided attention."
    assert said not in [caption.value for caption in open_page("live").caption]
    table = LiveSettings(task=POOL.add_table([("a b", "b a")] * 20), length=12, alphabet=300)
    assert said in [caption.value for caption in open_page("live", {"settings": table.code()}).caption]


def test_another_task_has_its_own_difficulty() -> None:
    app = open_page("live")
    menu = next(box for box in app.selectbox if box.label == "Task")
    changed = healthy(menu.set_value("addition").run())
    assert lanes(changed)[0]["code"] == "task-addition~length-3~alphabet-10"


def test_impossible_settings_are_refused_in_words() -> None:
    app = open_page("live", {"settings": "guided-1"})
    menu = next(box for box in app.selectbox if box.label == "Scoring function")
    refused = healthy(menu.set_value("none").run())
    assert "none does not choose where to look" in refused.warning[0].value
    assert lanes(refused)[0]["code"] == "guided-1"


def test_a_race_leaves_out_what_is_impossible() -> None:
    app = open_page("live", {"settings": "scorer-none", "race": "guided-1*cell-rnn"})
    assert titles(app) == ["GRU", "RNN"]


def test_lanes_have_the_colours_of_their_functions() -> None:
    app = open_page("live", {"settings": "scorer-dot", "race": "scorer-none*cell-rnn"})
    assert [lane["colour"] for lane in lanes(app)] == [CARDS["dot"].colour, CARDS["none"].colour, ""]


def test_sabotage_says_what_to_watch() -> None:
    app = open_page("live", {"settings": "sabotage-frozen", "race": "sabotage-"})
    assert lanes(app)[0]["sign"] == SABOTAGE_SIGNS["frozen"]
    assert titles(app) == ["The encoder is frozen", "Nothing broken"]


def test_nonsense_in_the_address_is_ignored_and_named() -> None:
    app = open_page("live", {"settings": "width-7", "race": "cell-cnn"})
    assert lanes(app)[0]["code"] == ""
    named = " ".join(element.value for element in (*app.text, *app.caption, *app.warning, *app.info))
    assert "settings=width-7" in named and "race=cell-cnn" in named


def test_the_page_speaks_chinese() -> None:
    app = open_page("live", {"lang": "zh", "race": "scorer-none"})
    assert [field.label for field in app.number_input[:2]] == ["长度", "符号数"]


def seen(*measured: tuple[int, float, float | None], finished: bool = False, pace: float = 0.01) -> Seen:
    """A run of which (update, accuracy decoding by itself, alignment error) were measured."""
    steps = ((0, 0.1, 0.9), *measured)
    measurements = tuple(Measurement(update, free, 0.5, aer, 0.0) for update, free, aer in steps)
    return Seen(measurements, tuple(pace * update for update, _, _ in steps), finished)


def test_a_run_aligned_in_the_span_of_its_first_small_alignment_error() -> None:
    runs = {at: seen((90, 0.5, 0.3), (at, 0.5, 0.25), (at + 9, 0.5, 0.4)) for at in (100, 101, 400, 800, 801)}
    assert {at: aligned_in(run) for at, run in runs.items()} == {100: 0, 101: 1, 400: 2, 800: 3, 801: 4}
    assert aligned_in(seen((800, 0.5, 0.26))) is None
    assert aligned_in(seen((801, 0.5, 0.26))) == aligned_in(seen((30, 0.5, 0.9), finished=True)) == 4
    assert aligned_in(seen((500, 0.9, None))) is None


def test_the_first_run_to_learn_needed_the_least_seconds_of_training() -> None:
    slow, fast = seen((100, 0.5, 0.3), (200, 0.9, 0.3)), seen((100, 0.5, 0.3), (300, 0.95, 0.3), pace=0.005)
    assert first_to_learn([slow, fast]) == first_to_learn([fast, slow][::-1]) == 1
    assert first_to_learn([slow, seen((150, 0.5, 0.3))]) is None  # it may still be faster
    assert first_to_learn([slow, seen((150, 0.5, 0.3), finished=True)]) == 0
    assert first_to_learn([slow, seen((210, 0.5, 0.3))]) == 0
    assert first_to_learn([seen((900, 0.89, 0.3)), seen((900, 0.5, 0.3))]) is None


def bets(app: AppTest) -> dict[str, list[str]]:
    """What the panel of a room is told that can be bet on: by kind, the choices."""
    parts = [json.loads(part.proto.bytes) for part in app.get("bidi_component")]
    found = next(part["asks"] for part in parts if "asks" in part)
    limits = {"update": f"{ALIGNED_AER:.0%}", "race": f"{LEARNED:.0%}"}
    assert all(limits[kind] in bet["words"] for kind, bet in found.items())
    return {kind: bet["choices"] for kind, bet in found.items()}


def test_bets_are_offered_where_there_is_something_to_bet_on() -> None:
    spans, room = ["1–100", "101–200", "201–400", "401–800", "Later or never"], {"room": "cdhjpq"}
    app = healthy(open_page("live", room))
    assert bets(app) == {"update": spans}
    healthy(app.selectbox(key="live-scorer-en").set_value("uniform").run())
    assert bets(app) == {}
    assert bets(open_page("live", room | {"race": "scorer-dot"})) == {
        "update": spans,
        "race": ["Additive", "Dot product"],
    }
    longest = bets(open_page("live", room | {"race": "scorer-dot*forcing-0.5*sabotage-unclipped"}))["race"]
    assert len(longest) == 4 and max(map(len, longest)) <= LONGEST_CHOICE
    assert bets(open_page("step", room)) == {}


def test_without_a_run_of_the_room_nothing_is_decided() -> None:
    assert decided(View.from_values(decode_address({})[0]), "cdhjpq") == {}
