"""Retired words stay away: from what visitors read, from documents, from names in the code."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from seq2seq.cli.parser import parser

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "pages" / "ui" / "features" / "lessons" / "texts"
TRAININGS = r"\btrainings\b|\b(?:one|each) training from\b"
SHOWN = {
    r"(?<!screen )(?<!screen-)\breaders?\b": "encoder, architecture",
    r"\btold (?:the|all|none|and|half|\d)|\bwhen told\b": "teacher-forced",
    r"\bfree running\b|\bgoing on from its own\b": "free-running",
    r"\blens(?:es)?\b": "experiment; on Compare: Show",
    r"\bmoments? of the training\b|\b(?:all|every|each) moments?\b|\bmoment by moment\b": "recorded update, checkpoint",
    r"\bprobes?\b": "monitored sentence",
    r"\bmade-up (?:task|function|language)s?\b": "synthetic task",
    r"\bwrong sounds\b": "phoneme error rate",
    r"\bend marks?\b": "end-of-sentence symbol",
    r"\b(?:test|train|valid) part\b": "test split",
    TRAININGS: "training run",
    r"\bshipped figures\b|\bbest figure\b": "metric, value",
    r"\bline-ups?\b": "compared models",
    r"\blenders?\b|\bborrow": "donor model",
    r"\bhigh is bad\b|\blow is good\b|\bhigh is good\b": "lower is better",
    r"\bin the mean\b": "mean",
    r"\bsteps ask\b|\bask one another\b|\bwho asks whom\b": "attend, query",
    r"\bright %": "exact match",
}
"""English, as a pattern → what is said in its place."""
CHINESE = {
    "源端状态|源状态": "编码器状态",
    "自由运行": "自由生成",
    "词向量": "词嵌入",
    "尖锐": "集中",
    "重抽样|重新抽样": "重采样",
    "倒写": "反转",
    "总变差": "全变差",
    "邻居": "近邻",
    "错音": "音素错误率",
    "假设实验": "改动实验",
    "无监督|有监督": "无引导，有引导",
    "句末标记": "句末符",
    "源语词元|源句词元": "源词元",
    "模型说(?!明)": "模型输出",
    "元词组|元字符组": "n 元组",
    "短语手册": "短语集",
    "最小对立体": "最小对立句对",
    "您": "你",
    "人造任务": "合成任务",
    r"\d %": "95%，不空格",
}
NAMES = {"lender", "lenders", "borrow", "blackboard", "parting", "lens", "lenses", "grown"}
"""Whole names of functions, classes and modules, or one word of them."""
ADDRESSES = re.compile(r"\]\([^)]*\)|\{[^}]*\}|`[^`]*`|<!--.*?-->|https?://\S+")
"""Parameters of addresses, conditions of tasks, code and marks of documents keep their names."""
QUOTED = re.compile(r"^\|.*\| [✓✗–].*$|^# Other readers and writers$|^## Other readers and writers$", re.MULTILINE)
"""Sentences of people, and other programs that read the same files."""


def found(texts: dict[str, str], retired: dict[str, str]) -> list[str]:
    """Where a retired word stands, and what stands there elsewhere."""
    return [
        f"{where}: “{hit.group()}” in “{text[max(0, hit.start() - 20) : hit.end() + 20]}” → {better}"
        for where, text in texts.items()
        for pattern, better in retired.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]


def catalogues() -> Iterator[tuple[str, str, str]]:
    """All that is shown, with where: in English and in Chinese."""
    for path in sorted((ROOT / "pages" / "ui").rglob("*.po")):
        for number, message in enumerate(read_po(path.read_bytes().splitlines())):
            if message.id:
                english, chinese = (
                    each if isinstance(each, str) else "\n".join(each or ()) for each in (message.id, message.string)
                )
                yield f"{path.relative_to(ROOT)}:{number}", english, chinese


def plain(path: Path) -> str:
    return ADDRESSES.sub(
        " ", QUOTED.sub(" ", re.sub(r"^ *```.*?^ *```", "", path.read_text("utf-8"), flags=re.S | re.M))
    )


def documents(chinese: bool) -> dict[str, str]:
    paths = [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("pretrained/*/README.md"),
        *LESSONS.rglob("*.md"),
    ]
    return {
        str(path.relative_to(ROOT)): plain(path)
        for path in paths
        if chinese == (path.name.endswith(".zh.md") or path.parent.name == "zh")
    }


def test_no_retired_word_is_shown_in_english() -> None:
    assert not found({where: ADDRESSES.sub(" ", english) for where, english, _ in catalogues()}, SHOWN)


def test_no_retired_word_is_shown_in_chinese() -> None:
    assert not found({where: chinese for where, _, chinese in catalogues()}, CHINESE)


@pytest.mark.parametrize(("chinese", "retired"), [(False, SHOWN), (True, CHINESE)], ids=["en", "zh"])
def test_no_retired_word_is_in_documents_and_lessons(chinese: bool, retired: dict[str, str]) -> None:
    assert not found(documents(chinese), retired)


def test_no_retired_word_is_in_the_help_of_commands() -> None:
    helps = dict[str, str]()

    def collect(command: argparse.ArgumentParser) -> None:
        helps[command.prog] = command.description or ""
        for action in command._actions:
            helps[f"{command.prog} {action.dest}"] = str(action.help or "")
            if isinstance(action, argparse._SubParsersAction):
                helps.update({f"{command.prog} {each.dest}": str(each.help) for each in action._choices_actions})
                for each in action.choices.values():
                    collect(each)

    collect(parser())
    assert not found(helps, SHOWN)


def test_no_retired_word_is_a_name_in_the_code() -> None:
    """Functions, classes, files, in Python and JavaScript; keys of recorded data and of addresses are no names."""
    named = set[str]()
    for path in (each for folder in ("seq2seq", "pages") for each in (ROOT / folder).rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        defined = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        named |= {f"{path.relative_to(ROOT)}: {node.name}" for node in defined} | {
            f"{path.relative_to(ROOT)}: {path.stem}"
        }
    for path in (ROOT / "pages").rglob("*.js"):
        functions = re.findall(r"^(?:export )?(?:async )?function (\w+)", path.read_text("utf-8"), re.MULTILINE)
        named |= {f"{path.relative_to(ROOT)}: {name}" for name in (*functions, path.stem)}
    split = {
        name: set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name.split(": ")[1]).lower())) for name in named
    }
    assert not sorted(name for name, words in split.items() if words & NAMES)
