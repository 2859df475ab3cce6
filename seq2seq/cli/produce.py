"""Commands that produce models: fetch a corpus, train, translate for a student, record what was trained on."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import torch
from torch import distributed as dist
from tqdm import tqdm

from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.portable import portable
from seq2seq.checkpoints.zoo import load_tokenizers, open_model, read_config
from seq2seq.cli.parser import MODEL_CHOICES, read_fields
from seq2seq.cli.printing import family_folder, family_sentences, print_result, progress_on
from seq2seq.config.places import CORPORA, HOUSE, PRETRAINED
from seq2seq.config.schema import ModelConfig, Precision, TrainConfig
from seq2seq.data.corpus import prepare_corpus, read_sentence_pairs, sentence_key
from seq2seq.data.examples import EXAMPLES_FILE, FAILING, Example, read_examples, shown_sentences
from seq2seq.data.families import FAMILIES, Family
from seq2seq.data.own import own_family
from seq2seq.data.shipped import SAMPLE_FILE, SeenSentences, sample_pairs, write_sample
from seq2seq.data.shipped import SEEN_FILE as SEEN
from seq2seq.data.tsv import Pair, parse_pairs, read_bytes, read_lines
from seq2seq.decoding.files import traces_of
from seq2seq.decoding.joint import translate_ensemble
from seq2seq.decoding.translate import translate
from seq2seq.evaluation import model_card as report
from seq2seq.experiments.cells import CellsData, record_cells
from seq2seq.experiments.clinic import build
from seq2seq.experiments.clinic.collection import write_outcomes
from seq2seq.experiments.data import DataPlaces, record_data
from seq2seq.experiments.records import CELLS_EXPERIMENT, ExperimentRecord, read_experiment, record_path
from seq2seq.experiments.synthetic import record_experiment
from seq2seq.training.tokenizers import train_missing_tokenizers
from seq2seq.training.training import Corpus, Epoch, Update, choose_precision, training_device
from seq2seq.training.training import train as run_training

_FAMILY, _MODEL, _PHRASES = "zh-en", "additive", "phrases.tsv"


def run_cells(options: Namespace, path: Path) -> None:
    """Go on with the record at `path`, a line for each model that is measured."""
    house, corpus = PRETRAINED / _FAMILY, options.corpora / _FAMILY
    train, valid, test = (read_sentence_pairs(corpus / f"{part}.tsv.gz") for part in ("train", "valid", "test"))
    train += read_sentence_pairs(house / _PHRASES)
    data = CellsData(load_tokenizers(house), train, valid, test)
    for result in record_cells(data, options.epochs, path, read_config(house / _MODEL)):
        shape = result.shape
        print(
            f"{shape.cell} {shape.directions}×{shape.layers}: BLEU {result.bleu:.1f} ± {result.bleu_ci:.1f}, "
            f"chrF {result.chrf:.1f} ± {result.chrf_ci:.1f}, {result.seconds:.0f} s",
            flush=True,
        )


_TASK_SENTENCES = 3
"""Examples of a task whose weights are recorded in training."""


def run_data(options: Namespace) -> None:
    out = options.out or CORPORA / options.family
    family = _own_family(options) if options.source or options.target else FAMILIES.get(options.family)
    if not family:
        raise ValueError(
            f"no family is called {options.family!r}; one of your own is made by --from TABLE --source zh --target en"
        )
    with tqdm(disable=None, unit_scale=True) as bar:
        corpus_report = prepare_corpus(family, options.table, out, progress=progress_on(bar))
    print_result({"out": str(out)} | corpus_report.to_dict(), as_json=False)


def _own_family(options: Namespace) -> Family:
    """The family of a table of one's own."""
    if not (options.table and options.source and options.target):
        raise ValueError("a family of your own needs --from TABLE, --source and --target")
    pairs = parse_pairs(read_bytes(options.table), str(options.table), max_columns=3)
    return own_family(options.family, (options.source, options.target), pairs, options.licence)


def run_train(options: Namespace) -> None:
    """Train a model, in one process or as one of several under torchrun."""
    if "WORLD_SIZE" in os.environ:
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    first = not dist.is_initialized() or dist.get_rank() == 0
    asked = TrainConfig(**read_fields(options, TrainConfig))
    choice = choose_precision(asked.precision, training_device())
    recipe = replace(asked, precision=choice.precision)
    family = FAMILIES[options.family].reversed() if options.reversed else FAMILIES[options.family]
    out = options.out or Path("runs", family.name, options.scorer)
    corpus = _corpus(options, family, out.parent, first)
    config = ModelConfig(
        len(corpus.source),
        len(corpus.target),
        options.scorer,
        **read_fields(options, ModelConfig, MODEL_CHOICES),
    )
    before = {"before": report.read_training_notes(options.begin)} if options.begin else {}
    notes = {"command": command_line(sys.argv[1:], recipe.precision), "recipe": recipe.to_dict()} | before
    with tqdm(disable=None, unit="update") as bar:
        events = run_training(config, recipe, corpus, out, options.resume, options.begin, notes)
        for index, event in enumerate(events):
            if first and index == 0:  # not before, as a refused training says one line only
                bar.write(choice.reason)
            if first:
                match event:
                    case Update():
                        bar.total = event.updates
                        bar.set_postfix(loss=f"{event.loss:.2f}", refresh=False)
                        bar.update(event.update - bar.n)
                    case Epoch():
                        bar.write(
                            f"epoch {event.epoch}: loss {event.loss:.3f}, valid loss {event.valid_loss:.3f}, "
                            f"BLEU {event.bleu:.2f}, chrF {event.chrf:.2f}, entropy {event.entropy:.2f} bits, "
                            f"{event.seconds:.0f} s"
                        )
    if dist.is_initialized():
        dist.destroy_process_group()


