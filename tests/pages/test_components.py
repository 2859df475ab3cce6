"""What components of a page are given: their code as a file, their data apart from it."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.kit.component import served_folder
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from tests.app import healthy, opened, stage


def protos(app: AppTest) -> list[Any]:
    return [component.proto for component in healthy(app).get("bidi_component")]


def test_code_is_a_file_named_after_what_is_in_it() -> None:
    messages = protos(opened())
    assert {"gaze.stage", "gaze.hint", "gaze.window"} <= {proto.component_name for proto in messages}
    for proto in messages:
        code = (served_folder() / proto.js_source_path).read_bytes()
        name = proto.component_name.removeprefix("gaze.")
        assert proto.js_source_path == f"{name}-{sha256(code).hexdigest()[:12]}.js"
        assert not proto.js_content and not proto.css_content
        assert (served_folder() / re.findall(rb'^import .* from "../gaze.kit/(.*)";', code)[0].decode()).is_file()


def test_files_that_a_system_has_swept_away_are_written_again() -> None:
    app = opened()
    shutil.rmtree(served_folder())
    assert all((served_folder() / proto.js_source_path).is_file() for proto in protos(app.run()))


@pytest.mark.parametrize("scorer", ["additive", "multi_head"])
def test_numbers_have_the_digits_that_can_be_seen(models: Path, scorer: str) -> None:
    trace_data = stage(opened({"q": "我爱你", "scorer": scorer, "grain": "pieces"}))["trace"]
    trace = translate(load_bundle(f"zh-en/{scorer}", models), Request(f"zh-en/{scorer}", "我爱你"))
    weights = [weight for row in trace_data["weights"] for weight in row]
    assert weights == [float(f"{weight:.5g}") for weight in weights]
    np.testing.assert_allclose(np.array(trace_data["weights"]), trace.alignment, rtol=1e-4)
    np.testing.assert_allclose(trace_data["target"]["logprobs"], trace.logprobs, rtol=1e-4)
