/** From typed text to the encoder's states: pieces, ids, embeddings, states, step by step. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { visible } from "../../kit/pieces.js";
import { clamp } from "../../kit/state.js";
import { createStaticStrip } from "./strip.js";

const ENCODING_STAGES = ["text", "piece", "id", "embedding", "state"];
const ARROWS = { back: "M14.5 6l-6 6 6 6", forward: "M9.5 6l6 6-6 6" };

export function createEncoding() {
  const title = html("h3", { class: "gaze-title" });
  const hint = html("p", { class: "gaze-quiet", "aria-live": "polite" });
  const back = pressable({ class: "gaze-button" }, () => move(-1, 0), icon(ARROWS.back));
  const forward = pressable({ class: "gaze-button" }, () => move(1, 0), icon(ARROWS.forward));
  const titles = ENCODING_STAGES.map(() => html("th", { scope: "col" }));
  const body = html("tbody");
  const table = html("table", { class: "gaze-stations" }, html("thead", {}, html("tr", {}, ...titles)), body);
  const scroller = html("div", { class: "gaze-scroll", tabindex: 0, role: "group" }, table);
  const root = html("section", { class: "gaze-encoding", "data-zone": "button" }, html("div", { class: "gaze-heading" }, title, back, forward, hint), scroller);
  let at = { station: ENCODING_STAGES.length - 1, piece: 0 };
  /** @type {Record<string, string>} */
  let labels = {};

  scroller.addEventListener("keydown", (event) => {
    const across = ["ArrowLeft", "ArrowRight"].indexOf(event.key) * 2 - 1;
    const down = ["ArrowUp", "ArrowDown"].indexOf(event.key) * 2 - 1;
    if (across === -3 && down === -3) return;
    event.preventDefault();
    move(across === -3 ? 0 : across, down === -3 ? 0 : down);
  });

  /** @param {Drawn} drawn */
  function build(drawn) {
    labels = drawn.labels;
    setText(title, say(labels, "encoding"));
    setName(back, say(labels, "back"));
    setName(forward, say(labels, "forward"));
    setAll(scroller, { "aria-label": say(labels, "encoding_keys") });
    ENCODING_STAGES.forEach((name, i) => setText(titles[i], say(labels, `encoding_${name}`)));
    const { data: { explanation: { reading }, trace }, source, ramp, reach } = drawn;
    const lang = trace.languages?.[0] || false;
    body.replaceChildren(...source.map((piece, j) => {
      const [embedding, state] = [createStaticStrip(), createStaticStrip()];
      embedding.paint(reading.embeddings[j], reach.embeddings, ramp);
      state.paint(reading.states[j], reach.encoded, ramp);
      const typed = [...trace.text].slice(...trace.source.spans[j]).join("");
      const cells = [html("bdi", { lang }, visible(typed)), html("bdi", { lang }, piece.text), String(reading.ids[j]), embedding.root, state.root];
      return html("tr", {}, ...cells.map((cell) => html("td", {}, cell)));
    }));
    move(0, 0);
  }

  /** @param {number} across @param {number} down */
  function move(across, down) {
    at = { station: clamp(at.station + across, 0, ENCODING_STAGES.length - 1), piece: clamp(at.piece + down, 0, body.childElementCount - 1) };
    setText(hint, say(labels, `encoding_${ENCODING_STAGES[at.station]}_hint`));
    for (const [j, row] of [titles[0].parentElement, ...body.children].entries()) {
      [...(row?.children ?? [])].forEach((cell, i) => setAll(cell, { "data-ahead": i > at.station, "data-here": i === at.station && j - 1 === at.piece }));
    }
    setAll(back, { "aria-disabled": String(at.station === 0) });
    setAll(forward, { "aria-disabled": String(at.station === ENCODING_STAGES.length - 1) });
  }

  return /** @satisfies {Part} */ ({ root, build });
}
