"""The maps of a checkpoint: bases fitted once over the states of many sentences, kept beside the model.

`pretrained/<family>/<scorer>/map.safetensors` holds one basis per space, in float32, 25 kB at most. The space `states`
joins encoder, decoder and context states where E = H, each kind with the same weight. `shared` is the map of the
family's reference model, rotated by orthogonal Procrustes on sentences whose translations are forced. A point on it
means the same for two models only as far as their states agree along its axes, so the agreement is measured and stored
with the map: see `StateMaps`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open

from seq2seq.analysis.paths import JOINT_KINDS, SHARED, SPACES, SentenceStates, StateMaps
from seq2seq.analysis.projections import (
    Basis,
    RigidTransform,
    column_correlations,
    fit_basis,
    procrustes,
    residual,
    transform_basis,
)
from seq2seq.analysis.states import force_states
from seq2seq.checkpoints.catalog import family_entries, find_entry, resolve_models
from seq2seq.checkpoints.zoo import Bundle, load_bundle, save_tensors
from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import read_examples

MAP_FILE = "map.safetensors"
REFERENCE_SCORER = "additive"
"""The scorer whose map is rotated to the other models of a family."""
MAX_PAIRS = 1000
"""The largest number of training pairs that maps are fitted on."""
_PARTS = ("mean", "axes", "variances", "total")
TranslationPairs = Sequence[tuple[str, str]]
"""Sources with their translations."""


def load_state_maps(bundle: Bundle, root: Path = PRETRAINED) -> StateMaps:
    """The stored maps of a model or, where there are none, maps fitted on the family's example sentences.

    Raises ValueError for a damaged file, or a family with neither maps nor example sentences."""
    path = find_entry(bundle.name, root).folder / MAP_FILE
    return (
        read_state_maps(path)
        if path.is_file()
        else fit_own_maps(force_states(bundle, example_pairs(path.parent.parent)))
    )


def example_pairs(family: Path) -> list[tuple[str, str]]:
    """The example sentences of a family with their translations. Raises ValueError where there are none."""
    path = family / "examples.tsv"
    if not path.is_file():
        raise ValueError(f"{family.name} has neither a map nor example sentences to fit one on")
    return [(example.source, example.translation) for example in read_examples(path)]


def fit_own_maps(sentences: Sequence[SentenceStates], examples: bool = True) -> StateMaps:
    """Fit a basis for every space that these sentences have vectors of. Where encoder and decoder differ in width,
    `states` holds encoder and context states only, and `decoder` is a space of its own."""
    kinds = {kind: stack_states(sentences, kind) for kind in sentences[0].vectors}
    spaces = {name: [kinds[kind] for kind in names if kind in kinds] for name, names in SPACES.items()}
    if len({kinds[kind].shape[1] for kind in JOINT_KINDS}) > 1:
        spaces |= {"states": [kinds["encoder"], kinds["context"]], "decoder": [kinds["decoder"]]}
    bases = {name: fit_basis(arrays) for name, arrays in spaces.items() if arrays}
    return StateMaps(bases, len(sentences), examples, stored=False)


def add_shared_map(
    own: StateMaps, sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates], name: str
) -> StateMaps:
    """`own` with the reference's map of states rotated to this model's space. `sentences` and `reference` are the
    states of the same pairs in the two models. `own` itself where their widths differ."""
    kinds, onto = ([stack_states(states, kind) for kind in JOINT_KINDS] for states in (sentences, reference))
    if len({rows.shape[1] for rows in (*kinds, *onto)}) > 1:
        return own
    basis = fit_basis(onto)
    rotated, expected = _rotated_halves(sentences, reference)
    agreement = {
        kind: column_correlations(rotated[kind] @ basis.axes.T, expected[kind] @ basis.axes.T) for kind in JOINT_KINDS
    }
    return replace(
        own,
        bases={**own.bases, SHARED: transform_basis(basis, _fit_rotation(sentences, reference), kinds)},
        reference=name,
        residual=residual(*(np.concatenate(list(rows.values())) for rows in (rotated, expected))),
        agreement={kind: [round(float(r), 3) for r in rows] for kind, rows in agreement.items()},
    )


def _fit_rotation(sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates]) -> RigidTransform:
    rows, onto = (
        np.concatenate([stack_states(states, kind) for kind in JOINT_KINDS]) for states in (sentences, reference)
    )
    return procrustes(rows, onto)


def _rotated_halves(
    sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Kind → centred states (M, D) rotated to the reference's space; kind → centred states (M, D) of the reference.

    Each half of the sentences is rotated as fitted on the other half, since a rotation fits its own data even where
    there is no relation. A single sentence is rotated as fitted on itself."""
    rotated, expected = ({kind: [] for kind in JOINT_KINDS} for _ in range(2))
    for half in range(min(2, len(sentences))):
        rotation = _fit_rotation(sentences[1 - half :: 2] or sentences, reference[1 - half :: 2] or reference)
        for kind in JOINT_KINDS:
            rotated[kind].append(rotation.apply(stack_states(sentences[half::2], kind)) - rotation.target)
            expected[kind].append(stack_states(reference[half::2], kind) - rotation.target)
    joined = [{kind: np.concatenate(rows) for kind, rows in by_kind.items()} for by_kind in (rotated, expected)]
    return joined[0], joined[1]


