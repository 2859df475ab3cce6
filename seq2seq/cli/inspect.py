"""Commands that use models without changing them: translate, list, measure, align, time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from seq2seq.analysis import listings
from seq2seq.analysis.explain_step import step_worksheet
from seq2seq.checkpoints import catalog, zoo
from seq2seq.checkpoints.catalog import family_entries, list_entries, write_json
from seq2seq.checkpoints.storage import round_to_storage
from seq2seq.cli import bench as benchmark
from seq2seq.cli import printing
from seq2seq.cli.parser import read_fields
from seq2seq.cli.printing import card_summary, family_examples, print_result, progress_on, value_lines
from seq2seq.config.arrays import to_lists
from seq2seq.config.cards import CARDS
from seq2seq.config.edit_codec import parse_edits
from seq2seq.config.edits import Edits
from seq2seq.config.places import HOUSE
from seq2seq.config.schema import Record, Request, SearchConfig
from seq2seq.config.variants import attends
from seq2seq.data.corpus import group_references, read_sentence_pairs
from seq2seq.data.examples import EXAMPLES_FILE, read_examples
from seq2seq.data.families import FAMILIES, families_for
from seq2seq.decoding.corpus import translate_all
from seq2seq.decoding.files import trace_file, traces_of
from seq2seq.decoding.translate import translate as run_translation
from seq2seq.evaluation import align as alignment
from seq2seq.evaluation import model_card as report
from seq2seq.evaluation import tables
from seq2seq.evaluation import verify as verifying
from seq2seq.evaluation.alignment_metrics import score_matrices
from seq2seq.evaluation.commands import all_command_figures, rare_shares
from seq2seq.evaluation.evaluate import measure, measure_verdicts
from seq2seq.evaluation.metrics import (
    attention_summary,
    corpus_scores,
    sentence_chrf,
    translation_summary,
)
from seq2seq.evaluation.model_card import read_gold_folder
from seq2seq.evaluation.verdicts import VERDICTS_FILE
from seq2seq.experiments import results as tables_of_results
from seq2seq.experiments.aligners import compare_aligners
from seq2seq.experiments.records import ALIGNERS_FILE as ALIGNERS
from seq2seq.experiments.records import AlignerScore
from seq2seq.experiments.results import verdicts_table
from seq2seq.experiments.synthetic import check_experiment
from seq2seq.figures.drawing import draw, writer_for
from seq2seq.figures.matrix import character_matrix, picture
from seq2seq.figures.paper import worksheet_html
from seq2seq.trace.attention_files import open_attention
from seq2seq.trace.links import Links, format_links
from seq2seq.trace.trace import DecodeTrace

RIGHT_CHRF = 65.0
"""The chrF against the nearest reference from which on a translation counts as right."""

LONGEST_WORD = 4
"""Characters of a line without spaces that can still be one word of a language written without spaces."""

LEGEND = f"✓: chrF of at least {RIGHT_CHRF:.0f} against one of the references. Otherwise what the model says."


@dataclass(frozen=True)
class ScoredTranslations(Record):
    """The translations of n sentences by a model and their chrF, 0 to 100."""

    model: str
    translations: tuple[str, ...]
    chrf: tuple[float, ...]

    @property
    def right(self) -> tuple[bool, ...]:
        return tuple(score >= RIGHT_CHRF for score in self.chrf)

    @property
    def share(self) -> float:
        """The share of the sentences that are right, 0 to 1."""
        return sum(self.right) / len(self.right)


def score_translations(
    model: str, translations: Sequence[str], references: Iterable[Sequence[str]]
) -> ScoredTranslations:
    """Score each translation against all references of its sentence."""
    scores = (
        sentence_chrf(text, sentence_references)
        for text, sentence_references in zip(translations, references, strict=True)
    )
    return ScoredTranslations(model, tuple(translations), tuple(scores))


def first_sentences_table(
    title: str, sources: Sequence[str], references: Sequence[Sequence[str]], models: Sequence[ScoredTranslations]
) -> str:
    """Markdown with a title and a table: one row per sentence, one column per model, ✓ or the wrong translation."""
    columns = [
        [
            "✓" if right else text.replace("|", "\\|")
            for right, text in zip(scored.right, scored.translations, strict=True)
        ]
        for scored in models
    ]
    head = ["", "a reference", *(scored.model for scored in models)]
    shares = ["right", "", *(f"{scored.share:.1%}" for scored in models)]
    rows = (
        [source, sentence_references[0], *marks]
        for source, sentence_references, *marks in zip(sources, references, *columns, strict=True)
    )
    table = "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), shares, *rows))
    return f"# {title}\n\n{LEGEND}\n\n{table}"


def run_translate(options: Namespace) -> None:
    torch.set_num_threads(1)
    search = SearchConfig(**read_fields(options, SearchConfig))
    edits = parse_edits(options.edits)
    if (options.text is None) == (options.file is None):
        raise ValueError("expected a sentence, or --file")
    if options.file is None and (options.out or options.fields):
        raise ValueError("--out and --fields belong to --file")
    bundle = zoo.open_model(options.model)
    if options.file:
        _translate_file(bundle, options, search, edits)
        return
    trace = run_translation(bundle, Request(bundle.name, options.text, edits=edits, search=search))
    print(trace.to_json() if options.json else f"{trace.text}\n\n{picture(trace)}")
    _name_what_was_not_read(trace)


def _name_what_was_not_read(trace: DecodeTrace) -> None:
    """Say what was cut off a text, and whether it is in a script that its model does not read."""
    text, model = trace.request.text, trace.request.model
    if trace.source.cut:
        print(f"not read, beyond the limit: {trace.source.cut}", file=sys.stderr)
    if _is_foreign(model, text):
        _name_script(model, text, "this text is not")


def _is_foreign(model: str, text: str) -> bool:
    family = FAMILIES.get(model.partition("/")[0])
    return family is not None and family.is_foreign(text)


def _name_script(model: str, text: str, not_so: str) -> None:
    """Say what a model reads, what is not so, and which families read such a text."""
    reads = FAMILIES[model.partition("/")[0]].source.title
    fitting = [f"{other.name} reads {other.source.title}" for other in families_for(text)]
    print("; ".join([f"{model} reads {reads}, which {not_so}", *fitting]), file=sys.stderr)


def _translate_file(bundle: zoo.Bundle, options: Namespace, search: SearchConfig, edits: Edits) -> None:
    """Translate the lines of a file as they are read; what is in memory does not grow with it."""
    if options.json or (options.fields and not options.out):
        raise ValueError("with --file, --out FILE.jsonl takes the place of --json, and --fields needs --out")
    with ExitStack() as opened:
        source = sys.stdin if options.file == Path("-") else opened.enter_context(options.file.open(encoding="utf-8"))
        lines = (line.rstrip("\r\n") for line in source)
        write = opened.enter_context(trace_file(options.out, options.fields)) if options.out else _print_translation
        foreign, first = 0, ""
        for text, trace in tqdm(traces_of(bundle, lines, search, edits), disable=None, unit="sentence"):
            write(text, trace)
            if _is_foreign(bundle.name, text):
                foreign, first = foreign + 1, first or text
    if foreign:
        _name_script(bundle.name, first, f"{foreign} of the lines are not, such as {first!r}")


def _print_translation(_text: str, trace: DecodeTrace | None) -> None:
    print(trace.text if trace else "")


def run_draw(options: Namespace) -> None:
    """Draw the weights of a translation into a file. Its ending is checked before there is anything to wait for."""
    torch.set_num_threads(1)
    writer_for(options.out)
    search = SearchConfig(**read_fields(options, SearchConfig))
    bundle = zoo.open_model(options.model)
    request = Request(bundle.name, options.text, edits=parse_edits(options.edits), search=search)
    trace = run_translation(bundle, request)
    try:
        draw(trace, options.out, options.head and options.head - 1)
    except IndexError as error:
        raise ValueError(f"there is no such head: the model has {trace.weights.shape[1]}") from error
    _name_what_was_not_read(trace)


def run_code(options: Namespace) -> None:
    """Print a program or a notebook that works out a step, or the lines of one box after what they begin with."""
    if options.box and options.notebook:
        raise ValueError("a notebook has all boxes: leave out --box or --notebook")
    torch.set_num_threads(1)
    folder = catalog.find_folder(options.model)
    bundle = zoo.load_folder(folder)
    trace = run_translation(bundle, Request(bundle.name, options.text, edits=parse_edits(options.edits)))
    step, where = options.step - 1, os.path.relpath(folder)
    if step >= len(trace):
        raise ValueError(f"the translation has {len(trace)} steps")
    if not options.box:
        write = listings.notebook if options.notebook else listings.script
        print(write(bundle, trace, step, where), end="")
        return
    place = (options.piece - 1, options.head - 1)
    try:
        code = listings.listing(bundle, trace, options.box, step, *place, where)
    except IndexError as error:
        raise ValueError("there is no such piece or head") from error
    print(listings.preamble(bundle, trace, where), code, sep="\n", end="")


def run_sheet(options: Namespace) -> None:
    """Print the worksheet of a step as a page to print."""
    torch.set_num_threads(1)
    bundle = zoo.open_model(options.model)
    request = Request(bundle.name, options.text, edits=parse_edits(options.edits))
    try:
        sheet = step_worksheet(bundle, request, options.step - 1)
    except IndexError as error:
        raise ValueError("the translation has fewer steps") from error
    print(worksheet_html(sheet), end="")


def run_models(options: Namespace) -> None:
    entries = list_entries()
    width = max((len(entry.name) for entry in entries), default=0)
    lines = (f"{entry.name:{width}} {entry.problem or card_summary(entry.card)}" for entry in entries)
    print_result({entry.name: entry.problem or dict(entry.card) for entry in entries}, options.json, lines)


def run_results(options: Namespace) -> None:
    """Print the tables of docs/results.md, or update them there."""
    if options.update:
        tables_of_results.update(options.update, list_entries())
    else:
        parts = tables_of_results.results_tables(list_entries())
        print_result(parts, False, [f"{name}\n\n{part}" for name, part in parts.items()])


def run_evaluate(options: Namespace) -> None:
    """Measure one model on a file of pairs, or print the figures of all models of a family."""
    if options.all:
        checkpoints = tables.measured_checkpoints(family_entries(options.family))
        gold = next(iter(tables.gold_sets(checkpoints)), "")
        choices = (options.against, options.quality, gold, options.reading)
        print_result(tables.all_tables(checkpoints, *choices), as_json=True)
        return
    bundle = zoo.open_model(options.model)
    if options.storage:
        round_to_storage(bundle.model, options.storage)
    pairs = (
        read_sentence_pairs(options.data)
        if options.data
        else [(example.source, example.translation) for example in family_examples(bundle.name.partition("/")[0])]
    )
    with tqdm(disable=None, unit="sentence") as bar:
        measured = measure(bundle, pairs, options.batch_size, progress_on(bar))
    if options.output:
        options.output.write_text("".join(f"{line}\n" for line in measured.translations), "utf-8")
    scores = corpus_scores(measured.translations, measured.references, bundle.target.spaced)
    figures = {"model": bundle.name, "bleu": scores.bleu, "chrf": scores.chrf, "n": scores.count}
    signatures = {"signature": scores.bleu_signature, "chrf_signature": scores.chrf_signature}
    rows = {"rows": tables.to_records(tables.sentence_table(measured))} if options.json else {}
    attention = attention_summary(measured.figures) if attends(bundle.name) else {}
    commands: dict[str, Any] = {}
    if options.commands:
        parts = all_command_figures(measured, bundle.target)
        commands = rare_shares(bundle.source, bundle.target, pairs)
        commands |= {name: part.to_dict() for name, part in parts.items()}
    more = attention | commands | signatures | rows
    print_result(figures | translation_summary(measured.figures) | more, options.json)


def run_firsts(options: Namespace) -> None:
    """Print how many sentences of a file each model of a family gets right."""
    sources, references = zip(*group_references(read_sentence_pairs(options.data)), strict=True)
    names = [f"{options.family}/{scorer}" for scorer in options.models] or [
        entry.name for entry in family_entries(options.family) if not entry.problem
    ]
    scored = [
        score_translations(name.partition("/")[2], translate_all(zoo.load_bundle(name), sources), references)
        for name in tqdm(names, disable=None, unit="model")
    ]
    if options.table:
        options.table.write_text(
            first_sentences_table(f"First sentences, {options.family}", sources, references, scored), "utf-8"
        )
    lines = [f"{model.model}: {model.share:.1%} of {len(sources)}" for model in scored]
    values = {"sources": sources, "models": [model.to_dict() | {"share": model.share} for model in scored]}
    print_result(values, options.json, lines)


def run_align(options: Namespace) -> None:
    bundle = zoo.open_model(options.model)
    sentences = alignment.read_sentences(
        options.source, options.target, options.gold, options.annotated, options.swapped
    )
    chosen = [sentence for sentence in sentences if options.longest is None or sentence.longest <= options.longest]
    _name_unsegmented_text(bundle, options, chosen)
    links = alignment.align_corpus(bundle, tqdm(chosen, disable=None, unit="pair"), options.reading)
    lines = [format_links(Links(sure=row)) for row in links]
    scores: dict[str, Any] = {}
    if options.gold:
        found = alignment.alignment_report(bundle, chosen, links)
        scores = found.model.to_dict() | {"aer_ci": found.aer_ci, "diagonal_aer": found.diagonal.aer}
        scores |= {"unknown": found.unknown}
    if options.gold and options.heads:
        _, *errors = (error["aer"] for error in alignment.head_errors(bundle, chosen))
        heads = len(errors) // bundle.model.decoder.layers_that_attend
        scores |= {"heads": [errors[start : start + heads] for start in range(0, len(errors), heads)]}  # a row a layer
    print_result({"links": lines} | scores, options.json, lines + value_lines(scores))


def _name_unsegmented_text(bundle: zoo.Bundle, options: Namespace, sentences: Sequence[alignment.GoldSentence]) -> None:
    """Say so if a language that is written without spaces has none between its words in most of the sentences."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    sides = (
        (options.source, family.source, [sentence.source for sentence in sentences]),
        (options.target, family.target, [sentence.target for sentence in sentences]),
    )
    for path, language, rows in sides:
        whole = sum(len(row) == 1 and len(row[0]) > LONGEST_WORD for row in rows)
        if not language.spaced and 2 * whole > len(rows):
            meant = "so that each is aligned as one word; put spaces between the words to align those"
            print(f"{path}: {whole} of {len(rows)} lines have no space, {meant}", file=sys.stderr)


