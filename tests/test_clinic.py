"""The clinic: its programs as they are kept, what was recorded of them, and that both versions do so again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from seq2seq.experiments.clinic.build import run_clinic, run_listing
from seq2seq.experiments.clinic.collection import (
    CASES,
    DIAGNOSES,
    NAMES,
    RECORD,
    VERSIONS,
    Listing,
    Outcome,
    Version,
    read_listing,
    read_outcomes,
    write_outcomes,
)

QUICK = tuple(
    name for name in NAMES if not read_outcomes()[name]["mended"].losses and name not in ("no-end", "forced-test")
)
"""Those that train nothing, or hardly anything."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SHARE = 15
"""Percent by which accuracies may differ on another processor: a training magnifies the last digits of its sums."""


def outcome(name: str, version: Version = "broken") -> Outcome:
    return read_outcomes()[name][version]


def last_loss(name: str, version: Version) -> float:
    losses = outcome(name, version).losses[-5:]
    return sum(losses) / len(losses)


def percents(name: str, version: Version) -> list[int]:
    return [int(share) for share in re.findall(r"(\d+)%", outcome(name, version).printed)]


# -- what is kept


def test_every_program_has_its_words_its_diagnosis_and_its_record() -> None:
    folder = RECORD.parent / "listings"
    assert len(NAMES) >= 12
    assert set(NAMES) == {path.stem for path in folder.iterdir()} == set(DIAGNOSES) == set(read_outcomes())


@pytest.mark.parametrize("name", NAMES)
def test_a_program_is_short_and_differs_in_one_place(name: str) -> None:
    listing = read_listing(name)
    marks = "".join(line[:1] for line in listing.lines)
    assert re.fullmatch(r" +-?\+{0,2} +| +-?\+", marks) and set(marks) > {" "}
    for version in VERSIONS:
        source = listing.source(version)
        assert 10 <= len(source.splitlines()) <= 20
        assert max(map(len, source.splitlines())) < 90
        compile(source, name, "exec")
    assert listing.source("broken") != listing.source("mended")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_diagnosis_is_one_of_four_and_no_title_gives_it_away(name: str) -> None:
    case = CASES[name]
    assert name in case.choices and len(set(case.choices)) == 4 <= len(DIAGNOSES)
    assert not set(name.split("-")) & set(case.title.lower().split()) - {"the"}


def test_the_right_choice_is_not_always_at_the_same_place() -> None:
    places = [case.choices.index(name) for name, case in CASES.items()]
    assert {places.count(place) for place in range(4)} <= {3, 4, 5}


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "recorded.json"
    write_outcomes(path, read_outcomes())
    assert path.read_text("utf-8") == RECORD.read_text("utf-8") and read_outcomes(path) == read_outcomes()
    path.write_text('{"no-end": {"broken": {}}}', "utf-8")
    read_outcomes.cache_clear()
    with pytest.raises(ValueError, match="not the record"):
        read_outcomes(path)


def test_the_record_is_small() -> None:
    assert RECORD.stat().st_size < 40_000


# -- what is said of it


def test_programs_that_stop_name_their_error_and_the_line() -> None:
    errors = {
        "missing-import": "NameError: name 'F' is not defined",
        "undefined-attribute": "AttributeError: 'Encoder' object has no attribute 'initHidden'",
        "wrong-width": "RuntimeError: input.size(-1) must be equal to input_size. Expected 20, got 5",
        "wrong-vocabulary": "IndexError: index out of range in self",
    }
    for name, error in errors.items():
        assert outcome(name).traceback.splitlines()[-1] == error
    assert "Trying to backward through the graph a second time" in outcome("not-detached").traceback
    assert [name for name in NAMES if outcome(name).traceback] == [*errors, "not-detached"]
    for name in errors:
        number = int(re.findall(r"line (\d+)", outcome(name).traceback)[-1])
        shown = outcome(name).traceback.splitlines()[-2].strip()
        assert read_listing(name).source("broken").splitlines()[number - 1].strip() == shown


def test_no_mended_program_stops() -> None:
    assert not [name for name in NAMES if outcome(name, "mended").traceback]


def test_without_a_stop_outputs_run_on_after_the_end() -> None:
    for line, mended in zip(*(outcome("no-end", version).printed.splitlines() for version in VERSIONS), strict=True):
        assert line.startswith(f"{mended} </s> ") and len(line.split("→")[1].split()) == 15


def test_a_target_that_is_not_shifted_is_learned_at_once_and_of_no_use() -> None:
    assert outcome("not-shifted").losses[4] < 0.1 < last_loss("not-shifted", "mended")
    assert not re.search("→ [a-e]+$", outcome("not-shifted").printed, re.MULTILINE)
    assert outcome("not-shifted", "mended").printed == "314 → ebd\n2718 → dbcc\n90210 → abcae\n"


def test_teacher_forcing_flatters_more_on_longer_texts() -> None:
    (short, long), (free_short, free_long) = (percents("forced-test", version) for version in VERSIONS)
    assert short > free_short and long - free_long > short - free_short


