/** The bar of a plan that runs: where one is, what comes next, and the keys that go there. It also takes in the views that are added. */

import { hearAddress, keepInAddress } from "../../../kit/address.js";
import { iconButton } from "../../../kit/buttons.js";
import { conduct, taught } from "../../../kit/classroom.js";
import { elementOf, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, live, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { clockText } from "../../../kit/reading.js";
import { createFollowing, leadOf } from "../../../features/rooms/room_panel/address.js";
import { change, hearKept, hearStops, kept, takeOnce } from "./keeping.js";
import { WORDS_OF_PLAN_BAR } from "./labels.js";
import { onward, placeOf, stopAt, titleOf } from "./plan.js";

/** The keys that presenters' remote controls send. */
const KEYS = { PageDown: 1, PageUp: -1 };
/** What needs these keys itself. */
const PAGED = 'textarea, select, canvas, [contenteditable="true"], input:not([type="text"], [type="checkbox"], [type="radio"]), [role="slider"], [role="listbox"], [role="dialog"], [role="menu"]';
const BACK_ARROW = "M14.5 6l-6 6 6 6";
const CROSS = "M7 7l10 10M17 7L7 17";
const PLAN_PAGE = "plan";
/** Milliseconds for which one reads that a view was added. */
const TOLD = 6000;

/** A view that was added, by its address, empty where it is too long. @typedef {{id: string, address: string}} Added */
/** What Python hands over: the room in the address, whether this is its wall, the titles of the pages, how many stops a plan has at
 * most, the last view that was added, and how many addresses Python has read.
 * @typedef {{room: string, wall: boolean, pages: Record<string, string>, most: number, added: Added | null, read: number, present: boolean,
 *   labels: Record<string, string>}} PlanBarData */

/**
 * @param {ReportToPython} report
 */
function createPlanBar(report) {
  const root = elementOf(html`<aside class="gaze-aside plan"></aside>`);
  const following = createFollowing();
  const stop = new AbortController();
  /** @type {PlanBarData | null} */
  let given = null;
  /** What one reads of the view that was added last. */
  let told = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  const clock = setInterval(paintClock, 1000);
  const undo = [hearKept(paint), hearStops(go), taught.hear(paint), hearAddress(paint), measure(root)];
  // Who does something goes on from where they are; before anything else, as what is done may lead to another stop.
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, following.rest, { capture: true, signal: stop.signal });
  addEventListener("keydown", pressed, { signal: stop.signal });

  /** @param {PlanBarData} data */
  function build(data) {
    given = { ...data, labels: { ...WORDS_OF_PLAN_BAR, ...data.labels } };
    following.hear(data.read);
    setAll(root, { "data-present": data.present, "aria-label": say(given.labels, "plan") });
    if (data.added) take(data.added, given);
    paint();
  }

  /** @param {Added} added @param {PlanBarData} data */
  function take({ id, address }, { most, labels }) {
    const now = kept();
    if (now.heard.includes(id)) return;
    const [number, full] = [now.plan.stops.length + 1, now.plan.stops.length >= most];
    const wasKept = full || !address ? false : takeOnce(id, { type: "add", stop: stopAt(address) });
    if (!address) tell(say(labels, "too_long"));
    else if (full) tell(say(labels, "too_many", { n: most }));
    else tell(say(labels, wasKept ? "added" : "not_kept", { n: number }));
  }

  /** @param {string} words */
  function tell(words) {
    told = words;
    clearTimeout(silence);
    silence = setTimeout(() => tell(""), TOLD);
    paint();
  }

  /** Whether this window may show it: none that a class reads or follows in. */
  const isOwn = () => given !== null && !given.wall && (given.room === "" || taught.get() !== null);

  /** In a room that this window leads, all go along. @param {number} at */
  function go(at) {
    const to = kept().plan.stops[at];
    if (!to) return;
    told = "";
    change({ type: "go", at, now: Date.now() });
    const { lead, hidden } = placeOf(to.address);
    if (!conduct({ type: "go", address: lead, hidden })) visit(lead, hidden.join("*"));
  }

  /** @param {string} lead @param {string} hidden the controls that the address hides */
  function visit(lead, hidden) {
    const before = new URL(location.href).searchParams.get("hide") ?? "";
    keepInAddress("hide", hidden || null);
    following.go(lead, before !== hidden);
  }

  function end() {
    change({ type: "end" });
    if (!conduct({ type: "go", address: leadOf(location.href), hidden: [] }) && new URL(location.href).searchParams.has("hide")) visit(leadOf(location.href), "");
  }

  function goOn() {
    const { plan, place } = kept();
    if (!place) return;
    const what = onward(plan, place, taught.get());
    if (what === "go") return go(place.at + 1);
    if (what === "reveal") conduct({ type: "reveal" });
    if (what === "ask") {
      conduct({ type: "ask", question: /** @type {import("./plan.js").StopQuestion} */ (plan.stops[place.at].question) });
      change({ type: "asked" });
    }
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!by || !isOwn() || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { place } = kept();
    if (!place) return;
    if (event.composedPath().some((element) => element instanceof Element && element.matches(PAGED))) return;
    event.preventDefault();
    if (by > 0) goOn();
    else go(place.at - 1);
  }

  function paint() {
    if (!given) return;
    const { plan, place } = kept();
    const runs = place !== null && isOwn();
    render(html`${toldView(given)}${runs ? runningView(plan, place, given) : nothing}`, root);
    root.hidden = !runs && !isTold();
    setAll(document.documentElement, { "data-gaze-plan": runs });
    paintClock();
  }

  /** On the page of the plan one sees what was added. */
  const isTold = () => told !== "" && pageOf(leadOf(location.href)) !== PLAN_PAGE;

  /** @param {PlanBarData} data */
  function toldView({ labels }) {
    return html`<div class="plan-told" ?hidden=${!isTold()}><p role="status">${told}</p><button type="button" class="plan-button"
      @click=${() => report("open", { at: Date.now() })}>${say(labels, "open_plan")}</button></div>`;
  }

  /** @param {import("./plan.js").Plan} plan @param {import("./plan.js").Place} place @param {PlanBarData} data */
  function runningView({ stops }, place, data) {
    const { labels, present, pages } = data;
    const { at } = place;
    const what = onward({ name: "", stops }, place, taught.get());
    const last = what === "last";
    const isAway = pageOf(leadOf(location.href)) !== pageOf(placeOf(stops[at].address).lead);
    const stopOf = say(labels, "stop_of", { n: at + 1, total: stops.length });
    return html`<div class="plan-box"><div class="plan-line">
      <span class="plan-place" role="status" aria-label=${stopOf}>${present ? say(labels, "place", { n: at + 1, total: stops.length }) : stopOf}</span>
      ${present ? nothing : html`<select class="plan-stops" aria-label=${say(labels, "choose_stop")} @change=${(/** @type {any} */ { target }) => go(target.selectedIndex)}>
        ${stops.map((each, i) => html`<option .selected=${live(i === at)}>${i + 1}. ${titleOf(each, pages)}</option>`)}</select>
        <span class="plan-clock" title=${say(labels, "clock")}></span>`}
      <button type="button" class="plan-button" ?hidden=${!isAway} @click=${() => go(at)}>${say(labels, "back_to", { n: at + 1 })}</button>
      ${iconButton("plan-button plan-icon", say(labels, "earlier_stop"), BACK_ARROW, () => go(at - 1), { disabled: at === 0 })}
      <button type="button" class="plan-button plan-main" title=${say(labels, "by_key")} aria-disabled=${last} @click=${goOn}>${say(labels, what)}</button>
      ${iconButton("plan-button plan-icon", say(labels, "end"), CROSS, end)}</div>
      ${present ? nothing : saidView(stops, at, data)}</div>`;
  }

  function paintClock() {
    const shown = root.querySelector(".plan-clock");
    if (!shown || !given) return;
    const { plan, place } = kept();
    if (!place) return;
    const [spent, { minutes }] = [Date.now() - place.since, plan.stops[place.at]];
    const time = clockText(spent / 1000);
    setText(shown, minutes ? say(given.labels, "clock_of", { time, minutes }) : time);
    setAll(shown, { "data-over": minutes > 0 && spent > minutes * 60_000 });
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => {
    clearInterval(clock);
    clearTimeout(silence);
    following.rest();
    stop.abort();
    for (const each of undo) each();
  } });
}

