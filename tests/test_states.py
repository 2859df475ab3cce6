"""States, gates and maps of real checkpoints: equal to what the model itself computes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis import maps, states
from seq2seq.analysis.explain_step import decoder_gates, encoder_gates, layer_vectors, trace_gates
from seq2seq.analysis.paths import JOINT_KINDS, LOOKED_UP, SHARED, SPACES, SentenceStates, view_points
from seq2seq.analysis.recurrence import GATES
from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.zoo import Bundle, load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Recurrence, Request
from seq2seq.data.examples import read_examples
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.trace.trace import NothingToTranslate
from tests import tiny
from tests.conftest import RECURRENCES, every_recurrence

TEXT = "我昨天买了一本书。"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("models"), scorers=["additive", "dot", "multi_head"])


@pytest.fixture(scope="module")
def bundle(root: Path) -> Bundle:
    return load_bundle("zh-en/additive", root)


def odd(bundle: Bundle, **choices: object) -> Bundle:
    """An untrained model with layers that all differ in width."""
    torch.manual_seed(3)
    sizes = {"embedding": 12, "encoder_hidden": 5, "decoder_hidden": 7, "attention": 6}
    return replace(bundle, model=Seq2Seq(replace(bundle.config, **(sizes | choices))).for_decoding())


# -- states


def test_all_states_of_a_decoding(bundle: Bundle) -> None:
    state_trace = states.trace_states(bundle, Request(bundle.name, TEXT))
    vectors, trace = state_trace.sentence.vectors, state_trace.trace
    assert np.array_equal(vectors["encoder"], trace.encoder) and np.array_equal(vectors["context"], trace.contexts)
    assert np.array_equal(np.hstack([vectors["forward"], vectors["backward"]]), trace.encoder)
    decoder = bundle.model.decoder
    logits = vectors["readout"] @ decoder.embedding.weight.numpy().T + decoder.output_bias.numpy()
    chosen = [bundle.target.id(piece) for piece in trace.pieces]
    logprobs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert np.allclose(logprobs[range(len(trace)), chosen], trace.logprobs, atol=1e-5)
    assert np.array_equal(vectors["said"], decoder.embedding.weight.numpy()[chosen])


def test_sentences_gone_through_together_are_as_if_alone(bundle: Bundle) -> None:
    texts = ["他没有钱", TEXT, "现在几点", *(example.source for example in read_examples(tiny.EXAMPLES)[:40])]
    heard: list[float] = []
    index = states.index_states(bundle, [*texts, "", "  "], (), heard.append)
    assert [sentence.text for sentence in index.sentences] == texts
    assert heard == sorted(heard) and heard[-1] == 1 and len(heard) > 1
    for number, sentence in enumerate(index.sentences[:3]):
        alone = states.trace_states(bundle, Request(bundle.name, sentence.text)).sentence
        assert sentence.target == alone.target and index.starts.keys() == alone.vectors.keys()
        for kind, vectors in alone.vectors.items():
            np.testing.assert_allclose(index.vectors(number, kind), vectors, atol=2e-3, err_msg=kind)


def test_training_pairs_are_neighbours_with_the_translation_they_have(bundle: Bundle) -> None:
    pairs = [("我爱你。", "I love you."), ("他没有钱。", "He has no money."), (TEXT, "I bought a book yesterday.")]
    heard: list[float] = []
    index = states.index_states(bundle, ["他没有钱。", "现在几点？"], pairs, heard.append)
    assert [sentence.text for sentence in index.sentences] == ["他没有钱。", "现在几点？", "我爱你。", TEXT]
    assert [index.is_trained(number) for number in range(4)] == [False, False, True, True]
    assert bundle.target.decode([bundle.target.id(piece) for piece in index.sentences[2].target[:-1]]) == "I love you."
    assert heard == sorted(heard) and heard[-1] == 1
    (forced,) = states.force_states(bundle, pairs[:1])
    asked = states.trace_states(bundle, Request(bundle.name, "我爱猫。")).sentence
    for kind in ("encoder", "forward", "backward", "decoder", "context", "readout"):
        np.testing.assert_allclose(index.vectors(2, kind), forced.vectors[kind], atol=2e-3, err_msg=kind)
        everything = np.concatenate([index.vectors(number, kind) for number in range(4)])
        near = index.neighbours(asked, kind, 5)
        for query, found in zip(asked.vectors[kind], near, strict=True):
            brute = np.sort(np.linalg.norm(everything - query, axis=1))[:5]
            np.testing.assert_allclose([each.distance for each in found], brute, atol=1e-3, err_msg=kind)
    for kind in LOOKED_UP:  # the same wherever a piece stands
        assert {near.sentence for row in index.neighbours(asked, kind, 9) for near in row} == {0, 1}


def test_nothing_to_translate_has_no_states(bundle: Bundle) -> None:
    with pytest.raises(NothingToTranslate):
        states.trace_states(bundle, Request(bundle.name, " "))
    assert states.index_states(bundle, [" "], (), lambda share: None).sentences == ()


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["tsne", "spectral"])
def test_two_sentences_are_laid_out_in_one_picture(bundle: Bundle, layout: str) -> None:
    requests = [Request(bundle.name, text) for text in (TEXT, "他没有钱")]
    first, second = states.nonlinear_layout(bundle, requests, JOINT_KINDS, layout)
    state_trace = states.trace_states(bundle, requests[1])
    assert first.keys() == second.keys() == set(JOINT_KINDS)
    assert second["encoder"].shape == (len(state_trace.trace.source.pieces), 3)
    assert set(states.nonlinear_layout(odd(bundle, scorer="additive"), requests[:1], JOINT_KINDS, layout)[0]) == {
        "encoder",
        "context",
    }


# -- the map


@pytest.mark.parametrize("name", ["additive", "dot"])
def test_a_context_lies_within_the_encoder_points(root: Path, name: str) -> None:
    """The weights of a step are its barycentric coordinates among them."""
    bundle = load_bundle(f"zh-en/{name}", root)
    state_trace = states.trace_states(bundle, Request(bundle.name, TEXT))
    assert state_trace.mixes
    for shared in (True, False):
        placed = view_points(
            state_trace, maps.fit_state_maps(bundle, maps.example_pairs(root / "zh-en"), bundle), "states", shared
        )
        assert np.abs(state_trace.trace.alignment @ placed["encoder"] - placed["context"]).max() < 1e-5
    assert (state_trace.trace.alignment >= 0).all() and np.allclose(
        state_trace.trace.alignment.sum(axis=1), 1, atol=1e-5
    )


def test_several_heads_mix_slices(root: Path) -> None:
    assert not states.trace_states(load_bundle("zh-en/multi_head", root), Request("zh-en/multi_head", TEXT)).mixes


def test_without_a_stored_map_one_is_fitted_on_the_examples(bundle: Bundle, root: Path) -> None:
    atlas = maps.load_state_maps(bundle, root)
    assert not atlas.stored and atlas.sentences == 63 and atlas.bases.keys() == SPACES.keys()


def test_a_map_is_kept_beside_the_model(root: Path, tmp_path: Path) -> None:
    fitted = maps.project_model("zh-en/dot", None, root)
    stored = maps.load_state_maps(load_bundle("zh-en/dot", root), root)
    assert stored.stored and stored.sentences == fitted.sentences == 63
    assert stored.reference == "zh-en/additive" and stored.residual == pytest.approx(fitted.residual, abs=1e-6)
    assert 0 < stored.residual < 1.1 and stored.examples
    assert stored.agreement == fitted.agreement and stored.agreement.keys() == {"encoder", "decoder", "context"}
    assert all(len(rows) == 3 and -1 <= min(rows) <= max(rows) <= 1 for rows in stored.agreement.values())
    for space, basis in fitted.bases.items():
        assert np.allclose(stored.bases[space].axes, basis.axes, atol=1e-6)
        assert np.allclose(stored.bases[space].shares, basis.shares, atol=1e-6)
    (root / "zh-en" / "dot" / maps.MAP_FILE).write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=r"zh-en/dot/map\.safetensors: not a map"):
        maps.load_state_maps(load_bundle("zh-en/dot", root), root)
    (root / "zh-en" / "dot" / maps.MAP_FILE).unlink()


def test_maps_are_fitted_on_pairs_from_all_of_the_data() -> None:
    pairs = [(str(at), "") for at in range(2500)]
    assert [source for source, _ in maps.subsample(pairs)] == [str(at) for at in range(0, 2500, 3)]
    assert maps.subsample(pairs[:63]) == pairs[:63]


def test_the_reference_is_turned_onto_itself_without_residual(root: Path) -> None:
    atlas = maps.project_model("zh-en/additive", None, root)
    (root / "zh-en" / "additive" / maps.MAP_FILE).unlink()
    assert all(rows == [1, 1, 1] for rows in atlas.agreement.values())
    assert atlas.residual < 1e-6 and np.allclose(atlas.bases[SHARED].axes, atlas.bases["states"].axes, atol=1e-6)


def noise(seed: int, turn: np.ndarray | None = None) -> list[SentenceStates]:
    """Forty sentences of states drawn at random, or the same ones turned."""
    random = np.random.default_rng(seed)
    spread = np.linspace(2, 0.5, 12)
    samples = [{kind: random.normal(size=(9, 12)) * spread for kind in JOINT_KINDS} for _ in range(40)]
    turned = [{kind: rows if turn is None else rows @ turn for kind, rows in states.items()} for states in samples]
    return [SentenceStates("", (), (), states) for states in turned]


def test_states_with_nothing_in_common_have_residual_one_and_axes_that_do_not_agree() -> None:
    first, second = noise(1), noise(2)
    atlas = maps.add_shared_map(maps.fit_own_maps(first), first, second, "zh-en/additive")
    assert atlas.residual == pytest.approx(1, abs=0.03)
    assert np.abs(np.array(list(atlas.agreement.values()))).max() < 0.2


def test_states_that_are_the_same_but_for_a_rotation_agree_on_every_axis() -> None:
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(12, 12)))[0]
    first, second = noise(1), noise(1, turn)
    atlas = maps.add_shared_map(maps.fit_own_maps(first), first, second, "zh-en/additive")
    assert atlas.residual < 1e-9
    assert all(rows == [1, 1, 1] for rows in atlas.agreement.values())


def test_encoder_and_decoder_of_different_width_have_axes_of_their_own(bundle: Bundle) -> None:
    other = odd(bundle, scorer="additive")
    pairs = maps.example_pairs(PRETRAINED / "zh-en")[:9]
    atlas = maps.fit_state_maps(other, pairs, other)
    assert SHARED not in atlas.bases and atlas.reference == ""
    placed = view_points(states.trace_states(other, Request("", TEXT)), atlas, "states", True)
    assert {kind: rows.shape[1] for kind, rows in placed.items()} == dict.fromkeys(JOINT_KINDS, 3)


def test_models_are_asked_for_by_name_or_family(root: Path) -> None:
    assert catalog.resolve_models("zh-en", root) == ["zh-en/dot", "zh-en/additive", "zh-en/multi_head"]
    assert catalog.resolve_models("zh-en/dot", root) == ["zh-en/dot"]
    for unknown in ("tlh", "zh-en/tlh"):
        with pytest.raises(ValueError, match="tlh"):
            catalog.resolve_models(unknown, root)
    assert maps.reference_name("zh-en", root) == "zh-en/additive"


MAPPED = sorted(PRETRAINED.glob(f"*/*/{maps.MAP_FILE}"))


@pytest.mark.slow
@pytest.mark.parametrize("path", MAPPED, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_shipped_maps_are_small_and_belong_to_their_model(path: Path) -> None:
    """Else: `python -m seq2seq project FAMILY --data corpora/FAMILY/train.tsv.gz`."""
    assert path.stat().st_size <= 30_000
    bundle = load_bundle("/".join(path.parts[-3:-1]))
    atlas = maps.load_state_maps(bundle)
    state_trace = states.trace_states(bundle, Request(bundle.name, TEXT))
    recurrent = bundle.config.decoder != "transformer"  # whose states share no space with those of the encoder
    directions = set() if bundle.config.bidirectional else {"forward", "backward"}
    assert set(atlas.bases) == ({SHARED, *SPACES} - directions if recurrent else {"embedded", "states", "readout"})
    assert all(np.allclose(basis.axes @ basis.axes.T, np.eye(3), atol=1e-5) for basis in atlas.bases.values())
    placed = view_points(state_trace, atlas, "states", shared=recurrent)
    spread = np.sqrt(atlas.bases[SHARED if recurrent else "states"].variances)
    assert (np.abs(placed["decoder"]) < 6 * spread).all()


# -- gates


@every_recurrence
@pytest.mark.parametrize("layers", [1, 2])
def test_the_gates_are_those_of_the_encoder(bundle: Bundle, recurrence: Recurrence, layers: int) -> None:
    model = odd(bundle, **RECURRENCES[recurrence], encoder_layers=layers).model
    embedded = model.encoder.embedding(torch.tensor([[5, 9, 7, 3]]))
    expected = model.encoder.get_submodule("rnn")(embedded)[0][0].numpy()
    gates = encoder_gates(replace(bundle, model=model), embedded[0].numpy())
    assert np.allclose(np.hstack([gates["forward"].states, gates["backward"].states]), expected, atol=1e-6)
    assert gates["forward"].gates.keys() == set(GATES[recurrence])
    for run in gates.values():
        assert all(((gate > 0) & (gate < 1)).all() and gate.shape == (4, 5) for gate in run.gates.values())


@every_recurrence
@pytest.mark.parametrize("wiring", ["rnn_first", "attend_first", "input_feeding", "layers", "one_way"])
def test_the_gates_are_those_of_the_decoder(bundle: Bundle, recurrence: Recurrence, wiring: str) -> None:
    choices = {
        "attend_first": {"order": "attend_first"},
        "input_feeding": {"input_feeding": True},
        "layers": {"decoder_layers": 2},
        "one_way": {"bidirectional": False},
    }
    other = odd(bundle, **RECURRENCES[recurrence], **choices.get(wiring, {}))
    state_trace = states.trace_states(other, Request("", TEXT))
    run = decoder_gates(other, state_trace.trace, state_trace.sentence.vectors["readout"])
    assert np.allclose(run.states, state_trace.trace.states, atol=1e-5)
    assert trace_gates(other, state_trace.trace.request, "decoder").keys() == set(GATES[recurrence])


@every_recurrence
def test_gates_of_a_lower_layer_lead_to_its_states(bundle: Bundle, recurrence: Recurrence) -> None:
    deep = replace(bundle, model=odd(bundle, **RECURRENCES[recurrence], encoder_layers=3).model)
    embedded = deep.model.encoder.embedding(torch.tensor([[5, 9, 7, 3]]))
    layers = deep.model.encoder.layer_states(embedded, torch.ones(1, 4, dtype=torch.bool))
    for layer, states_ in enumerate(layers):
        run = encoder_gates(deep, embedded[0].numpy(), layer)
        assert np.allclose(np.hstack([run["forward"].states, run["backward"].states]), states_[0], atol=1e-6)


@pytest.mark.parametrize("kind", [{"cell": "gru"}, {"encoder": "conv", "bidirectional": False, "encoder_hidden": 10}])
def test_the_layers_of_a_sentence_end_with_what_the_decoder_reads_without_the_shortcut(
    bundle: Bundle, kind: dict[str, Any]
) -> None:
    other = odd(bundle, encoder_layers=2, **kind)
    request = Request("", TEXT)
    vectors, read = layer_vectors(other, request), states.trace_states(other, request).sentence.vectors
    shortcut = other.model.encoder.shortcut(torch.tensor(read["embedded"])).numpy()
    assert vectors["encoder"].shape == (2, *read["encoder"].shape)
    assert np.allclose(vectors["encoder"][1] + shortcut, read["encoder"], atol=1e-5)
    if "cell" in kind:
        assert np.array_equal(np.concatenate([vectors["forward"], vectors["backward"]], axis=2), vectors["encoder"])
    else:
        assert set(vectors) == {"encoder"}


def test_an_open_update_gate_keeps_the_state(bundle: Bundle) -> None:
    run = encoder_gates(bundle, np.zeros((3, 8), np.float32))["forward"]
    update, states_ = run.gates["update"], run.states
    proposed = (states_[1] - update[1] * states_[0]) / (1 - update[1])
    assert (np.abs(proposed) <= 1).all()


def test_a_direction_that_is_not_there_is_named(bundle: Bundle) -> None:
    with pytest.raises(ValueError, match="backward"):
        trace_gates(odd(bundle, bidirectional=False), Request("", TEXT), "backward")
