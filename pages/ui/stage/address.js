/** What the browser itself writes in the address. Were Python to write it, each time would be an entry of the history. */

/** The field one types the sentence in, and its name in the address. */
const FIELD = ".st-key-text input";
const SENTENCE = "q";

/**
 * Replaces the present entry by one that says this; null is left out.
 * @param {string} name
 * @param {string | null} written
 * @returns {void}
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // As Python would spell it: Streamlit makes an entry of what is spelled in another way.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  history.replaceState(history.state, "", address);
}

/**
 * Python writes the sentence at every pause in typing. The first time makes an entry; what is typed on replaces it
 * here, so that what Python writes then is there already: back leads to the sentence before, not to half of it.
 * @returns {() => void} stops listening
 */
export function keepTypingOneEntry() {
  const written = () => new URL(location.href).searchParams.get(SENTENCE);
  /** @type {{before: string | null} | null} */
  let typing = null;
  const stop = new AbortController();
  const listen = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    window.addEventListener(kind, listener, { signal: stop.signal });
  listen("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.matches(FIELD))) return;
    typing ??= { before: written() };
    if (written() !== typing.before) keepInAddress(SENTENCE, target.value);
  });
  listen("focusout", () => { typing = null; });
  listen("popstate", () => { typing = null; });
  return () => stop.abort();
}
