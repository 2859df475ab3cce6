/** A plan in the browser: its stops, what can be done with them, and where one is in it. Pure; `pages/ui/frame/plans/plan.py` reads its file. */

/** Of a kind that rooms ask; words and choices are those of a question of the teacher's own.
 * @typedef {{kind: string, words: string, choices: string[], right: string}} StopQuestion */
/** @typedef {{address: string, title: string, note: string, minutes: number, question: StopQuestion | null}} Stop */
/** @typedef {{name: string, stops: Stop[]}} Plan */
/** Where one is: at which stop, since when, and whether its question has been asked.
 * @typedef {{at: number, since: number, asked: boolean}} Place */
/** What a browser keeps: the plan, the one that a change has replaced and can be had back, where one is in it, null before it is started; and what
 * was taken from Python already.
 * @typedef {{plan: Plan, before: Plan | null, place: Place | null, heard: string[]}} Kept */
/** @typedef {{type: "add", stop: Stop} | {type: "open", plan: Plan} | {type: "remove", at: number} | {type: "move", at: number, by: number}
 *   | {type: "rename", name: string} | {type: "change", at: number, stop: Partial<Stop>} | {type: "back"}
 *   | {type: "go", at: number, now: number} | {type: "asked"} | {type: "end"}} Edit */

const [FORMAT, VERSION, SUFFIX] = ["gaze-plan", 1, ".gaze.json"];
/** As many as are taken from Python at most before the first of them can be forgotten. */
const MOST_HEARD = 40;

/** @returns {Kept} what is kept at first */
export function nothingKept() {
  return { plan: { name: "", stops: [] }, before: null, place: null, heard: [] };
}

/** @param {string} address @returns {Stop} */
export function stopAt(address) {
  return { address, title: "", note: "", minutes: 0, question: null };
}

/**
 * @param {Kept} kept
 * @param {Edit} edit
 * @returns {Kept} the same object where there is nothing to do
 */
export function edited(kept, edit) {
  const { plan, place } = kept;
  const { stops } = plan;
  switch (edit.type) {
    case "add": return { ...kept, plan: { ...plan, stops: [...stops, edit.stop] } };
    case "open": return { ...kept, plan: edit.plan, before: stops.length ? plan : kept.before, place: null };
    case "rename": return { ...kept, plan: { ...plan, name: edit.name } };
    case "change": return { ...kept, plan: { ...plan, stops: stops.map((stop, i) => (i === edit.at ? { ...stop, ...edit.stop } : stop)) } };
    case "remove": return { ...kept, plan: { ...plan, stops: stops.toSpliced(edit.at, 1) }, before: plan, place: placeWithout(place, edit.at, stops.length - 1) };
    case "move": return moved(kept, edit.at, edit.at + edit.by);
    case "back": return kept.before ? { ...kept, plan: kept.before, before: null, place: null } : kept;
    case "go": return edit.at in stops ? { ...kept, place: { at: edit.at, since: edit.now, asked: false } } : kept;
    case "asked": return place ? { ...kept, place: { ...place, asked: true } } : kept;
    case "end": return { ...kept, place: null };
  }
}

/** One stays at the stop that one is at, wherever it stands. @param {Kept} kept @param {number} from @param {number} to @returns {Kept} */
function moved(kept, from, to) {
  const { stops } = kept.plan;
  if (!(from in stops) || !(to in stops)) return kept;
  const order = stops.map((_, i) => i);
  order.splice(to, 0, ...order.splice(from, 1));
  const place = kept.place && { ...kept.place, at: order.indexOf(kept.place.at) };
  return { ...kept, plan: { ...kept.plan, stops: order.map((i) => stops[i]) }, place };
}

/** @param {Place | null} place @param {number} removed @param {number} left @returns {Place | null} */
function placeWithout(place, removed, left) {
  if (!place || !left) return null;
  return { ...place, at: Math.min(place.at > removed ? place.at - 1 : place.at, left - 1) };
}

/** @param {Kept} kept @param {string} id @returns {Kept} with something taken from Python, which a window may hand over again */
export function withHeard(kept, id) {
  return { ...kept, heard: [...kept.heard, id].slice(-MOST_HEARD) };
}

/**
 * @param {unknown} raw what a browser has kept
 * @returns {Kept} as it was kept, or what is kept at first
 */
export function readKept(raw) {
  const { plan, before, place, heard } = /** @type {Partial<Kept>} */ (raw ?? {});
  if (!isPlan(plan) || !Array.isArray(heard)) return nothingKept();
  return { plan, before: isPlan(before) ? before : null, place: place && place.at in plan.stops ? place : null, heard };
}

/** @param {any} raw @returns {raw is Plan} */
function isPlan(raw) {
  return typeof raw?.name === "string" && Array.isArray(raw.stops) && raw.stops.every((/** @type {any} */ stop) => typeof stop?.address === "string");
}

/** @param {Plan} plan @returns {string} the text of its file */
export function fileOf({ name, stops }) {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, name, stops }, null, 2)}\n`;
}

/** @param {Plan} plan @returns {string} what its file is called: its name, as far as every system takes it */
export function fileName({ name }) {
  const written = name.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return `${[...written].slice(0, 60).join("") || "plan"}${SUFFIX}`;
}

// -- One key goes on.

/** What a room does now: nothing is asked, a question is open, its result is seen; null where no class is led.
 * @typedef {"" | "open" | "revealed" | null} Asking */
/** What going on does. @typedef {"ask" | "reveal" | "go" | "last"} Onward */

/**
 * @param {Plan} plan
 * @param {Place} place
 * @param {Asking} asking
 * @returns {Onward}
 */
export function onward({ stops }, { at, asked }, asking) {
  if (asking === "open") return "reveal";
  if (asking !== null && !asked && isAsked(stops[at].question)) return "ask";
  return at + 1 < stops.length ? "go" : "last";
}

/** @param {StopQuestion | null} question @returns {boolean} whether a room can ask it; a question without choices is asked aloud */
export function isAsked(question) {
  return question !== null && (question.kind !== "choice" || question.choices.length > 1);
}

const HIDE = "hide";
const BETWEEN = "*";

/**
 * The controls that a stop hides, which stand in its address, and its address without them.
 * @param {string} address
 * @returns {{lead: string, hidden: string[]}}
 */
export function placeOf(address) {
  const [page, query = ""] = address.split("?");
  const params = new URLSearchParams(query);
  const hidden = (params.get(HIDE) ?? "").split(BETWEEN).filter(Boolean);
  params.delete(HIDE);
  return { lead: withQuery(page, params), hidden };
}

/** @param {string} address @param {string[]} hidden @returns {string} the same place, where these controls are hidden */
export function hiding(address, hidden) {
  const [page, query = ""] = placeOf(address).lead.split("?");
  const params = new URLSearchParams(query);
  if (hidden.length) params.set(HIDE, hidden.join(BETWEEN));
  return withQuery(page, params);
}

/** @param {string} page @param {URLSearchParams} params */
function withQuery(page, params) {
  const written = String(params);
  return written ? `${page}?${written}` : page;
}

/**
 * What a stop is called: as its teacher calls it, or by its page and sentence.
 * @param {Stop} stop
 * @param {Record<string, string>} pages their titles by their addresses
 * @returns {string}
 */
export function titleOf({ address, title }, pages) {
  if (title.trim()) return title;
  const [page, query = ""] = address.slice(1).split("?");
  return [pages[page], new URLSearchParams(query).get("q")].filter(Boolean).join(" · ");
}
