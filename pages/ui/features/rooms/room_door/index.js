/** The way into a room: a code to type, and a room to open. */

import { elementOf } from "../../../kit/dom.js";
import { guardShortcuts } from "../../../kit/listening.js";
import { say } from "../../../kit/labels.js";
import { html, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { followedAddress, leadOf, rootOf } from "../room_panel/address.js";
import { forgetSecret, keepSecret, lookAtRoom, postToRoom, roomAddress, secrets } from "../room_panel/transport.js";
import { WORDS_OF_DOOR } from "./labels.js";

/** Rooms of one's own that are offered. */
const MOST_OFFERED = 3;

/**
 * A code as it is written down, in capitals and with spaces, as it stands in an address.
 * @param {string} typed
 * @returns {string}
 */
function writtenCode(typed) {
  return typed.replace(/[\s-]/g, "").toLowerCase();
}

function createDoor() {
  const root = elementOf(html`<section class="gaze gaze-door"></section>`);
  let labels = WORDS_OF_DOOR;
  /** Why there is no way in, and in how many seconds it may be tried again. */
  let [refused, seconds] = ["", 0];
  /** Rooms that were opened in this browser and still are, with the place where each class is. @type {{code: string, lead: string}[]} */
  let own = [];
  findOwn();

  /** @param {string} code @param {boolean} wall */
  async function joinRoom(code, wall) {
    const { reason, data } = await lookAtRoom(roomAddress(rootOf(location.href), `/${encodeURIComponent(code) || "none"}`));
    refuse(reason, data.seconds);
    if (!reason) enterRoom(code, wall);
  }

  async function openRoom() {
    const address = leadOf(location.href).replace(/^[^?]*/, "/"); // on the first page, with what the teacher has chosen
    const { reason, data } = await postToRoom(roomAddress(rootOf(location.href), ""), { address, hidden: [], frozen: false });
    refuse(reason, data.seconds);
    if (reason) return;
    keepSecret(data.code, data.secret);
    enterRoom(data.code, false, address);
  }

  async function findOwn() {
    const codes = Object.keys(secrets()).slice(-MOST_OFFERED);
    const looks = await Promise.all(codes.map((code) => lookAtRoom(roomAddress(rootOf(location.href), `/${code}`))));
    looks.forEach(({ reason }, i) => reason === "no_room" && forgetSecret(codes[i]));
    own = looks.flatMap(({ reason, data }, i) => (reason ? [] : [{ code: codes[i], lead: data.lead.address }]));
    paint();
  }

  /** @param {string} reason @param {number} [wait] */
  function refuse(reason, wait = 0) {
    [refused, seconds] = [reason, wait];
    paint();
  }

  /** @param {{labels: Record<string, string>}} data */
  function build(data) {
    labels = { ...WORDS_OF_DOOR, ...data.labels };
    paint();
  }

  function paint() {
    const submit = (/** @type {any} */ event) => {
      event.preventDefault();
      const { code, role } = event.currentTarget.elements;
      joinRoom(writtenCode(code.value), role.value === "wall");
    };
    const role = (/** @type {"student" | "wall"} */ value) =>
      html`<label class="door-role"><input type="radio" name="role" value=${value} ?checked=${value === "student"} /><span>${say(labels, `as_${value}`)}</span></label>`;
    render(html`
      <div class="door-part"><h2>${say(labels, "join_title")}</h2><p>${say(labels, "join_about")}</p>
        <form class="door-form" @submit=${submit}><input class="gaze-field door-code" name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
          maxlength="12" data-zone="field" aria-label=${say(labels, "code_field")} placeholder=${say(labels, "code_field")} /><button class="gaze-main" type="submit">${say(labels, "join")}</button>
          <fieldset class="door-roles"><legend class="gaze-hidden">${say(labels, "role")}</legend>${role("student")}${role("wall")}</fieldset></form>
        <p class="door-problem" role="alert">${refused && say(labels, refused, { seconds })}</p></div>
      <div class="door-part"><h2>${say(labels, "open_title")}</h2><p>${say(labels, "open_about")}</p>
        ${own.map(({ code, lead }) => html`<p class="door-own">${say(labels, "still_open", { code: code.toUpperCase() })}
          <button type="button" class="gaze-main" @click=${() => enterRoom(code, false, lead)}>${say(labels, "lead_again")}</button></p>`)}
        <button type="button" class="gaze-main" @click=${openRoom}>${say(labels, "open_room")}</button></div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: guardShortcuts(root) });
}

/**
 * The wall is presented on its own ground.
 * @param {string} code
 * @param {boolean} wall
 * @param {string} [lead] where in the app; students and walls are led there anyway
 */
function enterRoom(code, wall, lead = "/") {
  const address = new URL(followedAddress(lead, location.href));
  address.searchParams.set("room", code);
  if (wall) {
    address.searchParams.set("wall", "1");
    address.searchParams.set("present", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }
  location.assign(address);
}

// The component that Streamlit mounts: the way into a room.

export default mountComponent(createDoor, PACKED);
