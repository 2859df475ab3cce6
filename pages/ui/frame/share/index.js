/** The address of what is in view, to be copied or scanned. */

import { copyField, html, pressable, setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { drawQrCode } from "../../kit/qr.js";
import { WORDS_OF_SHARE } from "./labels.js";

// -- An address to share: copied to the clipboard by a button, and drawn as a QR code.

/** @typedef {{address: string, modules: string[], here: boolean, labels: Record<string, string>}} ShareData */

function createShare() {
  const field = html("input", { class: "gaze-field gaze-address", readonly: true, "data-zone": "field" });
  field.addEventListener("focus", () => field.select());
  const copied = html("span", { class: "gaze-quiet", role: "status" });
  const button = pressable({ class: "gaze-choice gaze-copy" }, copy);
  const code = vector("svg", { class: "gaze-qr" });
  const remarks = html("p", { class: "gaze-quiet" });
  const root = html("section", { class: "gaze gaze-share" }, html("div", { class: "gaze-passed" }, field, button, copied, remarks), code);
  let labels = WORDS_OF_SHARE;

  async function copy() {
    if (await copyField(field)) setText(copied, say(labels, "copied"));
  }

  /** @param {ShareData} data */
  function build({ address, modules, here, labels: translated }) {
    labels = { ...WORDS_OF_SHARE, ...translated };
    field.value = address;
    setAll(field, { "aria-label": say(labels, "address") });
    setText(button, say(labels, "copy"));
    setText(copied, "");
    setText(remarks, [!modules.length && say(labels, "too_long"), here && say(labels, "only_here")].filter(Boolean).join(" "));
    drawQrCode(code, modules, say(labels, "qr"));
  }

  return /** @satisfies {Part} */ ({ root, build });
}

export default mountComponent(createShare, PACKED);
