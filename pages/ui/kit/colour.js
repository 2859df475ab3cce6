/** Colours as numbers: resolved from CSS, mixed, compared. */

/** @typedef {[number, number, number]} Rgb */

/**
 * A function that turns any CSS colour a browser understands into red, green, blue and alpha, 0 to 255 and 0 to 1. It
 * paints one pixel and reads it back, since computed styles may contain oklab() or color().
 * @returns {(colour: string) => [number, number, number, number]}
 */
export function colourReader() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  /** @type {Map<string, [number, number, number, number]>} */
  const known = new Map();
  return (colour) => {
    const before = known.get(colour);
    if (before) return before;
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    known.set(colour, [r, g, b, a / 255]);
    return [r, g, b, a / 255];
  };
}

/** The values of custom properties, in the theme of an element. @param {Element} element @param {string[]} names @returns {Rgb[]} */
export function coloursOf(element, ...names) {
  const [style, read] = [getComputedStyle(element), colourReader()];
  return names.map((name) => /** @type {Rgb} */ (read(style.getPropertyValue(name)).slice(0, 3)));
}

/** @param {Rgb} from @param {Rgb} to @param {number} share of `to` @returns {Rgb} */
export function mix(from, to, share) {
  return /** @type {Rgb} */ (from.map((value, i) => value + (to[i] - value) * share));
}

/** Relative luminance as WCAG 2 defines it. @param {Rgb} colour @returns {number} */
export function luminance(colour) {
  const [r, g, b] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio as WCAG 2 defines it, 1 to 21. @param {Rgb} one @param {Rgb} other @returns {number} */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The ink from which on a number reads better in the background's colour than in the text's; above 1 if it never does.
 * @param {Rgb} background @param {Rgb} accent @param {Rgb} text @returns {number}
 */
export function turningInk(background, accent, text) {
  for (let ink = 0; ink <= 1; ink += 0.02) {
    const cell = mix(background, accent, ink);
    if (contrast(cell, background) > contrast(cell, text)) return ink;
  }
  return 2;
}
