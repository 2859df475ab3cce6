"""What the programs of the clinic have in common: a made-up task, an encoder-decoder with attention, a training loop.

The task: read digits, write a letter for each, from the last to the first. 0 and 5 are a, 1 and 6 are b, and so on. B
batch, S source length, T target length, H size of the states, V letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PAD, START, END = 0, 1, 2
DIGITS = ("<pad>", "<s>", "</s>", *"0123456789")
LETTERS = ("<pad>", "<s>", "</s>", *"abcde")


def read(*texts: str) -> Tensor:
    """The digits of the texts as numbers (B, S), each with its end, the shorter ones padded."""
    rows = [torch.tensor([*map(DIGITS.index, text), END]) for text in texts]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


def write(*texts: str) -> Tensor:
    """What the texts ought to become, as numbers (B, T) between start and end."""
    rows = [
        torch.tensor([START, *(LETTERS.index("abcde"[int(digit) % 5]) for digit in text[::-1]), END]) for text in texts
    ]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


def texts(count: int, shortest: int, longest: int) -> list[str]:
    """Made-up digits, by chance."""
    lengths = torch.randint(shortest, longest + 1, (count,)).tolist()
    return ["".join(str(digit) for digit in torch.randint(10, (length,)).tolist()) for length in lengths]


def batches(count: int, shortest: int = 3, longest: int = 6) -> Iterator[tuple[Tensor, Tensor]]:
    """So many batches of 32 pairs, source (B, S) and target (B, T)."""
    for _ in range(count):
        some = texts(32, shortest, longest)
        yield read(*some), write(*some)


class Attention(nn.Module):
    """Attention with a matrix between query and state (Luong et al. 2015, general)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.key = nn.Linear(size, size)

    def forward(self, query: Tensor, states: Tensor, mask: Tensor) -> Tensor:
        """The weights (B, S) of the states (B, S, H) for a query (B, H)."""
        scores = (self.key(states) @ query.unsqueeze(2)).squeeze(2)
        return torch.softmax(scores.masked_fill(~mask, -1e9), dim=1)


class Translator(nn.Module):
    """A GRU that reads, and one that writes with attention."""

    def __init__(self, attention: Callable[[int], nn.Module] = Attention, size: int = 32, dropout: float = 0.0) -> None:
        super().__init__()
        self.digits = nn.Embedding(len(DIGITS), size, padding_idx=PAD)
        self.letters = nn.Embedding(len(LETTERS), size, padding_idx=PAD)
        self.encoder = nn.GRU(size, size, batch_first=True)
        self.attention = attention(size)
        self.cell = nn.GRUCell(2 * size, size)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(2 * size, len(LETTERS))

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The states (B, S, H), the last one of each text (B, H), and where there are digits (B, S)."""
        mask = source != PAD
        states, _ = self.encoder(self.dropout(self.digits(source)))
        return states, states[torch.arange(len(source)), mask.sum(1) - 1], mask

    def step(self, letter: Tensor, hidden: Tensor, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """From the letter before (B,): logits (B, V), the new state (B, H) and the weights (B, S)."""
        weights = self.attention(hidden, states, mask)
        context = (weights.unsqueeze(2) * states).sum(1)
        hidden = self.cell(torch.cat((self.letters(letter), context), dim=1), hidden)
        return self.out(self.dropout(torch.cat((hidden, context), dim=1))), hidden, weights

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """The logits (B, T, V) of what follows each letter of the target."""
        states, hidden, mask = self.encode(source)
        outputs = []
        for letter in target.unbind(1):
            logits, hidden, _ = self.step(letter, hidden, states, mask)
            outputs.append(logits)
        return torch.stack(outputs, dim=1)


def loss_of(logits: Tensor, target: Tensor) -> Tensor:
    """The mean loss of a letter; padding does not count."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD)


def train(model: nn.Module, updates: int = 200, shortest: int = 3, longest: int = 6) -> list[float]:
    """Teach the model with Adam; the loss of each update."""
    optimizer, losses = torch.optim.Adam(model.parameters(), lr=0.01), []
    for source, target in batches(updates, shortest, longest):
        loss = loss_of(model(source, target[:, :-1]), target[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def translate(model: nn.Module, source: Tensor, longest: int = 12) -> list[str]:
    """What the model writes, letter by letter until the end, reading its own letters."""
    said = torch.full((len(source), 1), START)
    for _ in range(longest):
        said = torch.cat((said, model(source, said)[:, -1:].argmax(2)), dim=1)
    return [spell(row) for row in said[:, 1:]]


def spell(numbers: Tensor) -> str:
    """The letters before the end."""
    letters = [LETTERS[number] for number in numbers.tolist()]
    return "".join(letters[: letters.index("</s>")] if "</s>" in letters else letters)


@torch.no_grad()
def accuracy(model: nn.Module, count: int = 200, shortest: int = 3, longest: int = 6) -> float:
    """The share of new texts that are translated without a mistake."""
    torch.manual_seed(1)
    some = texts(count, shortest, longest)
    return sum(map(str.__eq__, translate(model, read(*some)), map(spell, write(*some)[:, 1:]))) / count


class Attended(NamedTuple):
    """The weights (T, S) with which letters were written: a row for each of the letters, a column for each digit."""

    letters: list[str]
    digits: list[str]
    weights: Tensor


@torch.no_grad()
def attend(model: Translator, *texts: str) -> Attended:
    """How the first text is read, beside the others, while its correct translation is written."""
    source, target = read(*texts), write(*texts)
    states, hidden, mask = model.encode(source)
    rows = []
    for letter in target[:, :-1].unbind(1):
        _, hidden, weights = model.step(letter, hidden, states, mask)
        rows.append(weights[0])
    letters = [LETTERS[number] for number in target[0, 1:].tolist() if number != PAD]
    return Attended(letters, [DIGITS[number] for number in source[0].tolist()], torch.stack(rows)[: len(letters)])