def test_with_dropout_the_same_question_has_several_answers() -> None:
    answers = [set(re.findall("→ (.*)", outcome("dropout-on", version).printed)) for version in VERSIONS]
    assert len(answers[0]) > 1 and answers[1] == {"ebbcae"}
    assert percents("dropout-on", "broken") < percents("dropout-on", "mended")


def test_softmax_over_the_batch_makes_all_weights_of_a_single_text_1() -> None:
    broken, mended = (outcome("softmax-axis", version).matrix for version in VERSIONS)
    assert broken and mended and {weight for row in broken.weights for weight in row} == {1}
    assert all(sum(row) == pytest.approx(1, abs=0.01) for row in mended.weights)
    assert [row.index(max(row)) for row in mended.weights] == [5, 4, 3, 2, 1, 0]


def test_without_encoder_states_every_row_is_uniform() -> None:
    broken, mended = (outcome("no-encoder", version).matrix for version in VERSIONS)
    assert broken and mended and {weight for row in broken.weights for weight in row} == {0.167}
    assert max(mended.weights[-1]) == mended.weights[-1][0] > 0.5
    assert last_loss("no-encoder", "broken") > 2 * last_loss("no-encoder", "mended")


def test_without_a_mask_weight_falls_on_padding_and_a_neighbour_changes_the_translation() -> None:
    broken, mended = (outcome("padding-attended", version) for version in VERSIONS)
    assert broken.matrix and mended.matrix and broken.losses == mended.losses
    assert sum(broken.matrix.weights[0][6:]) > 0.9 and not any(sum(row[6:]) for row in mended.matrix.weights)
    answers = [[line.split("→ ")[1] for line in each.printed.splitlines()] for each in (broken, mended)]
    assert answers[0][0] != answers[0][2] and set(answers[1]) == {"caebd"}


def test_a_loss_that_counts_padding_is_lower_than_that_of_the_letters() -> None:
    (told, letters), (mended, same) = (
        map(float, re.findall(r": (\S+)", outcome("loss-on-padding", version).printed)) for version in VERSIONS
    )
    assert told < 0.8 * letters and mended == same


def test_a_state_that_is_dropped_keeps_the_loss_high_and_repeats_letters() -> None:
    assert last_loss("state-dropped", "broken") > 5 * last_loss("state-dropped", "mended")
    assert re.search(r"(.)\1{5}", outcome("state-dropped").printed)
    assert outcome("state-dropped", "mended").printed == "314 → ebd\n2718 → dbcc\n90210 → abcae\n"


def test_softmax_before_the_loss_keeps_it_above_its_bound() -> None:
    assert "1.27" in DIAGNOSES["double-softmax"].sign
    assert min(outcome("double-softmax").losses) > 1.27 and last_loss("double-softmax", "mended") < 0.2
    assert percents("double-softmax", "broken") < percents("double-softmax", "mended")


# -- and does so again


def expect_alike(found: Outcome, kept: Outcome) -> None:
    """Equal words and shapes; numbers that differ by what another processor may do to a training."""
    assert found.traceback == kept.traceback
    assert NUMBER.sub("#", found.printed).count("#") == NUMBER.sub("#", kept.printed).count("#")
    for one, other in zip(re.findall(r"(\d+)%", found.printed), re.findall(r"(\d+)%", kept.printed), strict=True):
        assert abs(int(one) - int(other)) <= SHARE
    assert found.losses[:10] == pytest.approx(kept.losses[:10], abs=0.05)
    assert len(found.losses) == len(kept.losses)
    assert bool(found.matrix) == bool(kept.matrix)
    if found.matrix and kept.matrix:
        assert (found.matrix.letters, found.matrix.symbols) == (kept.matrix.letters, kept.matrix.symbols)
        for row, kept_row in zip(found.matrix.weights, kept.matrix.weights, strict=True):
            assert row == pytest.approx(kept_row, abs=0.3)


@pytest.mark.parametrize("name", QUICK)
def test_what_trains_little_does_so_again_to_the_letter(name: str) -> None:
    assert run_clinic((name,)) == {name: read_outcomes()[name]}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in QUICK])
def test_both_versions_do_so_again(name: str) -> None:
    for version, kept in read_outcomes()[name].items():
        expect_alike(run_listing(read_listing(name), version), kept)


def test_the_record_tells_what_differs() -> None:
    """So that the comparison above cannot pass by looking past everything."""
    broken, mended = read_outcomes()["softmax-axis"].values()
    for found, kept in ((broken, mended), (mended, outcome("no-encoder")), (outcome("no-end"), outcome("wrong-width"))):
        with pytest.raises(AssertionError):
            expect_alike(found, kept)


def test_a_program_is_run_from_its_own_seed_and_leaves_no_trace(capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    torch.manual_seed(5)
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    listing = Listing(
        (" import torch", "-torch.manual_seed(0)", "+torch.manual_seed(1)", " print(torch.rand(1).item())")
    )
    once, again, other = (run_listing(listing, version) for version in ("broken", "broken", "mended"))
    assert once == again != other and float(once.printed) == pytest.approx(0.4963, abs=1e-4)
    assert torch.equal(torch.get_rng_state(), before) and torch.get_num_threads() == threads
    assert capsys.readouterr().out == ""
