/** The head of a panel: its name, buttons to pin and enlarge it, and links to other pages. */

import { html, icon, pressable, setAll, setName } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createSaves } from "../../kit/saves.js";
import { pageAddress } from "./pagelinks.js";
import { createTitle } from "./title.js";

const ICONS_OF_PANEL = {
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  enlarge: "M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6",
  lead: "M6 12h.01M12 12h.01M18 12h.01",
};
const PLACES = /** @type {const} */ ([["open_translate", "."], ["open_step", "step"], ["open_what_if", "what-if"]]);

/** @typedef {import("../../kit/saves.js").Format} Format */
/** @typedef {{pin: (name: string) => void, enlarge: (name: string) => void, replace: (name: string, by: string) => void,
 *   save: (name: string, format: Format) => void, goTo: (step: number) => void}} HeadingActions */

/**
 * @param {{name: string, title: string}} panel
 * @param {Record<string, string>} labels
 * @param {HeadingActions} press
 * @param {() => PanelData} data the current data of the panel
 */
export function createHeading({ name, title }, labels, press, data) {
  const pin = pressable({ class: "gaze-button" }, () => press.pin(name), icon(ICONS_OF_PANEL.pin));
  const enlarge = pressable({ class: "gaze-button gaze-enlarge" }, () => press.enlarge(name), icon(ICONS_OF_PANEL.enlarge));
  setName(pin, say(labels, "pin", { title }));
  setName(enlarge, say(labels, "enlarge", { title }));
  const more = createLinks(title, labels, data, (format) => press.save(name, format));
  const names = createTitle(title, labels, (by) => press.replace(name, by));
  const root = html("header", {}, names.root, html("div", { class: "gaze-tools", "data-zone": "button" }, pin, enlarge, more));

  /** @param {Look} look */
  function paint(look) {
    setAll(pin, { "aria-pressed": String(look.pins.includes(name)) });
    setAll(enlarge, { "aria-pressed": String(look.large === name) });
  }

  return /** @satisfies {Part} */ ({ root, paint, write: names.write, offer: names.build, focus: names.focus });
}

/**
 * Links to other pages with this panel's model and sentence, and buttons that save files.
 * @param {string} title
 * @param {Record<string, string>} labels
 * @param {() => PanelData} data
 * @param {(format: Format) => void} save
 * @returns {HTMLElement}
 */
function createLinks(title, labels, data, save) {
  const summary = html("summary", { class: "gaze-button" }, icon(ICONS_OF_PANEL.lead));
  setName(summary, say(labels, "lead", { title }));
  const links = PLACES.map(([label, page]) => {
    const link = html("a", { href: "#" }, say(labels, label));
    // On use, since the address changes with every choice.
    const updateAddress = () => setAll(link, { href: pageAddress(page, location.href, data().scorer, data().text) });
    for (const type of /** @type {const} */ (["pointerenter", "focus", "click"])) link.addEventListener(type, updateAddress);
    return link;
  });
  const files = createSaves(["svg", "png", "csv"], save);
  files.build(labels);
  return html("details", { class: "gaze-lead" }, summary, html("nav", {}, ...links, html("div", {}, files.root)));
}
