"""A plan: the stops of a lesson in their order, and the file that holds it.

A file is JSON, of a version. It may come from anybody: what is not exactly a plan, or too large for one, is refused
with the reason, and nothing in it is more than an address of this app and plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from pages.ui.address.view import all_choices
from pages.ui.features import FEATURES, feature_at
from pages.ui.features.rooms.reading import LONGEST_CHOICE, LONGEST_WORDS, MOST_CHOICES, read_address
from pages.ui.features.rooms.room import QUESTION_KINDS, QuestionKind

FORMAT, VERSION = "gaze-plan", 1
SUFFIX = ".gaze.json"
MOST_BYTES = 200_000
MOST_STOPS = 60
LONGEST_NAME, LONGEST_NOTE = 120, 2000
MOST_MINUTES = 180
OWN = ("lang", "present", "room", "wall", "guesses")
"""The choices of each visitor's own, or done anew at every visit: a stop has none of them."""
FIRST = ("", "first", "translate")
"""What addresses call the first page."""


@dataclass(frozen=True)
class StopQuestion:
    """What a class is asked at a stop: of a kind that rooms have. Only a question of the teacher's own, of the kind
    `choice`, has words and choices here; a room knows those of the others. With fewer than two choices it is asked
    aloud. `right` is the choice that is, "" if that is open."""

    kind: QuestionKind
    words: str = ""
    choices: tuple[str, ...] = ()
    right: str = ""


@dataclass(frozen=True)
class Stop:
    """A place to show: its `address` below that of the app, with the controls that it hides. `title`, where there is
    one, stands for page and sentence. The `note` is for the teacher alone. 0 `minutes` are as many as it takes."""

    address: str
    title: str = ""
    note: str = ""
    minutes: int = 0
    question: StopQuestion | None = None


@dataclass(frozen=True)
class Plan:
    """Stops in their order."""

    name: str
    stops: tuple[Stop, ...]

    @property
    def minutes(self) -> int:
        return sum(stop.minutes for stop in self.stops)

    def to_json(self) -> dict[str, Any]:
        """What stands in a file."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}


class PlanRefused(ValueError):
    """A file is no plan: why, in a word, and at which stop, from 1; 0 for the file as a whole."""

    def __init__(self, reason: str, stop: int = 0) -> None:
        super().__init__(f"{reason}, stop {stop}" if stop else reason)
        self.reason = reason
        self.stop = stop


def read_plan(text: str) -> Plan:
    """The plan in a file with this text. Raises PlanRefused."""
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise PlanRefused("too_large")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise PlanRefused("not_json") from None
    match raw:
        case {"format": form, "version": int(version), **contents} if form == FORMAT:
            if version > VERSION:
                raise PlanRefused("newer")
            if version == VERSION:
                return _read_contents(contents)
    raise PlanRefused("no_plan")


def _read_contents(contents: Mapping[str, object]) -> Plan:
    match contents:
        case {"name": name, "stops": list(stops)} if len(contents) == 2:
            if not stops:
                raise PlanRefused("no_stops")
            if len(stops) > MOST_STOPS:
                raise PlanRefused("many_stops")
            read = tuple(_read_stop(stop, number) for number, stop in enumerate(stops, 1))
            return Plan(_read_text(name, LONGEST_NAME, 0), read)
    raise PlanRefused("no_plan")


def _read_stop(raw: object, number: int) -> Stop:
    match raw:
        case {"address": address, **others} if others.keys() <= {"title", "note", "minutes", "question"}:
            minutes = others.get("minutes", 0)
            if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= MOST_MINUTES:
                raise PlanRefused("minutes", number)
            return Stop(
                _read_stop_address(address, number),
                _read_text(others.get("title", ""), LONGEST_NAME, number),
                _read_text(others.get("note", ""), LONGEST_NOTE, number),
                minutes,
                _read_question(others.get("question"), number),
            )
    raise PlanRefused("no_stop", number)


def _read_stop_address(raw: object, number: int) -> str:
    try:
        return stop_address(read_address(raw))
    except ValueError:
        raise PlanRefused("address", number) from None


def _read_question(raw: object, number: int) -> StopQuestion | None:
    match raw:
        case None:
            return None
        case {"kind": "choice", "words": words, "choices": list(choices), "right": str(right), **others} if not others:
            read = tuple(_read_text(choice, LONGEST_CHOICE, number) for choice in choices[: MOST_CHOICES + 1])
            different = len(set(read)) == len(read) and all(map(str.strip, read))
            if different and len(read) <= MOST_CHOICES and right in ("", *read):
                return StopQuestion("choice", _read_text(words, LONGEST_WORDS, number), read, right)
        case {"kind": str(kind), "words": "", "choices": [], "right": "", **others} if (
            kind in QUESTION_KINDS and not others
        ):
            return StopQuestion(cast(QuestionKind, kind))
    raise PlanRefused("question", number)


def _read_text(raw: object, longest: int, number: int) -> str:
    if not isinstance(raw, str):
        raise PlanRefused("no_text", number)
    if len(raw) > longest:
        raise PlanRefused("long_text", number)
    try:
        raw.encode()
    except UnicodeEncodeError:  # half a character
        raise PlanRefused("no_text", number) from None
    return raw


def stop_address(address: str) -> str:
    """An address of the app as a stop has it. Raises ValueError where it leads to no page."""
    parts = urlsplit(address)
    page = parts.path.strip("/")
    if page not in FIRST and feature_at(page) == FEATURES[0]:
        raise ValueError(f"there is no page {page!r}")
    return written_address(page, dict(parse_qsl(parts.query)))


def written_address(page: str, query: Mapping[str, str]) -> str:
    """The address of a stop: a page, and all that is chosen there but what is each visitor's own."""
    own = {all_choices()[name].param for name in OWN}
    kept = urlencode({param: written for param, written in query.items() if param not in own})
    return f"/{'' if page in FIRST else page}{f'?{kept}' if kept else ''}"