def run_teach(options: Namespace) -> None:
    """Translate many sentences by one model or an ensemble, and write a table of pairs."""
    bundles = [zoo.open_model(run) for run in options.runs]
    texts = list(dict.fromkeys(line.partition("\t")[0] for line in read_lines(options.texts)))
    with tqdm(disable=None, unit="sentence") as bar:
        translations = translate_ensemble(bundles, texts, options.beam, progress_on(bar))
    rows = zip(translations, texts, strict=True) if options.back else zip(texts, translations, strict=True)
    options.out.write_text("".join(f"{first}\t{second}\n" for first, second in rows if first and second), "utf-8")


def run_experiment(options: Namespace) -> None:
    name = options.experiment
    path = options.out or record_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if name == CELLS_EXPERIMENT:
        run_cells(options, path)
        return
    for record in _data_records(options, path) if name == "data" else [record_experiment(name, options.seeds)]:
        record.write(path)
    print(path)


def run_clinic(options: Namespace) -> None:
    """Record what the broken programs do, and what they do once they are mended."""
    write_outcomes(options.out, build.run_clinic())
    print(options.out)


def _data_records(options: Namespace, path: Path) -> Iterator[ExperimentRecord]:
    """The record of the experiment Data after each model, from what is in its file."""
    record = read_experiment(path) if path.is_file() else ExperimentRecord("data", 1)
    gold = {folder.name: folder for folder in options.gold}
    yield from record_data(DataPlaces(options.corpora, gold, Path("runs", "data-experiment")), record)


def run_seen(options: Namespace) -> None:
    """Write fingerprints of the training pairs of a family, and print which of its own sentences are among them."""
    tables = [(options.corpus or CORPORA / options.family) / "train.tsv.gz", *options.also]
    left_out = {sentence_key(source) for path in options.without for source, _ in read_sentence_pairs(path)}
    pairs = [pair for path in tables for pair in read_sentence_pairs(path) if sentence_key(pair[0]) not in left_out]
    seen = SeenSentences.of(pairs)
    seen.write(options.out or PRETRAINED / options.family / SEEN)
    known = [text for text in dict.fromkeys(family_sentences(options.family)) if seen.has_source(text)]
    print_result({"sources": len(seen.sources), "targets": len(seen.targets), "shown": known}, as_json=False)


def run_sample(options: Namespace) -> None:
    """Write a sample of the training pairs of a family, of those that its models were trained on."""
    seen = SeenSentences.read(PRETRAINED / options.family / SEEN)
    pairs = read_sentence_pairs(_corpus_folder(options) / "train.tsv.gz")
    pairs = sample_pairs([pair for pair in pairs if seen.has_source(pair[0])])
    path = options.out or PRETRAINED / options.family / SAMPLE_FILE
    write_sample(pairs, path)
    print_result({"pairs": len(pairs), "bytes": path.stat().st_size}, as_json=False)


def _corpus_folder(options: Namespace) -> Path:
    return options.corpus or CORPORA / options.family


def _corpus(options: Namespace, family: Family, house: Path, first: bool) -> Corpus:
    """The corpus and tokenizers of a training; missing tokenizers are trained by the first process."""
    folder = _corpus_folder(options)
    if not (folder / "train.tsv.gz").is_file():
        raise ValueError(
            f"there is no corpus in {folder}: make one with `python -m seq2seq data {options.family}`, "
            "or name its folder with --corpus"
        )
    own, valid = (
        _swap_sides(read_sentence_pairs(folder / f"{part}.tsv.gz"), options.reversed) for part in ("train", "valid")
    )
    also = [pair for path in options.also for pair in _swap_sides(read_sentence_pairs(path), options.reversed)]
    held_out = _held_out_sources(options)
    train_part = [pair for pair in [*own, *also] if sentence_key(pair[0]) not in held_out]
    once = [
        pair for path in options.once for pair in read_sentence_pairs(path) if sentence_key(pair[0]) not in held_out
    ]
    if first:
        house.mkdir(parents=True, exist_ok=True)
        train_missing_tokenizers(family, train_part, house, options.vocabulary, [target for _, target in once])
    if dist.is_initialized():
        dist.barrier()
    translations = dict(read_sentence_pairs(options.teacher)) if options.teacher else {}
    teacher_translations = [translations.get(source, target) for source, target in train_part] if translations else []
    monitored = [] if options.reversed else _monitored_pairs(family, family_folder(family.name, folder))
    # Source → the gold links between its pieces and those of its target.
    links = {source: family.task.pair(family.task.read(source)).gold for source, _ in monitored} if family.task else {}
    return Corpus(*zoo.load_tokenizers(house), train_part, valid, monitored, teacher_translations, once, links)


