/** A text in several lines. Pure. */

/** Behind a space, and behind a Chinese character. */
const BREAK = /(?<=\s|[\u2e80-\uffef])/u;

/**
 * A text in lines of at most this width; one that cannot be broken is longer.
 * @param {string} text
 * @param {number} width
 * @param {number} font
 * @param {Measure} measure
 * @returns {string[]}
 */
export function wrapped(text, width, font, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const part of text.split(BREAK)) {
    const longer = (lines[lines.length - 1] ?? "") + part;
    if (lines.length && measure(longer.trimEnd(), font) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}
