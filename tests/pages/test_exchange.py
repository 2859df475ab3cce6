"""Choices that a component and the server both make: what the browser is told, and what it is not told again."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app import choose, components, healthy, open_page, stage, told
from tests.pages.test_widget_states import sent


def message(app: AppTest) -> bytes:
    (component,) = components(app)
    return component.proto.bytes


def report(app: AppTest, written: str) -> AppTest:
    (component,) = components(app)
    return healthy(sent(app, [component.proto.id], json_value=written))


def test_at_first_a_component_is_told_what_the_address_says() -> None:
    app = open_page("step", {"piece": "2", "temperature": "0.5"})
    assert stage(app)["choices"] == {
        "step": [None, 0],
        "piece": [1, 0],
        "head": [0, 0],
        "temperature": [0.5, 0],
        "window": [None, 0],
        "sigma": [None, 0],
        "beta": [None, 0],
        "asked": ["source", 0],
        "box": ["attention", 0],
        "position": [0, 0],
        "entry": [None, 0],
    }


def test_what_a_component_reports_is_chosen_and_not_sent_back() -> None:
    app = open_page("predict")
    before = message(app)
    for step in range(1, 4):
        report(app, f'{{"step": [{step}, {step}], "ask": ["piece", 9]}}')
        assert app.session_state["values"]["step"] == step and app.session_state["values"]["ask"] == "piece"
        assert message(app) == before


def test_what_the_server_chooses_is_told_with_the_last_report_that_it_had_heard() -> None:
    app = report(open_page("predict"), '{"step": [3, 17]}')
    app.text_input(key="text").set_value("他没有钱").run()
    assert stage(healthy(app))["choices"]["step"] == [None, 17]
    report(app, '{"step": [2, 18]}')
    assert stage(app)["choices"]["step"] == [None, 17] and app.session_state["values"]["step"] == 2


def test_a_report_that_is_not_accepted_is_answered_with_what_is_chosen() -> None:
    app = report(open_page("step", {"piece": "2"}), '{"piece": [99, 5]}')
    assert stage(app)["choices"]["piece"] == [1, 5]


def test_a_component_that_comes_back_is_told_all_that_was_chosen_in_it() -> None:
    app = report(open_page("translate"), '{"drawing": ["view-matrix", 5], "step": [2, 6]}')
    assert told(app)["drawing"] == ""
    app.text_input(key="text").set_value(" ").run()
    assert not components(healthy(app))
    app.text_input(key="text").set_value("我爱你").run()
    assert told(healthy(app)) == {"step": None, "reveal": False, "drawing": "view-matrix"}


def test_another_function_changes_no_choice_of_a_component() -> None:
    app = report(open_page("step"), '{"piece": [1, 5], "step": [2, 6]}')
    before = stage(app)["choices"]
    assert stage(choose(app, "scorer-content", "dot"))["choices"] == before
    assert stage(app)["arithmetic"]
