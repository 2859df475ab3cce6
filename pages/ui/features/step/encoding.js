/** From typed text to the encoder's states: pieces, ids, embeddings, states, step by step. */

import { glyph } from "../../kit/buttons.js";
import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";
import { visible } from "../../kit/pieces.js";
import { clamp } from "../../kit/state.js";
import { strip } from "./strip.js";

const ENCODING_STAGES = ["text", "piece", "id", "embedding", "state"];
const ARROWS = { back: "M14.5 6l-6 6 6 6", forward: "M9.5 6l6 6-6 6" };
/** @type {Record<string, [across: number, down: number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LAST = ENCODING_STAGES.length - 1;

export function createEncoding() {
  const root = elementOf(html`<section class="gaze-encoding" data-zone="button"></section>`);
  let at = { station: LAST, piece: 0 };
  /** @type {Drawn | null} */
  let drawn = null;

  /** @param {number} across @param {number} down */
  function move(across, down) {
    if (!drawn) return;
    at = { station: clamp(at.station + across, 0, LAST), piece: clamp(at.piece + down, 0, drawn.source.length - 1) };
    draw(drawn);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    move(...by);
  }

  /** It is the same at every step. @param {Drawn} now */
  function paint(now) {
    if (now === drawn) return;
    drawn = now;
    at.piece = clamp(at.piece, 0, now.source.length - 1);
    draw(now);
  }

  /** @param {Drawn} drawn */
  function draw({ data: { explanation: { reading }, trace }, labels, source, ramp, reach }) {
    const lang = trace.languages?.[0] || nothing;
    const arrow = (/** @type {"back" | "forward"} */ name, /** @type {number} */ by, /** @type {number} */ end) => html`
      <button type="button" class="gaze-button" aria-label=${say(labels, name)} title=${say(labels, name)} aria-disabled=${at.station === end}
        @click=${() => move(by, 0)}>${glyph(ARROWS[name])}</button>`;
    const row = (/** @type {Shown} */ piece, /** @type {number} */ j) => {
      const typed = [...trace.text].slice(...trace.source.spans[j]).join("");
      const cells = [html`<bdi lang=${lang}>${visible(typed)}</bdi>`, html`<bdi lang=${lang}>${piece.text}</bdi>`, reading.ids[j],
        strip(reading.embeddings[j], reach.embeddings, ramp, { still: true }), strip(reading.states[j], reach.encoded, ramp, { still: true })];
      return html`<tr>${cells.map((cell, i) => html`<td ?data-ahead=${i > at.station} ?data-here=${i === at.station && j === at.piece}>${cell}</td>`)}</tr>`;
    };
    render(html`
      <div class="gaze-heading"><h3 class="gaze-title">${say(labels, "encoding")}</h3>${arrow("back", -1, 0)}${arrow("forward", 1, LAST)}
        <p class="gaze-quiet" aria-live="polite">${say(labels, `encoding_${ENCODING_STAGES[at.station]}_hint`)}</p></div>
      <div class="gaze-scroll" tabindex="0" role="group" aria-label=${say(labels, "encoding_keys")} @keydown=${press}><table class="gaze-stations">
        <thead><tr>${ENCODING_STAGES.map((name, i) => html`<th scope="col" ?data-ahead=${i > at.station}>${say(labels, `encoding_${name}`)}</th>`)}</tr></thead>
        <tbody>${source.map(row)}</tbody>
      </table></div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, paint });
}
