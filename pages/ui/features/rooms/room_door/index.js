/** The way into a room: a code to type, and a room to open. */

import { elementOf } from "../../../kit/dom.js";
import { guardShortcuts } from "../../../kit/listening.js";
import { say } from "../../../kit/labels.js";
import { html, render } from "../../../kit/lit.js";
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
function writtenCode(typed) {
  return typed.replace(/[\s-]/g, "").toLowerCase();
}

function createDoor() {
  const root = elementOf(html`<section class="gaze gaze-door"></section>`);
  let labels = WORDS_OF_DOOR;
  /** Why there is no way in, and in how many seconds it may be tried again. */
  let [refused, seconds] = ["", 0];

  /** @param {string} code @param {boolean} wall */
  async function joinRoom(code, wall) {
    const { reason, data } = await lookAtRoom(roomAddress(rootOf(location.href), `/${encodeURIComponent(code) || "none"}`));
    refuse(reason, data.seconds);
    if (!reason) enterRoom(code, wall);
  }

  async function openRoom() {
    const { reason, data } = await postToRoom(roomAddress(rootOf(location.href), ""), FIRST_PLACE);
    refuse(reason, data.seconds);
    if (reason) return;
    keepSecret(data.code, data.secret);
    enterRoom(data.code, false);
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
        <button type="button" class="gaze-main" @click=${openRoom}>${say(labels, "open_room")}</button></div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: guardShortcuts(root) });
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
