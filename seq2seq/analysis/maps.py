"""The maps of a checkpoint: bases fitted once over the states of many sentences, kept beside the model.

`pretrained/<family>/<scorer>/map.safetensors` holds a basis a space, in float32, 25 kB at most. The space `states`
joins encoder, decoder and context states, which live in the same numbers where E = H; each kind counts alike. `shared`
is the map of the family's reference model, brought over by orthogonal Procrustes on sentences whose translations are
forced. A place on it means the same for two models only as far as their states agree along its axes, so that is
measured and kept with the map: see `StateMaps`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open

from seq2seq.analysis.paths import JOINED, SHARED, SPACES, SentenceStates, StateMaps
from seq2seq.analysis.projections import Basis, Turn, correlations, fit_basis, procrustes, residual, turned
from seq2seq.analysis.states import force_states
from seq2seq.checkpoints.catalog import asked, entries, entry
from seq2seq.checkpoints.zoo import Bundle, load_bundle, save_tensors
from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import read_examples

MAP_FILE = "map.safetensors"
REFERENCE = "additive"
"""The scorer whose map the others of a family are turned onto."""
PAIRS = 1000
"""How many training pairs maps are fitted on, at most."""
_PARTS = ("mean", "axes", "variances", "total")
Data = Sequence[tuple[str, str]]
"""Sources with their translations."""


def load_state_maps(bundle: Bundle, root: Path = PRETRAINED) -> StateMaps:
    """The stored maps of the model; without them, maps fitted now on the family's example sentences.

    Raises ValueError for a file that is damaged, or a family without either."""
    path = entry(bundle.name, root).folder / MAP_FILE
    return (
        read_state_maps(path)
        if path.is_file()
        else fit_own_maps(force_states(bundle, example_pairs(path.parent.parent)))
    )


def example_pairs(family: Path) -> list[tuple[str, str]]:
    path = family / "examples.tsv"
    if not path.is_file():
        raise ValueError(f"{family.name} has neither a map nor example sentences to fit one on")
    return [(each.source, each.translation) for each in read_examples(path)]


def fit_own_maps(sentences: Sequence[SentenceStates], examples: bool = True) -> StateMaps:
    """Bases of their own for every space these sentences have vectors of. Where encoder and decoder differ in width,
    `states` is left out and each of the two has a space for itself."""
    kinds = {kind: stacked(sentences, kind) for kind in sentences[0].vectors}
    spaces = {name: [kinds[kind] for kind in wanted if kind in kinds] for name, wanted in SPACES.items()}
    if len({kinds[kind].shape[1] for kind in JOINED}) > 1:
        spaces |= {"states": [kinds["encoder"], kinds["context"]], "decoder": [kinds["decoder"]]}
    bases = {name: fit_basis(found) for name, found in spaces.items() if found}
    return StateMaps(bases, len(sentences), examples, stored=False)


def add_shared_map(
    own: StateMaps, sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates], name: str
) -> StateMaps:
    """`own` with the reference's map of states turned into this model's space; both went through the same pairs."""
    kinds, onto = ([stacked(each, kind) for kind in JOINED] for each in (sentences, reference))
    if len({rows.shape[1] for rows in (*kinds, *onto)}) > 1:
        return own
    basis = fit_basis(onto)
    found, wanted = _turned_halves(sentences, reference)
    agreement = {kind: correlations(*(rows[kind] @ basis.axes.T for rows in (found, wanted))) for kind in JOINED}
    return replace(
        own,
        bases={**own.bases, SHARED: turned(basis, _turn(sentences, reference), kinds)},
        reference=name,
        residual=residual(*(np.concatenate(list(rows.values())) for rows in (found, wanted))),
        agreement={kind: [round(float(r), 3) for r in rows] for kind, rows in agreement.items()},
    )


def _turn(sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates]) -> Turn:
    return procrustes(*(np.concatenate([stacked(each, kind) for kind in JOINED]) for each in (sentences, reference)))


def _turned_halves(
    sentences: Sequence[SentenceStates], reference: Sequence[SentenceStates]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Kind → the centred states (M, D) turned onto the reference, and the reference's own.

    Every second sentence is turned as the others are best turned: a rotation fits what it was fitted on even where
    there is nothing to fit. Of a single sentence there is no other half."""
    found, wanted = ({kind: [] for kind in JOINED} for _ in range(2))
    for half in range(min(2, len(sentences))):
        turn = _turn(sentences[1 - half :: 2] or sentences, reference[1 - half :: 2] or reference)
        for kind in JOINED:
            found[kind].append(turn.apply(stacked(sentences[half::2], kind)) - turn.target)
            wanted[kind].append(stacked(reference[half::2], kind) - turn.target)
    joined = [{kind: np.concatenate(rows) for kind, rows in side.items()} for side in (found, wanted)]
    return joined[0], joined[1]


