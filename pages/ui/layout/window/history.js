/** One entry of the history for each thing that was done: back undoes it, and nothing else. */

import { keepInAddress } from "../../components/shared/address.js";
import { SENTENCE } from "../../components/shared/choices.js";

/** The field one types the sentence in. */
const FIELD = ".st-key-text input";

/**
 * Streamlit makes an entry of the bare address of a page, and then another one of what is chosen there. What is chosen
 * is the same on all pages: so a page gets it at once, and an entry that says the same as the present one replaces it,
 * as does what a page writes when it has just been entered. Whoever goes back twice in a row is already elsewhere when
 * Streamlit shows the first page, and makes an entry of it: a page is only entered by something that was pressed.
 * @returns {() => void} stops that
 */
export function keepPagesOneEntry() {
  const { pushState, replaceState } = history;
  const stop = new AbortController();
  let [travelling, arrived] = [false, false];
  const listen = (/** @type {string} */ kind, /** @type {boolean} */ to) =>
    addEventListener(kind, () => { [travelling, arrived] = [to, false]; }, { capture: true, signal: stop.signal });
  listen("popstate", true);
  for (const kind of ["pointerdown", "keydown", "click"]) listen(kind, false);
  history.pushState = (state, unused, to) => {
    const next = new URL(to ?? "", location.href);
    const entering = next.pathname !== location.pathname;
    if (entering && travelling) return;
    if (entering && !next.search) next.search = location.search;
    const write = !entering && (arrived || sameAddress(next, new URL(location.href))) ? replaceState : pushState;
    arrived ||= entering;
    write.call(history, state, unused, next);
  };
  return () => {
    stop.abort();
    history.pushState = pushState;
  };
}

/**
 * @param {URL} one
 * @param {URL} other
 * @returns {boolean} whether they lead to the same, however they are spelled
 */
function sameAddress(one, other) {
  const [first, second] = [one, other].map(({ searchParams }) => JSON.stringify([...searchParams].sort()));
  return one.pathname === other.pathname && first === second;
}

/**
 * Python writes the sentence at every pause in typing. The first time makes an entry; what is typed on replaces it
 * here, and so does what Python writes late: back leads to the sentence before, not to half of it.
 * @returns {() => void} stops that
 */
export function keepTypingOneEntry() {
  const { pushState } = history;
  const written = () => new URL(location.href).searchParams.get(SENTENCE);
  /** @type {{before: string | null} | null} */
  let typing = null;
  const stop = new AbortController();
  const listen = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    window.addEventListener(kind, listener, { capture: true, signal: stop.signal });
  const ofField = (/** @type {EventTarget | null} */ target) => target instanceof HTMLInputElement && target.matches(FIELD) ? target : null;
  listen("input", ({ target }) => {
    const field = ofField(target);
    if (!field) return;
    typing ??= { before: written() };
    if (written() !== typing.before) keepInAddress(SENTENCE, field.value);
  });
  for (const kind of ["pointerdown", "keydown"]) listen(kind, ({ target }) => { if (!ofField(target)) typing = null; });
  listen("popstate", () => { typing = null; });
  history.pushState = (state, unused, to) => {
    const next = new URL(to ?? "", location.href);
    const late = typing && written() !== typing.before && differsInSentence(next, new URL(location.href));
    if (late) history.replaceState(state, unused, next);
    else pushState.call(history, state, unused, to);
  };
  return () => {
    stop.abort();
    history.pushState = pushState;
  };
}

/**
 * @param {URL} one
 * @param {URL} other
 * @returns {boolean} whether they lead to the same but for the sentence
 */
function differsInSentence(one, other) {
  const [first, second] = [one, other].map((url) => {
    const rest = new URL(url);
    rest.searchParams.delete(SENTENCE);
    return rest;
  });
  return sameAddress(first, second);
}
