"""What a learner sees at an address, for the conditions of tasks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from pages.ui.address.choices import Parts
from pages.ui.address.view import View, all_choices, step_in_view
from pages.ui.engine import pretrained, work
from pages.ui.features import feature_at
from pages.ui.features.lessons.conditions import Snapshot
from seq2seq.config.schema import Request
from seq2seq.text.words import word_parts
from seq2seq.trace.pieces import bare
from seq2seq.trace.trace import DecodeTrace

LOST = 75.0
"""A translation whose chrF stays below this has little in common with the reference."""


def take_snapshot(values: Mapping[str, Any], page: str, shown: Collection[str] = (), judged: bool = True) -> Snapshot:
    """What a page shows with these values of all choices. `shown` are the sentences that the lesson opens. The
    translation is `judged` only on request, since that loads sacrebleu, and a model if there is no reference."""
    view = View.from_values(values)
    decoded = feature_at(page).decoded(view)
    trace = decoded if isinstance(decoded, DecodeTrace) else None
    step = step_in_view(view, trace) if trace else 0
    return Snapshot(
        page,
        dict(_written(values)) | {"step": str(step + 1)},
        word=bare(word_parts(trace.pieces)[step][0]) if trace else "",
        source_word=bare(trace.source.pieces[int(trace.alignment[step].argmax())]) if trace and trace.attends else "",
        said=tuple(re.findall(r"[^\W_]+", trace.text.lower())) if trace else (),
        translation=_verdict(view, trace) if trace and judged else "",
        edits=tuple(edit.code for edit in view.branches.now.edits),
        own_sentence=bool(trace) and view.text not in shown and pretrained.example(view.family, view.text) is None,
        unknown_source=bool(trace) and any(trace.source.unknown),
    )


def _written(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each choice that is set, as an address writes it, with the parts of choices and of the search."""
    for name, choice in all_choices().items():
        value = values[name]
        if isinstance(choice, Parts):
            parts = choice.read_parts(value).items()
            yield from (
                (f"{name}.{part}", choice.parts[part].write(part_value))
                for part, part_value in parts
                if part_value is not None
            )
        elif value is not None:
            yield name, choice.write(value)
    search = values["search"]
    for field in fields(search):
        value = getattr(search, field.name)
        yield f"search.{field.name}", str(int(value) if isinstance(value, bool) else value)


def _verdict(view: View, trace: DecodeTrace) -> str:
    """`right`, `lost` or neither, compared with the reference translation, or with that of *Additive*."""
    from seq2seq.evaluation.metrics import sentence_chrf  # sacrebleu takes a while to load

    if example := pretrained.example(view.family, view.text):
        reference = example.translation
    else:
        additive = work.translate(Request(f"{view.family}/additive", view.text))
        reference = additive.text if isinstance(additive, DecodeTrace) else ""
    if reference and trace.text == reference:
        return "right"
    return "lost" if reference and sentence_chrf(trace.text, [reference]) < LOST else ""
