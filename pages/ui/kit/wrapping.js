/** Line breaks. Pure. */

/** A line may break after a space and after a Chinese character. */
const BREAK = /(?<=\s|[\u2e80-\uffef])/u;

/**
 * A text in lines of at most this width; a line without a possible break may be longer.
 * @param {string} text
 * @param {number} width
 * @param {number} font
 * @param {Measure} measure
 * @returns {string[]}
 */
export function wrapLines(text, width, font, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const part of text.split(BREAK)) {
    const longer = (lines[lines.length - 1] ?? "") + part;
    if (lines.length && measure(longer.trimEnd(), font) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}
