"""All made-up tasks. An entry is a family: the command line, the menus and the live training read it from here."""

from __future__ import annotations

from seq2seq.data.tasks.dates import WRITTEN_DATES
from seq2seq.data.tasks.letters import COPY, NEXT_LETTER, REVERSE, SHIFT, SORT
from seq2seq.data.tasks.numbers import ADDITION, COUNTING, NUMBER_NAMES
from seq2seq.data.tasks.pig_latin import PIG_LATIN
from seq2seq.data.tasks.task import Task

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        REVERSE,
        COPY,
        SORT,
        SHIFT,
        NEXT_LETTER,
        PIG_LATIN,
        WRITTEN_DATES,
        ADDITION,
        NUMBER_NAMES,
        COUNTING,
    )
}
