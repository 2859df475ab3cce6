/** The page of the plan: its stops in their order, what each has, and plans that are ready to be taken. */

import { iconButton } from "../../../kit/buttons.js";
import { elementOf, setAll } from "../../../kit/dom.js";
import { guardShortcuts } from "../../../kit/listening.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { download } from "../../../kit/picture.js";
import { choicesIn, toggled } from "../../../features/rooms/room_panel/sheet.js";
import { change, goToStop, hearKept, kept, takeOnce } from "../plan_bar/keeping.js";
import { fileName, fileOf, hiding, placeOf, titleOf } from "../plan_bar/plan.js";
import { WORDS_OF_PLAN_PAGE } from "./labels.js";

/** @typedef {import("../plan_bar/plan.js").Stop} Stop */
/** A plan that can be taken. @typedef {{name: string, title: string, minutes: number, stops: number}} Card */
/** What Python has read: a plan, or why it is none, and at which stop. @typedef {{id: string, plan?: import("../plan_bar/plan.js").Plan, problem?: string, stop?: number}} Opened */
/** How long texts are at most, how many minutes a stop has, and how many choices a question.
 * @typedef {{name: number, note: number, minutes: number, words: number, choice: number, choices: number}} Limits */
/** @typedef {{ready: Record<string, Card[]>, opened: Opened | null, pages: Record<string, string>, hidable: string[], limits: Limits, labels: Record<string, string>}} PlanPageData */

const QUESTIONS = ["row", "piece", "scorer", "diagnosis", "update", "race", "choice"];
const UP = "M6 14l6-6 6 6";
const DOWN = "M6 10l6 6 6-6";
const CROSS = "M7 7l10 10M17 7L7 17";
/** Why a file is no plan, where a word of that name is taken. @type {Record<string, string>} */
const PROBLEMS = { minutes: "no_minutes", question: "no_question_read" };

/**
 * @param {ReportToPython} report
 */
