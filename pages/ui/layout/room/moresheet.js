/** Everything else that a teacher can do: what is hidden, the answers, the end. */

import { copyField } from "../../components/shared/copying.js";
import { html, pressable, setAll, setText } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";

const CONTROLS = ["sentence", "examples", "scorer", "sidebar", "pages"];

/** @typedef {{lead: (on: boolean) => void, hide: (changed: (lead: RoomLead) => Partial<RoomLead>) => void, teacherLink: string,
 *   save: () => void, close: () => void}} TeacherWays */

/**
 * @param {Pick<RoomData, "labels">} data
 * @param {RoomLead} lead
 * @param {boolean} leads
 * @param {TeacherWays} ways
 * @returns {HTMLElement}
 */
export function moreSheet({ labels }, lead, leads, ways) {
  const names = html("fieldset", { class: "room-controls" }, html("legend", {}, say(labels, "hide_controls")),
    ...CONTROLS.map((name) => checkbox(say(labels, `hide_${name}`), lead.hidden.includes(name), (on) => ways.hide(({ hidden }) => ({ hidden: toggled(hidden, name, on) })))));
  return html("div", { class: "room-settings" },
    checkbox(say(labels, "lead_on"), leads, ways.lead),
    checkbox(say(labels, "freeze"), lead.frozen, (on) => ways.hide(() => ({ frozen: on }))),
    names, phoneLink(labels, ways.teacherLink),
    pressable({ class: "room-choice" }, ways.save, say(labels, "export_csv")),
    closeButton(labels, ways.close));
}

/**
 * @param {string[]} names
 * @param {string} name
 * @param {boolean} on
 * @returns {string[]}
 */
export function toggled(names, name, on) {
  const others = names.filter((other) => other !== name);
  return on ? [...others, name] : others;
}

/**
 * @param {string} words
 * @param {boolean} on
 * @param {(on: boolean) => void} changed
 * @returns {HTMLElement}
 */
function checkbox(words, on, changed) {
  const box = html("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return html("label", { class: "room-tick" }, box, html("span", {}, words));
}

/**
 * The link that makes another device lead is copied and never shown: the screen may be on the wall.
 * @param {Record<string, string>} labels
 * @param {string} link
 * @returns {HTMLElement}
 */
function phoneLink(labels, link) {
  const note = html("span", { class: "room-quiet", role: "status" });
  const field = html("input", { class: "gaze-hidden", readonly: true, tabindex: -1, "aria-hidden": "true" });
  field.value = link;
  const copy = async () => { if (await copyField(field)) setText(note, say(labels, "phone_copied")); };
  return html("div", { class: "room-phone" }, field, pressable({ class: "room-choice" }, copy, say(labels, "phone_link")), note);
}

/**
 * Pressed once it asks, pressed twice it closes.
 * @param {Record<string, string>} labels
 * @param {() => void} close
 * @returns {HTMLElement}
 */
function closeButton(labels, close) {
  const button = pressable({ class: "room-choice" }, () => {
    if (button.hasAttribute("data-sure")) return close();
    setAll(button, { "data-sure": true });
    setText(button, say(labels, "close_surely"));
  }, say(labels, "close_room"));
  return button;
}
