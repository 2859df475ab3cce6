/** An address to share: copied to the clipboard when it appears, and drawn as a QR code. */

import { html, pressable, setAll, setText, vector } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { WORDS_OF_SHARE } from "./labels.js";

/** The width of the light border, in modules; cameras need it to find the code. */
const QUIET_ZONE = 4;

/** @typedef {{address: string, modules: string[], here: boolean, labels: Record<string, string>}} ShareData */

/**
 * The dark modules as one path, with a rectangle for each run in a row.
 * @param {string[]} modules rows of `0` and `1`
 * @returns {string}
 */
export function pathOf(modules) {
  return modules.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)).join("");
}

export function createShare() {
  const field = html("input", { class: "gaze-field gaze-address", readonly: true, "data-zone": "field" });
  field.addEventListener("focus", () => field.select());
  const copied = html("span", { class: "gaze-quiet", role: "status" });
  const button = pressable({ class: "gaze-choice gaze-copy" }, copy);
  const code = vector("svg", { class: "gaze-qr", role: "img", "shape-rendering": "crispEdges" });
  const remarks = html("p", { class: "gaze-quiet" });
  const root = html("section", { class: "gaze gaze-share" }, html("div", { class: "gaze-passed" }, field, button, copied, remarks), code);
  let labels = WORDS_OF_SHARE;

  /** Copies the address. Without https, browsers allow that only for selected text. */
  async function copy() {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.focus();
      if (!document.execCommand("copy")) return;
    }
    setText(copied, say(labels, "copied"));
  }

  /** @param {ShareData} data */
  function build({ address, modules, here, labels: translated }) {
    labels = { ...WORDS_OF_SHARE, ...translated };
    const size = modules.length + 2 * QUIET_ZONE;
    field.value = address;
    setAll(field, { "aria-label": say(labels, "address") });
    setText(button, say(labels, "copy"));
    setText(copied, "");
    setText(remarks, [!modules.length && say(labels, "too_long"), here && say(labels, "only_here")].filter(Boolean).join(" "));
    setAll(code, { "aria-label": say(labels, "qr"), viewBox: `${-QUIET_ZONE} ${-QUIET_ZONE} ${size} ${size}`, hidden: !modules.length });
    code.replaceChildren(vector("rect", { x: -QUIET_ZONE, y: -QUIET_ZONE, width: size, height: size, fill: "#fff" }), vector("path", { d: pathOf(modules) }));
    copy();
  }

  return /** @satisfies {Part} */ ({ root, build });
}