def _held_out_sources(options: Namespace) -> set[str]:
    """The sources that are excluded from training: examples, minimal pairs, and the tables of --without."""
    own = [] if options.reversed else shown_sentences(family_folder(options.family, _corpus_folder(options)))
    return {
        sentence_key(text)
        for text in [*own, *(source for path in options.without for source, _ in read_sentence_pairs(path))]
    }


def _swap_sides(pairs: list[Pair], swap: bool) -> list[Pair]:
    return [(target, source) for source, target in pairs] if swap else pairs


def _monitored_pairs(family: Family, folder: Path) -> list[tuple[str, str]]:
    """The first example of each group that models translate correctly, the same for every scorer; of a task, the first
    examples."""
    examples = read_examples(folder / EXAMPLES_FILE)
    firsts: dict[str, Example] = {}
    for example in examples:
        firsts.setdefault(example.group, example)
    shown = examples[:_TASK_SENTENCES] if family.task else firsts.values()
    return [(example.source, example.translation) for example in shown if example.group not in FAILING]


def command_line(arguments: Sequence[str], precision: Precision) -> str:
    """The command as it was typed, with the precision that was chosen in place of `auto`, so that the same command
    computes the same elsewhere."""
    typed = re.sub(r" --precision[ =]auto\b", "", " ".join(["", *arguments]))
    named = "" if re.search(r" --precision[ =]", typed) else f" --precision {precision}"
    return f"python -m seq2seq{typed}{named}"


def run_export(options: Namespace) -> None:
    """Write a page without a server, as a file, as a package for a learning platform, or as both."""
    if not (options.html or options.scorm):
        raise ValueError("say where to: --html FILE or --scorm FILE")
    sys.path.insert(0, str(HOUSE))  # the app, whose view the page shows, lies beside the library
    page = _replay(options.replay, options.texts) if options.replay else _live(options.live)
    if options.html:
        options.html.write_text(page, "utf-8")
    if options.scorm:
        package = import_module("pages.ui.features.translate.scorm").scorm_package
        options.scorm.write_bytes(package(page, f"Gaze: {', '.join(options.replay or options.live)}"))
    for written in filter(None, (options.html, options.scorm)):
        print(f"{written}: {written.stat().st_size / 1e6:.1f} MB")


def _live(names: Sequence[str]) -> str:
    """The page with models that translate in it."""
    models, families = [], {}
    for bundle in map(open_model, names):
        family, (model, tokenizers) = bundle.name.partition("/")[0], portable(bundle)
        models.append(model)
        if families.setdefault(family, tokenizers) != tokenizers:
            raise ValueError(f"{bundle.name} has other tokenizers than the models of {family} before it")
    return import_module("pages.ui.features.translate.offline").offline_page(models, families)


def _replay(names: Sequence[str], file: Path | None) -> str:
    """The page with what models make of the sentences of a file."""
    if file is None:
        raise ValueError("--replay takes sentences: --texts FILE, one a line")
    lines = sys.stdin.read().splitlines() if file == Path("-") else read_lines(file)
    texts = [line.strip() for line in dict.fromkeys(lines) if line.strip()]
    recorded = []
    for bundle in map(open_model, names):
        traces = dict(traces_of(bundle, texts))
        if empty := [text for text in texts if traces[text] is None]:
            raise ValueError(f"{bundle.name} finds nothing to read in {empty[0]!r}")
        recorded.append((bundle.config, [traces[text] for text in texts]))
    if not texts:
        raise ValueError(f"{file}: no sentences")
    return import_module("pages.ui.features.translate.offline").replay_page(texts, recorded)


def run_worksheet(options: Namespace) -> None:
    """Write the sheet of a lesson, or its key."""
    sys.path.insert(0, str(HOUSE))  # the app, which has the lessons, lies beside the library
    lessons = import_module("pages.ui.features.lessons.lesson")
    sheets = import_module("pages.ui.features.lessons.lesson_sheet")
    languages = import_module("pages.ui.address.languages").LANGUAGES
    for what, name, known in (
        ("lesson", options.lesson, lessons.lesson_names()),
        ("language", options.lang, languages),
    ):
        if name not in known:
            raise ValueError(f"no {what} {name!r}: there are {', '.join(known)}")
    lesson = lessons.read_lesson(options.lesson, options.lang)
    request = sheets.sheet_request(lesson)
    trace = translate(open_model(request.model), request) if request else None
    page = sheets.lesson_sheet(lesson, trace, options.lang, options.paper, options.key)
    options.out.write_text(page, "utf-8")