def stacked(sentences: Sequence[SentenceStates], kind: str) -> np.ndarray:
    """(M, D): all rows of a kind."""
    return np.concatenate([each.vectors[kind] for each in sentences])


def fit_state_maps(bundle: Bundle, data: Data, reference: Bundle, examples: bool = True) -> StateMaps:
    """The maps of a model, fitted on pairs whose translations are forced; `shared` with the reference."""
    sentences = force_states(bundle, data)
    own = fit_own_maps(sentences, examples)
    onto = sentences if reference.name == bundle.name else force_states(reference, data)
    return add_shared_map(own, sentences, onto, reference.name)


def spread(data: Data, count: int = PAIRS) -> Data:
    """At most `count` of the pairs, evenly spread."""
    return data[:: -(-len(data) // count)]


def project_model(name: str, data: Data | None = None, root: Path = PRETRAINED) -> StateMaps:
    """Fit the maps of a model on training data or else on the family's example sentences, and keep them beside it."""
    folder = entry(name, root).folder
    pairs = data or example_pairs(folder.parent)
    reference = load_bundle(reference_name(folder.parent.name, root), root)
    found = fit_state_maps(load_bundle(name, root), spread(pairs), reference, examples=data is None)
    write_state_maps(found, folder / MAP_FILE)
    return found


def outdated(published: Collection[str], root: Path = PRETRAINED) -> list[str]:
    """The models of a family whose maps are to be fitted again, now that some of them were published: those, or all
    where the reference is among them."""
    family = next(iter(published)).partition("/")[0]
    return asked(family, root) if reference_name(family, root) in published else list(published)


def agreement_figures(found: StateMaps) -> str:
    """A line: what two axes of both maps of states explain, and how well the one is turned, as a whole and by axis."""
    shares = {space: found.bases[space].shares[:2].sum() for space in ("states", SHARED) if space in found.bases}
    line = "  ".join(f"{space} {share:.1%}" for space, share in shares.items())
    agreed = "  ".join(f"{kind} {' '.join(f'{r:.2f}' for r in rows)}" for kind, rows in found.agreement.items())
    return f"{line}  residual {found.residual:.3f} to {found.reference}  {agreed}" if found.reference else line


def write_state_maps(found: StateMaps, path: Path) -> None:
    """Raises OSError."""
    tensors = {
        f"{space}.{part}": torch.tensor(getattr(basis, part), dtype=torch.float32)
        for space, basis in found.bases.items()
        for part in _PARTS
    }
    about = {
        "sentences": found.sentences,
        "examples": found.examples,
        "reference": found.reference,
        "residual": round(found.residual, 6),
        "agreement": dict(found.agreement),
    }
    save_tensors(tensors, path, {"map": json.dumps(about)})


def read_state_maps(path: Path) -> StateMaps:
    """The inverse of `write`. Raises ValueError, naming the file, for one that is damaged or not ours."""
    try:
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, it is no dict
            about = json.loads(file.metadata()["map"])
        names = {name.rpartition(".")[0] for name in arrays}
        bases = {each: Basis(*(arrays[f"{each}.{part}"] for part in _PARTS)) for each in names}
        return StateMaps(bases, stored=True, **about)
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{'/'.join(path.parts[-3:])}: not a map ({error})") from error


def reference_name(family: str, root: Path = PRETRAINED) -> str:
    """The model that the maps of a family are turned onto: its `additive`, or else the first that can be used.

    Raises ValueError for a family without any."""
    usable = [each.name for each in entries(root) if each.family == family and not each.problem]
    if not usable:
        raise ValueError(f"{family} has no model that can be used")
    return f"{family}/{REFERENCE}" if f"{family}/{REFERENCE}" in usable else usable[0]