/** @param {string} lead @returns {string} the name of its page, as an address has it */
function pageOf(lead) {
  return lead.split("?")[0].slice(1);
}

/**
 * What only the teacher reads: the note, the question, what comes next.
 * @param {import("./plan.js").Stop[]} stops
 * @param {number} at
 * @param {PlanBarData} data
 */
function saidView(stops, at, { labels, pages }) {
  const { note, question } = stops[at];
  const next = stops[at + 1];
  const words = question && (question.words || (question.kind === "choice" ? "" : say(labels, `asked_${question.kind}`)));
  return html`<div class="plan-said" tabindex="0" role="group" aria-label=${say(labels, "plan")}>
    ${note ? html`<p class="plan-note">${note}</p>` : nothing}
    <p class="plan-facts">${words ? html`<span>${say(labels, "question", { words })}</span>` : nothing}${next ? html`<span>${say(labels, "then", { title: titleOf(next, pages) })}</span>` : nothing}</p></div>`;
}

/** Tells the page how much of its window the bar takes. @param {HTMLElement} bar @returns {() => void} stops measuring */
function measure(bar) {
  const observer = new ResizeObserver(() =>
    document.documentElement.style.setProperty("--gaze-plan", `${Math.ceil(bar.getBoundingClientRect().height)}px`));
  observer.observe(bar);
  return () => {
    observer.disconnect();
    document.documentElement.removeAttribute("data-gaze-plan");
  };
}

export default mountComponent(createPlanBar, PACKED);
