"""Text ⇄ pieces ⇄ ids. The only module that imports sentencepiece."""

from __future__ import annotations

import io
import math
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import sentencepiece as spm
from sentencepiece.sentencepiece_model_pb2 import ModelProto  # pyright: ignore[reportAttributeAccessIssue]

from seq2seq.config.records import InvalidRequest
from seq2seq.text.special_ids import BOS, EOS, FIRST_SYMBOL, PAD, UNK
from seq2seq.trace.pieces import JOINER, WORD_START, running_text

_WORD_START = "▁"
"""The character that sentencepiece writes for a space."""
UNKNOWN_SURFACE = "\u2047"
"""The character that sentencepiece decodes the unknown piece to, between two spaces."""


@dataclass(frozen=True)
class Encoding:
    """Pieces of a text with their ids, their character spans in it, and whether each is unknown to the model."""

    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: tuple[bool, ...]

    def first(self, count: int) -> Encoding:
        """The first `count` pieces."""
        return Encoding(self.pieces[:count], self.ids[:count], self.spans[:count], self.unknown[:count])


class Tokenizer:
    """A sentencepiece model of one language, without state between calls. Kudo 2018 (unigram). Where all
    letters of its pieces are small, it `folds_case`: reads capitals as small letters.

    Raises ValueError for an empty model."""

    def __init__(self, model: bytes) -> None:
        if not model:
            raise ValueError("an empty file is no tokenizer")
        self.model = model
        self._spm = spm.SentencePieceProcessor(model_proto=model)
        letters = "".join(self._spm.id_to_piece(list(range(FIRST_SYMBOL, len(self)))))
        self.folds_case = letters.lower() == letters != letters.upper()

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        return cls(path.read_bytes())

    @classmethod
    def train(
        cls,
        sentences: Iterable[str],
        vocabulary: int,
        spaced: bool = True,
        words: bool = False,
        exactly: bool = True,
    ) -> Tokenizer:
        """Learn `vocabulary` pieces, special ones included; unless `exactly`, fewer where sentences have no more.

        With `spaced` false, for languages like Chinese that write no spaces between words, pieces have no mark of
        a word's start. With `words` the pieces are whole words, split at spaces.

        Raises ValueError if the sentences have fewer pieces than that, or none."""
        return cls(cls._train_model(sentences, vocabulary, spaced, "word" if words else "unigram", exactly))

    @classmethod
    def train_on_words(
        cls, sentences: Sequence[str], vocabulary: int, segment: Callable[[str], Iterable[str]]
    ) -> Tokenizer:
        """For a language without spaces: all characters that occur at least twice, then the commonest of the words
        that `segment` splits the sentences into.

        A piece is a character or a word and never straddles two words (我爱 | 你), as the pieces of `train` may. The
        encoding of a text maximises the product of its pieces' relative frequencies in the segmented sentences.

        Raises ValueError if there are more characters than room."""
        learned = cls._train_model(sentences, vocabulary, spaced=False, exactly=False)
        model = ModelProto.FromString(learned)
        texts = [cls(learned)._spm.normalize(text).replace(" ", _WORD_START) for text in sentences]
        chars = [char for char, count in Counter("".join(texts)).most_common() if count > 1]
        room = vocabulary - len(_special(model)) - len(chars)
        if room < 0:
            raise ValueError(f"{vocabulary} pieces have no room for {len(chars)} characters")
        segmented = [list(segment(text)) for text in texts]
        words = Counter(word for text in segmented for word in text if len(word) > 1).most_common(room)
        known = {word for word, _ in words}
        counts = Counter(piece for text in segmented for word in text for piece in ([word] if word in known else word))
        del model.pieces[len(_special(model)) :]
        for piece in sorted([*chars, *known], key=lambda piece: (-counts[piece], piece)):
            model.pieces.add(piece=piece, score=math.log((counts[piece] or 0.1) / counts.total()))
        model.trainer_spec.vocab_size = len(model.pieces)
        return cls(model.SerializeToString())

    @classmethod
    def of_symbols(cls, symbols: Sequence[str], spaced: bool = False, kind: str = "") -> Tokenizer:
        """A tokenizer whose pieces are these characters or words, with ids in their order after the special ones. With
        `spaced` there are spaces between them; otherwise spaces in a text are left out. Its file says of what `kind` it
        is."""
        with TemporaryDirectory() as folder:
            rules = Path(folder, "rules.tsv")
            rules.write_text("20\t\n")  # in place of a space, nothing
            learned = cls._train_model(symbols, 2 * FIRST_SYMBOL, spaced, "char", False, str(rules))
        model = ModelProto.FromString(learned)
        model.trainer_spec.model_type = model.trainer_spec.UNIGRAM
        if spaced:
            model.normalizer_spec.precompiled_charsmap = b""
        if kind:
            model.normalizer_spec.name = kind
        del model.pieces[FIRST_SYMBOL:]
        for symbol in symbols:  # all with the same score, so that of two readings the one with fewer pieces is taken
            model.pieces.add(piece=f"{_WORD_START if spaced else ''}{symbol}", score=-1.0)
        model.trainer_spec.vocab_size = len(model.pieces)
        return cls(model.SerializeToString())

    @staticmethod
    def _train_model(
        sentences: Iterable[str],
        vocabulary: int,
        spaced: bool,
        kind: Literal["unigram", "word", "char"] = "unigram",
        exactly: bool = True,
        rules: str = "",
    ) -> bytes:
        """The serialised model. Unless `exactly`, it may have fewer pieces than `vocabulary`. `rules` is a file with
        rules of normalization, in place of sentencepiece's own."""
        model = io.BytesIO()
        try:
            spm.SentencePieceTrainer.train(
                sentence_iterator=iter(sentences),
                model_writer=model,
                vocab_size=vocabulary,
                hard_vocab_limit=exactly,
                model_type=kind,
                normalization_rule_tsv=rules,
                character_coverage=0.9995,
                add_dummy_prefix=spaced,
                pad_id=PAD,
                unk_id=UNK,
                bos_id=BOS,
                eos_id=EOS,
                minloglevel=2,
                num_threads=1,
            )
        except RuntimeError as error:
            raise ValueError(f"the tokenizer could not be learned: {error}") from error
        return model.getvalue()

    @property
    def kind(self) -> str:
        """What its file says of its kind; empty for one of sentencepiece's own."""
        return ModelProto.FromString(self.model).normalizer_spec.name

    @property
    def spaced(self) -> bool:
        """Whether its language has spaces between words."""
        return ModelProto.FromString(self.model).normalizer_spec.add_dummy_prefix

    def __len__(self) -> int:
        return self._spm.get_piece_size()

    def tables(self) -> dict[str, Any]:
        """All that a reader without sentencepiece needs, as JSON: pieces and scores by id, the map of characters in
        base64, whether a text begins with a space, whether capitals are read as small letters. Raises ValueError for
        one whose text is not cut by a unigram model."""
        model = ModelProto.FromString(self.model)
        if model.trainer_spec.model_type != model.trainer_spec.UNIGRAM:
            raise ValueError("a tokenizer of whole words has no tables: only unigram models do")
        return {
            "pieces": [piece.piece for piece in model.pieces],
            "scores": [piece.score for piece in model.pieces],
            "charsmap": b64encode(model.normalizer_spec.precompiled_charsmap).decode(),
            "spaced": model.normalizer_spec.add_dummy_prefix,
            "folds_case": self.folds_case,
        }

    def encode(self, text: str) -> Encoding:
        """The pieces of a text. Raises InvalidRequest, a ValueError, for half a character."""
        require_whole_characters(text)
        # For each byte of the text in UTF-8, and for its end, the index of its character
        characters = [number for number, char in enumerate(text) for _ in char.encode()] + [len(text)]
        pieces = self._spm.encode(self._folded(text), return_type="proto").pieces
        return Encoding(
            tuple(piece.piece for piece in pieces),
            tuple(piece.id for piece in pieces),
            tuple((characters[piece.begin], characters[piece.end]) for piece in pieces),
            tuple(piece.id == UNK for piece in pieces),
        )

    def ids(self, text: str) -> list[int]:
        """The ids of a text, without special ones for its begin and end."""
        require_whole_characters(text)
        return self._spm.encode(self._folded(text))

    def _folded(self, text: str) -> str:
        """The text in small letters if the pieces have no others; every character has as many bytes as before, for the
        spans."""
        if not self.folds_case:
            return text
        return "".join(low if len((low := char.lower()).encode()) == len(char.encode()) else char for char in text)

    def alternatives(self, text: str, most: int) -> tuple[tuple[tuple[str, ...], float], ...]:
        """The likeliest ways to cut a text into pieces, at most so many, each with the sum of the scores of its pieces:
        its log-probability up to a constant. Kudo 2018, section 3.1. One of whole words knows one way alone. Raises
        InvalidRequest as `encode` does."""
        require_whole_characters(text)
        spec = ModelProto.FromString(self.model).trainer_spec
        if spec.model_type == spec.UNIGRAM:
            ways = self._spm.nbest_encode(self._folded(text), nbest_size=most, out_type=int)
        else:
            ways = [self.ids(text)]
        return tuple((self.pieces(ids), sum(self.scores(ids))) for ids in ways if ids)

    def scores(self, ids: Iterable[int]) -> tuple[float, ...]:
        """The score of each of these pieces: the logarithm of its probability; 0 for all special ones."""
        return tuple(self._spm.get_score(id) for id in ids)

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The pieces with these ids."""
        return tuple(self._spm.id_to_piece(list(ids)))

    def id(self, piece: str) -> int:
        """The id of a piece. Raises InvalidRequest, a ValueError, for one that the model does not have."""
        require_whole_characters(piece)
        number = self._spm.piece_to_id(piece)
        if number == UNK and piece != self._spm.id_to_piece(UNK):
            raise InvalidRequest("no piece is called {piece!r}", piece=piece)
        return number

    def decode(self, ids: Sequence[int]) -> str:
        """The text of some ids. The unknown piece is written by its name, the other special ones are left out."""
        return self.join(self.pieces(id for id in ids if id > EOS or id == UNK))

    def join(self, pieces: Sequence[str]) -> str:
        """The text of some pieces, also of such as the vocabulary lacks."""
        text = self._spm.decode_pieces(list(pieces))
        return re.sub(f" *{UNKNOWN_SURFACE} ?", f" {self._spm.id_to_piece(UNK)}", text).strip()


def _special(model: ModelProto) -> list[str]:
    """The pieces that stand for no text, which are the first of a model."""
    normal = ModelProto.SentencePiece.Type.NORMAL
    return [piece.piece for piece in model.pieces if piece.type != normal]


def require_whole_characters(text: str) -> None:
    """Raises InvalidRequest for a lone surrogate, which sentencepiece can't read."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half, number = text[error.start], error.start + 1
        raise InvalidRequest(
            "invalid character {half!r} (an unpaired surrogate) at position {place}", place=number, half=half
        ) from error


