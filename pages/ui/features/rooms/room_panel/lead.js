/** Addresses to which a class is led: below that of the app, without what is each visitor's own. Pure. */

/** What is each visitor's own, and kept where they are led. */
const OWN = ["lang", "present", "room", "wall", "hide"];
/** What each visitor has done at a place, and begins anew elsewhere. */
const DONE = ["guesses"];
const STEP = "step";
/** The choices that a prediction depends on, besides the step. */
const PREDICTED = ["family", "scorer", "blind", "q", "search", "grain", "ask"];

/**
 * The folder of all pages, with a slash at its end.
 * @param {string} here an address of the app
 * @returns {URL}
 */
export function rootOf(here) {
  const root = new URL(".", here);
  root.search = "";
  root.hash = "";
  return root;
}

/**
 * Where somebody is, as others are led there.
 * @param {string} here
 * @returns {string} as `/step?q=…&step=2`
 */
export function leadOf(here) {
  const { pathname, searchParams } = new URL(here);
  for (const name of [...OWN, ...DONE]) searchParams.delete(name);
  return `/${pathname.split("/").at(-1)}${queryOf(searchParams)}`;
}

/**
 * The address of this visitor at the place that a class is led to.
 * @param {string} lead
 * @param {string} here
 * @returns {string}
 */
export function followedAddress(lead, here) {
  const own = new URL(here).searchParams;
  const to = partsOf(lead);
  for (const name of OWN) if (own.has(name)) to.params.set(name, own.get(name) ?? "");
  return `${rootOf(here).href}${to.page}${queryOf(to.params)}`;
}

/**
 * @param {string} lead
 * @param {number} step counted from 0, as an address never does
 * @returns {string} the same at that step
 */
export function atStep(lead, step) {
  const { page, params } = partsOf(lead);
  params.set(STEP, String(step + 1));
  return `/${page}${queryOf(params)}`;
}

/**
 * @param {string} lead
 * @returns {number | null} counted from 0
 */
export function stepIn(lead) {
  const written = partsOf(lead).params.get(STEP);
  return written === null ? null : Number(written) - 1;
}

/**
 * Whether two addresses lead to the same, however their parameters are ordered; with `but` that one may differ.
 * @param {string} one
 * @param {string} other
 * @param {string} [but]
 * @returns {boolean}
 */
export function leadsAlike(one, other, but = "") {
  const [first, second] = [one, other].map((lead) => {
    const { page, params } = partsOf(lead);
    params.delete(but);
    return JSON.stringify([page, [...params].sort()]);
  });
  return first === second;
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} whether nothing but the step differs
 */
export function differsInStep(one, other) {
  return !leadsAlike(one, other) && leadsAlike(one, other, STEP);
}

/**
 * Whether a question can be answered at this place.
 * @param {RoomQuestion} question
 * @param {string} lead
 * @returns {boolean}
 */
export function isPlaceOf({ kind, address }, lead) {
  if (kind === "choice") return true;
  return kind === "scorer" ? leadsAlike(address, lead, STEP) : predictsAlike(address, lead);
}

/**
 * Whether one predicts at both places from the same sentence and model.
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
function predictsAlike(one, other) {
  const [first, second] = [one, other].map((lead) => {
    const { page, params } = partsOf(lead);
    return JSON.stringify([page, PREDICTED.map((name) => params.get(name))]);
  });
  return first === second;
}

/**
 * The place at which a class predicts what is in view: there only what Predict reads matters.
 * @param {string} lead
 * @param {"row" | "piece"} ask
 * @returns {string}
 */
export function predictionOf(lead, ask) {
  const kept = keptOf(lead, ["family", "scorer", "blind", "q", "search", STEP, "grain", "lesson", "part"]);
  if (ask !== "row") kept.set("ask", ask);
  return `/predict${queryOf(kept)}`;
}

/**
 * The picture of the sentence in view, on the first page, with its scoring function under another name, which says nothing.
 * @param {string} lead
 * @param {string} alias
 * @returns {string}
 */
export function pictureOf(lead, alias) {
  const kept = keptOf(lead, ["family", "q", "search", STEP, "grain", "lesson", "part"]);
  kept.set("blind", alias);
  return `/${queryOf(kept)}`;
}

/** @param {string} lead @returns {string} the same place with the scoring function that everybody begins with */
export function withoutAlias(lead) {
  const { page, params } = partsOf(lead);
  params.delete("blind");
  return `/${page}${queryOf(params)}`;
}

/** @param {string} lead @param {string[]} names @returns {URLSearchParams} those of its parameters */
function keptOf(lead, names) {
  const { params } = partsOf(lead);
  return new URLSearchParams(names.filter((name) => params.has(name)).map((name) => [name, params.get(name) ?? ""]));
}

/** @param {string} lead */
function partsOf(lead) {
  const [path, query = ""] = lead.split("?");
  return { page: path.slice(1), params: new URLSearchParams(query) };
}

/** Spaces as Python writes them. @param {URLSearchParams} params @returns {string} */
function queryOf(params) {
  const written = String(params);
  return written ? `?${written}` : "";
}
