/** The candidates of the current step as bars. */

import { elementOf } from "./dom.js";
import { say } from "./labels.js";
import { html, nothing, render } from "./lit.js";
import { candidateRows, mixtureOf, percentText, unknownText } from "./reading.js";
import { shownAlone } from "./pieces.js";

export function createCandidates() {
  const root = elementOf(html`<div class="gaze-candidates"></div>`);
  /** @type {CandidateRow[][]} */
  let rows = [];

  /** @param {Pick<Scene, "trace">} scene */
  function build({ trace }) {
    rows = trace.target.pieces.map((_, step) => candidateRows(trace, step));
  }

  /** @param {Pick<Scene, "trace" | "labels">} scene @param {number} step */
  function paint({ trace, labels }, step) {
    const most = Math.max(0, ...rows.map((row) => row.length));
    render(html`
      <h3 class="gaze-title">${say(labels, "candidates")}</h3>
      <ol class="gaze-bars">${Array.from({ length: most }, (_, rank) => row(rows[step]?.[rank]))}</ol>
      <p class="gaze-quiet">${unknownText(trace, step, labels)}</p>`, root);

    /** @param {CandidateRow | undefined} candidate without one a row keeps its place, so that nothing jumps from step to step */
    function row(candidate) {
      if (!candidate) return html`<li class="" data-empty><bdi class="gaze-piece">\u00a0</bdi>${bar(0, null)}</li>`;
      const { text, name } = shownAlone(candidate.piece, labels);
      return html`<li class=${candidate.chosen ? "gaze-now" : ""}>
        <bdi class="gaze-piece" lang=${trace.languages?.[1] || nothing} title=${name}>${candidate.begun ? `${text}…` : text}</bdi>
        <span class="gaze-hidden">${candidate.chosen ? say(labels, "chosen") : ""}</span>
        ${bar(candidate.probability, mixtureOf(trace, step, candidate))}
        <span class="gaze-percent">${percentText(candidate.probability)}</span>
      </li>`;
    }
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @param {number} probability @param {{generated: number, copied: number} | null} mixture its second part is due to copying, in the colour of attention */
function bar(probability, mixture) {
  const copied = mixture && `transform: translateX(${(mixture.generated * 100).toFixed(2)}%) scaleX(${mixture.copied.toFixed(4)})`;
  return html`<span class="gaze-track" aria-hidden="true"><i style="transform: scaleX(${probability.toFixed(4)})"></i><b
    ?hidden=${!copied} style=${copied ?? nothing}></b></span>`;
}