def run_show(options: Namespace) -> None:
    """Print a matrix of a file that another program has written, and its AER if there are gold links."""
    matrices = open_attention(options.file)
    if options.sentence > len(matrices):
        raise ValueError(f"{options.file.name}: there is no sentence {options.sentence}; the last is {len(matrices)}")
    shown = matrices[options.sentence - 1]
    steps, pieces = shown.weights.shape
    lines = [
        f"{shown.format}; sentence {options.sentence} of {len(matrices)}, {steps} target × {pieces} source pieces",
        *(f"note: {note}" for note in shown.notes),
    ]
    values: dict[str, Any] = {
        "format": shown.format,
        "sentences": len(matrices),
        "source": list(shown.source),
        "target": list(shown.target),
        "weights": to_lists(shown.weights),
        "notes": list(map(str, shown.notes)),
    }
    if options.links:
        score = score_matrices(matrices, alignment.read_gold(options.links))
        values |= {"alignment": score.to_dict()}
        lines.append(
            f"AER {score.aer:.1%}, precision {score.precision:.1%}, recall {score.recall:.1%}, all sentences together"
        )
    picture_lines = character_matrix(shown.weights, shown.source, shown.target)
    print_result(values, options.json, [*lines, "", picture_lines])


def run_baseline(options: Namespace) -> None:
    """Compare IBM Model 1 with models on gold alignments, by each reading, with differences of counterparts."""
    gold = options.gold.name, read_gold_folder(options.gold, options.swapped)
    bundles = (zoo.load_bundle(name) for name in options.models)
    comparison = compare_aligners(
        FAMILIES[options.family], read_sentence_pairs(options.data), gold, bundles, options.longest
    )
    if options.keep:
        write_json(printing.PRETRAINED / options.family / ALIGNERS, comparison.to_dict())
    learned = f"IBM Model 1 learned from {comparison.pairs:,} pairs; {comparison.sentences:,} are scored"
    print_result(comparison.to_dict(), options.json, [learned, *map(_score_line, comparison.scores)])


