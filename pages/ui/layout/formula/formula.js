/** The symbols of the formula above. Pointing at one, here or in the formula, shows its explanation. */

import { html, pressable, setAll, setText } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { WORDS_OF_FORMULA } from "./labels.js";
import { symbolAt, splitSymbol } from "./symbols.js";

/** @typedef {import("./symbols.js").MathSymbol} MathSymbol */

const FORMULA = ".st-key-card .katex-html";
const GAP = 6;

export function createFormula() {
  const tip = html("div", { class: "formula-tip", popover: "manual", "aria-hidden": "true" });
  const list = html("ul", { class: "formula-symbols" });
  const root = html("section", { class: "gaze-aside" }, list, tip);
  /** @type {MathSymbol[]} */
  let symbols = [];
  const stop = new AbortController();

  /** @param {{symbols: MathSymbol[], labels: Record<string, string>}} data */
  function build(data) {
    symbols = data.symbols;
    setAll(list, { "aria-label": say({ ...WORDS_OF_FORMULA, ...data.labels }, "symbols") });
    list.replaceChildren(...symbols.map((symbol) => html("li", {}, chip(symbol))));
    hide();
  }

  /** @param {MathSymbol} symbol */
  function chip(symbol) {
    const button = drawSymbol(symbol, () => show(symbol, button));
    button.addEventListener("focus", () => show(symbol, button));
    button.addEventListener("blur", hide);
    return button;
  }

  /** @param {MathSymbol} symbol @param {Element} at */
  function show(symbol, at) {
    setText(tip, symbol.words);
    setAll(tip, { "data-side": symbol.side });
    tip.showPopover();
    const [{ left, bottom }, { width }] = [at.getBoundingClientRect(), tip.getBoundingClientRect()];
    tip.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    tip.style.top = `${bottom + GAP}px`;
    [...list.querySelectorAll("button")].forEach((button, i) => button.classList.toggle("formula-now", symbols[i] === symbol));
  }

  function hide() {
    tip.hidePopover();
    for (const button of list.querySelectorAll(".formula-now")) button.classList.remove("formula-now");
  }

  /** Shows the symbol under the pointer. A finger points until it touches another place. @param {PointerEvent} event */
  function point(event) {
    const [target] = event.composedPath();
    if (!(target instanceof Element)) return;
    const button = target.closest(".formula-symbol");
    const own = button ? [...list.querySelectorAll("button")].indexOf(/** @type {HTMLButtonElement} */ (button)) : -1;
    if (button && own >= 0) return show(symbols[own], button);
    const formula = target.closest(FORMULA);
    const pointed = formula && symbolAt(target, formula, symbols);
    if (pointed) show(pointed.symbol, pointed.part);
    else if (!list.querySelector("button:focus-visible")) hide();
  }

  document.addEventListener("pointerover", point, { signal: stop.signal });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { signal: stop.signal, capture: true, passive: true });

  return /** @satisfies {Part} */ ({ root, build, dispose: () => stop.abort() });
}

/**
 * @param {MathSymbol} symbol
 * @param {() => void} press
 * @returns {HTMLButtonElement}
 */
function drawSymbol({ name, side, words }, press) {
  const { letter, parts } = splitSymbol(name);
  const marks = parts.map(({ tag, text }) => html(tag, {}, text));
  const label = `${name.replace(/[_^]/g, " ")}: ${words}`;
  return pressable({ class: "formula-symbol", "data-side": side, "aria-label": label }, press, html("i", {}, letter), ...marks);
}
