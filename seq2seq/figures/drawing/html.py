"""A drawing as a page of HTML in which one steps through the decoding. It has no scripts, so that it also moves where
none are run: a step is the button of a group that is chosen, with the pointer or with arrow keys."""

from __future__ import annotations

from seq2seq.figures.drawing.layout import Drawing, mixed
from seq2seq.figures.drawing.svg import FONTS, line_of_text, literal, rectangle

MOST = 5
"""Weights that are named at each step."""

_STYLE = f"""
:root {{ color-scheme: light; font: 16px {FONTS}; }}
body {{ margin: 0; padding: 8px 24px; background: white; color: rgb{mixed("ink", 1)}; }}
fieldset {{ border: 0; margin: 0; padding: 0; }}
legend {{ position: absolute; width: 1px; height: 1px; overflow: hidden; }}
.step {{ position: absolute; opacity: 0; }}
label {{ display: inline-block; padding: 4px 10px; border-radius: 8px; cursor: pointer; }}
svg {{ display: block; max-width: 100%; height: auto; }}
.now, .outline {{ visibility: hidden; }}
.outline {{ fill: none; stroke: rgb{mixed("step", 1)}; stroke-width: 2; }}
output {{ display: grid; }}
.now {{ grid-area: 1 / 1; margin: 4px 0; }}
"""


def html(drawing: Drawing) -> bytes:
    """A page with a button for each step. It shows what was decoded up to the step that is chosen, at first all, and
    the largest weights of that step."""
    steps = range(len(drawing.rows))
    page = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{literal(drawing.title)}</title>",
        f"<style>{_STYLE}{''.join(map(_rules, steps))}</style></head>",
        "<body><fieldset><legend>Step</legend>",
        *(f'<input class="step" type="radio" name="step" id="s{step}">' for step in steps[:-1]),
        f'<input class="step" type="radio" name="step" id="s{steps[-1]}" checked>',
        *(f'<label for="s{step}">{literal(drawing.targets[step])}</label>' for step in steps),
        "<output>",
        *(f'<p class="now" id="now{step}">{literal(_sentence(drawing, step))}</p>' for step in steps),
        "</output>",
        _picture(drawing),
        "</fieldset></body></html>",
    ]
    return "\n".join([*page, ""]).encode()


def _rules(step: int) -> str:
    """What is seen, and what not yet, once a step is chosen."""
    chosen = f"#s{step}:checked"
    ground = f"rgb{mixed('step', 0.2)}"
    return (
        f"{chosen} ~ svg #row{step} ~ .row {{ visibility: hidden; }}\n"
        f"{chosen} ~ svg #row{step} .outline, {chosen} ~ output #now{step} {{ visibility: visible; }}\n"
        f'{chosen} ~ label[for="s{step}"] {{ background: {ground}; }}\n'
        f'#s{step}:focus-visible ~ label[for="s{step}"] {{ outline: 2px solid; }}\n'
    )


def _picture(drawing: Drawing) -> str:
    """The drawing as SVG in which each step is a group: its row, and the frame around it."""
    rows = []
    for place in drawing.rows:
        boxes = [box for box in drawing.boxes if box.step == place.step]
        labels = [label for label in drawing.texts if label.step == place.step]
        frame = f'x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}"'
        parts = [*map(rectangle, boxes), *map(line_of_text, labels), f'<rect class="outline" {frame}/>']
        rows.append(f'<g class="row" id="row{place.step}">{"".join(parts)}</g>')
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    ink = f'font-family="{FONTS}" fill="rgb{mixed("ink", 1)}"'
    return f'<svg {size} role="img" {ink}><title>{literal(drawing.title)}</title>{"".join(rows)}</svg>'


def _sentence(drawing: Drawing, step: int) -> str:
    """The largest weights of a step, as far as two decimals show them."""
    ranked = sorted(zip(drawing.weights[step], drawing.sources, strict=True), key=lambda each: -each[0])
    shown = [f"{piece} {weight:.2f}" for weight, piece in ranked[:MOST] if weight >= 0.005]
    return f"{drawing.targets[step]}: {', '.join(shown)}"
