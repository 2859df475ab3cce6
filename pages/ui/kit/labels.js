/** The texts of the attention view and of all shared modules, in English. The app passes translations under the same keys; braces are filled in. */

/** @type {Record<string, string>} */
export const ENGLISH = {
  stage: "Attention, step by step",
  keys: "Arrow keys move through the steps, Home and End jump, Space plays.",
  transport: "Playback",
  reveal: "Reveal",
  reveal_help: "Reveal as you go: what comes later stays hidden (V)",
  first: "First step",
  back: "Previous step",
  play: "Play",
  pause: "Pause",
  forward: "Next step",
  last: "Last step",
  scrub: "Decoding step",
  count: "{n} / {total}",
  speed: "Speed",
  speed_value: "{x}×",
  entropy: "Entropy",
  bits: "{x} bits",
  view: "View",
  both: "Both",
  ribbons: "Ribbons",
  matrix: "Matrix",
  threshold: "Hide below",
  flip: "Flip axes",
  numbers: "Numbers",
  head: "Head",
  head_mean: "mean",
  head_n: "Head {n}",
  layer_head: "Layer {l} · head {n}",
  save_svg: "Save as SVG",
  save_png: "Save as PNG",
  source_row: "Source pieces",
  target_row: "Output pieces, one per step",
  end: "end of sentence",
  unknown: "{piece}: unknown to the model",
  copied_name: "{piece} (copied)",
  generate_name: "{piece}, p_gen {x}",
  coverage_name: "{piece}, read before: {x}",
  legend_generated: "to generate (p_gen)",
  legend_copied: "to copy",
  legend_piece: "copied rather than generated",
  legend_read: "coverage: read at earlier steps",
  legend_reread: "more than once",
  space: "space",
  matrix_summary: "Attention weights, output steps by source pieces: {steps} × {sources}",
  matrix_keys: "Arrow keys move from cell to cell.",
  weight: "weight {x}",
  score: "score {x}",
  candidates: "Candidates at this step",
  unknown_left_out: "<unk> is forbidden and left out; its probability here: {percent}.",
  unknown_allowed: "<unk> is allowed; its probability here: {percent}.",
  chosen: "chosen",
  reading: "{target} ← {sources}",
  reading_back: "{source} → {targets}",
  comma: ", ",
  reading_item: "{piece} {weight}",
  readings: "Where each output piece looked",
  fixed_vector: "c, the fixed vector",
  fixed_reading: "{target} ← c, the same at every step",
  fixed_now: "Step {n} of {total}: {reading}.",
  fixed_about: "No attention, so no weights: every step is given the same vector c. Its forward half was read off at the last piece, its backward half at the first.",
  dots_about: "Here every piece stands by itself. A dot before a piece: it continues the word.",
  words_about: "Pieces are joined to words: a word's columns are added up, its rows averaged.",
  now: "Step {n} of {total}: {reading}. Entropy {x} bits.",
};

/**
 * The label of a key, its {names} replaced. A key without translation falls back to English.
 * @param {Record<string, string>} labels @param {string} key @param {Record<string, string | number>} [values] @returns {string}
 */
export function say(labels, key, values = {}) {
  const pattern = labels[key] ?? ENGLISH[key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Sentences one after the other: no space follows the full stop of Chinese. @param {string[]} said @returns {string} */
export function sentences(...said) {
  return said.join(" ").replace(/([。！？]) /g, "$1");
}
