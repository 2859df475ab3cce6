"""Live training: settings and how an address writes them, updates and their phases, snapshots, sabotage."""

from dataclasses import replace
from functools import lru_cache

import pytest
import torch

from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.data.tasks import TASKS
from seq2seq.model.batch import Batch
from seq2seq.training.live.measuring import LivePairs
from seq2seq.training.live.report import LiveReport, Measurement
from seq2seq.training.live.run import LiveRun, guidance_loss, part_of
from seq2seq.training.live.settings import SABOTAGE, LiveSettings, differences, read_settings, split_symbols, table_name

EASY = LiveSettings(length=4, alphabet=5, width=16, batch=8)
VARIED = (
    EASY,
    replace(EASY, cell="lstm", order="attend_first", bidirectional=False),
    replace(EASY, scorer="location_aware", guided=True),
    replace(EASY, forcing=0.5, cell="rnn", nonlinearity="relu"),
    replace(EASY, scorer="none"),
    *(replace(EASY, sabotage=sabotage) for sabotage in SABOTAGE[1:]),
)


def trained(settings: LiveSettings, updates: int) -> LiveRun:
    run = LiveRun(settings)
    run.advance(60, updates)
    return run


@lru_cache
def uninterrupted(settings: LiveSettings) -> LiveReport:
    """After 24 updates."""
    return trained(settings, 24).report()


def numbers(report: LiveReport) -> LiveReport:
    """The report without its time, the one figure that differs between equal runs."""
    return replace(report, seconds=0.0)


# -- settings


def test_an_address_holds_what_differs_from_the_first_settings() -> None:
    assert LiveSettings().code() == ""
    chosen = LiveSettings(length=10, rate=0.01, guided=True, cell="lstm")
    assert chosen.code() == "length-10~cell-lstm~rate-0.01~guided-1"
    assert read_settings(chosen.code()) == chosen
    assert read_settings("cell-rnn", chosen) == replace(chosen, cell="rnn")
    assert differences(replace(chosen, seed=3), chosen) == (("seed", 3),)