def run_verdicts(options: Namespace) -> None:
    """Count the verdicts of What if on the first sentences of a file, for the models of a family that attend."""
    folder = printing.PRETRAINED / options.family
    sources = [source for source, _ in read_sentence_pairs(options.data)]
    others = tuple(example.source for example in read_examples(folder / EXAMPLES_FILE))
    names = [f"{options.family}/{name}" for name, card in CARDS.items() if card.attends and name != "uniform"]
    counted = [
        measure_verdicts(zoo.load_bundle(name), sources, others, options.limit)
        for name in tqdm(names, disable=None, unit="model")
    ]
    if options.keep:
        write_json(folder / VERDICTS_FILE, [verdicts.to_dict() for verdicts in counted])
    values = {"verdicts": [verdicts.to_dict() for verdicts in counted]}
    print_result(values, options.json, verdicts_table(counted).splitlines())


def run_bench(options: Namespace) -> None:
    print_result(benchmark.run_benchmark(options.repeats), options.json)


def run_verify(options: Namespace) -> None:
    """Verify shipped figures; one line per model and source, then each difference. Exit code 1 if there is any."""
    names = [name for argument in options.models for name in catalog.resolve_models(argument, printing.PRETRAINED)] or [
        entry.name for entry in list_entries(printing.PRETRAINED) if not entry.problem
    ]
    if options.corpus and len({name.partition("/")[0] for name in names}) > 1:
        raise ValueError("a corpus is of one family: name the family, or models of it")
    checks = [check for name in tqdm(names, disable=None, unit="model") for check in _checks_of_model(name, options)]
    checks += [check for name in options.experiments for check in check_experiment(name)]
    checks += [_check_claims()] if options.claims else []
    values = {"checks": [check.to_dict() | {"holds": check.holds} for check in checks]}
    print_result(values, options.json, [verifying.verification_table(checks)])
    if not all(check.holds for check in checks):
        raise SystemExit(1)


def _checks_of_model(name: str, options: Namespace) -> list[verifying.Check]:
    root = printing.PRETRAINED
    bundle = zoo.load_bundle(name, root)
    sets = {path.name: report.read_gold_folder(path, options.swapped) for path in options.gold}
    checks = verifying.check_repository(bundle, root) + verifying.check_gold(bundle, sets, root)
    return checks + (verifying.check_corpus(bundle, options.corpus, root) if options.corpus else [])


def _check_claims() -> verifying.Check:
    """Run the tests that bear out what hints, cards, lessons, the tour and the documents say, in a checkout. Its report
    goes to the standard error."""
    table = (HOUSE / "docs" / "what-bears-it-out.md").read_text("utf-8")
    tests = dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", table))
    ended = subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], cwd=HOUSE, stdout=sys.stderr, check=False)
    return verifying.Check("docs", f"{len(tests)} tests", "exit code", 0.0, float(ended.returncode), 0.0)


def _score_line(score: AlignerScore) -> str:
    """One line of the comparison, AER in percent."""
    reading = f"{score.reading} − {score.less}" if score.less else score.reading
    return f"{score.model:34} {reading:28} {100 * score.aer:6.1f} ± {100 * score.aer_ci:.1f}"
