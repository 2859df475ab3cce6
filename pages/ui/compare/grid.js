/** The panels side by side: in columns, in the order of what they are sorted by, drawn once they are in sight. */

import { html, setAll } from "../components/shared/dom.js";
import { fontFor } from "../components/shared/layout.js";
import { createLater } from "../components/shared/player.js";
import { within } from "../components/shared/state.js";
import { columnsFor, lettersFor } from "./compact.js";
import { curveOf, factsOf } from "./facts.js";
import { PLAIN } from "./look.js";
import { ordered } from "./ordering.js";
import { createPanel } from "./panel.js";
import { planOf } from "./plans.js";
import { createSight } from "./sight.js";

const GAP = 28;
/** Milliseconds that nobody waits. */
const PATIENCE = 120;
/** How many times as large as at least letters are at most, in a panel and in the enlarged one. */
const [GROWN, ENLARGED] = [1.9, 3];
/** How many lines what a panel says may fill, and how much larger than at least it is at most. */
const [LINES, LOUD] = [1.7, 1.7];

/** @typedef {ReturnType<typeof createPanel>} Panel */

/**
 * @param {import("./heading.js").Presses} press
 */
export function createGrid(press) {
  const root = html("div", { class: "gaze-panels" });
  /** @type {Panel[]} */
  let panels = [];
  let [language, arrived] = ["", ""];
  let columns = 1;
  let now = { step: 0, look: PLAIN };
  // A key has to be seen at once in what can be seen: all other panels follow.
  const later = createLater(() => panels.forEach(follow), PATIENCE);
  const sight = createSight((seen) => panels.filter((panel) => panel.root === seen).forEach(follow));
  const presses = { ...press, replace: (/** @type {string} */ old, /** @type {string} */ by) => { arrived = by; press.replace(old, by); } };

  /** @param {PanelsData} data */
  function build({ panels: given, labels }) {
    const kept = language === labels.panels ? panels : [];
    language = labels.panels;
    panels = given.map((panel) => kept.find(({ name, title }) => name === panel.name && title === panel.title) ?? createPanel(panel, labels, presses));
    for (const panel of panels) if (!kept.includes(panel)) sight.watch(panel.root);
    given.forEach((panel, i) => panels[i].build(panel));
  }

  /** What has to be drawn; it is drawn when it comes into sight. @param {Compared} seen @param {number} width @param {Measure} measure */
  function draw(seen, width, measure) {
    const room = roomOf(seen.data.panels, width, measure);
    columns = room.columns;
    root.style.setProperty("--gaze-columns", String(columns));
    root.style.setProperty("--gaze-said", `${room.said.toFixed(1)}px`);
    setAll(root, { "data-single": columns === 1 });
    planPanels(panels, seen, room, measure, press.goTo);
  }

  /** @param {number} step @param {Look} look */
  function paint(step, look) {
    now = { step, look };
    for (const panel of panels) if (sight.sees(panel.root)) follow(panel);
    later.ask();
  }

  /** @param {Panel} panel */
  function follow(panel) {
    panel.paint(now.step, now.look);
  }

  /** What may stand in each one's place; what has just taken one takes the focus as well. @param {PanelsData} data */
  function offer(data) {
    for (const panel of panels) panel.offer(data.offered, data.panels.map(({ name }) => name));
    panels.find(({ name }) => name === arrived)?.focus();
    arrived = "";
  }

  /** All as they stand, drawn even where they are out of sight. */
  function inOrder() {
    panels.forEach(follow);
    return [...panels].sort((a, b) => [...root.children].indexOf(a.root) - [...root.children].indexOf(b.root));
  }

  const arrange = (/** @type {Compared} */ seen, /** @type {string[]} */ known) => arrangePanels(root, panels, seen, known);
  const dispose = () => [later, sight].forEach((clock) => clock.stop());
  return /** @satisfies {Part} */ ({ root, build, draw, arrange, paint, offer, inOrder, scenes: () => scenesOf(panels), columns: () => columns, dispose });
}

/**
 * @param {Panel[]} panels
 * @returns {Map<string, Scene>} by name, of those that have one
 */
function scenesOf(panels) {
  return new Map(panels.flatMap(({ name, scene }) => (scene() ? [[name, /** @type {Scene} */ (scene())]] : [])));
}

/**
 * @param {Panel[]} panels
 * @param {Compared} seen
 * @param {ReturnType<typeof roomOf>} room
 * @param {Measure} measure
 * @param {(step: number) => void} goTo
 * @returns {void}
 */
function planPanels(panels, seen, { small, large }, measure, goTo) {
  const names = [...scenesOf(panels).values()].flatMap(({ target }) => target.map(({ text }) => text));
  for (const panel of panels) {
    const [scene, size] = [panel.scene(), panel.name === seen.look.large ? large : small];
    if (scene) panel.plan(planOf(seen, panel.data(), scene, { measure, ...size }, names, goTo));
  }
}

/**
 * The numbers, the order by them, and what is pressed.
 * @param {HTMLElement} root
 * @param {Panel[]} panels
 * @param {Compared} seen
 * @param {string[]} known which numbers there are
 * @returns {void}
 */
function arrangePanels(root, panels, seen, known) {
  const { data, look } = seen;
  const against = data.panels.find(({ name }) => name === data.base)?.title ?? "";
  for (const panel of panels) {
    panel.mark(look, data.base);
    panel.tell(known, factsOf(seen, panel.data()), look.sort, against, curveOf(seen, panel.data()));
  }
  const order = ordered(data.panels, look, (panel) => factsOf(seen, panel)).map(({ name }) => name);
  const next = [...panels].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)).map((panel) => panel.root);
  if (next.some((one, at) => root.children[at] !== one) || root.children.length !== next.length) root.replaceChildren(...next);
}

/**
 * @param {number} width of all panels together
 * @returns {number}
 */
export function fontOf(width) {
  return within(fontFor(width) * 0.74, 12, 19);
}

/**
 * How many columns there are, how large a panel and the enlarged one, and the letters of what they say.
 * @param {PanelData[]} panels
 * @param {number} width
 * @param {Measure} measure
 */
function roomOf(panels, width, measure) {
  const font = fontOf(width);
  const sources = Math.max(0, ...panels.map(({ trace }) => trace?.source.pieces.length ?? 0));
  // In letters: long sentences need more room.
  const { columns, wide } = columnsFor(width, font * within(10 + sources * 0.6, 12, 28), GAP, panels.length);
  const roomy = (/** @type {number} */ most, /** @type {number} */ size) => ({ wide: size, font: lettersFor(size, sources, font, font * most) });
  const longest = Math.max(1, ...panels.map(({ trace }) => measure(trace?.target.text ?? "", 1)));
  const said = within((wide * LINES) / longest, font, font * LOUD);
  return { columns, small: roomy(GROWN, wide), large: roomy(ENLARGED, columns > 1 ? wide * 2 + GAP : wide), said };
}