function createPlanPage(report) {
  const root = elementOf(html`<section class="gaze plans"></section>`);
  /** @type {PlanPageData | null} */
  let given = null;
  /** The stop that is open to be edited, what one is told, and whether what changes is being typed in a field, which then stays as it is. */
  let [open, told, typing] = [-1, "", false];
  const undo = [guardShortcuts(root), hearKept(() => { if (!typing) paint(); })];

  /** @param {PlanPageData} data */
  function build(data) {
    given = { ...data, labels: { ...WORDS_OF_PLAN_PAGE, ...data.labels } };
    if (data.opened) take(data.opened, given.labels);
    paint();
  }

  /** @param {Opened} opened @param {Record<string, string>} labels */
  function take({ id, plan, problem = "", stop = 0 }, labels) {
    const { plan: before, heard } = kept();
    if (heard.includes(id)) return;
    open = plan ? -1 : open;
    const wasKept = takeOnce(id, plan ? { type: "open", plan } : null);
    if (problem) told = say(labels, PROBLEMS[problem] ?? problem, { n: stop });
    else if (plan) told = say(labels, !wasKept ? "not_kept" : before.stops.length ? "opened" : "opened_first", { name: plan.name });
  }

  /** What is typed is kept at once. @param {import("../plan_bar/plan.js").Edit} edit */
  function type(edit) {
    typing = true;
    change(edit);
    typing = false;
  }

  /** @param {number} at @param {number} by */
  function move(at, by) {
    if (!(at + by in kept().plan.stops)) return;
    if (open === at) open += by;
    else if (open === at + by) open = at;
    change({ type: "move", at, by });
    focus(`li:nth-child(${at + by + 1}) .plans-${by < 0 ? "up" : "down"}`);
  }

  /** @param {number} at */
  function remove(at) {
    if (open >= at) open = open === at ? -1 : open - 1;
    told = given ? say(given.labels, "removed", { n: at + 1 }) : "";
    change({ type: "remove", at });
    focus(".plans-back");
  }

  function takeBack() {
    [open, told] = [-1, ""];
    change({ type: "back" });
    focus(".plans-name");
  }

  /** @param {string} selector */
  function focus(selector) {
    /** @type {HTMLElement | null} */ (root.querySelector(selector))?.focus();
  }

  function paint() {
    if (!given) return;
    const { labels, pages, limits } = given;
    const { plan, before, place } = kept();
    const { stops } = plan;
    const minutes = stops.reduce((sum, stop) => sum + stop.minutes, 0);
    const button = (/** @type {string} */ kind, /** @type {string} */ words, /** @type {() => void} */ press) =>
      html`<button type="button" class="plans-button ${kind}" @click=${press}>${words}</button>`;
    render(html`
      <p class="plans-about">${say(labels, "about")}</p>
      <div class="plans-head"><input class="gaze-field plans-name" type="text" data-zone="field" maxlength=${limits.name} .value=${plan.name} aria-label=${say(labels, "name")}
        placeholder=${say(labels, "unnamed")} @input=${(/** @type {any} */ { target }) => type({ type: "rename", name: target.value })} />
        ${stops.length ? html`${button("gaze-main", place ? say(labels, "go_on", { n: place.at + 1 }) : say(labels, "start"), () => goToStop(place?.at ?? 0))}
        ${place ? button("", say(labels, "end"), () => change({ type: "end" })) : nothing}
        ${button("plans-save", say(labels, "save"), () => download(new Blob([fileOf(kept().plan)], { type: "application/json" }), fileName(kept().plan)))}` : nothing}
        ${before ? button("plans-back", say(labels, "take_back"), takeBack) : nothing}</div>
      <p class="plans-told" role="status">${told}</p>
      ${stops.length ? html`<ol class="plans-stops" aria-label=${say(labels, "plan")}>${stops.map((stop, at) => stopView(stop, at, place?.at === at))}</ol>
        <p class="gaze-quiet">${say(labels, "totals", { n: stops.length, minutes })}</p>` : html`<p class="plans-empty">${say(labels, "empty")}</p>`}
      <p class="gaze-quiet">${say(labels, "kept_here")}</p>
      <h2>${say(labels, "ready")}</h2><p class="gaze-quiet">${say(labels, "ready_about")}</p>
      ${Object.entries(given.ready).map(([kind, cards]) => html`<h3>${say(labels, kind)}</h3><ul class="plans-ready">${cards.map((card) => cardView(kind, card, labels))}</ul>`)}`, root);
    setAll(root, { "aria-label": say(labels, "plan") });

    /** @param {Stop} stop @param {number} at @param {boolean} now */
    function stopView(stop, at, now) {
      const title = titleOf(stop, pages);
      const unfold = () => {
        open = open === at ? -1 : at;
        paint();
      };
      return html`<li aria-current=${now ? "step" : nothing}><div class="plans-stop">
        <button type="button" class="plans-title" aria-expanded=${open === at} aria-label=${say(labels, "edit", { n: at + 1, title })} @click=${unfold}><b>${at + 1}</b><span>${title}</span></button>
        <span class="gaze-quiet plans-facts">${stop.minutes ? html`<span>${say(labels, "minutes_of", { n: stop.minutes })}</span>` : nothing}${stop.question ? html`<span>${say(labels, "has_question")}</span>` : nothing}</span>
        ${iconButton("gaze-button plans-up", say(labels, "up"), UP, () => move(at, -1), { disabled: at === 0 })}
        ${iconButton("gaze-button plans-down", say(labels, "down"), DOWN, () => move(at, 1), { disabled: at === stops.length - 1 })}
        ${iconButton("gaze-button plans-remove", say(labels, "remove"), CROSS, () => remove(at))}</div>
        ${open === at ? editView(stop, at, /** @type {PlanPageData} */ (given)) : stop.note ? html`<p class="plans-note">${stop.note}</p>` : nothing}</li>`;
    }
  }

  /** @param {Stop} stop @param {number} at @param {PlanPageData} data */
  function editView(stop, at, { labels, pages, limits, hidable }) {
    const { question } = stop;
    const { hidden } = placeOf(stop.address);
    const put = (/** @type {Partial<Stop>} */ changed) => change({ type: "change", at, stop: changed });
    const typed = (/** @type {Partial<Stop>} */ changed) => type({ type: "change", at, stop: changed });
    const asked = () => /** @type {import("../plan_bar/plan.js").StopQuestion} */ (kept().plan.stops[at].question);
    const chosen = (/** @type {any} */ { target }) => put({ question: target.value ? { kind: target.value, words: "", choices: [], right: "" } : null });
    return html`<div class="plans-edit">
      <label><span>${say(labels, "title")}</span><input class="gaze-field" type="text" data-zone="field" maxlength=${limits.name} placeholder=${titleOf({ ...stop, title: "" }, pages)}
        .value=${stop.title} @input=${(/** @type {any} */ { target }) => typed({ title: target.value })} /></label>
      <label><span>${say(labels, "note")}</span><textarea class="gaze-field" rows="3" data-zone="field" maxlength=${limits.note} .value=${stop.note}
        @input=${(/** @type {any} */ { target }) => typed({ note: target.value })}></textarea><small>${say(labels, "note_seen")}</small></label>
      <label class="plans-short"><span>${say(labels, "minutes")}</span><input class="gaze-field" type="number" data-zone="field" min="0" max=${limits.minutes} .value=${stop.minutes || ""}
        @input=${(/** @type {any} */ { target }) => typed({ minutes: minutesIn(target.value, limits.minutes) })} /></label>
      <label class="plans-short"><span>${say(labels, "question")}</span><select class="gaze-select" data-zone="field" @change=${chosen}>
        <option value="" .selected=${!question}>${say(labels, "no_question")}</option>
        ${QUESTIONS.map((kind) => html`<option value=${kind} .selected=${question?.kind === kind}>${say(labels, kind)}</option>`)}</select></label>
      ${question?.kind === "choice" ? html`<label><span>${say(labels, "words")}</span><input class="gaze-field" type="text" data-zone="field" maxlength=${limits.words} .value=${question.words}
        @input=${(/** @type {any} */ { target }) => typed({ question: { ...asked(), words: target.value } })} /></label>
        <label><span>${say(labels, "choices")}</span><textarea class="gaze-field" rows="3" data-zone="field" maxlength=${limits.choices * (limits.choice + 1)} .value=${writtenChoices(question)}
          @input=${(/** @type {any} */ { target }) => typed({ question: { ...asked(), ...clipped(target.value, limits) } })} @change=${paint}></textarea>
          <span class="gaze-quiet">${say(labels, "aloud", { n: limits.choices, length: limits.choice })}</span></label>` : nothing}
      <fieldset class="plans-hide"><legend>${say(labels, "hide")}</legend>${hidable.map((name) => html`<label><input type="checkbox" .checked=${hidden.includes(name)}
        @change=${(/** @type {any} */ { target }) => put({ address: hiding(stop.address, toggled(hidden, name, target.checked)) })} /><span>${say(labels, `hide_${name}`)}</span></label>`)}</fieldset>
      <button type="button" class="plans-button" @click=${() => goToStop(at)}>${say(labels, "start_here")}</button></div>`;
  }

  /** @param {string} kind @param {Card} card @param {Record<string, string>} labels */
  function cardView(kind, { name, title, minutes, stops }, labels) {
    return html`<li><button type="button" class="plans-card" @click=${() => report("action", { kind, name, at: Date.now() })}><b>${title}</b><span class="gaze-quiet">${say(labels, "card", { minutes, stops })}</span></button></li>`;
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => undo.forEach((end) => end()) });
}

/** @param {string} written @param {number} most */
function minutesIn(written, most) {
  const minutes = Math.round(Number(written));
  return minutes >= 0 ? Math.min(minutes, most) : 0;
}

/** @param {string} written @param {Limits} limits the choices that a question can have, and the right one of them */
function clipped(written, limits) {
  const { choices, right } = choicesIn(written);
  const clip = (/** @type {string} */ line) => line.slice(0, limits.choice).trim();
  const kept = [...new Set(choices.map(clip))].slice(0, limits.choices);
  return { choices: kept, right: kept.includes(clip(right)) ? clip(right) : "" };
}

/** @param {import("../plan_bar/plan.js").StopQuestion} question @returns {string} its choices as they are typed, the right one with its mark */
function writtenChoices({ choices, right }) {
  return choices.map((choice) => (choice === right ? `*${choice}` : choice)).join("\n");
}

export default mountComponent(createPlanPage, PACKED);
