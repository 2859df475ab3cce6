"""Translate as one file of HTML: the attention view of the page, and models with the translator in JavaScript, or what
models have translated."""

from __future__ import annotations

import json
import tomllib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

from pages.ui.address.languages import LANGUAGES, NATIVE, translate_message
from pages.ui.engine import pretrained
from pages.ui.kit import grain
from pages.ui.kit.component import IMPORT_OF_KIT, KIT, pack_component, pack_kit
from seq2seq.config.places import HOUSE
from seq2seq.config.schema import ModelConfig
from seq2seq.config.variants import card_and_variant
from seq2seq.data.families import FAMILIES
from seq2seq.trace.trace import DecodeTrace

_HERE = Path(__file__).parent
_OPEN = 'openPage(stage, JSON.parse(document.getElementById("data").textContent), document.getElementById("page"));'
_COLOURS = {
    "--st-background-color": "backgroundColor",
    "--st-text-color": "textColor",
    "--st-primary-color": "primaryColor",
    "--st-border-color": "borderColor",
}
"""What the styles of components call the colours of the theme."""


def offline_page(models: Sequence[Mapping[str, Any]], tokenizers: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with these models and the tokenizers of their families, both as `portable` gives them.

    Its policy lets it fetch nothing."""
    families = {
        family: {**tables, "title": _family_title(family), "text": pretrained.first_sentence(family)}
        for family, tables in tokenizers.items()
    }
    return _page(families, [_titled(model) for model in models])


def replay_page(texts: Sequence[str], recorded: Sequence[tuple[ModelConfig, Sequence[DecodeTrace]]]) -> str:
    """The page that shows what models have made of these texts: each model with its configuration and its traces, in
    order. Words and pieces are joined as in the app. It takes any model; its policy lets it fetch nothing."""
    models = []
    for config, traces in recorded:
        model = _titled({"name": traces[0].request.model, "config": config.to_dict()})
        shown = [json.loads(grain.drawn_as(trace, joined=True)) for trace in traces]
        models.append({"family": model["family"], "title": model["title"], "traces": shown})
    families = {
        model["family"]: {"title": _family_title(model["family"]), "text": texts[0], "texts": texts} for model in models
    }
    return _page(families, models)


def _page(families: Mapping[str, Any], models: Sequence[Mapping[str, Any]]) -> str:
    data, code = {"families": families, "models": models, "languages": NATIVE}, _code()
    return Template((_HERE / "offline_page" / "page.html").read_text("utf-8")).substitute(
        hash=b64encode(sha256(code.encode()).digest()).decode(),
        theme=_theme(),
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        code=code,
    )


def _code() -> str:
    """The kit, the attention view and the page as one module."""
    kit, _, _ = pack_kit().rpartition("\nexport {")
    parts = {"stage": KIT / "stage", "openPage": _HERE / "offline_page"}
    scopes = [f"const {name} = (() => {{\n{_body(folder)}\n}})();" for name, folder in parts.items()]
    return "\n".join([kit, *scopes, _OPEN])


def _body(folder: Path) -> str:
    """The code of a component as that of a function which returns its default export, beside that of the kit."""
    return IMPORT_OF_KIT.sub("", pack_component(folder)).replace("\nexport default ", "\nreturn ")


def _theme() -> str:
    """The colours of the app, light and dark as the reader's system is."""
    theme = tomllib.loads((HOUSE / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    light, dark = (
        " ".join(f"{variable}: {theme[name][key]};" for variable, key in _COLOURS.items()) for name in ("light", "dark")
    )
    common = f"--st-font: {theme['font']}; --st-base-radius: {theme['baseRadius']};"
    return f":root {{ {common} {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _titled(model: Mapping[str, Any]) -> dict[str, Any]:
    """The model with its family and its title by language: that of its scoring function, whatever its folder is called,
    and of its variant."""
    family, _, name = model["name"].partition("/")
    _, mark, variant_name = name.partition("@")
    card, variant = card_and_variant(f"{model['config']['scorer']}{mark}{variant_name}")
    titles = {lang: translate_message(card.title, lang) for lang in LANGUAGES}
    if variant:
        titles = {lang: f"{title} · {translate_message(variant.title, lang)}" for lang, title in titles.items()}
    return {**model, "family": family, "title": titles}


def _family_title(family: str) -> dict[str, str]:
    title = FAMILIES[family].title if family in FAMILIES else family
    return {lang: translate_message(title, lang) for lang in LANGUAGES}
