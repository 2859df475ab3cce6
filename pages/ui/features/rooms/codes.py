"""The code that a class types, and the secret that makes somebody its teacher."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

CODE_LETTERS = "cdhjpqrtvwxz"
"""No vowels and none of F, K, M, N and S, so that no code reads as a word or as one of the usual abbreviations of rude
ones in English or pinyin; none that looks like a digit or like another of them."""
CODE_LENGTH = 6
"""12 to the power of 6: three million codes. Somebody may try some hundred in an hour (`guess` in `room_requests`)."""
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed, in whatever case and with spaces or hyphens. Raises ValueError."""
    code = re.sub(r"[\s-]", "", typed).lower()
    if not _CODE.fullmatch(code):
        raise ValueError(f"a code has {CODE_LENGTH} of the letters {CODE_LETTERS}")
    return code


def new_secret() -> str:
    """What only the teacher's browser knows."""
    return secrets.token_urlsafe(24)


def hash_secret(secret: str) -> str:
    """What is kept of a secret: whoever reads the store can't lead."""
    return sha256(secret.encode()).hexdigest()


def is_secret(given: str, secret_hash: str) -> bool:
    """Whether this is the secret, in a time that tells nothing of it."""
    return secrets.compare_digest(hash_secret(given), secret_hash)
