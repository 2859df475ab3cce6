"""Every choice the library knows, as frozen dataclasses that go to and come from plain dicts.

Standard library only: a page, the command line and a checkpoint can all speak of a model without importing torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from reprlib import repr as short
from typing import Any, Literal, get_args

from seq2seq.config.cards import check_use
from seq2seq.config.edits import Edit, Normalizer, edit_from_dict, edit_to_dict
from seq2seq.config.records import Record, option

Cell = Literal["rnn", "gru", "lstm"]
Nonlinearity = Literal["tanh", "relu"]
Recurrence = Literal["rnn", "rnn_relu", "gru", "lstm"]
"""What a cell computes: its equations."""
EncoderName = Literal["", "rnn", "gru", "lstm", "conv", "self_attention"]
Order = Literal["rnn_first", "attend_first"]
DecoderName = Literal["", "transformer"]
Quality = Literal["bleu", "chrf"]
Precision = Literal["auto", "fp32", "medium", "bf16"]
"""What a training computes in: fp32; products of fp32 matrices in bf16 (medium); all that can be in bf16. auto is bf16
where that is faster than fp32."""
Storage = Literal["fp32", "fp16", "int8"]
"""What the matrices of a checkpoint are kept in: floating-point numbers, or whole numbers with a scale for each row."""
PAPERS = {"a4": "A4", "letter": "Letter"}
"""The sizes of paper, and what people and CSS call them."""
AlignmentReading = Literal["weights", "posterior", "mutual", "grown"]
"""How word alignments are read off a forced decoding: where the decoder looked; where it must have looked given what it
said; of the latter, what each side chose of the other; and that grown by what lies beside it."""
CHOICES = {
    "Cell": get_args(Cell),
    "Nonlinearity": get_args(Nonlinearity),
    "EncoderName": get_args(EncoderName),
    "Order": get_args(Order),
    "DecoderName": get_args(DecoderName),
    "Normalizer": get_args(Normalizer),
}

MAX_PIECES = 64
"""Longest source a model reads, end of sentence included; also the reach of the `location` scorer."""

MAX_SIZE = 2**20
"""No width, vocabulary or length of a model is greater."""
MAX_SIZES = {"encoder_layers": 16, "decoder_layers": 16, "kernel": 31}


@dataclass(frozen=True)
class ModelConfig(Record):
    """What is needed to build a model anew.

    An encoder that is not recurrent has no direction: it needs `bidirectional` false. GRU and LSTM need the
    `nonlinearity` tanh, which their equations have. `order` and `input_feeding` wire recurrent decoders.

    A start that always tells the first word leaves the attention of that step nothing to find, and it comes to rest on
    the end of the sentence or on a mark: therefore `start_dropout`.

    `copying` also reaches pieces that the decoder's vocabulary lacks; it and `coverage` are those of See, Liu & Manning
    2017, sections 2.2 and 2.3."""

    source_vocab: int
    target_vocab: int
    scorer: str = "additive"
    cell: Cell = option("gru", "of the decoder, and of the encoder unless --encoder names another")
    embedding: int = option(256, "width of the embeddings of both sides")
    encoder_hidden: int = option(128, "width of an encoder state, for each direction")
    encoder_layers: int = option(1, "layers of the encoder")
    bidirectional: bool = option(True, "let the encoder read from both ends; not for conv and self_attention")
    decoder_hidden: int = option(256, "width of a decoder state")
    decoder_layers: int = option(1, "layers of the decoder")
    order: Order = option("rnn_first", "whether the decoder's cell or the attention comes first in a step")
    input_feeding: bool = option(False, "let the cell also read the readout of the step before; with rnn_first")
    attention: int = option(256, "K: width of the keys that are scored")
    heads: int = option(4, "of multi_head, of self-attention and of a Transformer")
    window: int = option(4, "D of local attention: the pieces on either side of its middle")
    max_length: int = option(MAX_PIECES, "source pieces that are read, the end of the sentence included")
    normalizer: Normalizer = option("softmax", "what turns scores into weights")
    dropout: float = option(0.3, "share of values set to 0 in training")
    start_dropout: float = option(0.0, "share of sentences that start, in training, without the encoder's final state")
    encoder: EncoderName = option("", "another kind of encoder than --cell")
    kernel: int = option(3, "pieces that a layer of a convolution sees at once, an odd number")
    decoder: DecoderName = option("", "another kind of decoder than --cell")
    copying: bool = option(False, "let the decoder say any piece of the source")
    coverage: bool = option(False, "let the scoring function know how much each piece has been read")
    nonlinearity: Nonlinearity = option("tanh", "of RNN cells")

    def __post_init__(self) -> None:
        self.check_types()
        for field in fields(self):
            value = getattr(self, field.name)
            most = MAX_SIZES.get(field.name, MAX_SIZE)
            if field.type == "int" and not 1 <= value <= most:
                raise ValueError(f"{field.name} must be a whole number from 1 to {most}, not {short(value)}")
            if field.type in CHOICES and value not in CHOICES[field.type]:
                raise ValueError(f"{field.name} must be one of {', '.join(CHOICES[field.type])}, not {value!r}")
            if field.type == "float" and not 0 <= value <= 1:
                raise ValueError(f"{field.name} must be a share from 0 to 1, not {value}")
        if self.input_feeding and self.order == "attend_first":
            raise ValueError("input_feeding belongs to rnn_first: attend_first feeds its context already")
        self._check_encoder()
        if self.decoder:
            self._check_transformer()
        check_use(self.scorer, self.decoder, self.copying, self.coverage)

    def _check_encoder(self) -> None:
        if self.bidirectional and self.encoder_cell is None:
            raise ValueError(f"{self.encoder} sees all pieces at once: bidirectional must be false")
        if self.nonlinearity != "tanh" and "rnn_relu" not in (self.recurrence, self.encoder_recurrence):
            raise ValueError("nonlinearity is that of RNN cells, and this model has none")
        if self.kernel % 2 == 0:
            raise ValueError("kernel must be odd: as many pieces on either side")
        if self.encoder == "self_attention" and self.encoder_hidden % self.heads:
            raise ValueError(f"{self.heads} heads can't share a width of {self.encoder_hidden}")

    def _check_transformer(self) -> None:
        if self.order != "rnn_first" or self.input_feeding:
            raise ValueError("order and input_feeding wire a recurrent decoder: a Transformer has neither")
        if self.start_dropout:
            raise ValueError("a Transformer does not start from the encoder's final state: start_dropout must be 0")
        if self.decoder_hidden != self.encoder_width:
            raise ValueError(f"a Transformer is as wide as the states it reads: decoder_hidden {self.encoder_width}")
        if self.decoder_hidden % self.heads:
            raise ValueError(f"{self.heads} heads can't share a width of {self.decoder_hidden}")

    @property
    def decoder_name(self) -> str:
        return self.decoder or self.order

    @property
    def encoder_name(self) -> str:
        return self.encoder or self.cell

    @property
    def encoder_cell(self) -> Cell | None:
        """The cell of the encoder; None if it is not recurrent."""
        match self.encoder:
            case "":
                return self.cell
            case "rnn" | "gru" | "lstm":
                return self.encoder
            case _:
                return None

    @property
    def recurrence(self) -> Recurrence:
        """The equations of the decoder's cell."""
        return self._equations(self.cell)

    @property
    def encoder_recurrence(self) -> Recurrence | None:
        """The equations of the encoder's cell; None if it is not recurrent."""
        return self.encoder_cell and self._equations(self.encoder_cell)

    def _equations(self, cell: Cell) -> Recurrence:
        return "rnn_relu" if cell == "rnn" and self.nonlinearity == "relu" else cell

    @property
    def directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def encoder_width(self) -> int:
        """E: the width of one encoder state."""
        return self.encoder_hidden * self.directions