_WORD_OR_MARK = re.compile(r"\w+|[^\w\s]")
_KIND = "words and marks"


class WordTokenizer(Tokenizer):
    """A tokenizer of whole words and single marks. What its vocabulary lacks is one unknown piece, named as written."""

    @classmethod
    def learn(cls, sentences: Iterable[str], least: int = 2) -> WordTokenizer:
        """All pieces that occur at least so many times, the commonest first."""
        counts = Counter(piece for sentence in sentences for piece, _ in split_words(sentence))
        common = sorted((piece for piece, count in counts.items() if count >= least), key=lambda p: (-counts[p], p))
        return cls(Tokenizer.of_symbols(common, kind=_KIND).model)

    @property
    def spaced(self) -> bool:
        return True

    def encode(self, text: str) -> Encoding:
        require_whole_characters(text)
        rows = [*split_words(text)]
        ids = tuple(self._spm.piece_to_id(piece) for piece, _ in rows)
        unknown = tuple(id == UNK for id in ids)
        return Encoding(tuple(WORD_START + piece for piece, _ in rows), ids, tuple(span for _, span in rows), unknown)

    def ids(self, text: str) -> list[int]:
        return list(self.encode(text).ids)

    def alternatives(self, text: str, most: int) -> tuple[tuple[tuple[str, ...], float], ...]:
        """The one way to cut it."""
        encoded = self.encode(text)
        return ((encoded.pieces, sum(self.scores(encoded.ids))),) if encoded.ids and most else ()

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        rows = list(ids)
        named = zip(rows, super().pieces(rows), strict=True)
        return tuple(piece if id < FIRST_SYMBOL else WORD_START + piece for id, piece in named)

    def id(self, piece: str) -> int:
        return super().id(piece.removeprefix(WORD_START))

    def join(self, pieces: Sequence[str]) -> str:
        return running_text(pieces)

    def tables(self) -> dict[str, Any]:
        """Raises ValueError: its text is not cut by a unigram model."""
        raise ValueError("a tokenizer of whole words has no tables: only unigram models do")


