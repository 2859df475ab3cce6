"""Text ⇄ pieces ⇄ ids. The only importer of sentencepiece."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sentencepiece as spm
from sentencepiece.sentencepiece_model_pb2 import ModelProto  # pyright: ignore[reportAttributeAccessIssue]

from seq2seq.config.errors import InvalidRequest
from seq2seq.text.special_ids import BOS, EOS, PAD, UNK

_SPACE = "▁"
"""What sentencepiece writes for a space."""
SURFACE = "\u2047"
"""What it writes for the unknown piece, between two spaces."""


@dataclass(frozen=True)
class Encoding:
    """Pieces of a text with their ids, their character spans in it, and whether the model knows them."""

    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: tuple[bool, ...]

    def first(self, count: int) -> Encoding:
        return Encoding(self.pieces[:count], self.ids[:count], self.spans[:count], self.unknown[:count])


class Tokenizer:
    """A sentencepiece model of one language. Kudo 2018 (unigram). It holds no state between calls."""

    def __init__(self, model: bytes) -> None:
        if not model:
            raise ValueError("an empty file is no tokenizer")
        self.model = model
        self._spm = spm.SentencePieceProcessor(model_proto=model)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        return cls(path.read_bytes())

    @classmethod
    def train(cls, sentences: Iterable[str], vocabulary: int, spaced: bool = True, words: bool = False) -> Tokenizer:
        """Learn `vocabulary` pieces, special ones included. Chinese needs no segmenter before it; as it puts no
        spaces between words (`spaced` false), its pieces carry no mark of a word's start. With `words` the pieces are
        what stands between spaces.

        Raises ValueError if the sentences do not hold that many pieces."""
        return cls(cls._learned(sentences, vocabulary, spaced, words))

    @classmethod
    def of_words(cls, sentences: Sequence[str], vocabulary: int, cut: Callable[[str], Iterable[str]]) -> Tokenizer:
        """For a language without spaces: all characters that occur twice, then the commonest words that `cut` finds.

        A piece is then a character or a word, and never straddles two words (我爱 | 你), as learned ones do. A text
        falls into those pieces that are likeliest together, each by how often `cut` found it.

        Raises ValueError if there is no room for the characters."""
        learned = cls._learned(sentences, vocabulary, spaced=False, words=False, exactly=False)
        model = ModelProto.FromString(learned)
        texts = [cls(learned)._spm.normalize(text).replace(" ", _SPACE) for text in sentences]
        chars = [char for char, count in Counter("".join(texts)).most_common() if count > 1]
        room = vocabulary - len(_special(model)) - len(chars)
        if room < 0:
            raise ValueError(f"{vocabulary} pieces have no room for {len(chars)} characters")
        found = [list(cut(text)) for text in texts]
        words = Counter(word for row in found for word in row if len(word) > 1).most_common(room)
        known = {word for word, _ in words}
        used = Counter(piece for row in found for word in row for piece in ([word] if word in known else word))
        del model.pieces[len(_special(model)) :]
        for piece in sorted([*chars, *known], key=lambda piece: (-used[piece], piece)):
            model.pieces.add(piece=piece, score=math.log((used[piece] or 0.1) / used.total()))
        model.trainer_spec.vocab_size = len(model.pieces)
        return cls(model.SerializeToString())

    @staticmethod
    def _learned(sentences: Iterable[str], vocabulary: int, spaced: bool, words: bool, exactly: bool = True) -> bytes:
        model = io.BytesIO()
        try:
            spm.SentencePieceTrainer.train(
                sentence_iterator=iter(sentences),
                model_writer=model,
                vocab_size=vocabulary,
                hard_vocab_limit=exactly,
                model_type="word" if words else "unigram",
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

    def __len__(self) -> int:
        return self._spm.get_piece_size()

    def encode(self, text: str) -> Encoding:
        """Raises UnicodeEncodeError, a ValueError, for half a surrogate pair: that is no character."""
        place = _characters(text)
        pieces = self._spm.encode(text, return_type="proto").pieces
        return Encoding(
            tuple(piece.piece for piece in pieces),
            tuple(piece.id for piece in pieces),
            tuple((place[piece.begin], place[piece.end]) for piece in pieces),
            tuple(piece.id == UNK for piece in pieces),
        )

    def ids(self, text: str) -> list[int]:
        return self._spm.encode(text)

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._spm.id_to_piece(list(ids)))

    def id(self, piece: str) -> int:
        """The id of a piece. Raises ValueError for one the model has not."""
        number = self._spm.piece_to_id(piece)
        if number == UNK and piece != self._spm.id_to_piece(UNK):
            raise InvalidRequest("no piece is called {piece!r}", piece=piece)
        return number

    def decode(self, ids: Sequence[int]) -> str:
        """Text from ids; special ones leave no trace in it, but for the unknown piece, which is named."""
        said = self._spm.decode([number for number in ids if number > EOS or number == UNK])
        return re.sub(f" *{SURFACE} ?", f" {self._spm.id_to_piece(UNK)}", said).strip()


def _special(model: ModelProto) -> list[str]:
    """The pieces that stand for no text, which come first."""
    normal = ModelProto.SentencePiece.Type.NORMAL
    return [each.piece for each in model.pieces if each.type != normal]


def _characters(text: str) -> list[int]:
    """For each byte of the UTF-8 text, and its end, the number of the character it belongs to."""
    return [number for number, char in enumerate(text) for _ in char.encode()] + [len(text)]
