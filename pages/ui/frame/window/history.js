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
 * Decides of each entry that Streamlit adds whether it is one.
 *
 * A page gets one entry when it is opened: Streamlit adds one for the bare address of the page, and another when the page has
 * written its choices. Here the first gets the choices at once, since they are the same on all pages; an entry equal to the present
 * one, or written just after the page was opened, replaces the present one. After Back or Forward, Streamlit shows a page late and
 * adds an entry for it, which is ignored: only a click or a key opens a page.
 *
 * A typed sentence gets one entry, too. Python writes the sentence at every pause in typing: the first time adds an entry; later
 * changes of the same typing replace it, so that Back leads to the previous sentence, not to a part of this one.
 * @returns {() => void} restores the history
 */
export function keepOneEntryAnAction() {
  const { pushState, replaceState } = history;
  const stop = new AbortController();
  const listen = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    window.addEventListener(kind, listener, { capture: true, signal: stop.signal });
  const written = () => new URL(location.href).searchParams.get(SENTENCE);
  const fieldOf = (/** @type {EventTarget | null} */ target) => (target instanceof HTMLInputElement && target.matches(FIELD) ? target : null);
  let [travelling, arrived] = [false, false];
  /** @type {{before: string | null} | null} */
  let typing = null;
  listen("popstate", () => { [travelling, arrived, typing] = [true, false, null]; });
  for (const kind of ["pointerdown", "keydown", "click"]) {
    listen(kind, ({ target }) => {
      [travelling, arrived] = [false, false];
      if (kind !== "click" && !fieldOf(target)) typing = null;
    });
  }
  listen("input", ({ target }) => {
    const field = fieldOf(target);
    if (!field) return;
    typing ??= { before: written() };
    if (written() !== typing.before) keepInAddress(SENTENCE, field.value);
  });
  history.pushState = (state, unused, to) => {
    const here = new URL(location.href);
    const next = new URL(to ?? "", here);
    if (typing && written() !== typing.before && differsInSentence(next, here)) {
      replaceState.call(history, state, unused, next);
      return;
    }
    const entering = next.pathname !== here.pathname;
    if (entering && travelling) return;
    if (entering && !next.search) next.search = here.search;
    const write = !entering && (arrived || sameAddress(next, here)) ? replaceState : pushState;
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