def split_words(text: str) -> Iterable[tuple[str, tuple[int, int]]]:
    """The pieces of a text, without the word mark, with their spans."""
    for match in _WORD_OR_MARK.finditer(text):
        begin, end = match.span()
        word = match[0]
        if not (word[0].isalnum() or word[0] == "_"):
            before = JOINER if begin and not text[begin - 1].isspace() else ""
            after = JOINER if end < len(text) and not text[end].isspace() else ""
            word = f"{before}{word}{after}"
        yield word, (begin, end)


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a file, of whichever kind it is; the models of a family share one. Raises the errors of
    `Tokenizer`, and OSError."""
    return _tokenizer(path.read_bytes())


@lru_cache(maxsize=32)
def _tokenizer(model: bytes) -> Tokenizer:
    tokenizer = Tokenizer(model)
    return WordTokenizer(model) if tokenizer.kind == _KIND else tokenizer


LEAST = 1e-30
"""The probability of what can't be said, so that logarithms, gradients and divergences are finite."""


@dataclass(frozen=True)
class ExtendedVocabulary:
    """The target pieces of `tokenizer`, V of them, and the pieces of a source that it lacks: the first `source[i]` has
    the id V + i. See, Liu & Manning 2017, section 2.2. A model that does not copy has no `source` here."""

    tokenizer: Tokenizer
    source: tuple[str, ...] = ()

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The pieces with these ids."""
        size, rows = len(self.tokenizer), list(ids)
        known = iter(self.tokenizer.pieces(id for id in rows if id < size))
        return tuple(next(known) if id < size else self.source[id - size] for id in rows)

    def id(self, piece: str) -> int:
        """The id of a piece. Raises InvalidRequest, a ValueError, for one that can't be said."""
        try:
            return self.tokenizer.id(piece)
        except InvalidRequest:
            if piece not in self.source:
                raise
            return len(self.tokenizer) + self.source.index(piece)

    def ids(self, text: str) -> list[int]:
        """The ids of a text, that of the unknown piece for what can't be said."""
        encoded = self.tokenizer.encode(text)
        pairs = zip(encoded.pieces, encoded.ids, encoded.unknown, strict=True)
        return [self.id(piece) if unknown and piece in self.source else id for piece, id, unknown in pairs]

    def copies(self, pieces: Iterable[str]) -> list[int]:
        """The ids that say these pieces of a source; that of the unknown piece for what can't be said."""
        return [self.id(piece) if piece in self.source else UNK for piece in pieces]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of some ids, as `Tokenizer.decode` writes it."""
        return self.tokenizer.join(self.pieces(id for id in ids if id > EOS or id == UNK))
