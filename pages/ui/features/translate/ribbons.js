/** The ribbons view: source chips, output chips and the ribbons between them. Built once per scene; a step only changes marks. */

import { html, setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { ribbonLayout, ribbonsOf } from "../../kit/layout.js";
import { inkOf, readBefore, weightText } from "../../kit/reading.js";
import { endLines } from "../../kit/scene.js";
import { createScroller } from "../../kit/scrolling.js";
import { fullName } from "../../kit/speech.js";
import { highlightOf, isHidden } from "../../kit/state.js";

const SIDES = /** @type {const} */ (["source", "target"]);
/** The least weight that has a ribbon, and that has a number. */
const [UNSEEN, UNWRITTEN] = [0.001, 0.005];
const TINT = 0.42;
/** The thickness of a bar and its distance from the chip, in ems of the chip: numbers and marks are close. */
const THICK = 0.2;
const FROM_CHIP = { source: 0.06, target: 0.26 };

/** @typedef {{path: SVGPathElement, weight: number, source: number}} Ribbon */
/** @typedef {{group: SVGGElement, tint: SVGRectElement, number: SVGTextElement}} Chip */
/** @typedef {{chip: Chip, name: string, fill: (shares: number[]) => void}} Meter */

/** @param {Dispatch} dispatch */
export function createRibbons(dispatch) {
  const svg = vector("svg", { class: "gaze-drawing" });
  const root = html("div", { class: "gaze-scroll gaze-ribbons" }, svg);
  const view = createScroller(root);
  /** What a step marks: the ribbons of each step, chips, and the meters of the source.
   * @type {{layout: RibbonLayout, rows: SVGGElement[], ribbons: Ribbon[][], source: Chip[], target: Chip[], meters: Meter[]} | null} */
  let drawn = null;
  listenToChips(root, dispatch); // a drawing that listens for the focus would become a tab stop itself

  /** @param {Scene} scene @param {{width: number, reach: number | null}} room */
  function build(scene, room) {
    const { font, flipped, measure, labels, trace } = scene;
    const texts = { source: scene.source.map((piece) => piece.text), target: scene.target.map((piece) => piece.text) };
    const layout = ribbonLayout({ ...texts, ...room, font, flipped, measure });
    const ribbons = scene.weights.map((row, step) => ribbonsOf(layout, row, step).flatMap(({ d, thickness }, source) => {
      if (row[source] < UNSEEN) return [];
      const opacity = (0.3 + 0.6 * inkOf(row[source])).toFixed(3);
      return [{ path: vector("path", { d, "stroke-width": thickness.toFixed(2), "stroke-opacity": opacity }), weight: row[source], source }];
    }));
    const rows = ribbons.map((row) => vector("g", {}, ...row.map((ribbon) => ribbon.path)));
    const [source, target] = SIDES.map((side) => scene[side].map((piece, i) => drawChip(layout, side, i, piece, labels)));
    drawn = { layout, rows, ribbons, source, target, meters: drawMeters(scene, layout, { source, target }) };

    const ends = scene.fixed ? [vector("g", { class: "gaze-ends" }, ...endLines(layout).map((d) => vector("path", { d })))] : [];
    const chips = SIDES.map((side, i) => vector("g", {
      role: "group", "aria-label": say(labels, `${side}_row`), "data-zone": side === "source" ? "source" : "stage", lang: trace.languages?.[i] || false,
    }, ...(side === "source" ? source : target).map((chip) => chip.group)));
    source[0]?.group.setAttribute("tabindex", "0");
    setAll(svg, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` });
    svg.style.fontSize = `${layout.font}px`;
    svg.replaceChildren(vector("g", { class: "gaze-bands" }, ...rows), ...ends, ...chips);
    root.style.setProperty("--gaze-number", `${Math.max(12, layout.font * 0.74)}px`);
    setAll(root, { "data-flipped": layout.flipped });
    view.fit({ width: room.width, height: root.clientHeight });
  }

  /** @param {number} threshold */
  function hideBelow(threshold) {
    for (const { path, weight } of drawn?.ribbons.flat() ?? []) path.setAttribute("display", weight < threshold ? "none" : "inline");
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    if (!drawn || scene.target.length === 0) return;
    const { rows, ribbons, source, target, meters, layout } = drawn;
    const lit = highlightOf(state);
    svg.classList.toggle("gaze-columnwise", lit.step === null);
    rows.forEach((row, i) => setAll(row, { class: i === lit.step ? "gaze-lit" : i <= state.step ? "gaze-past" : "gaze-future", display: isHidden(state, i) && "none" }));
    const now = rows[lit.step ?? state.step];
    if (now.nextSibling) now.parentNode?.append(now);
    // Over all steps the ribbons of one source piece; within a lit row the one ribbon of the hovered cell.
    ribbons.forEach((row, step) => {
      const aimed = lit.source !== null && (lit.step === null || lit.step === step);
      for (const ribbon of row) setAll(ribbon.path, { class: aimed && (ribbon.source === lit.source ? "gaze-on" : "gaze-off") });
    });
    // The weights of a lit step tint the source; those of a lit source piece over all steps tint the output.
    const row = lit.step === null || scene.fixed ? null : scene.weights[lit.step];
    const column = lit.step === null && !scene.fixed ? lit.source : null;
    const most = Math.max(...(row ?? []));
    source.forEach((chip, j) => {
      tintChip(chip, row?.[j] ?? 0);
      chip.number.classList.toggle("gaze-most", row?.[j] === most);
      chip.group.classList.toggle("gaze-held", lit.source === j);
    });
    target.forEach((chip, i) => {
      const { group } = chip;
      tintChip(chip, column === null ? 0 : scene.weights[i][column]);
      group.classList.toggle("gaze-now", i === state.step);
      group.classList.toggle("gaze-later", i > state.step);
      group.classList.toggle("gaze-held", i === lit.step && i !== state.step);
      setAll(group, { tabindex: i === state.step ? 0 : -1, "aria-current": i === state.step ? "step" : false, display: isHidden(state, i) && "none" });
    });
    paintMeters(meters, scene, lit.step ?? state.step);
    view.follow(layout.target[state.step], { width: layout.flipped ? 0 : layout.width, height: layout.height });
  }

  /** @param {number} step */
  const focusStep = (step) => drawn?.target[step]?.group.focus({ preventScroll: true });
  /** @param {number} source */
  const focusSource = (source) => drawn?.source[source]?.group.focus();

  return /** @satisfies {Part} */ ({ root, svg, build, paint, hideBelow, focusStep, focusSource });
}

/**
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {Shown} piece
 * @param {Record<string, string>} labels @returns {Chip}
 */
function drawChip(layout, side, index, piece, labels) {
  const { font, flipped } = layout;
  const { text, ...box } = layout[side][index];
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const tint = vector("rect", { class: "gaze-tint", ...box, "fill-opacity": 0 });
  // Numbers are on the far side of a chip, away from the ribbons.
  const before = side === "source";
  const beside = before ? { "text-anchor": "end", x: box.x - font * 0.4 } : { "text-anchor": "start", x: box.x + box.width + font * 0.4 };
  const above = { "text-anchor": "middle", x: middle.x, y: before ? box.y - font * 0.65 : box.y + box.height + font * 0.75 };
  const number = vector("text", { class: "gaze-number", "aria-hidden": "true", ...(flipped ? { ...beside, y: middle.y } : above) });
  const name = fullName(labels, piece);
  const group = vector("g", {
    role: "button", tabindex: -1, "aria-label": name, [`data-${side}`]: index,
    class: `gaze-chip${piece.end ? " gaze-end" : ""}${piece.fixed ? " gaze-vector" : ""}`,
  }, vector("title", {}, name), vector("rect", { class: "gaze-body", ...box }), tint, vector("text", { class: "gaze-piece", ...middle }, text), number);
  const line = box.y + box.height - font * 0.38;
  for (const look of [piece.unknown && "gaze-unknown", piece.copied && "gaze-copied-line"]) {
    if (look) group.append(vector("line", { class: look, x1: box.x + font * 0.5, x2: box.x + box.width - font * 0.5, y1: line, y2: line }));
  }
  return { group, tint, number };
}

/** @param {Chip} chip @param {number} weight */
function tintChip({ tint, number }, weight) {
  setAll(tint, { "fill-opacity": (inkOf(weight) * TINT).toFixed(3) });
  setText(number, weight >= UNWRITTEN ? weightText(weight) : "");
}

/** @param {HTMLElement} root @param {Dispatch} dispatch */
function listenToChips(root, dispatch) {
  /** @param {Event} event @returns {Hover | null} */
  const pieceOf = (event) => {
    const chip = /** @type {Element} */ (event.target).closest(".gaze-chip");
    if (!chip) return null;
    const [step, source] = [chip.getAttribute("data-target"), chip.getAttribute("data-source")];
    return { step: step === null ? null : Number(step), source: source === null ? null : Number(source) };
  };
  root.addEventListener("pointerover", (event) => {
    const piece = pieceOf(event);
    dispatch(piece ? { type: "hover", to: piece } : { type: "leave" });
  });
  root.addEventListener("pointerleave", () => dispatch({ type: "leave" }));
  root.addEventListener("focusin", (event) => {
    const piece = pieceOf(event);
    if (piece && piece.source !== null) dispatch({ type: "hover", to: piece });
  });
  root.addEventListener("focusout", () => dispatch({ type: "leave" }));
  root.addEventListener("click", (event) => {
    const step = pieceOf(event)?.step ?? null;
    if (step !== null) dispatch({ type: "step", to: step });
  });
}

/**
 * The bars of a scene: the output has them if its model copies, the source if its model knows what was read.
 * @param {Scene} scene @param {RibbonLayout} layout @param {{source: Chip[], target: Chip[]}} chips
 * @returns {Meter[]} those of the source, which a step fills
 */
function drawMeters({ trace, source, target, labels }, layout, chips) {
  trace.generate?.forEach((share, i) => {
    const meter = drawMeter(layout, "target", i, chips.target[i], fullName(labels, target[i]), ["gaze-generated", "gaze-pointed"]);
    meter.fill([share, 1 - share]);
    rename(meter, say(labels, "generate_name", { piece: meter.name, x: weightText(share) }));
  });
  if (!trace.covers) return [];
  return chips.source.map((chip, j) => drawMeter(layout, "source", j, chip, fullName(labels, source[j]), ["gaze-covered", "gaze-reread"]));
}

/**
 * A bar on the far side of a chip, away from the ribbons; in a column, below the chip.
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {Chip} chip @param {string} name
 * @param {string[]} looks the classes of its parts, from left to right @returns {Meter}
 */
function drawMeter(layout, side, index, chip, name, looks) {
  const { x, y, width, height } = layout[side][index];
  const { font, flipped } = layout;
  const top = side === "source" && !flipped ? y - font * (FROM_CHIP.source + THICK) : y + height + font * FROM_CHIP[side];
  const box = { y: top, height: font * THICK };
  const parts = looks.map((look) => vector("rect", { class: look, ...box }));
  chip.group.append(vector("g", { class: "gaze-meter" }, vector("rect", { class: "gaze-unfilled", x, width, ...box }), ...parts));

  /** @param {number[]} shares of the width */
  function fill(shares) {
    let from = x;
    parts.forEach((part, k) => {
      setAll(part, { x: from.toFixed(1), width: (shares[k] * width).toFixed(1) });
      from += shares[k] * width;
    });
  }

  return { chip, name, fill };
}

/**
 * Fills the bars of the source with what was read before a step; what was read more than once replaces the rest.
 * @param {Meter[]} meters @param {Scene} scene @param {number} step
 */
function paintMeters(meters, { trace, labels }, step) {
  const read = meters.length ? readBefore(trace.weights, step) : [];
  meters.forEach((meter, j) => {
    const again = Math.min(1, Math.max(0, read[j] - 1));
    meter.fill([Math.min(1, read[j]) - again, again]);
    rename(meter, say(labels, "coverage_name", { piece: meter.name, x: weightText(read[j]) }));
  });
}

/** @param {Meter} meter @param {string} name */
function rename({ chip }, name) {
  setAll(chip.group, { "aria-label": name });
  setText(/** @type {Node} */ (chip.group.firstChild), name);
}
