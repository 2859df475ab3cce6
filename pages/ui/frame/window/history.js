/** Links within the app, and what the browser's history holds of it. */

import { keepInAddress, SENTENCE } from "../../kit/address.js";

// -- Streamlit's links to the pages.

const LINKS = ':is([data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"])';

/**
 * Adds the present choices to the links, which have none, since Streamlit handles clicks on them by script. With a
 * modifier key the browser opens a link in another tab or window, as any link.
 * @returns {() => void} stops listening
 */
export function keepChoicesInLinks() {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  for (const kind of ["pointerover", "pointerdown", "focusin"])
    document.addEventListener(kind, (event) => {
      const link = linkOf(event);
      if (link) link.search = location.search;
    }, options);
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && linkOf(event)) event.stopPropagation();
  }, options);
  return () => stop.abort();
}

/**
 * @param {Event} event
 * @returns {HTMLAnchorElement | null}
 */
function linkOf({ target }) {
  return target instanceof Element ? target.closest(`a${LINKS}`) : null;
}

// -- Entries of the browser's history: one for each action of the visitor, so that Back undoes exactly one.

/** The text field of the sentence. */
const FIELD = ".st-key-text input";

/**
 * Gives a page one entry when it is opened. Streamlit adds an entry for the bare address of the page, and another one when
 * the page has written its choices. Here the first entry gets the choices at once, since they are the same on all pages;
 * an entry equal to the present one, or written just after the page was opened, replaces the present one. After Back or
 * Forward, Streamlit shows a page late and adds an entry for it, which is ignored: only a click or a key opens a page.
 * @returns {() => void} restores the history
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
 * @returns {boolean} whether they have the same path and parameters, in any order and encoding
 */
function sameAddress(one, other) {
  const [first, second] = [one, other].map(({ searchParams }) => JSON.stringify([...searchParams].sort()));
  return one.pathname === other.pathname && first === second;
}

/**
 * Gives a typed sentence one entry. Python writes the sentence at every pause in typing: the first time adds an entry;
 * later changes of the same typing replace it, so that Back leads to the previous sentence, not to a part of this one.
 * @returns {() => void} restores the history
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
 * @returns {boolean} whether they are equal except for the sentence
 */
function differsInSentence(one, other) {
  const [first, second] = [one, other].map((url) => {
    const rest = new URL(url);
    rest.searchParams.delete(SENTENCE);
    return rest;
  });
  return sameAddress(first, second);
}
