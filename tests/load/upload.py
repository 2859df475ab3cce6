"""A file on its way to the server, as a browser sends it."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

BOUNDARY = "a-boundary-that-no-file-contains"
XSRF = "_streamlit_xsrf"


def put_file(address: str, name: str, data: bytes) -> None:
    """Upload a file to the address that the server has given for it."""
    parts = urlsplit(address)
    token = _xsrf_token(f"{parts.scheme}://{parts.netloc}/_stcore/health")
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-Xsrftoken": token}
    request = urllib.request.Request(address, body, headers | {"Cookie": f"{XSRF}={token}"}, method="PUT")
    with urllib.request.urlopen(request, timeout=30):
        pass


def _xsrf_token(address: str) -> str:
    """The token that the server gives every browser in a cookie."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        cookies = answer.headers.get_all("Set-Cookie") or []
    return next(cookie.split(";")[0].removeprefix(f"{XSRF}=") for cookie in cookies if cookie.startswith(XSRF))
