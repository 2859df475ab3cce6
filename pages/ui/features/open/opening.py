"""A file of another program on the stage: what it is, what is odd about it, and what our model does there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.view import View
from pages.ui.engine import pretrained, work
from pages.ui.features.open import OpenView, files
from pages.ui.kit import controls, stage, titles
from pages.ui.kit.words import _, problem_text, shortened
from seq2seq.config.schema import Request
from seq2seq.config.variants import attends
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.alignment_metrics import MARKS, score_matrices
from seq2seq.text.words import detokenize, merge_to_words
from seq2seq.trace.attention_files import FORMATS, MOST_BYTES, AttentionMatrix, BadAttention
from seq2seq.trace.pieces import WORD_START, bare, running_text, visible
from seq2seq.trace.trace import DecodeTrace

MOST_DRAWN = 120
"""Pieces of a side that are drawn."""
MOST_NAMED = 60
"""Characters of a sentence in the menu of all."""
EXAMPLE = "example.jsonl"


def draw_opening(view: View) -> None:
    """The sentence of the file that is chosen, or what can be opened; the fields for files."""
    if refusal := files.refused():
        st.warning(f"{visible(refusal.name)}: {_reason(refusal)}", icon=":material/error:")
    shown = files.opened()
    matrices = shown.matrices if shown else ()
    if shown and matrices:
        _file(view, shown.name, matrices)
        return
    if shown:
        st.info(_("The server has no room for this file any more. Open it again."))
    _attention_field()
    if scorer := _example_scorer(view.family):
        model, words = f"{view.family}/{scorer}", _("Open an example")
        st.button(words, key="open-example", icon=":material/folder_open:", on_click=_open_example, args=(model,))
    _formats()


def _file(view: View, name: str, matrices: Sequence[AttentionMatrix]) -> None:
    """What a file is, one sentence of it, what our model does there, and the fields for other files."""
    matrix = matrices[min(view.of(OpenView).opened, len(matrices) - 1)]
    steps, pieces = matrix.weights.shape
    about = _("{name}: {format}. Target pieces: {steps}, source pieces: {pieces}.")
    st.text(about.format(name=visible(name), format=_(matrix.format), steps=steps, pieces=pieces))
    if len(matrices) > 1:
        sources = [shortened(" ".join(each.source), MOST_NAMED) for each in matrices]
        texts = {index: f"{index + 1} · {source}" for index, source in enumerate(sources)}
        controls.menu(_("Sentence"), "opened", list(texts), texts.__getitem__, width=480)
    for note in matrix.notes:
        st.text(_(note.template).format(**note.values))
    if matrix.weights.size:
        _draw(view, name, matrix)
    else:
        st.text(_("There are no links in this sentence."))
    other, links = st.columns(2)
    with other:
        _attention_field()
        st.button(_("Close the file"), key="open-close", icon=":material/close:", on_click=files.close_file)
    with links:
        _uploader("open-gold", _("Gold links to compare with, a line for each sentence (i-j or i?j)"), files.open_gold)
        _agreement(matrices)


def _draw(view: View, name: str, matrix: AttentionMatrix) -> None:
    if max(matrix.weights.shape) > MOST_DRAWN:
        st.text(_("Only the first {n} pieces of each side are drawn.").format(n=MOST_DRAWN))
    if (matrix.weights != matrix.weights.clip(0, 1)).any():
        st.text(_("Weights below 0 are drawn as 0, those above 1 as 1."))
    drawn = matrix.weights[:MOST_DRAWN, :MOST_DRAWN]
    stage.draw_matrix(matrix.source[:MOST_DRAWN], matrix.target[:MOST_DRAWN], drawn, [visible(name), _(matrix.format)])
    _beside(view, matrix)


def _attention_field() -> None:
    words = _("Attention or alignments of another program, up to {n} MB").format(n=MOST_BYTES // 1_000_000)
    _uploader("open-file", words, files.open_file)


def _uploader(key: str, label: str, take: files.Take) -> None:
    """A field for a file, which is empty again once it is taken."""
    key = f"{key}-{state.remembered(key) or 0}"
    st.file_uploader(label, key=key, max_upload_size=MOST_BYTES // 1_000_000, on_change=partial(_take, key, take))


def _take(key: str, take: files.Take) -> None:
    given = widgets.widget_value(key)
    if given is None:
        return
    name, _dash, number = key.rpartition("-")
    state.remember(name, int(number) + 1)
    take(given.name, given.getvalue())


def _example_scorer(family: str) -> str:
    """The model of a family whose attention the example shows; "" where there is none, or no sentence for it."""
    usable = [name for name, entry in pretrained.models(family).items() if not entry.problem]
    attending = [name for name in usable if attends(f"{family}/{name}")] if pretrained.examples(family) else []
    return "additive" if "additive" in attending else next(iter(attending), "")


def _open_example(model: str) -> None:
    """Open a file as another program would write it, of three sentences of this model's family."""
    lines = []
    for example in pretrained.examples(model.partition("/")[0])[:3]:
        outcome = work.translate(Request(model, example.source))
        if not isinstance(outcome, work.Problem):
            trace = merge_to_words(outcome).trace
            words = {"article_lst": _plain(trace.source.pieces), "decoded_lst": _plain(trace.pieces)}
            lines.append(json.dumps(words | {"attn_dists": trace.alignment.round(4).tolist()}, ensure_ascii=False))
    files.open_file(EXAMPLE, "\n".join(lines).encode())


