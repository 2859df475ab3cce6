/** What is chosen among the panels, and how it is written in the address. Pure. */

/** @type {Look} */
export const PLAIN = { draw: "matrix", sort: "menu", pins: [], large: "", pair: null, offset: 0, threshold: null };

/**
 * From `draw-ribbons.pins-dot*cosine`. Python has read it before and left nonsense aside.
 * @param {string} written
 * @returns {Look}
 */
export function readLook(written) {
  const parts = written.split(".").map((part) => {
    const at = part.indexOf("-");
    return [part.slice(0, at), part.slice(at + 1)];
  });
  const values = Object.fromEntries(parts);
  const pair = values.pair?.split("*") ?? null;
  return {
    draw: values.draw === "ribbons" ? "ribbons" : "matrix",
    sort: values.sort ?? PLAIN.sort,
    pins: values.pins?.split("*") ?? [],
    large: values.large ?? "",
    pair: pair && [pair[0], pair[1]],
    offset: Number(values.offset ?? 0),
    threshold: values.threshold === undefined ? null : Number(values.threshold),
  };
}

/**
 * All that is not as at first.
 * @param {Look} look
 * @returns {string}
 */
export function writeLook(look) {
  /** @type {[string, string | number | null][]} */
  const parts = [
    ["draw", look.draw === PLAIN.draw ? null : look.draw],
    ["sort", look.sort === PLAIN.sort ? null : look.sort],
    ["pins", look.pins.length ? look.pins.join("*") : null],
    ["large", look.large || null],
    ["pair", look.pair ? look.pair.join("*") : null],
    ["offset", look.offset || null],
    ["threshold", look.threshold],
  ];
  return parts.filter(([, value]) => value !== null).map(([name, value]) => `${name}-${value}`).join(".");
}

/**
 * @param {Look} look
 * @param {string} name
 * @returns {Look} with the panel pinned, or no longer
 */
export function pinned(look, name) {
  const others = look.pins.filter((each) => each !== name);
  return { ...look, pins: others.length < look.pins.length ? others : [...look.pins, name] };
}

/**
 * @param {Look} look
 * @param {string} old
 * @param {string} name
 * @returns {Look} with one panel in the place of another
 */
export function renamed(look, old, name) {
  const now = (/** @type {string} */ each) => (each === old ? name : each);
  return { ...look, pins: look.pins.map(now), large: now(look.large) };
}

/**
 * @param {Look} look
 * @param {string} name
 * @returns {Look} with the panel enlarged, or none
 */
export function enlarged(look, name) {
  return { ...look, large: look.large === name ? "" : name };
}
