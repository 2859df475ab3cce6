/** The panels side by side, in columns and sorted; each is drawn when it becomes visible. */

import { elementOf } from "../../kit/dom.js";
import { fontFor } from "../../kit/layout.js";
import { html, render, repeat } from "../../kit/lit.js";
import { createVisibility } from "../../kit/scrolling.js";
import { columnsFor, fontSizeFor } from "../../kit/small.js";
import { clamp } from "../../kit/state.js";
import { debounce } from "../../kit/stepper.js";
import { DEFAULT_LOOK, sortPanels } from "./look.js";
import { createPanel, curveOf, factsOf, planDrawing } from "./panel.js";

const GAP = 28;
/** For an audience: the height above the panels in letters of the page, and around a matrix in its own. */
const [TOP, AROUND] = [3.6, 11.5];
/** Milliseconds until the panels outside the window follow. */
const DELAY = 120;
/** The largest font, as a multiple of the smallest: in a panel, and in the enlarged one. */
const [LARGEST_SMALL, LARGEST_ENLARGED] = [1.9, 3];
/** The translation in a panel: lines it may fill, and its largest font as a multiple of the smallest. */
const [LINES, LARGEST_OUTPUT] = [1.7, 1.7];

/** @typedef {ReturnType<typeof createPanel>} Panel */

/** @param {import("./panel.js").HeadingActions} press */
export function createGrid(press) {
  const root = elementOf(html`<div class="gaze-panels"></div>`);
  /** @type {Panel[]} */
  let panels = [];
  let [language, arrived] = ["", ""];
  let columns = 1;
  let now = { step: 0, look: DEFAULT_LOOK };
  // A key press must be visible at once, so the visible panels are painted first.
  const later = debounce(() => panels.forEach(follow), DELAY);
  const visibility = createVisibility((root) => panels.filter((panel) => panel.root === root).forEach(follow));
  const presses = { ...press, replace: (/** @type {string} */ old, /** @type {string} */ by) => { arrived = by; press.replace(old, by); } };

  /** @param {PanelsData} data */
  function build({ panels: data, labels }) {
    const previous = language === labels.panels ? panels : [];
    language = labels.panels;
    panels = data.map((panel) => previous.find(({ name, title }) => name === panel.name && title === panel.title) ?? createPanel(panel, labels, presses));
    for (const panel of panels) if (!previous.includes(panel)) visibility.watch(panel.root);
    data.forEach((panel, i) => panels[i].build(panel));
  }

  /** Plans the drawings; each is made when its panel becomes visible. @param {Compared} compared @param {number} width @param {Measure} measure */
  function draw(compared, width, measure) {
    const { data, look } = compared;
    const { small, large, outputFont, ...room } = panelSizes(data.panels, width, measure);
    columns = room.columns;
    root.style.setProperty("--gaze-columns", String(columns));
    root.style.setProperty("--gaze-output-size", `${outputFont.toFixed(1)}px`);
    root.toggleAttribute("data-single", columns === 1);
    // For an audience as many rows of panels fill the window, unless one is enlarged.
    const rows = Math.ceil(data.panels.length / columns);
    const [page, own] = [document.documentElement, root].map((element) => parseFloat(getComputedStyle(element).fontSize));
    const tall = data.present && !look.large ? (innerHeight - TOP * page - rows * AROUND * own) / rows : 0;
    const names = [...scenes().values()].flatMap(({ target }) => target.map(({ text }) => text));
    for (const panel of panels) {
      const [scene, size] = [panel.scene(), panel.name === look.large ? large : { ...small, tall }];
      if (scene) panel.plan(planDrawing(compared, panel.data(), scene, { measure, ...size }, names, press.goTo));
    }
  }

  /** @param {number} step @param {Look} look */
  function paint(step, look) {
    now = { step, look };
    for (const panel of panels) if (visibility.isVisible(panel.root)) follow(panel);
    later.schedule();
  }

  /** @param {Panel} panel */
  function follow(panel) {
    panel.paint(now.step, now.look);
  }

  /** Fills the menus of other functions. A panel that has just replaced another gets the focus. @param {PanelsData} data */
  function offer(data) {
    for (const panel of panels) panel.offer(data.offered, data.panels.map(({ name }) => name));
    panels.find(({ name }) => name === arrived)?.focus();
    arrived = "";
  }

  /** All panels in the order shown, drawn even if they are not visible. */
  function displayOrder() {
    panels.forEach(follow);
    return [...panels].sort((a, b) => [...root.children].indexOf(a.root) - [...root.children].indexOf(b.root));
  }

  /** Writes the numbers, sorts the panels by them, and marks pressed buttons. @param {Compared} compared @param {string[]} known the numbers that any panel has */
  function arrange(compared, known) {
    const { data, look } = compared;
    const against = data.panels.find(({ name }) => name === data.base)?.title ?? "";
    for (const panel of panels) panel.frame({ look, base: data.base, known, facts: factsOf(compared, panel.data()), against, curve: curveOf(compared, panel.data()) });
    const order = sortPanels(data.panels, look, (panel) => factsOf(compared, panel)).map(({ name }) => name);
    const sorted = [...panels].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    render(repeat(sorted, (panel) => panel, (panel) => panel.root), root);
  }

  /** By name, of the panels that have one. @returns {Map<string, Scene>} */
  function scenes() {
    return new Map(panels.flatMap(({ name, scene }) => (scene() ? [[name, /** @type {Scene} */ (scene())]] : [])));
  }

  const dispose = () => [later, visibility].forEach((part) => part.stop());
  return /** @satisfies {Part} */ ({ root, build, draw, arrange, paint, offer, displayOrder, scenes, columns: () => columns, dispose });
}

/** @param {number} width of all panels together @returns {number} */
export function fontOf(width) {
  return clamp(fontFor(width) * 0.74, 12, 19);
}

/**
 * The number of columns, the size of a panel and of the enlarged one, and the font of the translations.
 * @param {PanelData[]} panels @param {number} width @param {Measure} measure
 */
function panelSizes(panels, width, measure) {
  const font = fontOf(width);
  const sources = Math.max(0, ...panels.map(({ trace }) => trace?.source.pieces.length ?? 0));
  // In letters: long sentences need more room.
  const { columns, wide } = columnsFor(width, font * clamp(10 + sources * 0.6, 12, 28), GAP, panels.length);
  const roomy = (/** @type {number} */ most, /** @type {number} */ size) => ({ wide: size, font: fontSizeFor(size, sources, font, font * most) });
  const longest = Math.max(1, ...panels.map(({ trace }) => measure(trace?.target.text ?? "", 1)));
  const outputFont = clamp((wide * LINES) / longest, font, font * LARGEST_OUTPUT);
  return { columns, small: roomy(LARGEST_SMALL, wide), large: roomy(LARGEST_ENLARGED, columns > 1 ? wide * 2 + GAP : wide), outputFont };
}
