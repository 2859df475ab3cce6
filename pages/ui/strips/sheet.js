/** The sheet of strips: a column a piece, a row a unit, one strip below the other, and the chosen unit as bars. */

import { setAll, setText, vector } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { clipText } from "../stage/pieces.js";
import { inkFor, meanAt, paintedRaster, valueAt } from "./raster.js";

const TALL = 128;
const BARS = 72;

/**
 * @param {(column: number, unit: number, pressed: boolean) => void} point
 */
export function createSheet(point) {
  const svg = vector("svg", { class: "gaze-drawing strips-drawing", role: "img" });
  const [heads, body, bars] = ["strips-heads", "strips-body", "strips-bars"].map((name) => vector("g", { class: name }));
  const [frame, row] = [vector("rect", { class: "gaze-frame" }), vector("line", { class: "strips-row" })];
  svg.append(heads, body, bars, row, frame);
  /** @type {{title: SVGTextElement, raster: Raster, top: number}[]} */
  let placed = [];
  let [wide, left, high, font, top] = [1, 0, 0, 15, 0];
  /** @type {SVGTextElement[]} */
  let names = [];

  for (const type of /** @type {const} */ (["pointermove", "click"])) {
    svg.addEventListener(type, (event) => {
      const box = svg.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const found = placed.find((each) => y >= each.top && y < each.top + TALL);
      const column = Math.floor((x - left) / wide);
      if (!found || column < 0 || column >= found.raster.columns) return;
      point(column, Math.floor(((y - found.top) / TALL) * found.raster.units), type === "click");
    });
  }

  /** @param {Raster[]} rasters @param {Shown[]} pieces @param {Record<string, string>} labels
   * @param {{width: number, font: number, measure: Measure, colours: import("../stage/colour.js").Rgb[]}} look */
  function build(rasters, pieces, labels, look) {
    font = look.font;
    wide = look.width / Math.max(1, pieces.length);
    wide = Math.min(wide, 150);
    left = 0;
    const full = wide * pieces.length;
    svg.style.fontSize = `${font}px`;
    names = pieces.map((piece, i) => {
      const text = vector("text", { x: left + (i + 0.5) * wide, y: font });
      setText(text, clipText(piece.text, wide - 2, font, look.measure));
      return text;
    });
    top = font * 2;
    const pitch = TALL + font * 2.2;
    placed = rasters.map((raster, i) => ({ raster, top: top + font * 1.6 + i * pitch, title: vector("text", { x: left, y: top + font * 0.6 + i * pitch, class: "strips-title" }) }));
    body.replaceChildren(...placed.flatMap((each) => [each.title, vector("image", {
      href: paintedRaster(each.raster, look.colours[0], look.colours[1], look.colours[2]),
      x: left, y: each.top, width: full, height: TALL, preserveAspectRatio: "none", "image-rendering": "pixelated",
    })]));
    heads.replaceChildren(...names);
    high = (placed.at(-1)?.top ?? 0) + TALL;
    const height = high + BARS + font * 2;
    setAll(svg, { width: Math.max(look.width, full), height, viewBox: `0 0 ${Math.max(look.width, full)} ${height}` });
    const summary = rasters.map(({ name, units }) => say(labels, "strip_summary", { name: say(labels, `strip_${name}`), units, n: pieces.length }));
    svg.setAttribute("aria-label", summary.join(". "));
  }

  /** @param {Record<string, string>} labels @param {number | null} now the column of the step @param {number[]} weights of the columns, where these are source pieces */
  function paint(labels, now, weights) {
    for (const { raster, title } of placed) {
      const name = say(labels, `strip_${raster.name}`);
      setText(title, now === null ? name : `${name} · ${say(labels, "strip_mean", { x: meanAt(raster, now).toFixed(2) })}`);
    }
    names.forEach((name, i) => {
      setAll(name, { class: i === now ? "gaze-now" : "" });
      name.style.opacity = weights.length ? String(0.45 + 0.55 * Math.sqrt(weights[i] ?? 0)) : "1";
    });
    setAll(frame, { x: left + (now ?? 0) * wide, y: top + font * 1.2, width: wide, height: high - top - font * 1.2 + 4, display: now === null ? "none" : "inline" });
  }

  /** The chosen unit: a line across the strips, and its values as bars. @param {number} unit */
  function mark(unit) {
    const [first] = placed;
    if (!first || unit >= first.raster.units) {
      setAll(row, { display: "none" });
      return bars.replaceChildren();
    }
    const y = first.top + ((unit + 0.5) / first.raster.units) * TALL;
    setAll(row, { x1: left, x2: left + wide * first.raster.columns, y1: y, y2: y, display: "inline" });
    const last = placed[placed.length - 1].raster;
    const middle = high + font + BARS * (last.low < 0 ? 0.5 : 1);
    const reach = BARS * (last.low < 0 ? 0.5 : 1);
    bars.replaceChildren(...Array.from({ length: last.columns }, (_, i) => {
      const { share, below } = inkFor(valueAt(last, i, unit), last);
      const tall = Math.max(1, share * reach);
      return vector("rect", { x: left + (i + 0.2) * wide, y: below ? middle : middle - tall, width: wide * 0.6, height: tall, class: below ? "strips-below" : "strips-above" });
    }));
  }

  return { svg, build, paint, mark };
}
