/** A QR code, drawn for cameras: dark on white on every ground. */

import { html } from "./lit.js";

/** Light modules around the dark ones, without which cameras do not find them. */
const QUIET_ZONE = 4;

/**
 * The dark modules as one path, a stretch of a row at a time.
 * @param {string[]} modules rows of `0` and `1`
 * @returns {string}
 */
export function pathOf(modules) {
  return modules.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`)).join("");
}

/** @param {string} kind the class @param {string[]} modules @param {string} name */
export function qrCode(kind, modules, name) {
  const size = modules.length + 2 * QUIET_ZONE;
  return html`<svg class=${kind} role="img" aria-label=${name} shape-rendering="crispEdges" viewBox="${-QUIET_ZONE} ${-QUIET_ZONE} ${size} ${size}" ?hidden=${!modules.length}>
    <rect x=${-QUIET_ZONE} y=${-QUIET_ZONE} width=${size} height=${size} fill="#fff"></rect><path d=${pathOf(modules)}></path></svg>`;
}
