"""The equations of RNN, GRU and LSTM as lines, with torch's order of gates."""

from __future__ import annotations

from seq2seq.analysis.listings.writing import Facts
from seq2seq.config.schema import Recurrence

SAYS: dict[Recurrence, str] = {
    "rnn": "{0} = tanh(W x + b + U {1} + d): Elman 1990",
    "rnn_relu": "{0} = relu(W x + b + U {1} + d): Le, Jaitly & Hinton 2015",
    "gru": "{0} = (1 - z) n + z {1}: Cho et al. 2014",
    "lstm": "{0} = o tanh(m), m = f m + i g: Hochreiter & Schmidhuber 1997, f: Gers et al. 2000",
}
_MODULES: dict[Recurrence, str] = {"rnn": "RNN", "rnn_relu": "RNN", "gru": "GRU", "lstm": "LSTM"}
_GATES: dict[Recurrence, str] = {"gru": "r, z, n, one below the other", "lstm": "i, f, g, o, one below the other"}


def module(cell: Recurrence, sizes: str, more: str = "", single: bool = False) -> str:
    """The call that makes torch's module of these sizes, with `more` arguments; `single`: the cell of one step."""
    nonlinearity = ', nonlinearity="relu"' if cell == "rnn_relu" else ""
    return f"torch.nn.{_MODULES[cell]}{'Cell' if single else ''}({sizes}{more}{nonlinearity})"


def tensor_lines(facts: Facts, cell: Recurrence, prefix: str, suffix: str) -> list[str]:
    """W, U, b and d of a layer: `prefix` as "encoder.rnn.", `suffix` as "l0_reverse"."""
    return [
        facts.take("W", f"{prefix}weight_ih_{suffix}", note=_GATES.get(cell, "")),
        facts.take("U", f"{prefix}weight_hh_{suffix}"),
        facts.take("b", f"{prefix}bias_ih_{suffix}"),
        facts.take("d", f"{prefix}bias_hh_{suffix}"),
    ]


def step_lines(cell: Recurrence, x: str, before: str, after: str) -> list[str]:
    """From the input `x` and the state `before` to the state `after`; an LSTM goes from m to m besides."""
    match cell:
        case "rnn":
            return [f"{after} = torch.tanh(W @ {x} + b + U @ {before} + d)"]
        case "rnn_relu":
            return [f"{after} = torch.relu(W @ {x} + b + U @ {before} + d)"]
        case "gru":
            return [
                f"r_x, z_x, n_x = (W @ {x} + b).chunk(3)",
                f"r_h, z_h, n_h = (U @ {before} + d).chunk(3)",
                "r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)  # reset, update",
                "n = torch.tanh(n_x + r * n_h)  # the candidate",
                f"{after} = (1 - z) * n + z * {before}",
            ]
        case "lstm":
            return [
                f"i_x, f_x, g_x, o_x = (W @ {x} + b + U @ {before} + d).chunk(4)",
                "i_gate, f_gate, o_gate = torch.sigmoid(i_x), torch.sigmoid(f_x), torch.sigmoid(o_x)",
                "m = f_gate * m + i_gate * torch.tanh(g_x)  # the memory cell: forget, write",
                f"{after} = o_gate * torch.tanh(m)",
            ]
