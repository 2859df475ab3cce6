"""Documents: what they link to and name exists; the README is short and its code runs."""

import re
from pathlib import Path

import pytest
from PIL import Image

from pages.ui.session.definitions import TABLE_COLUMNS
from seq2seq.cli.parser import parser
from seq2seq.config.schema import SearchConfig
from seq2seq.notebook import load

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("pretrained/*/README.md")]
PLACES = ("app.py", "deploy", "docs", "pages", "pretrained", "seq2seq", "tests", ".ci", ".github", ".streamlit")


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_what_a_document_links_to_exists(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", without_code(path.read_text("utf-8")))
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_files_and_modules_that_a_document_names_exist(path: Path) -> None:
    quoted = re.findall(r"`([\w./-]+)`", without_code(path.read_text("utf-8")))
    files = [name for name in quoted if name.split("/")[0] in PLACES]
    modules = [name.split(".") for name in quoted if re.fullmatch(r"seq2seq(\.\w+)+", name)]
    assert not [name for name in files if not (ROOT / name).exists()]
    assert not [name for name in modules if not module_exists(name)]


def module_exists(parts: list[str]) -> bool:
    """A package, a module, or a name in a module."""
    files = [ROOT.joinpath(*parts[:count]).with_suffix(".py") for count in (len(parts), len(parts) - 1)]
    return ROOT.joinpath(*parts).is_dir() or any(path.is_file() for path in files)


def test_the_moving_picture_is_small_enough_to_be_loaded_at_once() -> None:
    picture = ROOT / "docs" / "gaze.webp"
    assert '<img src="docs/gaze.webp" ' in (ROOT / "README.md").read_text("utf-8")
    assert picture.stat().st_size <= 3e6
    with Image.open(picture) as opened:
        assert getattr(opened, "n_frames", 1) > 10


def test_every_command_is_in_the_list_of_commands() -> None:
    listed = re.findall(r"^python -m seq2seq (\w+)", (ROOT / "docs" / "library.md").read_text("utf-8"), re.MULTILINE)
    commands = next(action.choices for action in parser()._actions if action.dest == "command")
    assert set(listed) == set(commands or ())


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 700


def test_the_notebook_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    assert names["trace"].text == "I love you."  # type: ignore[attr-defined]


def test_what_the_tour_tells_of_models_is_so() -> None:
    model = load("zh-en/additive")
    assert model("我爱你").text == "I love you."
    coffee = model("我不喝咖啡。")
    assert coffee.pieces[1] == "▁don"
    assert "'" in [candidate.piece for candidate in coffee.candidates[1]]
    assert model("我不喝咖啡。", prefix=(coffee.pieces[0], "'")).text == "I'm not drinking coffee."


def test_the_branch_that_greedy_search_follows_loses_as_the_tour_tells() -> None:
    """Ahead for one step: the log-probability of its first pieces is greater up to *it*, and no longer."""
    model, text = load("zh-en/additive"), "因为下雨，我们没有去公园。"
    greedy, best = model(text), model(text, search=SearchConfig(beam=5))
    assert (greedy.text[:13], best.text[:15]) == ("Because of it", "Because of rain")
    forced = model(text, prefix=best.pieces[:-1])
    ahead = greedy.logprobs[:5].cumsum() > forced.logprobs[:5].cumsum()
    assert ahead.tolist()[3:] == [True, False]


NUMBERS = [ROOT / "docs" / f"how-to-read-these-numbers{ending}.md" for ending in ("", ".zh")]


def test_every_test_that_bears_a_sentence_out_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "what-bears-it-out.md").read_text("utf-8"))
    assert len(named) > 40
    assert not [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")]


@pytest.mark.parametrize("path", NUMBERS, ids=label)
def test_every_measure_has_its_definition_and_its_trap(path: Path) -> None:
    text = path.read_text("utf-8")
    before, _, _ = text.partition("seq2seq verify` does, from" if path == NUMBERS[0] else "seq2seq verify` 从随")
    measures = len(re.findall(r"^\*\*|\. \*\*|。 \*\*|内比较。\*\*", before, re.MULTILINE))
    assert len(re.findall(r"\*(?:Trap|注意)", before)) >= measures - 2 > 20


def test_what_evidence_shows_is_defined() -> None:
    text = NUMBERS[0].read_text("utf-8").lower()
    titles = [title.removesuffix(" %").removesuffix(", bits") for title, _, _ in TABLE_COLUMNS.values()]
    named = {"± chrF": "±", "± AER": "±", "p": "Δ and p", "Δ": "Δ and p", "BLEU, beam 5": "BLEU"}
    named |= {"M parameters": "Parameters", "ms per sentence": "Milliseconds"}
    assert not [title for title in titles if f"**{named.get(title, title)}".lower() not in text]
