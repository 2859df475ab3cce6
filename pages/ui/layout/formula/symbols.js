/** Symbols as they are written, `W_q^n`, and as they are found in a formula that has been set. */

/** @typedef {{name: string, side: "decoder" | "source" | "", words: string}} MathSymbol */

const PART = /([_^])([^_^]+)/g;

/**
 * The letter, and what stands below and above it.
 * @param {string} name
 * @returns {{letter: string, parts: {tag: "sub" | "sup", text: string}[]}}
 */
export function taken(name) {
  const parts = [...name.matchAll(PART)].map(([, mark, text]) => ({ tag: /** @type {"sub" | "sup"} */ (mark === "_" ? "sub" : "sup"), text }));
  return { letter: name.replace(PART, ""), parts };
}

/**
 * The characters of a name or of a piece of a formula, in no order: what stands above may come before what stands
 * below. A formula writes ⊤ and arrows as parts of their letters.
 * @param {string} text
 * @returns {string}
 */
export function charactersOf(text) {
  const plain = text.replace(/[_^\s\u200b\u20d6\u20d7]/g, "");
  return [...(plain === "⊤" ? plain : plain.replace("⊤", ""))].sort().join("");
}

/**
 * The symbol that an element of a formula belongs to: the smallest part around it that is one.
 * @param {Element} element
 * @param {Element} formula
 * @param {MathSymbol[]} symbols
 * @returns {{symbol: MathSymbol, part: Element} | null}
 */
export function symbolAt(element, formula, symbols) {
  for (let part = /** @type {Element | null} */ (element); part && part !== formula; part = part.parentElement) {
    const characters = charactersOf(part.textContent ?? "");
    const symbol = symbols.find(({ name }) => charactersOf(name) === characters);
    if (symbol) return { symbol, part };
  }
  return null;
}
