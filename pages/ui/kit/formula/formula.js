/** Explains the symbols of the formula above: pointing at one, touching it or coming to it with Tab shows what it stands for. */

import { elementOf } from "../dom.js";
import { say } from "../labels.js";
import { html } from "../lit.js";
import { WORDS_OF_FORMULA } from "./labels.js";
import { symbolAt } from "./symbols.js";

/** @typedef {import("./symbols.js").MathSymbol} MathSymbol */

const FORMULA = ".st-key-card .katex-html";
const DRESSED = ["data-symbol", "data-side", "role", "aria-label", "tabindex"];
const GAP = 6;

export function createFormula() {
  const root = elementOf(html`<section class="gaze-aside"><div class="formula-tip" popover="manual" aria-hidden="true"></div></section>`);
  const tip = /** @type {HTMLElement} */ (root.firstElementChild);
  /** @type {MathSymbol[]} */
  let symbols = [];
  let name = "";
  const stop = new AbortController();
  const observer = new MutationObserver(dress);

  /** @param {{symbols: MathSymbol[], labels: Record<string, string>}} data */
  function build(data) {
    symbols = data.symbols;
    name = say({ ...WORDS_OF_FORMULA, ...data.labels }, "symbols");
    hide();
    dress();
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  }

  /** Makes the symbols of the formula what can be reached; Streamlit may draw it later than this, and anew. */
  function dress() {
    const formula = document.querySelector(FORMULA);
    if (!formula) return;
    formula.removeAttribute("aria-hidden");
    write(formula, { role: "group", "aria-label": name });
    const found = leavesOf(formula).flatMap((leaf) => symbolAt(leaf, formula, symbols) ?? []);
    // Of W_q^n and its n, the whole is what one reaches.
    const parts = new Map(found.filter(({ part }) => !found.some((other) => other.part !== part && other.part.contains(part))).map(({ part, symbol }) => [part, symbol]));
    for (const part of formula.querySelectorAll("[data-symbol]"))
      if (!parts.has(part)) DRESSED.forEach((attribute) => part.removeAttribute(attribute));
    /** @type {Set<MathSymbol>} */
    const met = new Set();
    for (const [part, symbol] of parts) {
      const label = `${symbol.name.replace(/[_^]/g, " ")}: ${symbol.words}`;
      write(part, { "data-symbol": symbols.indexOf(symbol), "data-side": symbol.side, role: "button", "aria-label": label, tabindex: met.has(symbol) ? -1 : 0 });
      met.add(symbol);
    }
  }

  /** @param {Element} at */
  function show(at) {
    const symbol = symbols[Number(at.getAttribute("data-symbol"))];
    if (!symbol) return;
    tip.textContent = symbol.words;
    write(tip, { "data-side": symbol.side });
    tip.showPopover();
    const [{ left, bottom }, { width }] = [at.getBoundingClientRect(), tip.getBoundingClientRect()];
    tip.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    tip.style.top = `${bottom + GAP}px`;
  }

  function hide() {
    tip.hidePopover();
  }

  /** Shows the symbol that an event is about, if it is about one; a finger points until it touches another place. @param {Event} event */
  function point({ target }) {
    const part = target instanceof Element && target.closest(`${FORMULA} [data-symbol]`);
    if (part) show(part);
    else if (!document.querySelector(`${FORMULA} [data-symbol]:focus-visible`)) hide();
  }

  for (const kind of ["pointerover", "click", "focusin"]) document.addEventListener(kind, point, { signal: stop.signal });
  document.addEventListener("focusout", ({ target }) => { if (target instanceof Element && target.matches(`${FORMULA} [data-symbol]`)) hide(); }, { signal: stop.signal });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); }, { signal: stop.signal });
  addEventListener("scroll", hide, { signal: stop.signal, capture: true, passive: true });

  function dispose() {
    stop.abort();
    observer.disconnect();
  }

  return /** @satisfies {Part} */ ({ root, build, dispose });
}

/** @param {Element} formula @returns {Element[]} what holds a letter itself */
function leavesOf(formula) {
  return [...formula.querySelectorAll("*")].filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.replace(/[\s\u200b]/g, "")));
}

/** Only what differs: an observer watches. @param {Element} element @param {Record<string, string | number>} attributes */
function write(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}
