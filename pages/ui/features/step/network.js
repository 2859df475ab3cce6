/** The network on the sentence as one drawing: from the typed text over the encoder to the weights, and through the decoder to the next piece. */

import { say } from "../../kit/labels.js";
import { guard, html, nothing, svg } from "../../kit/lit.js";
import { isolate, shownAlone, visible } from "../../kit/pieces.js";
import { candidateRows, percentText } from "../../kit/reading.js";
import { written } from "./arithmetic.js";
import { cellTitle, saidBefore } from "./inside.js";
import { numberText } from "./numbers.js";
import { strip } from "./strip.js";

/** The rows of the encoder between embedding and state, as the boxes of the model have them. */
const LAYERS = ["forward", "backward", "window"];
/** The candidates that the box of the prediction names. */
const NAMED = 3;
/** The share of the width, in five columns, at which the context goes into the decoder: into its readout or into its cell. */
const INTO = { readout: 0.5, cell: 0.3 };
const [THICKEST, THINNEST] = [14, 0.4];

/**
 * A click on a box opens it below. `sweeping`: the data just run over the source, before the first step is played.
 * @param {Drawn} drawn @param {Moment} moment @param {Decision} decision @param {(action: Action | Choice) => void} dispatch
 * @param {{sweeping: boolean, chooseAsked: (asked: Asked) => void}} more
 */
export function network(drawn, moment, decision, dispatch, { sweeping, chooseAsked }) {
  const { labels, source, data: { network: { order } } } = drawn;
  const { box: opened, position } = decision;
  const here = order === "attend_first" ? "cell" : "readout";
  return html`<section class="gaze-network" role="group" data-zone="button" aria-label=${say(labels, "network")} ?data-sweeping=${sweeping} style="--gaze-pieces: ${source.length}">
    <div class="gaze-scroll" tabindex="-1"><div class="gaze-layers">
      ${guard([drawn, opened, position], () => encoder(drawn, opened, position, dispatch, chooseAsked))}
      ${weights(drawn, moment, decision, dispatch)}
      ${fan(moment, drawn, INTO[here])}
    </div></div>
    ${decoder(drawn, moment, decision, dispatch, chooseAsked, here)}
  </section>`;
}

/** A box: its symbol, what is in it, what it is called. @param {string} name @param {string} symbol @param {unknown} content @param {string} title @param {boolean} open @param {() => void} press @param {string} [kind] */
function node(name, symbol, content, title, open, press, kind = "") {
  return html`<button type="button" class="gaze-node ${kind}" data-box=${name} aria-label=${title} title=${title} aria-expanded=${open} @click=${press}><i>${written(symbol)}</i>${content}</button>`;
}

