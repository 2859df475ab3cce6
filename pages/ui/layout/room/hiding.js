/** What is out of sight or out of reach: the style sheet of the app reads it off the root of the page. */

const SENTENCE_FIELD = ".st-key-text input";

/**
 * @param {string[]} hidden
 * @param {boolean} frozen whether the sentence stays as it is
 * @returns {void}
 */
export function hideControls(hidden, frozen) {
  const { dataset } = document.documentElement;
  dataset.gazeHide = hidden.join(" ");
  dataset.gazeFrozen = String(frozen);
}

/**
 * A frozen sentence can't be reached with a pointer, by the style sheet; nor by keyboard, by this.
 * @returns {() => void} stops that, and shows everything
 */
export function guardFrozenSentence() {
  const stop = new AbortController();
  document.addEventListener("focusin", ({ target }) => {
    const frozen = document.documentElement.dataset.gazeFrozen === "true";
    if (frozen && target instanceof HTMLElement && target.matches(SENTENCE_FIELD)) target.blur();
  }, { signal: stop.signal });
  return () => {
    stop.abort();
    hideControls([], false);
  };
}
