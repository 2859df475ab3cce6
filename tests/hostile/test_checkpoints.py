"""Checkpoints that are damaged, foreign or enormous, and saving that is interrupted, killed, or meets a full disk."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from torch import nn

from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.catalog import FolderInUse, claim_folder, list_entries, write_json
from seq2seq.checkpoints.zoo import BrokenCheckpoint, load_model, load_state, save_model, save_state
from seq2seq.config.cards import CARDS
from seq2seq.config.schema import MAX_SIZE, ModelConfig
from seq2seq.model.seq2seq import Seq2Seq
from tests.hostile.tries import draw_json, run_tries

CONFIG = ModelConfig(11, 13, embedding=2, encoder_hidden=2, decoder_hidden=4, attention=2)
FILES = ("model.safetensors", "config.json", "resume.safetensors")
WIDTHS = ("source_vocab", "target_vocab", "embedding", "encoder_hidden", "decoder_hidden", "attention")
FORKS = multiprocessing.get_context("forkserver")
"""Makes processes from one that has imported torch, which takes seconds."""
FORKS.set_forkserver_preload([__name__, "torch._dynamo"])  # of the first step of an optimizer


def trained(fill: float) -> tuple[Seq2Seq, torch.optim.Optimizer]:
    """A model all of whose values are `fill`, and the state of its training."""
    model = Seq2Seq(CONFIG)
    nn.utils.vector_to_parameters(torch.full([sum(p.numel() for p in model.parameters())], fill), model.parameters())
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, weight_decay=0.0)
    sum(parameter.sum() for parameter in model.parameters()).backward()  # type: ignore[union-attr]
    optimizer.step()
    return model, optimizer


def save(folder: Path, fill: float) -> None:
    """Write all that a training writes after an epoch."""
    model, optimizer = trained(fill)
    save_model(model, folder)
    write_json(folder / "card.json", {"fill": fill})
    save_state(folder / "resume.safetensors", model, optimizer, {"fill": str(fill)})


def values(model: nn.Module) -> set[float]:
    return {value for parameter in model.parameters() for value in parameter.flatten().tolist()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "zh-en" / "additive", 1.0)
    (tmp_path / "zh-en" / "source.model").touch()
    return tmp_path / "zh-en" / "additive"


# -- damaged


def damage(random: Random, data: bytes) -> bytes:
    place, other = sorted((random.randrange(len(data) + 1), random.randrange(len(data) + 1)))
    noise = random.randbytes(random.randrange(1, 9))
    return random.choice(
        (
            data[:place],
            data[place:],
            data[:place] + noise + data[place:],
            data[:place] + noise + data[place + len(noise) :],
            data[:place] + data[other:],
            data.replace(b"[2,", b"[%d," % random.choice((0, 1, 3, 2**40))),
            data.replace(b": 2", b": %d" % random.choice((0, 1, 3, 10**6, 10**400))),
            json.dumps(draw_json(random)).encode(),
            b"[" * 100_000,
            noise,
            b"",
        )
    )


@pytest.mark.slow
def test_a_damaged_checkpoint_is_loaded_or_refused(folder: Path) -> None:
    whole = {name: (folder / name).read_bytes() for name in FILES}
    model, optimizer = trained(0.0)

    def draw(random: Random) -> tuple[str, bytes]:
        name = random.choice(FILES)
        return name, damage(random, whole[name])

    def use(drawn: tuple[str, bytes]) -> None:
        name, data = drawn
        (folder / name).write_bytes(data)
        try:
            load_state(folder / name, model, optimizer) if name == "resume.safetensors" else load_model(folder)
        finally:
            (folder / name).write_bytes(whole[name])

    run_tries(500, draw, use, ValueError)


def test_a_damaged_card_is_named_and_hides_no_other_model(folder: Path) -> None:
    def use(data: bytes) -> None:
        (folder / "card.json").write_bytes(data)
        (entry,) = list_entries(folder.parent.parent)
        assert entry.problem or isinstance(entry.card, dict)

    run_tries(300, lambda random: damage(random, b'{"bleu": 2, "alignment": {}}'), use)


@pytest.mark.parametrize("name", WIDTHS)
@pytest.mark.parametrize("size", [0, -1])
def test_a_width_of_nothing_is_refused(folder: Path, name: str, size: int) -> None:
    (folder / "config.json").write_text(json.dumps({**CONFIG.to_dict(), name: size}))
    with pytest.raises(BrokenCheckpoint, match=f"{name} must be a whole number from 1 to 1048576, not {size}"):
        load_model(folder)


def test_huge_dimensions_are_refused_before_memory_is_taken(folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for scorer in CARDS:
        for width in WIDTHS:
            config = {**CONFIG.to_dict(), "scorer": scorer, width: MAX_SIZE}
            (folder / "config.json").write_text(json.dumps(config))
            with pytest.raises(BrokenCheckpoint):
                load_model(folder)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000  # kilobytes; one matrix has 1,000,000
    (folder / "config.json").write_text(json.dumps(dict.fromkeys(WIDTHS, MAX_SIZE)))
    with pytest.raises(BrokenCheckpoint, match=r"additive/config\.json: a model of [0-9,]+ parameters; at most"):
        load_model(folder)


# -- interrupted


class Killed(BaseException):
    """The end of a process: nothing that would clean up after an error hears of it."""


def killed_after(stages: int, patch: pytest.MonkeyPatch) -> None:
    """Have the process end after so many writes, renames and changes of mode, and in the midst of a write."""
    left = iter(range(stages))

    def ending(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            if next(left, None) is None:
                if work is not Path.replace and work is not Path.chmod:
                    path = next(argument for argument in arguments if isinstance(argument, Path))
                    path.write_bytes(b"half of i")
                raise Killed
            return work(*arguments)

        return run

    for place, name in ((Path, "replace"), (Path, "chmod"), (Path, "write_text"), (zoo, "save_file")):
        patch.setattr(place, name, ending(getattr(place, name)))


def test_a_kill_at_any_stage_of_saving_leaves_the_old_or_the_new(folder: Path) -> None:
    def stages() -> Iterator[int]:
        """Ends with the first save that nothing stopped."""
        for number in count():
            save(folder, 1.0)
            with pytest.MonkeyPatch.context() as patch:
                killed_after(number, patch)
                try:
                    save(folder, 2.0)
                except Killed:
                    yield number
                else:
                    return

    seen = []
    for _ in stages():
        model, optimizer = trained(0.0)
        notes = load_state(folder / "resume.safetensors", model, optimizer)
        assert values(model) == {float(notes["fill"])}
        assert json.loads((folder / "card.json").read_text()) in ({"fill": 1.0}, {"fill": 2.0})
        seen.append((*values(load_model(folder)), float(notes["fill"])))
    assert len(seen) == 10
    assert {*seen} == {(1.0, 1.0), (2.0, 1.0)}


def die_while_saving(folder: str, stage: int) -> None:
    """Save over a checkpoint, and have the operating system end this process at a stage of it."""
    with pytest.MonkeyPatch.context() as patch:
        killed_after(stage, patch)
        try:
            save(Path(folder), 2.0)
        except Killed:
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("stage", range(10))
def test_a_killed_process_leaves_a_folder_that_can_be_read_and_written(folder: Path, stage: int) -> None:
    process = FORKS.Process(target=die_while_saving, args=(str(folder), stage))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    model, optimizer = trained(0.0)
    assert load_state(folder / "resume.safetensors", model, optimizer)["fill"] == "1.0"
    assert values(model) == {1.0}
    assert values(load_model(folder)) in ({1.0}, {2.0})
    save(folder, 3.0)
    assert values(load_model(folder)) == {3.0}
    assert not list(folder.glob("*.partial"))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """As if a file could have so many bytes: the nearest to a full disk that needs no rights."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("name", FILES)
def test_a_full_disk_gets_a_word_and_loses_nothing(folder: Path, name: str) -> None:
    before = {path.name for path in folder.iterdir()}
    refused = pytest.raises(OSError, match=f"{name} could not be written, and is as it was: .*too large")
    with refused, room_for((folder / name).stat().st_size - 1):
        save(folder, 2.0)
    assert {path.name for path in folder.iterdir()} == before
    assert len(values(load_model(folder))) == 1
    assert load_state(folder / "resume.safetensors", *trained(0.0)) == {"fill": "1.0"}


def test_a_second_training_into_a_folder_is_refused(folder: Path) -> None:
    with claim_folder(folder):
        second = claim_folder(folder)
        with pytest.raises(FolderInUse, match="additive: another training writes into this folder"), second:
            pass
        with claim_folder(folder.parent / "dot"):
            pass
    with claim_folder(folder):
        pass
