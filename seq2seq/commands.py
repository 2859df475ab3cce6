"""What each command of the command line does: read, call the library, print."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import distributed as dist
from tqdm import tqdm

from seq2seq import align as alignment
from seq2seq import bench as benchmark
from seq2seq import maps, report, zoo
from seq2seq.catalog import PRETRAINED, entries, write_json
from seq2seq.config import ModelConfig, Request, SearchConfig, TrainConfig
from seq2seq.data import prepare, read_pairs
from seq2seq.evidence import tables
from seq2seq.evidence.sentences import FILE as SENTENCES
from seq2seq.evidence.sentences import summary
from seq2seq.examples import Example, read_examples
from seq2seq.families import FAMILIES
from seq2seq.figures.terminal import picture
from seq2seq.links import Links, format_links
from seq2seq.measure import measure
from seq2seq.metrics import corpus_scores
from seq2seq.notation import parse_edits
from seq2seq.options import MODEL_CHOICES, read_fields
from seq2seq.tables import Pair, Progress
from seq2seq.tokenizer import Tokenizer
from seq2seq.training import Corpus, Epoch, Update
from seq2seq.training import train as run_training
from seq2seq.translate import translate as run_translation


def translate(options: Namespace) -> None:
    torch.set_num_threads(1)
    search = SearchConfig(**read_fields(options, SearchConfig))
    request = Request(options.model, options.text, edits=parse_edits(options.edits), search=search)
    trace = run_translation(zoo.load(options.model), request)
    print(trace.to_json() if options.json else f"{trace.text}\n\n{picture(trace)}")
    if trace.source.cut:
        print(f"not read, beyond the limit: {trace.source.cut}", file=sys.stderr)


def models(options: Namespace) -> None:
    found = entries()
    if options.json:
        _print({each.name: each.problem or dict(each.card) for each in found})
    else:
        width = max((len(each.name) for each in found), default=0)
        print("\n".join(f"{each.name:{width}} {each.problem or _figures(each.card)}" for each in found))


def evaluate(options: Namespace) -> None:
    """One model on a file of pairs; or what is known of all models of a family."""
    if options.all:
        found = tables.checkpoints(each for each in entries() if each.family == options.family)
        gold = next(iter(tables.golds(found)), "")
        asked = (options.against, options.quality, gold, options.reading)
        print(json.dumps(tables.everything(found, *asked), indent=1))
        return
    bundle = zoo.load(options.model)
    pairs = read_pairs(options.data) if options.data else _example_pairs(options.model)
    with tqdm(disable=None, unit="sentence") as bar:
        measured = measure(bundle, pairs, options.batch_size, _shown_on(bar))
    if options.output:
        options.output.write_text("".join(f"{line}\n" for line in measured.translations), "utf-8")
    scores = corpus_scores(measured.translations, measured.references)
    figures = {"model": options.model, "bleu": scores.bleu, "chrf": scores.chrf, "n": scores.count}
    signatures = {"signature": scores.bleu_signature, "chrf_signature": scores.chrf_signature}
    rows = {"rows": tables.plain(tables.sentences(measured))} if options.json else {}
    _print(figures | summary(measured.figures) | signatures | rows, options.json)


def align(options: Namespace) -> None:
    bundle = zoo.load(options.model)
    sentences = alignment.read_sentences(
        options.source, options.target, options.gold, options.annotated, options.swapped
    )
    kept = [each for each in sentences if options.longest is None or each.longest <= options.longest]
    links = alignment.align(bundle, tqdm(kept, disable=None, unit="pair"), options.reading)
    lines = [format_links(Links(sure=row)) for row in links]
    found = alignment.score(bundle, kept, links) if options.gold else None
    scores = _scores(found) if found else {}
    if options.json:
        _print({"links": lines} | scores)
    else:
        print("\n".join(lines))
        _print(scores, as_json=False)


def data(options: Namespace) -> None:
    out = options.out or Path("corpora", options.family)
    with tqdm(disable=None, unit_scale=True) as bar:
        found = prepare(FAMILIES[options.family], options.source, out, progress=_shown_on(bar))
    _print({"out": str(out)} | found.to_dict(), as_json=False)


def train(options: Namespace) -> None:
    """One process, or one of several under torchrun."""
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    first = not dist.is_initialized() or dist.get_rank() == 0
    recipe = TrainConfig(**read_fields(options, TrainConfig))
    corpus = _corpus(options, first)
    config = ModelConfig(
        len(corpus.source),
        len(corpus.target),
        options.scorer,
        **read_fields(options, ModelConfig, MODEL_CHOICES),
    )
    out = options.out or Path("runs", options.family, options.scorer)
    out.mkdir(parents=True, exist_ok=True)
    if first:
        write_json(out / "training.json", {"command": _command(), "recipe": recipe.to_dict()})
    with tqdm(disable=None, unit="update") as bar:
        for event in run_training(config, recipe, corpus, out, options.resume):
            if first:
                _show(event, bar)
    if dist.is_initialized():
        dist.destroy_process_group()


def card(options: Namespace) -> None:
    """Measure a trained run and publish it: model, config, history and card."""
    family, scorer = options.run.parent.name, options.run.name
    folder = options.publish / family / scorer
    model = zoo.load_model(options.run)
    if options.decimals is not None:
        zoo.round_model(model, options.decimals)
    bundle = zoo.Bundle(f"{family}/{scorer}", model, *zoo.load_tokenizers(options.run.parent))
    gold = {path.name: report.gold_folder(path, options.swapped) for path in options.gold}
    measured = measure(bundle, read_pairs(options.test))
    made = report.card(bundle, measured, gold, _examples(family), report.training(options.run))
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != options.run.resolve():
        report.publish(options.run, folder)
    if options.decimals is not None:
        zoo.save_model(model, folder, exact=True)
    measured.figures.write(folder / SENTENCES)
    write_json(folder / "card.json", made)
    print(f"{bundle.name:24} {_figures(made)}")


def project(options: Namespace) -> None:
    """Fit the maps of models, each turned onto that of its family's reference."""
    names = [name for asked in options.models for name in maps.asked(asked)]
    for name in tqdm(names, disable=None):
        found = maps.project(name, read_pairs(options.data) if options.data else None, options.pairs)
        tqdm.write(f"{name:32} {maps.figures(found)}")


