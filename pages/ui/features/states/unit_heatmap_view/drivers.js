/** The sentences in which a unit is most active, each piece tinted by the unit's value there. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { shownPiece, spaceBetween } from "../../../kit/pieces.js";

const SIDES_OF_UNIT = ["drives_up", "drives_down"];

/**
 * @param {(text: string) => void} open
 */
export function createDrivers(open) {
  const note = html("p", { class: "gaze-quiet" });
  const columns = html("div", { class: "strips-columns" });
  const root = html("div", { class: "strips-drivers", "data-zone": "button" }, note, columns);

  /** @param {StripsData} data */
  function build({ drivers, labels, waiting }) {
    setAll(root, { hidden: drivers === null });
    setText(note, waiting);
    setAll(note, { hidden: !waiting });
    const most = Math.max(1e-9, ...(drivers ?? []).flat().flatMap(({ values }) => values.map(Math.abs)));
    columns.replaceChildren(...(drivers ?? []).map((rows, side) => html("div", {},
      html("h3", { class: "gaze-title" }, say(labels, SIDES_OF_UNIT[side])),
      html("ol", { class: "strips-list" }, ...rows.map((row) => html("li", {}, driverButton(row, most, labels, open)))))));
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {Driver} driver
 * @param {number} most the largest value, which gets the full colour
 * @param {Record<string, string>} labels
 * @param {(text: string) => void} open
 * @returns {HTMLButtonElement}
 */
function driverButton({ text, pieces, values, position }, most, labels, open) {
  const words = pieces.map((piece, i) => {
    const part = html("span", { class: `${i === position ? "strips-peak" : ""}${spaceBetween(pieces[i - 1] ?? "", piece) ? " strips-start" : ""}` }, shownPiece(piece, false, labels).text);
    const hue = values[i] < 0 ? "--gaze-ink" : "--gaze-attention";
    part.style.background = `color-mix(in oklab, var(${hue}) ${(55 * Math.abs(values[i]) / most).toFixed(0)}%, var(--gaze-ground))`;
    return part;
  });
  const value = values[position].toFixed(2).replace("-", "−");
  const name = say(labels, "open_driver", { text, x: value });
  return pressable({ class: "strips-driver", "aria-label": name, title: text }, () => open(text),
    html("span", { class: "strips-words" }, ...words), html("span", { class: "strips-value" }, value));
}
