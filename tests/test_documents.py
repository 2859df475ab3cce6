"""Documents: what they link to and name exists; the README is short and its code runs."""

import ast
import importlib
import importlib.util
import json
import re
import shlex
from ast import literal_eval
from itertools import chain
from math import log10
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from pages.ui.features.live.bets import ALIGNED_AER, LEARNED, SPANS
from pages.ui.features.open.files import MOST_KEPT
from pages.ui.features.rooms.reading import MOST_CHOICES
from pages.ui.kit.definitions import TABLE_COLUMNS
from seq2seq.analysis.decay import factor_per_step, mean_by_distance
from seq2seq.analysis.gradients import untrained_reach
from seq2seq.analysis.maps import read_state_maps
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.cli.parser import parser
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import ModelConfig, Request, SearchConfig
from seq2seq.data.examples import read_examples
from seq2seq.data.tasks import TASKS
from seq2seq.decoding.translate import translate_forced
from seq2seq.evaluation.compare import distance_matrix
from seq2seq.evaluation.metrics import SENTENCES_FILE, SentenceFigures
from seq2seq.evaluation.significance import sentence_scores
from seq2seq.evaluation.training_record import alignment_errors, first_look, read_record
from seq2seq.notebook import load
from seq2seq.trace.attention_files import MOST_BYTES, MOST_CELLS, MOST_SENTENCES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("pretrained/*/README.md")]
OF_A_RECIPE, FILES_OF_A_RECIPE = "pages.ui.features.lengths", ("pages/ui/features/lengths/", "pages/lengths.py")
"""The page that docs/extending.md makes."""
PLACES = ("app.py", "deploy", "docs", "pages", "pretrained", "seq2seq", "tests", ".ci", ".github", ".streamlit")


