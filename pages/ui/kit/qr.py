"""Links as QR codes."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

_HERE = ("localhost", "127.0.0.1", "::1")
"""Names of the machine itself, which other machines can't use."""


def modules(text: str) -> list[str]:
    """The rows of a text's QR code, in which `1` is dark; empty if the text is too long."""
    try:
        code = segno.make_qr(text, error="l", boost_error=False)
    except segno.DataOverflowError:
        return []
    return ["".join(map(str, row)) for row in code.matrix]


def is_local(link: str) -> bool:
    """Whether only this computer can open a link."""
    return urlsplit(link).hostname in _HERE
