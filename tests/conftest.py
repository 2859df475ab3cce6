"""What several tests share: made-up sentence pairs, tokenizers and tiny models over them, a small pretrained/."""

import gzip
import os
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, settings

from seq2seq.__main__ import main
from seq2seq.checkpoints import catalog, zoo
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.cli import inspect as inspection
from seq2seq.cli import printing
from seq2seq.config.edits import Edit
from seq2seq.config.schema import ModelConfig, Recurrence, Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import Tokenizer
from seq2seq.trace.trace import DecodeTrace
from seq2seq.training.training import Corpus
from tests import checks, tiny
from tests.editing import PREFIX, TEXT, Edited
from tests.shared_builds import built_once
from tests.turns import turn

# What one process has compiled, tests and the app, the others read: workers, servers and commands are many.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
torch.set_num_threads(1)
# A busy machine is no reason for a test to fail.
settings.register_profile("gaze", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gaze")

MAIN = sys.modules["__main__"]

SLOW_FOLDERS = ("journeys", "pages")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey and every whole page is slow. A journey shares two cores with a server, a browser and other tests,
    and so does what measures time: such a test has a second try, which is reported as a rerun. Checks that run beside
    the tests are awaited at the end."""
    for item in items:
        if item.path.parent.name in SLOW_FOLDERS:
            item.add_marker("slow")
        if item.path.parent.name == "journeys" or item.get_closest_marker("timed"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: item.name in checks.TESTS)  # last


def pytest_collection_finish(session: pytest.Session) -> None:
    checks.begin(session)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Under several workers: what a test needs is set up, and it runs, while it is its turn. A script of Streamlit's
    `AppTest` leaves itself as the main module, which a new process would then import."""
    sys.modules["__main__"] = MAIN
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if workers == 1:
        return (yield)
    alone = item.get_closest_marker("timed") is not None
    own = Path(str(item.config.getoption("basetemp")))  # in the folder of the whole run
    folder = own.parent / "turns"
    folder.mkdir(exist_ok=True)
    with turn(folder, worker, workers, alone):
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why tests had a second try, which is otherwise forgotten when that succeeds."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"first try of {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


SUBJECTS = {"我": "I", "你": "you", "他": "he", "她": "she"}
VERBS = {"爱": "love", "看": "see", "找": "find", "懂": "know"}
OBJECTS = {"猫": "cats", "书": "books", "水": "water", "家": "home"}
PAIRS = tuple(
    (f"{s}{v}{o}。", f"{subject} {verb} {thing}.")
    for s, subject in SUBJECTS.items()
    for v, verb in VERBS.items()
    for o, thing in OBJECTS.items()
)
"""64 pairs, word for word: 我爱猫。 → I love cats."""

EXAMPLES = """\
group\tsource\tsource_tokens\ttranslation\ttarget_tokens\tlinks
word-order\t我爱猫。\t我 爱 猫 。\tI love cats.\tI love cats .\t0-0 1-1 2-2 3-3
negation\t她看书。\t她 看 书 。\tshe see books.\tshe see books .\t0-0 1-1 2-2 3-3
"""

TINY = ModelConfig(
    source_vocab=17,
    target_vocab=29,
    cell="gru",
    embedding=11,
    encoder_hidden=6,
    decoder_hidden=12,  # as wide as both directions of the encoder, so that `dot` can be built
    attention=14,
    heads=2,
    window=2,
    max_length=19,
    dropout=0.0,
)

RECURRENCES: dict[Recurrence, dict[str, Any]] = {
    "rnn": {"cell": "rnn"},
    "rnn_relu": {"cell": "rnn", "nonlinearity": "relu"},
    "gru": {"cell": "gru"},
    "lstm": {"cell": "lstm"},
}
"""What a cell computes → the configuration that asks for it."""
every_recurrence = pytest.mark.parametrize("recurrence", RECURRENCES)

TINY_TRANSFORMER = replace(
    TINY,
    scorer="multi_head",
    encoder="self_attention",
    bidirectional=False,
    encoder_hidden=12,
    encoder_layers=2,
    decoder="transformer",
    decoder_layers=2,
)

Untrained = Callable[..., Bundle]
RunCommand = Callable[..., str]


@pytest.fixture(scope="session")
def tokenizers() -> tuple[Tokenizer, Tokenizer]:
    """Chinese characters; English in pieces shorter than words."""
    sources, targets = zip(*PAIRS, strict=True)
    return Tokenizer.train(sources, TINY.source_vocab, spaced=False), Tokenizer.train(targets, TINY.target_vocab)


@pytest.fixture(scope="session")
def untrained(tokenizers: tuple[Tokenizer, Tokenizer]) -> Untrained:
    """Makes a bundle with random weights; keywords are `seed` and fields of ModelConfig."""

    def make(seed: int = 0, **changes: Any) -> Bundle:
        torch.manual_seed(seed)
        config = replace(TINY, **changes)
        return Bundle(f"zh-en/{config.scorer}", Seq2Seq(config).eval().requires_grad_(False), *tokenizers)

    return make


@pytest.fixture
def edited(untrained: Untrained) -> Edited:
    """A forced translation by a random model with this scorer, under these edits."""

    def run(scorer: str, *edits: Edit, order: str = "rnn_first") -> DecodeTrace:
        bundle = untrained(scorer=scorer, seed=3, order=order)
        search = SearchConfig(max_steps=len(PREFIX))
        return translate(bundle, Request(bundle.name, TEXT, PREFIX, edits, search))

    return run


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pairs as a prepared corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, rows in {"train": PAIRS, "valid": PAIRS[::7], "test": PAIRS[::5]}.items():
        table = "".join(f"{source}\t{target}\n" for source, target in rows)
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(table.encode()))
    return folder


_OPTIONS = """--vocabulary 17 29 --epochs 16 --batch-size 8 --learning-rate 0.02 --warmup 5
    --label-smoothing 0 --precision fp32 --dropout 0 --embedding 16 --encoder-hidden 16 --decoder-hidden 32
    --attention 16 --heads 2"""
TRAINING = tuple(_OPTIONS.split())
"""Options of `train` under which a tiny model learns the pairs by heart in a second."""


@pytest.fixture(scope="session")
def house(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small pretrained/ made as the real one is, by `train` and `publish`: zh-en with `additive` and `multi_head`."""
    return built_once(tmp_path_factory, "house", partial(train_and_publish, corpus)) / "pretrained"


def train_and_publish(corpus: Path, folder: Path) -> None:
    root, runs = folder / "pretrained", folder / "runs" / "zh-en"
    (root / "zh-en").mkdir(parents=True)
    (root / "zh-en" / "examples.tsv").write_text(EXAMPLES, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "PRETRAINED", root)
        for scorer in ("additive", "multi_head"):
            place = ["--corpus", str(corpus), "--out", str(runs / scorer)]
            assert main(["train", "zh-en", "--scorer", scorer, *place, *TRAINING]) == 0
    trained = [str(runs / scorer) for scorer in ("additive", "multi_head")]
    assert main(["publish", *trained, "--corpus", str(corpus), "--house", str(folder)]) == 0


@pytest.fixture(scope="session")
def all_tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny, untrained models of all scoring functions, to be copied by whoever changes something."""
    return built_once(tmp_path_factory, "tiny", tiny.build)


@pytest.fixture(scope="session")
def family(house: Path) -> Path:
    """The folder of zh-en in the small house."""
    return house / "zh-en"


@pytest.fixture
def texts(tokenizers: tuple[Tokenizer, Tokenizer]) -> Corpus:
    """33 of the pairs to train on, ten to validate on, two to keep the weights of."""
    return Corpus(*tokenizers, PAIRS[:33], PAIRS[40:50], PAIRS[50:52])


@pytest.fixture
def exact_products() -> Iterator[None]:
    """Training sets how exact products are for the whole process."""
    yield
    torch.set_float32_matmul_precision("highest")


@pytest.fixture
def at_house(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands read the small house instead of pretrained/."""
    monkeypatch.setattr(zoo, "load_bundle", partial(zoo.load_bundle, root=house))
    monkeypatch.setattr(zoo, "find_folder", partial(catalog.find_folder, root=house))
    monkeypatch.setattr(inspection, "list_entries", partial(catalog.list_entries, root=house))
    monkeypatch.setattr(inspection, "family_entries", partial(catalog.family_entries, root=house))
    monkeypatch.setattr(printing, "PRETRAINED", house)


@pytest.fixture
def output_of(capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Runs a command that succeeds, and returns what it prints."""

    def run(*arguments: str | Path) -> str:
        assert main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def error_of(capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Runs a command that fails, and returns the one line it says."""

    def run(*arguments: str | Path) -> str:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code
        output = capsys.readouterr()
        assert code == 2
        assert output.out == ""
        assert output.err.count("\n") == 1
        return output.err.strip()

    return run