/** The rows over the source: text, pieces with their ids, embeddings, layers, states. @param {Drawn} drawn @param {string} opened @param {number} position @param {(action: Choice) => void} dispatch @param {(asked: Asked) => void} chooseAsked */
function encoder({ data: { trace, explanation: { reading }, network: { boxes, encoder: kind, layers } }, labels, source, ramp, reach }, opened, position, dispatch, chooseAsked) {
  const lang = trace.languages?.[0] || nothing;
  const still = (/** @type {number[]} */ values, /** @type {number} */ most) => strip(values, most, ramp, { still: true });
  /** @param {string} name @param {string} symbol @param {(position: number) => unknown} content @param {string} [extra] */
  const row = (name, symbol, content, extra = "") => html`<div class="gaze-layer gaze-${name}"><span class="gaze-of">${say(labels, `box_${name}_row`, { cell: cellTitle(kind) })}</span>${source.map((piece, j) => {
    const title = say(labels, `box_${name}`, { piece: piece.name, cell: cellTitle(kind) });
    return html`<span class="gaze-at" style="--gaze-i: ${j}">${node(name, symbol, content(j), title, opened === name && position === j, () => dispatch({ type: "enter", box: name, position: j }), extra)}</span>`;
  })}</div>`;
  const own = LAYERS.filter((name) => boxes.includes(name));
  return html`
    <div class="gaze-layer gaze-texts"><span class="gaze-of">${say(labels, "box_piece_row")}</span>${source.map((piece, j) => {
      const typed = visible([...trace.text].slice(...(trace.source.spans[j] ?? [0, 0])).join(""));
      return html`<span class="gaze-at" style="--gaze-i: ${j}"><bdi class="gaze-typed" lang=${lang} title=${piece.name}>${piece.text}</bdi><small title=${say(labels, "box_id", { typed: isolate(typed) })}>${reading.ids[j] ?? ""}</small></span>`;
    })}</div>
    ${row("embedding", "x_i", (j) => still(reading.embeddings[j] ?? [], reach.embeddings))}
    ${own.map((name, i) => row(name, name === "backward" ? "←" : "→", (j) => still(layers[i][j] ?? [], reach.layers), "gaze-cell"))}
    ${own.length ? nothing : html`<div class="gaze-layer gaze-whole-row"><span class="gaze-of">${say(labels, "box_self_attention_row")}</span><span class="gaze-at gaze-wide">${node("self_attention", "↔", say(labels, "box_self_attention"), say(labels, "box_self_attention"), false, () => chooseAsked("encoder"))}</span></div>`}
    ${row("state", "h_i", (j) => still(reading.states[j] ?? [], reach.encoded))}`;
}

/** Scores and weights of the step, below the states that they are of. @param {Drawn} drawn @param {Moment} moment @param {Decision} decision @param {(action: Choice) => void} dispatch */
function weights({ data: { trace, network: { order } }, labels, source }, { scores, columns }, { box, piece }, dispatch) {
  if (trace.fixed) return nothing;
  const query = order === "attend_first" ? "s_{t−1}" : "s_t";
  return html`<div class="gaze-layer gaze-scores"><span class="gaze-of">${written(say(labels, "box_score_row", { query }))}</span>${source.map((shown, j) => html`
    <span class="gaze-at">${node("attention", "", html`<span>${numberText(scores[j])}</span><b>${numberText(columns.weights[j])}</b><span class="gaze-track" aria-hidden="true"><i style="transform: scaleX(${columns.weights[j].toFixed(4)})"></i></span>`,
      say(labels, "open", { piece: shown.name }), box === "attention" && piece === j, () => { dispatch({ type: "enter", box: "attention" }); dispatch({ type: "open", piece: j }); })}</span>`)}</div>`;
}

/** From each state to the context, as thick as its weight; without attention, from where the directions end. @param {Moment} moment @param {Drawn} drawn @param {number} into */
function fan({ columns }, { source }, into) {
  const count = source.length;
  return html`<div class="gaze-layer gaze-fan"><span class="gaze-of"></span><svg viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">${columns.weights.map((weight, j) => {
    const x = (100 * (j + 0.5)) / count;
    return svg`<path d="M${x.toFixed(2)} 0 C${x.toFixed(2)} 24 ${100 * into} 16 ${100 * into} 40" vector-effect="non-scaling-stroke" style="stroke-width: ${(THINNEST + THICKEST * weight).toFixed(2)}; opacity: ${(0.12 + 0.88 * weight).toFixed(3)}"></path>`;
  })}</svg></div>`;
}

