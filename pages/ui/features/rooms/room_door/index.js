/** The way into a room: a code to type, and a room to open. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { guardShortcuts } from "../../../kit/listening.js";
import { say } from "../../../kit/labels.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { rootOf } from "../room_panel/address.js";
import { keepSecret, lookAtRoom, postToRoom, roomAddress } from "../room_panel/transport.js";
import { WORDS_OF_DOOR } from "./labels.js";

/** Where a class begins. */
const FIRST_PLACE = { address: "/", hidden: [], frozen: false };

/**
 * A code as it is written down, in capitals and with spaces, as it stands in an address.
 * @param {string} typed
 * @returns {string}
 */
export function writtenCode(typed) {
  return typed.replace(/[\s-]/g, "").toLowerCase();
}

export function createDoor() {
  let labels = WORDS_OF_DOOR;
  const field = html("input", { class: "gaze-field door-code", type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, "data-zone": "field" });
  const problem = html("p", { class: "door-problem", role: "alert" });
  const [join, open] = [html("button", { class: "gaze-main", type: "submit" }), pressable({ class: "gaze-main" }, openRoom)];
  const roles = html("fieldset", { class: "door-roles" }, html("legend", { class: "gaze-hidden" }));
  const [student, wall] = [roleOption(roles, true), roleOption(roles, false)];
  const form = html("form", { class: "door-form" }, field, join, roles);
  const [joinTitle, joinAbout, openTitle, openAbout] = [html("h2"), html("p"), html("h2"), html("p")];
  const root = html("section", { class: "gaze gaze-door" },
    html("div", { class: "door-part" }, joinTitle, joinAbout, form, problem),
    html("div", { class: "door-part" }, openTitle, openAbout, open));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    joinRoom(writtenCode(field.value));
  });

  /** @param {string} code */
  async function joinRoom(code) {
    const { reason, data } = await lookAtRoom(roomAddress(rootOf(location.href), `/${encodeURIComponent(code) || "none"}`));
    refuse(reason, data.seconds);
    if (!reason) enterRoom(code, wall.option.checked);
  }

  async function openRoom() {
    const { reason, data } = await postToRoom(roomAddress(rootOf(location.href), ""), FIRST_PLACE);
    refuse(reason, data.seconds);
    if (reason) return;
    keepSecret(data.code, data.secret);
    enterRoom(data.code, false);
  }

  /** @param {string} reason @param {number} [seconds] until it may be tried again */
  function refuse(reason, seconds = 0) {
    setText(problem, reason && say(labels, reason, { seconds }));
  }

  /** @param {{labels: Record<string, string>}} data */
  function build(data) {
    labels = { ...WORDS_OF_DOOR, ...data.labels };
    for (const [node, key] of /** @type {[Element, string][]} */ ([
      [joinTitle, "join_title"], [joinAbout, "join_about"], [join, "join"], [openTitle, "open_title"], [openAbout, "open_about"], [open, "open_room"],
      [student.words, "as_student"], [wall.words, "as_wall"], [/** @type {Element} */ (roles.firstElementChild), "role"],
    ])) setText(node, say(labels, key));
    setAll(field, { "aria-label": say(labels, "code_field"), placeholder: say(labels, "code_field") });
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: guardShortcuts(root) });
}

/**
 * One of the ways to be in a room.
 * @param {HTMLElement} place
 * @param {boolean} first
 */
function roleOption(place, first) {
  const [option, words] = [html("input", { type: "radio", name: "role" }), html("span")];
  option.checked = first;
  place.append(html("label", { class: "door-role" }, option, words));
  return { option, words };
}

/**
 * The wall is presented on its own ground.
 * @param {string} code
 * @param {boolean} wall
 */
function enterRoom(code, wall) {
  const address = rootOf(location.href);
  const language = new URLSearchParams(location.search).get("lang");
  address.searchParams.set("room", code);
  if (language) address.searchParams.set("lang", language);
  if (wall) {
    address.searchParams.set("wall", "1");
    address.searchParams.set("present", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }
  location.assign(address);
}

// The component that Streamlit mounts: the way into a room.

export default mountComponent(createDoor, PACKED);
