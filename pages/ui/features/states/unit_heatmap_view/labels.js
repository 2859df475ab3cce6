/** The words of the strips, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_STRIPS = {
  strips_name: "Gates and units, step by step",
  strips_keys: "Left and right arrow keys move through the steps, up and down from unit to unit, Space plays.",
  strip_reset: "Reset gate",
  strip_update: "Update gate",
  strip_input: "Input gate",
  strip_forget: "Forget gate",
  strip_output: "Output gate",
  strip_state: "State",
  strip_mean: "mean {x} at this step",
  strip_summary: "{name}, units by pieces: {units} × {n}",
  unit_n: "Unit {n}",
  unit_value: "{x} at {piece}",
  drives_up: "Highest activation",
  drives_down: "Lowest activation",
  open_driver: "Open {text}: {x}",
};
