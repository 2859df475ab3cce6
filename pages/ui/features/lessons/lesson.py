"""A lesson: its parts with their tasks, read from a Markdown file, with four additions to standard Markdown:

- `##` begins a part.
- A paragraph that is one link to an address of the app, such as `/step?q=我爱你`, is a live view to open.
- A list item `- [ ] words {condition}` is a task, which ticks itself (see `conditions`).
- A list whose items begin with `( )`, or `(x)` for the correct one, is a question; a quotation inside an item comments
  on that choice.

A path is written in the same way: its parts are stops, and the first address of each leads to a page or, as in
`/?lesson=one-step`, to a lesson.

The files are those of `texts/`, and of the folder GAZE_LESSONS if that is set. `texts/en/03-one-step.md` is the lesson
`one-step`, the third one; the same name in another language's folder is its translation, and English stands in where
there is none. Paths are in `texts/en/paths`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from pages.ui.features.lessons.conditions import Condition, parse_condition

_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["html_block", "html_inline"])
_TASK, _CONDITION, _CHOICE = re.compile(r"\[ \] "), re.compile(r"\s*\{([^{}]*)\}\s*$"), re.compile(r"\(([ x])\) ")
_SUBSCRIPT = re.compile(r"(?<![\w/])([A-Za-z])_(\{[^{}]+\}|\w)(?!\w)")
_TAGS = {"paragraph": "p", "link": "a", "code_inline": "code", "fence": "pre", "hardbreak": "br"}
_TAGS |= {"bullet_list": "ul", "ordered_list": "ol", "list_item": "li"}
_TAGS |= {name: name for name in ("strong", "em", "blockquote", "table", "thead", "tbody", "tr", "th", "td")}


@dataclass(frozen=True)
class Element:
    """A piece of a lesson as the browser builds it: of HTML, or one of view, tasks, task, question, choice, words and
    remark."""

    tag: str
    children: tuple[Content, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> list[Any]:
        """`[tag, attributes, child, …]`."""
        children = (each if isinstance(each, str) else each.to_json() for each in self.children)
        return [self.tag, dict(self.attributes), *children]

    @property
    def text(self) -> str:
        """What one reads in it, without marks."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def links(self) -> Iterator[str]:
        """The addresses in it, in their order."""
        if "href" in self.attributes:
            yield self.attributes["href"]
        for child in self.children:
            if isinstance(child, Element):
                yield from child.links()


Content: TypeAlias = str | Element


@dataclass(frozen=True)
class Part:
    """What is shown at once: a heading, content, and the conditions of its tasks in the order in which they stand."""

    title: str
    content: tuple[Element, ...]
    tasks: tuple[Condition, ...]

    def links(self) -> list[str]:
        """The addresses of live views, in the order in which they stand."""
        return [link for element in self.content for link in element.links()]

    @property
    def lesson(self) -> str:
        """Of a stop, the lesson that it leads to; empty if it leads to a page."""
        return next((query_of(link).get("lesson", "") for link in self.links()), "")


@dataclass(frozen=True)
class Lesson:
    """A lesson, or a path whose parts are stops. `minutes` are those that a learner needs, with the lessons of a path;
    `summary` is one sentence."""

    name: str
    title: str
    minutes: int
    summary: str
    parts: tuple[Part, ...]

    def links(self) -> list[str]:
        """All addresses of live views, in the order in which they stand."""
        return [link for part in self.parts for link in part.links()]


def query_of(address: str) -> dict[str, str]:
    """The choices in an address."""
    return dict(parse_qsl(urlsplit(address).query))


def parse_lesson(name: str, text: str) -> Lesson:
    """From the text of a file: `title`, `minutes` and `summary` between two lines `---`, then Markdown. Raises
    ValueError where one of them is missing or a task can't be read."""
    _, head, body = re.split(r"^---$\n?", text, maxsplit=2, flags=re.MULTILINE)
    known = dict(line.split(": ", 1) for line in head.strip().splitlines())
    if missing := {"title", "minutes", "summary"} - set(known):
        raise ValueError(f"{name}: no {', '.join(sorted(missing))}")
    parts = _by_heading(SyntaxTreeNode(_MARKDOWN.parse(body)).children)
    return Lesson(name, known["title"], int(known["minutes"]), known["summary"], tuple(map(_part, parts)))


def _by_heading(nodes: Sequence[SyntaxTreeNode]) -> list[Sequence[SyntaxTreeNode]]:
    starts = [index for index, node in enumerate(nodes) if node.tag == "h2"]
    if not starts or starts[0]:
        raise ValueError("a lesson begins with the heading of its first part, ## …")
    return [nodes[start:end] for start, end in zip(starts, [*starts[1:], len(nodes)], strict=True)]


def _part(nodes: Sequence[SyntaxTreeNode]) -> Part:
    tasks: list[Condition] = []
    content = tuple(_block(node, tasks) for node in nodes[1:])
    return Part(_plain(nodes[0]), content, tuple(tasks))


