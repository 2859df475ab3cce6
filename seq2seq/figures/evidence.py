"""Figures that compare the models of a family, each in the colour of its scoring function. The chosen model is thick,
the baseline dashed; hovering shows the name of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.config.variants import scorer_colour
from seq2seq.experiments.results import GOLD
from seq2seq.figures.experiments import DASHES, OTHERS
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout, colour_scale, escape_label, label_sides

_HEIGHT = 380
"""Pixels of a figure with two axes of numbers."""
ROW = 26
"""Pixels per model, where models are rows."""
FAINT, BAND = 0.7, 0.16
"""Opacity of models that are neither chosen nor the baseline, and of a confidence band."""


@dataclass(frozen=True)
class FigureStyle:
    """The chosen model, the baseline, the titles of the scorers, the titles of the axes, the colour of attention, and
    whether the ground is dark."""

    chosen: str
    baseline: str
    titles: Mapping[str, str]
    words: Mapping[str, str]
    accent: str = ATTENTION_COLOUR
    dark: bool = False

    def title(self, scorer: str) -> str:
        return escape_label(self.titles.get(scorer, scorer))

    def colour(self, scorer: str) -> str:
        return scorer_colour(scorer, self.dark)

    def line_style(self, scorer: str) -> dict[str, Any]:
        """Line style and opacity of a model, as arguments of `go.Scatter`."""
        stands_out = scorer in (self.chosen, self.baseline)
        return {
            "line": {
                "color": self.colour(scorer),
                "width": 3 if scorer == self.chosen else 2 if stands_out else 1.2,
                "dash": "dash" if scorer == self.baseline != self.chosen else "solid",
            },
            "opacity": 1 if stands_out else FAINT,
        }


def quality_by_length(lengths: pd.DataFrame, quality: str, labels: list[str], style: FigureStyle) -> go.Figure:
    """Quality over source length, a line per model, with 95 % bands for the chosen model and the baseline. `labels`
    are those of the buckets; `customdata` of a point ends with the number of its bucket."""
    buckets: Any = lengths["at_most"].fillna(np.inf)
    order = {bound: number for number, bound in enumerate(sorted(buckets.unique()))}
    placed = lengths.assign(at=[order[bound] for bound in buckets])
    figure = go.Figure()
    for scorer, rows in _rows_by_model(placed, style):
        if scorer in (style.chosen, style.baseline):
            figure.add_trace(_band(rows["at"], rows[quality], rows[f"{quality}_ci"], style.colour(scorer)))
        figure.add_trace(
            go.Scatter(
                x=rows["at"].tolist(),
                y=rows[quality].tolist(),
                mode="lines+markers",
                marker={"size": 9 if scorer in (style.chosen, style.baseline) else 6, "color": style.colour(scorer)},
                customdata=list(zip(rows[f"{quality}_ci"], rows["sentences"], rows["at"], strict=True)),
                hovertemplate=f"{style.title(scorer)}<br>%{{y:.1f}} ± %{{customdata[0]:.1f}}, n = %{{customdata[1]}}"
                "<extra></extra>",
                **style.line_style(scorer),
            )
        )
    names = [labels[number] for number in range(len(order))]
    figure.update_xaxes(title_text=style.words["length"], tickvals=list(range(len(names))), ticktext=names)
    figure.update_yaxes(title_text=style.words[quality], rangemode="tozero")
    return _framed(_named(figure, placed, "at", quality, style))


def error_by_entropy(errors: pd.DataFrame, style: FigureStyle) -> go.Figure:
    """Mean error of sentences over their mean entropy, a line per model, with a 95 % band for the chosen model."""
    figure = go.Figure()
    for scorer, rows in _rows_by_model(errors, style):
        if scorer == style.chosen:
            figure.add_trace(_band(rows["entropy"], rows["error"], rows["ci"], style.colour(scorer)))
        figure.add_trace(_line(rows["entropy"], rows["error"], scorer, style, "%{x:.2f} → %{y:.1f}"))
    figure.update_xaxes(title_text=style.words["entropy"])
    figure.update_yaxes(title_text=style.words["error"])
    return _framed(figure)


def error_by_part(parts: pd.DataFrame, style: FigureStyle) -> go.Figure:
    """AER from the first to the last fifth of the target sentence, a line per model."""
    figure = go.Figure()
    for scorer, rows in _rows_by_model(parts, style):
        figure.add_trace(_line(rows["part"], rows["aer"], scorer, style, "%{y:.1f} %"))
    numbers = sorted(parts["part"].unique())
    figure.update_xaxes(
        title_text=style.words["part"], tickvals=numbers, ticktext=[f"{n}/{len(numbers)}" for n in numbers]
    )
    figure.update_yaxes(title_text=style.words["aer"])
    return _framed(figure)


def quality_by_error(overview: pd.DataFrame, quality: str, style: FigureStyle) -> go.Figure:
    """Quality against AER, a point per model; the chosen model and the baseline, in a trace of their own on top, with
    their 95 % intervals."""
    rows: Any = overview[overview["aer"].notna()]
    rows = rows.sort_values(  # who comes first finds room for its name: the chosen model, functions, variants
        "scorer", key=lambda names: 2 * (names != style.chosen) + names.str.contains("@"), kind="stable"
    )
    titles = [style.title(name) for name in rows["scorer"]]
    named = rows.assign(title=titles, side=label_sides(rows["aer"], rows[quality], titles))
    stand_out = named["scorer"].isin((style.chosen, style.baseline))
    figure = go.Figure()
    for models in (named[~stand_out], named[stand_out]):
        halves = models[f"{quality}_ci"].where(stand_out, 0)
        figure.add_trace(
            go.Scatter(
                x=models["aer"].tolist(),
                y=models[quality].tolist(),
                error_y={"array": halves.tolist(), "color": QUIET, "thickness": 1, "width": 0},
                mode="markers+text",
                text=[f"  {row.title}  " if row.side else "" for row in models.itertuples()],
                textposition=[f"middle {side or 'right'}" for side in models["side"]],
                textfont={"size": 12},
                customdata=models["title"].tolist(),
                marker={
                    "color": [style.colour(name) for name in models["scorer"]],
                    "size": [13 if name == style.chosen else 9 for name in models["scorer"]],
                },
                hovertemplate="%{customdata}<br>%{x:.1f} %, %{y:.1f}<extra></extra>",
                cliponaxis=False,
            )
        )
    figure.update_xaxes(title_text=style.words["aer"])
    figure.update_yaxes(title_text=style.words[quality])
    return _framed(figure)


def quality_intervals(overview: pd.DataFrame, quality: str, style: FigureStyle) -> go.Figure:
    """Quality of each model with its 95 % interval, a row per model, the first on top; the baseline as a line."""
    figure = go.Figure(
        go.Scatter(
            x=overview[quality].tolist(),
            y=[style.title(name) for name in overview["scorer"]],
            error_x={"array": overview[f"{quality}_ci"].tolist(), "color": QUIET, "thickness": 1.5, "width": 0},
            mode="markers",
            marker={"color": [style.colour(name) for name in overview["scorer"]], "size": 11},
            hovertemplate="%{y}<br>%{x:.1f} ± %{error_x.array:.1f}<extra></extra>",
        )
    )
    for value in overview[overview["scorer"] == style.baseline][quality]:
        figure.add_vline(value, line={"color": QUIET, "width": 1, "dash": "dash"})
    figure.update_xaxes(title_text=style.words[quality])
    figure.update_yaxes(autorange="reversed")
    return _framed(figure, ROW * len(overview) + 70)


def weight_on_marks(overview: pd.DataFrame, style: FigureStyle) -> go.Figure:
    """The weight on the end of sentence and on punctuation, in percent, a row per model with attention."""
    overview = overview.dropna(subset=["end"])
    figure = go.Figure()
    for name, colour in {"end": style.accent, "punctuation": QUIET}.items():
        figure.add_trace(
            go.Bar(
                x=(100 * overview[name]).tolist(),
                y=[style.title(scorer) for scorer in overview["scorer"]],
                orientation="h",
                name=style.words[name],
                marker={"color": colour},
                hovertemplate=f"%{{y}}<br>{style.words[name]}: %{{x:.1f}} %<extra></extra>",
            )
        )
    figure.update_layout(barmode="stack", legend={"orientation": "h", "y": 1, "yanchor": "bottom"}, bargap=0.35)
    figure.update_xaxes(title_text=style.words["mass"])
    figure.update_yaxes(autorange="reversed")
    return _framed(figure, ROW * len(overview) + 100, legend=True)


def reading_heatmap(readings: pd.DataFrame, style: FigureStyle, names: Mapping[str, str]) -> go.Figure:
    """AER of the chosen model by gold set (rows) and reading (columns), with a stronger colour where it is lower."""
    rows: Any = readings[readings["scorer"] == style.chosen]
    table = rows.assign(set=rows["gold"].replace(GOLD) + " · " + rows["pairs"].map(names)).pivot_table(
        index="set", columns="reading", values="aer", sort=False
    )
    figure = go.Figure(
        go.Heatmap(
            z=(100 - table).to_numpy().tolist(),
            zmin=0,
            zmax=200,  # numbers are in the theme's text colour, so no cell is darker than half
            colorscale=colour_scale(style.accent),
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
        )
    )
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        figure.add_annotation(x=column, y=row, text=f"{value:.1f}", showarrow=False, font={"size": 15})
    titles = [re.sub("[,，] ?", "<br>", names[name]) for name in table.columns]
    figure.update_xaxes(side="top", tickvals=list(range(len(titles))), ticktext=titles, tickangle=0)
    figure.update_yaxes(autorange="reversed", tickvals=list(range(len(table))), ticktext=table.index.tolist())
    return _framed(figure, 52 * len(table) + 100).update_layout(
        margin={"t": 76}
    )  # room for the toolbar above the names


def _rows_by_model(table: pd.DataFrame, style: FigureStyle) -> Iterator[tuple[str, Any]]:
    """Scorer and rows of each model; the baseline and the chosen model last, so that they are drawn on top."""
    rank = {style.baseline: 1, style.chosen: 2}
    for scorer in sorted(table["scorer"].unique(), key=lambda name: rank.get(name, 0)):
        yield scorer, table[table["scorer"] == scorer]


def _line(x: Any, y: Any, scorer: str, style: FigureStyle, hover: str) -> go.Scatter:
    return go.Scatter(
        x=x.tolist(),
        y=y.tolist(),
        mode="lines+markers",
        marker={"size": 8 if scorer == style.chosen else 5, "color": style.colour(scorer)},
        hovertemplate=f"{style.title(scorer)}<br>{hover}<extra></extra>",
        **style.line_style(scorer),
    )


def _band(x: Any, y: Any, half: Any, colour: str) -> go.Scatter:
    """The area between y − half and y + half."""
    return go.Scatter(
        x=[*x, *x[::-1]],
        y=[*(y + half), *(y - half)[::-1]],
        fill="toself",
        mode="none",
        fillcolor=colour,
        opacity=BAND,
        hoverinfo="skip",
    )


def _named(figure: go.Figure, table: Any, x: str, y: str, style: FigureStyle) -> go.Figure:
    """Add the names of the chosen model and the baseline beside their last points, one above the other."""
    rows = table[table["scorer"].isin((style.chosen, style.baseline))].sort_values(x).groupby("scorer").tail(1)
    anchors = ("middle",) if len(rows) == 1 else ("top", "bottom")
    for row, anchor in zip(rows.sort_values(y).to_dict("records"), anchors, strict=False):
        figure.add_annotation(
            x=row[x],
            y=row[y],
            text=style.title(row["scorer"]),
            showarrow=False,
            xanchor="left",
            yanchor=anchor,
            xshift=10,
            font={"color": style.colour(row["scorer"]), "size": 14},
        )
    return figure


def _framed(figure: go.Figure, height: int = _HEIGHT, legend: bool = False) -> go.Figure:
    return apply_layout(figure.update_layout(height=height, showlegend=legend, hovermode="closest"))


_COST_HEIGHT = 340
_COST_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
"""With the dashes, they tell more readers apart than there are colours."""


def cost_over_length(costs: pd.DataFrame, figure_name: str, style: FigureStyle) -> go.Figure:
    """The column `figure_name` of `cost_table` over the number of source pieces, both on logarithmic axes."""
    figure = go.Figure()
    colours = (style.accent, STEP, QUIET, *OTHERS)
    for number, (scorer, rows) in enumerate(costs.groupby("scorer", sort=False)):
        at = number % len(colours)
        figure.add_trace(
            go.Scatter(
                x=rows["pieces"].tolist(),
                y=rows[figure_name].tolist(),
                name=style.title(str(scorer)),
                mode="lines+markers",
                line={"color": colours[at], "width": 2, "dash": DASHES[at]},
                marker={"size": 7, "symbol": _COST_SYMBOLS[(number // len(colours) + at) % len(_COST_SYMBOLS)]},
                hovertemplate=f"{style.title(str(scorer))}<br>%{{x}}: %{{y:.3~f}}<extra></extra>",
            )
        )
    lengths = sorted(costs["pieces"].unique().tolist())
    figure.update_xaxes(type="log", title_text=style.words["length"], tickvals=lengths)
    figure.update_yaxes(type="log", title_text=style.words[figure_name], dtick=1, exponentformat="none")
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    return apply_layout(figure.update_layout(height=_COST_HEIGHT, legend=legend)).update_layout(margin={"t": 32})
