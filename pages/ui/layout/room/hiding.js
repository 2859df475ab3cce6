/** Hides controls and freezes the sentence, by attributes of the root element that the app's style sheet reads. */

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
 * Keeps the keyboard out of a frozen sentence; the style sheet keeps the pointer out.
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