def _block(node: SyntaxTreeNode, tasks: list[Condition]) -> Element:
    """A block of a part; the conditions of its tasks are added to `tasks`."""
    match node.type:
        case "bullet_list" if _TASK.match(_plain(node)):
            return Element("tasks", tuple(_task(item, tasks) for item in node.children))
        case "bullet_list" if _CHOICE.match(_plain(node)):
            return Element("question", tuple(map(_choice, node.children)))
        case "paragraph" if link := _only_link(node):
            return Element("view", _children(link), {"href": str(link.attrs["href"])})
    return _element(node)


def _task(item: SyntaxTreeNode, tasks: list[Condition]) -> Element:
    *words, last = _children(item.children[0])
    condition = _CONDITION.search(last) if isinstance(last, str) else None
    if condition is None:
        raise ValueError(f"a task without a condition: {_plain(item)!r}")
    tasks.append(parse_condition(condition[1]))
    return Element("task", _without(_TASK, (*words, condition.string[: condition.start()])))


def _choice(item: SyntaxTreeNode) -> Element:
    """A choice: its `words`, and the `remark` on it."""
    words, *quotations = item.children
    sign = _CHOICE.match(_plain(words))
    if sign is None:
        raise ValueError(f"( ) or (x) is missing before {_plain(item)!r}")
    remark = tuple(_element(block) for quotation in quotations for block in quotation.children)
    parts = (Element("words", _without(_CHOICE, _children(words))), Element("remark", remark))
    return Element("choice", parts, {"right": "true"} if sign[1] == "x" else {})


def _without(sign: re.Pattern[str], content: tuple[Content, ...]) -> tuple[Content, ...]:
    """The content without the sign that it begins with."""
    first, *rest = content
    return (sign.sub("", first, count=1), *rest) if isinstance(first, str) else content


def _only_link(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    match node.children[0].children:
        case [SyntaxTreeNode(type="link") as link] if str(link.attrs["href"]).startswith("/"):
            return link
    return None


def _element(node: SyntaxTreeNode) -> Element:
    if node.type not in _TAGS:
        raise ValueError(f"a lesson can't hold {node.type}")
    attributes = {"href": str(node.attrs["href"])} if node.type == "link" else {}
    return Element(_TAGS[node.type], (node.content,) if node.content else _children(node), attributes)


def _children(node: SyntaxTreeNode) -> tuple[Content, ...]:
    """What a node holds; its text stands in a node of its own, which is left out."""
    return tuple(each for child in node.children for each in _contents(child))


def _contents(node: SyntaxTreeNode) -> tuple[Content, ...]:
    match node.type:
        case "inline":
            return _children(node)
        case "text":
            if "](" in node.content:
                raise ValueError(f"no link: {node.content!r}; an address with a space stands between < and >")
            return tuple(_with_subscripts(node.content))
        case "softbreak":
            return (" ",)
    return (_element(node),)


def _with_subscripts(text: str) -> Iterator[Content]:
    """The text in which h_i and h_{i−1} have their index below the line."""
    rest = 0
    for symbol in _SUBSCRIPT.finditer(text):
        yield from (text[rest : symbol.end(1)], Element("sub", (symbol[2].strip("{}"),)))
        rest = symbol.end()
    if text[rest:]:
        yield text[rest:]


def _plain(node: SyntaxTreeNode) -> str:
    """The text of a node, without its marks."""
    return "".join(each.content for each in node.walk() if each.type in ("text", "code_inline"))


LESSON_TEXTS = Path(__file__).with_name("texts")
FIRST_LANGUAGE = "en"
PATHS = "paths"
"""The folder of paths in that of a language."""


def lesson_names() -> tuple[str, ...]:
    """The names of all lessons, in their order."""
    return tuple(_files(FIRST_LANGUAGE))


def path_names() -> tuple[str, ...]:
    """The names of all paths, in their order."""
    return tuple(_files(FIRST_LANGUAGE, PATHS))


def read_lesson(name: str, language: str) -> Lesson:
    """The lesson of this name. Raises KeyError where there is none, and ValueError where its file can't be read."""
    return _read_file(name, language)


def read_path(name: str, language: str) -> Lesson:
    """The path of this name, whose parts are its stops. Raises the errors of `read_lesson`."""
    return _read_file(name, language, PATHS)


def _read_file(name: str, language: str, within: str = "") -> Lesson:
    path = (_files(FIRST_LANGUAGE, within) | _files(language, within))[name]
    return _read(name, path, path.stat().st_mtime_ns)


def _files(language: str, within: str = "") -> dict[str, Path]:
    """Name → file; later folders come behind, and replace what has the same name."""
    folders = [LESSON_TEXTS, *([Path(own)] if (own := os.environ.get("GAZE_LESSONS")) else [])]
    paths = [path for folder in folders for path in sorted((folder / language / within).glob("*.md"))]
    return {re.sub(r"^\d+-", "", path.stem): path for path in paths}


@lru_cache(maxsize=128)
def _read(name: str, path: Path, written: int) -> Lesson:
    """`written` is when the file was: a lesson that is being worked on is read anew."""
    return parse_lesson(name, path.read_text("utf-8"))
