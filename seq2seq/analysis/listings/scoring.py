"""The lines of each scoring function: e_ti from the query and the state h_i.

They hold for one piece, i a number and h_i (E,), and for all at once, i = 0 … S - 1 and h_i (S, E): a listing has them
in the first way, the preamble in the second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seq2seq.analysis.listings.writing import Facts


@dataclass(frozen=True)
class Scoring:
    """`says`: the equation; `lines`: they end in e_ti."""

    says: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """What the lines may use: the model; where its scoring function's tensors are, such as "decoder.attention.scorer.";
    the name of the query, `s_t` or `s_before`, and how it is written in an equation; the weights of the step before
    (S,)."""

    facts: Facts
    prefix: str
    query: str
    symbol: str
    past: str

    def take(self, name: str, tensor: str, pick: str = "") -> str:
        return self.facts.take(name, self.prefix + tensor, pick)

    @property
    def window(self) -> str:
        """The line of D."""
        window = self.facts.constants.get("window")
        return 'D = config["window"]' if window is None else f"D = {window:g}  # as it is set"


LINES: dict[str, Callable[[Scored], Scoring]] = {}


def lines_of(name: str) -> Callable[[Callable[[Scored], Scoring]], Callable[[Scored], Scoring]]:
    """Decorator: this function writes the lines of the scoring function called `name`."""

    def add(function: Callable[[Scored], Scoring]) -> Callable[[Scored], Scoring]:
        LINES[name] = function
        return function

    return add


@lines_of("dot")
def dot(of: Scored) -> Scoring:
    return Scoring(f"e_ti = {of.symbol} · h_i", (f"e_ti = h_i @ {of.query}",))


@lines_of("scaled")
def scaled(of: Scored) -> Scoring:
    return Scoring(f"e_ti = {of.symbol} · h_i / √H", (f"e_ti = h_i @ {of.query} / len({of.query}) ** 0.5",))


@lines_of("scaled_dot")
def scaled_dot(of: Scored) -> Scoring:
    lines = (
        of.take("W_q", "query.weight"),
        of.take("W_k", "key.weight"),
        f"query = W_q @ {of.query}",
        "key = h_i @ W_k.T",
        "e_ti = key @ query / len(query) ** 0.5",
    )
    return Scoring(f"e_ti = (W_q {of.symbol}) · (W_k h_i) / √K", lines)


@lines_of("multi_head")
def multi_head(of: Scored) -> Scoring:
    lines = (
        of.take("W_q", "query.weight"),
        of.take("W_k", "key.weight"),
        'width = len(W_q) // config["heads"]',
        "rows = slice(n * width, (n + 1) * width)  # those of head n",
        f"query = W_q[rows] @ {of.query}",
        "key = h_i @ W_k[rows].T",
        "e_ti = key @ query / width**0.5",
    )
    return Scoring(f"e_ti = (W_q {of.symbol}) · (W_k h_i) / √(K/N), in head n of N", lines)


@lines_of("cosine")
def cosine(of: Scored) -> Scoring:
    trained = of.facts.has(f"{of.prefix}log_sharpness")
    beta = of.take("log_beta", "log_sharpness") if trained else "log_beta = torch.tensor(10.0).log()"
    sharpness = of.facts.constants.get("sharpness")
    lines = (
        *((beta,) if sharpness is None else ()),
        f"cosine = h_i @ {of.query} / (h_i.norm(dim=-1) * {of.query}.norm()).clamp(min=1e-12)",
        "e_ti = log_beta.exp() * cosine" if sharpness is None else f"e_ti = {sharpness:g} * cosine  # β, as it is set",
    )
    return Scoring(f"e_ti = β cos({of.symbol}, h_i)", lines)


@lines_of("general")
def general(of: Scored) -> Scoring:
    lines = (
        of.take("W", "key.weight"),
        f"W = W / len({of.query}) ** 0.5  # the checkpoint has √H W",
        f"e_ti = h_i @ W.T @ {of.query}",
    )
    return Scoring(f"e_ti = {of.symbol}ᵀ W h_i", lines)


@lines_of("additive")
def additive(of: Scored) -> Scoring:
    lines = (
        of.take("W", "query.weight"),
        of.take("U", "key.weight"),
        of.take("b", "key.bias"),
        of.take("v", "v.weight", "[0]"),
        f"e_ti = torch.tanh(W @ {of.query} + h_i @ U.T + b) @ v",
    )
    return Scoring(f"e_ti = vᵀ tanh(W {of.symbol} + U h_i + b)", lines)


@lines_of("concat")
def concat(of: Scored) -> Scoring:
    lines = (
        of.take("W", "joint.weight"),
        of.take("v", "v.weight", "[0]"),
        f"joint = torch.cat(({of.query}.expand(*h_i.shape[:-1], -1), h_i), dim=-1)",
        "e_ti = torch.tanh(joint @ W.T) @ v",
    )
    return Scoring(f"e_ti = vᵀ tanh(W [{of.symbol}; h_i])", lines)


@lines_of("location_aware")
def location_aware(of: Scored) -> Scoring:
    lines = (
        of.take("W", "query.weight"),
        of.take("U", "key.weight"),
        of.take("b", "key.bias"),
        of.take("F", "trail.weight"),
        of.take("V", "feature.weight"),
        of.take("v", "v.weight", "[0]"),
        f"past = torch.conv1d({of.past}[None], F, padding=F.shape[2] // 2).T[i]  # F * α_(t-1)",
        f"e_ti = torch.tanh(W @ {of.query} + h_i @ U.T + b + past @ V.T) @ v",
    )
    return Scoring(f"e_ti = vᵀ tanh(W {of.symbol} + U h_i + V (F * α_t-1)_i + b)", lines)


@lines_of("none")
def none(of: Scored) -> Scoring:
    ends = "len(ids) - 1" if of.facts.config.directions == 1 else "(len(ids) - 1, 0)[n]"
    lines = (
        f"end = {ends}  # where this direction of the encoder ends",
        "e_ti = torch.where(torch.as_tensor(i) == end, 0.0, -torch.inf)",
    )
    return Scoring("e_ti = 0 where the encoder ends, -∞ elsewhere", lines)


@lines_of("uniform")
def uniform(of: Scored) -> Scoring:
    return Scoring("e_ti = 0", ("e_ti = torch.zeros(h_i.shape[:-1])",))


@lines_of("location")
def location(of: Scored) -> Scoring:
    lines = (of.take("W", "position.weight"), f"e_ti = W[i] @ {of.query}  # row i of W: only the place matters")
    return Scoring(f"e_ti = (W {of.symbol})_i", lines)


@lines_of("sinusoidal")
def sinusoidal(of: Scored) -> Scoring:
    lines = (
        of.take("W_q", "query.weight"),
        of.take("W_k", "key.weight"),
        "rate = 10000 ** (-torch.arange(0, len(W_k), 2) / len(W_k))",
        "angle = torch.as_tensor(i)[..., None] * rate",
        "p_i = torch.stack((angle.sin(), angle.cos()), dim=-1).flatten(-2)[..., : len(W_k)]",
        f"e_ti = p_i @ W_k.T @ (W_q @ {of.query}) / len(W_k) ** 0.5",
    )
    return Scoring(f"e_ti = (W_q {of.symbol}) · (W_k p_i) / √K, p_i the sinusoids of the place i", lines)


@lines_of("local_m")
def local_m(of: Scored) -> Scoring:
    lines = (
        of.take("W", "general.key.weight"),
        f"W = W / len({of.query}) ** 0.5  # the checkpoint has √H W",
        "p_t = min(t - 1, len(ids) - 1)  # the middle of the window: the number of the step",
        of.window,
        "near = torch.as_tensor(i - p_t).abs() <= D",
        f"e_ti = torch.where(near, h_i @ W.T @ {of.query}, -torch.inf)",
    )
    return Scoring(f"e_ti = {of.symbol}ᵀ W h_i within D pieces of the step, -∞ elsewhere", lines)


@lines_of("local_p")
def local_p(of: Scored) -> Scoring:
    deviation = of.facts.constants.get("deviation")
    lines = (
        of.take("W", "general.key.weight"),
        f"W = W / len({of.query}) ** 0.5  # the checkpoint has √H W",
        of.take("W_p", "position.weight"),
        of.take("v_p", "v.weight", "[0]"),
        f"p_t = (len(ids) - 1) * torch.sigmoid(v_p @ torch.tanh(W_p @ {of.query}))",
        of.window,
        "sigma = D / 2" if deviation is None else f"sigma = {deviation:g}  # as it is set",
        "gaussian = -((i - p_t) ** 2) / (2 * sigma**2)",
        f"e_ti = torch.where((i - p_t).abs() <= D, h_i @ W.T @ {of.query} + gaussian, -torch.inf)",
    )
    return Scoring(f"e_ti = {of.symbol}ᵀ W h_i - (i - p_t)² / 2σ² within D pieces of p_t, -∞ elsewhere", lines)
