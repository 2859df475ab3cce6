"""Every hint that is offered does something, in every family that ships."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.config.places import PRETRAINED
from tests.app import components, healthy, open_page, told
from tests.pages.test_hints import PAGES
from tests.pages.test_widget_states import sent

FAMILIES = sorted(folder.name for folder in PRETRAINED.iterdir() if list(folder.glob("*/config.json")))


def offered(app: AppTest) -> Any | None:
    """The component of the line in view."""
    return next((each for each in app.get("bidi_component") if each.proto.component_name == "gaze.hint"), None)


def steps(app: AppTest) -> int:
    """How many steps a page can go: over the pieces said, or the recorded updates of a training."""
    data = json.loads(components(app)[-1].proto.bytes)
    match data:
        case {"runs": runs, "chosen": chosen}:
            return next(len(run["updates"]) for run in runs if run["name"] == chosen)
        case {"panels": panels}:
            return max(len(panel["trace"]["target"]["pieces"]) for panel in panels if panel["trace"])
        case {"paths": [{"trace": trace}, *_]} | {"trace": trace}:
            return len(trace["target"]["pieces"])
    raise AssertionError(data.keys())


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("page", PAGES)
def test_a_hint_that_is_offered_acts(monkeypatch: pytest.MonkeyPatch, page: str, family: str) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    app = open_page(page, {"family": family})
    line = offered(app)
    if line is None:
        return
    if json.loads(line.proto.bytes)["key"]:
        assert steps(app) > 1
        return
    before = dict(app.query_params), [each.proto.bytes for each in components(app)]
    healthy(sent(app, [line.proto.id], json_value='{"seen": {"kind": "act"}}'))
    assert dict(app.query_params) != before[0]
    if page not in ("evidence", "gradients"):
        assert [each.proto.bytes for each in components(app)] != before[1]
    if page in ("step", "predict"):
        assert told(app)["piece" if page == "step" else "ask"] not in (None, "row")