@pytest.mark.parametrize("code", ["width-48~width-56", "colour-red", "width-", "width-048", "cell-cnn", "rate-nan"])
def test_what_nobody_writes_is_no_code(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each has its own words)
        read_settings(code)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 50}, "the width must be a multiple of 8, not 50"),
        ({"length": 400}, "length must lie between 2 and 30, not 400"),
        ({"task": "chess"}, "task: there is no chess"),
        ({"rate": float("nan")}, "rate must lie between 1e-05 and 1.0, not nan"),
        ({"nonlinearity": "relu", "cell": "gru"}, "only RNN cells can have another nonlinearity than tanh"),
        ({"guided": True, "scorer": "uniform"}, "uniform does not choose where to look"),
    ],
)
def test_impossible_settings_are_refused_in_words(changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        LiveSettings.from_dict(changes)


def test_the_width_is_that_of_all_directions() -> None:
    model = LiveSettings(width=48).model(30, 30)
    assert (model.encoder_hidden, model.encoder_width, model.decoder_hidden) == (24, 48, 48)
    assert LiveSettings(width=48, bidirectional=False).model(30, 30).encoder_width == 48


def test_relu_is_a_choice_of_rnn_cells() -> None:
    settings = LiveSettings(cell="rnn", nonlinearity="relu")
    assert settings.code() == "cell-rnn~nonlinearity-relu" and read_settings(settings.code()) == settings
    assert settings.model(30, 30).recurrence == "rnn_relu"


# -- pairs


def test_runs_that_differ_in_the_model_learn_from_the_same_batches() -> None:
    one, other = LivePairs(EASY), LivePairs(replace(EASY, scorer="dot", cell="rnn", sabotage="frozen"))
    assert torch.equal(one.batch(7).batch.src, other.batch(7).batch.src)
    assert not torch.equal(one.batch(7).batch.src, one.batch(8).batch.src[: len(one.batch(7).batch.src)])


def test_what_is_measured_is_never_learned_from() -> None:
    pairs = LivePairs(EASY)
    learned = {tuple(row[row > 0].tolist()) for i in range(300) for row in pairs.batch(i).batch.src}
    measured = {tuple(row[row > 0].tolist()) for row in pairs.measured.batch.src}
    assert measured and not learned & measured


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_the_easiest_of_every_task_can_be_trained(task: str) -> None:
    easiest = TASKS[task].easiest
    settings = LiveSettings(task=task, length=easiest.length, alphabet=easiest.alphabet, width=8, batch=8)
    assert trained(settings, 2).report().update == 2


def test_a_table_of_ones_own_is_learned_without_links() -> None:
    table = [
        (f"{word} {word}", f"just {word}") for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    ] * 9
    settings = LiveSettings(task=table_name(table), length=4, alphabet=6, width=16, batch=8)
    run = LiveRun(settings, table)
    run.advance(60, 5)
    report = run.report()
    assert (report.update, report.measured.aer, report.sentences[0].links) == (5, None, ())
    assert len(run.pairs.source) == 4 + 6 and read_settings(settings.code()) == settings
    with pytest.raises(InvalidRequest, match="guided attention is not available"):
        replace(settings, guided=True)
    alone = LiveRun(settings, [("one", "a b c d e f")])
    alone.advance(60, 2)
    assert alone.report().sentences[0].target == tuple("abcdef")


def test_symbols_are_words_or_characters() -> None:
    assert split_symbols([" two words ", "one"]) == [("two", "words"), ("one",)]
    assert split_symbols(["我爱你", "你"]) == [("我", "爱", "你"), ("你",)]


def test_links_point_to_the_source_of_each_piece() -> None:
    pairs = LivePairs(EASY)
    assert pairs.held_out[0].source == pairs.held_out[0].target[::-1]
    length = len(pairs.held_out[0].source)
    assert pairs.measured.links[0].nonzero().tolist() == [[t, length - 1 - t] for t in range(length)]


# -- updates


@pytest.mark.slow
@pytest.mark.parametrize("settings", VARIED, ids=LiveSettings.code)
def test_equal_settings_give_equal_numbers(settings: LiveSettings) -> None:
    report = uninterrupted(settings)
    assert numbers(report) == numbers(trained(settings, 24).report())
    assert (report.update, [point.update for point in report.losses]) == (24, [*range(1, 11), 20])


def test_the_loss_is_known_from_the_first_update_on() -> None:
    run = LiveRun(EASY)
    batches, points = [], []
    for _update in range(2):
        run.make_phase()
        phase = run.report().phase
        assert phase and phase.loss
        batches.append(phase.loss)
        run.advance(60, 0)
        points += [(point.update, point.loss) for point in run.report().losses]
    assert points == [(1, pytest.approx(batches[0])), (2, pytest.approx(sum(batches) / 2, abs=1e-4))]


@pytest.mark.slow
@pytest.mark.parametrize("settings", VARIED, ids=LiveSettings.code)
def test_a_run_goes_on_from_a_snapshot_as_if_it_had_not_stopped(settings: LiveSettings) -> None:
    whole, begun = uninterrupted(settings), trained(settings, 13)
    resumed = LiveRun(settings)
    resumed.restore(begun.snapshot())
    resumed.advance(60, 11)
    *_, last = whole.losses
    assert resumed.report().losses[-1] == last and last.update == 20
    assert numbers(replace(resumed.report(), losses=())) == numbers(replace(whole, losses=()))


def test_a_snapshot_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the shape"):
        LiveRun(replace(EASY, width=24)).restore(trained(EASY, 1).snapshot())
    with pytest.raises(ValueError, match="no snapshot"):
        LiveRun(EASY).restore(b"nonsense")


def test_three_phases_are_one_update() -> None:
    whole, run = trained(EASY, 1), LiveRun(EASY)
    shown = []
    for _ in range(3):
        run.make_phase()
        shown.append(run.report().phase)
    first, second, third = shown
    assert first and second and third
    assert [phase.name for phase in (first, second, third)] == ["forward", "backward", "step"]
    assert first.loss == second.loss == third.loss and not first.gradients
    assert second.norm == pytest.approx(sum(norm**2 for norm in second.gradients.values() if norm) ** 0.5, rel=1e-3)
    assert all(move and move > 0 for move in third.moves.values()) and run.update == 1
    assert all(torch.equal(a, b) for a, b in zip(whole.model.parameters(), run.model.parameters(), strict=True))


def test_play_finishes_the_update_that_is_under_way() -> None:
    run = LiveRun(EASY)
    run.make_phase()
    run.advance(60, 1)
    assert (run.update, run.next_phase, run.report().phase) == (2, "forward", None)


def test_phases_have_an_order() -> None:
    with pytest.raises(RuntimeError, match="no loss"):
        LiveRun(EASY).backward()
    with pytest.raises(RuntimeError, match="no gradients"):
        LiveRun(EASY).apply()


@pytest.mark.slow
def test_reverse_is_learned_to_the_diagonal() -> None:
    settings = LiveSettings()
    before, after = LiveRun(settings).report().measured, trained(settings, 330).report().measured
    assert before.aer and before.aer > 0.6 and before.free < 0.2
    assert after.aer is not None and after.aer <= 0.2 and after.forced > 0.8


def test_guidance_by_hand() -> None:
    weights = torch.tensor([[[[0.5, 0.5], [0.25, 0.75]]]])
    links = torch.tensor([[[True, True], [False, False]]])
    assert guidance_loss(weights, links).item() == pytest.approx(0.6931472)
    assert guidance_loss(weights, ~links).item() == pytest.approx((1.3862944 + 0.2876821) / 2)
    assert guidance_loss(weights, torch.zeros_like(links)).item() == 0


def test_every_parameter_belongs_to_a_part() -> None:
    run = LiveRun(LiveSettings())
    assert {part_of(name) for name, _ in run.model.named_parameters()} == {
        *("source_embedding", "encoder", "attention", "decoder", "target_embedding", "output")
    }


# -- sabotage


def test_a_frozen_encoder_does_not_move() -> None:
    before, after = LiveRun(replace(EASY, sabotage="frozen")), trained(replace(EASY, sabotage="frozen"), 3)
    pairs = list(zip(before.model.named_parameters(), after.model.parameters(), strict=True))
    assert {name.partition(".")[0] for (name, a), b in pairs if not torch.equal(a, b)} == {"decoder"}


def test_unclipped_gradients_keep_their_length() -> None:
    for sabotage, factor in (("", 0.01), ("unclipped", 1.0)):
        run = LiveRun(replace(EASY, clip=0.01, sabotage=sabotage))
        run.make_phase()
        run.make_phase()
        phase = run.report().phase
        assert (
            phase
            and phase.norm
            and phase.factor == pytest.approx(factor if sabotage else factor / phase.norm, rel=1e-3)
        )


def test_a_rate_ten_times_as_high() -> None:
    assert replace(EASY, sabotage="rate_10").applied_rate == pytest.approx(10 * EASY.rate)


@pytest.mark.slow
def test_a_rate_ten_times_as_high_learns_faster_from_a_small_one_and_nothing_from_a_hundredth() -> None:
    settings = LiveSettings(length=6)
    slow, fast, wild = (
        trained(run, 100).report().measured
        for run in (settings, replace(settings, sabotage="rate_10"), replace(settings, rate=0.01, sabotage="rate_10"))
    )
    assert slow.aer and fast.aer and wild.aer
    assert fast.aer < 0.3 < 0.6 < min(slow.aer, wild.aer)
    assert fast.free > 0.5 > 0.3 > max(slow.free, wild.free)


@lru_cache
def learned(sabotage: str) -> Measurement:
    """After 300 updates on short words."""
    return trained(LiveSettings(length=6, sabotage=sabotage), 300).report().measured


@pytest.mark.slow
def test_without_clipping_a_model_may_learn_as_well() -> None:
    healthy, unclipped = learned(""), learned("unclipped")
    assert healthy.aer is not None and unclipped.aer is not None
    assert max(healthy.aer, unclipped.aer) < 0.1 and min(healthy.free, unclipped.free) > 0.85


@pytest.mark.slow
def test_unmasked_padding_takes_weight_from_the_source_and_the_task_may_still_be_learned() -> None:
    unmasked = learned("unmasked")
    assert unmasked.padding > 0.1 and learned("").padding == 0
    assert unmasked.aer is not None and unmasked.aer < 0.15 and unmasked.free > 0.8


@pytest.mark.slow
def test_over_a_frozen_encoder_something_is_learned_and_alignment_comes_later_or_not_at_all() -> None:
    frozen, healthy = learned("frozen"), learned("")
    assert frozen.aer and healthy.aer is not None and healthy.aer < 0.1 < 0.5 < frozen.aer
    assert LiveRun(LiveSettings(length=6)).report().measured.forced + 0.15 < frozen.forced < healthy.forced - 0.3


@pytest.mark.slow
def test_shuffled_in_training_no_diagonal_appears_and_about_as_much_is_learned_as_with_uniform_weights() -> None:
    settings = LiveSettings(length=6)
    shuffled, uniform = (
        trained(run, 250).report().measured
        for run in (replace(settings, sabotage="shuffled"), replace(settings, scorer="uniform"))
    )
    assert shuffled.aer and shuffled.aer > 0.6
    assert shuffled.forced == pytest.approx(uniform.forced, abs=0.12)


def test_without_a_mask_weight_falls_on_padding() -> None:
    assert LiveRun(EASY).report().measured.padding == 0
    assert LiveRun(replace(EASY, sabotage="unmasked")).report().measured.padding > 0.2


def test_shuffled_rows_are_read_in_training_only() -> None:
    run, healthy = LiveRun(replace(EASY, sabotage="shuffled")), LiveRun(EASY)
    batch: Batch = run.pairs.batch(0).batch
    shuffled, weights = run.model(batch).weights, healthy.model(batch).weights
    torch.testing.assert_close(shuffled.sum(-1), weights.sum(-1))
    torch.testing.assert_close(shuffled.sort(-1).values, weights.sort(-1).values)
    assert not torch.equal(shuffled, weights)
    assert torch.equal(run.model.eval()(batch).weights, healthy.model.eval()(batch).weights)


def test_a_loss_that_is_no_number_ends_the_run() -> None:
    run = LiveRun(EASY)
    run.model.decoder.output_bias.data.fill_(float("nan"))
    run.advance(60, 5)
    report = run.report()
    assert (run.update, report.diverged, report.losses[-1].loss) == (1, True, None)


def test_the_model_is_the_librarys() -> None:
    assert isinstance(LiveRun(EASY).model.config, ModelConfig)


@pytest.mark.slow
@pytest.mark.parametrize("clip", [0.1, 0.5, 10.0])
def test_gradients_are_clipped_as_torch_does_to_the_bit(monkeypatch: pytest.MonkeyPatch, clip: float) -> None:
    settings = replace(EASY, clip=clip)
    ours = trained(settings, 6)

    def clipped_by_torch(run: LiveRun) -> float:
        return float(torch.nn.utils.clip_grad_norm_(run.model.parameters(), clip))

    monkeypatch.setattr(LiveRun, "_clip_gradients", clipped_by_torch)
    theirs = trained(settings, 6)
    assert all(map(torch.equal, ours.model.parameters(), theirs.model.parameters()))