def stack_states(sentences: Sequence[SentenceStates], kind: str) -> np.ndarray:
    """(M, D): the states of one kind of all sentences."""
    return np.concatenate([sentence.vectors[kind] for sentence in sentences])


def fit_state_maps(bundle: Bundle, pairs: TranslationPairs, reference: Bundle, examples: bool = True) -> StateMaps:
    """Fit the maps of a model on pairs whose translations are forced, with the `shared` map of the reference."""
    sentences = force_states(bundle, pairs)
    own = fit_own_maps(sentences, examples)
    onto = sentences if reference.name == bundle.name else force_states(reference, pairs)
    return add_shared_map(own, sentences, onto, reference.name)


def subsample(pairs: TranslationPairs, count: int = MAX_PAIRS) -> TranslationPairs:
    """At most `count` of the pairs, at equal distances."""
    return pairs[:: -(-len(pairs) // count)]


def project_model(name: str, training_pairs: TranslationPairs | None = None, root: Path = PRETRAINED) -> StateMaps:
    """Fit the maps of a model on training pairs or else on the family's example sentences, and write them beside it."""
    folder = find_entry(name, root).folder
    pairs = training_pairs or example_pairs(folder.parent)
    reference = load_bundle(reference_name(folder.parent.name, root), root)
    maps = fit_state_maps(load_bundle(name, root), subsample(pairs), reference, examples=training_pairs is None)
    write_state_maps(maps, folder / MAP_FILE)
    return maps


def models_to_refit(published: Collection[str], root: Path = PRETRAINED) -> list[str]:
    """The models of a family whose maps must be fitted again after some were published: all of the family if the
    reference is among the published ones, else the published ones."""
    family = next(iter(published)).partition("/")[0]
    return resolve_models(family, root) if reference_name(family, root) in published else list(published)


def agreement_summary(maps: StateMaps) -> str:
    """One line: the variance explained by two axes of the own and of the shared map of states, and how well the shared
    map fits, as a whole and by axis."""
    shares = {space: maps.bases[space].shares[:2].sum() for space in ("states", SHARED) if space in maps.bases}
    line = "  ".join(f"{space} {share:.1%}" for space, share in shares.items())
    agreement = "  ".join(f"{kind} {' '.join(f'{r:.2f}' for r in rows)}" for kind, rows in maps.agreement.items())
    return f"{line}  residual {maps.residual:.3f} to {maps.reference}  {agreement}" if maps.reference else line


def write_state_maps(maps: StateMaps, path: Path) -> None:
    """Write maps to a file in float32. Raises OSError."""
    tensors = {
        f"{space}.{part}": torch.tensor(getattr(basis, part), dtype=torch.float32)
        for space, basis in maps.bases.items()
        for part in _PARTS
    }
    metadata = {
        "sentences": maps.sentences,
        "examples": maps.examples,
        "reference": maps.reference,
        "residual": round(maps.residual, 6),
        "agreement": dict(maps.agreement),
    }
    save_tensors(tensors, path, {"map": json.dumps(metadata)})


def read_state_maps(path: Path) -> StateMaps:
    """Read what `write_state_maps` wrote. Raises ValueError, naming the file, for one that is damaged or no map."""
    try:
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, it is no dict
            metadata = json.loads(file.metadata()["map"])
        names = {name.rpartition(".")[0] for name in arrays}
        bases = {name: Basis(*(arrays[f"{name}.{part}"] for part in _PARTS)) for name in names}
        return StateMaps(bases, stored=True, **metadata)
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{'/'.join(path.parts[-3:])}: not a map ({error})") from error


def reference_name(family: str, root: Path = PRETRAINED) -> str:
    """The model whose map is shared by a family: its `additive`, or else its first usable model.

    Raises ValueError for a family without a usable model."""
    usable = [model.name for model in family_entries(family, root) if not model.problem]
    if not usable:
        raise ValueError(f"{family} has no model that can be used")
    return f"{family}/{REFERENCE_SCORER}" if f"{family}/{REFERENCE_SCORER}" in usable else usable[0]
