/** The address of what is in view, to be copied or scanned. */

import { copyField, elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { qrCode } from "../../kit/qr.js";
import { WORDS_OF_SHARE } from "./labels.js";

// -- An address to share: copied to the clipboard by a button, and drawn as a QR code.

/** @typedef {{address: string, modules: string[], here: boolean, labels: Record<string, string>}} ShareData */

function createShare() {
  const root = elementOf(html`<section class="gaze gaze-share"></section>`);

  /** @param {ShareData} data @param {boolean} [copied] */
  function build(data, copied = false) {
    const { address, modules, here } = data;
    const labels = { ...WORDS_OF_SHARE, ...data.labels };
    const remarks = [!modules.length && say(labels, "too_long"), here && say(labels, "only_here")].filter(Boolean).join(" ");
    const copy = async (/** @type {any} */ { currentTarget }) => { if (await copyField(currentTarget.previousElementSibling)) build(data, true); };
    render(html`
      <div class="gaze-passed"><input class="gaze-field gaze-address" readonly data-zone="field" aria-label=${say(labels, "address")} .value=${address}
        @focus=${(/** @type {any} */ { target }) => target.select()} /><button type="button" class="gaze-choice gaze-copy" @click=${copy}>${say(labels, "copy")}</button>
        <span class="gaze-quiet" role="status">${copied ? say(labels, "copied") : ""}</span><p class="gaze-quiet">${remarks}</p></div>
      ${qrCode("gaze-qr", modules, say(labels, "qr"))}`, root);
  }

  return /** @satisfies {Part} */ ({ root, build: (/** @type {ShareData} */ data) => build(data) });
}

export default mountComponent(createShare, PACKED);
