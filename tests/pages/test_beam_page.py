"""The page of the search under AppTest: the tree, its controls, words of one's own, and all that can go wrong."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.ui.features.beam import beam as tree_page
from tests.app import choose, drawn, healthy, opened, stage, stage_is_drawn, told, words

PAGE = "pages/beam.py"


def beam(query: dict[str, str] | None = None) -> AppTest:
    app = opened(query)
    app.switch_page(PAGE)
    return healthy(app.run())


def tree_data(app: AppTest) -> dict[str, Any]:
    """What the tree was given."""
    return stage(healthy(app))


def test_greedy_search_is_a_tree_of_one_path() -> None:
    tree = tree_data(beam())["tree"]
    unpruned = [i for i, status in enumerate(tree["branches"]["status"]) if status != "pruned"]
    assert [tree["branches"]["step"][i] for i in unpruned] == list(range(64))
    assert tree["best"] == [unpruned[-1]] and tree["dropped"] == []
    assert len(tree["unknown"]) == 64 and max(tree["unknown"]) < 0


def test_a_beam_is_chosen_on_the_page_and_everywhere() -> None:
    app = choose(beam(), "page-method", "beam")
    assert app.query_params["search"] == "beam_5_1.0"
    assert app.button_group(key=drawn(app, "method")).value == "beam"
    tree = tree_data(app)["tree"]
    assert len(tree["best"]) == 5 and len(tree["dropped"]) == 64
    assert tree["branches"]["status"].count("kept") == 64 * 5
    app.slider(key="page-beam").set_value(3).run()
    assert app.query_params["search"] == "beam_3_1.0" and len(tree_data(app)["tree"]["best"]) == 3
    assert app.slider(key=drawn(app, "search-beam")).value == 3


def test_a_beam_of_one_is_greedy_and_the_slider_leads_out_of_it() -> None:
    app = beam({"search": "beam_3_0.5"})
    healthy(app.slider(key="page-beam").set_value(1).run())
    assert "search" not in app.query_params and app.button_group(key="page-method").value == "greedy"
    healthy(app.slider(key="page-beam").set_value(4).run())
    assert app.query_params["search"] == "beam_4_1.0"


def test_the_penalties_and_the_nucleus_are_in_the_address() -> None:
    app = beam({"search": "beam_3_1.0"})
    healthy(app.slider(key="page-coverage_penalty").set_value(0.2).run())
    assert app.query_params["search"] == "beam_3_1.0_0.2"
    app = beam({"search": "sample_0.8_0_7_0.9"})
    assert app.slider(key="page-top_p").value == 0.9 and app.slider(key="page-seed").value == 7
    assert tree_data(app)["tree"]["dropped"] == []


def test_the_step_is_the_same_as_on_other_pages() -> None:
    assert told(beam({"step": "3"}))["step"] == 2


def test_a_word_of_ones_own_begins_the_translation_and_is_taken_back() -> None:
    app = beam({"begun": "▁We~t", "search": "beam_2_1.0"})
    data = tree_data(app)
    assert data["prefix"] == ["▁We", "t"]
    assert data["tree"]["branches"]["piece"][:2] == ["▁We", "t"]
    assert tree_page.without_last_word(("▁I", "t", "▁is")) == ("▁I", "t")
    assert tree_page.without_last_word(("▁I", "t")) == ()
    assert tree_page.without_last_word(("t",)) == ()


def test_another_sentence_is_begun_by_the_decoder() -> None:
    app = beam({"begun": "▁We", "search": "beam_2_1.0"})
    app.text_input(key="text").set_value("他没有钱").run()
    assert tree_data(app)["prefix"] == [] and "begun" not in app.query_params


def test_pieces_that_the_model_does_not_have_are_named() -> None:
    app = beam({"begun": "▁qqqqqq", "search": "beam_2_1.0"})
    assert not stage_is_drawn(app) and "qqqqqq" in words(app)
    assert stage_is_drawn(app.button(key="unforced").click().run())


def test_searches_stand_side_by_side() -> None:
    frame = beam({"search": "beam_3_1.0"}).dataframe[0].value
    assert list(frame["Search"])[:4] == ["Beam of 3", "Greedy search", "Beam of 5", "Beam of 10"]
    assert list(frame.columns) == ["Search", "Translation", "Length", "Log p", "Search score", "BLEU"]
    unknown = beam({"q": "他没有钱吗"}).dataframe[0].value
    assert "BLEU" not in unknown.columns


def test_what_a_wider_beam_changes_is_worked_out_when_somebody_looks() -> None:
    app = beam()
    assert not app.get("plotly_chart")
    app.session_state["widths"] = True
    healthy(app.run())
    assert len(app.get("plotly_chart")) == 1 and len(app.dataframe) == 2
    assert len(app.dataframe[1].value) == 10


def test_an_empty_sentence_gets_a_hint_and_a_broken_link_a_word() -> None:
    app = beam({"search": "beam_99_x_y_z", "begun": "~", "step": "0"})
    assert stage_is_drawn(app) and "begun=~" in words(app) and "search=beam_99_x_y_z" in words(app)
    app.text_input(key="text").set_value("  ").run()
    assert "Type a sentence" in words(healthy(app)) and not stage_is_drawn(app)


def test_a_long_sentence_is_searched_up_to_the_limit() -> None:
    app = beam({"q": "我昨天买了一本书。" * 20, "search": "beam_10_1.0"})
    assert len(tree_data(app)["tree"]["dropped"]) == 64 and len(tree_data(app)["source"]["pieces"]) == 64


def test_the_unknown_piece_may_be_said_where_one_switches_it_on_whatever_the_search() -> None:
    app = beam()
    assert not app.toggle(key="page-unknown").value
    app = healthy(app.toggle(key="page-unknown").set_value(True).run())
    assert app.query_params["search"] == "greedy_unk"
    assert choose(app, "page-method", "beam").query_params["search"] == "beam_5_1.0_unk"
