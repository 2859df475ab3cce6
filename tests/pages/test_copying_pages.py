"""The family of shell commands in the app: models that copy, and that know what they have read, on every page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests import copying
from tests.app import components, healthy, open_page, opened, stage, words
from tests.copying import SENTENCE

BOTH = "additive@copy_coverage"


@pytest.fixture(scope="module")
def shell(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny family beside that of commands."""
    root = tmp_path_factory.mktemp("shell")
    shutil.copytree(models / "zh-en", root / "zh-en")
    return copying.build(root)


@pytest.fixture(autouse=True)
def house(shell: Path, setting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(shell))


def address(scorer: str, **more: str) -> dict[str, str]:
    return {"family": "nl2bash", "scorer": scorer, "q": SENTENCE, **more}


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Commands are shown and never run."), ("zh", "命令只显示，从不执行。")]
)
def test_the_family_is_offered_and_says_that_no_command_is_run(lang: str, said: str) -> None:
    app = healthy(opened({"family": "nl2bash", "lang": lang}))
    (menu,) = [menu for menu in app.selectbox if "family" in str(menu.key)]
    assert len(menu.options) == 2 and said in [caption.value for caption in app.caption]
    assert said not in [caption.value for caption in healthy(opened({"lang": lang})).caption]


def test_its_variants_stand_in_a_menu() -> None:
    app = opened({"family": "nl2bash", "q": SENTENCE})
    titles = ["Additive, copying", "Additive, copying and coverage", "Dot product, copying"]
    menu = app.selectbox(key="scorer-variant-en")
    assert menu.options[0] == "None" and sorted(menu.options[1:]) == titles
    healthy(menu.set_value(BOTH).run())
    assert stage(app)["trace"]["model"] == f"nl2bash/{BOTH}"
    assert any("See et al. 2017" in caption.value for caption in app.main.caption)


def test_a_family_without_the_chosen_function_takes_one_that_it_has() -> None:
    app = opened({"scorer": "location"})
    (menu,) = [menu for menu in app.selectbox if "family" in str(menu.key)]
    healthy(menu.set_value("nl2bash").run())
    assert app.query_params["family"] == "nl2bash" and stage(app)["trace"]["model"] == "nl2bash/additive"


def test_a_reference_and_links_stay_with_their_family() -> None:
    """The new family reads the sentence, so that it stays."""
    app = opened({"q": "remove the file", "ref": "a hundred", "links": "0-0"})
    assert {"q", "ref", "links"} <= app.query_params.keys()
    (menu,) = [menu for menu in app.selectbox if "family" in str(menu.key)]
    healthy(menu.set_value("nl2bash").run())
    assert app.query_params["q"] == "remove the file" and not {"ref", "links"} & app.query_params.keys()


def test_the_stage_gets_what_was_generated_and_copied_and_that_coverage_is_known() -> None:
    trace = stage(open_page("translate", address(BOTH)))["trace"]
    assert trace["covers"] and len(trace["generate"]) == len(trace["copied"]) == len(trace["target"]["pieces"])
    assert any(trace["copied"]), "the untrained model copies now and then"
    for step, places in enumerate(trace["copied"]):
        share = (1 - trace["generate"][step]) * sum(trace["weights"][step][place] for place in places)
        assert not places or share > 0.49 * np.exp(trace["target"]["logprobs"][step])
        assert {trace["source"]["pieces"][place] for place in places} <= {trace["target"]["pieces"][step]}
    plain = stage(open_page("translate", address("additive")))["trace"]
    assert not {"generate", "copied", "covers"} & plain.keys()


def test_an_unknown_word_is_said_to_be_there_for_copying() -> None:
    assert "Unknown to the model, which can copy it: notes" in words(open_page("translate", address("additive@copy")))
    assert "Unknown to the model: notes" in words(open_page("translate", address("additive")))


def test_step_opens_a_score_with_its_coverage() -> None:
    data = stage(open_page("step", address(BOTH, piece="2")))
    symbols = [term["symbol"] for term in json.loads(data["arithmetic"])["terms"]]
    assert symbols[:6] == ["h_i", "c_i", "w", "w c_i", "s_t", "h′_i"]
    sheet = json.loads(data["sheet"])
    assert sheet["trace"]["covers"] and len(sheet["trace"]["generate"]) == len(sheet["trace"]["target"]["pieces"])


def test_compare_shows_all_there_is_and_what_was_copied() -> None:
    panels = stage(open_page("compare", address("additive@copy")))["panels"]
    assert {panel["name"] for panel in panels} == {*copying.MODELS}
    assert {panel["name"] for panel in panels if "copied" in panel["trace"]} == {*copying.MODELS} - {"additive"}


@pytest.mark.parametrize("page", ["translate", "step", "compare", "what-if", "states", "beam", "predict", "gradients"])
@pytest.mark.parametrize("scorer", ["additive@copy", BOTH])
def test_every_page_works(page: str, scorer: str) -> None:
    app = open_page(page, address(scorer, search="beam_2_1.0"))
    assert app.query_params["scorer"] == scorer
    assert not app.error and not app.warning and (components(app) or app.get("plotly_chart"))
