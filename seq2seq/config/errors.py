"""Why something can't be done, such that it can be said in any language."""

from __future__ import annotations


class InvalidRequest(ValueError):
    """What was asked for makes no sense. `template` says why, in English, with `values` for its braces."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values
