/** Gold links between tokens: which weights count as links, the scores of a panel against them, marks, and an editor. */

import { html, pressable, setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { visible } from "../../kit/pieces.js";
import { clamp } from "../../kit/state.js";

const OFFSETS = [-1, 0, 1];
const [SMALL_CURVE, LARGE_CURVE] = [{ width: 96, height: 26 }, { width: 300, height: 96 }];
const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] });
const MOST_TOKENS = 40;

/** @typedef {"" | "sure" | "possible"} LinkMark */

/**
 * The alignment error by weight threshold, as a line.
 * @param {Score[]} curve @param {number | null} threshold percent @param {string} name
 * @param {boolean} large with numbers at its sides @returns {SVGSVGElement}
 */
export function goldCurve(curve, threshold, name, large) {
  const { width, height } = large ? LARGE_CURVE : SMALL_CURVE;
  const [left, below] = large ? [14, 16] : [0, 0];
  const box = { width: width + left, height: height + below + 2, viewBox: `${-left} -1 ${width + left} ${height + below + 2}` };
  const svg = vector("svg", { class: "gaze-curve", ...box, role: "img", "aria-label": name },
    vector("title", {}, name), vector("line", { x1: 0, x2: width, y1: height, y2: height }),
    vector("polyline", { points: curvePoints(curve, width, height) }));
  if (threshold !== null) svg.append(vector("line", { class: "gaze-here", x1: (threshold / 100) * width, x2: (threshold / 100) * width, y1: 0, y2: height }));
  if (large) {
    const at = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ anchor, /** @type {string} */ text) => vector("text", { x, y, "text-anchor": anchor }, text);
    svg.append(vector("line", { x1: 0, x2: width, y1: 0, y2: 0 }), at(-14, 6, "start", "1"), at(-14, height, "start", "0"),
      ...[0, 0.25, 0.5, 0.75].map((share) => at(share * width, height + 12, "middle", String(share))), at(width, height + 12, "end", "1"));
  }
  return svg;
}

