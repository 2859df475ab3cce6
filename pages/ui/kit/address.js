/** Writes parameters in the address without Python, since each change that Python writes adds an entry to the history. */

/**
 * Sets a parameter in the current entry of the history; null removes it.
 * @param {string} name
 * @param {string | null} written
 * @returns {void}
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // Encoded as Python does it: Streamlit adds an entry to the history if the encoding differs.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  history.replaceState(history.state, "", address);
}