def bench(options: Namespace) -> None:
    _print(benchmark.run(options.repeats), options.json)


def _corpus(options: Namespace, first: bool) -> Corpus:
    """The family's parts and tokenizers; tokenizers that are not there yet are learned by the first process."""
    folder = options.corpus or Path("corpora", options.family)
    train_part, valid = (read_pairs(folder / f"{part}.tsv.gz") for part in ("train", "valid"))
    house = (options.out or Path("runs", options.family, options.scorer)).parent
    if first:
        house.mkdir(parents=True, exist_ok=True)
        _learn_tokenizers(options, train_part, house)
    if dist.is_initialized():
        dist.barrier()
    return Corpus(*zoo.load_tokenizers(house), train_part, valid, _probes(options.family))


def _learn_tokenizers(options: Namespace, pairs: Sequence[tuple[str, str]], house: Path) -> None:
    family = FAMILIES[options.family]
    sizes = options.vocabulary or family.vocabulary
    for column, (side, language) in enumerate((("source", family.source), ("target", family.target))):
        path = house / f"{side}.model"
        if not path.exists():
            words = family.made is not None and language.spaced
            learned = Tokenizer.train((pair[column] for pair in pairs), sizes[column], language.spaced, words)
            path.write_bytes(learned.model)


def _probes(family: str) -> list[tuple[str, str]]:
    """The first example of each group but the unknown words: six sentences, the same for every scorer."""
    firsts: dict[str, Example] = {}
    for example in _examples(family):
        firsts.setdefault(example.group, example)
    return [(each.source, each.translation) for each in firsts.values() if each.group != "unknown-words"]


def _example_pairs(model: str) -> list[Pair]:
    return [(each.source, each.translation) for each in _examples(model.partition("/")[0])]


def _shown_on(bar: tqdm[Any]) -> Progress:
    def progress(what: str, done: int, total: int) -> None:
        bar.set_description(what, refresh=False)
        bar.total = total or None
        bar.update(done - bar.n)

    return progress


def _examples(family: str) -> list[Example]:
    return read_examples(PRETRAINED / family / "examples.tsv")


def _show(event: Update | Epoch, bar: tqdm[Any]) -> None:
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


def _command() -> str:
    """The command as it was typed."""
    return " ".join(["python -m seq2seq", *sys.argv[1:]])


def _scores(found: alignment.AlignmentReport) -> dict[str, Any]:
    diagonal = {"diagonal_aer": found.diagonal.aer, "unknown": found.unknown}
    return found.model.to_dict() | diagonal


def _figures(card: Any) -> str:
    if "test" not in card:
        return "card.json has no figures"
    test = card["test"]
    errors = [
        f"AER {name}, {size}: {figures['model']['aer']:.1%} (posterior {found['posterior'][size]['model']['aer']:.1%})"
        for name, found in card["alignment"].items()
        for size, figures in found["weights"].items()
    ]
    parts = [
        f"BLEU {test['bleu']:.1f}",
        f"chrF {test['chrf']:.1f}",
        f"perplexity {test['perplexity']:.2f}",
        *errors,
    ]
    return ", ".join([*parts, f"{card['parameters'] / 1e6:.2f} M parameters"])


def _print(values: dict[str, Any], as_json: bool = True) -> None:
    if as_json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{name}: {value}" for name, value in values.items()))