@dataclass(frozen=True)
class TrainConfig(Record):
    """How a model is trained.

    The corpus always has a final mark, people who type often do not: therefore `unpunctuated`. `taught` is
    sequence-level distillation (Kim & Rush 2016). `keep_moments` writes moments.safetensors."""

    epochs: int = option(12, "passes over the training pairs")
    batch_size: int = option(64, "sentence pairs for each update")
    learning_rate: float = option(2e-3, "the highest, reached by a linear warm-up; then half a cosine to 0")
    warmup: int = option(200, "updates until the learning rate is reached")
    weight_decay: float = option(0.0, "of AdamW")
    label_smoothing: float = option(0.1, "probability that goes to all pieces alike")
    clip: float = option(1.0, "norm that gradients are clipped to")
    unpunctuated: float = option(0.2, "share of source sentences that lose their final mark, anew each epoch")
    taught: float = option(0.5, "share of sentences with the translation of --teacher in place of their own")
    seed: int = option(1, "of weights, order and dropout")
    precision: Precision = option(
        "auto", "auto is bf16 where that is faster than fp32; medium: products of matrices in bf16"
    )
    keep_moments: bool = option(False, "write the parameters at every recorded update, for small models")
    coverage_loss: float = option(1.0, "weight of the loss for reading a piece again, with --coverage")

    def __post_init__(self) -> None:
        self.check_types()
        for name, least in {"epochs": 1, "batch_size": 1, "warmup": 0}.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, not {getattr(self, name)}")


