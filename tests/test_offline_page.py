"""The page that translates without a server: its translator against the library's, and the page itself."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from pages.ui.features.translate.scorm import CONTENT, SCORM
from seq2seq.__main__ import main
from seq2seq.checkpoints.portable import STORAGE, portable
from seq2seq.checkpoints.storage import round_to_storage
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import EXAMPLES_FILE, read_examples
from seq2seq.data.tsv import read_lines
from seq2seq.decoding.translate import translate
from seq2seq.text.words import merge_to_words
from tests import browser
from tests.test_house import node

TRANSLATOR = Path(__file__).parent / "js" / "translate_lines.js"
POLICY = r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
CODE = r'<script type="module">(.*?)</script>'
ODD = {
    "zh-en": ["  我爱你　", "Ａ１２３，㍿!", "龘龘靐我们", "你好。 你好？", "①②③ﬁ…—", "👩‍👧e\u0301"],
    "en-fr": ["  I  love\tyou. ", "ＡＢＣ ﬁne №5", "Zażółć gęślą jaźń", "It's 10:30!", "e\u0301te\u0301 日本 x"],
}

"""Sentences whose characters are replaced, left out or unknown."""


MODELS = [*(f"zh-en/{scorer}" for scorer in CARDS if (PRETRAINED / "zh-en" / scorer).is_dir()), "en-fr/additive"]
SHARE = 12
"""So many other sentences of the sample for each model: all models together translate nearly two hundred."""


def texts(name: str) -> list[str]:
    family, first = name.partition("/")[0], SHARE * MODELS.index(name)
    pairs = read_lines(PRETRAINED / family / "sample.tsv.gz")
    return [*ODD[family], *(line.split("\t")[0] for line in pairs[first : first + SHARE])]


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_the_page_translates_as_the_library_does(name: str, tmp_path: Path) -> None:
    """With the same rounded matrices: the same pieces, weights within 0.0001."""
    bundle, file = load_bundle(name), tmp_path / "model.json"
    file.write_text(json.dumps(dict(zip(("model", "tokenizers"), portable(bundle), strict=True))), "utf-8")
    sentences = texts(name)
    said = subprocess.run(
        [node(), str(TRANSLATOR), str(file)], input="\n".join(sentences), capture_output=True, text=True, check=True
    )
    round_to_storage(bundle.model, STORAGE)
    for text, line in zip(sentences, said.stdout.splitlines(), strict=True):
        there, here = json.loads(line), translate(bundle, Request(name, text)).to_dict(vectors=False)
        assert there["source"]["pieces"] == here["source"]["pieces"]
        assert there["target"]["pieces"] == here["target"]["pieces"]
        assert there["target"]["text"] == here["target"]["text"]
        np.testing.assert_allclose(there["weights"], here["weights"], atol=1e-4)
        np.testing.assert_allclose(there["target"]["logprobs"], here["target"]["logprobs"], atol=1e-3)
        assert [row[0][0] for row in there["candidates"]] == [row[0][0] for row in here["candidates"]]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("zh-en/additive@conv", "the encoder conv"),
        ("zh-en/multi_head@transformer", "the decoder transformer"),
        ("nl2bash/additive", "a tokenizer of whole words"),
        ("nl2bash/additive@copy", "copying"),
    ],
)
def test_what_the_page_cannot_compute_is_refused_by_name(
    name: str, part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--live", name, "--html", str(tmp_path / "page.html")]) == 2
    assert part in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_a_page_is_one_file_that_may_fetch_nothing(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert main(["export", "--live", "zh-en/additive", "--html", str(file)]) == 0
    page = file.read_text("utf-8")
    assert len(page.encode()) <= 8e6
    ((policy,), (code,)) = (re.findall(pattern, page, re.DOTALL) for pattern in (POLICY, CODE))
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'; "
        "style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'"
    )
    assert re.findall(r"^(?:import|export) .*", code, re.MULTILINE) == []
    assert not re.search(r"\b(?:src|href)=[\"']?http", page)


@pytest.mark.slow
@pytest.mark.browser
def test_recorded_translations_are_chosen_and_stepped_through(tmp_path: Path) -> None:
    """Twenty sentences under all functions, in at most 2 MB, and in a package for a learning platform."""
    shown = [example.source for example in read_examples(PRETRAINED / "zh-en" / EXAMPLES_FILE)][:20]
    texts, page_file, package = tmp_path / "texts.txt", tmp_path / "page.html", tmp_path / "page.zip"
    texts.write_text("\n".join(shown), "utf-8")
    models = [f"zh-en/{scorer}" for scorer in CARDS]
    outputs = ["--html", str(page_file), "--scorm", str(package)]
    assert main(["export", "--replay", *models, "--texts", str(texts), *outputs]) == 0
    assert page_file.stat().st_size <= 2e6
    with ZipFile(package) as archive:
        manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
        (resource,) = manifest.iter(f"{{{CONTENT}}}resource")
        (item,) = manifest.iter(f"{{{CONTENT}}}item")
        assert [each.tag.partition("}")[2] for each in manifest] == ["metadata", "organizations", "resources"]
        assert (resource.get(f"{{{SCORM}}}scormtype"), resource.get("href")) == ("sco", "index.html")
        assert item.get("identifierref") == resource.get("identifier")
        assert archive.read("index.html").decode() == page_file.read_text("utf-8")
    said = translate(load_bundle("zh-en/dot"), Request("zh-en/dot", shown[7]))
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        page = chromium.new_page(locale="en-US")
        asked, wrong = list[str](), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(page_file.as_uri())
        page.get_by_role("button", name="Dot product", exact=True).click()
        page.get_by_role("combobox", name="Sentence").select_option(shown[7])
        expect(page.locator(".gaze-grown")).to_have_text(said.text)
        page.get_by_role("region").focus()
        page.keyboard.press("End")
        steps = merge_to_words(said).trace.weights.shape[0]
        expect(page.get_by_text(f"{steps} / {steps}", exact=True)).to_be_visible()
        chromium.close()
    assert (asked, wrong) == ([page_file.as_uri()], [])


def test_any_model_can_be_replayed_and_what_is_missing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, page = tmp_path / "texts.txt", tmp_path / "page.html"
    texts.write_text("hello\n\nattention\n", "utf-8")
    assert main(["export", "--replay", "reverse/additive@conv", "--texts", str(texts), "--html", str(page)]) == 0
    assert '"texts":["hello","attention"]' in page.read_text("utf-8")
    for missing, told in ((["--html", str(page)], "--texts FILE"), (["--texts", str(texts)], "--html FILE")):
        assert main(["export", "--replay", "reverse/additive", *missing]) == 2
        assert told in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.browser
def test_one_types_switches_and_steps_without_a_server(tmp_path: Path) -> None:
    names, text = ("zh-en/additive", "zh-en/dot"), "他昨天给我买了一本很有意思的书。"
    file = tmp_path / "page.html"
    assert main(["export", "--live", *names, "--html", str(file)]) == 0
    bundles = [load_bundle(name) for name in names]
    for bundle in bundles:
        round_to_storage(bundle.model, STORAGE)
    additive, dot = (translate(bundle, Request(bundle.name, text)) for bundle in bundles)
    with sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        page = chromium.new_page(locale="zh-CN")
        asked, wrong = list[str](), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(file.as_uri())
        page.get_by_role("textbox", name="句子").fill(text)
        said = page.locator(".gaze-grown")
        expect(said).to_have_text(additive.text)
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Dot product").click()
        expect(said).to_have_text(dot.text)
        page.get_by_role("region").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text(f"2 / {len(dot)}", exact=True)).to_be_visible()
        page.get_by_role("textbox", name="Sentence").fill(" ")
        expect(said).to_have_text("")
        expect(page.get_by_role("region")).to_be_hidden()
        chromium.close()
    assert asked == [file.as_uri()]
    assert wrong == []
