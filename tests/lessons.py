"""What tests of lessons need: the models that ship, their cards, and what the lessons say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pages.ui.features.lessons.lesson import LESSON_TEXTS
from seq2seq.config.places import PRETRAINED
from seq2seq.notebook import Translator, load

PHONE, MONEY, CAT = "我的手机在你的桌子上。", "我把钱给了那个老人。", "我的猫比你的狗大。"
TEA, BOOKS, COFFEE, RAIN = "她每天早上喝茶。", "桌子上有两本书。", "我不喝咖啡。", "因为下雨，我们没有去公园。"


@cache
def model(name: str) -> Translator:
    return load(name)


def card(name: str) -> Any:
    return json.loads((PRETRAINED / name / "card.json").read_text("utf-8"))


def tells(number: int, quote: str) -> bool:
    """Whether the English lesson of this number says so, wherever its lines break."""
    (path,) = (LESSON_TEXTS / "en").glob(f"{number:02}-*.md")
    return " ".join(quote.split()) in " ".join(path.read_text("utf-8").split())