@dataclass(frozen=True)
class SearchConfig(Record):
    """How the decoder picks pieces: greedily, by a beam whose hypotheses the penalties weigh, or by sampling."""

    beam: int = option(1, "hypotheses of a beam search; 1 is greedy")
    length_penalty: float = option(1.0, "α of a beam, whose log-probabilities are divided by ((5 + length) / 6)^α")
    temperature: float = option(0.0, "above 0: sampling")
    top_k: int = option(0, "sample from so many of the likeliest pieces; 0: from all")
    seed: int = option(0, "of sampling")
    max_steps: int = option(MAX_PIECES, "most pieces of a translation")
    coverage_penalty: float = option(0.0, "β of a beam: weight of the penalty for source pieces that are not looked at")
    top_p: float = option(1.0, "sample from the fewest pieces that hold this probability")
    unknown: bool = option(False, "allow the unknown piece")

    def __post_init__(self) -> None:
        self.check_types()
        for name, (least, most) in SEARCH_LIMITS.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must lie between {least} and {most}, not {getattr(self, name)}")
        if self.temperature > 0 and self.beam > 1:
            raise ValueError("sampling and beam search exclude each other")


SEARCH_LIMITS = {
    "beam": (1, 20),
    "length_penalty": (0, 10),
    "temperature": (0, 100),
    "top_k": (0, 10**6),
    "seed": (0, 2**63 - 1),
    "max_steps": (1, 200),
    "coverage_penalty": (0, 10),
    "top_p": (0, 1),
}
"""Least and most of what may be asked of a search."""


@dataclass(frozen=True)
class Request(Record):
    """All that decides a trace: which model, what text, what is forced, what is edited, how to search.

    `prefix` holds target pieces the decoder must begin with; one that ends in `</s>` is forced decoding.
    """

    model: str
    text: str
    prefix: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    search: SearchConfig = SearchConfig()

    def __post_init__(self) -> None:
        self.check_types()
        if not all(isinstance(piece, str) for piece in self.prefix):
            raise ValueError("the pieces of a prefix must be text")

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "text": self.text,
            "prefix": list(self.prefix),
            "edits": [edit_to_dict(edit) for edit in self.edits],
            "search": self.search.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Request:
        cls.check_names(values)
        prefix, edits = values.get("prefix", ()), values.get("edits", ())
        if not (isinstance(prefix, list | tuple) and isinstance(edits, list | tuple)):
            raise ValueError("prefix and edits must be lists")
        return cls(
            model=values["model"],
            text=values["text"],
            prefix=tuple(prefix),
            edits=tuple(map(edit_from_dict, edits)),
            search=SearchConfig.from_dict(values.get("search", {})),
        )