def _reason(refusal: files.Refused) -> str:
    error = refusal.error
    words = visible(problem_text(work.Problem.of(error)))
    if not isinstance(error, BadAttention):
        return words
    if error.sentence:
        words = _("sentence {n}: {reason}").format(n=error.sentence, reason=words)
    return f"{_(error.format)}. {words}" if error.format else words


def _formats() -> None:
    """What can be opened."""
    st.markdown(_("These formats are recognised:"))
    st.markdown("\n".join(f"- {_(each.name)}" for each in FORMATS))
    st.text(_("The file stays in this session: nobody else sees it, and it is gone when you leave."))


def _agreement(matrices: Sequence[AttentionMatrix]) -> None:
    """How well all sentences agree with the gold links, if there are any."""
    if gold := files.gold():
        try:
            score = score_matrices(matrices, gold)
        except ValueError as error:
            st.warning(visible(problem_text(work.Problem.of(error))), icon=":material/error:")
            return
        agreement = _("Alignment error {aer}, precision {precision}, recall {recall}, all sentences together.")
        shares = {name: f"{getattr(score, name):.1%}" for name in ("aer", "precision", "recall")}
        st.text(agreement.format(**shares))


def _beside(view: View, matrix: AttentionMatrix) -> None:
    """What the model in view does where it is given the same words on both sides."""
    if matrix.hard or not FAMILIES.get(view.family):
        return
    title = titles.scorer_title(view.scorer)
    ours = _same_words(view, matrix)
    if ours is None:
        st.caption(_("{model} is not shown beside it: this model reads or writes other words.").format(model=title))
        return
    from pages.ui.kit import charts
    from seq2seq.figures import alignment

    same = sum(int(a.argmax() == b.argmax()) for a, b in zip(ours.alignment, matrix.weights, strict=True))
    st.subheader(_("{model} on the same words").format(model=title), anchor=False)
    agreement = _("Rows with the largest weight on the same piece: {n} of {total}.")
    st.text(agreement.format(n=same, total=len(ours)))
    numbers = alignment.alignment_table(ours)
    charts.chart(_("Matrix"), alignment.alignment_heatmap(ours, accent=charts.accent()), numbers, "beside")


def _same_words(view: View, matrix: AttentionMatrix) -> DecodeTrace | None:
    """The model in view made to say what stands in the file, by words or by pieces as the file has them; None where
    that is impossible."""
    family = FAMILIES[view.family]
    source, target = _text(matrix.source, family.source.spaced), _text(matrix.target, family.target.spaced)
    forced = work.translate_forced(Request(view.model, source), target)
    if isinstance(forced, work.Problem) or not forced.attends:
        return None
    for ours in (merge_to_words(forced).trace, forced):
        if (_plain(ours.source.pieces), _plain(ours.pieces)) == (_plain(matrix.source), _plain(matrix.target)):
            return ours
    return None


def _text(pieces: Sequence[str], spaced: bool) -> str:
    """The running text of words, or of pieces that have a mark where a word begins."""
    read = [piece for piece in pieces if piece not in MARKS]
    marked = any(piece.startswith(WORD_START) for piece in read)
    return running_text(read) if marked else detokenize(read, spaced)[0]


def _plain(pieces: Sequence[str]) -> list[str]:
    """Pieces without what marks where words begin and touch."""
    return list(map(bare, pieces))
