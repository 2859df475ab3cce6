/** Symbols in the notation `W_q^n`, and how to find them in a typeset formula. Pure. */

/** @typedef {{name: string, side: "decoder" | "source" | "", words: string}} MathSymbol */

/**
 * The sorted characters of a name or of a part of a formula, to compare them: the order of subscript and superscript may
 * differ. ⊤ and arrows are left out, since a formula has them as parts of their letters.
 * @param {string} text @returns {string}
 */
export function charactersOf(text) {
  const plain = text.replace(/[_^\s\u200b\u20d6\u20d7]/g, "");
  return [...(plain === "⊤" ? plain : plain.replace("⊤", ""))].sort().join("");
}

/**
 * The symbol that an element of a formula belongs to: the smallest enclosing part that is a symbol.
 * @param {Element} element @param {Element} formula @param {MathSymbol[]} symbols @returns {{symbol: MathSymbol, part: Element} | null}
 */
export function symbolAt(element, formula, symbols) {
  for (let part = /** @type {Element | null} */ (element); part && part !== formula; part = part.parentElement) {
    const characters = charactersOf(part.textContent ?? "");
    const symbol = symbols.find(({ name }) => charactersOf(name) === characters);
    if (symbol) return { symbol, part };
  }
  return null;
}
