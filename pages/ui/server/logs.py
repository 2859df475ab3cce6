"""Logs that say where something went wrong, and nothing of what visitors typed."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import Any

_make_record = logging.getLogRecordFactory()


def keep_visitors_out_of_logs() -> None:
    """From now on, what this process logs has no message of an exception, which may quote a sentence, and of debugging
    output the template alone, as Streamlit and the websocket write there whatever a browser sent."""
    logging.setLogRecordFactory(discreet_record)
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable


def discreet_record(*arguments: Any, **more: Any) -> logging.LogRecord:
    """A log record without values that may be a visitor's."""
    record = _make_record(*arguments, **more)
    if record.levelno < logging.INFO:
        record.args = ()
    if record.exc_info:
        record.exc_text, record.exc_info = _where(record.exc_info[1]), None
    return record


def _where(error: BaseException | None) -> str:
    """The lines of a traceback and the type of the error, without its message, and the same of what caused it."""
    if error is None:
        return ""
    earlier = error.__cause__ or error.__context__
    lines = [*([_where(earlier), "then"] if earlier else []), "Traceback (most recent call last):"]
    return "\n".join([*lines, "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__])


def _log_thread(failure: threading.ExceptHookArgs) -> None:
    name = failure.thread.name if failure.thread else "thread"
    logging.getLogger(__name__).error("%s ended\n%s", name, _where(failure.exc_value))


def _log_unraisable(failure: sys.UnraisableHookArgs) -> None:
    logging.getLogger(__name__).error("error ignored\n%s", _where(failure.exc_value))