/** What becomes of the context: state, readout, logits, the next piece. @param {Drawn} drawn @param {Moment} moment @param {Decision} decision @param {(action: Action | Choice) => void} dispatch @param {(asked: Asked) => void} chooseAsked @param {"readout" | "cell"} here where the context goes */
function decoder(drawn, { step, context }, { box }, dispatch, chooseAsked, here) {
  const { data, labels, target, ramp, reach } = drawn;
  const { trace, explanation: { combination }, network: { boxes, cell, start, feeds } } = data;
  const lang = trace.languages?.[1] || nothing;
  const has = (/** @type {string} */ name) => boxes.includes(name);
  const open = (/** @type {string} */ name) => () => dispatch({ type: "enter", box: name });
  const vector = (/** @type {number[]} */ values, /** @type {number} */ most) => strip(values, most, ramp, { still: true });
  const said = saidBefore(target, step);
  const likeliest = candidateRows(trace, step).slice(0, NAMED);
  const title = (/** @type {string} */ name) => say(labels, `box_${name}`, { piece: isolate(said), cell: cellTitle(cell) });
  const box_ = (/** @type {string} */ name, /** @type {string} */ symbol, /** @type {unknown} */ content, kind = "") => node(name, symbol, content, title(name), box === name, open(name), kind);
  return html`<div class="gaze-decoder" data-into=${here}>
    <span class="gaze-context">${has("context") ? box_("context", "c_t", strip(context, reach.states, ramp)) : node("attention", "c_t", strip(context, reach.states, ramp), title("context"), false, open("attention"))}</span>
    <span class="gaze-inputs">
      ${box_("input", "y_{t−1}", html`<bdi lang=${lang}>${said}</bdi>${vector(combination.inputs[step], reach.embeddings)}`)}
      ${start ? stateBefore(drawn, start, step, box, dispatch) : nothing}
      ${feeds ? html`<small>${say(labels, "box_feeds")}</small>` : nothing}
      ${has("layer") ? node("self_attention", "↔", say(labels, "box_decoder_attention"), say(labels, "box_decoder_attention"), false, () => chooseAsked("decoder")) : nothing}
    </span>
    <span class="gaze-arrow" style="grid-area: a1" aria-hidden="true">→</span>
    <span class="gaze-middle">${has("cell") ? box_("cell", "s_t", html`<b>${cellTitle(cell)}</b>${vector(combination.states[step], reach.outcome)}`, "gaze-cell") : box_("layer", "", html`<b>${say(labels, "box_layer_short")}</b>${vector(combination.states[step], reach.outcome)}`, "gaze-cell")}</span>
    <span class="gaze-arrow" style="grid-area: a2" aria-hidden="true">→</span>
    <span class="gaze-read">${has("readout") ? box_("readout", "o_t", vector(combination.readouts[step], reach.outcome)) : node("layer", "o_t", vector(combination.readouts[step], reach.outcome), title("layer"), box === "layer", open("layer"))}</span>
    <span class="gaze-arrow" style="grid-area: a3" aria-hidden="true">→</span>
    <span class="gaze-chosen">${box_("logits", "p", html`<span class="gaze-few">${likeliest.map(({ piece, probability, chosen }) => html`
      <span class=${chosen ? "gaze-now" : ""}><bdi lang=${lang}>${shownAlone(piece, labels).text}</bdi> ${percentText(probability)}</span>`)}</span>`)}</span>
    <span class="gaze-arrow" style="grid-area: a4" aria-hidden="true">→</span>
    <span class="gaze-next"><i>${written("y_t")}</i><bdi lang=${lang} title=${target[step].name}>${target[step].text}</bdi></span>
  </div>`;
}

/** The decoder's state before a step: a click goes to the step that made it; before the first, to how it is made. @param {Drawn} drawn @param {number[]} start @param {number} step @param {string} box @param {(action: Action | Choice) => void} dispatch */
function stateBefore({ data: { explanation: { combination } }, labels, target, ramp, reach }, start, step, box, dispatch) {
  if (!step) {
    const title = say(labels, "box_start");
    return node("start", "s_0", strip(start, reach.outcome, ramp, { still: true }), title, box === "start", () => dispatch({ type: "enter", box: "start" }));
  }
  const title = say(labels, "box_before", { piece: isolate(target[step - 1].name) });
  return node("start", "s_{t−1}", strip(combination.states[step - 1], reach.outcome, ramp, { still: true }), title, false, () => {
    dispatch({ type: "step", to: step - 1 });
    dispatch({ type: "enter", box: "cell" });
  }, "gaze-past");
}