/** Controls: which row is read for a piece, and from which weight on a link counts. @param {(change: Partial<Look>) => void} choose */
export function createGoldBar(choose) {
  const rows = OFFSETS.map((offset) => pressable({ class: "gaze-choice" }, () => choose({ offset })));
  const [rowWord, word, value] = [html("span", { class: "gaze-quiet" }), html("span"), html("span", { class: "gaze-value" })];
  const row = html("div", { class: "gaze-group", role: "group" }, rowWord, ...rows);
  const heaviest = pressable({ class: "gaze-choice" }, () => choose({ threshold: null }));
  const slider = html("input", { type: "range", class: "gaze-range", min: 0, max: 100, step: 2, "data-zone": "field" });
  slider.addEventListener("input", () => choose({ threshold: Number(slider.value) }));
  const from = html("label", { class: "gaze-threshold" }, word, slider, value);
  const hint = html("p", { class: "gaze-quiet gaze-hint" });
  const root = html("div", { class: "gaze-gold" }, html("div", { class: "gaze-options", "data-zone": "button" }, row, heaviest, from), hint);

  /** By drawing. */
  let hints = { matrix: "", ribbons: "" };

  /** @param {Record<string, string>} labels @param {boolean} all whether every panel outputs the reference */
  function build(labels, all) {
    setText(rowWord, `${say(labels, "offset")}\u00a0`);
    setAll(row, { "aria-label": say(labels, "offset") });
    rows.forEach((button, i) => setText(button, ["t − 1", "t", "t + 1"][i]));
    setText(heaviest, say(labels, "heaviest"));
    setText(word, say(labels, "from_weight"));
    setAll(slider, { "aria-label": say(labels, "from_weight") });
    hints = { matrix: say(labels, all ? "gold_hint" : "gold_elsewhere"), ribbons: say(labels, "gold_ribbons") };
  }

  /** @param {Look} look */
  function paint({ draw, offset, threshold }) {
    setText(hint, hints[draw]);
    rows.forEach((button, i) => setAll(button, { "aria-pressed": String(OFFSETS[i] === offset) }));
    setAll(heaviest, { "aria-pressed": String(threshold === null) });
    slider.value = String(threshold ?? 50);
    slider.style.setProperty("--gaze-done", `${threshold ?? 50}%`);
    setText(value, threshold === null ? "" : (threshold / 100).toFixed(2));
    setAll(from, { "data-idle": threshold === null });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * The boxes are drawn once; dots and rings follow the chosen threshold.
 * @param {CompactLayout} layout @param {PanelGold} gold @param {Map<string, LinkMark>} links
 * @param {{offset: number, steps: number, thresholds: number[]}} read @returns {Marks}
 */
export function createGoldMarks({ left, top, cell, high }, gold, links, { offset, steps, thresholds }) {
  const radius = clamp(Math.min(cell, high) * 0.2, 1.5, 5);
  const [dots, rings] = [vector("path", { class: "gaze-dot" }), vector("path", { class: "gaze-ring" })];
  const boxes = [...links].flatMap(([at, mark]) => {
    const cells = linkCells(gold, /** @type {Link} */ (at.split(",").map(Number)), offset, steps);
    return cells ? [vector("rect", {
      class: `gaze-${mark}`, x: left + cell * cells.x + 1, y: top + high * cells.y + 1,
      width: cell * cells.width - 2, height: high * cells.height - 2,
    })] : [];
  });

  /** @type {Look | null} */
  let painted = null;

  /** @param {Link} link */
  function circle(link) {
    const cells = linkCells(gold, link, offset, steps);
    if (!cells) return "";
    const x = left + cell * (cells.x + cells.width / 2) - radius;
    const y = top + high * (cells.y + cells.height / 2);
    return `M${x.toFixed(1)} ${y.toFixed(1)}${[1, -1].map((way) => `a${radius} ${radius} 0 1 0 ${way * 2 * radius} 0`).join("")}z`;
  }

  /** @param {Look} look */
  function paint(look) {
    if (look === painted) return;
    painted = look;
    const predicted = predictedLinks(gold, look, thresholds);
    const isGold = (/** @type {Link} */ link) => links.has(link.join());
    setAll(dots, { d: predicted.filter(isGold).map(circle).join("") });
    setAll(rings, { d: predicted.filter((link) => !isGold(link)).map(circle).join("") });
  }

  return { over: [...boxes, rings, dots], paint };
}

/** A table of buttons, with a row per output token and a column per source token. @param {(links: string) => void} report */
export function createEditor(report) {
  const title = html("summary", {});
  const about = html("p", { class: "gaze-quiet" });
  const table = html("table", { class: "gaze-editor" });
  const root = html("details", { class: "gaze-editing", "data-zone": "field" }, title, about, html("div", { class: "gaze-scroll" }, table));
  /** @type {HTMLButtonElement[][]} */
  let buttons = [];
  /** @type {GoldData} */
  let gold = { source: [], target: [], links: "" };
  /** @type {Record<string, string>} */
  let labels = {};
  let links = readLinks("");
  let built = "";
  table.addEventListener("keydown", move);

  /** @param {GoldData} next @param {Record<string, string>} words */
  function build(next, words) {
    [gold, labels, links] = [next, words, readLinks(next.links)];
    setText(title, say(labels, "edit_links"));
    setText(about, say(labels, "edit_keys"));
    const mark = JSON.stringify([next.source, next.target, words.sure]);
    if (mark !== built) draw();
    built = mark;
    buttons.forEach((row, t) => row.forEach((_, s) => show(s, t)));
  }

  function draw() {
    const [source, target] = [gold.source.slice(0, MOST_TOKENS), gold.target.slice(0, MOST_TOKENS)];
    buttons = target.map((_, t) => source.map((_token, s) => pressable({ tabindex: s + t === 0 ? 0 : -1 }, () => press(s, t))));
    table.replaceChildren(html("tr", {}, html("td"), ...source.map((token) => tokenCell(token, "col"))),
      ...target.map((token, t) => html("tr", {}, tokenCell(token, "row"), ...buttons[t].map((button) => html("td", {}, button)))));
  }

  /** @param {number} s @param {number} t */
  function press(s, t) {
    links.set(`${s},${t}`, nextMark(links.get(`${s},${t}`) ?? ""));
    show(s, t);
    report(writeLinks(links));
  }

  /** @param {number} s @param {number} t */
  function show(s, t) {
    const mark = links.get(`${s},${t}`) ?? "";
    const name = `${gold.source[s]} – ${gold.target[t]}: ${say(labels, mark || "unlinked")}`;
    setAll(buttons[t][s], { class: mark ? `gaze-${mark}` : "", "aria-label": name, title: name });
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const by = MOVES[event.key];
    const pressed = /** @type {HTMLButtonElement} */ (event.target);
    const t = buttons.findIndex((row) => row.includes(pressed));
    if (!by || t < 0) return;
    event.preventDefault();
    const next = buttons[t + by[0]]?.[buttons[t].indexOf(pressed) + by[1]];
    if (!next) return;
    setAll(pressed, { tabindex: -1 });
    setAll(next, { tabindex: 0 });
    next.focus();
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/** @param {string} token @param {"row" | "col"} scope @returns {HTMLTableCellElement} */
function tokenCell(token, scope) {
  return html("th", { scope }, html("bdi", {}, visible(token)));
}

/** Reads links such as `0-0 1?2` into marks by `source,target`. @param {string} written @returns {Map<string, LinkMark>} */
export function readLinks(written) {
  return new Map([...written.matchAll(/(\d+)([-?])(\d+)/g)].map(([, source, mark, target]) =>
    [`${Number(source)},${Number(target)}`, mark === "-" ? "sure" : "possible"]));
}

/** @param {Map<string, LinkMark>} links @returns {string} in the order of the source, as Python writes them */
export function writeLinks(links) {
  const known = [...links].filter(([, mark]) => mark).map(([at, mark]) => ({ at: at.split(",").map(Number), mark }));
  known.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  return known.map(({ at, mark }) => at.join(mark === "sure" ? "-" : "?")).join(" ");
}

/** The mark after a click: none becomes sure, sure possible, possible none. @param {LinkMark} mark @returns {LinkMark} */
export function nextMark(mark) {
  return mark === "" ? "sure" : mark === "sure" ? "possible" : "";
}

/**
 * Error rate, precision and recall of a panel against the gold links, at the chosen offset and threshold.
 * @param {PanelGold | null | undefined} gold @param {Look} look @param {number[]} thresholds @returns {Record<string, number>}
 */
export function alignmentScores(gold, { offset, threshold }, thresholds) {
  const reading = gold?.readings[String(offset)];
  if (!reading) return {};
  const [aer, precision, recall] = threshold === null ? reading.best : reading.curve[thresholdIndex(threshold, thresholds)];
  return { aer, precision, recall };
}

/**
 * The links that the weights predict at the chosen offset and threshold.
 * @param {PanelGold} gold @param {Look} look @param {number[]} thresholds @returns {Link[]}
 */
export function predictedLinks({ readings }, { offset, threshold }, thresholds) {
  const { heaviest, reach } = readings[String(offset)];
  if (threshold === null) return heaviest;
  const at = thresholdIndex(threshold, thresholds);
  return reach.flatMap((row, target) => row.flatMap((most, source) => (most > at ? [/** @type {Link} */ ([source, target])] : [])));
}

/** @param {number} threshold percent @param {number[]} thresholds @returns {number} the index of the first threshold that is as high */
function thresholdIndex(threshold, thresholds) {
  return thresholds.findIndex((share) => share * 100 >= threshold - 0.5);
}

/**
 * The cells of a link's tokens, its rows shifted by the offset; null if a token has no pieces.
 * @param {PanelGold} gold @param {Link} link @param {number} offset @param {number} steps @returns {Cells | null}
 */
export function linkCells({ rows, columns }, [source, target], offset, steps) {
  const [down, across] = [rows[target], columns[source]];
  if (!down || !across) return null;
  const [first, last] = down.map((row) => clamp(row + offset, 0, steps - 1));
  return { x: across[0], y: first, width: across[1] - across[0] + 1, height: last - first + 1 };
}

/**
 * The error over all thresholds as the points of a line in a box.
 * @param {Score[]} curve @param {number} width @param {number} height @returns {string}
 */
export function curvePoints(curve, width, height) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  return curve.map(([aer], at) => `${r((at / (curve.length - 1)) * width)},${r((1 - aer) * height)}`).join(" ");
}