FAMILIES = sorted(path.parent.parent.name for path in PRETRAINED.glob("*/additive/card.json"))


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_what_a_document_links_to_exists(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", without_code(path.read_text("utf-8")))
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_files_that_a_document_names_exist(path: Path) -> None:
    quoted = re.findall(r"`([\w./-]+)`", without_code(path.read_text("utf-8")))
    files = [name for name in quoted if name.split("/")[0] in PLACES and not name.startswith(FILES_OF_A_RECIPE)]
    assert not [name for name in files if not (ROOT / name).exists()]


def resolves(dotted: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for name in parts[count:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_every_module_import_and_program_that_a_document_names_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    dotted = re.findall(r"`((?:seq2seq|pages|tests)(?:\.\w+)+)(?:\(.*?\))?`", text)
    programs = re.findall(r"python3? -m ((?:seq2seq|tests)[\w.]*\w)", text)
    assert not [name for name in dotted if not resolves(name)]
    assert not [name for name in programs if not importlib.util.find_spec(name)]
    blocks = [dedent(code) for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
    inline = [code for code in re.findall(r"`([^`\n]+)`", text) if re.match(r"(from \S+ )?import ", code)]
    for node in (node for code in (*blocks, *inline) for node in ast.walk(ast.parse(code))):
        if isinstance(node, ast.ImportFrom) and not str(node.module).startswith(OF_A_RECIPE):
            assert not [each.name for each in node.names if not resolves(f"{node.module}.{each.name}")]
        elif isinstance(node, ast.Import):
            assert not [each.name for each in node.names if not resolves(each.name)]


def all_names() -> set[str]:
    """Every word of the code: what a document calls by name is one of them."""
    files = [
        path
        for folder in ("seq2seq", "pages", "tests", "deploy", ".ci")
        for ending in ("*.py", "*.js", "*.json", "*.css", "*.cfg", "*.y*ml")
        for path in (ROOT / folder).rglob(ending)
        if path.name != "test_documents.py" and "node_modules" not in path.parts
    ]
    return set(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in files)))


def test_functions_and_classes_that_documents_name_are_in_the_code() -> None:
    """In backticks: names with an underscore, in capitals inside, or before a bracket."""
    known = all_names()
    for path in DOCUMENTS:
        code = [each for each in re.findall(r"`([^`\n]+)`", without_code(path.read_text("utf-8"))) if "/" not in each]
        named = {
            name
            for each in code
            for name in re.findall(r"\b([A-Za-z]+_\w+|[A-Z][a-z]+[A-Z]\w*|[A-Za-z]\w+(?=\())\b", each)
        }
        assert not [name for name in sorted(named - known) if not name.startswith("STREAMLIT_")], label(path)


GIVEN = {
    "FILE": "x.tsv",
    "FOLDER": "x",
    "F": "x",
    "S": "dot",
    "RUN": "x",
    "FAMILY": "zh-en",
    "mine": "zh-en",
    "squared": "dot",
}
"""What stands in commands for the reader's own → something known."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_the_commands_that_a_document_gives_are_understood(path: Path) -> None:
    """Whole lines of code, continued or not; what follows two spaces is a remark, `…` stands for more of the same."""
    text = re.sub(r" *\\\n *", " ", path.read_text("utf-8"))
    lines = re.findall(r"^ +python -m seq2seq (.*)$|^python -m seq2seq (.*)$", text, re.MULTILINE)
    for line in filter(None, map("".join, lines)):
        words = shlex.split(re.split(r" {2,}|;| \|| #|`", line)[0].replace("$scorer", "dot").replace("…", ""))
        words = [GIVEN.get(word, word) for word in words]
        try:
            parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"{label(path)}: python -m seq2seq {line}")


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


def in_words(number: str) -> str:
    task = TASKS["number-names"]
    return " ".join(task.check(task.read(number)))


def differences(family: str) -> dict[str, set[str]]:
    """Base model → what differs from *Additive* in its configuration and its recipes, the scoring function apart."""
    known = {}
    for scorer in CARDS:
        folder = PRETRAINED / family / scorer
        if folder.is_dir():
            config = ModelConfig.from_dict(json.loads((folder / "config.json").read_text("utf-8"))).to_dict()
            training = json.loads((folder / "card.json").read_text("utf-8"))["training"]
            recipes = {"recipe": training["recipe"], "before": training.get("before", {}).get("recipe", {})}
            known[scorer] = config | {
                f"{at}.{key}": value for at, each in recipes.items() for key, value in each.items()
            }
    plain = known["additive"]
    return {
        scorer: {key for key in plain.keys() | own.keys() if plain.get(key) != own.get(key)} - {"scorer"}
        for scorer, own in known.items()
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_base_models_differ_in_the_scoring_function_alone(family: str) -> None:
    """As README, results and tour say: but for the seed of one of Small numbers, which its README tells."""
    assert says("tour.md", "same data, with the same seed and budget, so that only the scoring function differs")
    assert says("results.md", "were trained with the same data, seed, tokenizers and budget; only the scoring function")
    found = {scorer: keys for scorer, keys in differences(family).items() if keys}
    assert found == ({"local_m": {"recipe.seed"}} if family == "small" else {})
    assert says("tour.md", "*Local, monotonic* of Small numbers has another seed") and "`--seed 2`" in (
        PRETRAINED / "small" / "README.md"
    ).read_text("utf-8")


def test_what_readmes_tell_of_second_seeds_and_sounds_is_so() -> None:
    """BLEU and perplexity on test, as the cards have them; the sounds of 500 words."""

    def test_part(name: str) -> Any:
        return json.loads((PRETRAINED / name / "card.json").read_text("utf-8"))["test"]

    readme = " ".join((PRETRAINED / "zh-en" / "README.md").read_text("utf-8").split())
    assert "moved by 0.3 at most (`additive`, `location_aware`, `none`) and by 1.5 (`dot`, 31.7 and 30.3)" in readme
    pairs = {
        name: (test_part(f"zh-en/{name}"), test_part(f"zh-en/{name}@second_seed"))
        for name in ("additive", "location_aware", "none", "dot")
    }
    moved = {name: round(abs(second["bleu"] - first["bleu"]), 1) for name, (first, second) in pairs.items()}
    assert moved.pop("dot") == 1.5 and max(moved.values()) == 0.3
    assert round(max(abs(second["perplexity"] - first["perplexity"]) for first, second in pairs.values()), 2) == 0.07
    assert says("results.md", "one of four moved by 1.5 points of BLEU, three by 0.3 at most")
    sounds = {name: test_part(f"g2p/{name}") for name in CARDS}
    assert (
        "`location_aware`, which knows where it looked last, makes the fewest mistakes on these 500 words"
        in " ".join((PRETRAINED / "g2p" / "README.md").read_text("utf-8").split())
    )
    assert max(sounds, key=lambda name: sounds[name]["accuracy"]) == "location_aware"
    assert min(sounds, key=lambda name: sounds[name]["symbol_error_rate"]) == "location_aware"
    exact = [test_part(f"nl2bash/{path.name}")["commands"]["all"]["exact"] for path in PRETRAINED.glob("nl2bash/*@*")]
    assert min(exact) > 0.5 and max(exact) < 3.5  # one to three of a hundred


def test_documents_count_the_scoring_functions_as_the_registry_does() -> None:
    count = in_words(str(len(CARDS)))
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert f"{count} per family differ in the scoring function alone" in readme
    assert f"**Switch** among {count} scoring functions" in readme
    assert f"{count} interchangeable attention" in (ROOT / "CITATION.cff").read_text("utf-8")
    counted = re.compile(r"\b(eleven|twelve|\w+teen|twenty|[1-9]\d) (?:\w+ ){0,2}functions")
    assert {number for path in DOCUMENTS for number in counted.findall(path.read_text("utf-8"))} == {count}


def test_a_question_of_ones_own_has_as_many_choices_as_is_said() -> None:
    """The browser refuses more, in these words; the server takes them."""
    room = ROOT / "pages" / "ui" / "features" / "rooms" / "room_panel"
    most = re.findall(r"MOST_CHOICES = (\d+)", (room / "sheet.js").read_text("utf-8"))[0]
    assert f'"At most {in_words(most)} choices."' in (room / "labels.js").read_text("utf-8")
    assert says("teaching.md", f"two to {in_words(most)} choices")
    assert int(most) <= MOST_CHOICES


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 700


def test_the_architecture_is_short_and_has_few_words_of_its_own() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (?!word |---)", text.partition("## Glossary")[2], re.MULTILINE)
    assert len(text.split()) <= 1500
    assert 0 < len(rows) <= 25


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


def says(document: str, words: str) -> bool:
    """Whether a document says so, wherever its lines break."""
    return words in " ".join((ROOT / "docs" / document).read_text("utf-8").split())


def test_bets_on_a_training_have_the_choices_and_limits_that_are_told() -> None:
    ends = [f"{first + 1}–{last}" for first, last in zip((0, *SPANS), SPANS, strict=False)]
    assert says("teaching.md", f"after {ends[0]} updates, {', '.join(ends[1:])},")
    assert says("teaching.md", f"at most {ALIGNED_AER:.0%}")
    assert says("teaching.md", f"once {LEARNED:.0%} of the pieces come out right without teacher forcing")


def test_the_limits_of_files_that_are_opened_are_those_told() -> None:
    read = f"{MOST_BYTES // 10**6} MB"
    assert says("tour.md", f"up to {read} and {MOST_SENTENCES:,} sentences")
    limits = f"{read}, {MOST_SENTENCES:,} sentences, {MOST_CELLS // 10**6} million cells"
    assert says("deploy.md", f"{limits}; {MOST_KEPT // 2**20} MB of all sessions")


def test_alignment_is_found_when_the_tour_says() -> None:
    assert says("tour.md", "nearly all of them between updates 80 and 461; BLEU was first measured at update 1,069")
    family = PRETRAINED / "zh-en"
    examples = read_examples(family / "examples.tsv")
    begins, first = list[int](), list[int]()
    for scorer, card in CARDS.items():
        record = read_record(family / scorer)
        first.append(int(record.epochs["update"][0]))
        index = first_look(alignment_errors(record.probes, examples)) if card.attends else None
        if index is not None and scorer != "uniform":
            begins.append(int(record.updates[index]))
    assert set(first) == {1069} and sum(80 <= update <= 461 for update in begins) >= len(begins) - 1


@pytest.mark.slow
def test_what_the_tour_tells_of_gradients_is_so() -> None:
    """The untrained Additive on the longest example, twenty updates on."""
    assert says("tour.md", "loses three powers of ten in twenty steps by recurrence, and less than one with attention")
    longest = max(read_examples(PRETRAINED / "zh-en" / "examples.tsv"), key=lambda example: len(example.source))
    reach = untrained_reach(load_bundle("zh-en/additive"), "", 1, longest.source, longest.translation)
    through, alone = (mean_by_distance(norms, reach.distances) for norms in (reach.norms, reach.recurrent_norms))
    assert log10(alone[1] / alone[21]) == pytest.approx(3.3, abs=0.3)
    assert 0 < log10(through[1] / through[21]) < 1


def test_what_is_told_of_other_architectures_on_tasks_is_so() -> None:
    for family in ("reverse", "pig-latin", "dates"):
        for folder in sorted((PRETRAINED / family).glob("*@*")):
            card = json.loads((folder / "card.json").read_text("utf-8"))
            assert (card["test"]["bleu"], card["test"]["sentences"]) == (pytest.approx(100), 300), folder.name
    transformer = json.loads((PRETRAINED / "reverse" / "multi_head@transformer" / "card.json").read_text("utf-8"))
    error = transformer["alignment"]["gold"]["weights"]["all"]["model"]["aer"]
    assert says("tasks.md", "AER is 0.9 %") and round(100 * error, 1) == 0.9
    sizes = [
        json.loads(path.read_text("utf-8"))["parameters"] for path in (PRETRAINED / "addition").glob("*/card.json")
    ]
    assert says("tasks.md", "about 30,000 parameters") and 27_000 < min(sizes) <= max(sizes) < 32_000


def test_the_row_of_a_model_in_fp16_is_that_of_its_card() -> None:
    test = json.loads((PRETRAINED / "zh-en" / "additive" / "card.json").read_text("utf-8"))["test"]
    row = [f"{test[name]:.{places}f}" for name, places in (("bleu", 2), ("chrf", 2), ("perplexity", 3), ("entropy", 4))]
    assert says("library.md", f"| fp16 | {' | '.join(row)} |")


@pytest.mark.parametrize("family", ["zh-en", "en-fr", "g2p"])
def test_states_of_two_models_agree_as_the_tour_tells(family: str) -> None:
    assert says("tour.md", "In translation decoder states do, encoder states and contexts less")
    assert says("tour.md", "in *Letters → Sounds* encoder states agree better along the first axis")
    stored = [read_state_maps(path) for path in sorted((PRETRAINED / family).glob("*/map.safetensors"))]
    others = [maps for maps in stored if maps.reference and maps.residual > 1e-4]
    assert len(others) >= 13
    for agreement in (maps.agreement for maps in others):
        encoder, decoder, context = (list(agreement[kind])[:3] for kind in ("encoder", "decoder", "context"))
        if family == "g2p":
            assert encoder[0] > 0.75 and decoder[0] < 0.6
        else:
            assert min(decoder) > 0.75 and max(encoder[0], context[0]) < 0.7
            assert sum(decoder) > max(sum(encoder), sum(context)) + 0.5


@pytest.mark.parametrize("family", ["zh-en", "en-fr", "g2p", "reverse", "copy", "dates"])
def test_position_stands_apart_from_content_where_the_tour_tells(family: str) -> None:
    assert says("tour.md", "in both languages, in sounds and on *Reverse*, position-based functions are apart")
    assert says("tour.md", "on *Copy* and *Dates* they are not")
    groups = [
        [scorer for scorer, card in CARDS.items() if card.group == group and (PRETRAINED / family / scorer).is_dir()]
        for group in ("content", "position")
    ]
    bundles = [load_bundle(f"{family}/{scorer}") for scorer in chain(*groups)]
    expected = [1] * len(groups[0]) + [2] * len(groups[1])
    apart = []
    for example in read_examples(PRETRAINED / family / "examples.tsv")[:2]:
        requests = [Request(bundle.name, example.source) for bundle in bundles]
        traces = [translate_forced(*each, example.translation) for each in zip(bundles, requests, strict=True)]
        tree = linkage(squareform(distance_matrix(traces), checks=False), "average")
        halves = fcluster(tree, 2, "maxclust").tolist()
        apart.append(halves in (expected, [3 - half for half in expected]))
    assert apart == [family not in ("copy", "dates")] * 2


@pytest.mark.slow
@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in ("small", "counting")])
def test_what_is_said_of_untrained_cells_is_so_in_every_family(family: str) -> None:
    """Per update of a state, along recurrence alone, on the longest example. Small numbers has too few."""
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "pages").rglob("gradients.py"))
    assert '"before training, a plain RNN loses less than the others. ' in pages
    assert says(
        "tour.md", "an LSTM loses about as much, a plain RNN far less, as its recurrent matrix begins orthogonal"
    )
    bundle = load_bundle(f"{family}/additive")
    longest = max(read_examples(PRETRAINED / family / "examples.tsv"), key=lambda example: len(example.source))
    kept = {}
    for cell in ("rnn", "gru", "lstm"):
        reach = untrained_reach(bundle, cell, 1, longest.source, longest.translation)
        kept[cell] = factor_per_step(reach.recurrent_norms, reach.distances)
    assert kept["rnn"] > max(kept["gru"], kept["lstm"])
    if family == "zh-en":  # of which the tour tells
        assert kept["rnn"] > 0.9 and abs(kept["gru"] - kept["lstm"]) < 0.03


def test_figures_in_how_to_read_are_those_of_the_cards() -> None:
    document = "how-to-read-these-numbers.md"
    assert says(document, "in zh-en 13.9 % of *Additive*'s sentences are below 20")
    counts = SentenceFigures.read(PRETRAINED / "zh-en" / "additive" / SENTENCES_FILE).chrf
    below = np.mean(sentence_scores("chrf", counts) < 20)
    assert round(100 * float(below), 1) == 13.9
    assert says(document, "*Uniform*, which reads nothing in particular, has 0.20 and *Additive* 0.39")
    deviation = {
        scorer: json.loads((PRETRAINED / "zh-en" / scorer / "card.json").read_text("utf-8"))["test"][
            "coverage_deviation"
        ]
        for scorer in ("uniform", "additive")
    }
    assert [round(value, 2) for value in deviation.values()] == [0.2, 0.39]


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
    named |= {"Parameters, M": "Parameters", "ms per sentence": "Milliseconds"}
    assert not [title for title in titles if f"**{named.get(title, title)}".lower() not in text]


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", ROOT / "docs" / "library.md", ROOT / "docs" / "tasks.md"], ids=label
)
def test_snippets_run_and_print_what_stands_beside_them(path: Path) -> None:
    """A value beside an expression is a comment that is a literal of Python; other comments are words."""
    names: dict[str, object] = {}
    shown = list[str]()
    for code in re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
        exec(code, names)
        for expression, value in re.findall(r"^(\w.*?)  # (['(\[\d].*)$", code, re.MULTILINE):
            try:
                expected = literal_eval(value)
            except (ValueError, SyntaxError):
                continue
            assert eval(expression, names) == expected, expression
            shown.append(expression)
    assert shown


def test_the_edit_that_the_recipe_makes_is_the_one_that_a_test_registers() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "extending.md").read_text("utf-8"), re.DOTALL)
    recipe = next(dedent(block) for block in blocks if "@register_edit" in block)
    made = re.sub(r" +#.*", "", recipe.partition("@register_edit\n")[2]).strip()
    assert made in (ROOT / "tests" / "test_new_edit.py").read_text("utf-8")
